// Looks at content, put on record before the answer is given (J3; DPA 2018 s.62): an entry of the board's own, of kind ACCESS, that says
// who looked at what of which item. It stands in the board's chain and not in the item's, so that an item's history, its numbers and its
// bundles tell nobody who read it.
//
// 1. What somebody looked at `access_again` minutes ago or less stands there already: the one entry means all looks of that time.
// 2. What cannot be recorded is shown to nobody. But where the disk is full the Business Manager's office looks on, and its looks are
// recorded
//    as soon as there is room, if this program still runs; and an older copy of the store, which is for reading alone, is shown without.
// 3. Lists are no looks, and what was searched for is kept nowhere. A look at the past is a look.
#ifndef WAYMARK_OP_ACCESS_H
#define WAYMARK_OP_ACCESS_H
#include "op/op.h"
#include "run/casefile.h"

// Is this a request that will want an entry, by the board's setting `journal_reads`? Then the clocks are looked at first.
bool access_wanted(struct board *board, const json_t *request);
// After the operation has made its answer and before anybody gets it: the look is recorded and committed, or stands there already.
bool access_note(const struct op_call *call, struct err *err);
// The same for an operation that gives content away while it runs: `looks` as in doing.h.
bool access_note_as(const struct op_call *call, const char *looks, struct err *err);
// Somebody who may not tried to break the glass of an item, which there may not be (`item` NULL): for the office to see.
bool access_refused(const struct op_call *call, const char *ref, const struct casefile *item, const char *reason, struct err *err);
#endif
