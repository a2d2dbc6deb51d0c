// The hold: a machine's clock that leaps ahead is not believed until the system or a person vouches for it, so that a flat battery fires no
// year of escalations (RELIABILITY 3.2). Every surprise of the clock is an entry of the board's own; a board with a manual clock has none.
//
// RUNS -> HELD [hold_look: a leap that nobody vouches for]
// HELD -> HELD [hold_look: it is set again, and nobody vouches for it: "still held", or "stepped back" but not far enough]
// HELD -> RUNS [hold_look: the system vouches for the clock, or it is back; hold_confirm: somebody of the office does]
//
// While it is held no timer fires, and the board's time is what its clock said before the leap and the time that went by since: what people
// do meanwhile is recorded by that, since recorded instants never go back and a wrong one far ahead would stay for ever. The hold is kept
// in the store's `meta`, so that starting again does not release it.
#ifndef WAYMARK_RUN_HOLD_H
#define WAYMARK_RUN_HOLD_H
#include "run/board.h"

#include <stdbool.h>

struct hold *hold_new(void);
void hold_free(struct hold *hold);

// Looks at the clocks, journals what is odd, and begins or ends the hold. Before anything fires or is written, outside any transaction:
// what would be rolled back would not be seen again.
bool hold_look(struct board *board, struct err *err);
void hold_read(struct board *board); // whether the store says that it is held; after a transaction that may have been undone
bool hold_is(const struct board *board);
int64_t hold_now(const struct board *board); // the real time, as it is believed
// Who says so is kept in the journal. ERR_REFUSED: nothing is held.
bool hold_confirm(struct board *board, const char *actor, struct err *err);

char *hold_text(const struct board *board); // what is held, why, and what to do, for everybody; NULL: nothing is. Caller frees
char *hold_news_take(struct board *board);  // what looking found since this was asked; NULL: nothing. Caller frees
json_t *hold_last(struct board *board);     // the last surprise, {"what","was","is","by_ms","at",...}; NULL: none. A new reference
#endif
