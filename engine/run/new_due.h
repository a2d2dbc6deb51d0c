// A due date of one party's own (P1, P2): whoever asks a party again, or brings another in, may give `new_due`. It becomes the due date of
// that return and of its row, and lateness counts from it; the cycle's own date stays as it was.
#ifndef WAYMARK_RUN_NEW_DUE_H
#define WAYMARK_RUN_NEW_DUE_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

// Is it a day from today on? NULL is none, which must be given where the return of `row` (NULL: it has none) would be late at once:
// unless its workflow gives it another date when it is asked again.
bool new_due_fits(struct board *board, const json_t *new_due, const json_t *row, const char *label, const char *ref, struct err *err);
// The same of a party that is asked besides the others by the cycle `item`: it needs one where what the others were given is past.
bool new_due_joins(struct board *board, const json_t *new_due, const struct casefile *item, const char *parties, const char *label,
                   struct err *err);
// Which field of the item is its due date, where that is one; NULL: none.
const char *new_due_field(const struct chart *chart);
#endif
