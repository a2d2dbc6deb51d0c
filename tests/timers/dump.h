// What of a board is compared with the reference, as JSON.
#ifndef WAYMARK_TESTS_TIMERS_DUMP_H
#define WAYMARK_TESTS_TIMERS_DUMP_H
#include "run/board.h"

// Every entry of the items, one list an event: those up to `upto[event]`: [[REF, KIND, LOGICAL, [TIMER..], [MESSAGE..]]]. What a person was
// refused twice in a row, having asked again after a crash, counts once where `cut` says so.
json_t *dump_entries(struct board *board, size_t events, const int64_t *upto, const bool *cut);
// Items that have entries after `seen`, which goes on to their last, by reference:
// {"config","ladders"?,"fields","closed","armed":[[DUE,STATE,ACTIVATION,NAME,SINCE]..],"activations","stops":[[FROM,TO]..]}.
json_t *dump_items(struct board *board, int64_t *seen);
// An open stuck step of the item, the oldest first; "" for none.
void dump_stuck(struct board *board, const char *ref, char id[64]);
bool dump_is_stuck(struct board *board, const char *id); // is it open still?
#endif
