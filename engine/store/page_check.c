// Checksums of pages: see page_check.h. The form is that of SQLite's own extension cksumvfs, so that it reads our files: the last 8 bytes
// of a page are two little-endian sums over those before.
//
// 1. A page of the file is stamped when it is copied there from the write-ahead log; the log has checksums of its own, and is left alone.
// 2. A file is checked when its header keeps 8 bytes of each page free, or bears our second application number: one flipped bit cannot
//    take both away.
// 3. A copy that is written before its first page (a backup) is stamped because its maker says so.
#include "store/page_check.h"

#include "base/mem.h"
#include "store/log_file.h"
#include "store/page_map.h"

#include <assert.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { PAGE_MIN = 512, HEADER_SIZE = 100, RESERVED_AT = 20, APPLICATION_AT = 68 };

struct page_check {
  sqlite3_vfs vfs; // its pAppData is this
  sqlite3_vfs *base;
  char *name;
  sqlite3_file *lent;   // NULL: it opens files; else all that it opens is this one
  struct page_map *map; // where that one lies in memory; NULL: it is read
  int own_fd;           // page_check_map's; -1: none yet
  bool all, on;
};

struct checked_file {
  sqlite3_file head;
  struct page_check *check; // NULL: no file of pages, such as the log
  bool is_log;
  struct log_file log;
  uint8_t *scratch; // a page while it is stamped
  int room;
  sqlite3_file *real; // lies behind this
};

#define OURS(file) ((struct checked_file *)(file))
#define REAL(file) (OURS(file)->real)
#define METHODS(file) (REAL(file)->pMethods)

static uint32_t word_at(const uint8_t *bytes) {
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void put_word(uint8_t *bytes, uint32_t word) {
  for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(word >> (8 * i));
}

struct sums {
  uint32_t one, two;
};

static inline void sum_on(struct sums *sums, const uint8_t *bytes) {
  sums->one += word_at(bytes) + sums->two;
  sums->two += word_at(bytes + 4) + sums->one;
}

// So many steps over zeros take (one, two) to (a one + b two, b one + (a + b) two): a single one has a = b = 1, twice as many are these
// squared.
struct leap {
  uint32_t a, b;
};

static struct leap leap_of(int steps) {
  uint32_t a = 1, b = 0;
  for (int bit = 31 - __builtin_clz((unsigned)steps | 1); bit >= 0; bit--) {
    uint32_t c = a * a + b * b, d = b * (2 * a + b);
    bool more = steps >> bit & 1;
    a = more ? c + d : c, b = more ? c + 2 * d : d;
  }
  return (struct leap){a, b};
}

static struct sums join(struct sums before, struct leap leap, struct sums sums) {
  return (struct sums){leap.a * before.one + leap.b * before.two + sums.one,
                       leap.b * before.one + (leap.a + leap.b) * before.two + sums.two};
}

// Each step waits for the one before it, so four parts of the page are summed side by side and then put together. Which is no order that a
// processor foresees, and most often the page behind is summed next, so that is asked for meanwhile, a line of its cache at a time; asking
// for what is not there does nothing.
static void sum_page(const uint8_t *page, int size, uint8_t out[PAGE_CHECK_SIZE]) {
  enum { STEP = 8, LINE = 64 };
  int steps = (size - PAGE_CHECK_SIZE) / STEP / 4, part = steps * STEP;
  struct sums a = {0}, b = {0}, c = {0}, d = {0};
  for (int at = 0; at < part; at += STEP) {
    if (at % (LINE / 4) == 0) __builtin_prefetch(page + size + 4 * at);
    sum_on(&a, page + at);
    sum_on(&b, page + part + at);
    sum_on(&c, page + 2 * part + at);
    sum_on(&d, page + 3 * part + at);
  }
  struct leap leap = leap_of(steps);
  a = join(join(join(a, leap, b), leap, c), leap, d);
  for (int at = 4 * part; at < size - PAGE_CHECK_SIZE; at += STEP) sum_on(&a, page + at);
  put_word(out, a.one);
  put_word(out + 4, a.two);
}

static bool is_page(int size, sqlite3_int64 at) { return size >= PAGE_MIN && (size & (size - 1)) == 0 && at % size == 0; }

static bool is_whole(const void *page, int size) {
  uint8_t sum[PAGE_CHECK_SIZE];
  sum_page(page, size, sum);
  return memcmp(sum, (const uint8_t *)page + size - PAGE_CHECK_SIZE, sizeof sum) == 0;
}

static void look_at_header(struct page_check *check, const uint8_t *bytes, int size, sqlite3_int64 at) {
  static const uint8_t application[] = {0x57, 0x4D, 0x4B, 0x32};
  if (at != 0 || size < HEADER_SIZE) return;
  if (bytes[RESERVED_AT] == PAGE_CHECK_SIZE || memcmp(bytes + APPLICATION_AT, application, sizeof application) == 0) check->on = true;
}

static int flush(sqlite3_file *file) { return OURS(file)->is_log ? log_file_flush(&OURS(file)->log, REAL(file)) : SQLITE_OK; }

static int file_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 at) {
  struct page_check *check = OURS(file)->check;
  int flushed = flush(file);
  if (flushed == SQLITE_OK && OURS(file)->is_log) flushed = log_file_missing(&OURS(file)->log, size, at);
  int read = flushed ? flushed : METHODS(file)->xRead(REAL(file), bytes, size, at);
  if (read != SQLITE_OK || !check) return read;
  look_at_header(check, bytes, size, at);
  if (!check->on || !is_page(size, at)) return SQLITE_OK;
  return is_whole(bytes, size) ? SQLITE_OK : SQLITE_CORRUPT;
}

static const void *stamped(struct checked_file *file, const void *bytes, int size) {
  if (file->room < size) file->scratch = mem_grow(file->scratch, (size_t)(file->room = size), 1);
  memcpy(file->scratch, bytes, (size_t)size);
  sum_page(file->scratch, size, file->scratch + size - PAGE_CHECK_SIZE);
  return file->scratch;
}

// Page 1 comes first when the log is copied, so that a file that begins to be checked is checked from its first page on.
static int file_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at) {
  struct page_check *check = OURS(file)->check;
  if (OURS(file)->is_log) return log_file_write(&OURS(file)->log, REAL(file), bytes, size, at);
  if (check) look_at_header(check, bytes, size, at);
  if (check && (check->on || check->all) && is_page(size, at)) bytes = stamped(OURS(file), bytes, size);
  return METHODS(file)->xWrite(REAL(file), bytes, size, at);
}

static int file_close(sqlite3_file *file) {
  int flushed = flush(file), closed = METHODS(file)->xClose(REAL(file));
  log_file_clear(&OURS(file)->log);
  mem_free(OURS(file)->scratch);
  return flushed ? flushed : closed;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
  int flushed = flush(file);
  return flushed ? flushed : METHODS(file)->xTruncate(REAL(file), size);
}

static int file_sync(sqlite3_file *file, int flags) {
  int flushed = flush(file);
  return flushed ? flushed : METHODS(file)->xSync(REAL(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
  int flushed = flush(file);
  return flushed ? flushed : METHODS(file)->xFileSize(REAL(file), size);
}

static int file_lock(sqlite3_file *file, int level) { return METHODS(file)->xLock(REAL(file), level); }
static int file_unlock(sqlite3_file *file, int level) { return METHODS(file)->xUnlock(REAL(file), level); }
static int file_reserved(sqlite3_file *file, int *out) { return METHODS(file)->xCheckReservedLock(REAL(file), out); }
static int file_control(sqlite3_file *file, int what, void *arg) { return METHODS(file)->xFileControl(REAL(file), what, arg); }
static int file_sector(sqlite3_file *file) { return METHODS(file)->xSectorSize(REAL(file)); }
static int file_traits(sqlite3_file *file) { return METHODS(file)->xDeviceCharacteristics(REAL(file)); }

// Version 1: no shared memory and no mapped file, neither of which the store uses; a page that may still be written cannot be mapped.
static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
};

// ---- a file that is lent: what reads it never closes, locks or changes it

static int lent_nothing(sqlite3_file *file) {
  (void)file;
  return SQLITE_OK;
}
static int lent_level(sqlite3_file *file, int level) {
  (void)file, (void)level;
  return SQLITE_OK;
}
static int lent_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at) {
  (void)file, (void)bytes, (void)size, (void)at;
  return SQLITE_READONLY;
}
static int lent_truncate(sqlite3_file *file, sqlite3_int64 size) { return lent_write(file, NULL, 0, size); }
static int lent_reserved(sqlite3_file *file, int *out) {
  *out = 0;
  return lent_nothing(file);
}
static int lent_control(sqlite3_file *file, int what, void *arg) {
  (void)file, (void)what, (void)arg;
  return SQLITE_NOTFOUND;
}

// Without a page here SQLite reads it.
static int lent_fetch(sqlite3_file *file, sqlite3_int64 at, int size, void **page) {
  struct page_map *map = OURS(file)->check->map;
  *page = map ? (void *)page_map_at(map, at, size) : NULL;
  return SQLITE_OK;
}
static int lent_unfetch(sqlite3_file *file, sqlite3_int64 at, void *page) {
  (void)file, (void)at, (void)page;
  return SQLITE_OK;
}

static const sqlite3_io_methods lent_methods = {
    .iVersion = 3,
    .xFetch = lent_fetch,
    .xUnfetch = lent_unfetch,
    .xClose = lent_nothing,
    .xRead = file_read,
    .xWrite = lent_write,
    .xTruncate = lent_truncate,
    .xSync = lent_level,
    .xFileSize = file_size,
    .xLock = lent_level,
    .xUnlock = lent_level,
    .xCheckReservedLock = lent_reserved,
    .xFileControl = lent_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
};

// ---- the VFS

static int open_lent(struct page_check *check, struct checked_file *ours, int flags, int *out) {
  if (!(flags & SQLITE_OPEN_MAIN_DB)) return SQLITE_CANTOPEN;
  *ours = (struct checked_file){.check = check, .real = REAL(check->lent), .head.pMethods = &lent_methods};
  if (out) *out = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
  return SQLITE_OK;
}

static int open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out) {
  struct page_check *check = vfs->pAppData;
  struct checked_file *ours = OURS(file);
  if (check->lent) return open_lent(check, ours, flags, out);
  *ours = (struct checked_file){
      .check = flags & SQLITE_OPEN_MAIN_DB ? check : NULL, .is_log = (flags & SQLITE_OPEN_WAL) != 0, .real = (sqlite3_file *)(ours + 1)};
  memset(ours->real, 0, (size_t)check->base->szOsFile);
  int opened = check->base->xOpen(check->base, path, ours->real, flags, out);
  if (ours->real->pMethods) ours->head.pMethods = &methods;
  return opened;
}

static sqlite3_vfs *base_of(const sqlite3_vfs *vfs) { return ((struct page_check *)vfs->pAppData)->base; }

static int remove_file(sqlite3_vfs *vfs, const char *path, int sync) { return base_of(vfs)->xDelete(base_of(vfs), path, sync); }
static int access_file(sqlite3_vfs *vfs, const char *path, int flags, int *out) {
  return base_of(vfs)->xAccess(base_of(vfs), path, flags, out);
}
static int whole_path(sqlite3_vfs *vfs, const char *path, int size, char *out) {
  return base_of(vfs)->xFullPathname(base_of(vfs), path, size, out);
}

struct page_check *page_check_new(const char *base) {
  struct page_check *check = mem_new(sizeof *check);
  check->base = sqlite3_vfs_find(base);
  assert(check->base);
  check->own_fd = -1;
  check->name = mem_format("checked-%p", (void *)check); // no two at a time have one name
  check->vfs = *check->base;
  check->vfs.zName = check->name;
  check->vfs.pAppData = check;
  check->vfs.pNext = NULL;
  check->vfs.szOsFile = (int)sizeof(struct checked_file) + check->base->szOsFile;
  check->vfs.xOpen = open_file;
  check->vfs.xDelete = remove_file;
  check->vfs.xAccess = access_file;
  check->vfs.xFullPathname = whole_path;
  int registered = sqlite3_vfs_register(&check->vfs, 0);
  assert(registered == SQLITE_OK);
  (void)registered;
  return check;
}

struct page_check *page_check_new_lent(sqlite3_file *file, struct page_map *map) {
  struct page_check *check = page_check_new(NULL);
  check->lent = file;
  check->map = map;
  check->on = OURS(file)->check->on;
  return check;
}

void page_check_free(struct page_check *check) {
  if (!check) return;
  sqlite3_vfs_unregister(&check->vfs);
  if (check->own_fd >= 0) close(check->own_fd);
  mem_free(check->name);
  mem_free(check);
}

// The descriptor stays open until the connection is closed: closing any of a file's takes the process's locks on it away.
struct page_map *page_check_map(struct page_check *check, sqlite3_file *file, const char *path, int page_size) {
  int moved = 1;
  if (METHODS(file)->xFileControl(REAL(file), SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK || moved) return NULL;
  if (check->own_fd < 0) check->own_fd = open(path, O_RDONLY | O_CLOEXEC);
  return check->own_fd < 0 ? NULL : page_map_new(check->own_fd, path, page_size, check->on ? is_whole : NULL);
}

const char *page_check_vfs(const struct page_check *check) { return check->name; }
void page_check_all(struct page_check *check) { check->all = true; }
bool page_check_is_on(const struct page_check *check) { return check->on; }
