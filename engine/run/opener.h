// Items that other items open (E5): rows of the outbox addressed to the engine become new items, each once.
#ifndef WAYMARK_RUN_OPENER_H
#define WAYMARK_RUN_OPENER_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"

#include <stdbool.h>

// Starts every item that waits to be opened. One that cannot be started is marked failed and becomes an incident of the item that asked.
bool opener_run(struct board *board, struct err *err);
// The reference of the item that an entry with these parts (history_parts) says was opened; NULL: it says no such thing.
const char *opener_opened(const json_t *parts);
// Tries one that failed again, inside the caller's transaction: the retry of its incident.
bool opener_again(struct board *board, const char *key, struct err *err);
#endif
