// Which workflows another one cannot do without: those whose items it opens or asks for.
#ifndef WAYMARK_RUN_COMPANIONS_H
#define WAYMARK_RUN_COMPANIONS_H
#include "base/json.h"
#include "run/board.h"

// Of a canonical definition: the names of workflows that it asks for returns, opens, or whose items a rung of its ladders opens, and that
// the board does not use. What it opens in one of several branches alone is somebody's choice, and none of them. A new reference.
json_t *companions_missing(struct board *board, const json_t *structure);
#endif
