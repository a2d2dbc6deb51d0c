// What somebody sees of the board, as the index is asked for it: the subjects that they hold, by column of a list; and where rules of the
// board are for them, the sets of subjects that these rules leave or let see. Worked out when asked and never kept, so a rule counts at
// once.
#ifndef WAYMARK_RUN_LISTING_SEEN_H
#define WAYMARK_RUN_LISTING_SEEN_H
#include "run/board.h"
#include "store/index.h"

#include <stdbool.h>

// Fills `seen` and `judged` of the query. False: the index cannot be read. Clear in either case.
bool listing_seen_fill(struct board *board, const char *person, struct index_query *query, struct err *err);
void listing_seen_clear(struct index_query *query);
#endif
