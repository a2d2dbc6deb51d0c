// Duties that agencies have (`duties` of the directory), by which workflows ask them.
#ifndef WAYMARK_RUN_DUTY_H
#define WAYMARK_RUN_DUTY_H
#include "base/json.h"
#include "run/board.h"

// The ids of the agencies that there are today, of those with the duty where it is not empty; a new reference.
json_t *duty_agencies(struct board *board, const char *duty);
// That nobody has the duty (empty: that there is no agency), and what to do; one sentence. Caller frees.
char *duty_nobody(struct board *board, const char *duty);
#endif
