// What is not yours takes as long as what is not there (R1): each does what it would be spared, and throws it away.
#ifndef WAYMARK_RUN_ALIKE_H
#define WAYMARK_RUN_ALIKE_H
#include "run/board.h"

void alike_absent(struct board *board, const char *person); // nothing has that reference: another item is opened and judged instead
void alike_hidden(struct board *board);                     // it is another's: something is looked for that there is not
#endif
