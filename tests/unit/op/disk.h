// A disk under the board that counts syncs and can be full for a moment: a VFS before SQLite's own. For tests of what shares a transaction.
#ifndef WAYMARK_TESTS_OP_DISK_H
#define WAYMARK_TESTS_OP_DISK_H
#include "fixture.h"

#include <sqlite3.h>

static struct {
  int syncs, writes;
  int full_at; // the write that finds no room; 0: none
} disk;

// Two tables of methods, since SQLite locks the main file only: [1] is the main file's. Syncing and writing are the same in both.
static sqlite3_io_methods disk_methods[2];
static const sqlite3_io_methods *disk_real_methods;
static sqlite3_vfs disk_vfs;

static int disk_sync(sqlite3_file *file, int flags) {
  disk.syncs++;
  return disk_real_methods->xSync(file, flags);
}

static int disk_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at) {
  return ++disk.writes == disk.full_at ? SQLITE_FULL : disk_real_methods->xWrite(file, bytes, size, at);
}

// Every file opened from here on is watched.
static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
  sqlite3_vfs *real = vfs->pAppData;
  int opened = real->xOpen(real, name, file, flags, out);
  if (opened != SQLITE_OK || !file->pMethods) return opened;
  disk_real_methods = file->pMethods;
  sqlite3_io_methods *methods = &disk_methods[(flags & SQLITE_OPEN_MAIN_DB) != 0];
  *methods = *disk_real_methods;
  methods->xSync = disk_sync;
  methods->xWrite = disk_write;
  file->pMethods = methods;
  return opened;
}

// Opens the world's board again on this disk, and counts from here.
static inline void disk_watch(struct world *world) {
  sqlite3_initialize();
  if (!disk_vfs.xOpen) {
    disk_vfs = *sqlite3_vfs_find(NULL);
    disk_vfs.pAppData = sqlite3_vfs_find(NULL);
    disk_vfs.zName = "watched";
    disk_vfs.xOpen = disk_open;
    disk_vfs.pNext = NULL;
    assert_int_equal(sqlite3_vfs_register(&disk_vfs, 0), SQLITE_OK);
  }
  board_close(world->board);
  world->env.vfs = "watched";
  disk.full_at = 0;
  world_open(world);
  disk.syncs = disk.writes = 0;
}
#endif
