// Goal: an evidence file is whole and durable before its entry can commit, or it is not there at all (J5; RELIABILITY 3.1).
// Method: the files of struct env are wrapped: each call is written down, and the k-th one is made to fail, for every k. A failed sync must
// end the process, so each try runs in a child; the parent then looks at what is left.
#include "fixture.h"
#include "store/sniff.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

static const char TEXT[] = "minutes of the meeting of 4 May";

enum { CALLS_MAX = 64, ACCEPTED = 10, REFUSED_FULL = 11, REFUSED = 12, STOPPED = 3 };

// The world, with one call that fails. `log` has a word a call.
struct world {
  const struct env_files *real;
  int call, fail_at, why;
  char log[CALLS_MAX * 8];
};

static bool fails(struct world *world, const char *word) {
  strncat(world->log, word, sizeof world->log - strlen(world->log) - 1);
  strncat(world->log, " ", sizeof world->log - strlen(world->log) - 1);
  if (++world->call != world->fail_at) return false;
  errno = world->why;
  return true;
}

static int w_open(void *user, const char *path, int flags, int mode) {
  struct world *world = user;
  return fails(world, "open") ? -1 : world->real->open(NULL, path, flags, mode);
}
static ssize_t w_read(void *user, int fd, void *bytes, size_t size) {
  struct world *world = user;
  return fails(world, "read") ? -1 : world->real->read(NULL, fd, bytes, size > 20 ? 20 : size); // short reads
}
static ssize_t w_write(void *user, int fd, const void *bytes, size_t size) {
  struct world *world = user;
  return fails(world, "write") ? -1 : world->real->write(NULL, fd, bytes, size > 7 ? 7 : size); // short writes
}
static int w_sync(void *user, int fd) {
  struct world *world = user;
  return fails(world, "sync") ? -1 : world->real->sync(NULL, fd);
}
static int w_close(void *user, int fd) {
  struct world *world = user;
  int closed = world->real->close(NULL, fd);
  return fails(world, "close") ? -1 : closed;
}
static int w_rename_new(void *user, const char *from, const char *to) {
  struct world *world = user;
  return fails(world, "rename") ? -1 : world->real->rename_new(NULL, from, to);
}
static int w_remove(void *user, const char *path) {
  struct world *world = user;
  return fails(world, "remove") ? -1 : world->real->remove(NULL, path);
}
static int w_make_folder(void *user, const char *path) {
  struct world *world = user;
  return fails(world, "folder") ? -1 : world->real->make_folder(NULL, path);
}
static int w_sync_folder(void *user, const char *path) {
  struct world *world = user;
  return fails(world, "syncdir") ? -1 : world->real->sync_folder(NULL, path);
}

static const struct env_files failing = {w_open, w_read, w_write, w_sync, w_close, w_rename_new, w_remove, w_make_folder, w_sync_folder};

static struct env env_of(struct world *world) {
  struct env env = env_system();
  world->real = env.files;
  env.user = world;
  env.files = &failing;
  return env;
}

static int pipe_with(const char *text) {
  int pair[2];
  assert_int_equal(pipe(pair), 0);
  assert_int_equal(write(pair[1], text, strlen(text)), (ssize_t)strlen(text));
  close(pair[1]);
  return pair[0];
}

static bool add(const struct env *env, const char *folder, const char *text, struct hash *hash, int64_t *size, struct err *err) {
  int fd = pipe_with(text);
  struct evidence_file file;
  bool ok = evidence_store(env, folder, fd, EVIDENCE_SIZE_MAX, &file, err);
  if (ok) *hash = file.sha256, *size = file.size;
  close(fd);
  return ok;
}

static void a_file_is_kept_by_its_hash_in_the_right_order(void **state) {
  (void)state;
  char *folder = folder_new(), hex[HASH_HEX_SIZE];
  struct world world = {0};
  struct env env = env_of(&world);
  struct err err = {0};
  struct hash hash, wanted = hash_of(TEXT, strlen(TEXT));
  int64_t size = 0;
  assert_true(add(&env, folder, TEXT, &hash, &size, &err));
  assert_true(hash_equal(&hash, &wanted));
  assert_int_equal(size, strlen(TEXT));
  // RELIABILITY 3.1: write, sync, close, rename, sync the folder; only then may the caller commit.
  assert_string_equal(world.log,
                      "folder folder open read write write write read write write read sync close folder rename syncdir syncdir syncdir ");
  hex_write(hex, hash.bytes, HASH_SIZE);
  char *path = evidence_path(folder, hex);
  struct stat found;
  assert_int_equal(stat(path, &found), 0);
  assert_int_equal(found.st_mode & 0777, 0600);
  assert_true(evidence_check(&env, folder, hex, &err));
  // The same bytes again are the same file.
  assert_true(add(&env, folder, TEXT, &hash, &size, &err));
  assert_true(evidence_check(&env, folder, hex, &err));
  // Another content under that name is no place to drop ours into.
  FILE *spoiled = fopen(path, "w");
  fputs("other", spoiled);
  fclose(spoiled);
  assert_false(add(&env, folder, TEXT, &hash, &size, &err));
  assert_int_equal(err.code, ERR_CORRUPT);
  mem_free(path);
  folder_drop(folder);
}

static void what_is_no_evidence_is_refused(void **state) {
  (void)state;
  char *folder = folder_new();
  struct env env = env_system();
  struct err err = {0};
  struct hash hash;
  int64_t size = 77;
  assert_false(add(&env, folder, "", &hash, &size, &err));
  assert_int_equal(err.code, ERR_INVALID);
  assert_int_equal(size, 77);
  assert_false(evidence_check(&env, folder, "../../../../etc/passwd", &err));
  assert_int_equal(err.code, ERR_INVALID);
  assert_false(evidence_check(&env, folder, "00000000000000000000000000000000000000000000000000000000000000ff", &err));
  assert_int_equal(err.code, ERR_NOT_FOUND);
  folder_drop(folder);
}

static int count_files(const char *folder, const char *sub) {
  char *path = mem_format("%s/evidence/%s", folder, sub);
  DIR *listing = opendir(path);
  int count = 0;
  for (struct dirent *item; listing && (item = readdir(listing));)
    if (item->d_name[0] != '.') count++;
  if (listing) closedir(listing);
  mem_free(path);
  return count;
}

// What the program does: keep the file, and only then commit the entry that names it.
static int add_and_record(const char *folder, int fail_at, int why) {
  struct env plain = env_system();
  struct err err = {0};
  struct store *store = store_open(&plain, folder, &err);
  struct world world = {.fail_at = fail_at, .why = why};
  struct env env = env_of(&world);
  struct hash hash;
  int64_t size;
  char hex[HASH_HEX_SIZE];
  if (!add(&env, folder, TEXT, &hash, &size, &err)) {
    store_close(store);
    return err.code == ERR_FULL ? REFUSED_FULL : REFUSED;
  }
  hex_write(hex, hash.bytes, HASH_SIZE);
  struct entry entry;
  entry_init(&entry, ENTRY_EVENT, AT(50), AT(50));
  entry.case_id = id_of(1);
  entry_part(&entry, "field/evidence", json_pack("[{s:s, s:I}]", "sha256", hex, "size", (json_int_t)size));
  append(store, &entry);
  store_close(store);
  return world.call < fail_at ? ACCEPTED + 10 : ACCEPTED;
}

static int in_child(const char *folder, int fail_at, int why) {
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    if (!freopen("/dev/null", "w", stderr)) _exit(99);
    _exit(add_and_record(folder, fail_at, why));
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

// J5: whichever call fails, there is never an entry without its file; and what was refused can simply be done again.
static void no_failing_call_leaves_an_entry_without_its_file(void **state) {
  (void)state;
  struct env env = env_system();
  int stopped = 0, refused = 0, k;
  for (int round = 0; round < 2; round++) {
    for (k = 1; k < CALLS_MAX; k++) {
      char *folder = folder_new();
      struct store *store = make_store(&env, folder);
      put_definition(store);
      start_case(store, 1, AT(0));
      store_close(store);
      int ended = in_child(folder, k, round ? ENOSPC : EIO);
      store = open_store(&env, folder);
      assert_sound(store); // hashes the file of every entry that names one
      int64_t count = journal_count(store);
      assert_int_equal(count, ended >= ACCEPTED && ended != REFUSED && ended != REFUSED_FULL ? 2 : 1);
      assert_int_equal(count_files(folder, "tmp"), 0); // what was left there is cleaned
      store_close(store);
      if (round && ended != ACCEPTED + 10) assert_true(ended == REFUSED_FULL || ended == ACCEPTED); // a full disk never ends the process
      stopped += ended == STOPPED;
      refused += ended == REFUSED || ended == REFUSED_FULL;
      if (ended == REFUSED || ended == REFUSED_FULL || ended == STOPPED) assert_int_equal(in_child(folder, 0, 0), ACCEPTED);
      folder_drop(folder);
      if (ended == ACCEPTED + 10) break; // k is past the last call
    }
    assert_in_range(k, 15, CALLS_MAX - 1);
  }
  assert_int_equal(stopped, 4); // the file's sync and the three folders'
  assert_true(refused > 10);
}

static void leftovers_are_cleaned_when_the_store_is_opened(void **state) {
  (void)state;
  char *folder = folder_new();
  struct env env = env_system();
  store_close(make_store(&env, folder));
  char *command = mem_format("mkdir -p '%s/evidence/tmp' && echo half > '%s/evidence/tmp/00ff'", folder, folder);
  assert_int_equal(system(command), 0);
  mem_free(command);
  assert_int_equal(count_files(folder, "tmp"), 1);
  store_close(open_store(&env, folder));
  assert_int_equal(count_files(folder, "tmp"), 0);
  folder_drop(folder);
}

// J5: what a file is called says nothing of what it is. Archives are not opened to look.
static void the_type_is_told_by_the_bytes(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t size;
    const char *type;
  } files[] = {
      {"%PDF-1.7\n", 9, "application/pdf"},
      {"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16, "image/png"},
      {"minutes of the meeting\n", 23, "text/plain"},
      {"<html><script>alert(1)</script></html>", 38, "text/html"},
      {"\x1f\x8b\x08\0\0\0\0\0\0\x03", 10, "application/gzip"},
      {"MZ\x90\0", 4, "application/octet-stream"},
  };
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    char type[EVIDENCE_TYPE_SIZE];
    sniff_type(files[i].bytes, files[i].size, type);
    assert_string_equal(type, files[i].type);
  }
}

static long resident_kb(void) {
  char line[200];
  long kb = 0;
  FILE *status = fopen("/proc/self/status", "r");
  while (fgets(line, sizeof line, status))
    if (sscanf(line, "VmHWM: %ld", &kb) == 1) break;
  fclose(status);
  return kb;
}

// A file of a gigabyte costs no more memory than one of a kilobyte; hashing and copying go through the same buffer.
static void a_large_file_costs_no_memory(void **state) {
  (void)state;
  char *folder = folder_new(), *path = mem_format("%s/large", folder);
  struct env env = env_system();
  struct err err = {0};
  struct evidence_file file;
  int fd = open(path, O_RDWR | O_CREAT, 0600);
  assert_int_equal(ftruncate(fd, 1 << 30), 0);
  assert_true(evidence_hash(&env, fd, EVIDENCE_SIZE_MAX, &file, &err));
  long before = resident_kb();
  assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
  assert_true(evidence_hash(&env, fd, EVIDENCE_SIZE_MAX, &file, &err));
  assert_int_equal(file.size, 1 << 30);
  assert_in_range(resident_kb() - before, 0, 1024);
  assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
  assert_false(evidence_store(&env, folder, fd, 1 << 20, &file, &err)); // over the board's limit: nothing of it stays
  assert_int_equal(err.code, ERR_LIMIT);
  assert_non_null(strstr(err.text, "larger than 1 MB"));
  assert_int_equal(count_files(folder, "tmp"), 0);
  close(fd);
  mem_free(path);
  folder_drop(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_file_is_kept_by_its_hash_in_the_right_order),
      cmocka_unit_test(what_is_no_evidence_is_refused),
      cmocka_unit_test(no_failing_call_leaves_an_entry_without_its_file),
      cmocka_unit_test(leftovers_are_cleaned_when_the_store_is_opened),
      cmocka_unit_test(the_type_is_told_by_the_bytes),
      cmocka_unit_test(a_large_file_costs_no_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
