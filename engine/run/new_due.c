// A due date of one party's own. See new_due.h.
#include "run/new_due.h"

#include "run/actions.h"
#include "time/instant.h"

#include <string.h>

const char *new_due_field(const struct chart *chart) {
  const char *name = json_text(json_object_get(chart_definition(chart), "list"), "due"),
             *type = name ? json_text(chart_field(chart, name), "type") : NULL;
  return type && strcmp(type, "date") == 0 ? name : NULL;
}

// A function in Lua may set anything.
static bool sets(const json_t *transition, const char *field) {
  json_t *actions = actions_flat(json_object_get(transition, "actions")), *action;
  bool found = false;
  size_t i;
  json_array_foreach(actions, i, action) {
    const char *does = json_text(action, "do"), *of = json_text(action, "field");
    found = found || strcmp(does, "run") == 0 || (strcmp(does, "set") == 0 && of && strcmp(of, field) == 0);
  }
  json_decref(actions);
  return found;
}

// Does a transition anywhere below, on being asked again, set the field?
static bool is_set_again(const json_t *state, const char *field) {
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(state, "transitions"), i, one) {
    const char *event = json_text(one, "event");
    if (event && strcmp(event, "cycle.reopened") == 0 && sets(one, field)) return true;
  }
  json_array_foreach(json_object_get(state, "states"), i, one) if (is_set_again(one, field)) return true;
  return false;
}

static bool dates_itself(struct board *board, const char *ref) {
  struct err gone;
  struct casefile *item = casefile_open(board, ref, &gone);
  const char *field = item ? new_due_field(item->chart) : NULL;
  bool does = field && is_set_again(json_object_get(casefile_structure(item), "root"), field);
  casefile_free(item);
  return does;
}

static bool is_to_come(struct board *board, const json_t *new_due, const char *label, const char *ref, struct err *err) {
  const char *given = json_string_value(new_due);
  struct date date;
  char today[DATE_TEXT];
  board_today(board, board_now(board), today);
  if (given && !date_read(given, &date, err)) return false;
  return !given || strcmp(given, today) >= 0 ||
         err_set(err, ERR_INVALID, "\"%s\" on %s needs a new due date that is still to come (new_due); %s is past.", label, ref, given);
}

// The field of the item whose date those are given whom an active state asks for this field of parties; NULL: another date, or none.
static const char *given_date(const struct casefile *item, const char *parties) {
  for (int i = 0; i < chart_state_count(item->chart); i++) {
    const json_t *invoke = json_object_get(chart_state(item->chart, i), "invoke"), *data = json_object_get(invoke, "data");
    const char *of = json_text(invoke, "for_each"), *key;
    json_t *value;
    if (!of || strcmp(of, parties) != 0 || !config_is_active(item->config, i)) continue;
    json_object_foreach((json_t *)data, key, value) {
      const char *name = json_text(value, "name"), *type = name ? json_text(chart_field(item->chart, name), "type") : NULL;
      if (type && strcmp(key, "due") == 0 && strcmp(type, "date") == 0) return name;
    }
  }
  return NULL;
}

bool new_due_joins(struct board *board, const json_t *new_due, const struct casefile *item, const char *parties, const char *label,
                   struct err *err) {
  const char *field = parties ? given_date(item, parties) : NULL, *due = field ? json_text(item->fields, field) : NULL;
  char today[DATE_TEXT];
  board_today(board, board_now(board), today);
  if (!is_to_come(board, new_due, label, item->ref, err)) return false;
  if (json_is_string(new_due) || !due || strcmp(due, today) >= 0) return true;
  return err_set(err, ERR_INVALID,
                 "\"%s\" on %s needs a due date (new_due): the others were asked for %s, so whoever is asked now would be late at once.",
                 label, item->ref, due);
}

bool new_due_fits(struct board *board, const json_t *new_due, const json_t *row, const char *label, const char *ref, struct err *err) {
  const char *due = json_text(row, "due"), *item = json_text(row, "item");
  char today[DATE_TEXT];
  board_today(board, board_now(board), today);
  if (!is_to_come(board, new_due, label, ref, err)) return false;
  if (json_is_string(new_due) || !due || !item || strcmp(due, today) >= 0 || dates_itself(board, item)) return true;
  return err_set(err, ERR_INVALID, "\"%s\" on %s needs a new due date (new_due): the return was due on %s, so it would be late at once.",
                 label, ref, due);
}
