// Which deadlines another calendar would move, a page of the board's items at a time, as its reader may see them (R1).
#ifndef WAYMARK_OP_CALENDAR_LOOK_H
#define WAYMARK_OP_CALENDAR_LOOK_H
#include "base/err.h"
#include "base/json.h"
#include "op/op.h"
#include "time/calendar.h"

#include <stdbool.h>

// Somebody who asks in the middle waits for a page, which takes a millisecond or so an item. Of each list so many rows are shown; the rest
// is counted.
enum { LOOK_PAGE = 100, LOOK_SHOWN_MAX = 2000 };

// Looks at a page of the items that its reader sees, the office at one of all, from the beginning or behind the item `after`, and puts
// "moves", "count", "past", "past_count", "next" (where the next page goes on; missing: this was the last) and, for the office, "others"
// and "troubles" (items that cannot be worked out) into the answer. "may" says whether its reader might make the change. Nothing is
// written. False when `after` is no such place.
bool calendar_look(struct op_call *call, struct calendar *changed, const char *after, json_t *answer, struct err *err);
#endif
