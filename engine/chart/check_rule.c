// Checks deadline rules: is it one, is what it hangs on a date that the workflow has, and does it come as often as its place wants?
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

static bool dates_check(struct check *check, const struct node *node, const json_t *fields) {
  size_t i;
  json_t *field;
  json_array_foreach(fields, i, field) {
    if (json_is_string(field) && !field_check(check, node, json_string_value(field), "date text")) return false;
  }
  return true;
}

// Meetings are of format 3: a program that knows no group's dates would wait for them for ever.
static bool rule_hangs(struct check *check, const struct node *node, const struct check_rule *rule) {
  if (rule->hangs_on_group) format_needs(check, 3);
  return dates_check(check, node, rule->fields);
}

static bool comes_again(struct check *check, const struct node *node, const char *text, const char *word) {
  if (word)
    mistake(check, node, "`%s` comes again and again, and what stands under `%s` comes once: put it into `every`.", text, word);
  else
    mistake(
        check, node,
        "The deadline \"%s\" comes again and again, and here one is wanted that comes once: say `after` or `before` and then the field, "
        "as in `3 months after due`.",
        text);
  return false;
}

bool rule_check(struct check *check, const struct node *node, const char *text, const char *word) {
  struct check_rule rule = {.fields = json_array()};
  struct err err;
  bool ok = check->host->rule(check->host->user, text, &rule, &err);
  if (!ok) mistake(check, node, "%s", err.text);
  if (ok && rule.is_cycle) ok = comes_again(check, node, text, word);
  ok = ok && rule_hangs(check, node, &rule);
  json_decref(rule.fields);
  return ok;
}

// "3 months" under `every` is "every 3 months". NULL: that is no rule. Caller frees.
static char *every_read(struct check *check, const char *text, struct check_rule *rule) {
  struct err err;
  char *whole = mem_format("every %s", text);
  struct check_rule every = {.fields = rule->fields};
  if (check->host->rule(check->host->user, whole, &every, &err)) {
    *rule = every;
    return whole;
  }
  mem_free(whole);
  return NULL;
}

char *cycle_check(struct check *check, const struct node *node, const char *text) {
  struct check_rule rule = {.fields = json_array()};
  struct err err;
  bool known = check->host->rule(check->host->user, text, &rule, &err);
  char *kept = known && rule.can_recur ? mem_text(text) : every_read(check, text, &rule);
  if (!kept && known)
    mistake(check, node, "`%s` comes once, and what stands under `every` comes again and again: put it into `after` or `at`.", text);
  else if (!kept)
    mistake(check, node, "%s", err.text);
  else
    rule_hangs(check, node, &rule);
  json_decref(rule.fields);
  return kept ? kept : mem_text(text);
}
