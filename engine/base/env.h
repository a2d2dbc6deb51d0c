// The world as the engine sees it: clock, randomness and files. Everything that is not pure goes through one
// `struct env`, so that a simulator can own it (DESIGN idea 3). SQLite's own files go through the VFS named here.
#ifndef WAYMARK_BASE_ENV_H
#define WAYMARK_BASE_ENV_H
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Each call is the system's of the same name and sets errno; -1 is failure. Paths are borrowed.
struct env_files {
  int (*open)(void *user, const char *path, int flags, int mode);
  ssize_t (*read)(void *user, int fd, void *bytes, size_t size);
  ssize_t (*write)(void *user, int fd, const void *bytes, size_t size);
  int (*sync)(void *user, int fd); // fsync
  int (*close)(void *user, int fd);
  int (*rename_new)(void *user, const char *from, const char *to); // fails with EEXIST, never replaces
  int (*remove)(void *user, const char *path);
  int (*make_folder)(void *user, const char *path); // mode 0700
  int (*sync_folder)(void *user, const char *path);
};

struct env {
  void *user;
  int64_t (*now_ms)(void *user);                        // milliseconds UTC since 1970; it may be set, forwards and back
  int64_t (*steady_ms)(void *user);                     // milliseconds since the machine started: never set, goes on in suspend
  bool (*is_synchronised)(void *user);                  // does the system say that now_ms is right? False where it cannot be asked
  void (*random)(void *user, void *bytes, size_t size); // ends the process when there is none
  const struct env_files *files;
  const char *vfs;       // NULL: SQLite's default
  const char *zones;     // the folder of TZif files; NULL: the system's
  const char *highwater; // a folder outside any board's for the heads of logs (run/highwater.h); NULL: none
};

struct env env_system(void);

// Reads a whole file of at most size_max bytes. Caller frees *text, which has a NUL after its *size bytes.
bool env_read_file(const struct env *env, const char *path, size_t size_max, char **text, size_t *size, struct err *err);

// Writes a new file and makes it durable: temp name, write, sync, rename, sync folder. Refuses to replace one.
bool env_write_new_file(const struct env *env, const char *path, const void *bytes, size_t size, struct err *err);

// Ends the program with a sentence, status 3: going on would acknowledge what may be lost.
_Noreturn void env_stop(const char *format, ...) __attribute__((format(printf, 1, 2)));
// After a sync that failed (errno says why): false with ERR_FULL where the disk is full. Else nobody knows what the disk holds, and the
// program ends; a sync is never tried again.
bool env_sync_fail(const char *path, struct err *err);
// Makes the name of a file or folder durable: the folder above it is synced.
bool env_sync_name(const struct env *env, const char *path, struct err *err);

// The sentence for an errno on a path; ENOSPC and EDQUOT become ERR_FULL. Returns false.
bool env_fail(struct err *err, const char *did, const char *path);
#endif
