// Deadlines of an item: rules worked out with the board's calendar, timers armed, moved and dropped (T1, T2, T6).
#ifndef WAYMARK_RUN_DEADLINE_H
#define WAYMARK_RUN_DEADLINE_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/turn.h"
#include "time/rule.h"

#include <stdbool.h>
#include <stdint.h>

// Works a rule out against fields; no receipt. False with err when a field holds no date, or the board has no calendar.
bool deadline_work_out(struct board *board, const char *rule, const json_t *fields, int64_t entered_ms, struct rule_result *result,
                       struct err *err);

// Arms what a state declares, when it was entered. Reminders whose instant has passed are not armed; rungs told in this breach neither.
bool deadline_arm_state(struct turn *turn, int state, int64_t activation, struct err *err);
// Drops every timer of that activation from the item, with parts.
void deadline_drop_state(struct turn *turn, const char *state, int64_t activation);
// Works out again the timers of an active state that hang on a changed field.
bool deadline_derive_again(struct turn *turn, int state, const json_t *changed, struct err *err);
// Drops one timer from the item; why is "fired", "skipped", "exit", "moved" or "passed".
void deadline_drop(struct turn *turn, const json_t *timer, const char *why);
#endif
