// Ladders of an item: which rungs were used. See breach.h.
#include "run/breach.h"

#include "base/mem.h"
#include "run/message.h"
#include "time/rule.h"

#include <string.h>

static size_t ladder_size(const char *timer_name) { return strcspn(timer_name, "/"); }
static const char *rung_of(const char *timer_name) { return timer_name + ladder_size(timer_name) + 1; }

bool breach_is_shared(const char *timer_name, const char *other_name) {
  return strncmp(timer_name, other_name, ladder_size(timer_name) + 1) == 0;
}

static const json_t *rungs_of(const struct casefile *item, const char *ladder) {
  return json_object_get(chart_ladder(item->chart, ladder), "rungs");
}

// Does the ladder hang on a field? All its rungs hang on the same; checking a workflow sees to that. `field` may be NULL.
static bool hangs_on_field(const struct casefile *item, const char *ladder, char field[RULE_NAME]) {
  struct err err;
  const char *text = json_text(json_array_get(rungs_of(item, ladder), 0), "rule");
  const struct rule *rule = text ? rules_read_of(item->definition->rules, text, &err) : NULL;
  if (!rule || !rule->field[0]) return false;
  memcpy(field, rule->field, RULE_NAME);
  return true;
}

// Its key in the item's `ladders`: states that count from one date are in one breach, those that count from their own entry are not.
static char *key_of(const struct casefile *item, const char *state, const char *ladder) {
  char field[RULE_NAME];
  return hangs_on_field(item, ladder, field) ? mem_text(ladder) : mem_format("%s@%s", ladder, state);
}

// Borrowed; made when there is none.
static json_t *breach_of(struct casefile *item, const char *state, const char *timer_name) {
  char *ladder = mem_text_part(timer_name, ladder_size(timer_name)), *key = key_of(item, state, ladder);
  json_t *breach = json_object_at(item->ladders, key);
  mem_free(key);
  mem_free(ladder);
  return breach;
}

// What the breach is about: the text of that field, "" while it is empty; without one the activation of the state.
static char *anchor_of(const struct casefile *item, const char *state, const char *timer_name) {
  char *ladder = mem_text_part(timer_name, ladder_size(timer_name)), field[RULE_NAME];
  bool has_field = hangs_on_field(item, ladder, field);
  const char *value = has_field ? json_text(item->fields, field) : NULL;
  mem_free(ladder);
  if (has_field) return mem_text(value ? value : "");
  return mem_format("#%lld", (long long)config_activation(item->config, chart_state_find(item->chart, state)));
}

static bool is_about(json_t *breach, const char *anchor) {
  const char *had = json_text(breach, "for");
  if (had && strcmp(had, anchor) == 0) return true;
  json_object_clear(breach);
  json_put_text(breach, "for", anchor);
  json_array_at(breach, "done");
  json_array_at(breach, "skipped");
  return false;
}

bool breach_has_used(struct casefile *item, const char *state, const struct chart_timer *timer) {
  json_t *breach = breach_of(item, state, timer->name);
  char *anchor = anchor_of(item, state, timer->name);
  bool same = is_about(breach, anchor);
  mem_free(anchor);
  return same && json_array_has(json_object_get(breach, "done"), rung_of(timer->name));
}

static void add_roles(const json_t *rungs, const char *name, json_t *roles) {
  size_t i;
  json_t *rung;
  json_array_foreach(rungs, i, rung) if (strcmp(json_text(rung, "name"), name) == 0)
      json_array_extend(roles, json_object_get(rung, "tell"));
}

json_t *breach_use(struct casefile *item, const char *state, const char *timer_name) {
  json_t *breach = breach_of(item, state, timer_name), *skipped = json_array_at(breach, "skipped"), *roles = json_array(), *name;
  char *ladder = mem_text_part(timer_name, ladder_size(timer_name));
  const json_t *rungs = rungs_of(item, ladder);
  size_t i;
  json_array_foreach(skipped, i, name) add_roles(rungs, json_string_value(name), roles);
  json_array_clear(skipped);
  json_array_add(json_array_at(breach, "done"), rung_of(timer_name));
  mem_free(ladder);
  return roles;
}

static const json_t *rung_called(const json_t *rungs, const char *name) {
  size_t i;
  json_t *rung;
  json_array_foreach(rungs, i, rung) if (strcmp(json_text(rung, "name"), name) == 0) return rung;
  return NULL;
}

// The highest of them speaks, and the others' people are copied in, as it would have been had a higher one run.
void breach_tell_skipped(struct turn *turn, const char *state, const char *ladder) {
  char *key = key_of(turn->item, state, ladder);
  json_t *breach = json_object_get(turn->item->ladders, key), *skipped = json_object_get(breach, "skipped"), *roles = json_array();
  const json_t *rungs = rungs_of(turn->item, ladder);
  size_t count = json_array_size(skipped);
  for (size_t i = 0; i + 1 < count; i++) add_roles(rungs, json_string_value(json_array_get(skipped, i)), roles);
  const json_t *highest = count ? rung_called(rungs, json_string_value(json_array_get(skipped, count - 1))) : NULL;
  if (highest) message_tell(turn, highest, roles);
  json_array_clear(skipped);
  mem_free(key);
  json_decref(roles);
}

void breach_skip(struct casefile *item, const char *state, const char *timer_name) {
  json_t *breach = breach_of(item, state, timer_name);
  json_array_add(json_array_at(breach, "done"), rung_of(timer_name));
  json_array_add(json_array_at(breach, "skipped"), rung_of(timer_name));
}

// Rungs before the date remind; those that were passed over for a higher one that is still to come have told nobody.
static const json_t *told_last(const json_t *rungs, const json_t *breach) {
  const json_t *done = json_object_get(breach, "done"), *skipped = json_object_get(breach, "skipped");
  for (size_t i = json_array_size(done); i-- > 0;) {
    const char *name = json_string_value(json_array_get(done, i));
    const json_t *rung = rung_called(rungs, name);
    if (!rung || json_array_has(skipped, name) || strstr(json_text(rung, "rule"), " before ")) continue;
    if (json_object_get(rung, "tell")) return json_object_get(rung, "tell");
  }
  return NULL;
}

const json_t *breach_told(const struct casefile *item, const json_t *state) {
  const char *ladder = json_text(state, "ladder"), *id = json_text(state, "id");
  if (!ladder || json_object_size(item->ladders) == 0) return NULL;
  char *key = key_of(item, id, ladder), *anchor = anchor_of(item, id, ladder);
  const json_t *breach = json_object_get(item->ladders, key);
  const char *about = json_text(breach, "for");
  bool is_this = about && strcmp(about, anchor) == 0;
  mem_free(anchor);
  mem_free(key);
  return is_this ? told_last(rungs_of(item, ladder), breach) : NULL;
}
