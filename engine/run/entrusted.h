// Posts that a setting of the board entrusts with something (`break_glass`, `access_readers`), and who of the posts' people may do it.
#ifndef WAYMARK_RUN_ENTRUSTED_H
#define WAYMARK_RUN_ENTRUSTED_H
#include "run/board.h"

#include <stdbool.h>

// May this person do what is done for one of the posts now: who holds it and is there, or who deputises today? `usual` are the posts where
// the setting names none, ended by NULL.
bool entrusted_acts(struct board *board, const char *setting, const char *const *usual, const char *person);
// The same for what is only read: being away takes nothing of that.
bool entrusted_reads(struct board *board, const char *setting, const char *const *usual, const char *person);
#endif
