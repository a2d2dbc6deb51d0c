// The real world behind struct env, and the two whole-file operations everybody needs. See env.h.
#include "base/env.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

static int system_open(void *user, const char *path, int flags, int mode) {
  (void)user;
  return open(path, flags | O_CLOEXEC, mode);
}

static ssize_t system_read(void *user, int fd, void *bytes, size_t size) {
  (void)user;
  return read(fd, bytes, size);
}

static ssize_t system_write(void *user, int fd, const void *bytes, size_t size) {
  (void)user;
  return write(fd, bytes, size);
}

static int system_sync(void *user, int fd) {
  (void)user;
  return fsync(fd);
}

static int system_close(void *user, int fd) {
  (void)user;
  return close(fd);
}

static int system_rename_new(void *user, const char *from, const char *to) {
  (void)user;
  return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

static int system_remove(void *user, const char *path) {
  (void)user;
  return unlink(path);
}

static int system_make_folder(void *user, const char *path) {
  (void)user;
  return mkdir(path, 0700);
}

static int system_sync_folder(void *user, const char *path) {
  (void)user;
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return -1;
  int failed = fsync(fd), why = errno;
  close(fd);
  errno = why;
  return failed;
}

static const struct env_files system_files = {
    system_open,       system_read,   system_write,       system_sync,        system_close,
    system_rename_new, system_remove, system_make_folder, system_sync_folder,
};

static int64_t system_now_ms(void *user) {
  (void)user;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// CLOCK_MONOTONIC would stand still while a machine is suspended.
static int64_t system_steady_ms(void *user) {
  (void)user;
  struct timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// With no modes set adjtimex changes nothing and needs no rights.
static bool system_is_synchronised(void *user) {
  (void)user;
  struct timex asked = {0};
  int state = adjtimex(&asked);
  return state >= 0 && state != TIME_ERROR && !(asked.status & STA_UNSYNC);
}

static void system_random(void *user, void *bytes, size_t size) {
  (void)user;
  for (size_t done = 0; done < size;) {
    ssize_t got = getrandom((char *)bytes + done, size - done, 0);
    if (got < 0 && errno != EINTR) _exit(3); // Guessable ids and salts are worse than none.
    if (got > 0) done += (size_t)got;
  }
}

struct env env_system(void) {
  return (struct env){.now_ms = system_now_ms,
                      .steady_ms = system_steady_ms,
                      .is_synchronised = system_is_synchronised,
                      .random = system_random,
                      .files = &system_files};
}

bool env_fail(struct err *err, const char *did, const char *path) {
  int why = errno;
  enum err_code code = ERR_BROKEN;
  if (why == ENOSPC || why == EDQUOT) code = ERR_FULL;
  if (why == ENOENT || why == ENOTDIR) code = ERR_NOT_FOUND;
  if (why == EEXIST || why == EACCES || why == EISDIR) code = ERR_REFUSED;
  const char *reason = code == ERR_FULL ? "the disk is full; make room and do it again" : strerror(why);
  return err_set(err, code, "Cannot %s %s: %s.", did, path, reason);
}

static bool read_open(const struct env *env, int fd, const char *path, size_t size_max, char **text, size_t *size, struct err *err) {
  size_t have = 0, room = 4096;
  char *bytes = mem_new(room + 1);
  for (;;) {
    ssize_t got = env->files->read(env->user, fd, bytes + have, room - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      env_fail(err, "read", path);
    else
      have += (size_t)got;
    bool over = have > size_max;
    if (over) err_set(err, ERR_LIMIT, "%s is larger than %zu bytes, the limit for such a file.", path, size_max);
    if (got < 0 || over) {
      mem_free(bytes);
      return false;
    }
    if (got == 0) break;
    if (have == room) bytes = mem_grow(bytes, (room *= 2) + 1, 1);
  }
  bytes[have] = '\0';
  *text = bytes;
  *size = have;
  return true;
}

bool env_read_file(const struct env *env, const char *path, size_t size_max, char **text, size_t *size, struct err *err) {
  int fd = env->files->open(env->user, path, O_RDONLY, 0);
  if (fd < 0) return env_fail(err, "read", path);
  bool ok = read_open(env, fd, path, size_max, text, size, err);
  env->files->close(env->user, fd);
  return ok;
}

static bool write_all(const struct env *env, int fd, const char *bytes, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t put = env->files->write(env->user, fd, bytes + done, size - done);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    done += (size_t)put;
  }
  return true;
}

// The folder part of a path, "." when it has none. Caller frees.
static char *folder_of(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? mem_text_part(path, slash == path ? 1 : (size_t)(slash - path)) : mem_text(".");
}

void env_stop(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fputs("waymark: ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  fflush(stderr);
  _exit(3);
}

bool env_sync_fail(const char *path, struct err *err) {
  int why = errno;
  env_fail(err, "make durable", path);
  if (err->code != ERR_FULL)
    env_stop("Cannot make %s durable (%s). Nothing was acknowledged, and the program stops; start it again once the disk is well.", path,
             strerror(why));
  return false;
}

bool env_sync_name(const struct env *env, const char *path, struct err *err) {
  char *folder = folder_of(path);
  bool ok = env->files->sync_folder(env->user, folder) == 0 || env_sync_fail(path, err);
  mem_free(folder);
  return ok;
}

bool env_write_new_file(const struct env *env, const char *path, const void *bytes, size_t size, struct err *err) {
  const struct env_files *files = env->files;
  char *temp = mem_format("%s.part", path), *folder = folder_of(path);
  int fd = files->open(env->user, temp, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
  bool ok = fd >= 0 && write_all(env, fd, bytes, size);
  bool synced = !ok || files->sync(env->user, fd) == 0;
  int why = errno;
  if (fd >= 0 && files->close(env->user, fd) != 0) ok = false;
  errno = synced ? errno : why;
  if (!synced)
    ok = env_sync_fail(path, err);
  else if (ok && files->rename_new(env->user, temp, path) == 0)
    ok = files->sync_folder(env->user, folder) == 0 || env_sync_fail(path, err);
  else
    ok = env_fail(err, "write", path);
  if (!ok && fd >= 0) files->remove(env->user, temp);
  mem_free(temp);
  mem_free(folder);
  return ok;
}
