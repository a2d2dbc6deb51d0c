// Shared inside op/: how an operation reads its request. Each operation file declares its rows here.
#ifndef WAYMARK_OP_INTERNAL_H
#define WAYMARK_OP_INTERNAL_H
#include "op/op.h"
#include "run/casefile.h"

// Are the request's texts within their limits?
bool ask_limits(const json_t *request, struct err *err);
// A member of the request, as text; NULL and a sentence when it is missing.
const char *ask_text(const struct op_call *call, const char *name, struct err *err);
const char *ask_maybe(const struct op_call *call, const char *name); // NULL when missing
// Who asks: `as`; for a read the person of the setting `console` when it is missing. Known and active, or NULL with err.
const char *ask_person(const struct op_call *call, struct err *err);
// The item `case`, if this person may see it; else the same sentence as for one that does not exist (R1). Free with casefile_free.
struct casefile *ask_item(const struct op_call *call, struct err *err);
// The same for what takes the item whole: refused, as `what` they may not do, to who sees a part of it.
struct casefile *ask_whole(const struct op_call *call, const char *what, struct err *err);
// Is each member that is there of its type? A number for a text is no missing text.
bool ask_types(const json_t *request, struct err *err);
// May whoever asks ask this at all? Asked once, before anything else (OP_...).
bool ask_allowed(const struct op *op, const struct op_call *call, struct err *err);
// Is the file that came with the request a regular one? It is set to its start. Of a pipe nobody knows when it ends: the one who waits for
// it keeps everybody waiting.
bool ask_file(const struct op_call *call, struct err *err);
// Is whoever asks of the Business Manager's office? `what` they may not do otherwise.
bool ask_office(const struct op_call *call, const char *what, struct err *err);
bool ask_instant(const struct op_call *call, const char *name, int64_t missing, int64_t *ms, struct err *err);

// as_at.c: the operation on the board as it was at the request's `as_at`. Allowed: is this operation one for which that can be asked?
bool as_at_run(const struct op *op, struct op_call *call, struct err *err);
bool as_at_allowed(const struct op *op, const json_t *request, struct err *err);

// meeting.c: may this event be sent by itself? Not one of a meeting's that `meeting.` operations send.
bool meeting_allows(struct board *board, const char *ref, const char *event, const char *person, struct err *err);
// meeting_date.c: after days off changed, planned meetings whose papers are due on another day now are told so, each by an event of its
// own.
bool meeting_recount_papers(struct op_call *call, struct err *err);

bool evidence_may_see(const struct op_call *call, const struct casefile *item, struct err *err); // evidence.c
bool evidence_get(struct op_call *call, struct err *err);                                        // evidence_get.c: evidence.get
bool awaited_list(struct op_call *call, struct err *err);                                        // awaited.c: case.todo
bool list_cases(struct op_call *call, struct err *err);                                          // list.c: case.list
bool case_form(struct op_call *call, struct err *err);                                           // form.c
// list.c: an item that the request's `as` may see, as a row of case.list. A new reference.
json_t *list_row(struct op_call *call, struct casefile *item);
bool deadline_show(struct op_call *call, struct err *err); // deadline.c: case.deadline

// older.c: adds to what was published, and what came with it, which open items stay on older versions and which could not be moved, as far
// as the asker may see them.
bool older_put(struct op_call *call, struct err *err);
// What publishing would answer, all of that with it; nothing is published. A new reference; NULL with why it would be refused.
json_t *older_foresee(struct op_call *call, const char *file, const char *source, const json_t *modules, struct err *err);

// Adds to the answer about the item `ref` what that opened and whom it told, as far as the asker may know (run/aftermath.h; case.c).
bool answer_set_off(struct op_call *call, const char *ref, struct err *err);
// Says of each item that this one opened, in the rows of the answer's fields, where it stands (opened.c).
void answer_opened(struct op_call *call, const struct casefile *item);

// Puts "next" into the answer: the first due instant among the items that this person may see; nothing when there is none.
void answer_next_due(struct op_call *call, const char *person);

// Puts "held" into the answer while the board's clock is held: the sentence for everybody who looks (run/hold.h). The door does so for
// whatever writes or fires.
void answer_held(struct op_call *call);

extern const struct op ops_case[], ops_evidence[], ops_bundle[], ops_import[], ops_timers[], ops_journal[], ops_workflow[], ops_directory[],
    ops_board[], ops_calendar[], ops_simulate[], ops_clock[], ops_backup[], ops_setting[], ops_erase[], ops_redaction[], ops_handover[],
    ops_people[], ops_people_check[], ops_register[], ops_meeting[], ops_rights[], ops_share[], ops_access[], ops_outbox[], ops_report[],
    ops_migrate[];
#endif
