// Rows that go to a function one by one while SQLite reads them. Coming back from it after each row and asking it for each column costs
// half as much again as reading the row, which is felt where a journal's every row is read.
//
// Such a statement reads "SELECT 1 FROM ... WHERE ... AND taken(?N, COLUMNS) ORDER BY ... LIMIT 1": the function sees each row in that
// order, and the one with which it has enough is the answer. No view, trigger or default of the file can call it.
#include "store/internal.h"

static const char TAKER[] = "taker";

static void taken(sqlite3_context *context, int count, sqlite3_value **values) {
  const struct taker *taker = count > 0 ? sqlite3_value_pointer(values[0], TAKER) : NULL;
  sqlite3_result_int(context, !taker || taker->columns != count - 1 || taker->take(taker->user, values + 1));
}

bool take_define(sqlite3 *db) {
  return sqlite3_create_function_v2(db, "taken", -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, NULL, taken, NULL, NULL, NULL) == SQLITE_OK;
}

bool take_bind(sqlite3_stmt *scan, int parameter, struct taker *taker) {
  return sqlite3_bind_pointer(scan, parameter, taker, TAKER, NULL) == SQLITE_OK;
}

// What is text in the file, byte by byte; else false, and for text of another size.
static const char *text_of(sqlite3_value *value, int size) {
  bool is_text = sqlite3_value_type(value) == SQLITE_TEXT && sqlite3_value_bytes(value) == size;
  return is_text ? sqlite3_value_blob(value) : NULL;
}

bool value_hex(sqlite3_value *value, void *out, size_t size) {
  const char *text = text_of(value, (int)(2 * size));
  return text && hex_read_some(out, size, text);
}

bool value_text(sqlite3_value *value, const char **text, size_t *size) {
  if (sqlite3_value_type(value) != SQLITE_TEXT || !(*text = (const char *)sqlite3_value_text(value))) return false;
  *size = (size_t)sqlite3_value_bytes(value);
  return true;
}

bool value_number(sqlite3_value *value, int64_t *out) {
  *out = sqlite3_value_int64(value);
  return sqlite3_value_type(value) == SQLITE_INTEGER;
}
