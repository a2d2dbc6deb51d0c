// Reading what waits for somebody else: the outbox's messages (E4) and the incidents (S6).
#include "base/mem.h"
#include "store/internal.h"

#include <string.h>

// The message as it was recorded, and its row round it. What opens another item is addressed to the engine.
static json_t *message_json(sqlite3_stmt *statement) {
  json_t *row = column_json(statement, 5);
  if (!json_is_object(row)) {
    json_decref(row);
    row = json_object();
  }
  column_put_text(row, "key", statement, 0);
  column_put_number(row, "sequence", statement, 1);
  column_put_text(row, "case", statement, 2);
  column_put_text(row, "status", statement, 3);
  column_put_number(row, "made", statement, 4);
  if (!json_object_get(row, "to")) json_put_text(row, "to", "engine");
  return row;
}

static json_t *incident_json(sqlite3_stmt *statement) {
  json_t *row = json_object();
  column_put_text(row, "id", statement, 0);
  column_put_text(row, "case", statement, 1);
  json_object_set_new(row, "event", column_json(statement, 2));
  column_put_text(row, "reason", statement, 3);
  column_put_text(row, "status", statement, 4);
  column_put_text(row, "how", statement, 5);
  column_put_number(row, "opened", statement, 6);
  return row;
}

json_t *outbox_list(struct store *store, const char *case_hex, const char *status) {
  bool ready = status && strcmp(status, "ready") == 0; // these have an index of their own
  sqlite3_stmt *list = sql_get(&store->sql, case_hex ? SQL_OUTBOX_OF_CASE : ready ? SQL_OUTBOX_READY : SQL_OUTBOX);
  if (case_hex) sql_bind(list, "t", case_hex);
  json_t *rows = json_array();
  while (sql_row_or_stop(&store->sql, list))
    if (!status || strcmp(status, column_text(list, 3)) == 0) json_array_append_new(rows, message_json(list));
  sql_end(list);
  return rows;
}

static json_t *rows_of(struct store *store, sqlite3_stmt *list) {
  json_t *rows = json_array();
  while (sql_row_or_stop(&store->sql, list)) json_array_append_new(rows, message_json(list));
  sql_end(list);
  return rows;
}

json_t *outbox_ready_after(struct store *store, int64_t sequence, const char *key, int limit) {
  sqlite3_stmt *list = sql_get(&store->sql, SQL_OUTBOX_READY_AFTER);
  sql_bind(list, "ntn", sequence, key, (int64_t)limit);
  return rows_of(store, list);
}

static json_t *only_of(json_t *rows) {
  json_t *only = json_incref(json_array_get(rows, 0));
  json_decref(rows);
  return only;
}

json_t *outbox_find(struct store *store, const char *key) {
  sqlite3_stmt *find = sql_get(&store->sql, SQL_OUTBOX_FIND);
  sql_bind(find, "t", key);
  return only_of(rows_of(store, find));
}

json_t *outbox_last_under(struct store *store, const char *prefix) {
  char *from = mem_format("%s/", prefix), *to = mem_format("%s0", prefix); // 0 follows the slash in ASCII
  sqlite3_stmt *find = sql_get(&store->sql, SQL_OUTBOX_LAST_BETWEEN);
  sql_bind(find, "tt", from, to);
  json_t *last = only_of(rows_of(store, find));
  mem_free(from);
  mem_free(to);
  return last;
}

json_t *outbox_openings(struct store *store) {
  sqlite3_stmt *list = sql_get(&store->sql, SQL_OUTBOX_OPENINGS);
  json_t *rows = json_array();
  while (sql_row_or_stop(&store->sql, list)) {
    json_t *row = message_json(list);
    if (json_text(row, "workflow")) json_array_append(rows, row);
    json_decref(row);
  }
  sql_end(list);
  return rows;
}

static json_t *incident_rows(struct store *store, sqlite3_stmt *list) {
  json_t *rows = json_array();
  while (sql_row_or_stop(&store->sql, list)) json_array_append_new(rows, incident_json(list));
  sql_end(list);
  return rows;
}

json_t *incident_list(struct store *store, const char *case_hex) {
  sqlite3_stmt *list = sql_get(&store->sql, case_hex ? SQL_INCIDENTS_OF_CASE : SQL_INCIDENTS);
  if (case_hex) sql_bind(list, "t", case_hex);
  return incident_rows(store, list);
}

json_t *incident_list_open(struct store *store) { return incident_rows(store, sql_get(&store->sql, SQL_INCIDENTS_OPEN)); }
