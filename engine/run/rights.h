// Who may see an item, and who may take a transition on it (R1, R2, R3). No rule means no.
#ifndef WAYMARK_RUN_RIGHTS_H
#define WAYMARK_RUN_RIGHTS_H
#include "base/buf.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"
#include "run/sight.h"

#include <stdbool.h>

// What a person sees of the item: with a workflow's `see` what its lines give, else everything for its `read` roles and for whoever one of
// its transitions could be for; then the board's own rules; less the lists that they would see, where a row of one names an item that they
// do not see all of. Of a board as it was: what they see of the item today. Clear with sight_clear.
struct sight rights_sight(struct board *board, const struct casefile *item, const char *person);
// The same, whatever its lists say of items that are not theirs: for who shows of those only the rows that are.
struct sight rights_sight_rows(struct board *board, const struct casefile *item, const char *person);
// Does this person see the field of parties by more than being one of them (P3): by another role, by what the board allows or shares, or by
// a line of `see` that says so of this stage, naming the field, or everything under a condition?
bool rights_see_beside(struct board *board, const struct casefile *item, const char *field, const char *person);
// For a row of a list, which shows no list of the item: so what its lists name is not looked at, unless a column or a role goes by one.
struct sight rights_sight_row(struct board *board, const struct casefile *item, const char *person);
bool rights_see(struct board *board, const struct casefile *item, const char *person);     // anything
bool rights_see_all(struct board *board, const struct casefile *item, const char *person); // everything
// The same for what takes an item whole, with a sentence: `what` they may not do, "make a bundle of".
bool rights_whole(struct board *board, const struct casefile *item, const char *person, const char *what, struct err *err);

// The item if this person may see it; else one and the same sentence, whether it is another's or there is none (R1). Free with
// casefile_free.
bool rights_no_item(const char *ref, struct err *err); // says that sentence; false
struct casefile *rights_open(struct board *board, const char *ref, const char *person, struct err *err);

// The same for what takes the item whole: refused, as `what` they may not do, to who sees a part of it (rights_whole).
struct casefile *rights_open_whole(struct board *board, const char *ref, const char *person, const char *what, struct err *err);

// May `actor` take this transition, deciding himself or recording the decision of `decider` (NULL: himself)? `why` gets one sentence when
// not; NULL when nobody will read it.
bool rights_take(struct board *board, const struct casefile *item, const json_t *transition, const char *actor, const char *decider,
                 struct buf *why);
// The same at a meeting, whose sheet may say that the group itself decides, "group:ID" (sitting.h); `sitting` NULL: at none.
struct sitting;
bool rights_decide(struct board *board, const struct casefile *item, const json_t *transition, const char *actor, const char *decider,
                   const struct sitting *sitting, struct buf *why);
// What a person's event could take now (step_candidates), without what only follows it by pattern: that is nobody's to send. A new
// reference.
json_t *rights_candidates(const struct casefile *item, const char *event);
// Roles that a transition is for: `by` and `decided_by` together. A new reference.
json_t *rights_roles(const json_t *transition);
#endif
