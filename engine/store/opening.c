// Opening, making, upgrading and closing a store; one in memory, and a copy in memory for trying things out. What goes on in one that is
// open is store.c's, and so are the numbered rules. The order of pragmas is RELIABILITY's.
#include "base/mem.h"
#include "base/pool.h"
#include "store/backup.h"
#include "store/erase.h"
#include "store/internal.h"
#include "store/orphan.h"
#include "store/store.h"

#include <assert.h>
#include <sys/stat.h>

enum { BUSY_TIMEOUT_MS = 2000 };

static int keep_wal_pages(void *user, sqlite3 *db, const char *name, int pages) {
  (void)db;
  (void)name;
  ((struct store *)user)->wal_pages = pages;
  return SQLITE_OK;
}

static bool set_up(struct store *store, struct err *err) {
  sqlite3 *db = sql_db(&store->sql);
  sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
  sqlite3_extended_result_codes(db, 1);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_wal_hook(db, keep_wal_pages, store);
  return sql_text(&store->sql,
                  "PRAGMA locking_mode = EXCLUSIVE; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;"
                  "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = -8000; PRAGMA journal_mode = WAL; PRAGMA "
                  "synchronous = FULL;",
                  "open the store", err);
}

static void keep_room_for_checks(struct store *store) {
  int size = PAGE_CHECK_SIZE;
  sqlite3_file_control(sql_db(&store->sql), "main", SQLITE_FCNTL_RESERVE_BYTES, &size);
}

static bool connect_to(struct store *store, int flags, struct err *err) {
  store->pages = page_check_new(store->env.vfs);
  store->sql.path = store->path;
  flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
  int opened = sqlite3_open_v2(store->path, &store->sql.connection, flags, page_check_vfs(store->pages));
  if (flags & SQLITE_OPEN_CREATE) page_check_all(store->pages);
  if (opened == SQLITE_OK) keep_room_for_checks(store);
  return opened == SQLITE_OK ? set_up(store, err) : sql_fail(&store->sql, "open the store", err);
}

// SQLite keeps account of its memory under a lock, for a question that nobody here asks. Once it has started it no longer hears this.
static struct store *store_new(const struct env *env, const char *folder) {
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  pool_serve_json();
  struct store *store = mem_new(sizeof *store);
  store->env = *env;
  store->folder = mem_text(folder);
  store->path = mem_format("%s/waymark.db", folder);
  store->lock_fd = -1;
  return store;
}

static bool file_exists(const struct store *store) {
  int found = 0;
  int begun = sqlite3_initialize(); // what finding a VFS does by itself, without saying how it went
  if (begun != SQLITE_OK) env_stop("SQLite cannot begin (%s); the program stops.", sqlite3_errstr(begun));
  sqlite3_vfs *vfs = sqlite3_vfs_find(store->env.vfs);
  assert(vfs);
  return vfs->xAccess(vfs, store->path, SQLITE_ACCESS_EXISTS, &found) == SQLITE_OK && found;
}

static bool write_meta(struct store *store, struct err *err) {
  char hex[ID_TEXT], *format = mem_format("%d", SCHEMA_FORMAT);
  store->log_id = id_new(&store->env);
  id_write(store->log_id, hex);
  bool ok = meta_put(store, "log", hex, err) && meta_put(store, "format", format, err);
  mem_free(format);
  return ok;
}

// file(1) and the like tell whose file it is by it, and page_check.h that it is checked.
static bool say_checked(struct store *store, struct err *err) {
  char *text = mem_format("PRAGMA application_id = %d", PAGE_CHECK_APPLICATION);
  bool ok = sql_text(&store->sql, text, "make the store", err);
  mem_free(text);
  return ok;
}

// In one transaction, so a creation that was cut off leaves an empty file, which the next one may use.
static bool fill_new(struct store *store, struct err *err) {
  bool empty = false;
  if (!schema_is_empty(&store->sql, &empty, err)) return false;
  if (!empty)
    return err_set(err, ERR_REFUSED, "There is a board in %s already; its store was left as it is. Open it, or choose another folder.",
                   store->folder);
  if (!say_checked(store, err) || !sql_text(&store->sql, "BEGIN IMMEDIATE", "make the store", err)) return false;
  store->depth = 1;
  if (schema_make(&store->sql, err) && sql_prepare(&store->sql, err) && write_meta(store, err)) return store_commit(store, err);
  sql_text(&store->sql, "ROLLBACK", "undo", &(struct err){0});
  store->depth = 0;
  return false;
}

static bool upgrade(struct store *store, int format, struct err *err) {
  if (!sql_text(&store->sql, "BEGIN IMMEDIATE", "upgrade the store", err)) return false;
  store->depth = 1;
  bool ok = true;
  for (int from = format; from < SCHEMA_FORMAT && ok; from++) ok = schema_step(&store->sql, from, err);
  ok = ok && sql_text(&store->sql, schema_guard(), "guard the journal", err) && schema_make_rebuildable(&store->sql, err) &&
       sql_prepare(&store->sql, err);
  char *log = ok ? meta_find(store, "log") : NULL, *now = mem_format("%d", SCHEMA_FORMAT);
  ok = ok && log && id_read(&store->log_id, log) && rebuild_all(&store->sql, store->log_id, err) && meta_put(store, "format", now, err);
  mem_free(log);
  mem_free(now);
  if (ok) return store_commit(store, err);
  sql_text(&store->sql, "ROLLBACK", "undo", &(struct err){0});
  store->depth = 0;
  return err_prefix(err, "The store of format %d was not upgraded to format %d and is as it was: ", format, SCHEMA_FORMAT);
}

// An index is no format: whatever it is for works without, only slower.
static bool add_index(struct store *store, struct err *err) {
  if (!schema_lacks_index(&store->sql)) return true;
  if (!sql_text(&store->sql, "BEGIN IMMEDIATE", "open the store", err)) return false;
  store->depth = 1;
  if (schema_add_index(&store->sql, err)) return store_commit(store, err);
  sql_text(&store->sql, "ROLLBACK", "undo", &(struct err){0});
  store->depth = 0;
  return false;
}

static bool read_meta(struct store *store, struct err *err) {
  int format = 0;
  if (!schema_format(&store->sql, &format, err)) return false;
  if (format > SCHEMA_FORMAT || format < 0)
    return err_set(
        err, ERR_REFUSED,
        "%s was made by a newer Waymark (store format %d; this one knows formats up to %d). Nothing was changed; install the newer "
        "program and open it with that.",
        store->path, format, SCHEMA_FORMAT);
  if (format < SCHEMA_FORMAT) return upgrade(store, format, err);
  if (!sql_prepare(&store->sql, err)) return false;
  char *log = meta_find(store, "log");
  bool ok = log && id_read(&store->log_id, log);
  mem_free(log);
  if (ok) return add_index(store, err);
  return err_set(err, ERR_CORRUPT, "%s does not say which log it holds. Keep a copy of the folder, then put back the latest backup.",
                 store->path);
}

// A store of before pages were checked is written anew, once. Where that fails, for want of room perhaps, it is read as it is until the
// next opening.
static void check_pages(struct store *store) {
  struct err err;
  if (page_check_is_on(store->pages) || !sql_text(&store->sql, "VACUUM", "write the store anew", &err)) return;
  say_checked(store, &err);
  store_checkpoint(store, 0);
}

struct store *store_create(const struct env *env, const char *folder, struct err *err) {
  struct store *store = store_new(env, folder);
  store->lock_fd = lock_take(folder, err);
  bool ok = store->lock_fd >= 0 && connect_to(store, SQLITE_OPEN_CREATE, err);
  if (ok && !env->vfs) (void)!chmod(store->path, 0600); // before anything is in it
  ok = ok && fill_new(store, err);
  if (ok && env->files->sync_folder(env->user, folder) != 0) ok = env_fail(err, "make durable", folder);
  if (ok) return store;
  store_close(store);
  return NULL;
}

struct store *store_open(const struct env *env, const char *folder, struct err *err) {
  struct store *store = store_new(env, folder);
  bool ok = file_exists(store) || err_set(err, ERR_NOT_FOUND,
                                          "There is no board in %s: its waymark.db is missing or empty. Name a board's folder, put back a "
                                          "backup, or make a board with `waymark init`.",
                                          folder);
  if (ok) store->lock_fd = lock_take(folder, err);
  ok = ok && store->lock_fd >= 0 && connect_to(store, 0, err) && read_meta(store, err);
  if (ok) {
    struct err later; // a disk that is full keeps nobody out: it is tried again at the next opening
    check_pages(store);
    evidence_clean(env, folder);
    erase_finish(store, &later);
    return store;
  }
  store_close(store);
  return NULL;
}

// The same statements over a database in memory, which nobody else sees and nothing of which is kept. It is empty yet.
static struct store *store_of_memory(const struct store *from, bool *ok) {
  struct store *store = store_new(&from->env, from->folder);
  store->log_id = from->log_id;
  store->env.vfs = NULL; // memory has no disk that could fail
  store->sql.path = store->path;
  *ok = sqlite3_open_v2(":memory:", &store->sql.connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK;
  return store;
}

struct store *store_new_in_memory(const struct store *from, struct err *err) {
  bool ok;
  struct store *store = store_of_memory(from, &ok);
  ok = ok || sql_fail(&store->sql, "open a store in memory", err);
  if (ok && set_up(store, err) && schema_make(&store->sql, err) && sql_prepare(&store->sql, err)) return store;
  store_close(store);
  return NULL;
}

struct store *store_fork(struct store *from, struct err *err) {
  bool ok;
  struct store *store = store_of_memory(from, &ok);
  sqlite3_backup *backup = ok ? sqlite3_backup_init(sql_db(&store->sql), "main", sql_db(&from->sql), "main") : NULL;
  int stepped = backup ? sqlite3_backup_step(backup, -1) : SQLITE_ERROR;
  sqlite3_backup_finish(backup);
  ok = (ok && stepped == SQLITE_DONE) || sql_fail(&store->sql, "copy into memory", err);
  if (ok && set_up(store, err) && sql_prepare(&store->sql, err)) return store;
  store_close(store);
  return NULL;
}

// SQLite would copy the log into the file by itself, and say nothing of a sync that failed.
static void settle(struct store *store) {
  bool is_open = store->lock_fd >= 0 && store->sql.statements[SQL_COUNT - 1];
  if (is_open && sqlite3_get_autocommit(sql_db(&store->sql))) store_checkpoint(store, 0);
}

void store_close(struct store *store) {
  if (!store) return;
  settle(store);
  backup_stop(store);
  orphan_stop(store);
  verify_stop(store);
  sql_clear(&store->sql);
  page_check_free(store->pages);
  lock_drop(store->lock_fd);
  buf_clear(&store->payload);
  mem_free(store->path);
  mem_free(store->folder);
  mem_free(store);
}
