// The fold of what became of messages: the outbox's rows after they were made. A row's message keeps, in its member `told`, what the last
// part `sent` said besides key and status (when, how, how often, why), or which digest it went into; so a list needs no journal.
#include "base/mem.h"
#include "store/internal.h"

#include <string.h>

static json_t *message_of(struct sql *sql, const char *key) {
  sqlite3_stmt *find = sql_get(sql, SQL_OUTBOX_FIND);
  sql_bind(find, "t", key);
  json_t *message = sql_row_or_stop(sql, find) ? column_json(find, 5) : NULL;
  sql_end(find);
  return message;
}

static bool write_message(struct sql *sql, const char *key, const json_t *message, const char *did, struct err *err) {
  char *text = json_canonical(message);
  sqlite3_stmt *restate = sql_get(sql, SQL_OUTBOX_RESTATE);
  sql_bind(restate, "tt", key, text);
  bool ok = sql_run(sql, restate, did, err);
  mem_free(text);
  return ok;
}

static bool put_told(struct sql *sql, const char *key, const json_t *told, struct err *err) {
  json_t *message = message_of(sql, key);
  bool ok = true;
  if (json_is_object(message)) {
    json_object_set(message, "told", (json_t *)told); // it only takes a reference
    ok = write_message(sql, key, message, "keep what became of a message", err);
  }
  json_decref(message);
  return ok;
}

// What opens an item is marked without more, and stays as it was recorded.
bool fold_told(struct sql *sql, const json_t *value, struct err *err) {
  json_t *told = json_copy((json_t *)value);
  json_object_del(told, "key");
  json_object_del(told, "status");
  bool ok = json_object_size(told) == 0 || put_told(sql, json_text(value, "key"), told, err);
  json_decref(told);
  return ok;
}

// Of a board folded for one item (J4) the rows of others are not there.
bool fold_covers(struct sql *sql, const json_t *value, struct err *err) {
  json_t *told = json_pack("{s:O, s:O}", "in", json_object_get(value, "key"), "at", json_object_get(value, "at")), *key;
  size_t i;
  bool ok = told != NULL;
  if (!ok) err_set(err, ERR_INVALID, "Cannot record an entry: its digest does not say its key and its instant.");
  json_array_foreach(json_object_get(value, "covers"), i, key) {
    sqlite3_stmt *mark = ok ? sql_get(sql, SQL_OUTBOX_MARK) : NULL;
    if (mark) sql_bind(mark, "tt", json_string_value(key), "digested");
    ok = ok && sql_run(sql, mark, "mark what a digest covers", err) && put_told(sql, json_string_value(key), told, err);
  }
  json_decref(told);
  return ok;
}

// What became of it stays.
bool fold_restated(struct sql *sql, const json_t *reads, struct err *err) {
  const char *key = json_text(reads, "key");
  json_t *before = key ? message_of(sql, key) : NULL, *message = json_copy((json_t *)reads);
  if (json_object_get(before, "told")) json_object_set(message, "told", json_object_get(before, "told"));
  bool ok = write_message(sql, key, message ? message : reads, "erase a message", err);
  json_decref(message);
  json_decref(before);
  return ok;
}
