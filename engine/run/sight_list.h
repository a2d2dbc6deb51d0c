// Lists of an item whose rows name other items (an agenda, decisions): they are for who sees all of those (R1).
#ifndef WAYMARK_RUN_SIGHT_LIST_H
#define WAYMARK_RUN_SIGHT_LIST_H
#include "run/board.h"
#include "run/casefile.h"
#include "run/sight.h"

#include <stdbool.h>

// Takes the item's lists from the sight where a row of one that it shows names an item that the person does not see all of. Each item that
// is named is judged once while one request is answered, however often somebody's sight is asked for.
void sight_list_hide(struct board *board, const struct casefile *item, const char *person, struct sight *sight);
// Does a column of a list go by a list or by the item that opened it, or who holds a role by a list? Else a row of a list shows nothing of
// them.
bool sight_list_makes_rows(struct board *board, const struct casefile *item);
// What was judged counts for one request, since a share may end between two.
void sight_list_forget(struct board *board);
#endif
