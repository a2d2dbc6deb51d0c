// What deadlines did before a calendar changed: it stays, though by the new calendar they would have fallen on another day. A breach that
// is past is not rewritten (T7).
#ifndef WAYMARK_RUN_BYGONE_H
#define WAYMARK_RUN_BYGONE_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"
#include "time/calendar.h"

#include <stdbool.h>

// Adds to `rows` each timer of the item's active states that was used, or is due already, and that `after` puts on another day:
// {"ref","what","rule","was","was_local","would","would_local"}. The board counts by the calendar before. The item comes with its timers,
// and is the caller's to throw away.
bool bygone_list(struct board *board, struct casefile *item, struct calendar *after, json_t *rows, struct err *err);
#endif
