// What a list of posts says besides the documents: who acts for each today, and how many open items wait for it.
#ifndef WAYMARK_OP_POST_LIST_H
#define WAYMARK_OP_POST_LIST_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"

#include <stdbool.h>

// Adds `acting` (WHO, people.h) and `waits` to each row; items are those that the reader may see. All items are gone through once.
bool post_list_fill(struct board *board, const char *reader, json_t *rows, struct err *err);
#endif
