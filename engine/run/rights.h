// Who may see an item, and who may take a transition on it (R1, R2, R3). No rule means no.
#ifndef WAYMARK_RUN_RIGHTS_H
#define WAYMARK_RUN_RIGHTS_H
#include "base/buf.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

// Seen by the definition's `read` roles and by whoever one of its transitions could be for.
bool rights_see(struct board *board, const struct casefile *item, const char *person);

// Whoever sees at least its row in a list holds one of these subjects (subject.h): an index narrows by them, and whoever shows something
// asks rights_see besides. They hang on the item alone. A new reference.
json_t *rights_subjects(struct board *board, const struct casefile *item);

// The item if this person may see it; else one and the same sentence, whether it is another's or there is none (R1). Free with
// casefile_free.
struct casefile *rights_open(struct board *board, const char *ref, const char *person, struct err *err);

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
