// Dates that a step sets when it is reached, where the other version sets them by another rule. A move reaches no step, and a date that
// people were given stays theirs (T6): so what the new rule would have given is said, and whoever moves the item decides. See migrate.h.
#include "base/mem.h"
#include "run/activation.h"
#include "run/calendars.h"
#include "run/deadline.h"
#include "run/migrate.h"
#include "run/value.h"

#include <string.h>

// ---- which rules set it

static void collect(const json_t *json, const char *field, json_t *rules) {
  const char *does = json_is_object(json) ? json_text(json, "do") : NULL, *of = does ? json_text(json, "field") : NULL, *name;
  const json_t *value = of && strcmp(does, "set") == 0 && strcmp(of, field) == 0 ? json_object_get(json, "value") : NULL;
  const char *from = json_text(value, "from"), *rule = json_text(value, "name");
  json_t *part;
  size_t i;
  if (from && rule && strcmp(from, "rule") == 0 && !json_array_has(rules, rule)) json_array_add(rules, rule);
  json_array_foreach(json, i, part) collect(part, field, rules);
  json_object_foreach((json_t *)json, name, part) collect(part, field, rules);
}

struct setting {
  json_t *rules; // each once
  int state;     // the place that sets it when it is reached; -1: none where the item stands, but something else does
};

static struct setting setting_of(const struct casefile *item, const char *field) {
  struct setting setting = {.rules = json_array(), .state = -1};
  for (int state = 0; state < chart_state_count(item->chart); state++) {
    if (!config_is_active(item->config, state)) continue;
    collect(json_object_get(chart_state(item->chart, state), "entry"), field, setting.rules);
    if (setting.state < 0 && json_array_size(setting.rules)) setting.state = state;
  }
  if (setting.state < 0) collect(chart_definition(item->chart), field, setting.rules);
  return setting;
}

// ---- what it would be

static char *day_words(struct board *board, const struct casefile *item, const char *name, const json_t *value) {
  return json_string_length(value) ? value_show(board, chart_field(item->chart, name), value) : NULL;
}

// The day that the only rule gives; NULL: there are several, or it counts from something that is not known.
static json_t *would_be(struct board *board, const struct casefile *item, const struct setting *setting) {
  const char *rule = json_string_value(json_array_get(setting->rules, 0)), *id = NULL;
  struct rule_result worked;
  struct err unknown;
  char day[DATE_TEXT];
  if (setting->state >= 0) id = json_text(chart_state(item->chart, setting->state), "id");
  if (json_array_size(setting->rules) != 1 || (!id && !deadline_hangs_on(item, rule, item->fields))) return NULL;
  int64_t entered = id ? activation_entered(item, id, INT64_MIN) : board_now(board);
  if (entered == INT64_MIN && !deadline_hangs_on(item, rule, item->fields)) return NULL;
  if (entered == INT64_MIN) entered = board_now(board);
  if (!deadline_work_out(board, item, rule, item->fields, entered, &worked, &unknown) || worked.missing) return NULL;
  board_today(board, worked.due_ms, day);
  return json_string(day);
}

static void put_day(struct board *board, const struct casefile *item, const char *name, const char *member, const json_t *day,
                    json_t *row) {
  char *key = mem_format("%s_local", member), *words = day_words(board, item, name, day);
  json_object_set(row, member, (json_t *)day);
  json_put_text(row, key, words);
  mem_free(key);
  mem_free(words);
}

static void add(struct board *board, const struct casefile *after, const json_t *field, const struct setting *is, json_t *rows) {
  const char *name = json_text(field, "name");
  const json_t *value = json_object_get(after->fields, name);
  json_t *would = would_be(board, after, is);
  if (!would || !value || !json_equal(would, value)) {
    json_t *row = json_pack("{s:s, s:s, s:O}", "field", name, "label", chart_label(after->chart, name), "rules", is->rules);
    const char *place = is->state < 0 ? NULL : json_text(chart_state(after->chart, is->state), "title");
    json_put_text(row, "place", place);
    put_day(board, after, name, "is", value, row);
    put_day(board, after, name, "would", would, row);
    json_array_append_new(rows, row);
  }
  json_decref(would);
}

// Of one that holds a date, where the rules are others; of one that holds none, where a step that it is in would have given it one.
static void look_at(struct board *board, const struct casefile *before, const struct casefile *after, const json_t *field, json_t *rows) {
  const char *name = json_text(field, "name");
  bool holds = json_is_string(json_object_get(after->fields, name));
  struct setting was = setting_of(before, name), is = setting_of(after, name);
  bool sets = json_array_size(is.rules) && (holds ? json_array_size(was.rules) > 0 : is.state >= 0 && was.state < 0);
  if (sets && !json_equal(was.rules, is.rules)) add(board, after, field, &is, rows);
  json_decref(was.rules);
  json_decref(is.rules);
}

// A date that the step itself set, by the calendar as it was, and that the same rule would set otherwise now.
static void add_if_stays(struct board *board, const struct casefile *item, const json_t *field, json_t *rows) {
  const char *name = json_text(field, "name");
  struct setting setting = setting_of(item, name);
  const struct calendar *before = calendars_before(board);
  const char *rule = json_string_value(json_array_get(setting.rules, 0));
  const json_t *value = json_object_get(item->fields, name);
  struct rule_result was;
  struct err unknown;
  char day[DATE_TEXT] = "";
  if (before && rule && setting.state >= 0 && json_is_string(value)) {
    int64_t entered = activation_entered(item, json_text(chart_state(item->chart, setting.state), "id"), board_now(board));
    if (deadline_by(board, item, rule, entered, before, &was, &unknown) && !was.missing) board_today(board, was.due_ms, day);
    if (strcmp(day, json_string_value(value)) == 0) add(board, item, field, &setting, rows);
  }
  json_decref(setting.rules);
}

json_t *migrate_set_stays(struct board *board, const struct casefile *item) {
  json_t *rows = json_array(), *field;
  size_t i;
  json_array_foreach(json_object_get(casefile_structure(item), "fields"), i,
                     field) if (json_text(field, "type") && strcmp(json_text(field, "type"), "date") == 0)
      add_if_stays(board, item, field, rows);
  return rows;
}

json_t *migrate_set(struct board *board, const struct casefile *before, const struct casefile *after) {
  json_t *rows = json_array(), *field;
  size_t i;
  json_array_foreach(json_object_get(casefile_structure(after), "fields"), i,
                     field) if (json_text(field, "type") && strcmp(json_text(field, "type"), "date") == 0)
      look_at(board, before, after, field, rows);
  return rows;
}
