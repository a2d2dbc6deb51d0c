// Armed timers of an item. See armed.h.
//
// An item's timers stand in the order in which they fire, the same in memory as in the table: due, state, activation, name (T4).
#include "run/armed.h"

#include "run/activation.h"
#include "run/breach.h"
#include "run/deadline.h"

#include <string.h>

static const char *state_id(const struct turn *turn, int state) { return json_text(chart_state(turn->item->chart, state), "id"); }

const char *armed_rule(const struct turn *turn, const struct chart_timer *timer) {
  return chart_timer_rule(turn->item->chart, timer, turn->item->fields);
}

bool armed_declared(const struct chart *chart, int state, const char *name, struct chart_timer *timer) {
  for (int i = 0; i < chart_timer_count(chart, state); i++) {
    *timer = chart_timer_at(chart, state, i);
    if (strcmp(timer->name, name) == 0) return true;
  }
  return false;
}

bool armed_is_used(struct turn *turn, const char *state, const struct chart_timer *timer) {
  if (timer->rung && breach_has_used(turn->item, state, timer)) return true;
  return !timer->every && activation_has_spent(turn->item, state, timer->name); // of a rung: it got stuck
}

static bool work_out(struct turn *turn, const char *state, const struct chart_timer *timer, int64_t unknown_ms, struct rule_result *worked,
                     struct err *err) {
  int64_t entered = activation_entered(turn->item, state, unknown_ms);
  const char *rule = armed_rule(turn, timer);
  if (timer->every)
    return deadline_next(turn->board, turn->item, rule, entered, activation_last(turn->item, state, timer->name), worked, err);
  return deadline_work_out(turn->board, turn->item, rule, turn->item->fields, entered, worked, err);
}

// A reminder whose day has gone reminds nobody.
static bool has_passed(const struct turn *turn, const struct chart_timer *timer, int64_t due_ms) {
  return timer->rung && due_ms <= turn->now_ms && deadline_is_before(turn->item, armed_rule(turn, timer));
}

bool armed_expect(struct turn *turn, int state, const struct chart_timer *timer, int64_t unknown_ms, bool *armed,
                  struct rule_result *worked, struct err *err) {
  const char *id = state_id(turn, state);
  *worked = (struct rule_result){.missing = true};
  *armed = false;
  if (armed_is_used(turn, id, timer)) return true;
  if (!work_out(turn, id, timer, unknown_ms, worked, err))
    return err_prefix(err, "The deadline \"%s\" of %s cannot be worked out: ", timer->rule, turn->item->ref);
  *armed = !worked->missing && !has_passed(turn, timer, worked->due_ms);
  return true;
}

void armed_add(struct turn *turn, int state, const struct chart_timer *timer, const struct rule_result *worked) {
  json_t *armed = json_object();
  json_put_text(armed, "state", state_id(turn, state));
  json_put_number(armed, "activation", config_activation(turn->item->config, state));
  json_put_text(armed, "name", timer->name);
  json_put_number(armed, "due", worked->due_ms);
  json_put_text(armed, "rule", armed_rule(turn, timer));
  json_put_text(armed, "zone", zone_name(turn->board->zone));
  json_put_text(armed, "calendar", calendar_version(worked->calendar));
  json_put_number(armed, "since", turn->now_ms);
  if (worked->provisional) json_put_flag(armed, "provisional", true);
  if (timer->every) activation_set_armed(turn->item, state_id(turn, state), timer->name, worked->round);
  json_t *part = json_copy(armed);
  json_put_text(part, "op", "arm");
  timer_insert(turn->item->timers, armed);
  json_decref(armed);
  turn_part(turn, "timer", part);
}

// Its day had gone when it would have been armed: it stays so, whatever the clock does later.
void armed_note_passed(struct turn *turn, int state, const struct chart_timer *timer, bool armed, const struct rule_result *worked) {
  bool passed = !armed && !worked->missing && has_passed(turn, timer, worked->due_ms);
  if (passed) activation_spend(turn->item, state_id(turn, state), timer->name);
}

static bool arm_one(struct turn *turn, int state, const struct chart_timer *timer, struct err *err) {
  struct rule_result worked;
  bool armed;
  if (!armed_expect(turn, state, timer, turn->now_ms, &armed, &worked, err)) return false;
  if (armed) armed_add(turn, state, timer, &worked);
  armed_note_passed(turn, state, timer, armed, &worked);
  return true;
}

bool armed_enter(struct turn *turn, int state, int64_t activation, struct err *err) {
  if (config_activation(turn->item->config, state) != activation) return true; // left again in the same macrostep
  activation_begin(turn->item, state, turn->now_ms);
  for (int i = 0; i < chart_timer_count(turn->item->chart, state); i++) {
    struct chart_timer timer = chart_timer_at(turn->item->chart, state, i);
    if (!arm_one(turn, state, &timer, err)) return false;
  }
  return true;
}

void armed_drop(struct turn *turn, const json_t *timer, const char *why) {
  static const char *const same[] = {"state", "activation", "name", "due"};
  json_t *part = json_object();
  json_put_text(part, "op", "drop");
  for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) json_put(part, same[i], json_incref(json_object_get(timer, same[i])));
  json_put_text(part, "why", why);
  turn_part(turn, "timer", part);
  json_t *timers = turn->item->timers;
  for (size_t i = 0; i < json_array_size(timers); i++)
    if (json_array_get(timers, i) == timer) {
      json_array_remove(timers, i);
      return;
    }
}

void armed_leave(struct turn *turn, const char *state, int64_t activation) {
  json_t *timers = turn->item->timers;
  for (size_t i = json_array_size(timers); i-- > 0;) {
    json_t *timer = json_array_get(timers, i);
    if (strcmp(json_text(timer, "state"), state) == 0 && json_number(timer, "activation", 0) == activation) armed_drop(turn, timer, "exit");
  }
  activation_end(turn->item, state);
}

json_t *armed_find(const json_t *timers, const char *state, int64_t activation, const char *name) {
  size_t i;
  json_t *timer;
  json_array_foreach(timers, i, timer) if (strcmp(json_text(timer, "name"), name) == 0 && strcmp(json_text(timer, "state"), state) == 0 &&
                                           json_number(timer, "activation", 0) == activation) return timer;
  return NULL;
}

// A timer whose date is another one now comes anew: one that was used up, too; one that comes again goes on from here.
static void renew(struct turn *turn, const char *state, const struct chart_timer *timer) {
  struct activation_time last = activation_last(turn->item, state, timer->name);
  activation_renew(turn->item, state, timer->name);
  if (last.ms < turn->now_ms) last.ms = turn->now_ms;
  last.round = INT64_MIN; // another anchor counts other rounds
  if (timer->every) activation_set_last(turn->item, state, timer->name, last);
}

// Another field may choose another rule of the rung.
static bool chooses_again(const struct chart_timer *timer, const json_t *changed) {
  const char *field;
  json_t *any;
  json_object_foreach((json_t *)changed, field, any) if (chart_timer_hangs_on(timer, field)) return true;
  return false;
}

bool armed_derive_again(struct turn *turn, int state, const json_t *changed, struct err *err) {
  const char *id = state_id(turn, state);
  int64_t activation = config_activation(turn->item->config, state);
  for (int i = 0; i < chart_timer_count(turn->item->chart, state); i++) {
    struct chart_timer timer = chart_timer_at(turn->item->chart, state, i);
    bool moved = deadline_hangs_on(turn->item, timer.rule, changed);
    if (!moved && !chooses_again(&timer, changed)) continue;
    json_t *old = armed_find(turn->item->timers, id, activation, timer.name);
    if (old) armed_drop(turn, old, "moved");
    if (moved) renew(turn, id, &timer);
    if (!arm_one(turn, state, &timer, err)) return false;
  }
  return true;
}

bool armed_next(struct turn *turn, const json_t *used, struct err *err) {
  const char *state = json_text(used, "state"), *name = json_text(used, "name");
  int64_t activation = json_number(used, "activation", -1);
  struct chart_timer timer;
  int number = chart_state_find(turn->item->chart, state);
  if (number < 0 || config_activation(turn->item->config, number) != activation) return true;
  if (!armed_declared(turn->item->chart, number, name, &timer) || !timer.every) return true;
  return armed_find(turn->item->timers, state, activation, name) || arm_one(turn, number, &timer, err);
}
