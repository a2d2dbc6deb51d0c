// An item that a board has one of, such as its Challenge Register: nobody starts it, and its reference has no number. It begins by itself
// when its workflow is published, so that it is there before it is needed.
#ifndef WAYMARK_RUN_STANDING_H
#define WAYMARK_RUN_STANDING_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"

#include <stdbool.h>

// Begins the one item of this canonical definition, the newest of its workflow; nothing where it is no such workflow, or where the board
// has an item of it already, of whatever version. Inside the caller's transaction.
bool standing_begin(struct board *board, const json_t *structure, struct err *err);
// Is it of a workflow of which there is one item alone?
bool standing_is(const json_t *structure);
#endif
