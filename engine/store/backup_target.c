// A backup's folder, taken for as long as one is made into it or read from it. Its lock keeps two from writing into one folder; the kernel
// drops it when the process ends in whatever way.
#include "base/mem.h"
#include "store/backup.h"
#include "store/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static bool make_folder(const struct env *env, const char *path, struct err *err) {
  return env->files->make_folder(env->user, path) == 0 || errno == EEXIST || env_fail(err, "make the folder", path);
}

static bool take_lock(struct backup_target *target, struct err *err) {
  char *path = mem_format("%s/lock", target->folder);
  target->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  bool ok = target->lock_fd >= 0 || env_fail(err, "open the lock file", path);
  if (ok && flock(target->lock_fd, LOCK_EX | LOCK_NB) != 0)
    ok = err_set(err, ERR_BUSY, "Cannot use the backup in %s: another process is at it. Wait until it is done and try again.",
                 target->folder);
  mem_free(path);
  return ok;
}

// Ours are the names that a backup which was cut off may have left; anything else is somebody's.
static bool is_ours(const char *name) {
  static const char *const names[] = {".", "..", "lock", "files", "evidence", BACKUP_PART};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (strcmp(name, names[i]) == 0) return true;
  return backup_list_number(name) > 0 || strncmp(name, "store-", 6) == 0 || strncmp(name, "backup-", 7) == 0;
}

static bool check_folder(const char *folder, struct err *err) {
  DIR *listing = opendir(folder);
  bool ok = listing || env_fail(err, "read the folder", folder);
  for (struct dirent *item; ok && (item = readdir(listing));)
    ok = is_ours(item->d_name) ||
         err_set(err, ERR_REFUSED,
                 "Cannot back up into %s: \"%s\" lies there, which is no part of a backup. Choose a new or an empty folder.", folder,
                 item->d_name);
  if (listing) closedir(listing);
  return ok;
}

static bool find_latest(struct backup_target *target, struct err *err) {
  if (!backup_list_latest(target->folder, &target->number, err)) return false;
  if (target->number == 0) return true;
  target->latest = backup_list_read(target->env, target->folder, target->number, err);
  return target->latest != NULL;
}

static void name(struct backup_target *target, const struct env *env, const char *folder) {
  char *whole = realpath(folder, NULL);
  target->env = env;
  target->folder = mem_text(whole ? whole : folder);
  target->lock_fd = -1;
  free(whole);
}

static bool make_inside(struct backup_target *target, struct err *err) {
  char *files = mem_format("%s/files", target->folder);
  bool ok = make_folder(target->env, files, err);
  mem_free(files);
  return ok;
}

bool backup_enter(struct backup_target *target, const struct env *env, const char *folder, struct err *err) {
  target->lock_fd = -1;
  if (!make_folder(env, folder, err)) return false;
  name(target, env, folder);
  if (check_folder(target->folder, err) && take_lock(target, err) && find_latest(target, err) && make_inside(target, err)) return true;
  backup_leave(target);
  return false;
}

bool backup_read(struct backup_target *target, const struct env *env, const char *folder, struct err *err) {
  name(target, env, folder);
  bool ok = access(target->folder, F_OK) == 0 || env_fail(err, "read the backup", folder);
  ok = ok && find_latest(target, err);
  if (ok && !target->latest)
    ok = err_set(err, ERR_NOT_FOUND,
                 "There is no whole backup in %s: no list of what it holds was written. Name a folder that \"waymark backup\" made.",
                 folder);
  if (ok && take_lock(target, err)) return true;
  backup_leave(target);
  return false;
}

void backup_leave(struct backup_target *target) {
  if (target->lock_fd >= 0) close(target->lock_fd);
  mem_free(target->folder);
  json_decref(target->latest);
  target->folder = NULL;
  target->latest = NULL;
  target->lock_fd = -1;
}
