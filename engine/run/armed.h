// Armed timers of an item: what its active states declare becomes rows with an absolute due instant, dropped with the state (T1, T2, T6).
// The rows are the truth of what fires; what the states declare says which rows there should be, and review.h compares the two.
#ifndef WAYMARK_RUN_ARMED_H
#define WAYMARK_RUN_ARMED_H
#include "base/err.h"
#include "base/json.h"
#include "run/activation.h"
#include "run/turn.h"
#include "time/rule.h"

#include <stdbool.h>
#include <stdint.h>

// Arms what a state declares, when it was entered. Reminders whose instant has passed are not armed; rungs told in this breach neither.
bool armed_enter(struct turn *turn, int state, int64_t activation, struct err *err);
// Drops every timer of that activation from the item, with parts.
void armed_leave(struct turn *turn, const char *state, int64_t activation);
// Works out again the timers of an active state that hang on a changed field.
bool armed_derive_again(struct turn *turn, int state, const json_t *changed, struct err *err);
// Arms the next time of a timer that was used up and comes again, when its state is still active and it is not armed already. Nothing for
// any other timer.
bool armed_next(struct turn *turn, const json_t *used, struct err *err);
// Drops one timer from the item; why is "fired", "skipped", "exit", "moved" or "passed".
void armed_drop(struct turn *turn, const json_t *timer, const char *why);

// The declared timer of that name; false when the state has none.
bool armed_declared(const struct chart *chart, int state, const char *name, struct chart_timer *timer);
// Was a declared timer of an active state used up: in this activation, or, of a rung, in this breach?
bool armed_is_used(struct turn *turn, const char *state, const struct chart_timer *timer);
// What a declared timer of an active state would be armed with. *armed false: there is to be no row, since it was used or has no date yet;
// worked->missing and worked->why say the latter. `unknown_ms` stands in where it is not known when the state was entered.
bool armed_expect(struct turn *turn, int state, const struct chart_timer *timer, int64_t unknown_ms, bool *armed,
                  struct rule_result *worked, struct err *err);
// Keeps that a reminder's day had gone when it would have been armed, so that no later look arms it.
void armed_note_passed(struct turn *turn, int state, const struct chart_timer *timer, bool armed, const struct rule_result *worked);
void armed_add(struct turn *turn, int state, const struct chart_timer *timer, const struct rule_result *worked); // a row and its part
json_t *armed_find(const json_t *timers, const char *state, int64_t activation, const char *name); // borrowed; NULL: not armed
const char *armed_rule(const struct turn *turn, const struct chart_timer *timer);                  // the one that holds now
#endif
