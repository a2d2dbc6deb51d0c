// A breach: a ladder and the date that it hangs on. Which of its rungs were used is kept with the item, so that a state entered again tells
// nobody twice, and a new date starts the ladder anew (T5, T6). A ladder hangs on one field; checking a workflow sees to that.
//
// A ladder without a date counts from its state's entry: each activation is a breach of its own.
//
// In the item's `ladders`: {LADDER or LADDER@STATE: {"for": the field's value or "#ACTIVATION", "done": [RUNG], "skipped": [RUNG]}}.
#ifndef WAYMARK_RUN_BREACH_H
#define WAYMARK_RUN_BREACH_H
#include "base/json.h"
#include "chart/chart.h"
#include "run/casefile.h"
#include "run/turn.h"

#include <stdbool.h>

// Was this rung, declared by that state, used in the breach that the item is in? Forgets the breach before when the date is another one
// now.
bool breach_has_used(struct casefile *item, const char *state, const struct chart_timer *timer);
// The rung of this timer ("LADDER/RUNG") runs: the roles of the rungs that were skipped before it, to be copied in. A new reference.
json_t *breach_use(struct casefile *item, const char *state, const char *timer_name);
// A higher rung is due as well: this one is passed over, and its people are copied in later.
void breach_skip(struct casefile *item, const char *state, const char *timer_name);
// The ladder's state is left, and rungs were passed over for a higher one that never came: they are told after all.
void breach_tell_skipped(struct turn *turn, const char *state, const char *ladder);
// Whom the ladder that this state carries has told last in the breach that the item is in, once the date had passed: the roles, borrowed
// from the chart. NULL: nobody yet.
const json_t *breach_told(const struct casefile *item, const json_t *state);
// Do both timers belong to the same ladder?
bool breach_is_shared(const char *timer_name, const char *other_name);
#endif
