// The two halves of the whole check at once: the log (headers, chains, tree, the file's structure) where it was asked for, and what entries
// say in a thread of its own. See verify.c.
//
// 1. The thread reads through a connection of its own. The store's lock shuts every other one out, so this one opens no file: its VFS lends
//    it the one that is open (page_check.h), whose pages are checked there too. SQLite takes it for one that never changes, which holds
//    once all of the write-ahead log is in it, since nobody writes until the check is through.
// 2. What is small is not worth it; a simulated disk has one thread; and what cannot be had (a log that stays, no thread) is done without:
//    then one pass does both.
#include "base/mem.h"
#include "base/pool.h"
#include "store/internal.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { ENTRIES_MIN = 10000, BATCH = 1000, LOOK_MS = 20 }; // below that many both take a fraction of a second

struct beside {
  struct sql sql;
  struct page_check *pages;
  struct id log_id;
  struct payload_check *payloads;
  pthread_t thread;
  atomic_llong done; // entries
  bool ok;
  struct err err;
};

static bool read_batch(struct beside *beside, int64_t *read, int64_t *count) {
  sqlite3_stmt *scan = sql_get(&beside->sql, SQL_ENTRIES_BATCH);
  int stepped;
  sql_bind(scan, "nn", *read, (int64_t)BATCH);
  for (*count = 0; (stepped = sqlite3_step(scan)) == SQLITE_ROW; ++*count) {
    struct entry entry;
    const char *parts = NULL;
    if (journal_row(scan, beside->log_id, &entry, &parts))
      payload_check_add(beside->payloads, &entry, parts); // else the log's check says it
    *read = entry.sequence;
  }
  bool ok = stepped == SQLITE_DONE || sql_fail(&beside->sql, "verify the journal", &beside->err);
  sql_end(scan);
  return ok;
}

static void *run(void *user) {
  struct beside *beside = user;
  int64_t read = INT64_MIN, count = BATCH;
  for (beside->ok = true; beside->ok && count == BATCH; atomic_fetch_add(&beside->done, count))
    beside->ok = read_batch(beside, &read, &count);
  if (beside->ok) payload_check_settle(beside->payloads);
  pool_drop();
  return NULL;
}

static bool connect_to(struct beside *beside, struct store *store) {
  struct err ignored;
  sqlite3_file *file = NULL;
  if (sqlite3_file_control(sql_db(&store->sql), "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file) return false;
  beside->pages = page_check_new_lent(file);
  char *uri = sql_uri(store->path);
  int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
  bool ok = sqlite3_open_v2(uri, &beside->sql.connection, flags, page_check_vfs(beside->pages)) == SQLITE_OK;
  mem_free(uri);
  beside->sql.path = store->path;
  return ok && sql_text(&beside->sql, "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0", "open", &ignored) &&
         sql_prepare(&beside->sql, &ignored);
}

static void beside_free(struct beside *beside) {
  sql_clear(&beside->sql);
  page_check_free(beside->pages);
  mem_free(beside);
}

struct beside *beside_start(struct store *store, struct payload_check *payloads) {
  if (store->env.vfs || !store->pages || journal_count(store) < ENTRIES_MIN || !store_is_written_back(store)) return NULL;
  struct beside *beside = mem_new(sizeof *beside);
  beside->payloads = payloads;
  beside->log_id = store->log_id;
  if (connect_to(beside, store) && pthread_create(&beside->thread, NULL, run, beside) == 0) return beside;
  beside_free(beside);
  return NULL;
}

static bool has_ended(struct beside *beside) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += LOOK_MS * 1000000L;
  if (until.tv_nsec >= 1000000000L) until.tv_sec++, until.tv_nsec -= 1000000000L;
  return pthread_timedjoin_np(beside->thread, NULL, &until) == 0;
}

// Each thousand is told once, as where one pass does both.
static void tell(struct beside *beside, int64_t *told, int64_t all, void (*progress)(void *user, int64_t done, int64_t all), void *user) {
  for (int64_t done = atomic_load(&beside->done); progress && *told + BATCH <= done; progress(user, *told += BATCH, all)) continue;
}

bool beside_end(struct beside *beside, int64_t all, void (*progress)(void *user, int64_t done, int64_t all), void *user, struct err *err) {
  int64_t told = 0;
  while (!has_ended(beside)) tell(beside, &told, all, progress, user);
  tell(beside, &told, all, progress, user);
  if (progress) progress(user, all, all);
  bool ok = beside->ok;
  if (!ok) *err = beside->err;
  beside_free(beside);
  return ok;
}
