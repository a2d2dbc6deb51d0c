// One item's part of an erasure, done: its entry, and what that drops.
#ifndef WAYMARK_RUN_ERASE_DROP_H
#define WAYMARK_RUN_ERASE_DROP_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"
#include "run/erase_plan.h"

#include <stdbool.h>
#include <stdint.h>

// `event` is taken over. `request`: the document that ends with it, under its id; NULL: an item that held a copy. *number: of the entry in
// the item's history. Inside the caller's transaction.
bool erase_drop(struct board *board, struct casefile *item, const struct erase_plan *plan, json_t *event, json_t *request, int64_t *number,
                struct err *err);
#endif
