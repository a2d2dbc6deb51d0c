// Reading what the board knows beside its cases: the directory, settings, calendars, and the keys of events (E1).
#include "store/internal.h"

#include <string.h>

// The first column of the one row, as JSON; NULL when there is no row or the document was removed.
static json_t *document_of(struct store *store, sqlite3_stmt *find) {
  bool found = sql_row_or_stop(&store->sql, find) && sqlite3_column_type(find, 0) != SQLITE_NULL;
  json_t *document = found ? column_json(find, 0) : NULL;
  sql_end(find);
  return document;
}

json_t *directory_find(struct store *store, const char *kind, const char *id) {
  sqlite3_stmt *find = sql_get(&store->sql, SQL_DIRECTORY_FIND);
  sql_bind(find, "tt", kind, id);
  return document_of(store, find);
}

json_t *directory_list(struct store *store, const char *kind) {
  sqlite3_stmt *list = sql_get(&store->sql, SQL_DIRECTORY_LIST);
  sql_bind(list, "t", kind);
  json_t *rows = json_array();
  while (sql_row_or_stop(&store->sql, list)) json_array_append_new(rows, column_json(list, 0));
  sql_end(list);
  return rows;
}

int64_t directory_who_revision(struct store *store) {
  sqlite3_stmt *last = sql_get(&store->sql, SQL_DIRECTORY_WHO);
  int64_t revision = sql_row_or_stop(&store->sql, last) ? sqlite3_column_int64(last, 0) : 0;
  sql_end(last);
  return revision;
}

uint64_t directory_stamp(const struct store *store) { return store->sql.directory_stamp; }

json_t *setting_find(struct store *store, const char *name) {
  json_t *kept = kept_setting(store->sql.kept, name);
  if (kept) return json_is_null(kept) ? NULL : json_incref(kept);
  sqlite3_stmt *find = sql_get(&store->sql, SQL_SETTING_FIND);
  sql_bind(find, "t", name);
  json_t *value = document_of(store, find);
  kept_add_setting(store->sql.kept, name, value);
  return value;
}

json_t *calendar_find(struct store *store, const char *name) {
  sqlite3_stmt *find = sql_get(&store->sql, SQL_CALENDAR_FIND);
  sql_bind(find, "t", name);
  json_t *row = NULL;
  if (sql_row_or_stop(&store->sql, find)) {
    row = json_object();
    column_put_text(row, "version", find, 0);
    column_put_text(row, "csv", find, 1);
  }
  sql_end(find);
  return row;
}

json_t *calendar_list(struct store *store) {
  sqlite3_stmt *list = sql_get(&store->sql, SQL_CALENDARS);
  json_t *rows = json_array();
  while (sql_row_or_stop(&store->sql, list)) {
    json_t *row = json_object();
    column_put_text(row, "name", list, 0);
    column_put_number(row, "sequence", list, 1);
    column_put_number(row, "since", list, 2);
    column_put_text(row, "version", list, 3);
    column_put_text(row, "csv", list, 4);
    json_array_append_new(rows, row);
  }
  sql_end(list);
  return rows;
}

static void add_change(json_t *rows, sqlite3_stmt *list) {
  json_t *parts = column_json(list, 2), *part;
  size_t i;
  json_array_foreach(parts, i, part) {
    const char *name = json_text(part, "name");
    json_t *note = name && strcmp(name, "note") == 0 ? json_object_get(part, "value") : NULL;
    if (!json_is_object(note)) continue;
    json_t *row = json_pack("{s:O}", "note", note);
    column_put_number(row, "at", list, 0);
    column_put_text(row, "actor", list, 1);
    json_array_append_new(rows, row);
  }
  json_decref(parts);
}

json_t *calendar_changes(struct store *store) {
  sqlite3_stmt *list = sql_get(&store->sql, SQL_CALENDAR_CHANGES);
  json_t *rows = json_array();
  while (sql_row_or_stop(&store->sql, list)) add_change(rows, list);
  sql_end(list);
  return rows;
}

json_t *key_find(struct store *store, const char *actor, const char *key) {
  sqlite3_stmt *find = sql_get(&store->sql, SQL_KEY_FIND);
  sql_bind(find, "tt", actor, key);
  json_t *row = NULL;
  if (sql_row_or_stop(&store->sql, find)) {
    row = json_object();
    column_put_text(row, "digest", find, 0);
    json_object_set_new(row, "answer", column_json(find, 1));
    column_put_number(row, "sequence", find, 2);
  }
  sql_end(find);
  return row;
}
