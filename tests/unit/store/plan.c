// Goal: claiming the next timer that is due costs one seek, however many are armed (T2, T4), and what waits to be mailed is found without
// what was mailed, as is the engine's own among what waits for people, after every change (E5). Method: SQLite is asked how it would run
// those statements over the schema; it must neither sort nor walk, and compare whole keys where it goes on after one.
#include "fixture.h"
#include "store/statements.h"

static const char *const texts[SQL_COUNT] = {
#define SQL_TEXT(name, text) text,
    SQL_STATEMENTS(SQL_TEXT)
#undef SQL_TEXT
};

// The plan's lines, parted by "; ".
static char *plan_of(sqlite3 *db, enum sql_id id) {
  char *text = mem_format("EXPLAIN QUERY PLAN %s", texts[id]), *plan = mem_text("");
  sqlite3_stmt *statement;
  assert_int_equal(sqlite3_prepare_v2(db, text, -1, &statement, NULL), SQLITE_OK);
  while (sqlite3_step(statement) == SQLITE_ROW) {
    char *longer = mem_format("%s%s; ", plan, (const char *)sqlite3_column_text(statement, 3));
    mem_free(plan);
    plan = longer;
  }
  sqlite3_finalize(statement);
  mem_free(text);
  return plan;
}

static void expect_plan(sqlite3 *db, enum sql_id id, const char *expected) {
  char *plan = plan_of(db, id);
  assert_string_equal(plan, expected);
  mem_free(plan);
}

// An index that holds openings and nothing else, in their order: no row of what people are told is looked at, and nothing is sorted.
static const char ALONE[] = "SCAN outbox USING INDEX outbox_openings; ";

static void claiming_is_one_seek(void **state) {
  (void)state;
  struct env env = env_system();
  char *folder = folder_new(), *path = mem_format("%s/waymark.db", folder);
  sqlite3 *db;
  store_close(make_store(&env, folder));
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  expect_plan(db, SQL_TIMER_NEXT, "SCAN timers; "); // by the key, and ended after the first row by its LIMIT
  expect_plan(db, SQL_TIMER_FIRST, "SEARCH timers USING PRIMARY KEY (due<?); ");
  expect_plan(db, SQL_TIMER_AFTER, "SEARCH timers USING PRIMARY KEY ((due,case_id,state,activation,name)>(?,?,?,?,?) AND due<?); ");
  expect_plan(db, SQL_OUTBOX_READY, "SCAN outbox USING INDEX outbox_ready; "); // an index of those that are ready and no others
  expect_plan(db, SQL_OUTBOX_OPENINGS, ALONE);
  sqlite3_close(db);
  mem_free(path);
  folder_drop(folder);
}

static void a_store_without_it_gets_the_index_of_openings(void **state) {
  (void)state;
  struct env env = env_system();
  char *folder = folder_new(), *path = mem_format("%s/waymark.db", folder);
  sqlite3 *db;
  store_close(make_store(&env, folder));
  raw(folder, "DROP INDEX outbox_openings");
  struct store *store = open_store(&env, folder);
  assert_sound(store);
  store_close(store);
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  expect_plan(db, SQL_OUTBOX_OPENINGS, ALONE);
  sqlite3_close(db);
  mem_free(path);
  folder_drop(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(claiming_is_one_seek),
                                     cmocka_unit_test(a_store_without_it_gets_the_index_of_openings)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
