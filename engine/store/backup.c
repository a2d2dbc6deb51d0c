// The owner's half of a backup: see backup.h. SQLite's backup API copies page by page; what is written meanwhile goes through the same
// connection, so SQLite carries it over, and the copy is the store at the instant of the last step: no entry is half in it.
//
// NONE -> COPYING [backup_begin], COPYING -> COPYING [backup_step], COPYING -> NONE [backup_step that ends or fails, backup_stop].
//
// 1. The small files are copied in the very step that ends the store's copy: nothing was written in between, so that keys and record match.
// 2. A rolled-back transaction makes SQLite begin again. A busy board could put the end off for ever: after RESTARTS_MAX the rest goes in
//    one step.
#include "store/backup.h"

#include "base/mem.h"
#include "store/internal.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum {
  STEP_PAGES = 512, // 2 MB: some milliseconds, so that a person who asks in between does not notice
  RESTARTS_MAX = 8,
  GIVEN_UP_MS = 60000 // an asker that was killed asks no more; until then each commit writes into its copy too
};

struct backup {
  char *folder, *path;
  struct sql copy;
  sqlite3_backup *pages;
  int64_t asked_ms;
  int left, restarts;
};

static int64_t steady(const struct store *store) { return store->env.steady_ms(store->env.user); }

void backup_stop(struct store *store) {
  struct backup *backup = store->backup;
  if (!backup) return;
  sql_db(&store->sql); // what is copied from
  if (backup->pages) sqlite3_backup_finish(backup->pages);
  if (backup->copy.connection) sqlite3_close(backup->copy.connection);
  mem_free(backup->folder);
  mem_free(backup->path);
  mem_free(backup);
  store->backup = NULL;
}

void backup_expire(struct store *store) {
  if (steady(store) - store->backup->asked_ms > GIVEN_UP_MS) backup_stop(store);
}

// Of what failed, what can be the target's is told as the target's.
static bool fail(struct backup *backup, int code, struct err *err) {
  code &= 0xff;
  if (code == SQLITE_FULL)
    return err_set(err, ERR_FULL, "Cannot write the backup in %s: the disk is full; make room and do it again.", backup->folder);
  return err_set(err, code == SQLITE_CORRUPT ? ERR_CORRUPT : ERR_BROKEN,
                 "Cannot copy the store into %s: %s. The board is as it was; look at that disk, and do it again.", backup->folder,
                 sqlite3_errstr(code));
}

static bool make_new_file(const struct env *env, const char *path, struct err *err) {
  env->files->remove(env->user, path); // what a backup that was cut off left
  int fd = env->files->open(env->user, path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return env_fail(err, "make", path);
  env->files->close(env->user, fd);
  return true;
}

// The asker syncs the copy when it is whole; until then nothing of it counts.
static bool open_copy(struct store *store, struct backup *backup, struct err *err) {
  backup->copy.path = backup->path;
  int opened =
      sqlite3_open_v2(backup->path, &backup->copy.connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, page_check_vfs(store->pages));
  if (opened != SQLITE_OK) return sql_fail(&backup->copy, "make the copy", err);
  if (!sql_text(&backup->copy, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE", "make the copy",
                err))
    return false;
  backup->pages = sqlite3_backup_init(backup->copy.connection, "main", sql_db(&store->sql), "main");
  return backup->pages || sql_fail(&backup->copy, "make the copy", err);
}

bool backup_begin(struct store *store, const char *folder, struct err *err) {
  if (store->backup) backup_expire(store);
  // The folder's lock is the asker's: who comes for the same folder again comes after one that is gone.
  if (store->backup && strcmp(store->backup->folder, folder) != 0)
    return err_set(err, ERR_BUSY, "Cannot begin a backup into %s: one into %s is under way. Wait until it is done and try again.", folder,
                   store->backup->folder);
  backup_stop(store);
  struct backup *backup = store->backup = mem_new(sizeof *backup);
  backup->folder = mem_text(folder);
  backup->path = mem_format("%s/" BACKUP_PART, folder);
  backup->asked_ms = steady(store);
  if (make_new_file(&store->env, backup->path, err) && open_copy(store, backup, err)) return true;
  backup_stop(store);
  return false;
}

static int step_pages(struct store *store) {
  struct backup *backup = store->backup;
  sql_db(&store->sql); // the copy reads through it
  int code = sqlite3_backup_step(backup->pages, backup->restarts > RESTARTS_MAX ? -1 : STEP_PAGES);
  int left = sqlite3_backup_remaining(backup->pages);
  if (backup->left > 0 && left >= backup->left && code == SQLITE_OK) backup->restarts++;
  backup->left = left;
  return code & 0xff;
}

static bool finish(struct store *store, struct backup_progress *progress, struct err *err) {
  struct backup *backup = store->backup;
  int finished = sqlite3_backup_finish(backup->pages), closed = sqlite3_close(backup->copy.connection);
  backup->pages = NULL;
  backup->copy.connection = NULL;
  if (finished != SQLITE_OK || closed != SQLITE_OK) return fail(backup, finished ? finished : closed, err);
  progress->files = backup_files_copy(&store->env, store->folder, backup->folder, err);
  return progress->files != NULL;
}

bool backup_step(struct store *store, const char *folder, struct backup_progress *progress, struct err *err) {
  struct backup *backup = store->backup;
  if (!backup || strcmp(backup->folder, folder) != 0)
    return err_set(err, ERR_REFUSED, "There is no backup into %s under way, or it was given up; begin it again.", folder);
  int code = step_pages(store);
  *progress = (struct backup_progress){.all = sqlite3_backup_pagecount(backup->pages), .more = code != SQLITE_DONE};
  progress->done = progress->all - backup->left;
  backup->asked_ms = steady(store);
  bool goes_on = code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED;
  bool ok = goes_on || (code == SQLITE_DONE ? finish(store, progress, err) : fail(backup, code, err));
  if (!goes_on) backup_stop(store);
  return ok;
}
