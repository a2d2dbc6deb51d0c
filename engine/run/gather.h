// What other items say, for the action `gather` (format 9): rows taken down as they are at that moment, which stay as they are when the
// items go on. Nobody asks here, a workflow does: what its author names to take is seen by whoever sees the field that it goes into.
#ifndef WAYMARK_RUN_GATHER_H
#define WAYMARK_RUN_GATHER_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

// `query`: {"of":WORKFLOW,"where":{FIELD:VALUE},"take"?:[FIELD],"one_by"?:FIELD,"dated"?:FIELD,"first"?,"last"?}. Of each item but `self`,
// by reference: {"ref","title","state","colour","closed", and what is taken}. A workflow that the board does not use has none. A new
// reference; NULL with err: no such field, or more than VALUE_LIST_MAX.
json_t *gather_items(struct board *board, const struct casefile *self, const json_t *query, struct err *err);
#endif
