// The log's tree beside its table while the journal is read: both go in the order in which subtrees are completed, so one pass compares
// them. Where they part, the tree is made again in the fold, for the comparison of tables to say how.
#include "base/mem.h"
#include "store/verify_internal.h"

struct tree_check {
  struct sql *sql;
  sqlite3_stmt *scan; // NULL: it is left alone
  int64_t place;      // of the next row
  bool same;
};

struct tree_check *tree_check_new(struct sql *sql) {
  struct tree_check *check = mem_new(sizeof *check);
  *check = (struct tree_check){.sql = sql, .same = true};
  return check;
}

void tree_check_pause(struct tree_check *check) {
  if (check->scan) sql_end(check->scan);
  check->scan = NULL;
}

void tree_check_free(struct tree_check *check) {
  if (check) tree_check_pause(check);
  mem_free(check);
}

// From the table's first row at first, so that none stands before it.
static int step(struct tree_check *check) {
  if (!check->scan) {
    check->scan = sql_get(check->sql, SQL_NODES_FROM);
    sql_bind(check->scan, "n", check->place ? check->place : INT64_MIN);
  }
  return sqlite3_step(check->scan);
}

static bool next_is(struct tree_check *check, const struct hash *hash) {
  struct hash stored;
  return step(check) == SQLITE_ROW && sqlite3_column_int64(check->scan, 0) == check->place++ &&
         sqlite3_column_type(check->scan, 1) == SQLITE_TEXT && hex_read(stored.bytes, HASH_SIZE, column_text(check->scan, 1)) &&
         hash_equal(&stored, hash);
}

// The table has the leaves as they are stored: a header that gives another makes another tree.
void tree_check_add(struct tree_check *check, struct merkle_frontier *frontier, const struct entry *entry, const struct hash *leaf) {
  struct hash hash = *leaf;
  check->same = check->same && entry->sequence == frontier->size && hash_equal(leaf, &entry->leaf) && next_is(check, &hash);
  for (int64_t size = frontier->size; size & 1; size >>= 1) {
    hash = hash_node(&frontier->roots[--frontier->count], &hash);
    check->same = check->same && next_is(check, &hash);
  }
  frontier->roots[frontier->count++] = hash;
  frontier->size++;
}

bool tree_check_same(struct tree_check *check) {
  bool same = check->same && step(check) == SQLITE_DONE;
  tree_check_pause(check);
  return same;
}

// As long as no entry is missing: after that there is none to be made.
bool tree_make_some(struct sql *from, struct sql *fold, struct id log_id, int64_t count, int64_t *next, struct err *err) {
  sqlite3_stmt *scan = sql_get(from, SQL_HEADERS_BATCH);
  struct entry entry;
  const char *parts;
  bool ok = true;
  sql_bind(scan, "nn", *next - 1, count);
  while (ok && *next >= 0 && sqlite3_step(scan) == SQLITE_ROW) {
    bool follows = journal_row(scan, log_id, &entry, &parts) && entry.sequence == *next;
    ok = !follows || tree_add(fold, &entry, err);
    *next = follows ? *next + 1 : -1;
  }
  sql_end(scan);
  return ok;
}
