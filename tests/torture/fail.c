// Makes the k-th call to the system fail in a program that it is preloaded into: TORTURE_KIND says of which calls ("disk" or "memory"),
// TORTURE_AT which one, from 1; TORTURE_COUNT names a file that is mapped, in which they are counted (tally.h). What the program prints is
// left alone, and so is a worker, which may be killed at any time anyway.
#include "tally.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static struct tally none, *tally = &none;
static long fail_at;
static int memory = -1; // -1: nothing is counted yet
static int failed_sync = -1;

static bool strikes(void) {
  long call = __atomic_add_fetch(&tally->calls, 1, __ATOMIC_RELAXED);
  if (call != fail_at) return false;
  tally->failed = call;
  return true;
}

// What lies elsewhere (libraries, zones) is not the board's disk.
static bool disk_strikes(const char *path) {
  if (memory != 0 || (path[0] == '/' && !strstr(path, "waymark-torture-")) || !strikes()) return false;
  strncpy(tally->path, path, sizeof tally->path - 1);
  return true;
}

// A file, folder or socket: libuv ends the program when its own pipes fail, and those have no disk.
static bool fd_strikes(int fd) {
  struct stat about;
  char link[32], path[sizeof tally->path] = "";
  if (memory != 0 || fstat(fd, &about) != 0 || !(S_ISREG(about.st_mode) || S_ISDIR(about.st_mode))) return false;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  (void)!readlink(link, path, sizeof path - 1);
  return disk_strikes(path);
}

// glibc 2.36's regcomp, which libmagic calls, frees twice when it finds no memory: that is its own, and nothing is to be learned from it.
static bool in_regcomp;
static bool memory_strikes(void) { return memory == 1 && !in_regcomp && strikes(); }

#define REAL(name)                                                                                                                         \
  static __typeof__(name) *real;                                                                                                           \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

// ---- the disk

#define FAIL(value) return errno = EIO, value

ssize_t write(int fd, const void *bytes, size_t size) {
  REAL(write);
  if (fd > 2 && fd_strikes(fd)) FAIL(-1);
  return real(fd, bytes, size);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) {
  REAL(pwrite);
  if (fd_strikes(fd)) FAIL(-1);
  return real(fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
  REAL(pwrite64);
  if (fd_strikes(fd)) FAIL(-1);
  return real(fd, bytes, size, at);
}

// After one that failed nothing of that file may be synced again: the second would lie.
static int sync_fails(int fd) {
  if (fd == failed_sync) tally->synced_after++;
  if (!fd_strikes(fd)) return 0;
  failed_sync = fd;
  tally->sync_failed = 1;
  FAIL(-1);
}

int fsync(int fd) {
  REAL(fsync);
  return sync_fails(fd) ? -1 : real(fd);
}

int fdatasync(int fd) {
  REAL(fdatasync);
  return sync_fails(fd) ? -1 : real(fd);
}

int close(int fd) {
  REAL(close);
  if (fd == failed_sync) failed_sync = -1;
  return real(fd);
}

int rename(const char *from, const char *to) {
  REAL(rename);
  if (disk_strikes(to)) FAIL(-1);
  return real(from, to);
}

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
  REAL(renameat2);
  if (disk_strikes(to)) FAIL(-1);
  return real(from_at, from, to_at, to, flags);
}

int unlink(const char *path) {
  REAL(unlink);
  if (disk_strikes(path)) FAIL(-1);
  return real(path);
}

int mkdir(const char *path, mode_t mode) {
  REAL(mkdir);
  if (disk_strikes(path)) FAIL(-1);
  return real(path, mode);
}

#define OPEN(name)                                                                                                                         \
  int name(const char *path, int flags, ...) {                                                                                             \
    va_list arguments;                                                                                                                     \
    va_start(arguments, flags);                                                                                                            \
    int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, int) : 0;                                                                 \
    va_end(arguments);                                                                                                                     \
    REAL(name);                                                                                                                            \
    if (disk_strikes(path)) FAIL(-1);                                                                                                      \
    return real(path, flags, mode);                                                                                                        \
  }
OPEN(open)
OPEN(open64)

// ---- memory: glibc's own under other names, since dlsym itself asks for memory

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size) { return memory_strikes() ? (errno = ENOMEM, NULL) : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return memory_strikes() ? (errno = ENOMEM, NULL) : __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { return memory_strikes() ? (errno = ENOMEM, NULL) : __libc_realloc(old, size); }

// ---- which program this is

int regcomp(regex_t *restrict regex, const char *restrict pattern, int flags) {
  REAL(regcomp);
  in_regcomp = true;
  int failed = real(regex, pattern, flags);
  in_regcomp = false;
  return failed;
}

static bool is_worker(void) {
  char words[4096];
  int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
  ssize_t size = fd < 0 ? 0 : read(fd, words, sizeof words - 1);
  if (fd >= 0) close(fd);
  words[size > 0 ? size : 0] = '\0';
  const char *second = words + strlen(words) + 1;
  return second < words + size && strcmp(second, "--worker") == 0;
}

__attribute__((constructor)) static void begin(void) {
  const char *kind = getenv("TORTURE_KIND"), *at = getenv("TORTURE_AT"), *count = getenv("TORTURE_COUNT");
  if (!kind || !at || !count || is_worker()) return;
  int fd = open(count, O_RDWR | O_CLOEXEC);
  void *shared = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (fd >= 0) close(fd);
  if (shared == MAP_FAILED) return;
  tally = shared;
  fail_at = atol(at);
  memory = strcmp(kind, "memory") == 0;
}
