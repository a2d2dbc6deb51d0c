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

// Borrowed; made when there is none.
static json_t *breach_of(struct casefile *item, const char *timer_name) {
  char *ladder = mem_text_part(timer_name, ladder_size(timer_name));
  json_t *breach = json_object_at(item->ladders, ladder);
  mem_free(ladder);
  return breach;
}

// The text of the field that the rule hangs on, "" when it hangs on none or the field is empty.
static const char *anchor_of(const struct casefile *item, const char *text) {
  struct rule rule;
  struct err err;
  const char *value = rule_read(text, &rule, &err) && rule.field[0] ? json_text(item->fields, rule.field) : NULL;
  return value ? value : "";
}

bool breach_has_used(struct casefile *item, const struct chart_timer *timer) {
  json_t *breach = breach_of(item, timer->name);
  const char *anchor = anchor_of(item, timer->rule), *had = json_text(breach, "for");
  if (had && strcmp(had, anchor) == 0) return json_array_has(json_object_get(breach, "done"), rung_of(timer->name));
  json_object_clear(breach);
  json_put_text(breach, "for", anchor);
  json_array_at(breach, "done");
  json_array_at(breach, "skipped");
  return false;
}

static void add_roles(const json_t *rungs, const char *name, json_t *roles) {
  size_t i;
  json_t *rung;
  json_array_foreach(rungs, i, rung) if (strcmp(json_text(rung, "name"), name) == 0)
      json_array_extend(roles, json_object_get(rung, "tell"));
}

json_t *breach_use(struct casefile *item, const char *timer_name) {
  json_t *breach = breach_of(item, timer_name), *skipped = json_array_at(breach, "skipped"), *roles = json_array(), *name;
  char *ladder = mem_text_part(timer_name, ladder_size(timer_name));
  const json_t *rungs = json_object_get(chart_ladder(item->chart, ladder), "rungs");
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
void breach_tell_skipped(struct turn *turn, const char *ladder) {
  json_t *breach = json_object_get(turn->item->ladders, ladder), *skipped = json_object_get(breach, "skipped"), *roles = json_array();
  const json_t *rungs = json_object_get(chart_ladder(turn->item->chart, ladder), "rungs");
  size_t count = json_array_size(skipped);
  for (size_t i = 0; i + 1 < count; i++) add_roles(rungs, json_string_value(json_array_get(skipped, i)), roles);
  const json_t *highest = count ? rung_called(rungs, json_string_value(json_array_get(skipped, count - 1))) : NULL;
  if (highest) message_tell(turn, highest, roles);
  json_array_clear(skipped);
  json_decref(roles);
}

void breach_skip(struct casefile *item, const char *timer_name) {
  json_t *breach = breach_of(item, timer_name);
  json_array_add(json_array_at(breach, "done"), rung_of(timer_name));
  json_array_add(json_array_at(breach, "skipped"), rung_of(timer_name));
}
