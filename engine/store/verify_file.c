// The file's own structure, as SQLite checks it.
#include "store/verify_internal.h"

#include <string.h>

bool file_verify(struct sql *sql, json_t *problems, struct err *err) {
  sqlite3_stmt *scan = NULL;
  int stepped = SQLITE_ERROR;
  if (sqlite3_prepare_v2(sql_db(sql), "PRAGMA integrity_check(20)", -1, &scan, NULL) == SQLITE_OK)
    while ((stepped = sqlite3_step(scan)) == SQLITE_ROW)
      if (strcmp(column_text(scan, 0), "ok") != 0)
        problem_add(problems, -1, NULL, "The database file is damaged: %s.", column_text(scan, 0));
  bool ok = stepped == SQLITE_DONE || sql_fail(sql, "verify the store", err);
  sqlite3_finalize(scan);
  return ok;
}
