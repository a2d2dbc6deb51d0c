// The whole check by two threads. What can be said of entries by themselves (verify_batch.c) each of them does for the next batch that
// nobody has, on a connection of its own (verify_lent.c); what hangs on the entries before is done batch by batch in the log's order, by
// whichever of them comes along. The file's structure is one piece: the thread beside begins with it.
//
// 1. Problems, fold, chains and tree (`check`) are touched by one at a time, the one that is `taking`. What that one
//    reads besides, it reads on a connection that is lent for that (`taking`), which nobody else uses meanwhile.
// 2. A batch is between `taken` and `claimed`; as many as there are slots.
#include "base/mem.h"
#include "base/pool.h"
#include "store/page_map.h"
#include "store/verify_internal.h"

#include <pthread.h>

// Some 80 KB of payloads a batch, of which a core has some at hand: so the memory that was used last is used next. A thread that has to
// wait for its core leaves the other one two thousand entries to go on with.
enum { BATCH = 64, AHEAD = 32, TOLD_EVERY = 1000 };

struct slot {
  struct batch *batch; // NULL: nobody has one here
  bool is_ready;
};

struct beside {
  struct verification *check;
  struct lent *lent; // of the thread beside; NULL: there is none
  struct index_check *index;
  int64_t told; // of entries, to whoever asked for it, by his own thread
  pthread_t thread;
  pthread_mutex_t lock; // of all that follows
  pthread_cond_t moved; // `taken`, or it is over
  int64_t count;        // of batches
  int64_t claimed, taken;
  int at_work; // threads
  bool is_taking, is_over, is_ragged;
  bool is_well; // the file's structure
  bool failed;
  struct err err;
  struct slot slots[AHEAD];
  struct batch batches[AHEAD], *spare[AHEAD]; // those that no slot has, the one that was used last at the end
  int spares;
};

// -1: there is none left before that number.
static int64_t claim(struct beside *beside, int64_t end) {
  pthread_mutex_lock(&beside->lock);
  while (!beside->is_over && beside->claimed < end && beside->claimed - beside->taken == AHEAD)
    pthread_cond_wait(&beside->moved, &beside->lock);
  int64_t number = beside->is_over || beside->claimed >= end ? -1 : beside->claimed++;
  if (number >= 0) beside->slots[number % AHEAD].batch = beside->spare[--beside->spares];
  pthread_mutex_unlock(&beside->lock);
  return number;
}

static void end_early(struct beside *beside, const struct err *err) {
  pthread_mutex_lock(&beside->lock);
  if (err && !beside->failed) beside->err = *err;
  beside->failed = beside->failed || err;
  beside->is_ragged = beside->is_ragged || !err;
  beside->is_over = true;
  pthread_cond_broadcast(&beside->moved);
  pthread_mutex_unlock(&beside->lock);
}

// Where an entry is missing, others stand in its batch.
static bool is_whole(const struct beside *beside, const struct batch *batch, int64_t first) {
  int64_t left = beside->check->began - first, count = (int64_t)batch->count;
  return count == (left < BATCH ? left : BATCH) &&
         (count == 0 || (batch->items[0].entry.sequence == first && batch->items[count - 1].entry.sequence == first + count - 1));
}

static bool read_batch(struct beside *beside, struct sql *sql, int64_t number, struct batch *batch) {
  int64_t first = number * BATCH, before = number ? first - 1 : INT64_MIN;
  struct reading reading = {.sql = sql, .log_id = beside->check->store->log_id, .read = before, .stray = before};
  struct err err;
  if (!batch_read(batch, &reading, BATCH, &err)) return end_early(beside, &err), false;
  if (!is_whole(beside, batch, first)) return end_early(beside, NULL), false;
  for (size_t i = 0; i < batch->count; i++)
    if (batch->items[i].whole) index_check_see(beside->index, &batch->items[i].entry);
  return true;
}

// What is ready and next in the log, unless somebody is at it already.
static void take_ready(struct beside *beside) {
  pthread_mutex_lock(&beside->lock);
  bool mine = !beside->is_taking;
  for (struct slot *slot; mine && (slot = &beside->slots[beside->taken % AHEAD])->is_ready; beside->taken++) {
    beside->is_taking = true;
    pthread_mutex_unlock(&beside->lock);
    verification_take(beside->check, slot->batch);
    pthread_mutex_lock(&beside->lock);
    beside->spare[beside->spares++] = slot->batch;
    beside->is_taking = slot->is_ready = false;
    pthread_cond_broadcast(&beside->moved);
  }
  pthread_mutex_unlock(&beside->lock);
}

static void hand_in(struct beside *beside, struct slot *slot) {
  pthread_mutex_lock(&beside->lock);
  slot->is_ready = true;
  pthread_mutex_unlock(&beside->lock);
  take_ready(beside);
}

static int64_t done_of(struct beside *beside) {
  pthread_mutex_lock(&beside->lock);
  int64_t done = beside->taken * BATCH;
  pthread_mutex_unlock(&beside->lock);
  return done < beside->check->began ? done : beside->check->began;
}

// Each thousand is told once, as where one pass does all.
static void tell(struct beside *beside, const struct telling *telling) {
  if (!telling) return;
  int64_t done = done_of(beside);
  for (; beside->told + TOLD_EVERY <= done; telling->progress(telling->user, beside->told, telling->all)) beside->told += TOLD_EVERY;
}

static void work(struct beside *beside, struct sql *sql, int64_t end, const struct telling *telling) {
  for (int64_t number; (number = claim(beside, end)) >= 0; tell(beside, telling)) {
    struct slot *slot = &beside->slots[number % AHEAD];
    if (!read_batch(beside, sql, number, slot->batch)) return;
    hand_in(beside, slot);
  }
}

// Once neither looks at a page any more, each gives its part of them back.
static void leave(struct beside *beside, int part, int parts) {
  pthread_mutex_lock(&beside->lock);
  beside->at_work--;
  pthread_cond_broadcast(&beside->moved);
  while (beside->at_work > 0) pthread_cond_wait(&beside->moved, &beside->lock);
  pthread_mutex_unlock(&beside->lock);
  page_map_drop(beside->check->map, part, parts);
}

static bool index_part(struct beside *beside, struct sql *sql) {
  index_check_list(beside->index, sql);
  return messages_read(beside->check->payloads->messages, sql);
}

static void look(struct beside *beside, struct sql *sql, bool has_outbox) {
  struct err err;
  if (!file_look(sql, has_outbox, &beside->is_well, &err)) end_early(beside, &err);
}

// All pages are looked at towards the end, where another thread has as much left to do as that takes: a page that was read just before is
// still at hand for its checksum or the other way about, and that is so for more of them when they are read first.
static void *run(void *user) {
  struct beside *beside = user;
  struct sql *sql = &beside->lent->sql;
  bool has_outbox = index_part(beside, sql);
  work(beside, sql, beside->count - beside->count / 10, NULL);
  look(beside, sql, has_outbox);
  work(beside, sql, beside->count, NULL);
  leave(beside, 1, 2);
  pool_drop();
  return NULL;
}

static void clear(struct beside *beside) {
  for (int i = 0; i < AHEAD; i++) batch_clear(&beside->batches[i]);
  pthread_cond_destroy(&beside->moved);
  pthread_mutex_destroy(&beside->lock);
  index_check_free(beside->index);
  lent_free(beside->lent);
}

// What the short ways of it found is said by the long one.
static bool say_damage(struct beside *beside, struct err *err) {
  if (beside->is_over || (beside->is_well && index_check_same(beside->index))) return true;
  return file_verify(&beside->check->lent->sql, beside->check->damage, err);
}

// What was erased must be known before the first batch is taken; the thread beside has enough to do until then.
static void gather_and_work(struct beside *beside, struct sql *sql, const struct telling *telling) {
  struct err err;
  if (!verification_gather(beside->check, &err)) return end_early(beside, &err);
  pthread_mutex_lock(&beside->lock);
  beside->is_taking = false;
  pthread_mutex_unlock(&beside->lock);
  take_ready(beside);
  work(beside, sql, beside->count, telling);
}

// The last batch is what is left after those that are full, and may have none but payloads without an entry.
enum besides beside_run(struct verification *check, const struct telling *telling, struct err *err) {
  struct beside beside = {.check = check, .count = check->began / BATCH + 1, .is_taking = true, .at_work = 2};
  beside.index = index_check_new(check->began);
  for (int i = 0; i < AHEAD; i++) {
    beside.batches[i].secret = messages_secret(check->payloads->messages);
    beside.spare[beside.spares++] = &beside.batches[i];
  }
  pthread_mutex_init(&beside.lock, NULL);
  pthread_cond_init(&beside.moved, NULL);
  beside.lent = lent_new(check->store, check->map);
  bool is_two = beside.lent && pthread_create(&beside.thread, NULL, run, &beside) == 0;
  if (!is_two) beside.at_work = 1;
  if (!is_two) look(&beside, &check->lent->sql, index_part(&beside, &check->lent->sql));
  gather_and_work(&beside, &check->lent->sql, telling);
  leave(&beside, 0, is_two ? 2 : 1);
  if (is_two) pthread_join(beside.thread, NULL);
  if (!beside.is_over) tell(&beside, telling); // what the other one took last
  if (beside.failed) *err = beside.err;
  beside.failed = beside.failed || !say_damage(&beside, err);
  enum besides how = beside.failed ? BESIDE_FAILED : beside.is_ragged ? BESIDE_RAGGED : BESIDE_DONE;
  clear(&beside);
  return how;
}
