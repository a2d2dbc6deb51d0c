// By when whose turn ends on an item, as the index of items keeps it and is asked for what is late or due (T5). Kept is what the item alone
// says: of each active step that says by when, whose turn it is, the rule and the date that it counts from, and the clock's stops. What
// instant that comes to hangs on calendars, meetings and the clock, and is worked out when the index is asked: once for all items with the
// same rules and dates.
#ifndef WAYMARK_RUN_WAITS_H
#define WAYMARK_RUN_WAITS_H
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

char *waits_keep(const struct board *board, const struct casefile *item); // the text; NULL: nobody can be late on it. Caller frees

// Of what the index keeps ({TEXT: NUMBER}) those of items on which somebody is late now; and those whose first turn ends before that local
// day. A new reference, [NUMBER].
json_t *waits_late(struct board *board, const json_t *kept);
json_t *waits_due(struct board *board, const json_t *kept,
                  struct date before); // The turns that are late of each text of which any is: {NUMBER:
                                       // [{"whose","told"?:[TITLE],"due":DATE}]}. A new reference.
json_t *waits_late_turns(struct board *board, const json_t *kept);

#endif
