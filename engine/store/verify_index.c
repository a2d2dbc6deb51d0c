// The index of the journal's chains beside its entries, each row once: what the index lists and what the entries say are put down by
// sequence, and are the same. SQLite, which looks every entry up in the index, needs three times as long; but it alone says what is wrong.
//
// The rows of the index come in its order, each after the one before it. So no two are alike, and as many as there are entries, each of
// which is one entry's, are all of them.
#include "base/mem.h"
#include "store/verify_internal.h"

#include <string.h>

static const char INDEX[] = "CREATE UNIQUE INDEX entries_of_case ON entries (case_id, case_sequence)";

struct row {
  struct id case_id;
  int64_t case_sequence;
};

struct index_check {
  int64_t count; // of entries
  struct row *listed, *seen;
  bool is_whole; // the index was read to its end, and as many rows as there are entries were in order
};

struct index_check *index_check_new(int64_t count) {
  struct index_check *check = mem_new(sizeof *check);
  check->count = count;
  check->listed = mem_new_wide((size_t)count * sizeof *check->listed);
  check->seen = mem_new_wide((size_t)count * sizeof *check->seen);
  return check;
}

void index_check_free(struct index_check *check) {
  if (!check) return;
  mem_free(check->listed);
  mem_free(check->seen);
  mem_free(check);
}

void index_check_see(struct index_check *check, const struct entry *entry) {
  if (entry->sequence >= 0 && entry->sequence < check->count)
    check->seen[entry->sequence] = (struct row){entry->case_id, entry->case_sequence};
}

// SQLite reads what a row of its schema makes, and not what the row says that it is: of which kind, and of which table.
int index_check_count(struct sql *sql, const char *table) {
  sqlite3_stmt *scan = NULL;
  int count = -1;
  if (sqlite3_prepare_v2(sql_db(sql), "SELECT count(*) FROM pragma_index_list(?1)", -1, &scan, NULL) == SQLITE_OK &&
      sqlite3_bind_text(scan, 1, table, -1, SQLITE_STATIC) == SQLITE_OK && sqlite3_step(scan) == SQLITE_ROW)
    count = sqlite3_column_int(scan, 0);
  sqlite3_finalize(scan);
  return count;
}

// The one index that is known here, in its very words, and no other of the tables that SQLite's check does not read (verify_file.c).
static bool is_known(struct sql *sql) {
  static const char all[] = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('entries', 'payloads', 'nodes')";
  sqlite3_stmt *scan = NULL;
  int count = 0;
  bool known = sqlite3_prepare_v2(sql_db(sql), all, -1, &scan, NULL) == SQLITE_OK;
  for (; known && sqlite3_step(scan) == SQLITE_ROW; count++) known = column_text(scan, 0) && strcmp(column_text(scan, 0), INDEX) == 0;
  sqlite3_finalize(scan);
  return known && count == 1 && index_check_count(sql, "entries") == 1 && index_check_count(sql, "payloads") == 0 &&
         index_check_count(sql, "nodes") == 0;
}

static bool comes_after(const struct row *row, const struct row *before) {
  int order = memcmp(&row->case_id, &before->case_id, sizeof row->case_id); // as their texts
  return order > 0 || (order == 0 && row->case_sequence > before->case_sequence);
}

struct listing {
  struct index_check *check;
  struct row before;
  int64_t count;
};

static bool take_row(void *user, sqlite3_value **columns) {
  enum { CASE, CASE_SEQUENCE, SEQUENCE };
  struct listing *listing = user;
  struct index_check *check = listing->check;
  struct row row;
  int64_t sequence;
  bool is_well = value_hex(columns[CASE], row.case_id.bytes, ID_SIZE) && value_number(columns[CASE_SEQUENCE], &row.case_sequence) &&
                 value_number(columns[SEQUENCE], &sequence) && comes_after(&row, &listing->before) && sequence >= 0 &&
                 sequence < check->count && ++listing->count <= check->count;
  if (is_well) check->listed[sequence] = listing->before = row;
  return !is_well;
}

void index_check_list(struct index_check *check, struct sql *sql) {
  static const char rows[] = "SELECT 1 FROM entries INDEXED BY entries_of_case WHERE taken(?1, case_id, case_sequence, sequence) "
                             "ORDER BY case_id, case_sequence LIMIT 1";
  struct listing listing = {.check = check, .before.case_sequence = INT64_MIN};
  struct taker taker = {take_row, &listing, 3};
  sqlite3_stmt *scan = NULL;
  check->is_whole = is_known(sql) && sqlite3_prepare_v2(sql_db(sql), rows, -1, &scan, NULL) == SQLITE_OK && take_bind(scan, 1, &taker) &&
                    sqlite3_step(scan) == SQLITE_DONE && listing.count == check->count;
  sqlite3_finalize(scan);
}

bool index_check_same(const struct index_check *check) {
  return check->is_whole && memcmp(check->listed, check->seen, (size_t)check->count * sizeof *check->seen) == 0;
}
