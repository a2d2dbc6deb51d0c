// Can anybody move an item? Who may take what from where it stands, what is armed, what its returns may still say: an item for which there
// is none of that is stranded, however well it is looked after.
//
// Conditions are not judged, since whoever may fill in a form can make them true; but who is kept apart by one (R3: not_the_same,
// decided_by_other) counts as nobody. What only adds to the record (a message, a piece of evidence) moves nothing. What can be done for
// any item from outside, a correction and a hand-over, is how somebody mends it, and does not count.
#ifndef WAYMARK_RUN_STRANDED_H
#define WAYMARK_RUN_STRANDED_H
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

bool stranded_is(struct board *board, const struct casefile *item); // false of a closed one
// Why, in one sentence: `Nobody can move action RA-1: "Agree it" is for the LLIP chair, which nobody holds.` Of an item that is stranded.
// Caller frees.
char *stranded_why(struct board *board, const struct casefile *item);
#endif
