// A sweep: every item's timers reviewed (review.h), a batch a transaction, so that people are served in between. How far it got is kept in
// `meta`, in the batch's own transaction, so it goes on after a crash where it was.
#ifndef WAYMARK_RUN_SWEEP_H
#define WAYMARK_RUN_SWEEP_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

// `why`: "calendar", "zone", "meetings", or "check" (REVIEW_CHECK). Begins with the first item; one that is under way begins anew, and
// keeps its reason when the new one is a mere check. `actor`: whose change it follows; NULL: nobody's. `reason`: what they
// gave for it, or NULL.
bool sweep_begin(struct board *board, const char *why, const char *actor, const char *reason, struct err *err);
bool sweep_is_pending(struct board *board);
// One that moves dates is under way: until it is through, no timer may fire, since its date may be another one.
bool sweep_blocks(struct board *board);
// One batch. What moved is added to `found` (review.h); an item that cannot be reviewed as {"ref","trouble"}. *more: not through yet.
bool sweep_step(struct board *board, json_t *found, bool *more, struct err *err);
bool sweep_finish(struct board *board, json_t *found, struct err *err); // every batch that is left
// The one item, ahead of its turn: before a person's event (T11). It is read again when it moved. Nothing when no sweep blocks.
bool sweep_item(struct board *board, struct casefile **item, struct err *err);
#endif
