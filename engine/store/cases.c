// Reading cases. Their rows are written by the fold only.
#include "base/mem.h"
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

enum { CASE_FIELDS = 9 }; // among SQL_CASE_COLUMNS

static json_t *case_json(sqlite3_stmt *statement) {
  static const char *const texts[] = {"id", "ref", "workflow", "definition", "title", "noun"};
  json_t *row = json_object();
  for (int i = 0; i < 6; i++) column_put_text(row, texts[i], statement, i);
  column_put_number(row, "revision", statement, 6);
  column_put_number(row, "case_sequence", statement, 7);
  json_object_set_new(row, "state", column_json(statement, 8));
  json_object_set_new(row, "fields", column_json(statement, CASE_FIELDS));
  json_put_flag(row, "closed", sqlite3_column_int(statement, 10) != 0);
  column_put_number(row, "started", statement, 11);
  column_put_number(row, "changed", statement, 12);
  return row;
}

static json_t *read_by(struct store *store, enum sql_id by, const char *text) {
  sqlite3_stmt *find = sql_get(&store->sql, by);
  sql_bind(find, "t", text);
  json_t *row = sql_row_or_stop(&store->sql, find) ? case_json(find) : NULL;
  sql_end(find);
  return row;
}

static json_t *find_by(struct store *store, enum sql_id by, const char *text) {
  json_t *row = read_by(store, by, text);
  if (row) kept_add_row(store->sql.kept, row);
  return row;
}

// What follows the prefix as a number, -1 when it is none.
static int64_t number_after(const char *ref, size_t prefix_size) {
  const char *digits = ref + prefix_size;
  size_t count = strspn(digits, "0123456789");
  return count > 0 && count <= REF_NUMBER_DIGITS_MAX && !digits[count] ? strtoll(digits, NULL, 10) : -1;
}

// For a prefix that itself ends in a digit ("RA2016" of "RA2016001") the numbers table has no row: every such reference is read.
static int64_t highest_by_reading(struct store *store, const char *prefix) {
  size_t size = strlen(prefix);
  char *end = mem_format("%s:", prefix); // the character after 9
  sqlite3_stmt *find = sql_get(&store->sql, SQL_REFS_BETWEEN);
  sql_bind(find, "tt", prefix, end);
  int64_t highest = 0;
  while (sql_row_or_stop(&store->sql, find)) {
    int64_t number = number_after(column_text(find, 0), size);
    if (number > highest) highest = number;
  }
  sql_end(find);
  mem_free(end);
  return highest;
}

json_t *case_find(struct store *store, const char *ref_or_id, struct err *err) {
  struct id id;
  json_t *row = kept_row(store->sql.kept, ref_or_id);
  if (row) return json_incref(row);
  row = find_by(store, SQL_CASE_BY_REF, ref_or_id);
  if (!row && id_read(&id, ref_or_id)) row = find_by(store, SQL_CASE_BY_ID, ref_or_id);
  if (!row) err_set(err, ERR_NOT_FOUND, "There is no item \"%.80s\" on this board; `waymark case list` shows those there are.", ref_or_id);
  return row;
}

// A list of hundreds would push out whatever a busy hour touches.
json_t *case_look(struct store *store, const char *ref) {
  json_t *row = kept_row(store->sql.kept, ref);
  return row ? json_incref(row) : read_by(store, SQL_CASE_BY_REF, ref);
}

bool case_each(struct store *store, const char *workflow, bool (*each)(void *user, json_t *row), void *user, struct err *err) {
  const char *text = workflow ? SQL_CASE_COLUMNS "WHERE workflow = ?1 ORDER BY ref" : SQL_CASE_COLUMNS "ORDER BY ref";
  sqlite3_stmt *scan = NULL; // its own, so that `each` may ask for cases too
  if (sqlite3_prepare_v2(sql_db(&store->sql), text, -1, &scan, NULL) != SQLITE_OK) return sql_fail(&store->sql, "list items", err);
  if (workflow) sqlite3_bind_text(scan, 1, workflow, -1, SQLITE_TRANSIENT);
  int stepped = SQLITE_DONE;
  bool more = true;
  while (more && (stepped = sqlite3_step(scan)) == SQLITE_ROW) {
    json_t *row = case_json(scan);
    more = each(user, row);
    json_decref(row);
  }
  bool ok = !more || stepped == SQLITE_DONE || sql_fail(&store->sql, "list items", err);
  sqlite3_finalize(scan);
  return ok;
}

static int by_ref(const void *a, const void *b) {
  return strcmp(json_text(*(json_t *const *)a, "ref"), json_text(*(json_t *const *)b, "ref"));
}

// In the order in which the table lies, which is read in one go; by reference it would be looked up row by row. And reading a row's JSON
// costs a hundred times as much as looking through its text.
json_t *case_list_holding(struct store *store, const char *workflow, const char *one, const char *other) {
  sqlite3_stmt *scan = sql_get(&store->sql, SQL_CASES_OF);
  json_t **rows = NULL;
  size_t count = 0;
  sql_bind(scan, "t", workflow);
  while (sql_row_or_stop(&store->sql, scan)) {
    const char *fields = column_text(scan, CASE_FIELDS);
    if ((one && !strstr(fields, one)) || (other && !strstr(fields, other))) continue;
    rows = mem_grow(rows, count + 1, sizeof *rows);
    rows[count++] = case_json(scan);
  }
  sql_end(scan);
  if (count) qsort(rows, count, sizeof *rows, by_ref);
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++) json_array_append_new(list, rows[i]);
  mem_free(rows);
  return list;
}

json_t *case_page(struct store *store, const char *after_id, int count) {
  sqlite3_stmt *page = sql_get(&store->sql, SQL_CASE_PAGE);
  json_t *rows = json_array();
  sql_bind(page, "tn", after_id, (int64_t)count);
  while (sql_row_or_stop(&store->sql, page)) json_array_append_new(rows, case_json(page));
  sql_end(page);
  return rows;
}

int64_t case_next_number(struct store *store, const char *ref_prefix) {
  size_t size = strlen(ref_prefix);
  if (size > 0 && ref_prefix[size - 1] >= '0' && ref_prefix[size - 1] <= '9') return highest_by_reading(store, ref_prefix) + 1;
  sqlite3_stmt *find = sql_get(&store->sql, SQL_NUMBER_FIND);
  sql_bind(find, "t", ref_prefix);
  int64_t last = sql_row_or_stop(&store->sql, find) ? sqlite3_column_int64(find, 0) : 0;
  sql_end(find);
  return last + 1;
}
