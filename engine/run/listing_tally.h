// Counting by the index of items (store/index.h) what somebody sees of the board: which subjects of theirs see items whole, and which in
// part.
#ifndef WAYMARK_RUN_LISTING_TALLY_H
#define WAYMARK_RUN_LISTING_TALLY_H
#include "run/board.h"
#include "store/index.h"

#include <stdbool.h>

// Fills `whole` and `some` of the tally for this person. False: it cannot be told by the index (a board as it was, a rule of the board that
// is for them), so each item is to be looked at. Clear in either case.
bool listing_tally_begin(struct board *board, const char *person, struct index_tally *tally);
void listing_tally_clear(struct index_tally *tally);
#endif
