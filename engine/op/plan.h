// A business plan as CSV (RFC 4180): indicator, priority, priority_title, indicator_text, action_no, action_text, leads, outcomes; and
// where it likes workflow, the one that runs the action.
#ifndef WAYMARK_OP_PLAN_H
#define WAYMARK_OP_PLAN_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"

enum { PLAN_ROWS_MAX = 2000, PLAN_SIZE_MAX = 3 << 20 };

// Rows as the fields of `plan-action`:
// {"indicator","indicator_text","plan_priority","plan_priority_title","action_no","text","lead","leads","lead_names","outcomes","home"?}.
// Leads are found in the directory by name or alias. NULL with a sentence that names file, line and column of the first wrong cell. A new
// reference.
json_t *plan_read(struct board *board, const char *file, const char *text, struct err *err);
#endif
