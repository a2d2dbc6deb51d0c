// Why, and why not: every condition in its own words (DESIGN idea 9).
#ifndef WAYMARK_RUN_EXPLAIN_H
#define WAYMARK_RUN_EXPLAIN_H
#include "base/err.h"
#include "base/json.h"
#include "run/event.h"
#include "run/turn.h"

// Sets err (ERR_REFUSED) to the sentence for a transition whose guard is not true: which conditions are unmet, and why.
void explain_unmet(struct turn *turn, const json_t *transition, const json_t *data, struct err *err);
// The answer of `case.explain`. A new reference.
json_t *explain_event(struct board *board, struct casefile *item, const struct event_request *request);
// Could the person do this now, with an empty form? Sets *can to "true", "false" or "unknown" and adds unmet conditions to why_not.
void explain_can(struct board *board, struct casefile *item, const json_t *transition, const char *person, const char **can,
                 json_t *why_not);
#endif
