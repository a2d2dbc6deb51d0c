// Whether a message may still go to its person (R1): between its making and the mail hours, or while the mail server puts it off, they may
// have lost sight of its item, and a mail says that there is one.
#ifndef WAYMARK_RUN_ADDRESSEE_H
#define WAYMARK_RUN_ADDRESSEE_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"

#include <stdbool.h>

// One about the board goes to whom it was written for, and the office is told of items that it may not see: that one is stuck, or that
// nobody else is there to be told. A role that never sees an item of its workflow is told on purpose: whoever still holds it hears.
bool addressee_sees(struct board *board, const json_t *row);
// It is not sent: marked so, with why.
bool addressee_drop(struct board *board, const json_t *row, const char *why, struct err *err);
// Takes from `rows` what their person may not be told any more, and marks it so unless it is only `looked` at.
bool addressee_keep(struct board *board, json_t *rows, bool looked, struct err *err);
extern const char addressee_lost[]; // why, where it is not theirs any more
#endif
