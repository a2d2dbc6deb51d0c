// What an entry of an item's journal changed, in lines for people. See history.h for the entry itself.
#ifndef WAYMARK_RUN_HISTORY_CHANGE_H
#define WAYMARK_RUN_HISTORY_CHANGE_H
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

// Of entries that were recorded in error: what they said, and which entries say so (J7).
struct history_errors {
  json_t *marks; // {"NUMBER": [{"entry","reason"}]}
  json_t *said;  // {"NUMBER": {FIELD: value}}: as each reads before its next correction, oldest first
};

// The lines of an entry by its parts (history_parts); `corrects`: the number of the entry that it puts right, NULL: none. A new reference.
json_t *history_changes(struct board *board, const struct casefile *item, const json_t *parts, const char *corrects,
                        const struct history_errors *errors);
void history_marks_add(const struct history_errors *errors, const char *number, json_t *changes); // "in error: why (see 12)"
#endif
