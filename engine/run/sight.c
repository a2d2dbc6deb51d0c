// What one person sees of one item. See sight.h.
#include "run/sight.h"

#include "time/rule.h"

#include <string.h>

void sight_clear(struct sight *sight) {
  json_decref(sight->fields);
  sight->fields = NULL;
}

bool sight_any(const struct sight *sight) { return sight->all || sight->summary || sight->history || json_object_size(sight->fields); }

static const json_t *columns_of(const struct sight *sight) { return json_object_get(chart_definition(sight->chart), "list"); }

static void add_field(struct sight *sight, const char *field) {
  if (!sight->fields) sight->fields = json_object();
  if (chart_field(sight->chart, field)) json_put_flag(sight->fields, field, true);
}

// A list's row shows these fields.
static void add_summary(struct sight *sight) {
  const char *column;
  json_t *field;
  sight->summary = true;
  json_object_foreach((json_t *)columns_of(sight), column, field) add_field(sight, json_string_value(field));
}

static void add_word(struct sight *sight, const char *word) {
  if (strcmp(word, "everything") == 0)
    sight->all = true;
  else if (strcmp(word, "summary") == 0)
    add_summary(sight);
  else if (strcmp(word, "history") == 0)
    sight->history = true;
  else
    add_field(sight, word);
}

void sight_add(struct sight *sight, const json_t *words) {
  size_t i;
  json_t *word;
  json_array_foreach(words, i, word) add_word(sight, json_string_value(word));
  if (sight->all) sight_clear(sight);
}

// Everything, written out, so that a part of it can go.
static void spell_out(struct sight *sight) {
  size_t i;
  json_t *field;
  if (!sight->all) return;
  sight->all = false;
  sight->history = true;
  add_summary(sight);
  json_array_foreach(json_object_get(chart_definition(sight->chart), "fields"), i, field) add_field(sight, json_text(field, "name"));
}

void sight_take(struct sight *sight, const json_t *words) {
  size_t i;
  json_t *word;
  spell_out(sight);
  json_array_foreach(words, i, word) {
    const char *text = json_string_value(word);
    if (strcmp(text, "everything") == 0) {
      sight_clear(sight);
      sight->summary = sight->history = false;
    } else if (strcmp(text, "history") == 0)
      sight->history = false;
    else
      json_object_del(sight->fields, text);
  }
}

bool sight_field(const struct sight *sight, const char *field) {
  return sight->all || (field && json_object_get(sight->fields, field) != NULL);
}

bool sight_title(const struct sight *sight) {
  const char *field = json_text(columns_of(sight), "title");
  return sight->all || (field ? sight_field(sight, field) : sight->summary);
}

bool sight_rule(const struct sight *sight, const char *text) {
  struct rule rule;
  struct err unread;
  if (sight->all || !text) return true;
  return rule_read(text, &rule, &unread) && (!rule.field[0] || sight_field(sight, rule.field));
}

bool sight_role(const struct sight *sight, const char *name) {
  static const char *const members[] = {"person_in", "any_in", "of", "not_from"};
  const json_t *role = sight->all ? NULL : chart_role(sight->chart, name);
  for (size_t i = 0; role && i < sizeof members / sizeof members[0]; i++) {
    const char *field = json_text(role, members[i]);
    if (field && !sight_field(sight, field)) return false;
  }
  return true;
}

// Who decided, and whether that stands, is the history's to tell.
static bool is_of_history(const char *op) {
  return strcmp(op, "approved") == 0 || strcmp(op, "stale") == 0 || strcmp(op, "decided_by_other") == 0;
}

static bool roles_are_seen(const struct sight *sight, const json_t *guard) {
  size_t i;
  json_t *role;
  if (!sight_role(sight, json_text(guard, "role") ? json_text(guard, "role") : "")) return false;
  json_array_foreach(json_object_get(guard, "roles"), i, role) if (!sight_role(sight, json_string_value(role))) return false;
  return true;
}

static bool node_is_seen(const struct sight *sight, const json_t *node) {
  const char *op = json_text(node, "op"), *from = json_text(node, "from"), *field = json_text(node, "field"),
             *rule = json_text(node, "rule");
  if (json_object_get(node, "fn") || (op && strcmp(op, "when") == 0)) return false; // a function may ask anything
  if (op && is_of_history(op) && !sight->history) return false;
  if (field && !sight_field(sight, field)) return false;
  if (from && strcmp(from, "field") == 0 && !sight_field(sight, json_text(node, "name"))) return false;
  return (!rule || sight_rule(sight, rule)) && roles_are_seen(sight, node);
}

bool sight_guard(const struct sight *sight, const json_t *guard) {
  const char *key;
  size_t i;
  json_t *member;
  if (sight->all || !guard) return true;
  if (json_is_object(guard) && !node_is_seen(sight, guard)) return false;
  json_object_foreach((json_t *)guard, key, member) if (!sight_guard(sight, member)) return false;
  json_array_foreach(guard, i, member) if (!sight_guard(sight, member)) return false;
  return true;
}
