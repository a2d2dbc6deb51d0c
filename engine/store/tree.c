// The rows of the log's tree, and what is read from them. Each complete subtree has a row from the entry on that completes it: two for each
// entry on average, always at the table's end. The arithmetic is base/merkle.h's; a leaf is an entry's leaf hash (FORMAT.md).
#include "base/mem.h"
#include "store/internal.h"

static bool find_node(void *user, int level, int64_t index, struct hash *hash) {
  struct sql *sql = user;
  sqlite3_stmt *find = sql_get(sql, SQL_NODE_FIND);
  sql_bind(find, "n", merkle_place(level, index));
  bool found = sql_row_or_stop(sql, find) && hex_read(hash->bytes, HASH_SIZE, column_text(find, 0));
  sql_end(find);
  return found;
}

static bool add_node(struct sql *sql, int level, int64_t index, const struct hash *hash, struct err *err) {
  char hex[HASH_HEX_SIZE];
  hex_write(hex, hash->bytes, HASH_SIZE);
  struct write add = write_of(SQL_NODE_ADD, "add to the log's tree", "nt", merkle_place(level, index), hex);
  return write_run(sql, &add, err);
}

static bool fail(const struct sql *sql, struct err *err) {
  return err_set(err, ERR_CORRUPT,
                 "The tree over the journal in %s is not whole. Run `waymark journal verify`: if it finds the journal itself as it was "
                 "recorded, `waymark rebuild` makes the tree again; else put back the latest backup.",
                 sql->path);
}

// The complete subtrees at the log's end are kept from the last entry on, so that adding one reads nothing.
static struct merkle_frontier *frontier_at(struct sql *sql, int64_t size) {
  struct merkle_frontier *frontier = kept_frontier(sql->kept);
  struct merkle_source source = {sql, find_node};
  return frontier->size == size || merkle_frontier_read(&source, size, frontier) ? frontier : NULL;
}

bool tree_add(struct sql *sql, const struct entry *entry, struct err *err) {
  struct hash hash = entry->leaf;
  int64_t index = entry->sequence;
  struct merkle_frontier *frontier = frontier_at(sql, index);
  if (!frontier) return fail(sql, err);
  int last = frontier->count;
  if (!add_node(sql, 0, index, &hash, err)) return false;
  for (int level = 0; index & 1; level++, index >>= 1) {
    hash = hash_node(&frontier->roots[--last], &hash);
    if (!add_node(sql, level + 1, index >> 1, &hash, err)) return false;
  }
  frontier->roots[last] = hash;
  frontier->count = last + 1;
  frontier->size++;
  return true;
}

static struct merkle_source source_of(struct store *store) { return (struct merkle_source){&store->sql, find_node}; }

bool tree_root(struct store *store, int64_t size, struct hash *root, struct err *err) {
  struct merkle_source source = source_of(store);
  return merkle_root(&source, size, root) || fail(&store->sql, err);
}

bool tree_inclusion(struct store *store, int64_t index, int64_t size, struct merkle_proof *proof, struct err *err) {
  struct merkle_source source = source_of(store);
  return merkle_inclusion(&source, index, size, proof) || fail(&store->sql, err);
}

bool tree_consistency(struct store *store, int64_t old_size, int64_t size, struct merkle_proof *proof, struct err *err) {
  struct merkle_source source = source_of(store);
  return merkle_consistency(&source, old_size, size, proof) || fail(&store->sql, err);
}

bool tree_frontier(struct store *store, int64_t size, struct merkle_frontier *frontier, struct err *err) {
  struct merkle_source source = source_of(store);
  return merkle_frontier_read(&source, size, frontier) || fail(&store->sql, err);
}

// What was appended lately is read back before it commits (journal.c, 3), and its leaf is of what is read.
static void add_kept(struct store *store, struct merkle_frontier *frontier) {
  struct hash leaf;
  while (kept_leaf(store->sql.kept, frontier->size, &leaf)) merkle_frontier_add(frontier, leaf);
}

static bool add_entries(struct store *store, struct merkle_frontier *frontier, struct err *err) {
  add_kept(store, frontier);
  if (frontier->size == journal_count(store)) return true;
  sqlite3_stmt *scan = sql_get(&store->sql, SQL_ENTRIES_FROM);
  sql_bind(scan, "n", frontier->size);
  int stepped;
  bool ok = true;
  while (ok && (stepped = sqlite3_step(scan)) == SQLITE_ROW) {
    struct entry entry;
    const char *parts;
    ok = (journal_row(scan, store->log_id, &entry, &parts) && entry.sequence == frontier->size) || fail(&store->sql, err);
    if (ok) merkle_frontier_add(frontier, entry_leaf(&entry));
  }
  ok = ok && (stepped == SQLITE_DONE || sql_fail(&store->sql, "read the journal's end", err));
  sql_end(scan);
  return ok;
}

// Of the subtrees at the log's end those that cover a leaf from `from` on.
static bool is_stored(struct store *store, const struct merkle_frontier *frontier, int64_t from) {
  int64_t end = 0;
  struct hash stored;
  for (int level = MERKLE_LEVELS_MAX - 2, i = 0; level >= 0; level--) {
    if (!(frontier->size >> level & 1)) continue;
    int64_t index = end >> level;
    end += INT64_C(1) << level;
    const struct hash *hash = &frontier->roots[i++];
    if (end > from && !(find_node(&store->sql, level, index, &stored) && hash_equal(hash, &stored))) return false;
  }
  return true;
}

// What is hashed behind is not there before it is written (journal.c).
bool tree_follow(struct store *store, struct merkle_frontier *frontier, struct hash *root, struct err *err) {
  behind_settle(&store->sql);
  if (!store_is_whole(store, err) || !add_entries(store, frontier, err)) return false;
  *root = merkle_frontier_root(frontier);
  return true;
}

bool tree_confirm(struct store *store, const struct merkle_frontier *frontier, int64_t from, struct err *err) {
  behind_settle(&store->sql);
  return store_is_whole(store, err) && (is_stored(store, frontier, from) || fail(&store->sql, err));
}
