// Whom a workflow would tell and does not reach, as the board's posts and groups stand today: said to whoever publishes it.
#ifndef WAYMARK_OP_UNHELD_H
#define WAYMARK_OP_UNHELD_H
#include "base/json.h"
#include "run/board.h"

// A sentence for each rung and role that reaches nobody of its own, none twice. `asking` is the workflow that asks agencies for items of
// this one, whose duties say which agencies those are; NULL: none does. A new reference.
json_t *unheld_of(struct board *board, const json_t *structure, const json_t *asking);
#endif
