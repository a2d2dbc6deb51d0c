// The log's tree beside its table while the journal is read, some entries at a time: both go in the order in which subtrees are completed,
// so one pass compares them. Where they part, the tree is made again in the fold, for the comparison of tables to say how.
#include "base/mem.h"
#include "store/verify_internal.h"

struct tree_check {
  struct sql *sql;
  struct hash *nodes; // the tree's next, as entries give them: to be compared
  size_t count, room;
  size_t met;    // of them, while the table is read
  int64_t place; // of the first of them
  bool same;
};

struct tree_check *tree_check_new(struct sql *sql) {
  struct tree_check *check = mem_new(sizeof *check);
  *check = (struct tree_check){.sql = sql, .same = true};
  return check;
}

void tree_check_free(struct tree_check *check) {
  if (check) mem_free(check->nodes);
  mem_free(check);
}

static bool take_node(void *user, sqlite3_value **columns) {
  struct tree_check *check = user;
  struct hash stored;
  int64_t place;
  bool is_next = check->met < check->count && value_number(columns[0], &place) && place == check->place + (int64_t)check->met &&
                 value_hex(columns[1], stored.bytes, HASH_SIZE) && hash_equal(&stored, &check->nodes[check->met]);
  check->same = check->same && is_next;
  return !check->same || ++check->met == check->count;
}

// From the table's first row at first, so that none stands before it. False: it cannot be read to an end.
static bool read_table(struct tree_check *check) {
  sqlite3_stmt *scan = sql_get(check->sql, SQL_NODES_TAKE);
  struct taker taker = {take_node, check, 2};
  sql_bind(scan, "nr", check->place ? check->place : INT64_MIN, &taker);
  int stepped = sqlite3_step(scan);
  sql_end(scan);
  return stepped == SQLITE_ROW || stepped == SQLITE_DONE;
}

void tree_check_compare(struct tree_check *check) {
  check->met = 0;
  if (check->same && check->count > 0) check->same = read_table(check) && check->same && check->met == check->count;
  check->place += (int64_t)check->count;
  check->count = 0;
}

static void expect(struct tree_check *check, const struct hash *hash) {
  if (check->count == check->room) {
    check->room = check->room ? check->room * 2 : 64;
    check->nodes = mem_grow(check->nodes, check->room, sizeof *check->nodes);
  }
  check->nodes[check->count++] = *hash;
}

// The table has the leaves as they are stored: a header that gives another makes another tree.
void tree_check_add(struct tree_check *check, struct merkle_frontier *frontier, const struct entry *entry, const struct hash *leaf) {
  struct hash hash = *leaf;
  check->same = check->same && entry->sequence == frontier->size && hash_equal(leaf, &entry->leaf);
  expect(check, &hash);
  for (int64_t size = frontier->size; size & 1; size >>= 1) {
    hash = hash_node(&frontier->roots[--frontier->count], &hash);
    expect(check, &hash);
  }
  frontier->roots[frontier->count++] = hash;
  frontier->size++;
}

// Nothing is expected of the table any more: a row that it has is one too many.
bool tree_check_same(struct tree_check *check) {
  tree_check_compare(check);
  bool was = check->same, same = was && read_table(check) && check->same;
  check->same = was;
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
