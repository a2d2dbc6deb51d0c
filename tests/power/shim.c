// The two ways to the disk, each passed on to the real one and noted on the tape: SQLite's VFS and the engine's own files (struct env).
#include "tape.h"

#include <sqlite3.h>

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FDS_MAX = 256, FILES_MAX = 16 };

// ---- our own files

static int fd_nodes[FDS_MAX];

static const struct env_files *real(void) {
  static struct env system;
  if (!system.files) system = env_system();
  return system.files;
}

static int t_open(void *user, const char *path, int flags, int mode) {
  struct tape *tape = user;
  bool inside = strncmp(path, tape->root, strlen(tape->root)) == 0;
  int node = inside ? tape_node_of(tape, path) : DISK_NONE, fd = real()->open(NULL, path, flags, mode);
  if (fd < 0 || !inside) return fd;
  assert(fd < FDS_MAX);
  if (node == DISK_NONE) {
    tape_make(tape, path, false);
    node = tape_node_of(tape, path);
  } else if (flags & O_TRUNC)
    tape_size(tape, node, 0);
  fd_nodes[fd] = node;
  return fd;
}
static ssize_t t_read(void *user, int fd, void *bytes, size_t size) {
  (void)user;
  return real()->read(NULL, fd, bytes, size);
}
static ssize_t t_write(void *user, int fd, const void *bytes, size_t size) {
  off_t at = lseek(fd, 0, SEEK_CUR);
  ssize_t put = real()->write(NULL, fd, bytes, size);
  if (put > 0 && fd_nodes[fd]) tape_write(user, fd_nodes[fd], at, bytes, (size_t)put);
  return put;
}
static int t_sync(void *user, int fd) {
  if (fd_nodes[fd]) tape_sync(user, fd_nodes[fd]);
  return 0;
}
static int t_close(void *user, int fd) {
  (void)user;
  fd_nodes[fd] = 0;
  return real()->close(NULL, fd);
}
static int t_rename_new(void *user, const char *from, const char *to) {
  if (real()->rename_new(NULL, from, to) != 0) return -1;
  tape_move(user, from, to);
  return 0;
}
static int t_remove(void *user, const char *path) {
  if (real()->remove(NULL, path) != 0) return -1;
  tape_remove(user, path);
  return 0;
}
static int t_make_folder(void *user, const char *path) {
  if (real()->make_folder(NULL, path) != 0) return -1;
  tape_make(user, path, true);
  return 0;
}
static int t_sync_folder(void *user, const char *path) {
  tape_sync_folder(user, path);
  return 0;
}

static const struct env_files taped_files = {
    .open = t_open,
    .read = t_read,
    .write = t_write,
    .sync = t_sync,
    .close = t_close,
    .rename_new = t_rename_new,
    .remove = t_remove,
    .make_folder = t_make_folder,
    .sync_folder = t_sync_folder,
};

// ---- SQLite's

static struct taped_file {
  sqlite3_file *file; // NULL: free
  int node;
  bool is_log, is_new; // of a new log the first sync makes its name durable too
  char folder[256];
} taped[FILES_MAX];

static struct tape *vfs_tape;
static const sqlite3_io_methods *real_methods;
static sqlite3_io_methods methods[2]; // two tables, since SQLite locks the main file only: [1] is the main file's
static const sqlite3_io_methods *real_of[2];
static sqlite3_vfs vfs;

static struct taped_file *taped_of(const sqlite3_file *file) {
  for (int i = 0; i < FILES_MAX; i++)
    if (taped[i].file == file) return &taped[i];
  return NULL;
}

static const sqlite3_io_methods *methods_of(const sqlite3_file *file) { return real_of[file->pMethods == &methods[1]]; }

static int v_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at) {
  int wrote = methods_of(file)->xWrite(file, bytes, size, at);
  struct taped_file *one = taped_of(file);
  if (!one->is_log) tape_copies_log(vfs_tape);
  if (wrote == SQLITE_OK) tape_write(vfs_tape, one->node, at, bytes, (size_t)size);
  return wrote;
}
static int v_truncate(sqlite3_file *file, sqlite3_int64 size) {
  tape_size(vfs_tape, taped_of(file)->node, size);
  return methods_of(file)->xTruncate(file, size);
}
static int v_sync(sqlite3_file *file, int flags) {
  (void)flags;
  struct taped_file *one = taped_of(file);
  tape_sync_store(vfs_tape, one->node, one->is_log);
  if (one->is_new && one->is_log) tape_sync_folder(vfs_tape, one->folder);
  one->is_new = false;
  return SQLITE_OK;
}
static int v_close(sqlite3_file *file) {
  struct taped_file *one = taped_of(file);
  int closed = methods_of(file)->xClose(file);
  if (one) one->file = NULL;
  return closed;
}

static void watch(sqlite3_file *file, const char *path, int node, bool is_new, int flags) {
  struct taped_file *one = taped_of(NULL);
  assert(one);
  *one = (struct taped_file){.file = file, .node = node, .is_new = is_new, .is_log = (flags & SQLITE_OPEN_WAL) != 0};
  snprintf(one->folder, sizeof one->folder, "%.*s", (int)(strrchr(path, '/') - path), path);
  int which = (flags & SQLITE_OPEN_MAIN_DB) != 0;
  real_of[which] = real_methods = file->pMethods;
  methods[which] = *real_methods;
  methods[which].xWrite = v_write;
  methods[which].xTruncate = v_truncate;
  methods[which].xSync = v_sync;
  methods[which].xClose = v_close;
  file->pMethods = &methods[which];
}

static int v_open(sqlite3_vfs *self, const char *path, sqlite3_file *file, int flags, int *out) {
  sqlite3_vfs *system = self->pAppData;
  bool inside = path && strncmp(path, vfs_tape->root, strlen(vfs_tape->root)) == 0;
  int node = inside ? tape_node_of(vfs_tape, path) : DISK_NONE;
  int opened = system->xOpen(system, path, file, flags, out);
  if (opened != SQLITE_OK || !file->pMethods || !inside || (flags & SQLITE_OPEN_READONLY)) return opened;
  bool is_new = node == DISK_NONE;
  if (is_new) tape_make(vfs_tape, path, false);
  watch(file, path, tape_node_of(vfs_tape, path), is_new, flags);
  return opened;
}

static int v_delete(sqlite3_vfs *self, const char *path, int sync) {
  sqlite3_vfs *system = self->pAppData;
  int deleted = system->xDelete(system, path, 0);
  if (deleted != SQLITE_OK) return deleted;
  char folder[256];
  snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
  tape_remove(vfs_tape, path);
  if (sync) tape_sync_folder(vfs_tape, folder);
  return deleted;
}

static void register_vfs(void) {
  if (vfs.xOpen) return;
  sqlite3_initialize();
  vfs = *sqlite3_vfs_find(NULL);
  vfs.pAppData = sqlite3_vfs_find(NULL);
  vfs.zName = "taped";
  vfs.xOpen = v_open;
  vfs.xDelete = v_delete;
  vfs.pNext = NULL;
  assert(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK);
}

void tape_vfs(struct tape *tape) { vfs_tape = tape; }

struct env tape_env(struct tape *tape) {
  struct env env = env_system();
  register_vfs();
  tape_vfs(tape);
  env.user = tape;
  env.files = &taped_files;
  env.vfs = "taped";
  return env;
}
