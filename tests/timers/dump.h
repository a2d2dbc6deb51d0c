// What of a board is compared with the reference, as JSON.
#ifndef WAYMARK_TESTS_TIMERS_DUMP_H
#define WAYMARK_TESTS_TIMERS_DUMP_H
#include "run/board.h"

enum { ITEMS_MAX = 6 };

// The entries of the items after `*sequence`, which goes on to the last: [[REF, KIND, LOGICAL, [TIMER..], [MESSAGE..]]]. What a person
// was refused twice in a row, having asked again after a crash, counts once with `was_cut`.
json_t *dump_entries(struct board *board, int64_t *sequence, bool was_cut);
// {"config","ladders"?,"fields","closed","armed":[[DUE,STATE,ACTIVATION,NAME,SINCE]..]}; NULL: there is no such item.
json_t *dump_item(struct board *board, const char *ref);
// Every item by its reference.
json_t *dump_items(struct board *board);
// An open stuck step of the item, the oldest first; "" for none.
void dump_stuck(struct board *board, const char *ref, char id[64]);
bool dump_is_stuck(struct board *board, const char *id); // is it open still?
#endif
