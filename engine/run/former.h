// Answers from the round before: a step that is entered again asks anew for what it asked, and what was given then still stands in the
// fields. A page says so, or it would look as if it had been given now; the history has it in its place. What must be answered cannot be
// left as it was, so only an answer that may be left out needs saying. Of the item's history no more is read than tells it.
#ifndef WAYMARK_RUN_FORMER_H
#define WAYMARK_RUN_FORMER_H
#include "run/board.h"
#include "run/casefile.h"

// The names of the optional answers whose value was given by taking a move that can be taken now, before its state was entered this time. A
// new reference.
json_t *former_answers(struct board *board, const struct casefile *item);
#endif
