// Looking ahead of a hand-over, item by item: what changes in its fields, deadlines and rights, and what would become a conflict.
#ifndef WAYMARK_RUN_HANDOVER_LOOK_H
#define WAYMARK_RUN_HANDOVER_LOOK_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

// Whose rights are looked at: the two persons, or the leads of the two agencies as the directory stands. NULL: there is none.
struct handover_pair {
  const char *old, *new;
};
struct handover_pair handover_pair(struct board *board, const json_t *handover);

// What the two may do on the item as it and the directory stand, and how the fields that `changes` names are shown: to be taken before the
// directory changes. A new reference.
json_t *handover_standing(struct board *board, const struct casefile *item, const json_t *changes, struct handover_pair pair);
// The row of an item when the directory has changed: {"ref","title","fields":[{"name","label","was","is"}],"deadlines":[{"what","was"?,
// "is"?,"was_local"?,"is_local"?}],"gains":[TEXT],"loses":[TEXT],"conflicts":[TEXT]}. Changes the item in memory. A new reference; NULL
// with err.
json_t *handover_row(struct board *board, struct casefile *item, const json_t *handover, struct handover_pair pair, const json_t *before,
                     struct err *err);
#endif
