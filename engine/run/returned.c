// When a return came in, beside when it was due, from the row that its cycle has of it. See returned.h.
#include "run/returned.h"

#include "base/mem.h"
#include "chart/party.h"
#include "run/relay.h"
#include "run/value.h"

// "Thu 30 Jun 2016". Caller frees.
static char *day_of(struct board *board, const json_t *day) {
  json_t *field = json_pack("{s:s, s:s}", "name", "day", "type", "date");
  char *words = day ? value_show(board, field, day) : NULL;
  json_decref(field);
  return words;
}

static json_t *view_of(struct board *board, const json_t *row) {
  const json_t *on = json_object_get(row, "returned_on"), *due = json_object_get(row, "due");
  char *came = day_of(board, on), *was_due = day_of(board, due);
  bool late = json_flag(row, "late");
  char *text = mem_format("%s%s%s%s", late ? "late, on " : "on ", came, was_due ? "; it was due on " : "", was_due ? was_due : "");
  json_t *view = json_pack("{s:O, s:O?, s:b, s:s}", "on", on, "due", due, "late", late, "text", text);
  mem_free(text);
  mem_free(was_due);
  mem_free(came);
  return view;
}

json_t *returned_view(struct board *board, const struct casefile *item) {
  const char *field;
  struct casefile *cycle = relay_cycle(board, item, &field);
  const json_t *rows = cycle ? json_object_get(cycle->fields, field) : NULL;
  const json_t *row = rows ? json_array_get(rows, (size_t)party_find_item(rows, item->ref)) : NULL;
  json_t *view = row && party_has_returned(row) && json_text(row, "returned_on") ? view_of(board, row) : NULL;
  casefile_free(cycle);
  return view;
}
