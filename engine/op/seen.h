// What of a list may be shown to whom (R1): rows about items are for those who may see the item, and the others are counted.
#ifndef WAYMARK_OP_SEEN_H
#define WAYMARK_OP_SEEN_H
#include "base/json.h"
#include "run/board.h"

#include <stdbool.h>
#include <stdint.h>

// May this person see the item, named by its reference or id? NULL is nobody.
bool seen_item(struct board *board, const char *ref, const char *person);
// The rows, each with "ref", that this person may see; *others, where it is not NULL, grows by the number of the rest. Who may see an item
// that cannot be read nobody can know: it is shown to the office, which has to mend it. A new reference.
json_t *seen_rows(struct board *board, const json_t *rows, const char *person, int64_t *others);
#endif
