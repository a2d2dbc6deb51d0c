// One item as a digest names it: its reference, how late, what is wanted; nothing of what it says.
#ifndef WAYMARK_RUN_DIGEST_ITEM_H
#define WAYMARK_RUN_DIGEST_ITEM_H
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

// For each person of `wanted` ({PERSON: ...}) for whom the item waits now and who may see it, adds {"ref","noun","due"?,"since"?,
// "late_days"?,"decide":[LABEL],"do":[LABEL]} to `waits`, {PERSON: [..]}.
void digest_item_add(struct board *board, const struct casefile *item, const json_t *wanted, json_t *waits);
#endif
