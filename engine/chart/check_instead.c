// Checks the rungs that come at another time for some items: `instead`, rows of a condition and the rule that it brings. Which rule holds
// hangs on the item's fields alone, so that it can be worked out again whenever one of them changes, and by whoever looks at the item.
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

static const char row_example[] = "{ is(\"priority\", \"high\"), \"5 working days after due\" }";

static bool is_of_fields(const char *op) {
  static const char *const ops[] = {"has", "is", "at_least", "graded", "level", "all", "any", "no"};
  for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++)
    if (strcmp(ops[i], op) == 0) return true;
  return false;
}

// What in a condition asks for more than the fields: an operator, or where a value comes from. NULL: nothing.
static const char *stranger_in(const json_t *value) {
  const char *op = json_text(value, "op"), *from = json_text(value, "from"), *key, *found = NULL;
  json_t *member;
  size_t i;
  if (op && !is_of_fields(op)) return op;
  if (from && strcmp(from, "field") != 0) return strcmp(from, "event") == 0 ? "from_event" : from;
  json_object_foreach((json_t *)value, key, member) if (!found) found = stranger_in(member);
  json_array_foreach(value, i, member) if (!found) found = stranger_in(member);
  return found;
}

static json_t *choice_check(struct check *check, const struct node *node) {
  json_t *guard = guard_check(check, node, 0);
  const char *stranger = stranger_in(guard);
  if (stranger)
    mistake(check, node,
            "`%s` cannot choose when a rung comes, which hangs on the item's fields alone: ask with `has`, `is`, `at_least`, `graded`, "
            "`level`, `all`, `any` and `no`.",
            stranger);
  return guard;
}

static bool is_row(const struct node *row) {
  struct node first = node_place(row, 0), second = node_place(row, 1), third = node_place(row, 2);
  return json_text(first.value, "op") && json_is_string(second.value) && !third.value && json_object_size(row->value) <= 2;
}

static void row_check(struct check *check, const struct node *row, json_t *rows) {
  struct node guard = node_place(row, 0), rule = node_place(row, 1);
  if (!is_row(row)) {
    mistake(check, row, "Each row of `instead` is a condition and the rule that it brings, such as `%s`.", row_example);
    return;
  }
  json_t *made = json_object(), *choice = choice_check(check, &guard);
  const char *text = text_check(check, &rule);
  if (choice) json_object_set_new(made, "guard", choice);
  if (text && rule_check(check, &rule, text, NULL)) json_put_text(made, "rule", text);
  json_array_append_new(rows, made);
}

void instead_check(struct check *check, const struct node *rung, json_t *out) {
  struct node list = node_member(rung, "instead"), first = node_place(&list, 0);
  if (!list.value || (!json_is_string(list.value) && node_count(&list) == 0)) return;
  if (!json_is_array(list.value) || json_text(first.value, "op")) {
    mistake(check, &list, "`instead` is a list of rows, such as `{ %s }`.", row_example);
    return;
  }
  json_t *rows = json_array_at(out, "instead");
  format_needs(check, 3);
  for (size_t i = 0; i < node_count(&list); i++) {
    struct node row = node_item(&list, i);
    row_check(check, &row, rows);
  }
}
