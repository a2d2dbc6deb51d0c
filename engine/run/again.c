// Timers that come again. See again.h.
#include "run/again.h"

#include "run/activation.h"
#include "run/armed.h"
#include "run/deadline.h"

// This time stands for all that are over by `until_ms`; so the last of them is what was dealt with.
static bool pass_over(struct turn *turn, const json_t *timer, int64_t until_ms, struct again *again, struct err *err) {
  int64_t entered = activation_entered(turn->item, json_text(timer, "state"), json_number(timer, "since", 0));
  struct rule_result next;
  while (again->missed < AGAIN_MISSED_MAX) {
    if (!deadline_next(turn->board, turn->item, json_text(timer, "rule"), entered, again->last, &next, err)) return false;
    if (next.missing || next.due_ms > until_ms) return true;
    again->last = (struct activation_time){next.due_ms, next.round};
    again->missed++;
  }
  again->last.ms = until_ms;
  return true;
}

bool again_plan(struct turn *turn, const json_t *timer, int64_t real_now_ms, struct again *again, struct err *err) {
  struct chart_timer declared;
  int state = chart_state_find(turn->item->chart, json_text(timer, "state"));
  int64_t due = json_number(timer, "due", 0);
  int64_t round = activation_armed(turn->item, json_text(timer, "state"), json_text(timer, "name"));
  *again = (struct again){.last = {due, round}};
  again->every = state >= 0 && armed_declared(turn->item->chart, state, json_text(timer, "name"), &declared) && declared.every;
  if (!again->every || declared.catch_up == CATCH_UP_EACH) return true;
  if (declared.catch_up == CATCH_UP_ONCE) return pass_over(turn, timer, real_now_ms, again, err);
  again->skipped = real_now_ms - due > AGAIN_LATE_MS;
  return !again->skipped || pass_over(turn, timer, real_now_ms - AGAIN_LATE_MS - 1, again, err);
}
