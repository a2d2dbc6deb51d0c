// Who is late. See lateness.h.
#include "run/lateness.h"

#include "base/mem.h"
#include "run/activation.h"
#include "run/breach.h"
#include "run/deadline.h"
#include "run/people.h"

#include <string.h>

static void put_due(struct board *board, json_t *row, int64_t due_ms) {
  char due[INSTANT_TEXT], local[40], day[40];
  bool late = due_ms < board_now(board);
  instant_write(due_ms, due);
  board_local(board, due_ms, local);
  date_write_long(zone_date(board->zone, due_ms), day);
  json_put_text(row, "due", due);
  json_put_text(row, "local", local);
  json_put_flag(row, "late", late);
  if (late) json_put_text(row, "since", day);
  char *text =
      late ? mem_format("late: %s since %s", json_text(row, "title"), day) : mem_format("waiting: %s, by %s", json_text(row, "title"), day);
  json_put_text(row, "text", text);
  mem_free(text);
}

static void put_unknown(json_t *row, const char *why) {
  char *text = mem_format("waiting: %s, no date known", json_text(row, "title"));
  json_put_text(row, "why", why);
  json_put_text(row, "text", text);
  mem_free(text);
}

// Of a state that was entered before it was kept when, what counts from then cannot be late yet.
static void work_out(struct board *board, const struct casefile *item, const json_t *state, json_t *row) {
  struct rule_result result;
  struct err err;
  int64_t entered = activation_entered(item, json_text(state, "id"), board_now(board));
  if (!deadline_work_out(board, item, json_text(state, "due"), item->fields, entered, &result, &err))
    put_unknown(row, err.text);
  else if (result.missing)
    put_unknown(row, result.why);
  else
    put_due(board, row, result.due_ms);
}

json_t *lateness_told(const struct casefile *item, const json_t *state) {
  const json_t *roles = breach_told(item, state);
  json_t *role, *told = json_array();
  size_t i;
  json_array_foreach(roles, i, role) {
    const char *title = people_role_title(item, json_string_value(role));
    if (strcmp(json_string_value(role), json_text(state, "holder")) != 0 && !json_array_has(told, title)) json_array_add(told, title);
  }
  return told;
}

static void put_told(const struct casefile *item, const json_t *state, json_t *row) {
  json_t *told = json_flag(row, "late") ? lateness_told(item, state) : NULL;
  if (json_array_size(told)) json_object_set(row, "told", told);
  json_decref(told);
}

static json_t *row_of(struct board *board, const struct casefile *item, const json_t *state, bool with_people) {
  const char *role = json_text(state, "holder"), *title = people_role_title(item, role);
  char *text = mem_format("waiting: %s", title);
  json_t *row = json_pack("{s:s, s:s, s:b, s:s}", "role", role, "title", title, "late", 0, "text", text);
  if (with_people) json_object_set_new(row, "people", people_of_role(board, item, role, NULL));
  mem_free(text);
  if (json_text(state, "due")) work_out(board, item, state, row);
  put_told(item, state, row);
  return row;
}

json_t *lateness_list(struct board *board, const struct casefile *item, bool with_people) {
  json_t *rows = json_array();
  for (int i = 0; i < chart_state_count(item->chart); i++) {
    const json_t *state = chart_state(item->chart, i);
    if (config_is_active(item->config, i) && json_text(state, "holder"))
      json_array_append_new(rows, row_of(board, item, state, with_people));
  }
  return rows;
}

bool lateness_any(const json_t *rows) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (json_flag(row, "late")) return true;
  return false;
}
