// One connection to SQLite: statements prepared at open, parameters, rows, and the sentence for each way to fail (RELIABILITY's failure
// policy).
#include "base/mem.h"
#include "store/internal.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const texts[SQL_COUNT] = {
#define SQL_TEXT(name, text) text,
    SQL_STATEMENTS(SQL_TEXT)
#undef SQL_TEXT
};

bool sql_fail(struct sql *sql, const char *did, struct err *err) {
  const char *why = sqlite3_errmsg(sql->connection);
  switch (sqlite3_errcode(sql->connection) & 0xff) {
  case SQLITE_FULL:
    err_set(err, ERR_FULL, "Cannot %s: the disk of %s is full. Nothing was changed; make room on it and do it again.", did, sql->path);
    break;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    err_set(err, ERR_BUSY, "Cannot %s: another program is using %s. Nothing was changed; close that program and do it again.", did,
            sql->path);
    break;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    err_set(err, ERR_CORRUPT,
            "Cannot %s: %s is damaged (%s). Keep a copy of the whole folder as it is, then put back the latest backup. If `waymark journal "
            "verify` still reads the journal and finds it whole, `waymark rebuild` makes the other tables again.",
            did, sql->path, why);
    break;
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_AUTH:
  case SQLITE_CANTOPEN:
    err_set(err, ERR_REFUSED, "Cannot %s: %s may not be opened for writing (%s). Check who owns the folder and its permissions.", did,
            sql->path, why);
    break;
  case SQLITE_CONSTRAINT:
    err_set(err, ERR_REFUSED, "Cannot %s: it contradicts what %s holds already (%s). Nothing was changed.", did, sql->path, why);
    break;
  default:
    err_set(err, ERR_BROKEN, "Cannot %s: %s failed (%s). Nothing was changed; check the disk before doing it again.", did, sql->path, why);
  }
  sql->failed = err->code;
  return false;
}

bool sql_prepare(struct sql *sql, struct err *err) {
  sql->kept = kept_new();
  bool defined = take_define(sql->connection);
  for (int i = 0; i < SQL_COUNT; i++)
    if (!defined || sqlite3_prepare_v3(sql->connection, texts[i], -1, SQLITE_PREPARE_PERSISTENT, &sql->statements[i], NULL) != SQLITE_OK)
      return err_set(
          err, ERR_CORRUPT,
          "Cannot open %s: its tables are not those of a Waymark store (%s). Keep a copy of the folder, then put back the latest backup.",
          sql->path, sqlite3_errmsg(sql->connection));
  return true;
}

void sql_clear(struct sql *sql) {
  behind_stop(sql);
  kept_free(sql->kept);
  index_clear(sql);
  for (int i = 0; i < SQL_COUNT; i++) sqlite3_finalize(sql->statements[i]);
  int closed = sqlite3_close(sql->connection);
  assert(closed == SQLITE_OK); // a statement was left open otherwise
  (void)closed;
  *sql = (struct sql){0};
}

sqlite3 *sql_db(struct sql *sql) {
  behind_settle(sql);
  return sql->connection;
}

void sql_forget(struct sql *sql) {
  behind_settle(sql); // what is behind keeps hashes there
  kept_forget(sql->kept);
}

sqlite3_stmt *sql_get(struct sql *sql, enum sql_id id) {
  behind_settle(sql);
  assert(sql->statements[id] && !sqlite3_stmt_busy(sql->statements[id]));
  return sql->statements[id];
}

void sql_bind(sqlite3_stmt *statement, const char *types, ...) {
  va_list args;
  va_start(args, types);
  assert((int)strlen(types) == sqlite3_bind_parameter_count(statement));
  for (int i = 0; types[i]; i++) {
    int bound;
    if (types[i] == 't')
      bound = sqlite3_bind_text(statement, i + 1, va_arg(args, const char *), -1, SQLITE_STATIC);
    else if (types[i] == 's') {
      const char *text = va_arg(args, const char *);
      bound = sqlite3_bind_text64(statement, i + 1, text, va_arg(args, size_t), SQLITE_STATIC, SQLITE_UTF8);
    } else if (types[i] == 'r')
      bound = take_bind(statement, i + 1, va_arg(args, struct taker *)) ? SQLITE_OK : SQLITE_ERROR;
    else
      bound = sqlite3_bind_int64(statement, i + 1, va_arg(args, int64_t));
    assert(bound == SQLITE_OK);
    (void)bound;
  }
  va_end(args);
}

void sql_end(sqlite3_stmt *statement) {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
}

// In a transaction that is not to be kept nothing more is written: SQLite may have undone it, and what came now would stand alone.
bool sql_run(struct sql *sql, sqlite3_stmt *statement, const char *did, struct err *err) {
  const struct err *failure = behind_failure(sql);
  bool ok = !failure && sqlite3_step(statement) == SQLITE_DONE;
  if (failure)
    *err = *failure;
  else if (!ok)
    sql_fail(sql, did, err);
  sql_end(statement);
  return ok;
}

bool sql_text(struct sql *sql, const char *text, const char *did, struct err *err) {
  return sqlite3_exec(sql_db(sql), text, NULL, NULL, NULL) == SQLITE_OK || sql_fail(sql, did, err);
}

bool sql_row_or_stop(struct sql *sql, sqlite3_stmt *statement) {
  struct err err;
  int stepped = sqlite3_step(statement);
  if (stepped == SQLITE_ROW) return true;
  if (stepped != SQLITE_DONE) {
    sql_fail(sql, "read the store", &err);
    env_stop("%s The program stops rather than give a wrong answer.", err.text);
  }
  return false;
}

// NULL is what the row has not, never what found no memory: that would pass for a row that says nothing, and be written down as true.
const char *column_text(sqlite3_stmt *statement, int column) {
  const char *text = (const char *)sqlite3_column_text(statement, column);
  if (!text && sqlite3_errcode(sqlite3_db_handle(statement)) == SQLITE_NOMEM)
    env_stop("There is no memory left to read the store; the program stops rather than give a wrong answer.");
  return text;
}

json_t *column_json(sqlite3_stmt *statement, int column) {
  const char *text = column_text(statement, column);
  json_t *value = text ? json_loadb(text, (size_t)sqlite3_column_bytes(statement, column), JSON_DECODE_ANY, NULL) : NULL;
  return value ? value : json_null();
}

void column_put_text(json_t *row, const char *key, sqlite3_stmt *statement, int column) {
  json_put_text(row, key, column_text(statement, column));
}

void column_put_number(json_t *row, const char *key, sqlite3_stmt *statement, int column) {
  if (sqlite3_column_type(statement, column) != SQLITE_NULL) json_put_number(row, key, sqlite3_column_int64(statement, column));
}
