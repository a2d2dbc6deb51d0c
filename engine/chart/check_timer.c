// Checks the timers of a state: what comes once (`after`, `at`) and what comes again and again (`every`).
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

static bool timer_is_known(const json_t *timers, const char *name) {
  size_t i;
  json_t *timer;
  json_array_foreach(timers, i, timer) {
    if (strcmp(json_text(timer, "name"), name) == 0) return true;
  }
  return false;
}

// A member that the author gives the timer among those of its first transition: its `name`, its `catch_up`.
static struct node timer_member(const struct node *node, const char *key) {
  struct node first = transition_is_one(node) ? *node : node_item(node, 0);
  return (struct node){.up = node->up, .key = node->key, .index = node->index, .value = json_object_get(first.value, key)};
}

// T4. NULL: once, which needs no saying.
static const char *catch_up_word(struct check *check, const struct node *node) {
  static const char *const words[] = {"once", "each", "skip", NULL};
  struct node at = node_member(node, "catch_up");
  const char *word = text_check(check, &at);
  json_t *names = json_array();
  for (size_t i = 0; words[i]; i++) json_array_add(names, words[i]);
  if (word && !json_array_has(names, word)) {
    char *hint = near_hint(check, word, names);
    mistake(check, &at, "`%s` does not say what becomes of missed times.%s", word, hint);
    mem_free(hint);
  }
  json_decref(names);
  return word && strcmp(word, "once") == 0 ? NULL : word;
}

// It is the whole timer's, so only the first of several transitions may say it.
static void catch_up_put(struct check *check, const struct node *node, json_t *timer) {
  bool is_one = transition_is_one(node);
  struct node first = is_one ? *node : node_item(node, 0);
  json_put_text(timer, "catch_up", catch_up_word(check, &first));
  for (size_t i = 1; !is_one && i < node_count(node); i++) {
    struct node item = node_item(node, i), at = node_member(&item, "catch_up");
    if (at.value) mistake(check, &at, "`catch_up` is said for the whole timer, in the first of its transitions.");
  }
}

// A new text: how the rule is kept.
static char *rule_kept(struct check *check, const struct node *node, const char *kind, const char *rule) {
  if (strcmp(kind, "every") == 0) return cycle_check(check, node, rule);
  rule_check(check, node, rule, kind);
  return mem_text(rule);
}

static void one_timer(struct check *check, const struct node *node, int from, const char *kind, const char *given, json_t *timers) {
  bool is_cycle = strcmp(kind, "every") == 0;
  struct node name_node = timer_member(node, "name");
  char *rule = rule_kept(check, node, kind, given), *label = label_from(rule);
  const char *name = json_is_string(name_node.value) ? json_string_value(name_node.value) : rule;
  if (timer_is_known(timers, name))
    mistake(check, node, "Two timers of this state are called `%s`; give one of them another `name`.", name);
  json_t *timer = json_pack("{s:s,s:s,s:s}", "name", name, "kind", kind, "rule", rule);
  if (is_cycle) format_needs(check, 3);
  if (is_cycle) catch_up_put(check, node, timer);
  transitions_check(check, node, from, &(struct trigger){is_cycle ? BY_CYCLE : BY_TIMER, NULL, label}, json_array_at(timer, "transitions"));
  json_array_append_new(timers, timer);
  mem_free(label);
  mem_free(rule);
}

json_t *timers_check(struct check *check, int from) {
  static const struct {
    const char *word, *example;
  } kinds[] = {
      {"after", "after = { [\"10 working days\"] = \"late\" }"},
      {"at", "at = { [\"end of due\"] = \"overdue\" }"},
      {"every", "every = { [\"3 months from anchor\"] = { actions = { ... } } }"},
  };
  json_t *timers = json_array();
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    struct node table = node_member(&check->states[from]->node, kinds[i].word);
    if (!table_check(check, &table, kinds[i].example)) continue;
    const char *rule;
    json_t *value;
    json_object_foreach((json_t *)table.value, rule, value) {
      struct node node = node_member(&table, rule);
      one_timer(check, &node, from, kinds[i].word, rule, timers);
    }
  }
  return timers;
}
