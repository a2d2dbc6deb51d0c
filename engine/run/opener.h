// What waits in the outbox for the engine (E5): items that other items open, and events of a cycle on its returns. Each is done once, in
// the transaction of the event that asked for it.
#ifndef WAYMARK_RUN_OPENER_H
#define WAYMARK_RUN_OPENER_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"

#include <stdbool.h>

// Starts every item that waits to be opened and tells every return what its cycle says, then the cycles what their returns say: within the
// caller's transaction where there is one. What cannot be done is marked failed and becomes an incident of the item that asked, and the
// others stand. False: the machine failed, and the caller's transaction is to be undone.
bool opener_run(struct board *board, struct err *err);
// The reference of the item that an entry with these parts (history_parts) says was opened; NULL: it says no such thing.
const char *opener_opened(const json_t *parts);
// Tries one that failed again, inside the caller's transaction: the retry of its incident.
bool opener_again(struct board *board, const char *key, struct err *err);
#endif
