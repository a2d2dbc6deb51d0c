// Reading timers, first due first (T2, T4). A timer goes when an entry drops it, in the commit that uses it up (T3).
#include "store/internal.h"

#include <string.h>

static json_t *timer_json(sqlite3_stmt *statement) {
  json_t *row = json_object();
  column_put_text(row, "case", statement, 0);
  column_put_text(row, "state", statement, 1);
  column_put_number(row, "activation", statement, 2);
  column_put_text(row, "name", statement, 3);
  column_put_number(row, "due", statement, 4);
  column_put_text(row, "rule", statement, 5);
  column_put_text(row, "zone", statement, 6);
  column_put_text(row, "calendar", statement, 7);
  column_put_number(row, "since", statement, 8);
  if (sqlite3_column_int(statement, 9)) json_put_flag(row, "provisional", true);
  return row;
}

bool timer_next(struct store *store, int64_t *due_ms) {
  sqlite3_stmt *next = sql_get(&store->sql, SQL_TIMER_NEXT);
  bool found = sql_row_or_stop(&store->sql, next);
  if (found) *due_ms = sqlite3_column_int64(next, 0);
  sql_end(next);
  return found;
}

json_t *timer_first_due(struct store *store, int64_t now_ms) {
  sqlite3_stmt *first = sql_get(&store->sql, SQL_TIMER_FIRST);
  sql_bind(first, "n", now_ms);
  json_t *row = sql_row_or_stop(&store->sql, first) ? timer_json(first) : NULL;
  sql_end(first);
  return row;
}

json_t *timer_due_after(struct store *store, const json_t *timer, int64_t now_ms) {
  sqlite3_stmt *after = sql_get(&store->sql, SQL_TIMER_AFTER);
  sql_bind(after, "nnttnt", now_ms, json_number(timer, "due", 0), json_text(timer, "case"), json_text(timer, "state"),
           json_number(timer, "activation", 0), json_text(timer, "name"));
  json_t *row = sql_row_or_stop(&store->sql, after) ? timer_json(after) : NULL;
  sql_end(after);
  return row;
}

// The members of timer_json, in its order.
json_t *timer_row(const char *case_hex, const json_t *armed) {
  json_t *row = json_object();
  json_put_text(row, "case", case_hex);
  json_put_text(row, "state", json_text(armed, "state"));
  json_put_number(row, "activation", json_number(armed, "activation", 0));
  json_put_text(row, "name", json_text(armed, "name"));
  json_put_number(row, "due", json_number(armed, "due", 0));
  json_put_text(row, "rule", json_text(armed, "rule"));
  json_put_text(row, "zone", json_text(armed, "zone"));
  json_put_text(row, "calendar", json_text(armed, "calendar"));
  json_put_number(row, "since", json_number(armed, "since", 0));
  if (json_flag(armed, "provisional")) json_put_flag(row, "provisional", true);
  return row;
}

json_t *timer_list(struct store *store, const char *case_hex) {
  json_t *kept = case_hex ? kept_timers(store->sql.kept, case_hex) : NULL;
  if (kept) return json_copy(kept);
  sqlite3_stmt *list = sql_get(&store->sql, case_hex ? SQL_TIMERS_OF_CASE : SQL_TIMERS);
  if (case_hex) sql_bind(list, "t", case_hex);
  json_t *rows = json_array();
  while (sql_row_or_stop(&store->sql, list)) json_array_append_new(rows, timer_json(list));
  sql_end(list);
  if (case_hex) kept_add_timers(store->sql.kept, case_hex, rows);
  return rows;
}

static int compare(int64_t a, int64_t b) { return (a > b) - (a < b); }

// The order of the table's key.
static bool comes_before(const json_t *a, const json_t *b) {
  int order = compare(json_number(a, "due", 0), json_number(b, "due", 0));
  if (order == 0) order = strcmp(json_text(a, "state"), json_text(b, "state"));
  if (order == 0) order = compare(json_number(a, "activation", 0), json_number(b, "activation", 0));
  if (order == 0) order = strcmp(json_text(a, "name"), json_text(b, "name"));
  return order < 0;
}

void timer_insert(json_t *timers, json_t *row) {
  size_t at = 0;
  while (at < json_array_size(timers) && comes_before(json_array_get(timers, at), row)) at++;
  json_array_insert(timers, at, row);
}
