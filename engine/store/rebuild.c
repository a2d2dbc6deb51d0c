// Making the rebuildable tables again: dropped, made, and folded from the journal in one transaction. No chart, Lua or calendar runs (idea
// 7).
#include "base/mem.h"
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

bool row_is_whole(const struct entry *entry, const json_t *payload) {
  struct hash leaf = entry_leaf(entry), root;
  struct err why;
  return hash_equal(&leaf, &entry->leaf) && payload && payload_root(payload, &root, &why) && hash_equal(&root, &entry->root);
}

// Tables are not built from an entry that is not what was recorded: that would make a false record look sound.
static bool check_row(const struct entry *entry, const json_t *payload, struct err *err) {
  if (row_is_whole(entry, payload)) return true;
  return err_set(
      err, ERR_CORRUPT,
      "Cannot rebuild the tables: entry %lld of the journal is not what was recorded. Nothing was changed. Run `waymark journal verify` "
      "for all that is wrong, then put back the latest backup.",
      (long long)entry->sequence);
}

static bool fold_row(struct sql *sql, sqlite3_stmt *scan, struct id log_id, int64_t expected, const json_t *erased, struct err *err) {
  struct entry entry;
  const char *parts = NULL;
  bool read = journal_row(scan, log_id, &entry, &parts);
  json_t *payload = read && parts ? json_loads(parts, 0, NULL) : NULL;
  bool ok = read && entry.sequence == expected;
  if (!ok)
    err_set(err, ERR_CORRUPT,
            "Cannot rebuild the tables: entry %lld of the journal is missing or damaged. Nothing was changed; put back the latest backup.",
            (long long)expected);
  ok = ok && check_row(&entry, payload, err);
  if (ok) payload = erased_reading(erased, &entry, payload);
  ok = ok && ((tree_add(sql, &entry, err) && fold_entry_again(sql, &entry, payload, err)) ||
              err_prefix(err, "Entry %lld: ", (long long)entry.sequence));
  json_decref(payload);
  return ok;
}

bool rebuild_all(struct sql *sql, struct id log_id, struct err *err) {
  if (!schema_make_rebuildable(sql, err)) return false;
  json_t *erased = erased_gather(sql, log_id, err);
  sqlite3_stmt *scan = erased ? journal_scan(sql, NULL, err) : NULL;
  int stepped = SQLITE_ERROR;
  bool ok = scan != NULL;
  int64_t expected = 0;
  while (ok && (stepped = sqlite3_step(scan)) == SQLITE_ROW) ok = fold_row(sql, scan, log_id, expected++, erased, err);
  ok = ok && (stepped == SQLITE_DONE || sql_fail(sql, "read the journal", err));
  sqlite3_finalize(scan);
  json_decref(erased);
  return ok;
}

bool journal_rebuild(struct store *store, struct err *err) {
  if (!store_begin(store, err)) return false;
  if (rebuild_all(&store->sql, store->log_id, err)) return store_commit(store, err);
  store_rollback(store);
  return false;
}
