// How long the journal's own check takes, whole: every hash, chain and root, the fold, the tables and the file's integrity. On a store of
// `bench_verify FOLDER COUNT` entries made through the real append code (100,000 where none are named; the aim is 1,000,000 in under 5 s).
// Beside it the limit: reading the same rows and hashing the same bytes once, and SQLite's own check of the file; and what these two come
// to on two cores that never wait, with the check's work as a multiple of theirs. `bench_verify make FOLDER COUNT` leaves the store in
// FOLDER, `bench_verify at FOLDER` measures one that was left, `bench_verify once FOLDER` checks it beside reading and hashing alone, and
// `bench_verify alone FOLDER` checks it and does nothing else, for a profile.
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

static const char ROWS[] = "SELECT e.*, p.parts FROM entries e JOIN payloads p ON p.sequence = e.sequence ORDER BY e.sequence";

// Answers the seconds of processor.
static double say(const char *what, const struct spent *spent, int64_t count) {
  double wall[RUN_COUNT], cpu[RUN_COUNT];
  for (int i = 0; i < RUN_COUNT; i++) wall[i] = spent[i % ROUNDS].wall, cpu[i] = spent[i % ROUNDS].cpu;
  printf("%-34s %8.2f s %8.2f us of processor an entry\n", what, median(wall), 1e6 * median(cpu) / (double)count);
  return median(cpu);
}

static void measure_at(const struct env *env, const char *folder) {
  struct err err = {0};
  struct spent check[ROUNDS], log[ROUNDS], read[ROUNDS], file[ROUNDS];
  int64_t entries = 0;
  for (int i = 0; i < ROUNDS; i++) {
    read[i] = limit(folder, ROWS, true);
    file[i] = limit(folder, "PRAGMA integrity_check", false);
    struct store *store = store_open(env, folder, &err);
    must(store, err.text);
    entries = journal_count(store);
    log[i] = verify_log(store);
    check[i] = verify(store);
    store_close(store);
  }
  printf("medians of %d, %lld entries\n", ROUNDS, (long long)entries);
  double ours = say("the journal's check", check, entries);
  say("the log alone: headers, chains, tree", log, entries);
  double floor = say("reading and hashing the rows once", read, entries) + say("SQLite's integrity_check alone", file, entries);
  printf("%-34s %8.2f s on two cores, of which nothing waits; the check is %.2f times the work\n", "the last two", floor / 2, ours / floor);
}

static void check_once(const struct env *env, const char *folder) {
  struct err err = {0};
  struct spent read = limit(folder, ROWS, true);
  struct store *store = store_open(env, folder, &err);
  must(store, err.text);
  struct spent spent = verify(store);
  printf("%.2f s, %.2f us of processor an entry, %.2f times reading and hashing once\n", spent.wall,
         1e6 * spent.cpu / (double)journal_count(store), spent.cpu / read.cpu);
  store_close(store);
}

static void check_alone(const struct env *env, const char *folder) {
  struct err err = {0};
  struct store *store = store_open(env, folder, &err);
  must(store, err.text);
  struct spent spent = verify(store);
  printf("%.3f s, %.2f us of processor an entry\n", spent.wall, 1e6 * spent.cpu / (double)journal_count(store));
  store_close(store);
}

int main(int count, char **arguments) {
  struct env env = env_system();
  bool keep = count > 2 && strcmp(arguments[1], "make") == 0;
  if (count > 2 && strcmp(arguments[1], "at") == 0) return measure_at(&env, arguments[2]), 0;
  if (count > 2 && strcmp(arguments[1], "once") == 0) return check_once(&env, arguments[2]), 0;
  if (count > 2 && strcmp(arguments[1], "alone") == 0) return check_alone(&env, arguments[2]), 0;
  int entries = count > 2 + keep ? atoi(arguments[2 + keep]) : COUNT_UNSAID;
  char *parent = keep ? NULL : bench_folder(count > 1 ? arguments[1] : NULL);
  char *folder = keep ? mem_text(arguments[2]) : mem_format("%s/board", parent);
  store_close(make(&env, folder, entries));
  if (!keep) measure_at(&env, folder), bench_remove(parent);
  mem_free(folder);
  return 0;
}
