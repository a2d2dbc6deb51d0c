// The guards that keep the journal from being changed (guard.sql), compared with those of a store made now: one of the right name that
// guards nothing is as bad as none.
#include "store/verify_internal.h"

#include <string.h>

enum { NAME, WORDS };

// The guard's words in this store; NULL: it is not there. Valid until the statement's next step.
static const char *words_here(sqlite3_stmt *here, const char *name) {
  sqlite3_reset(here);
  sql_bind(here, "t", name);
  return sqlite3_step(here) == SQLITE_ROW ? column_text(here, 0) : NULL;
}

static void compare(sqlite3_stmt *guard, sqlite3_stmt *here, json_t *problems) {
  const char *name = column_text(guard, NAME), *words = words_here(here, name);
  if (!words)
    problem_add(problems, -1, "entries", "The guard %s, which keeps entries from being changed, was taken off.", name);
  else if (strcmp(words, column_text(guard, WORDS)) != 0)
    problem_add(problems, -1, "entries", "The guard %s, which keeps entries from being changed, was replaced by another of that name.",
                name);
}

bool guards_verify(struct sql *sql, struct sql *made, json_t *problems, struct err *err) {
  static const char all[] = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
                    one[] = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?1";
  sqlite3_stmt *guard = NULL, *here = NULL;
  int stepped = SQLITE_ERROR;
  if (sqlite3_prepare_v2(sql_db(made), all, -1, &guard, NULL) == SQLITE_OK &&
      sqlite3_prepare_v2(sql_db(sql), one, -1, &here, NULL) == SQLITE_OK)
    while ((stepped = sqlite3_step(guard)) == SQLITE_ROW) compare(guard, here, problems);
  bool ok = stepped == SQLITE_DONE || sql_fail(sql, "look at the store's guards", err);
  sqlite3_finalize(here);
  sqlite3_finalize(guard);
  return ok;
}
