// The two halves of the whole check at once: the log (headers, chains, tree, the file's structure) where it was asked for, and what entries
// say in a thread of its own, on a connection of its own (verify_lent.c).
#include "base/mem.h"
#include "base/pool.h"
#include "store/verify_internal.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { BATCH = 1000, LOOK_MS = 20 };

struct beside {
  struct lent *lent;
  struct id log_id;
  struct payload_check *payloads;
  pthread_t thread;
  atomic_llong done; // entries
  bool ok;
  struct err err;
};

static void read_entry(void *user, const struct entry *entry, const char *parts, bool whole) {
  if (whole) payload_check_add(user, entry, parts); // else the log's check says it
}

static void read_stray(void *user, int64_t sequence) { payload_check_stray(user, sequence); }

static void *run(void *user) {
  struct beside *beside = user;
  struct reading reading = {.sql = &beside->lent->sql, .log_id = beside->log_id, .read = INT64_MIN, .stray = INT64_MIN};
  struct reader reader = {beside->payloads, read_entry, read_stray};
  int64_t count = BATCH;
  for (beside->ok = true; beside->ok && count == BATCH; atomic_fetch_add(&beside->done, count))
    beside->ok = reading_some(&reading, BATCH, &count, &reader, &beside->err);
  if (beside->ok) payload_check_settle(beside->payloads, INT64_MAX);
  pool_drop();
  return NULL;
}

static void beside_free(struct beside *beside) {
  lent_free(beside->lent);
  mem_free(beside);
}

struct beside *beside_start(struct verification *check) {
  struct beside *beside = mem_new(sizeof *beside);
  beside->payloads = check->payloads;
  beside->log_id = check->store->log_id;
  beside->lent = lent_new(check->store, check->map);
  if (beside->lent && pthread_create(&beside->thread, NULL, run, beside) == 0) return beside;
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
