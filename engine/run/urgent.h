// Urgent messages of a person about what is past, put in one letter (E4): after downtime each item's ladder tells of its highest rung at
// once, and nobody reads thirty mails of one minute. It leaves at once as they would have; they are in it, by subject and link.
#ifndef WAYMARK_RUN_URGENT_H
#define WAYMARK_RUN_URGENT_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/mailing.h"

#include <stdbool.h>
#include <stdint.h>

// Is this row about what was to be told some time ago, rather than about what has just happened?
bool urgent_is_past(struct board *board, const json_t *row);
// Where more of its person's ready rows after this one are so too: one message that covers them all. *gathered: it was made.
bool urgent_gather(struct board *board, const struct mailing *mailing, const json_t *row, bool *gathered, struct err *err);
#endif
