// References that a person puts into a list of what an item opened: `all_closed` asks after these, so whoever could name any item there
// would learn whether there is one of that reference, and whether it is closed (R1). They name items that they see, and others there are
// not.
#ifndef WAYMARK_RUN_LINKING_H
#define WAYMARK_RUN_LINKING_H
#include "base/err.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

// Is each reference that is in such a list of `fields` and was not in it before of an item that the person sees? `person` NULL: the
// engine, which knows what it opens. Refused alike for an item that is hidden and for none.
bool linking_fits(struct board *board, const struct casefile *item, const json_t *was, const json_t *fields, const char *person,
                  struct err *err);
#endif
