// Approvals (R4). A transition that says what it `binds` (DEFINITION.md, format 4) is one: with its entry goes the hash of what its decider
// saw, and the item remembers it until it is given anew or lapses. When something bound changes afterwards it is stale: conditions that ask
// for it are false, the event `stale.EVENT` follows in the same step, and who decided and the Business Manager are told once.
//
// casefile.approvals: {EVENT: {"label","given":REVISION,"seen":REVISION,"at":MS,"by":PERSON,"recorder"?:PERSON,"binds":[{"field","seen"}],
// "pieces"?:{FIELD:ID},"stale"?:{"revision","at","by"?,"fields":[FIELD]}}}. `given` is the revision that the approving entry made.
#ifndef WAYMARK_RUN_APPROVAL_H
#define WAYMARK_RUN_APPROVAL_H
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "chart/step.h"
#include "run/board.h"
#include "run/casefile.h"
#include "run/turn.h"

#include <stdbool.h>
#include <stdint.h>

// ---- while a step runs (approval.c)

// Does the approval stand, or (`stale`) was it given and no longer does? Fields that the step has changed by now count.
enum truth approval_judge(const struct turn *turn, const char *event, bool stale, const struct step_view *view, struct buf *reason);
// For step_host: the event of an approval that what the step did makes stale.
const char *approval_follows(void *turn, const struct step_view *view);

// ---- when a step or a correction is recorded (approval_turn.c)

// What the turn's decider saw is what the item holds now, in all that is bound. False with a sentence: it has changed since.
bool approval_fits(struct turn *turn, struct err *err);
// Keeps what was approved, marks what became stale, tells people. `before`: the fields before the turn.
void approval_record(struct turn *turn, const json_t *before);

// ---- what was seen (approval_seen.c)

// The item's fields as they were at one of its revisions. A new reference; NULL with a sentence where its journal does not have that.
json_t *approval_fields_at(struct board *board, const struct casefile *item, int64_t revision, struct err *err);
// What was seen, to the byte (engine/store/FORMAT.md, "What was seen"); its SHA-256 is what an approval binds. Caller frees.
char *approval_seen(const struct casefile *item, const char *event, int64_t revision, const json_t *binds, const json_t *fields);
// The last approval of that name: {"ref","event","seen","record":TEXT,"sha256":of the record as the journal has it now,"bound":as it was
// bound}. A new reference; NULL with a sentence.
json_t *approval_show(struct board *board, const struct casefile *item, const char *event, struct err *err);

// ---- for people (approval_view.c)

json_t *approval_list(struct board *board, const struct casefile *item); // the `approvals` of case.show, in the order they were given
bool approval_any_stale(const struct casefile *item);
// "approved by Ann Lee on Mon 4 Apr 2016 10:00 at version 12; since then "Measure" was changed by ...: ask again".
void approval_say(struct board *board, const struct casefile *item, const json_t *approval, struct buf *out);
void approval_fields_say(const struct casefile *item, const json_t *fields, struct buf *out); // "Measure" and "Evidence"

// Does what the approval binds differ between these? The names of the fields that do are added to `fields`, which may be NULL.
bool approval_differs(const json_t *binds, const json_t *pieces, const json_t *then, const json_t *now, json_t *fields);
// Of an evidence field that binds the pieces that were seen: the highest number among them. {} for none; a new reference.
json_t *approval_pieces(const json_t *binds, const json_t *fields);
#endif
