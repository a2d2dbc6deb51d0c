// The file's own structure, as SQLite checks it; of its largest tables only what nobody else here looks at.
//
// SQLite's check goes through all pages first (each is used once, in order, within its bounds), then reads every row for columns without a
// value, and looks each up in its table's indexes. Entries, payloads and the tree are read row by row anyway, by what says more of them,
// and their one index is verify_index.c's; so is the outbox, with its indexes (verify_outbox.c). That is the short way; what it finds wrong
// is said by all of SQLite's check.
#include "base/mem.h"
#include "store/verify_internal.h"

#include <string.h>

enum { SHOWN_MAX = 20 };

static bool is_read_elsewhere(const char *table, bool has_outbox) {
  static const char *const tables[] = {"entries", "payloads", "nodes", "outbox"};
  for (size_t i = 0; i < sizeof tables / sizeof tables[0] - !has_outbox; i++)
    if (strcmp(table, tables[i]) == 0) return true;
  return false;
}

// `stops`: that it was interrupted is its end.
static bool run(struct sql *sql, const char *text, bool stops, json_t *problems, struct err *err) {
  sqlite3_stmt *scan = NULL;
  int stepped = SQLITE_ERROR;
  if (sqlite3_prepare_v2(sql_db(sql), text, -1, &scan, NULL) == SQLITE_OK)
    while ((stepped = sqlite3_step(scan)) == SQLITE_ROW)
      if (strcmp(column_text(scan, 0), "ok") != 0)
        problem_add(problems, -1, NULL, "The database file is damaged: %s.", column_text(scan, 0));
  bool ok = stepped == SQLITE_DONE || (stops && stepped == SQLITE_INTERRUPT) || sql_fail(sql, "verify the store", err);
  sqlite3_finalize(scan);
  return ok;
}

bool file_verify(struct sql *sql, json_t *problems, struct err *err) {
  return run(sql, "PRAGMA integrity_check(20)", false, problems, err);
}

static int stop(void *user) {
  (void)user;
  return 1;
}

// All pages are one step of SQLite's program, one of its first; the rows come after it. Later versions than those that are known to do so
// might be stopped among the pages: there the rows are read too.
static bool look_at_pages(struct sql *sql, json_t *found, struct err *err) {
  enum { STEPS = 1000, BEFORE = 3041000 };
  bool stops = sqlite3_libversion_number() < BEFORE;
  if (stops) sqlite3_progress_handler(sql_db(sql), STEPS, stop, NULL);
  bool ok = run(sql, "PRAGMA quick_check(1)", stops, found, err);
  sqlite3_progress_handler(sql_db(sql), 0, NULL, NULL);
  return ok;
}

static bool look_at_table(struct sql *sql, const char *table, json_t *found, struct err *err) {
  char *text = sqlite3_mprintf("PRAGMA integrity_check(%Q)", table);
  bool ok = run(sql, text, false, found, err);
  sqlite3_free(text);
  return ok;
}

// As SQLite knows them, and not as the rows of its schema say: it does not go by what a row says that it is.
static bool look_at_tables(struct sql *sql, bool has_outbox, json_t *found, struct err *err) {
  static const char all[] = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name <> 'sqlite_schema'";
  sqlite3_stmt *tables = NULL;
  int stepped = SQLITE_ERROR;
  bool ok = true;
  if (sqlite3_prepare_v2(sql_db(sql), all, -1, &tables, NULL) == SQLITE_OK)
    while (ok && (stepped = sqlite3_step(tables)) == SQLITE_ROW)
      ok = is_read_elsewhere(column_text(tables, 0), has_outbox) || look_at_table(sql, column_text(tables, 0), found, err);
  ok = ok && (stepped == SQLITE_DONE || sql_fail(sql, "verify the store", err));
  sqlite3_finalize(tables);
  return ok;
}

bool file_look(struct sql *sql, bool has_outbox, bool *is_well, struct err *err) {
  json_t *found = json_array();
  bool ok = look_at_pages(sql, found, err) && look_at_tables(sql, has_outbox, found, err);
  *is_well = json_array_size(found) == 0;
  json_decref(found);
  return ok;
}
