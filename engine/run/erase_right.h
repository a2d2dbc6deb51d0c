// Who may ask for erasures, who may confirm what another asked for (R3), and whose legal holds are to set and to lift.
#ifndef WAYMARK_RUN_ERASE_RIGHT_H
#define WAYMARK_RUN_ERASE_RIGHT_H
#include "run/board.h"

#include <stdbool.h>

// May they ask for erasures: the office, and who may confirm? May they confirm what `apart` asked for (NULL: anybody's)? That
// is for the posts of the setting `erasure_confirm`, else the Independent Chair, the administrator and the Business Manager; never for who
// asked, nor for who would only act for them.
bool erase_may_ask(struct board *board, const char *person);
bool erase_may_confirm(struct board *board, const char *person, const char *apart);
// May they lift a hold: the office, and who acts as data protection officer? May they set one: those, and who has a word in erasing?
bool erase_may_lift_hold(struct board *board, const char *person);
bool erase_may_set_hold(struct board *board, const char *person);
#endif
