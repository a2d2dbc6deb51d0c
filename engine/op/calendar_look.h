// Which deadlines another calendar would move, over all items of the board, as its reader may see them (R1).
#ifndef WAYMARK_OP_CALENDAR_LOOK_H
#define WAYMARK_OP_CALENDAR_LOOK_H
#include "base/json.h"
#include "op/op.h"
#include "time/calendar.h"

enum { LOOK_SHOWN_MAX = 2000 }; // rows of each list; the rest is counted

// Puts "moves", "count", "past", "past_count" and, for the office, "others" and "troubles" (items that cannot be worked out) into the
// answer. Nothing is written; items are read some at a time, so that memory does not grow with the board.
void calendar_look(struct op_call *call, struct calendar *after, json_t *answer);
#endif
