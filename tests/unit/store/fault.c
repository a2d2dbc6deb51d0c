// Goal: whatever the disk does, an acknowledged entry is kept, and none is kept by half (E3; RELIABILITY 3.2: a full disk is refused and
// recovers, a failed sync ends the process).
// Method: a VFS stands before SQLite's own, with room for so many bytes or with a k-th call that fails, for every k. It offers no shared
// memory, which also shows that the store needs none. A small tmpfs is filled as well, where one can be mounted.
#include "fixture.h"
#include "store/erase.h"

#include <sys/mman.h>
#include <sys/mount.h>

enum { EVENTS = 12, STOPPED = 3, CALLS_MAX = 400 };

// What the VFS is to do; shared with children.
struct faults {
  long room;         // bytes that may still be written; below zero: any number
  int call, fail_at; // writes, truncations and syncs are counted
  int acknowledged, syncs;
  bool sync_failed;
};

static struct faults *faults;

struct shim_file {
  sqlite3_file base;
  sqlite3_file *real;
};

#define REAL(file) ((struct shim_file *)(file))->real

static bool strikes(void) { return ++faults->call == faults->fail_at; }

static int shim_close(sqlite3_file *file) {
  int closed = REAL(file)->pMethods->xClose(REAL(file));
  sqlite3_free(REAL(file));
  return closed;
}
static int shim_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 at) {
  return REAL(file)->pMethods->xRead(REAL(file), bytes, size, at);
}
static int shim_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at) {
  if (strikes()) return SQLITE_IOERR_WRITE;
  if (faults->room >= 0 && faults->room < size) return SQLITE_FULL;
  if (faults->room >= 0) faults->room -= size;
  return REAL(file)->pMethods->xWrite(REAL(file), bytes, size, at);
}
static int shim_truncate(sqlite3_file *file, sqlite3_int64 size) {
  return strikes() ? SQLITE_IOERR_TRUNCATE : REAL(file)->pMethods->xTruncate(REAL(file), size);
}
static int shim_sync(sqlite3_file *file, int flags) {
  faults->syncs++;
  if (!strikes()) return REAL(file)->pMethods->xSync(REAL(file), flags);
  faults->sync_failed = true;
  return SQLITE_IOERR_FSYNC;
}
static int shim_size(sqlite3_file *file, sqlite3_int64 *size) { return REAL(file)->pMethods->xFileSize(REAL(file), size); }
static int shim_lock(sqlite3_file *file, int level) { return REAL(file)->pMethods->xLock(REAL(file), level); }
static int shim_unlock(sqlite3_file *file, int level) { return REAL(file)->pMethods->xUnlock(REAL(file), level); }
static int shim_reserved(sqlite3_file *file, int *out) { return REAL(file)->pMethods->xCheckReservedLock(REAL(file), out); }
static int shim_control(sqlite3_file *file, int op, void *arg) { return REAL(file)->pMethods->xFileControl(REAL(file), op, arg); }
static int shim_sector(sqlite3_file *file) { return REAL(file)->pMethods->xSectorSize(REAL(file)); }
static int shim_traits(sqlite3_file *file) { return REAL(file)->pMethods->xDeviceCharacteristics(REAL(file)); }

static const sqlite3_io_methods shim_methods = {1,         shim_close,  shim_read,     shim_write,   shim_truncate, shim_sync,   shim_size,
                                                shim_lock, shim_unlock, shim_reserved, shim_control, shim_sector,   shim_traits, NULL,
                                                NULL,      NULL,        NULL,          NULL,         NULL};

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags) {
  sqlite3_vfs *real = vfs->pAppData;
  struct shim_file *shim = (struct shim_file *)file;
  shim->real = sqlite3_malloc(real->szOsFile);
  memset(shim->real, 0, (size_t)real->szOsFile);
  int opened = real->xOpen(real, name, shim->real, flags, out_flags);
  shim->base.pMethods = opened == SQLITE_OK ? &shim_methods : NULL;
  if (opened != SQLITE_OK) sqlite3_free(shim->real);
  return opened;
}

static sqlite3_vfs shim_vfs;

static int set_up_all(void **state) {
  (void)state;
  sqlite3_initialize();
  faults = mmap(NULL, sizeof *faults, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  shim_vfs = *sqlite3_vfs_find(NULL);
  shim_vfs.pAppData = sqlite3_vfs_find(NULL);
  shim_vfs.zName = "faulty";
  shim_vfs.szOsFile = sizeof(struct shim_file);
  shim_vfs.xOpen = shim_open;
  shim_vfs.pNext = NULL;
  return sqlite3_vfs_register(&shim_vfs, 0);
}

static struct env world(void) {
  struct env env = env_system();
  env.vfs = "faulty";
  return env;
}

static void no_faults(void) { *faults = (struct faults){.room = -1}; }

static bool try_long_change(struct store *store, int64_t at, struct err *err) {
  struct entry entry;
  entry_init(&entry, ENTRY_EVENT, at, at);
  entry.case_id = id_of(1);
  char *note = mem_new(8001);
  memset(note, 'n', 8000);
  entry_part_text(&entry, "note", note);
  mem_free(note);
  bool ok = journal_append(store, &entry, err);
  entry_clear(&entry);
  return ok;
}

static bool try_change(struct store *store, int64_t at, struct err *err) {
  struct entry entry;
  entry_init(&entry, ENTRY_EVENT, at, at);
  entry.case_id = id_of(1);
  part(&entry, "field/note", "\"a note of some length, so that pages fill up: a note of some length, so that pages fill up\"");
  bool ok = journal_append(store, &entry, err);
  entry_clear(&entry);
  return ok;
}

static void a_full_disk_is_refused_and_recovers(void **state) {
  (void)state;
  struct env env = world();
  // Sizes at which the room ends in another page and another step each time.
  for (long room = 0; room < 400000; room += 7000) {
    no_faults();
    char *folder = folder_new();
    struct store *store = make_store(&env, folder);
    put_definition(store);
    start_case(store, 1, AT(0));
    faults->room = room;
    struct err err = {0};
    int kept = 1, tries = 0;
    while (try_change(store, AT(tries), &err) && ++tries < 2000) kept++;
    assert_int_equal(err.code, ERR_FULL);
    assert_non_null(strstr(err.text, "make room"));
    assert_int_equal(journal_count(store), kept); // reading goes on
    assert_sound(store);
    faults->room = -1; // space returns: no restart is needed
    assert_true(try_change(store, AT(9000), &err));
    store_close(store);
    store = open_store(&env, folder);
    assert_int_equal(journal_count(store), kept + 1);
    assert_sound(store);
    store_close(store);
    folder_drop(folder);
  }
}

// E3: when the database undoes the whole transaction, no event of it may be taken for kept; then they run one by one.
static void a_group_that_the_disk_undid_is_undone_at_every_level(void **state) {
  (void)state;
  struct env env = world();
  no_faults();
  char *folder = folder_new();
  struct store *store = make_store(&env, folder);
  put_definition(store);
  start_case(store, 1, AT(0));
  struct err err = {0};
  faults->room = 1000000;
  assert_true(store_begin(store, &err));
  int kept = 0;
  for (int i = 0; i < 2000; i++) { // more than the page cache holds: pages go to the disk before the commit
    if (!store_begin(store, &err)) continue;
    if (try_long_change(store, AT(i), &err))
      kept += store_commit(store, &err);
    else
      store_rollback(store);
  }
  assert_in_range(kept, 100, 1900); // it was undone half-way, not at the end
  assert_false(store_commit(store, &err));
  assert_int_equal(err.code, ERR_FULL);
  assert_int_equal(journal_count(store), 1);
  faults->room = -1;
  assert_true(try_change(store, AT(1), &err));
  assert_int_equal(journal_count(store), 2);
  assert_sound(store);
  store_close(store);
  folder_drop(folder);
}

// At synchronous=FULL an acknowledged entry was synced; NORMAL would lose the last ones in a power cut.
static void each_commit_syncs(void **state) {
  (void)state;
  struct env env = world();
  no_faults();
  char *folder = folder_new();
  struct store *store = make_store(&env, folder);
  put_definition(store);
  start_case(store, 1, AT(0));
  struct err err = {0};
  for (int i = 0; i < EVENTS; i++) {
    int before = faults->syncs;
    assert_true(try_change(store, AT(i), &err));
    assert_true(faults->syncs > before);
  }
  store_close(store);
  folder_drop(folder);
}

static void work(const char *folder) {
  struct env env = world();
  struct err err = {0};
  if (!freopen("/dev/null", "w", stderr)) _exit(98);
  struct store *store = store_open(&env, folder, &err);
  if (!store) _exit(1);
  for (int i = 0; i < EVENTS; i++)
    if (try_change(store, AT(i), &err)) faults->acknowledged++;
  store_close(store);
  _exit(0);
}

static void a_call_that_fails_loses_nothing_acknowledged(void **state) {
  (void)state;
  struct env env = world();
  int stopped = 0, k;
  for (k = 1; k < CALLS_MAX; k++) {
    no_faults();
    char *folder = folder_new();
    struct store *store = make_store(&env, folder);
    put_definition(store);
    start_case(store, 1, AT(0));
    store_close(store);
    *faults = (struct faults){.room = -1, .fail_at = k};
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) work(folder);
    int status;
    waitpid(child, &status, 0);
    if (!WIFEXITED(status)) fail_msg("call %d ended the process by a signal", k);
    stopped += WEXITSTATUS(status) == STOPPED;
    bool over = faults->call < k;
    int acknowledged = faults->acknowledged;
    no_faults();
    store = open_store(&env, folder);
    int64_t found = journal_count(store) - 1;
    // The one that was in hand may be there whole; one that was acknowledged must be.
    if (found < acknowledged || found > acknowledged + 1) fail_msg("call %d: %d acknowledged, %d found", k, acknowledged, (int)found);
    assert_sound(store);
    store_close(store);
    folder_drop(folder);
    if (over) break;
  }
  assert_in_range(k, EVENTS * 2, CALLS_MAX - 1);
  assert_true(stopped >= EVENTS); // each commit's sync, at least
}

static void finish_erasure(const char *folder, int fail_at) {
  struct env env = world();
  struct err err = {0};
  json_t *nothing = json_array(), *files = json_object();
  if (!freopen("/dev/null", "w", stderr)) _exit(98);
  struct store *store = store_open(&env, folder, &err);
  if (!store || !store_begin(store, &err) || !erase_parts(store, nothing, files, &err) || !store_commit(store, &err)) _exit(97);
  *faults = (struct faults){.room = -1, .fail_at = fail_at};
  _exit(erase_finish(store, &err) ? 0 : 1);
}

// Also while old bytes are removed: whoever goes on after a failed sync builds on what may not be there.
static void a_sync_that_fails_after_an_erasure_ends_the_process(void **state) {
  (void)state;
  struct env env = world();
  int stopped = 0, status = -1, k;
  for (k = 1; k < CALLS_MAX && status != 0; k++) {
    no_faults();
    char *folder = folder_new();
    struct store *store = make_store(&env, folder);
    put_definition(store);
    start_case(store, 1, AT(0));
    store_close(store);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) finish_erasure(folder, k);
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= STOPPED);
    if (faults->sync_failed) assert_int_equal(WEXITSTATUS(status), STOPPED);
    stopped += faults->sync_failed;
    no_faults();
    store = open_store(&env, folder);
    assert_false(erase_is_unfinished(store));
    assert_sound(store);
    store_close(store);
    folder_drop(folder);
  }
  assert_true(k < CALLS_MAX && stopped > 2);
}

static void a_small_disk_fills_up(void **state) {
  (void)state;
  char *folder = folder_new();
  if (mount("none", folder, "tmpfs", 0, "size=600k") != 0) {
    folder_drop(folder);
    skip();
  }
  struct env env = env_system();
  struct err err = {0};
  struct store *store = make_store(&env, folder);
  put_definition(store);
  start_case(store, 1, AT(0));
  char *command = mem_format("head -c 100000 /dev/zero > '%s/other'", folder);
  assert_int_equal(system(command), 0);
  mem_free(command);
  int kept = 1;
  while (try_change(store, AT(kept), &err)) kept++;
  assert_int_equal(err.code, ERR_FULL);
  assert_true(kept > 3);
  assert_int_equal(journal_count(store), kept);
  int pair[2];
  struct evidence_file file;
  char block[20000] = "evidence";
  assert_int_equal(pipe(pair), 0);
  assert_int_equal(write(pair[1], block, sizeof block), (ssize_t)sizeof block);
  close(pair[1]);
  assert_false(evidence_store(&env, folder, pair[0], EVIDENCE_SIZE_MAX, &file, &err));
  assert_int_equal(err.code, ERR_FULL);
  close(pair[0]);
  command = mem_format("rm '%s/other'", folder);
  assert_int_equal(system(command), 0);
  mem_free(command);
  assert_true(try_change(store, AT(9999), &err));
  assert_sound(store);
  store_close(store);
  assert_int_equal(umount(folder), 0);
  folder_drop(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_full_disk_is_refused_and_recovers),
      cmocka_unit_test(a_group_that_the_disk_undid_is_undone_at_every_level),
      cmocka_unit_test(each_commit_syncs),
      cmocka_unit_test(a_call_that_fails_loses_nothing_acknowledged),
      cmocka_unit_test(a_sync_that_fails_after_an_erasure_ends_the_process),
      cmocka_unit_test(a_small_disk_fills_up),
  };
  return cmocka_run_group_tests(tests, set_up_all, NULL);
}
