// One person as the board knows them: agencies, groups and posts, what waits for them and which items name them.
#ifndef WAYMARK_OP_PORTRAIT_H
#define WAYMARK_OP_PORTRAIT_H
#include "op/internal.h"

// Why somebody is away is theirs and the office's to know: takes it out of their document for anybody else.
void portrait_withhold(struct board *board, json_t *person, const char *reader);
bool portrait_show(struct op_call *call, struct err *err); // people.show
#endif
