// Goal: whichever call to the disk fails for want of room while a backup is made or restored, it ends in a sentence, the board stays sound,
// no half backup passes for a whole one, and the next try goes through (RELIABILITY 3.2). Method: the files of struct env are wrapped and
// the k-th call fails, for every k; SQLite's own pages are failed by tests/fault/backup.lua on a disk that is full.
#include "fixture.h"
#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum { CALLS_MAX = 300 };

struct world {
  const struct env_files *real;
  int call, fail_at;
};

static bool fails(struct world *world) {
  errno = ENOSPC;
  return ++world->call == world->fail_at;
}

static int w_open(void *user, const char *path, int flags, int mode) {
  struct world *world = user;
  bool makes = flags & O_CREAT; // reading never wants room
  return makes && fails(world) ? -1 : world->real->open(NULL, path, flags, mode);
}
static ssize_t w_read(void *user, int fd, void *bytes, size_t size) {
  struct world *world = user;
  return world->real->read(NULL, fd, bytes, size);
}
static ssize_t w_write(void *user, int fd, const void *bytes, size_t size) {
  struct world *world = user;
  return fails(world) ? -1 : world->real->write(NULL, fd, bytes, size > 3000 ? 3000 : size); // short writes
}
static int w_sync(void *user, int fd) {
  struct world *world = user;
  return fails(world) ? -1 : world->real->sync(NULL, fd);
}
static int w_close(void *user, int fd) {
  struct world *world = user;
  int closed = world->real->close(NULL, fd);
  return fails(world) ? -1 : closed;
}
static int w_rename_new(void *user, const char *from, const char *to) {
  struct world *world = user;
  return fails(world) ? -1 : world->real->rename_new(NULL, from, to);
}
static int w_remove(void *user, const char *path) {
  struct world *world = user;
  return world->real->remove(NULL, path);
}
static int w_make_folder(void *user, const char *path) {
  struct world *world = user;
  return fails(world) ? -1 : world->real->make_folder(NULL, path);
}
static int w_sync_folder(void *user, const char *path) {
  struct world *world = user;
  return fails(world) ? -1 : world->real->sync_folder(NULL, path);
}

static const struct env_files failing = {w_open, w_read, w_write, w_sync, w_close, w_rename_new, w_remove, w_make_folder, w_sync_folder};

static struct env env_of(struct world *world) {
  struct env env = env_system();
  world->real = env.files;
  env.user = world;
  env.files = &failing;
  return env;
}

static void shell(const char *folder, const char *words) {
  char *command = mem_format("cd '%s' && %s", folder, words);
  assert_int_equal(system(command), 0);
  mem_free(command);
}

// A board of one item, a small file and two pieces of evidence.
static struct store *make_board(const struct env *env, const char *folder, const char *board) {
  struct err err;
  assert_int_equal(mkdir(board, 0700), 0);
  struct store *store = make_store(env, board);
  put_definition(store);
  start_case(store, 1, AT(0));
  shell(folder, "echo seed >board/board.lua && mkdir board/plugins");
  for (int i = 0; i < 2; i++) {
    int pair[2];
    struct evidence_file file;
    char hex[HASH_HEX_SIZE];
    assert_int_equal(pipe(pair), 0);
    assert_int_equal(write(pair[1], "minutes" + i, 5), 5);
    close(pair[1]);
    assert_true(evidence_store(env, board, pair[0], EVIDENCE_SIZE_MAX, &file, &err));
    close(pair[0]);
    hex_write(hex, file.sha256.bytes, HASH_SIZE);
    struct entry entry;
    entry_init(&entry, ENTRY_EVENT, AT(10 + i), AT(10 + i));
    entry.case_id = id_of(1);
    entry_part(&entry, "field/evidence", json_pack("[{s:s}]", "sha256", hex));
    append(store, &entry);
  }
  return store;
}

static bool back_up(const struct env *env, struct store *store, const char *board, const char *to, struct err *err) {
  struct backup_target target = {0};
  struct backup_progress progress = {.more = true};
  json_t *answer = NULL;
  if (!backup_enter(&target, env, to, err)) return false;
  bool ok = backup_begin(store, target.folder, err);
  while (ok && progress.more) ok = backup_step(store, target.folder, &progress, err);
  ok = ok && backup_seal(&target, board, progress.files, AT(1), &answer, err);
  if (progress.files) json_decref(progress.files);
  json_decref(answer);
  backup_leave(&target);
  return ok;
}

static bool restore(const struct env *env, const char *from, const char *board, struct err *err) {
  struct backup_target target = {0};
  json_t *answer = NULL;
  if (!backup_read(&target, env, from, err)) return false;
  bool ok = backup_restore(&target, board, &answer, err);
  json_decref(answer);
  backup_leave(&target);
  return ok;
}

static void assert_sentence(const struct err *err) {
  assert_int_equal(err->code, ERR_FULL);
  assert_non_null(strstr(err->text, "the disk is full"));
  assert_int_equal(err->text[strlen(err->text) - 1], '.');
}

static void each_call_of_a_backup_may_fail(void **state) {
  (void)state;
  char *folder = folder_new(), *board = mem_format("%s/board", folder), *to = mem_format("%s/backup", folder),
       *again = mem_format("%s/again", folder);
  struct env plain = env_system();
  struct store *store = make_board(&plain, folder, board);
  int k = 1;
  for (bool through = false; !through && k < CALLS_MAX; k++) {
    struct world world = {.fail_at = k};
    struct env env = env_of(&world);
    struct err err = {0};
    bool ok = back_up(&env, store, board, to, &err);
    through = world.call < k;
    if (!ok) assert_sentence(&err);
    // What passes for a backup is one.
    bool whole = restore(&plain, to, again, &err);
    assert_true(whole || !ok);
    assert_true(whole || err.code == ERR_NOT_FOUND);
    if (!back_up(&plain, store, board, to, &err)) fail_msg("after call %d: %s", k, err.text);
    if (!whole) assert_true(restore(&plain, to, again, &err));
    shell(folder, "rm -rf backup again");
  }
  assert_in_range(k, 30, CALLS_MAX - 1);
  assert_sound(store);
  store_close(store);
  mem_free(again);
  mem_free(to);
  mem_free(board);
  folder_drop(folder);
}

static void each_call_of_a_restore_may_fail(void **state) {
  (void)state;
  char *folder = folder_new(), *board = mem_format("%s/board", folder), *to = mem_format("%s/backup", folder),
       *again = mem_format("%s/again", folder);
  struct env plain = env_system();
  struct err err = {0};
  struct store *store = make_board(&plain, folder, board);
  assert_true(back_up(&plain, store, board, to, &err));
  store_close(store);
  int k = 1;
  for (bool through = false; !through && k < CALLS_MAX; k++) {
    struct world world = {.fail_at = k};
    struct env env = env_of(&world);
    bool ok = restore(&env, to, again, &err);
    through = world.call < k;
    if (!ok) assert_sentence(&err);
    shell(folder, "rm -rf again again.part");
    assert_true(restore(&plain, to, again, &err)); // the backup is as it was
    shell(folder, "rm -rf again");
  }
  assert_in_range(k, 30, CALLS_MAX - 1);
  mem_free(again);
  mem_free(to);
  mem_free(board);
  folder_drop(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_call_of_a_backup_may_fail),
      cmocka_unit_test(each_call_of_a_restore_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
