// Comparing the rebuildable tables of a store with those of a fold. Both are read in the order of their primary keys and merged, so it does
// not matter in which order rows were written.
#include "base/mem.h"
#include "base/utf8.h"
#include "store/verify_internal.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { PER_TABLE_MAX = 20, SHOWN_SIZE = 60, KEY_MAX = 8 };

// One table in both stores.
struct pair {
  const struct rebuildable *table;
  sqlite3_stmt *have, *fold;
  int have_step, fold_step;
};

// What a damaged row says may be no Unicode, or was cut within a character: with such a text no report could be written as JSON.
static void put_mended(json_t *problem, const char *name, char *text) {
  utf8_mend(text);
  json_put_text(problem, name, text);
}

void problem_add(json_t *problems, int64_t sequence, const char *table, const char *format, ...) {
  if (json_array_size(problems) >= PROBLEMS_MAX) return;
  char text[1000], name[200];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  snprintf(name, sizeof name, "%s", table ? table : "");
  json_t *problem = json_object();
  if (sequence >= 0) json_put_number(problem, "sequence", sequence);
  if (table) put_mended(problem, "table", name);
  put_mended(problem, "text", text);
  json_array_append_new(problems, problem);
}

static int compare_values(sqlite3_stmt *a, sqlite3_stmt *b, int column) {
  int type_a = sqlite3_column_type(a, column), type_b = sqlite3_column_type(b, column);
  if (type_a != type_b) return type_a < type_b ? -1 : 1; // integers sort before text, as in SQLite's own order
  if (type_a == SQLITE_NULL) return 0;
  if (type_a == SQLITE_INTEGER) {
    int64_t x = sqlite3_column_int64(a, column), y = sqlite3_column_int64(b, column);
    return (x > y) - (x < y);
  }
  const char *x = column_text(a, column), *y = column_text(b, column);
  int size_x = sqlite3_column_bytes(a, column), size_y = sqlite3_column_bytes(b, column);
  int order = memcmp(x, y, (size_t)(size_x < size_y ? size_x : size_y));
  return order ? order : size_x - size_y;
}

static const char *shown(sqlite3_stmt *statement, int column) {
  const char *text = column_text(statement, column);
  return text ? text : "nothing";
}

static void write_key(const struct pair *pair, sqlite3_stmt *statement, char *out, size_t size) {
  out[0] = '\0';
  for (int i = 0; i < pair->table->key_count; i++) {
    size_t used = strlen(out);
    snprintf(out + used, size - used, "%s%.80s", i ? ", " : "", shown(statement, i));
  }
}

static void report_row(const struct pair *pair, json_t *problems, bool missing) {
  char key[500];
  write_key(pair, missing ? pair->fold : pair->have, key, sizeof key);
  if (missing)
    problem_add(problems, -1, pair->table->table, "The table %s lacks the row (%s), which the journal says there is.", pair->table->table,
                key);
  else
    problem_add(problems, -1, pair->table->table, "The table %s has a row (%s) of which the journal knows nothing.", pair->table->table,
                key);
}

static bool report_columns(const struct pair *pair, json_t *problems) {
  bool differs = false;
  char key[500];
  for (int i = pair->table->key_count; i < sqlite3_column_count(pair->have); i++) {
    if (compare_values(pair->have, pair->fold, i) == 0) continue;
    differs = true;
    write_key(pair, pair->have, key, sizeof key);
    problem_add(problems, -1, pair->table->table, "The table %s, row (%s), says %s \"%.*s\"; the journal says \"%.*s\".",
                pair->table->table, key, sqlite3_column_name(pair->have, i), SHOWN_SIZE, shown(pair->have, i), SHOWN_SIZE,
                shown(pair->fold, i));
  }
  return differs;
}

static int compare_keys(const struct pair *pair) {
  if (pair->have_step != SQLITE_ROW) return 1;
  if (pair->fold_step != SQLITE_ROW) return -1;
  for (int i = 0; i < pair->table->key_count; i++) {
    int order = compare_values(pair->have, pair->fold, i);
    if (order) return order;
  }
  return 0;
}

// Where a comparison stands: behind the row with this key of this table.
struct comparing {
  const char *left_out[2]; // tables that are not compared
  int table, found;
  int key_count; // 0: at the table's beginning
  sqlite3_value *key[KEY_MAX];
};

static void forget_key(struct comparing *at) {
  for (int i = 0; i < at->key_count; i++) sqlite3_value_free(at->key[i]);
  at->key_count = 0;
}

static void keep_key(struct comparing *at, const struct pair *pair, sqlite3_stmt *row) {
  forget_key(at);
  at->key_count = pair->table->key_count;
  for (int i = 0; i < at->key_count; i++) at->key[i] = sqlite3_value_dup(sqlite3_column_value(row, i));
}

// As many rows as are asked for; true: the table goes on.
static bool merge(struct pair *pair, struct comparing *at, int64_t rows, json_t *problems) {
  pair->have_step = sqlite3_step(pair->have);
  pair->fold_step = sqlite3_step(pair->fold);
  while ((pair->have_step == SQLITE_ROW || pair->fold_step == SQLITE_ROW) && at->found < PER_TABLE_MAX) {
    int order = compare_keys(pair);
    if (order != 0) report_row(pair, problems, order > 0);
    if (order != 0 || report_columns(pair, problems)) at->found++;
    if (--rows <= 0) {
      keep_key(at, pair, order <= 0 ? pair->have : pair->fold);
      return true;
    }
    if (order <= 0) pair->have_step = sqlite3_step(pair->have);
    if (order >= 0) pair->fold_step = sqlite3_step(pair->fold);
  }
  return false;
}

// `names`: a statement with the table's columns, by which those of the key are found.
static void add_key(struct buf *text, sqlite3_stmt *names, int count) {
  buf_text(text, " WHERE (");
  for (int i = 0; i < count; i++) buf_format(text, "%s%s", i ? ", " : "", sqlite3_column_name(names, i));
  buf_text(text, ") > (");
  for (int i = 0; i < count; i++) buf_format(text, "%s?%d", i ? ", " : "", i + 1);
  buf_char(text, ')');
}

static sqlite3_stmt *prepare_scan(struct sql *sql, const struct rebuildable *table, sqlite3_stmt *names, const struct comparing *at) {
  struct buf text;
  buf_init(&text);
  buf_format(&text, "SELECT * FROM %s", table->table); // a name of ours, never of a user's
  if (names) add_key(&text, names, at->key_count);
  buf_text(&text, " ORDER BY ");
  for (int i = 1; i <= table->key_count; i++) buf_format(&text, "%s%d", i > 1 ? ", " : "", i);
  sqlite3_stmt *statement = NULL;
  sqlite3_prepare_v2(sql_db(sql), text.data, -1, &statement, NULL);
  buf_clear(&text);
  for (int i = 0; statement && names && i < at->key_count; i++) sqlite3_bind_value(statement, i + 1, at->key[i]);
  return statement;
}

static sqlite3_stmt *scan_table(struct sql *sql, const struct comparing *at) {
  const struct rebuildable *table = &rebuildables[at->table];
  sqlite3_stmt *whole = prepare_scan(sql, table, NULL, at);
  if (!whole || at->key_count == 0) return whole;
  sqlite3_stmt *rest = prepare_scan(sql, table, whole, at);
  sqlite3_finalize(whole);
  return rest;
}

static bool is_read(const struct pair *pair) {
  return pair->have_step == SQLITE_ROW || pair->have_step == SQLITE_DONE || pair->have_step == 0;
}

static bool compare_some(struct sql *have, struct sql *fold, struct comparing *at, int64_t rows, bool *more, json_t *problems,
                         struct err *err) {
  struct pair pair = {.table = &rebuildables[at->table], .have = scan_table(have, at), .fold = scan_table(fold, at)};
  bool ok = (pair.have && pair.fold) || sql_fail(have, "read the tables", err);
  *more = false;
  if (ok && sqlite3_column_count(pair.have) != sqlite3_column_count(pair.fold))
    problem_add(problems, -1, pair.table->table, "The table %s has other columns than this program's; run `waymark rebuild`.",
                pair.table->table);
  else if (ok)
    *more = merge(&pair, at, rows, problems);
  ok = ok && (is_read(&pair) || sql_fail(have, "read the tables", err));
  sqlite3_finalize(pair.have);
  sqlite3_finalize(pair.fold);
  return ok;
}

struct comparing *comparing_new(void) {
  return mem_new(sizeof(struct comparing));
}

void comparing_leave_out(struct comparing *at, const char *table) {
  assert(!at->left_out[1]);
  at->left_out[at->left_out[0] != NULL] = table;
}

void comparing_free(struct comparing *at) {
  if (at) forget_key(at);
  mem_free(at);
}

static bool is_left_out(const struct comparing *at) {
  for (int i = 0; i < 2 && at->table < rebuildable_count; i++)
    if (at->left_out[i] && strcmp(rebuildables[at->table].table, at->left_out[i]) == 0) return true;
  return false;
}

bool compare_step(struct comparing *at, struct sql *have, struct sql *fold, int64_t rows, bool *more, json_t *problems, struct err *err) {
  bool rest = false;
  while (is_left_out(at)) at->table++;
  if (at->table < rebuildable_count && !compare_some(have, fold, at, rows, &rest, problems, err)) return false;
  if (!rest) {
    forget_key(at);
    at->found = 0;
    at->table++;
  }
  *more = at->table < rebuildable_count;
  return true;
}
