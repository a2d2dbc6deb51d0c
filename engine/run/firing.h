// When the timers of an item ran or were passed over, read from its journal: the rows that are armed say only what is still to come.
#ifndef WAYMARK_RUN_FIRING_H
#define WAYMARK_RUN_FIRING_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

// Every time, oldest first: [{"name","state","activation","at":MS,"skipped"}]. A new reference; NULL with err.
json_t *firing_list(struct board *board, const struct casefile *item, struct err *err);
// The last one of this timer; `activation` -1: in whichever stay in its state, as a rung of a ladder is used. Borrowed; NULL: never.
const json_t *firing_find(const json_t *firings, int64_t activation, const char *name);
#endif
