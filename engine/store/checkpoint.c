// The rows of what was signed and by which keys. What stands in them is seal/'s; here it is text.
#include "store/internal.h"

static json_t *checkpoint_row(sqlite3_stmt *statement) {
  json_t *row = json_object();
  column_put_number(row, "size", statement, 0);
  column_put_number(row, "epoch", statement, 1);
  column_put_text(row, "signature", statement, 2);
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

// What is kept, else it is read and kept.
static json_t *last(struct store *store, json_t *kept, enum sql_id id, json_t *(*read)(sqlite3_stmt *statement),
                    void (*keep)(struct kept *kept, json_t *row)) {
  if (kept) return json_incref(kept);
  json_t *row = first(store, id, read);
  keep(store->sql.kept, row);
  return row;
}

json_t *checkpoint_last(struct store *store) {
  return last(store, kept_checkpoint(store->sql.kept), SQL_CHECKPOINT_LAST, checkpoint_row, kept_set_checkpoint);
}

json_t *signing_key_last(struct store *store) {
  return last(store, kept_key(store->sql.kept), SQL_SIGNING_KEY_LAST, key_row, kept_set_key);
}

json_t *checkpoint_ends(struct store *store) { return all(store, SQL_CHECKPOINT_ENDS, checkpoint_row); }
json_t *signing_key_list(struct store *store) { return all(store, SQL_SIGNING_KEYS, key_row); }

json_t *checkpoint_covering(struct store *store, int64_t size) {
  sqlite3_stmt *find = sql_get(&store->sql, SQL_CHECKPOINT_FROM);
  sql_bind(find, "n", size);
  json_t *row = sql_row_or_stop(&store->sql, find) ? checkpoint_row(find) : NULL;
  sql_end(find);
  return row;
}

bool checkpoint_each(struct store *store, bool (*each)(void *user, json_t *row), void *user) {
  sqlite3_stmt *scan = sql_get(&store->sql, SQL_CHECKPOINTS);
  bool more = true;
  while (more && sql_row_or_stop(&store->sql, scan)) {
    json_t *row = checkpoint_row(scan);
    more = each(user, row);
    json_decref(row);
  }
  sql_end(scan);
  return more;
}

bool checkpoint_add(struct store *store, int64_t size, int64_t epoch, const char *signature, struct err *err) {
  struct write add = write_of(SQL_CHECKPOINT_ADD, "keep a checkpoint", "nnt", size, epoch, signature);
  if (!sql_write(&store->sql, &add, err)) return false;
  json_t *row = json_object();
  json_put_number(row, "size", size);
  json_put_number(row, "epoch", epoch);
  json_put_text(row, "signature", signature);
  kept_set_checkpoint(store->sql.kept, row);
  json_decref(row);
  return true;
}
