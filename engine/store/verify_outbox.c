// The outbox's indexes beside its rows: each is walked once in its order, where SQLite looks every row up in each, which takes six times as
// long. What SQLite's check says of a table is said here of this one, or it is left to SQLite (verify_file.c):
//
// 1. Rows come in the order of their keys, each after the one before it, and no column is of another type, or without a value.
// 2. The indexes are those that are known here, in their very words.
// 3. The rows of an index come in its order, and they are those that the table's rows give: of both a sum is kept, over what a digest makes
//    of each row and of a secret of this run alone. Whoever wrote the file could not know it, so two sums that are alike are of the same
//    rows.
// 4. An index is read as a table that is its own key, as SQLite's shell does to show one. Where that cannot be had, or shows anything else,
//    the sums differ.
#include "base/mem.h"
#include "store/verify_internal.h"

#include <string.h>
#include <strings.h>

enum { OF_CASE, READY, OPENINGS, INDEXES, LANES = HASH_SIZE / 8 };

static const struct {
  const char *name, *words, *shown, *rows;
} indexes[INDEXES] = {
    [OF_CASE] = {"outbox_of_case", "CREATE INDEX outbox_of_case ON outbox (case_id)",
                 "CREATE TABLE shown_of_case (case_id, key, PRIMARY KEY (case_id, key)) WITHOUT ROWID",
                 "SELECT 1 FROM shown_of_case WHERE taken(?1, case_id, key) ORDER BY case_id, key LIMIT 1"},
    [READY] = {"outbox_ready", "CREATE INDEX outbox_ready ON outbox (sequence) WHERE status = 'ready'",
               "CREATE TABLE shown_ready (sequence, key, PRIMARY KEY (sequence, key)) WITHOUT ROWID",
               "SELECT 1 FROM shown_ready WHERE taken(?1, sequence, key) ORDER BY sequence, key LIMIT 1"},
    [OPENINGS] = {"outbox_openings",
                  "CREATE INDEX outbox_openings ON outbox (sequence, key) WHERE status = 'ready' AND message LIKE '%\"workflow\":%'",
                  "CREATE TABLE shown_openings (sequence, key, PRIMARY KEY (sequence, key)) WITHOUT ROWID",
                  "SELECT 1 FROM shown_openings WHERE taken(?1, sequence, key) ORDER BY sequence, key LIMIT 1"},
};

struct sum {
  uint64_t lanes[LANES];
};

struct outbox_check {
  uint8_t secret[HASH_SIZE];
  struct sum table[INDEXES], listed[INDEXES];
  struct buf before; // the key of the row before
  bool is_odd;       // a row is of another type, or out of order
};

struct outbox_check *outbox_check_new(const struct env *env) {
  struct outbox_check *check = mem_new(sizeof *check);
  env->random(env->user, check->secret, sizeof check->secret);
  return check;
}

void outbox_check_free(struct outbox_check *check) {
  if (!check) return;
  buf_clear(&check->before);
  mem_free(check);
}

// ---- sums

// What an index has of a row: an item or an entry, and the message's key.
struct listed {
  struct text {
    const char *data;
    size_t size;
  } item, key;
  int64_t sequence;
};

static void sum_add(struct outbox_check *check, struct sum *sum, const struct listed *row) {
  uint64_t lanes[LANES];
  int64_t head[] = {row->sequence, (int64_t)row->item.size};
  struct hash hash = hash_of_pieces(
      (const struct hash_piece[]){
          {check->secret, sizeof check->secret}, {head, sizeof head}, {row->item.data, row->item.size}, {row->key.data, row->key.size}},
      4);
  memcpy(lanes, hash.bytes, sizeof lanes);
  for (int i = 0; i < LANES; i++) sum->lanes[i] += lanes[i];
}

// ---- the table

// As the index's LIKE has it: whatever the case of the letters.
static bool opens_item(const char *message) {
  static const char member[] = "\"workflow\":";
  for (const char *at = strchr(message, '"'); at; at = strchr(at + 1, '"'))
    if ((at[1] | 0x20) == 'w' && strncasecmp(at, member, sizeof member - 1) == 0) return true;
  return false;
}

static int compare_texts(struct text a, struct text b) {
  int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
  return order ? order : (a.size > b.size) - (a.size < b.size);
}

void outbox_check_see(struct outbox_check *check, const struct outbox_row *row) {
  struct text key = {row->key, row->key_size}, item = {row->item, row->item_size};
  struct text before = {check->before.data ? check->before.data : "", check->before.size};
  check->is_odd = check->is_odd || (check->before.data && compare_texts(key, before) <= 0);
  check->before.size = 0;
  buf_add(&check->before, row->key, row->key_size);
  sum_add(check, &check->table[OF_CASE], &(struct listed){.item = item, .key = key});
  if (strcmp(row->status, "ready") != 0 || row->status_size != strlen("ready")) return;
  sum_add(check, &check->table[READY], &(struct listed){.sequence = row->sequence, .key = key});
  if (opens_item(row->message)) sum_add(check, &check->table[OPENINGS], &(struct listed){.sequence = row->sequence, .key = key});
}

// ---- the indexes

// The page at which each begins, if the table has these and no others.
static bool find_roots(struct sql *sql, int roots[INDEXES]) {
  static const char all[] = "SELECT name, COALESCE(sql, ''), rootpage FROM sqlite_master WHERE type = 'index' AND tbl_name = 'outbox'";
  sqlite3_stmt *scan = NULL;
  int count = 0, known = 0;
  bool ok = sqlite3_prepare_v2(sql_db(sql), all, -1, &scan, NULL) == SQLITE_OK;
  for (; ok && sqlite3_step(scan) == SQLITE_ROW; count++)
    for (int i = 0; i < INDEXES; i++)
      if (strcmp(column_text(scan, 0), indexes[i].name) == 0 && strcmp(column_text(scan, 1), indexes[i].words) == 0)
        roots[i] = sqlite3_column_int(scan, 2), known++;
  sqlite3_finalize(scan);
  return count == INDEXES && known == INDEXES && index_check_count(sql, "outbox") == INDEXES + 1; // its own key
}

// Its words may be of any version; none asks for an order of texts or a rule of its own, which SQLite's check would know of.
static bool is_plain_table(struct sql *sql) {
  static const char words[] = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'outbox' AND sql LIKE '%WITHOUT ROWID' AND "
                              "sql NOT LIKE '%collate%' AND sql NOT LIKE '%check%' AND sql NOT LIKE '%unique%'";
  sqlite3_stmt *scan = NULL;
  bool is = sqlite3_prepare_v2(sql_db(sql), words, -1, &scan, NULL) == SQLITE_OK && sqlite3_step(scan) == SQLITE_ROW;
  sqlite3_finalize(scan);
  return is;
}

// A table that exists in this connection alone, and whose rows are the index's.
static bool show(sqlite3 *db, int which, int root) {
  sqlite3_test_control(SQLITE_TESTCTRL_IMPOSTER, db, "main", 1, root);
  bool ok = sqlite3_exec(db, indexes[which].shown, NULL, NULL, NULL) == SQLITE_OK;
  sqlite3_test_control(SQLITE_TESTCTRL_IMPOSTER, db, "main", 0, 0);
  return ok;
}

static void hide(sqlite3 *db, int root) {
  sqlite3_test_control(SQLITE_TESTCTRL_IMPOSTER, db, "main", 0, root); // which drops what it knows of all tables, to be read again
}

static bool read_listed(sqlite3_value **columns, bool by_item, struct listed *row) {
  *row = (struct listed){.item = {"", 0}};
  return (by_item ? value_text(columns[0], &row->item.data, &row->item.size) : value_number(columns[0], &row->sequence)) &&
         value_text(columns[1], &row->key.data, &row->key.size);
}

static bool comes_after(const struct listed *row, const struct listed *before) {
  if (row->sequence != before->sequence) return row->sequence > before->sequence;
  int order = compare_texts(row->item, before->item);
  return order > 0 || (order == 0 && compare_texts(row->key, before->key) > 0);
}

static void keep(struct buf *texts, struct listed *row) {
  texts->size = 0;
  buf_add(texts, row->item.data, row->item.size);
  buf_add(texts, row->key.data, row->key.size);
  row->item.data = texts->data, row->key.data = texts->data + row->item.size;
}

struct listing {
  struct outbox_check *check;
  int which;
  struct listed before;
};

static bool take_listed(void *user, sqlite3_value **columns) {
  struct listing *listing = user;
  struct listed row;
  if (!read_listed(columns, listing->which == OF_CASE, &row) || !comes_after(&row, &listing->before)) return true;
  sum_add(listing->check, &listing->check->listed[listing->which], &row);
  keep(&listing->check->before, &row);
  listing->before = row;
  return false;
}

static bool read_index(struct outbox_check *check, sqlite3 *db, int which, int root) {
  struct listing listing = {check, which, {.item = {"", 0}, .key = {"", 0}, .sequence = which == OF_CASE ? 0 : INT64_MIN}};
  struct taker taker = {take_listed, &listing, 2};
  sqlite3_stmt *scan = NULL;
  bool ok = show(db, which, root) && sqlite3_prepare_v2(db, indexes[which].rows, -1, &scan, NULL) == SQLITE_OK &&
            take_bind(scan, 1, &taker) && sqlite3_step(scan) == SQLITE_DONE;
  sqlite3_finalize(scan);
  return ok;
}

bool outbox_check_same(struct outbox_check *check, struct sql *sql) {
  int roots[INDEXES] = {0};
  bool ok = !check->is_odd && is_plain_table(sql) && find_roots(sql, roots);
  if (!ok) return false;
  for (int i = 0; ok && i < INDEXES; i++) ok = read_index(check, sql_db(sql), i, roots[i]);
  hide(sql_db(sql), roots[0]);
  return ok && memcmp(check->table, check->listed, sizeof check->table) == 0;
}
