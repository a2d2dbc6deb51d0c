// A board's file in the hands of somebody who knows the format: rows are changed by SQL with the guards taken off, and every number, chain,
// hash and node made anew. For the table of attacks (tamper.c).
#ifndef WAYMARK_TESTS_FAULT_HAND_H
#define WAYMARK_TESTS_FAULT_HAND_H
#include "../helper/stamp.h"
#include "../unit/op/fixture.h"
#include "store/entry.h"

enum { ENTRIES_MAX = 1000 };

static inline void run_sql(sqlite3 *db, const char *sql) {
  char *why = NULL;
  if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) fail_msg("%s: %s", sql, why);
}

static inline int keep_trigger(void *user, int count, char **values, char **names) {
  (void)count, (void)names;
  struct buf *guards = user;
  buf_format(guards, "%s;", values[0]);
  return 0;
}

static inline int drop_trigger(void *user, int count, char **values, char **names) {
  (void)count, (void)names;
  struct buf *drops = user;
  buf_format(drops, "DROP TRIGGER %s;", values[0]);
  return 0;
}

struct hand {
  sqlite3 *db;
  struct buf guards;
  char path[128];
};

// The guards are taken off, and put back as if nobody had been there.
static inline struct hand take_file(const char *folder) {
  struct hand hand;
  struct buf drops;
  snprintf(hand.path, sizeof hand.path, "%s/waymark.db", folder);
  assert_int_equal(sqlite3_open(hand.path, &hand.db), SQLITE_OK);
  buf_init(&hand.guards), buf_init(&drops);
  buf_text(&drops, "PRAGMA synchronous = OFF;");
  sqlite3_exec(hand.db, "SELECT sql FROM sqlite_master WHERE type = 'trigger'", keep_trigger, &hand.guards, NULL);
  sqlite3_exec(hand.db, "SELECT name FROM sqlite_master WHERE type = 'trigger'", drop_trigger, &drops, NULL);
  run_sql(hand.db, drops.data);
  run_sql(hand.db, "BEGIN");
  buf_clear(&drops);
  return hand;
}

static inline void give_back(struct hand *hand) {
  run_sql(hand->db, "COMMIT");
  run_sql(hand->db, hand->guards.data);
  buf_clear(&hand->guards);
  assert_int_equal(sqlite3_close(hand->db), SQLITE_OK);
  stamp_file(hand->path);
}

__attribute__((format(printf, 2, 3))) static inline void change(struct hand *hand, const char *format, ...) {
  char sql[600];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(sql, sizeof sql, format, arguments);
  va_end(arguments);
  run_sql(hand->db, sql);
}

struct rewriting {
  struct hash leaves[ENTRIES_MAX];
  struct entry last[ENTRIES_MAX]; // of each chain
  int chains;
  int64_t count;
};

static inline struct entry *chain_of(struct rewriting *all, const struct entry *entry) {
  for (int i = 0; i < all->chains; i++)
    if (memcmp(&all->last[i].case_id, &entry->case_id, sizeof entry->case_id) == 0) return &all->last[i];
  all->last[all->chains] = (struct entry){.case_id = entry->case_id};
  return &all->last[all->chains++];
}

static inline void read_row(sqlite3_stmt *row, struct entry *entry) {
  entry->kind = (enum entry_kind)sqlite3_column_int64(row, 1);
  entry->recorded_ms = sqlite3_column_int64(row, 2);
  entry->logical_ms = sqlite3_column_int64(row, 3);
  assert_true(id_read(&entry->case_id, (const char *)sqlite3_column_text(row, 4)));
  assert_true(id_read(&entry->actor_id, (const char *)sqlite3_column_text(row, 5)));
  assert_true(hex_read(entry->root.bytes, HASH_SIZE, (const char *)sqlite3_column_text(row, 6)));
}

static inline void write_row(struct hand *hand, int64_t was, const struct entry *entry) {
  char previous[HASH_HEX_SIZE], leaf[HASH_HEX_SIZE];
  hex_write(previous, entry->previous.bytes, HASH_SIZE);
  hex_write(leaf, entry->leaf.bytes, HASH_SIZE);
  change(hand, "UPDATE entries SET sequence = %lld, case_sequence = %lld, previous = '%s', leaf = '%s' WHERE sequence = %lld",
         (long long)entry->sequence, (long long)entry->case_sequence, previous, leaf, (long long)was);
  if (was != entry->sequence)
    change(hand, "UPDATE payloads SET sequence = %lld WHERE sequence = %lld", (long long)entry->sequence, (long long)was);
}

static inline void write_nodes(struct hand *hand, const struct rewriting *all) {
  struct hash at[32][2]; // the last complete subtree of each level, and the one before it
  char hex[HASH_HEX_SIZE];
  long long place = 0;
  change(hand, "DELETE FROM nodes");
  for (int64_t i = 0; i < all->count; i++) {
    struct hash hash = all->leaves[i];
    int level = 0;
    for (int64_t index = i;; index >>= 1, level++) {
      at[level][index & 1] = hash;
      hex_write(hex, hash.bytes, HASH_SIZE);
      change(hand, "INSERT INTO nodes VALUES (%lld, '%s')", place++, hex);
      if (!(index & 1)) break;
      hash = hash_node(&at[level][0], &at[level][1]);
    }
  }
}

// Every number, chain, hash and node is made anew, so that nothing in the store contradicts anything else in it but what was signed.
static inline void remake(struct hand *hand, struct id log) {
  struct rewriting *all = mem_new(sizeof *all);
  sqlite3_stmt *rows;
  char hex[HASH_HEX_SIZE], case_hex[ID_TEXT];
  assert_int_equal(sqlite3_prepare_v2(hand->db,
                                      "SELECT sequence, kind, recorded, logical, case_id, actor_id, root FROM entries ORDER BY sequence",
                                      -1, &rows, NULL),
                   SQLITE_OK);
  while (sqlite3_step(rows) == SQLITE_ROW) {
    struct entry entry = {.log_id = log, .sequence = all->count};
    read_row(rows, &entry);
    struct entry *last = chain_of(all, &entry);
    entry.case_sequence = last->case_sequence + 1;
    entry.previous = last->leaf;
    entry.leaf = entry_leaf(&entry);
    write_row(hand, sqlite3_column_int64(rows, 0), &entry);
    all->leaves[all->count++] = entry.leaf;
    *last = entry;
  }
  sqlite3_finalize(rows);
  write_nodes(hand, all);
  for (int i = 0; i < all->chains; i++) {
    hex_write(hex, all->last[i].leaf.bytes, HASH_SIZE);
    id_write(all->last[i].case_id, case_hex);
    change(hand, "UPDATE cases SET head = '%s', case_sequence = %lld WHERE id = '%s'", hex, (long long)all->last[i].case_sequence,
           case_hex);
  }
  mem_free(all);
}
#endif
