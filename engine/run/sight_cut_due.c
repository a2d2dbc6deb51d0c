// What is taken from deadlines and their receipts. See sight_cut.h.
#include "base/json.h"
#include "run/due.h"
#include "run/sight_cut.h"
#include "run/sight_cutting.h"

#include <string.h>

static bool timer_is_seen(const struct sight_cutting *cutting, const char *state, const char *name) {
  const struct chart *chart = cutting->item->chart;
  int at = state ? chart_state_find(chart, state) : -1;
  for (int i = 0; at >= 0 && name && i < chart_timer_count(chart, at); i++) {
    struct chart_timer timer = chart_timer_at(chart, at, i);
    if (strcmp(timer.name, name) == 0)
      return sight_rule(cutting->sight, timer.rule) && sight_guard(cutting->sight, json_object_get(timer.rung, "instead"));
  }
  return false;
}

// What counts from when a state was entered is the summary's.
static bool is_deadline_seen(const struct sight_cutting *cutting, const char *state, const char *name, const char *rule) {
  struct sight none = {.chart = cutting->sight->chart};
  bool hangs_on_field = !sight_rule(&none, rule);
  return timer_is_seen(cutting, state, name) && sight_rule(cutting->sight, rule) && (hangs_on_field || cutting->sight->summary);
}

// Whom it tells, if all of them may be known.
static void cut_to(const struct sight_cutting *cutting, const json_t *timer, json_t *row) {
  json_t *roles = due_roles(cutting->item, timer), *role;
  size_t i;
  bool seen = true;
  json_array_foreach(roles, i, role) seen = seen && sight_role(cutting->sight, json_string_value(role));
  json_decref(roles);
  if (!seen && json_array_size(json_object_get(row, "to"))) json_object_set_new(row, "to", json_pack("[o]", sight_hidden_who("")));
}

// Row by row beside the timers that they were made of.
void sight_cut_dues(const struct sight_cutting *cutting, json_t *rows) {
  for (size_t i = json_array_size(cutting->item->timers); i-- > 0;) {
    const json_t *timer = json_array_get(cutting->item->timers, i);
    if (is_deadline_seen(cutting, json_text(timer, "state"), json_text(timer, "name"), json_text(timer, "rule")))
      cut_to(cutting, timer, json_array_get(rows, i));
    else
      json_array_remove(rows, i);
  }
}

static bool is_row_seen(const void *user, json_t *row) {
  const struct sight_cutting *cutting = user;
  bool seen = is_deadline_seen(cutting, json_text(row, "state"), json_text(row, "name"), json_text(row, "rule"));
  if (seen) cut_to(cutting, row, row);
  return seen;
}

void sight_cut_deadlines(struct casefile *item, const struct sight *sight, json_t *rows) {
  struct sight_cutting cutting = {NULL, item, sight};
  if (!sight->all) sight_keep(rows, is_row_seen, &cutting);
}

// Why the clock was stopped is for who sees everything: somebody wrote it down beside the fields.
static void cut_stops(json_t *receipt) {
  size_t i;
  json_t *day;
  json_object_del(receipt, "stops");
  json_array_foreach(json_object_get(receipt, "receipt"), i, day) if (json_object_get(day, "stopped"))
      json_put_text(day, "stopped", SIGHT_NOT_SHOWN);
}

bool sight_cut_receipt(struct casefile *item, const struct sight *sight, json_t *receipt) {
  struct sight_cutting cutting = {NULL, item, sight};
  const char *state = json_text(receipt, "state"), *name = json_text(receipt, "name"), *rule = json_text(receipt, "rule");
  const char *holder = state ? json_text(chart_state(item->chart, chart_state_find(item->chart, state)), "holder") : NULL;
  if (sight->all) return true;
  cut_stops(receipt);
  if (state && timer_is_seen(&cutting, state, name)) return is_row_seen(&cutting, receipt);
  bool is_turn = holder && sight_turn_rule(item, holder) && strcmp(sight_turn_rule(item, holder), rule) == 0;
  if (is_turn && !sight_role(sight, holder)) json_object_set_new(receipt, "to", json_array());
  return (!state || is_turn) && sight_rule(sight, rule) && (sight->summary || !state);
}
