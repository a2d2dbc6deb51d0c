// Gathered writes of the write-ahead log. Method: a file in memory whose writes are made to fail; what SQLite would be told is compared
// with what stands in it. Then SQLite itself, on a disk that is full once while a statement reads.
#include "store/log_file.h"

#include "fixture.h"
#include "store/page_check.h"

enum { SIZE = 1 << 20, FRAME = 4120 };

static struct {
  uint8_t bytes[SIZE];
  bool is_full;
  int writes;
} disk;

static int write_disk(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at) {
  (void)file;
  disk.writes++;
  if (disk.is_full) return SQLITE_FULL;
  memcpy(disk.bytes + at, bytes, (size_t)size);
  return SQLITE_OK;
}

static const sqlite3_io_methods methods = {.iVersion = 1, .xWrite = write_disk};
static sqlite3_file real = {&methods};

static int put(struct log_file *log, char what, int frame) {
  uint8_t bytes[FRAME];
  memset(bytes, what, sizeof bytes);
  return log_file_write(log, &real, bytes, FRAME, (sqlite3_int64)frame * FRAME);
}

static bool stands(char what, int frame) { return disk.bytes[frame * FRAME] == what && disk.bytes[frame * FRAME + FRAME - 1] == what; }

static int set_up(void **state) {
  (void)state;
  memset(&disk, 0, sizeof disk);
  return 0;
}

static void what_follows_goes_in_one_piece(void **state) {
  struct log_file log = {0};
  (void)state;
  for (int i = 0; i < 10; i++) assert_int_equal(put(&log, (char)('a' + i), i), SQLITE_OK);
  assert_int_equal(disk.writes, 0);
  assert_int_equal(log_file_flush(&log, &real), SQLITE_OK);
  assert_int_equal(disk.writes, 1);
  for (int i = 0; i < 10; i++) assert_true(stands((char)('a' + i), i));
  log_file_clear(&log);
}

// Told by a read, SQLite takes back the statement that read, and would go on behind what is not there.
static void nothing_is_built_on_what_was_lost(void **state) {
  struct log_file log = {0};
  (void)state;
  assert_int_equal(put(&log, 'a', 0), SQLITE_OK);
  assert_int_equal(log_file_flush(&log, &real), SQLITE_OK);
  assert_true(put(&log, 'b', 1) == SQLITE_OK && put(&log, 'c', 2) == SQLITE_OK);
  disk.is_full = true;
  assert_int_equal(log_file_flush(&log, &real), SQLITE_FULL);
  disk.is_full = false;
  assert_int_equal(put(&log, 'd', 3), SQLITE_FULL);
  assert_int_equal(put(&log, 'd', 2), SQLITE_FULL);
  assert_int_equal(log_file_missing(&log, FRAME, 1 * FRAME), SQLITE_FULL);
  assert_int_equal(log_file_missing(&log, FRAME, 2 * FRAME), SQLITE_FULL);
  assert_int_equal(log_file_missing(&log, FRAME, 0), SQLITE_OK);
  assert_true(put(&log, 'A', 0) == SQLITE_OK && log_file_flush(&log, &real) == SQLITE_OK); // a page of this transaction, written over
  assert_int_equal(put(&log, 'd', 3), SQLITE_FULL);
  assert_true(put(&log, 'B', 1) == SQLITE_OK && put(&log, 'C', 2) == SQLITE_OK && put(&log, 'D', 3) == SQLITE_OK);
  assert_int_equal(log_file_flush(&log, &real), SQLITE_OK);
  assert_int_equal(log_file_missing(&log, FRAME, 2 * FRAME), SQLITE_OK);
  assert_true(stands('A', 0) && stands('B', 1) && stands('C', 2) && stands('D', 3));
  log_file_clear(&log);
}

// A shorter transaction comes next, and then the log from its start.
static void what_was_lost_is_made_good_as_it_is_written_again(void **state) {
  struct log_file log = {0};
  (void)state;
  for (int i = 0; i < 4; i++) assert_int_equal(put(&log, 'a', i), SQLITE_OK);
  disk.is_full = true;
  assert_int_equal(log_file_flush(&log, &real), SQLITE_FULL);
  assert_int_equal(put(&log, 'b', 0), SQLITE_OK);
  assert_int_equal(log_file_flush(&log, &real), SQLITE_FULL);
  assert_int_equal(put(&log, 'b', 1), SQLITE_FULL);
  disk.is_full = false;
  assert_true(put(&log, 'b', 0) == SQLITE_OK && put(&log, 'b', 1) == SQLITE_OK && log_file_flush(&log, &real) == SQLITE_OK);
  assert_int_equal(log_file_missing(&log, FRAME, FRAME), SQLITE_OK);
  assert_int_equal(log_file_missing(&log, FRAME, 2 * FRAME), SQLITE_FULL);
  for (int i = 0; i < 6; i++) assert_int_equal(put(&log, 'c', i), SQLITE_OK);
  assert_int_equal(log_file_flush(&log, &real), SQLITE_OK);
  assert_int_equal(log_file_missing(&log, FRAME, 3 * FRAME), SQLITE_OK);
  for (int i = 0; i < 6; i++) assert_true(stands('c', i));
  log_file_clear(&log);
}

// ---- SQLite itself

static sqlite3_io_methods once_full;
static const sqlite3_io_methods *own;
static bool is_full_next;

static int write_unless_full(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at) {
  bool full = is_full_next;
  is_full_next = false;
  return full ? SQLITE_FULL : own->xWrite(file, bytes, size, at);
}

static int open_log_so(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out) {
  (void)vfs;
  sqlite3_vfs *base = sqlite3_vfs_find(NULL);
  int opened = base->xOpen(base, path, file, flags, out);
  if (opened != SQLITE_OK || !(flags & SQLITE_OPEN_WAL)) return opened;
  own = file->pMethods;
  once_full = *own;
  once_full.xWrite = write_unless_full;
  file->pMethods = &once_full;
  return SQLITE_OK;
}

static void run(sqlite3 *db, const char *text) { assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK); }

static int note_whole(void *whole, int count, char **values, char **names) {
  (void)count, (void)names;
  *(bool *)whole = strcmp(values[0], "ok") == 0;
  return 0;
}

// More pages than the cache has are put off; the first that is read again is told that they could not be written.
static void put_off_too_many(sqlite3 *db) {
  run(db, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA cache_size = 12; PRAGMA wal_autocheckpoint = 0;"
          "CREATE TABLE a (b BLOB); CREATE TABLE c (n INT NOT NULL); BEGIN IMMEDIATE");
  for (int i = 0; i < 300; i++) run(db, "INSERT INTO a VALUES (randomblob(3900))");
  is_full_next = true;
}

static void no_transaction_commits_without_what_was_lost(void **state) {
  sqlite3_vfs vfs = *sqlite3_vfs_find(NULL);
  (void)state;
  vfs.zName = "once-full";
  vfs.xOpen = open_log_so;
  assert_int_equal(sqlite3_vfs_register(&vfs, 0), SQLITE_OK);
  char *folder = folder_new(), *path = mem_format("%s/a.db", folder);
  struct page_check *check = page_check_new("once-full");
  sqlite3 *db;
  bool whole = false;
  assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, page_check_vfs(check)), SQLITE_OK);
  put_off_too_many(db);
  assert_int_equal(sqlite3_exec(db, "INSERT INTO c SELECT length(b) FROM a WHERE rowid < 50", NULL, NULL, NULL), SQLITE_FULL);
  assert_false(is_full_next);
  if (!sqlite3_get_autocommit(db)) assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_FULL);
  assert_int_equal(sqlite3_exec(db, "PRAGMA integrity_check(1)", note_whole, &whole, NULL), SQLITE_OK);
  assert_true(whole);
  run(db, "INSERT INTO c VALUES (1); PRAGMA wal_checkpoint(TRUNCATE)"); // and all goes on
  sqlite3_close(db);
  page_check_free(check);
  sqlite3_vfs_unregister(&vfs);
  mem_free(path);
  folder_drop(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(no_transaction_commits_without_what_was_lost),
                                     cmocka_unit_test_setup(what_follows_goes_in_one_piece, set_up),
                                     cmocka_unit_test_setup(nothing_is_built_on_what_was_lost, set_up),
                                     cmocka_unit_test_setup(what_was_lost_is_made_good_as_it_is_written_again, set_up)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
