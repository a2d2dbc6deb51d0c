// Fields that operations keep, and that no correction by hand may change: a meeting's sheet, which its minutes are written from, and the
// two ends of an item that was asked of a party: the cycle's row and the return's field that names the cycle. Changed at one end alone,
// they would say what never was, or lose a return. The field `original_due` of any workflow, which never changes (T6). Of an item in a
// state tagged `locked` all fields are kept: it says what was known then.
#ifndef WAYMARK_RUN_KEPT_H
#define WAYMARK_RUN_KEPT_H
#include "base/err.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

// May this field of the item be corrected? Else `err` says what changes it instead.
bool kept_may_correct(struct board *board, const struct casefile *item, const char *field, struct err *err);
#endif
