// Why, and why not: every condition in its own words (DESIGN idea 9).
#ifndef WAYMARK_RUN_EXPLAIN_H
#define WAYMARK_RUN_EXPLAIN_H
#include "base/err.h"
#include "base/json.h"
#include "run/event.h"
#include "run/turn.h"

// Sets err (ERR_REFUSED) to the sentence for a transition whose guard is not true: which conditions are unmet, and why.
void explain_unmet(struct turn *turn, const json_t *transition, const json_t *data, struct err *err);
// Whether what has to be true for an item to begin at all is true once its first step was taken, whoever begins it; if not, err
// (ERR_REFUSED) says what is unmet, and nothing is to be kept.
bool explain_begins(struct turn *turn, struct err *err);
// The answer of `case.explain`: how the event would fare if it were sent now, overdue timers first (T11). A new reference; NULL with err
// when whoever is said to decide is nobody here, as for the event itself.
json_t *explain_event(struct board *board, const struct casefile *item, const struct event_request *request, struct err *err);
// Puts into `move`: "yours" (the person may take or record it), "ready" (its conditions, as whoever may take it would meet them with an
// empty form: true, false or unknown), "can" (both together) and "why_not" (the unmet conditions).
void explain_move(struct board *board, struct casefile *item, const json_t *transition, const char *person, json_t *move);
#endif
