// An item as a row of a list: each of its columns by the function that puts it, so that a list works out those alone that it shows. See
// view.h.
#include "base/buf.h"
#include "base/join.h"
#include "base/mem.h"
#include "run/approval.h"
#include "run/value.h"
#include "run/view.h"

static char *column(struct board *board, const struct casefile *item, const char *name) {
  const char *field = casefile_list_field(item, name);
  const json_t *value = field ? json_object_get(item->fields, field) : NULL;
  return value_show(board, field ? chart_field(item->chart, field) : NULL, value);
}

static void put_column(struct board *board, const struct casefile *item, const char *name, json_t *row) {
  char *text = column(board, item, name);
  json_put_text(row, name, text);
  mem_free(text);
}

static void put_workflow(struct board *board, struct casefile *item, json_t *row) {
  (void)board;
  json_object_set(row, "workflow", json_object_get(casefile_structure(item), "name"));
}

static void put_title(struct board *board, struct casefile *item, json_t *row) {
  (void)board;
  json_put_text(row, "title", item->title);
}

static void put_state(struct board *board, struct casefile *item, json_t *row) {
  (void)board;
  json_object_set_new(row, "state", casefile_atomic(item));
}

static void put_state_titles(struct board *board, struct casefile *item, json_t *row) {
  (void)board;
  json_object_set_new(row, "state_titles", casefile_state_titles(item));
}

static void put_due(struct board *board, struct casefile *item, json_t *row) {
  const char *field = casefile_list_field(item, "due"), *due = field ? json_text(item->fields, field) : NULL;
  (void)board;
  json_object_set_new(row, "due", due ? json_string_nocheck(due) : json_null());
}

static void put_lead(struct board *board, struct casefile *item, json_t *row) { put_column(board, item, "lead", row); }
static void put_priority(struct board *board, struct casefile *item, json_t *row) { put_column(board, item, "priority", row); }

static void put_closed(struct board *board, struct casefile *item, json_t *row) {
  (void)board;
  json_put_flag(row, "closed", item->closed);
}

static void put_stale(struct board *board, struct casefile *item, json_t *row) {
  (void)board;
  json_put_flag(row, "stale", approval_any_stale(item));
}

// A list names the holders already.
static void put_late_waits(struct board *board, struct casefile *item, json_t *row) { view_put_waits(board, item, false, row); }

static void put_colour(struct board *board, struct casefile *item, json_t *row) {
  json_t *rag = view_rag(board, item);
  json_object_set(row, "rag", json_object_get(rag, "colour"));
  json_decref(rag);
}

void view_put_holder(json_t *row, const json_t *holders) {
  json_t *all = json_texts(holders, "name");
  struct buf names;
  buf_init(&names);
  buf_text(&names, "");
  join_some(&names, all, 3);
  json_put_text(row, "holder", names.data);
  buf_clear(&names);
  json_decref(all);
}

static void put_holder(struct board *board, struct casefile *item, json_t *row) {
  json_t *holders = view_holders(board, item);
  view_put_holder(row, holders);
  json_decref(holders);
}

// What a row has besides its reference. Two that one function puts stand side by side.
static const struct {
  const char *name;
  void (*put)(struct board *board, struct casefile *item, json_t *row);
} row_columns[] = {{"workflow", put_workflow}, {"title", put_title},   {"state", put_state},
                   {"due", put_due},           {"rag", put_colour},    {"lead", put_lead},
                   {"priority", put_priority}, {"holder", put_holder}, {"state_titles", put_state_titles},
                   {"closed", put_closed},     {"stale", put_stale},   {"waits", put_late_waits},
                   {"late", put_late_waits}};

json_t *view_row_columns(void) {
  json_t *names = json_array();
  for (size_t i = 0; i < sizeof row_columns / sizeof row_columns[0]; i++) json_array_add(names, row_columns[i].name);
  return names;
}

json_t *view_row(struct board *board, struct casefile *item, const json_t *columns) {
  json_t *row = json_pack("{s:s}", "ref", item->ref);
  for (size_t i = 0; i < sizeof row_columns / sizeof row_columns[0]; i++)
    if ((!columns || json_array_has(columns, row_columns[i].name)) && !json_object_get(row, row_columns[i].name))
      row_columns[i].put(board, item, row);
  return row;
}
