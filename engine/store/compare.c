// Comparing the rebuildable tables of a store with those of a fold. Both are read in the order of their primary keys and merged, so it does
// not matter in which order rows were written.
#include "base/mem.h"
#include "store/internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { PROBLEMS_MAX = 200, PER_TABLE_MAX = 20, SHOWN_SIZE = 60 };

// One table in both stores.
struct pair {
  const struct rebuildable *table;
  sqlite3_stmt *have, *fold;
  int have_step, fold_step;
};

void problem_add(json_t *problems, int64_t sequence, const char *table, const char *format, ...) {
  if (json_array_size(problems) >= PROBLEMS_MAX) return;
  char text[1000];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  json_t *problem = json_object();
  if (sequence >= 0) json_put_number(problem, "sequence", sequence);
  json_put_text(problem, "table", table);
  json_put_text(problem, "text", text);
  if (!json_object_get(problem, "text")) json_put_text(problem, "text", "A row holds text that is not Unicode.");
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

static void merge(struct pair *pair, json_t *problems) {
  int found = 0;
  pair->have_step = sqlite3_step(pair->have);
  pair->fold_step = sqlite3_step(pair->fold);
  while ((pair->have_step == SQLITE_ROW || pair->fold_step == SQLITE_ROW) && found < PER_TABLE_MAX) {
    int order = compare_keys(pair);
    if (order != 0) report_row(pair, problems, order > 0);
    if (order != 0 || report_columns(pair, problems)) found++;
    if (order <= 0) pair->have_step = sqlite3_step(pair->have);
    if (order >= 0) pair->fold_step = sqlite3_step(pair->fold);
  }
}

static sqlite3_stmt *scan_table(struct sql *sql, const struct rebuildable *table) {
  struct buf text;
  buf_init(&text);
  buf_format(&text, "SELECT * FROM %s ORDER BY ", table->table); // a name of ours, never of a user's
  for (int i = 1; i <= table->key_count; i++) buf_format(&text, "%s%d", i > 1 ? ", " : "", i);
  sqlite3_stmt *statement = NULL;
  sqlite3_prepare_v2(sql->db, text.data, -1, &statement, NULL);
  buf_clear(&text);
  return statement;
}

bool compare_tables(struct sql *have, struct sql *fold, const char *but, json_t *problems, struct err *err) {
  bool ok = true;
  for (int i = 0; i < rebuildable_count && ok; i++) {
    if (but && strcmp(rebuildables[i].table, but) == 0) continue;
    struct pair pair = {.table = &rebuildables[i], .have = scan_table(have, &rebuildables[i]), .fold = scan_table(fold, &rebuildables[i])};
    ok = (pair.have && pair.fold) || sql_fail(have, "read the tables", err);
    if (ok && sqlite3_column_count(pair.have) != sqlite3_column_count(pair.fold))
      problem_add(problems, -1, pair.table->table, "The table %s has other columns than this program's; run `waymark rebuild`.",
                  pair.table->table);
    else if (ok)
      merge(&pair, problems);
    ok = ok &&
         ((pair.have_step != SQLITE_ROW && pair.have_step != SQLITE_DONE && pair.have_step != 0) ? sql_fail(have, "read the tables", err)
                                                                                                 : true);
    sqlite3_finalize(pair.have);
    sqlite3_finalize(pair.fold);
  }
  return ok;
}
