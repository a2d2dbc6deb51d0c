// Timers of an item. See deadline.h.
#include "run/deadline.h"

#include "base/mem.h"
#include "run/breach.h"

#include <string.h>

bool deadline_work_out(struct board *board, const char *text, const json_t *fields, int64_t entered_ms, struct rule_result *result,
                       struct err *err) {
  struct rule rule;
  if (!rule_read(text, &rule, err)) return false;
  if (!board->calendar)
    return err_set(err, ERR_REFUSED,
                   "This board has no calendar of working days, so \"%s\" cannot be worked out; add calendars/ENGLAND.csv and record it.",
                   text);
  struct rule_input input = {.entered_ms = entered_ms, .fields = fields, .zone = board->zone, .calendar = board->calendar};
  return rule_work_out(&rule, &input, false, result, err);
}

// The field that a rule hangs on, "" for none.
static void field_of(const char *text, char out[64]) {
  struct rule rule;
  struct err err;
  out[0] = '\0';
  if (rule_read(text, &rule, &err)) memcpy(out, rule.field, sizeof rule.field);
}

static bool is_before(const char *text) {
  struct rule rule;
  struct err err;
  return rule_read(text, &rule, &err) && rule.count < 0;
}

static void insert_by_due(json_t *timers, json_t *timer) {
  size_t at = 0;
  int64_t due = json_number(timer, "due", 0);
  while (at < json_array_size(timers) && json_number(json_array_get(timers, at), "due", 0) <= due) at++;
  json_array_insert_new(timers, at, timer);
}

static void arm(struct turn *turn, const char *state, int64_t activation, const struct chart_timer *timer,
                const struct rule_result *worked) {
  json_t *armed = json_pack("{s:s, s:I, s:s, s:I, s:s, s:s, s:s, s:I}", "state", state, "activation", (json_int_t)activation, "name",
                            timer->name, "due", (json_int_t)worked->due_ms, "rule", timer->rule, "zone", zone_name(turn->board->zone),
                            "calendar", calendar_version(turn->board->calendar), "since", (json_int_t)turn->now_ms);
  if (worked->provisional) json_put_flag(armed, "provisional", true);
  insert_by_due(turn->item->timers, armed);
  json_t *part = json_copy(armed);
  json_put_text(part, "op", "arm");
  turn_part(turn, "timer", part);
}

static bool arm_one(struct turn *turn, int state, int64_t activation, int64_t entered_ms, const struct chart_timer *timer,
                    struct err *err) {
  const char *id = json_text(chart_state(turn->item->chart, state), "id");
  if (timer->rung && breach_has_used(turn->item, timer)) return true;
  struct rule_result worked;
  if (!deadline_work_out(turn->board, timer->rule, turn->item->fields, entered_ms, &worked, err))
    return err_prefix(err, "The deadline \"%s\" of %s cannot be worked out: ", timer->rule, turn->item->ref);
  if (worked.missing) return true;                                                         // armed when its field is filled in
  if (timer->rung && is_before(timer->rule) && worked.due_ms <= turn->now_ms) return true; // a reminder whose day has gone reminds nobody
  arm(turn, id, activation, timer, &worked);
  return true;
}

bool deadline_arm_state(struct turn *turn, int state, int64_t activation, struct err *err) {
  for (int i = 0; i < chart_timer_count(turn->item->chart, state); i++) {
    struct chart_timer timer = chart_timer_at(turn->item->chart, state, i);
    if (!arm_one(turn, state, activation, turn->now_ms, &timer, err)) return false;
  }
  return true;
}

void deadline_drop(struct turn *turn, const json_t *timer, const char *why) {
  json_t *part = json_pack("{s:s, s:O, s:O, s:O, s:O, s:s}", "op", "drop", "state", json_object_get(timer, "state"), "activation",
                           json_object_get(timer, "activation"), "name", json_object_get(timer, "name"), "due",
                           json_object_get(timer, "due"), "why", why);
  turn_part(turn, "timer", part);
  json_t *timers = turn->item->timers;
  for (size_t i = 0; i < json_array_size(timers); i++)
    if (json_array_get(timers, i) == timer) {
      json_array_remove(timers, i);
      return;
    }
}

void deadline_drop_state(struct turn *turn, const char *state, int64_t activation) {
  json_t *timers = turn->item->timers;
  for (size_t i = json_array_size(timers); i-- > 0;) {
    json_t *timer = json_array_get(timers, i);
    if (strcmp(json_text(timer, "state"), state) == 0 && json_number(timer, "activation", 0) == activation)
      deadline_drop(turn, timer, "exit");
  }
}

static json_t *armed_timer(const json_t *timers, const char *state, int64_t activation, const char *name) {
  size_t i;
  json_t *timer;
  json_array_foreach(timers, i, timer) if (strcmp(json_text(timer, "name"), name) == 0 && strcmp(json_text(timer, "state"), state) == 0 &&
                                           json_number(timer, "activation", 0) == activation) return timer;
  return NULL;
}

bool deadline_derive_again(struct turn *turn, int state, const json_t *changed, struct err *err) {
  const char *id = json_text(chart_state(turn->item->chart, state), "id");
  int64_t activation = config_activation(turn->item->config, state);
  for (int i = 0; i < chart_timer_count(turn->item->chart, state); i++) {
    struct chart_timer timer = chart_timer_at(turn->item->chart, state, i);
    char field[64];
    field_of(timer.rule, field);
    if (!field[0] || !json_object_get(changed, field)) continue;
    json_t *old = armed_timer(turn->item->timers, id, activation, timer.name);
    if (old) deadline_drop(turn, old, "moved");
    if (!arm_one(turn, state, activation, turn->now_ms, &timer, err)) return false;
  }
  return true;
}
