// Dying at a call to the disk: the VFS that counts calls, and what a dying run leaves to the next. See crash.h.
#include "crash.h"

#include "base/mem.h"

#include <sqlite3.h>

#include <assert.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct progress *progress;

struct file {
  sqlite3_file base;
  sqlite3_file *real;
};

#define REAL(file) ((struct file *)(file))->real

static void count(char kind) {
  if (progress->calls < CALLS_MAX) progress->call[progress->calls] = kind;
  if (++progress->calls == progress->die_at) _exit(CRASHED);
}

static int file_close(sqlite3_file *file) {
  int closed = REAL(file)->pMethods->xClose(REAL(file));
  sqlite3_free(REAL(file));
  return closed;
}
static int file_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 at) {
  return REAL(file)->pMethods->xRead(REAL(file), bytes, size, at);
}
static int file_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at) {
  count('w');
  return REAL(file)->pMethods->xWrite(REAL(file), bytes, size, at);
}
static int file_truncate(sqlite3_file *file, sqlite3_int64 size) { return REAL(file)->pMethods->xTruncate(REAL(file), size); }
// The process dies, not the machine: what was written is there for the next, so the disk itself need not be waited for.
static int file_sync(sqlite3_file *file, int flags) {
  (void)file, (void)flags;
  count('s');
  return SQLITE_OK;
}
static int file_size(sqlite3_file *file, sqlite3_int64 *size) { return REAL(file)->pMethods->xFileSize(REAL(file), size); }
static int file_lock(sqlite3_file *file, int level) { return REAL(file)->pMethods->xLock(REAL(file), level); }
static int file_unlock(sqlite3_file *file, int level) { return REAL(file)->pMethods->xUnlock(REAL(file), level); }
static int file_reserved(sqlite3_file *file, int *out) { return REAL(file)->pMethods->xCheckReservedLock(REAL(file), out); }
static int file_control(sqlite3_file *file, int op, void *arg) { return REAL(file)->pMethods->xFileControl(REAL(file), op, arg); }
static int file_sector(sqlite3_file *file) { return REAL(file)->pMethods->xSectorSize(REAL(file)); }
static int file_traits(sqlite3_file *file) { return REAL(file)->pMethods->xDeviceCharacteristics(REAL(file)); }

static const sqlite3_io_methods methods = {1,         file_close,  file_read,     file_write,   file_truncate, file_sync,   file_size,
                                           file_lock, file_unlock, file_reserved, file_control, file_sector,   file_traits, NULL,
                                           NULL,      NULL,        NULL,          NULL,         NULL};

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *opened, int flags, int *out_flags) {
  sqlite3_vfs *real = vfs->pAppData;
  struct file *file = (struct file *)opened;
  file->real = sqlite3_malloc(real->szOsFile);
  memset(file->real, 0, (size_t)real->szOsFile);
  int result = real->xOpen(real, name, file->real, flags, out_flags);
  file->base.pMethods = result == SQLITE_OK ? &methods : NULL;
  if (result != SQLITE_OK) sqlite3_free(file->real);
  return result;
}

void crash_set_up(void) {
  static sqlite3_vfs brittle;
  sqlite3_initialize();
  progress = mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  assert(progress != MAP_FAILED);
  brittle = *sqlite3_vfs_find(NULL);
  brittle.pAppData = sqlite3_vfs_find(NULL);
  brittle.zName = "brittle";
  brittle.szOsFile = sizeof(struct file);
  brittle.xOpen = open_file;
  brittle.pNext = NULL;
  assert(sqlite3_vfs_register(&brittle, 0) == SQLITE_OK);
}

void crash_begin(void) {
  progress->die_at = progress->calls = 0;
  progress->step = 0;
  progress->was_cut = false;
  memset(progress->cut, 0, sizeof progress->cut);
  memset(progress->seen, 0, sizeof progress->seen);
  progress->random = 0;
  progress->note[0] = '\0';
  progress->size = 0;
}

void crash_say(json_t *line) {
  char *text = json_canonical(line);
  size_t size = strlen(text);
  assert(progress->size + size + 1 < SAID_MAX);
  memcpy(progress->said + progress->size, text, size);
  progress->said[progress->size + size] = '\n';
  progress->size += size + 1;
  mem_free(text);
  json_decref(line);
}

int crash_points(int *points) {
  int count_of = 0, first = 1, calls = progress->calls < CALLS_MAX ? progress->calls : CALLS_MAX;
  for (int call = 1; call <= calls; call++) {
    if (progress->call[call - 1] != 's') continue;
    points[count_of++] = first;
    if (call - 1 > first) points[count_of++] = (first + call) / 2;
    if (call > first) points[count_of++] = call;
    first = call + 1;
  }
  return count_of;
}
