// Definitions: documents by hash are truth (V1); which versions were published is folded from entries.
#include "base/mem.h"
#include "store/internal.h"

#include <string.h>

static bool hash_is_of(const char *hash_hex, const char *document) {
  struct hash hash;
  struct hash found = hash_of(document, strlen(document));
  return hex_read(hash.bytes, HASH_SIZE, hash_hex) && hash_equal(&hash, &found);
}

static json_t *workflow_json(sqlite3_stmt *statement) {
  json_t *row = json_object();
  column_put_text(row, "name", statement, 0);
  column_put_number(row, "version", statement, 1);
  column_put_text(row, "hash", statement, 2);
  column_put_text(row, "title", statement, 3);
  column_put_text(row, "noun", statement, 4);
  column_put_number(row, "published", statement, 5);
  return row;
}

bool definition_put(struct store *store, const char *hash_hex, const char *document, struct err *err) {
  if (!hash_is_of(hash_hex, document))
    return err_set(err, ERR_INVALID, "Cannot keep a definition: its hash %.64s is not that of its text.", hash_hex);
  if (!store_begin(store, err)) return false;
  sqlite3_stmt *add = sql_get(&store->sql, SQL_DEFINITION_ADD);
  sql_bind(add, "tt", hash_hex, document);
  if (sql_run(&store->sql, add, "keep a definition", err)) return store_commit(store, err);
  store_rollback(store);
  return false;
}

json_t *definition_find(struct store *store, const char *hash_hex, struct err *err) {
  sqlite3_stmt *find = sql_get(&store->sql, SQL_DEFINITION_FIND);
  sql_bind(find, "t", hash_hex);
  json_t *document = NULL;
  if (!sql_row_or_stop(&store->sql, find))
    err_set(err, ERR_NOT_FOUND, "There is no definition %.12s... in this store; publish the workflow again, or put back the latest backup.",
            hash_hex);
  else if (!hash_is_of(hash_hex, column_text(find, 0)))
    err_set(err, ERR_CORRUPT, "The definition %.12s... was changed after it was published; put back the latest backup.", hash_hex);
  else
    document = json_read(column_text(find, 0), (size_t)sqlite3_column_bytes(find, 0), "The stored definition", err);
  sql_end(find);
  return document;
}

json_t *definition_with(struct store *store, const char *text) {
  sqlite3_stmt *find = sql_get(&store->sql, SQL_DEFINITION_WITH);
  json_t *hashes = json_array();
  sql_bind(find, "t", text);
  while (sql_row_or_stop(&store->sql, find)) json_array_add(hashes, column_text(find, 0));
  sql_end(find);
  return hashes;
}

json_t *workflow_find(struct store *store, const char *name) {
  sqlite3_stmt *find = sql_get(&store->sql, SQL_WORKFLOW_NEWEST);
  sql_bind(find, "t", name);
  json_t *row = sql_row_or_stop(&store->sql, find) ? workflow_json(find) : NULL;
  sql_end(find);
  return row;
}

json_t *workflow_list(struct store *store) {
  sqlite3_stmt *list = sql_get(&store->sql, SQL_WORKFLOWS);
  json_t *rows = json_array();
  while (sql_row_or_stop(&store->sql, list)) json_array_append_new(rows, workflow_json(list));
  sql_end(list);
  return rows;
}
