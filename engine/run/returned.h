// When a return came in, beside when it was due: what its own page says. The cycle's row of it is what is asked, so that the two never
// differ.
#ifndef WAYMARK_RUN_RETURNED_H
#define WAYMARK_RUN_RETURNED_H
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

// {"on","due"?,"late","text"}; NULL: nobody asked for this item, or it has not come in. A new reference.
json_t *returned_view(struct board *board, const struct casefile *item);
#endif
