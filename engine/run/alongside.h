// Which version of a workflow a return is opened on. Those who are asked by one item answer the same questions: so it is the version of the
// returns that the item has, else the one that came of the very file that the item's own workflow came of, else the newest.
#ifndef WAYMARK_RUN_ALONGSIDE_H
#define WAYMARK_RUN_ALONGSIDE_H
#include "run/board.h"
#include "run/definition.h"

// For an opening of the outbox. Borrowed until the board closes; NULL with err.
const struct definition *alongside_definition(struct board *board, const json_t *opening, struct err *err);
#endif
