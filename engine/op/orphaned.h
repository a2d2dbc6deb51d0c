// What would have nobody if somebody left: posts without a deputy, open items that name them alone.
#ifndef WAYMARK_OP_ORPHANED_H
#define WAYMARK_OP_ORPHANED_H
#include "op/internal.h"

// True: nothing would. Else one sentence with counts, and what to do. Looks inside the caller's transaction and undoes what it tried.
bool orphaned_check(struct op_call *call, const char *person, struct err *err);
#endif
