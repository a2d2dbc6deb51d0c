// Posts that stand empty are told to the office before somebody is to be told by them: once a working day the timers of the next working
// days (the setting `vacancy_warning`, else 10) are gone through in due order, so it costs what is due and not what the board is large. One
// message names whom nobody is, and where; each once, until somebody is.
#ifndef WAYMARK_RUN_VACANCY_H
#define WAYMARK_RUN_VACANCY_H
#include "base/err.h"
#include "run/board.h"

#include <stdbool.h>

bool vacancy_is_due(struct board *board); // is today a working day that was not looked at?
// One batch, inside the caller's transaction; vacancy_is_due says whether there is more.
bool vacancy_step(struct board *board, struct err *err);
#endif
