// Items that other items open (E5): rows of the outbox addressed to the engine become new items, each once.
#ifndef WAYMARK_RUN_OPENER_H
#define WAYMARK_RUN_OPENER_H
#include "base/err.h"
#include "run/board.h"

#include <stdbool.h>

// Starts every item that waits to be opened. One whose workflow is not published here is marked failed, with an entry that says so.
bool opener_run(struct board *board, struct err *err);
#endif
