// Writing behind: a thread carries out what an entry changes in the tables, while the next event of the same transaction is worked out. A
// disk's share of an event is as large as all the rest, and neither needs the other. It is for shared transactions alone.
//
// 1. One thread at a time has the connection. Whoever else wants it asks by sql_db or sql_get, which wait until all that was sent is
//    written; and nothing is sent while a statement stands open. So who reads sees what was written before, and need not know of this.
// 2. The thread gets bytes of its own. Which rows, and what is in them, was settled by the fold. The thread works out the hashes too, which
//    nothing asks for before the commit. It reads each entry again, as is done without it (journal.c, 3).
// 3. What could be refused is never sent (fold_can_wait): a refusal is told where it arises. What fails all the same (a full disk) fails
//    the transaction: nothing more is written in it, and it cannot be committed.
// 4. A commit waits for all of it (store.c), so what is acknowledged is what it was.
// 5. Entries on their way are few: who is that far ahead waits.
// 6. To call a thread that sleeps takes half as long as an entry's rows, so it is called for some entries at once. Those that are left when
//    somebody needs the connection are written by him: while the thread sleeps and was not called, its side is the asker's.
#include "base/mem.h"
#include "base/pool.h"
#include "store/internal.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

enum { AHEAD_MAX = 64, ROOM_AT = 4, CALL_AT = 4 }; // entries; some kilobytes each
enum { TEXTS_KEPT_MAX = 1 << 16 };                 // what a larger one took is given back

// What is sent: a job, or an entry and what else is written with it. The texts lie in `texts`, and are found there by their distance from
// its start.
struct rows {
  struct write *writes;
  size_t count, room;
  struct buf texts;
  behind_job *job;    // instead of all that follows; NULL: none
  void *user;         // of the job
  struct entry entry; // without its parts
  int tail;
  size_t payload_at, payload_size;
};

struct behind {
  struct sql sql; // the same connection and statements, for the thread; of what is kept it looks at hashes alone
  struct part_texts parts;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t more, less;
  struct rows ring[AHEAD_MAX];
  int64_t sent, done; // entries; under the lock, as is all that follows
  bool asleep;        // the thread, and nobody has called it
  bool failed, ends;
  struct err err;
  bool is_open; // the asker's alone, as is all that follows
  int64_t settled;
  int changes; // rows that the connection had changed when all was settled last
  bool is_failed;
};

// ---- the thread's side

// A thread's own heap grows by a page at a time, each a call of the kernel, and SQLite's pages are what grows in it. What they may take
// (opening.c) is asked for at once, and given back: it stays addresses without memory until it is used.
static void make_room(void) {
  enum { ROOM = 8 << 20, PIECE = 64 << 10 }; // in pieces, since malloc gets what is larger than 128 KB elsewhere
  void *pieces[ROOM / PIECE];
  for (size_t i = 0; i < ROOM / PIECE; i++) pieces[i] = mem_try(PIECE);
  for (size_t i = 0; i < ROOM / PIECE; i++) mem_free(pieces[i]);
}

static bool hash(struct behind *behind, struct rows *rows, const char *payload, struct err *err) {
  if (!payload_text_root(payload, &behind->parts, &rows->entry.root))
    return err_set(err, ERR_BROKEN,
                   "Cannot record an entry: its content cannot be hashed. Nothing was changed; this is a mistake of the program.");
  journal_chain(behind->sql.kept, &rows->entry, rows->tail);
  return true;
}

static void fill_in(struct write *write, const char *texts, const char *leaf) {
  for (int v = 0; v < write->count; v++) {
    struct write_value *value = &write->values[v];
    if (value->type == 't') value->text = texts + value->number;
    if (value->type == 'l') value->text = leaf, value->size = 2 * HASH_SIZE, value->type = 't';
  }
}

static bool write_rows(struct behind *behind, struct rows *rows, struct err *err) {
  struct sql *sql = &behind->sql;
  if (rows->job) return rows->job(rows->user, sql, err);
  const char *payload = rows->texts.data + rows->payload_at;
  char leaf[HASH_HEX_SIZE];
  if (!hash(behind, rows, payload, err) || !journal_write(sql, &rows->entry, payload, rows->payload_size, err)) return false;
  hex_write(leaf, rows->entry.leaf.bytes, HASH_SIZE);
  for (size_t i = 0; i < rows->count; i++) {
    fill_in(&rows->writes[i], rows->texts.data, leaf);
    if (!write_run(sql, &rows->writes[i], err)) return false;
  }
  return journal_read_again(sql, &rows->entry, payload, rows->payload_size, err);
}

// False: there will be no more.
static bool wait_for_more(struct behind *behind) {
  pthread_mutex_lock(&behind->lock);
  behind->asleep = behind->done == behind->sent;
  while (behind->asleep && !behind->ends) pthread_cond_wait(&behind->more, &behind->lock);
  bool more = behind->done != behind->sent;
  pthread_mutex_unlock(&behind->lock);
  return more;
}

// Behind one that failed nothing is written. Only who writes sets `done` and `failed`.
static bool write_next(struct behind *behind) {
  return behind->failed || write_rows(behind, &behind->ring[behind->done % AHEAD_MAX], &behind->err);
}

// Whoever is woken wants the lock, so it is given back first; so does send.
static void tell_done(struct behind *behind, bool ok) {
  pthread_mutex_lock(&behind->lock);
  behind->failed = behind->failed || !ok;
  behind->done++;
  bool wanted = behind->done == behind->sent || behind->sent - behind->done == AHEAD_MAX - ROOM_AT;
  pthread_mutex_unlock(&behind->lock);
  if (wanted) pthread_cond_signal(&behind->less);
}

static void *run(void *user) {
  struct behind *behind = user;
  make_room();
  while (wait_for_more(behind)) tell_done(behind, write_next(behind));
  pool_drop(); // of what cannot be hashed as it stands
  return NULL;
}

// ---- the asker's side

// Signals are the loop's.
static bool start(struct behind *behind) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  bool ok = pthread_create(&behind->thread, NULL, run, behind) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return ok;
}

void behind_start(struct sql *sql) {
  if (sql->behind || sysconf(_SC_NPROCESSORS_ONLN) < 2) return;
  struct behind *behind = mem_new(sizeof *behind);
  behind->sql = *sql;
  behind->sql.index = NULL;
  pthread_mutex_init(&behind->lock, NULL);
  pthread_cond_init(&behind->more, NULL);
  pthread_cond_init(&behind->less, NULL);
  if (start(behind))
    sql->behind = behind;
  else
    mem_free(behind);
}

void behind_stop(struct sql *sql) {
  struct behind *behind = sql->behind;
  if (!behind) return;
  pthread_mutex_lock(&behind->lock);
  behind->ends = true;
  pthread_cond_signal(&behind->more);
  pthread_mutex_unlock(&behind->lock);
  pthread_join(behind->thread, NULL);
  for (int i = 0; i < AHEAD_MAX; i++) {
    mem_free(behind->ring[i].writes);
    buf_clear(&behind->ring[i].texts);
  }
  part_texts_clear(&behind->parts);
  pthread_mutex_destroy(&behind->lock);
  pthread_cond_destroy(&behind->more);
  pthread_cond_destroy(&behind->less);
  mem_free(behind);
  sql->behind = NULL;
}

static bool any_open(struct sql *sql) {
  sqlite3_stmt *statement = NULL;
  while ((statement = sqlite3_next_stmt(sql->connection, statement)))
    if (sqlite3_stmt_busy(statement)) return true;
  return false;
}

bool behind_begin(struct sql *sql) {
  struct behind *behind = sql->behind;
  if (!behind || behind->is_failed || (!behind_is_pending(sql) && any_open(sql))) return false;
  assert(!behind->is_open);
  pthread_mutex_lock(&behind->lock);
  while (behind->sent - behind->done == AHEAD_MAX) pthread_cond_wait(&behind->less, &behind->lock);
  pthread_mutex_unlock(&behind->lock);
  struct rows *rows = &behind->ring[behind->sent % AHEAD_MAX];
  rows->job = NULL;
  rows->count = 0;
  rows->texts.size = 0;
  if (rows->texts.capacity > TEXTS_KEPT_MAX) buf_clear(&rows->texts);
  behind->is_open = true;
  return true;
}

// Texts that lie in the buffer are named by their distance, since it may move.
void behind_add(struct behind *behind, const struct write *write) {
  struct rows *rows = &behind->ring[behind->sent % AHEAD_MAX];
  if (rows->count == rows->room) rows->writes = mem_grow(rows->writes, rows->room = rows->room * 2 + 16, sizeof *rows->writes);
  struct write *own = &rows->writes[rows->count++];
  *own = *write;
  for (int i = 0; i < own->count; i++) {
    struct write_value *value = &own->values[i];
    if (value->type != 't') continue;
    value->number = (int64_t)rows->texts.size;
    buf_add(&rows->texts, value->text, value->size);
  }
}

static void take_entry(struct rows *rows, const struct behind_entry *from) {
  rows->entry = *from->entry;
  rows->entry.parts = NULL, rows->entry.part_count = 0;
  rows->tail = from->tail;
  rows->payload_at = rows->texts.size;
  rows->payload_size = from->payload->size;
  buf_add(&rows->texts, from->payload->data, from->payload->size);
  buf_char(&rows->texts, '\0');
}

// `call_at`: so many are enough for the thread to be called.
static void send(struct behind *behind, int call_at) {
  behind->is_open = false;
  pthread_mutex_lock(&behind->lock);
  bool calls = ++behind->sent - behind->done >= call_at && behind->asleep;
  if (calls) behind->asleep = false;
  pthread_mutex_unlock(&behind->lock);
  if (calls) pthread_cond_signal(&behind->more);
}

void behind_send(struct sql *sql, const struct behind_entry *entry) {
  struct behind *behind = sql->behind;
  take_entry(&behind->ring[behind->sent % AHEAD_MAX], entry);
  send(behind, CALL_AT);
}

bool behind_do(struct sql *sql, behind_job *job, void *user) {
  if (!behind_begin(sql)) return false;
  struct behind *behind = sql->behind;
  struct rows *rows = &behind->ring[behind->sent % AHEAD_MAX];
  rows->job = job, rows->user = user;
  send(behind, 1);
  return true;
}

void behind_cancel(struct sql *sql) { sql->behind->is_open = false; }
bool behind_is_open(const struct sql *sql) { return sql->behind && sql->behind->is_open; }
bool behind_is_pending(const struct sql *sql) { return sql->behind && sql->behind->sent != sql->behind->settled; }

// What the thread was not called for (6).
static void write_rest(struct behind *behind) {
  pthread_mutex_lock(&behind->lock);
  bool rests = behind->asleep;
  pthread_mutex_unlock(&behind->lock);
  while (rests && behind->done != behind->sent) tell_done(behind, write_next(behind));
}

void behind_settle(struct sql *sql) {
  struct behind *behind = sql->behind;
  if (!behind_is_pending(sql)) return;
  assert(!behind->is_open);
  write_rest(behind);
  pthread_mutex_lock(&behind->lock);
  while (behind->done != behind->sent) pthread_cond_wait(&behind->less, &behind->lock);
  behind->is_failed = behind->failed;
  pthread_mutex_unlock(&behind->lock);
  behind->settled = behind->sent;
  behind->changes = sqlite3_total_changes(sql->connection);
  if (behind->is_failed) sql->failed = behind->sql.failed;
}

const struct err *behind_failure(const struct sql *sql) { return sql->behind && sql->behind->is_failed ? &sql->behind->err : NULL; }

void behind_forgive(struct sql *sql) {
  if (sql->behind) sql->behind->is_failed = sql->behind->failed = false; // nothing is on its way: the thread looks at neither
}

struct written behind_written(struct sql *sql) {
  int64_t sent = sql->behind ? sql->behind->sent : 0;
  return (struct written){sent, behind_is_pending(sql) ? -1 : sqlite3_total_changes(sql->connection)};
}

// What was on its way at that time had changed as much as there was when all was settled next: more of it, and `sent` is another.
bool behind_has_written(struct sql *sql, struct written since) {
  behind_settle(sql);
  if (sql->behind && sql->behind->sent != since.sent) return true;
  int before = since.changes >= 0 ? since.changes : sql->behind->changes;
  return sqlite3_total_changes(sql->connection) != before;
}
