// Looking after what nobody asked about, a batch at a time, when nothing is due: items that a change of the directory, or a day that its
// dates name, may have left with nobody (alarm.h), and posts that stand empty before somebody is to be told (vacancy.h).
//
// All items are gone through when a person, an agency, a group or a post changed since the last time, or when a date of theirs (a last day,
// an absence, an agency's end) has come; else none. How far that is stands in `meta`, in the batch's own transaction.
//
// NONE -> UNDER WAY [lookout_step: something changed] -> NONE [after the last item: one message with the count].
#ifndef WAYMARK_RUN_LOOKOUT_H
#define WAYMARK_RUN_LOOKOUT_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"

#include <stdbool.h>

bool lookout_is_due(struct board *board); // is there anything to look at now? Quick to ask
// One batch, in a transaction of its own; *more: there is more to look at. An item that cannot be read is passed over.
bool lookout_step(struct board *board, bool *more, struct err *err);
#endif
