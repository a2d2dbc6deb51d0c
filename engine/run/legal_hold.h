// Legal holds: nothing of a held item may be erased, however many people want it (UK GDPR 17(3); an inquiry such as IICSA). A hold on the
// board holds every item. Each is a document of the directory, of kind "hold", under its item's id.
#ifndef WAYMARK_RUN_LEGAL_HOLD_H
#define WAYMARK_RUN_LEGAL_HOLD_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

// `item` NULL: the whole board. ERR_REFUSED: it is held already, or is not. Inside the caller's transaction.
bool legal_hold_set(struct board *board, const struct casefile *item, const char *reason, const char *actor, struct err *err);
bool legal_hold_lift(struct board *board, const struct casefile *item, const char *reason, const char *actor, struct err *err);
// ERR_REFUSED with the hold's own words when the item is held, or the board is.
bool legal_hold_allows(struct board *board, const struct casefile *item, struct err *err);
// {"ref"?,"since","since_local","reason","by"}: the item's own hold, else the board's; NULL: none. A new reference.
json_t *legal_hold_find(struct board *board, const struct casefile *item);
json_t *legal_hold_list(struct board *board); // [HOLD], of items with their ids in "case"; a new reference
#endif
