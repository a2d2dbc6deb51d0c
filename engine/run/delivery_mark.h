// What became of a message, as an entry in the chain of what it is about.
#ifndef WAYMARK_RUN_DELIVERY_MARK_H
#define WAYMARK_RUN_DELIVERY_MARK_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"

// Status and whatever else `told` has (taken over); the entry's note says it in words. `trouble` NULL, or a sentence for the Business
// Manager, told once an address until something reaches it.
bool delivery_mark(struct board *board, const json_t *row, const char *status, json_t *told, const char *trouble, struct err *err);
// The same by a person, with a reason.
bool delivery_mark_by(struct board *board, const json_t *row, const char *status, const char *reason, const char *actor, struct err *err);
// Nothing leaves, since `since_ms` and because of `why`: the Business Manager is told by an entry of the board.
bool delivery_tell_stopped(struct board *board, int64_t since_ms, const char *why, struct err *err);
#endif
