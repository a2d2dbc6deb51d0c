// Entries that say who looked at what: kind ACCESS of the board's own chain, picked out of the journal by their headers.
#ifndef WAYMARK_STORE_LOOK_H
#define WAYMARK_STORE_LOOK_H
#include "store/store.h"

// Calls `each` with {"sequence","recorded","actor":HEX,"event"?} of those from `sequence` on, in order, until it returns false. The row is
// borrowed.
bool look_each(struct store *store, int64_t sequence, bool (*each)(void *user, const json_t *row), void *user, struct err *err);
#endif
