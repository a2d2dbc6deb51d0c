// One person as the board knows them: agencies, groups and posts, what waits for them and which items name them.
#ifndef WAYMARK_OP_PORTRAIT_H
#define WAYMARK_OP_PORTRAIT_H
#include "op/internal.h"

bool portrait_show(struct op_call *call, struct err *err); // people.show
#endif
