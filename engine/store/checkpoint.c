// The rows of what was signed and by which keys. What stands in them is seal/'s; here it is text.
#include "store/internal.h"

static json_t *checkpoint_row(sqlite3_stmt *statement) {
  json_t *row = json_object();
  column_put_number(row, "epoch", statement, 0);
  column_put_number(row, "size", statement, 1);
  column_put_text(row, "note", statement, 2);
  return row;
}

static json_t *key_row(sqlite3_stmt *statement) {
  json_t *row = json_object();
  column_put_number(row, "epoch", statement, 0);
  column_put_text(row, "key", statement, 1);
  column_put_text(row, "endorsement", statement, 2);
  column_put_number(row, "sequence", statement, 3);
  return row;
}

static json_t *first(struct store *store, enum sql_id id, json_t *(*read)(sqlite3_stmt *statement)) {
  sqlite3_stmt *statement = sql_get(&store->sql, id);
  json_t *row = sql_row_or_stop(&store->sql, statement) ? read(statement) : NULL;
  sql_end(statement);
  return row;
}

static json_t *all(struct store *store, enum sql_id id, json_t *(*read)(sqlite3_stmt *statement)) {
  sqlite3_stmt *statement = sql_get(&store->sql, id);
  json_t *rows = json_array();
  while (sql_row_or_stop(&store->sql, statement)) json_array_append_new(rows, read(statement));
  sql_end(statement);
  return rows;
}

json_t *checkpoint_last(struct store *store) { return first(store, SQL_CHECKPOINT_LAST, checkpoint_row); }
json_t *checkpoint_list(struct store *store) { return all(store, SQL_CHECKPOINTS, checkpoint_row); }
json_t *signing_key_last(struct store *store) { return first(store, SQL_SIGNING_KEY_LAST, key_row); }
json_t *signing_key_list(struct store *store) { return all(store, SQL_SIGNING_KEYS, key_row); }

bool checkpoint_put(struct store *store, int64_t epoch, int64_t size, const char *note, struct err *err) {
  sqlite3_stmt *put = sql_get(&store->sql, SQL_CHECKPOINT_PUT);
  sql_bind(put, "nnt", epoch, size, note);
  return sql_run(&store->sql, put, "keep a checkpoint", err);
}
