// How long the journal's own check takes, whole: every hash, chain and root, the fold, the tables and the file's integrity. On a store of
// `bench_verify FOLDER COUNT` entries made through the real append code (100,000 where none are named; the aim is 1,000,000 in under 5 s).
// Beside it the limit: reading the same rows and hashing the same bytes once, and SQLite's own check of the file.
#include "base/mem.h"
#include "entries.h"
#include "store/store.h"

#include <sqlite3.h>

#include <stdio.h>

enum { COUNT_UNSAID = 100000, ROUNDS = 3 };

static struct store *make(const struct env *env, const char *folder, int count) {
  struct err err = {0};
  must(env->files->make_folder(env->user, folder) == 0, "cannot make a folder");
  struct store *store = store_create(env, folder, &err);
  must(store, err.text);
  start_cases(store);
  int64_t done = 0;
  struct spent spent = append_events(store, &done, GROUP_MAX, count - CASE_COUNT);
  printf("made: %lld entries, %.1f us each\n", (long long)journal_count(store), 1e6 * spent.cpu / (count - CASE_COUNT));
  return store;
}

static struct spent verify_log(struct store *store) {
  struct err err = {0};
  json_t *report = NULL;
  struct spent spent = {0}, start = spent_now();
  must(journal_verify_log(store, &report, &err), err.text);
  spent_add(&spent, start);
  must(json_is_true(json_object_get(report, "ok")), "the log does not verify");
  json_decref(report);
  return spent;
}

static struct spent verify(struct store *store) {
  struct err err = {0};
  json_t *report = NULL;
  struct spent spent = {0}, start = spent_now();
  must(journal_verify(store, NULL, NULL, &report, &err), err.text);
  spent_add(&spent, start);
  must(json_is_true(json_object_get(report, "ok")), "the store does not verify");
  json_decref(report);
  return spent;
}

static void each_row(sqlite3 *db, const char *sql, bool hash) {
  sqlite3_stmt *scan;
  must(sqlite3_prepare_v2(db, sql, -1, &scan, NULL) == SQLITE_OK, sqlite3_errmsg(db));
  while (sqlite3_step(scan) == SQLITE_ROW)
    for (int i = 0; hash && i < sqlite3_column_count(scan); i++) {
      const void *text = sqlite3_column_text(scan, i);
      hash_of(text, (size_t)sqlite3_column_bytes(scan, i));
    }
  sqlite3_finalize(scan);
}

static struct spent limit(const char *folder, const char *sql, bool hash) {
  char *path = mem_format("%s/waymark.db", folder);
  sqlite3 *db;
  must(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK, "cannot open the file");
  struct spent spent = {0}, start = spent_now();
  each_row(db, sql, hash);
  spent_add(&spent, start);
  sqlite3_close(db);
  mem_free(path);
  return spent;
}

static void say(const char *what, const struct spent *spent, int64_t count) {
  double wall[RUN_COUNT], cpu[RUN_COUNT];
  for (int i = 0; i < RUN_COUNT; i++) wall[i] = spent[i % ROUNDS].wall, cpu[i] = spent[i % ROUNDS].cpu;
  printf("%-34s %8.2f s %8.2f us of processor an entry\n", what, median(wall), 1e6 * median(cpu) / (double)count);
}

int main(int count, char **arguments) {
  struct env env = env_system();
  struct err err = {0};
  int entries = count > 2 ? atoi(arguments[2]) : COUNT_UNSAID;
  char *parent = bench_folder(count > 1 ? arguments[1] : NULL), *folder = mem_format("%s/board", parent);
  store_close(make(&env, folder, entries));
  struct spent check[ROUNDS], log[ROUNDS], read[ROUNDS], file[ROUNDS];
  for (int i = 0; i < ROUNDS; i++) {
    read[i] = limit(folder, "SELECT e.*, p.parts FROM entries e JOIN payloads p ON p.sequence = e.sequence ORDER BY e.sequence", true);
    file[i] = limit(folder, "PRAGMA integrity_check", false);
    struct store *store = store_open(&env, folder, &err);
    must(store, err.text);
    log[i] = verify_log(store);
    check[i] = verify(store);
    store_close(store);
  }
  printf("medians of %d\n", ROUNDS);
  say("the journal's check", check, entries);
  say("the log alone: headers, chains, tree", log, entries);
  say("reading and hashing the rows once", read, entries);
  say("SQLite's integrity_check alone", file, entries);
  mem_free(folder);
  bench_remove(parent);
  return 0;
}
