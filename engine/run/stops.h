// Clock stops of an item (T8): the intervals in which its counting deadlines stand still, each with reason, authority and review date. They
// are kept with the item and apart from any rule, so a rule that changes is counted over the very same stops. Days that stand fast (a due
// date that was agreed, a meeting) are moved by no stop: engine/time/README.md has the table.
//
// In the item's `stops`: [{"from": INSTANT, "to": INSTANT?, "reason", "authority"?, "review": DATE?}], oldest first; at most the last is
// open.
#ifndef WAYMARK_RUN_STOPS_H
#define WAYMARK_RUN_STOPS_H
#include "base/err.h"
#include "run/board.h"
#include "run/casefile.h"
#include "time/stop.h"

#include <stdbool.h>
#include <stddef.h>

bool stops_is_stopped(const struct casefile *item);
// Stops the clock at an instant; a stop that lasts still ends there, so that a new reason or review date can follow. `why` is
// {"reason","authority"?,"review"?}. Refused when it holds no reason or no date, or there are STOPS_MAX already.
bool stops_begin(struct board *board, struct casefile *item, int64_t at_ms, const json_t *why, struct err *err);
void stops_end(struct casefile *item, int64_t at_ms); // nothing when it is not stopped
// Fills `out` with at most STOPS_MAX; their texts are borrowed from the item.
bool stops_read(struct board *board, const struct casefile *item, struct stop *out, size_t *count, struct err *err);
#endif
