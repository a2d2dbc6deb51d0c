// Handing over all of somebody's work, or an agency's to the one that follows it (R2, DOMAIN 0.9): posts and memberships at once, open
// items a batch a transaction, each with an entry of its own that says who, whose, why. Closed items stay.
//
// A hand-over is a document of the directory, of kind "handover": {"id","kind":"person"|"agency","old","new","reason","by","asked":MS,
// "on"?:DATE,"with_people"?,"only"?:[REF],"status":"waiting"|"under way"|"done"|"withdrawn","moved"?:N,"stayed"?:N,"stayed_refs"?:[REF],
// "set"?:{"old"|"new":{MEMBER:{"was"?,"is"}}}}, `set` being what it changed in the two agencies, to be put back if it is withdrawn. So one
// that is to come is on record, and carried out once whatever happens in between; how far its items are is kept in `meta`, in the batch's
// own transaction.
//
// WAITING -> UNDER WAY [handover_step, on its day] -> DONE [after the last item]; without a day it begins UNDER WAY. WAITING -> WITHDRAWN.
#ifndef WAYMARK_RUN_HANDOVER_H
#define WAYMARK_RUN_HANDOVER_H
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>
#include <stdint.h>

// Items that one hand-over names by themselves: each batch looks them all up, and naming more is handing over everything.
enum { HANDOVER_ONLY_MAX = 500 };

// Records it, inside the caller's transaction: the directory changes, and the items are handover_step's. `said` gets a line about each
// document, and the hand-over itself what it set.
bool handover_begin(struct board *board, json_t *handover, json_t *said, struct err *err);
// One batch of the first that is due, in a transaction of its own; *more: something is left. Items that cannot be worked on are added to
// `troubles` as {"ref","text"}, and stay: the document says so in the end (`stayed`), and so does a message to the Business Manager.
bool handover_step(struct board *board, json_t *troubles, bool *more, struct err *err);
// When the first that is not done is due. False: there is none.
bool handover_next(struct board *board, int64_t *due_ms);
// Takes one back that waits for its day.
bool handover_withdraw(struct board *board, const char *id, const char *reason, const char *actor, struct err *err);

// Changes the item in memory as the hand-over would, as an entry or, when it is not appended, as a look ahead. False with err. *any: it
// names whoever hands over.
bool handover_item(struct board *board, struct casefile *item, const json_t *handover, bool append, bool *any, struct err *err);
// "handed over from Priya Shah to Sam Reid" for the event of such an entry; false: it is of another kind.
bool handover_words(struct board *board, const json_t *entry, const json_t *event, struct buf *out);
#endif
