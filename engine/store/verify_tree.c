// The log's tree beside its table while the journal is read: both go in the order in which subtrees are completed, so one pass compares
// them. Where they part, the tree is made again in the fold, for the comparison of tables to say how.
#include "base/mem.h"
#include "store/internal.h"

struct tree_check {
  struct merkle_frontier frontier; // over the leaves as they are stored
  sqlite3_stmt *scan;
  bool same;
};

struct tree_check *tree_check_new(struct sql *sql, struct err *err) {
  struct tree_check *check = mem_new(sizeof *check);
  check->same = true;
  if (sqlite3_prepare_v2(sql_db(sql), "SELECT place, hash FROM nodes ORDER BY place", -1, &check->scan, NULL) == SQLITE_OK) return check;
  sql_fail(sql, "verify the log's tree", err);
  tree_check_free(check);
  return NULL;
}

void tree_check_free(struct tree_check *check) {
  if (check) sqlite3_finalize(check->scan);
  mem_free(check);
}

static bool next_is(struct tree_check *check, int level, int64_t index, const struct hash *hash) {
  struct hash stored;
  return sqlite3_step(check->scan) == SQLITE_ROW && sqlite3_column_int64(check->scan, 0) == merkle_place(level, index) &&
         sqlite3_column_type(check->scan, 1) == SQLITE_TEXT && hex_read(stored.bytes, HASH_SIZE, column_text(check->scan, 1)) &&
         hash_equal(&stored, hash);
}

void tree_check_add(struct tree_check *check, const struct entry *entry) {
  struct merkle_frontier *frontier = &check->frontier;
  struct hash hash = entry->leaf;
  int64_t index = entry->sequence;
  check->same = check->same && index == frontier->size && next_is(check, 0, index, &hash);
  for (int level = 0; check->same && index & 1; level++, index >>= 1) {
    hash = hash_node(&frontier->roots[--frontier->count], &hash);
    check->same = next_is(check, level + 1, index >> 1, &hash);
  }
  if (!check->same) return;
  frontier->roots[frontier->count++] = hash;
  frontier->size++;
}

bool tree_check_end(struct tree_check *check) { return check->same && sqlite3_step(check->scan) == SQLITE_DONE; }

// As long as no entry is missing: after that there is none to be made.
bool tree_make_again(struct sql *from, struct sql *fold, struct id log_id, struct err *err) {
  sqlite3_stmt *scan = journal_scan(from, NULL, err);
  bool ok = scan != NULL;
  struct entry entry;
  const char *parts;
  for (int64_t expected = 0; ok && sqlite3_step(scan) == SQLITE_ROW; expected++) {
    if (!journal_row(scan, log_id, &entry, &parts) || entry.sequence != expected) break;
    ok = tree_add(fold, &entry, err);
  }
  sqlite3_finalize(scan);
  return ok;
}
