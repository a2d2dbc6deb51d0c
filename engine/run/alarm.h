// "Nobody can move it": an alarm to the Business Manager's office, once until it is over. It is over by itself when somebody can
// (stranded.h).
//
// One that stands is a document of the directory, of kind "alarm": {"id": the item's, "ref","since": MS,"why"}. So it is on record, folded
// again by a rebuild, and a board's alarms are found without looking at its items.
//
// NONE -> STANDS [alarm_look: nobody can move it], STANDS -> NONE [alarm_look: somebody can, or it is closed].
#ifndef WAYMARK_RUN_ALARM_H
#define WAYMARK_RUN_ALARM_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>
#include <stdint.h>

// Looks at the item as it stands in memory, and records what changed in an entry of its own, with the message. `logical_ms`: when it came
// about.
bool alarm_look(struct board *board, const struct casefile *item, int64_t logical_ms, struct err *err);
bool alarm_look_at(struct board *board, const char *hex, struct err *err); // the same, as the store has it, now
// The same without a message, for whoever looks at many and tells of all in one. *raised: it stands since now.
bool alarm_look_quietly(struct board *board, const struct casefile *item, bool *raised, struct err *err);
const json_t *alarm_list(struct board *board); // the documents of those that stand; borrowed until the directory changes
#endif
