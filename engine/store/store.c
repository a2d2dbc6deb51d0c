// The transactions of a store that is open (opening.c), and its write-ahead log. The failure policy is RELIABILITY's.
//
// 1. One connection writes and checkpoints; the file is locked exclusively, so that no other program can do either (this also shuts
//    SQLite's WAL-reset bug out, which needs a second connection).
// 2. What was acknowledged was synced: WAL at synchronous=FULL. A failed sync ends the process: after one, the kernel calls pages clean
//    that never reached the disk, and a second sync would lie.
// 3. The write-ahead log is written over and never truncated while the store is open: overwriting syncs twice as fast as appending.
// 4. Levels: NONE -> OPEN [store_begin], OPEN -> NESTED [store_begin], each back by store_commit or store_rollback. If SQLite undoes the
//    whole transaction (a full disk), all levels that stand fail until the outermost is over.
#include "store/store.h"

#include "base/mem.h"
#include "store/backup.h"
#include "store/internal.h"

#include <assert.h>

// Pages in the log before they are copied into the file: 16 MB, so that a burst of some thousand events waits for one checkpoint only.
enum { WAL_PAGES_MAX = 4000 };

// What is still being written behind counts as well: if it fails, that is told before anything commits.
bool store_is_whole(struct store *store, struct err *err) {
  const struct err *failure = behind_failure(&store->sql);
  if (failure) *err = *failure;
  if (failure) return false;
  if (store->depth == 0 || behind_is_pending(&store->sql) || !sqlite3_get_autocommit(store->sql.connection)) return true;
  enum err_code code = store->sql.failed ? store->sql.failed : ERR_BROKEN;
  return err_set(err, code, "%s undid the whole transaction%s. Nothing of it was kept; do it again.", store->path,
                 code == ERR_FULL ? " because the disk is full" : "");
}

// What is kept of the tables may be undone now, or was. `wrote`: rows are undone too; else the directory is what it was, and a refusal
// costs nobody what they keep of it.
static void forget(struct store *store, bool wrote) {
  if (wrote) store->sql.directory_stamp++;
  store->sql.stamp++;
  sql_forget(&store->sql);
  index_forget(&store->sql);
}

// What could not be committed for want of room is refused; any other failure of a commit leaves it unknown what is on the disk.
static bool commit_outermost(struct store *store, struct err *err) {
  store->depth = 0;
  sqlite3_stmt *statement = sql_get(&store->sql, SQL_COMMIT);
  int stepped = sqlite3_step(statement);
  if (stepped == SQLITE_DONE) {
    sql_end(statement);
    return true;
  }
  forget(store, true);
  sql_fail(&store->sql, "commit", err);
  sql_end(statement);
  if (err->code == ERR_BROKEN)
    env_stop("%s It is not known whether the last change was kept, so it was not acknowledged, and the program stops. Start it again "
             "once the disk is well.",
             err->text);
  if (!sqlite3_get_autocommit(sql_db(&store->sql))) sql_text(&store->sql, "ROLLBACK", "undo", &(struct err){0});
  return false;
}

// Copies the log into the file, on that connection; the next commit then writes over it from its start. Was that all of it?
static bool copy_log(struct store *store, struct sql *sql) {
  int pages = -1, copied = -1;
  int done = sqlite3_wal_checkpoint_v2(sql_db(sql), NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied) & 0xff;
  // A full disk or a reader leaves the log longer until the next try: nothing is lost by it.
  if (done == SQLITE_IOERR)
    env_stop("%s could not be written back to the disk (%s); the program stops. Start it again once the disk is well.", store->path,
             sqlite3_errmsg(sql_db(sql)));
  return done == SQLITE_OK && pages == copied;
}

static bool write_back(struct store *store) {
  store->wal_pages = 0;
  return copy_log(store, &store->sql);
}

bool store_checkpoint(struct store *store, int pages) {
  if (store->depth > 0 || store->wal_pages < pages) return false;
  write_back(store);
  return true;
}

bool store_is_written_back(struct store *store) { return store->depth == 0 && write_back(store); }

static bool copy_behind(void *user, struct sql *sql, struct err *err) {
  (void)err;
  copy_log(user, sql);
  return true;
}

// Between two transactions, while the next event is worked out; nobody waits for it but who asks for the connection.
static void shorten_log(struct store *store) {
  if (store->wal_pages < WAL_PAGES_MAX) return;
  if (behind_do(&store->sql, copy_behind, store))
    store->wal_pages = 0;
  else
    write_back(store);
}

uint64_t store_stamp(const struct store *store) { return store->sql.stamp; }

void store_forget(struct store *store) { sql_forget(&store->sql); }
const struct env *store_env(const struct store *store) { return &store->env; }
const char *store_folder(const struct store *store) { return store->folder; }

// What is in memory waits for no disk, a simulated disk has one thread, and a command that does one thing and ends needs none.
static void begin_outermost(struct store *store) {
  enum { ALONE = 4 };
  store->together = false;
  if (store->pages && !store->env.vfs && ++store->begun > ALONE) behind_start(&store->sql);
}

static bool begin_now(void *user, struct sql *sql, struct err *err) {
  (void)user;
  return sql_run(sql, sql_get(sql, SQL_BEGIN), "begin a change", err);
}

// Behind the log's copying it does not wait.
static bool begin_level(struct store *store, struct err *err) {
  struct sql *sql = &store->sql;
  if (store->depth > 0) return store->together || sql_run(sql, sql_get(sql, SQL_SAVEPOINT), "begin a change", err);
  return (behind_is_pending(sql) && behind_do(sql, begin_now, NULL)) || begin_now(NULL, sql, err);
}

bool store_begin(struct store *store, struct err *err) {
  if (!store_is_whole(store, err)) return false;
  if (store->backup && store->depth == 0) backup_expire(store);
  if (store->depth == 0) begin_outermost(store);
  assert(store->depth < STORE_DEPTH_MAX);
  store->before[store->depth] = behind_written(&store->sql);
  if (!begin_level(store, err)) return false;
  store->depth++;
  return true;
}

bool store_begin_together(struct store *store, struct err *err) {
  assert(store->depth == 0);
  if (!store_begin(store, err)) return false;
  store->together = true;
  return true;
}

void store_seal_with(struct store *store, struct store_seal seal) { store->seal = seal; }

static bool seal(struct store *store, struct err *err) { return store->seal.seal(store->seal.user, store, err); }

// All of it is written.
static bool is_settled(struct store *store, struct err *err) {
  behind_settle(&store->sql);
  return store_is_whole(store, err);
}

bool store_commit(struct store *store, struct err *err) {
  assert(store->depth > 0);
  bool whole = store_is_whole(store, err), seals = store->seal.seal && store->appended;
  if (whole && store->depth > 1) {
    store->depth--;
    return store->together || sql_run(&store->sql, sql_get(&store->sql, SQL_RELEASE), "keep a change", err);
  }
  if (!whole || (seals && !seal(store, err)) || !is_settled(store, err)) {
    store_rollback(store);
    return false;
  }
  store->appended = false;
  if (!commit_outermost(store, err)) return false;
  if (seals) store->seal.sealed(store->seal.user);
  shorten_log(store);
  return true;
}

// Of a shared transaction, which has no savepoints, what wrote takes all with it; so does what failed behind.
static bool undo(struct store *store, bool all, struct err *err) {
  struct sql *sql = &store->sql;
  if (all) return sql_run(sql, sql_get(sql, SQL_ROLLBACK), "undo a change", err);
  return store->together || (sql_run(sql, sql_get(sql, SQL_ROLLBACK_TO), "undo a change", err) &&
                             sql_run(sql, sql_get(sql, SQL_RELEASE), "undo a change", err));
}

void store_rollback(struct store *store) {
  if (store->depth == 0) return;
  struct err err;
  bool wrote = behind_has_written(&store->sql, store->before[--store->depth]), failed = behind_failure(&store->sql) != NULL;
  bool stands = !sqlite3_get_autocommit(store->sql.connection);
  forget(store, wrote || failed || !stands); // it may have been changed; and now it is as it was
  if (store->depth == 0) store->appended = false;
  behind_forgive(&store->sql);
  bool ok = !stands || undo(store, store->depth == 0 || failed || (store->together && wrote), &err);
  if (!ok && !sqlite3_get_autocommit(store->sql.connection)) env_stop("%s", err.text);
}

char *meta_find(struct store *store, const char *name) {
  const json_t *kept = kept_meta(store->sql.kept, name);
  if (kept) return json_is_string(kept) ? mem_text(json_string_value(kept)) : NULL;
  sqlite3_stmt *statement = sql_get(&store->sql, SQL_META_FIND);
  sql_bind(statement, "t", name);
  char *value = sql_row_or_stop(&store->sql, statement) ? mem_text(column_text(statement, 0)) : NULL;
  sql_end(statement);
  kept_add_meta(store->sql.kept, name, value);
  return value;
}

bool meta_put(struct store *store, const char *name, const char *value, struct err *err) {
  if (!store_begin(store, err)) return false;
  sqlite3_stmt *statement = sql_get(&store->sql, SQL_META_PUT);
  sql_bind(statement, "tt", name, value);
  if (sql_run(&store->sql, statement, "keep a setting", err)) {
    kept_add_meta(store->sql.kept, name, value);
    return store_commit(store, err);
  }
  store_rollback(store);
  return false;
}
