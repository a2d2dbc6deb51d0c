// Goal: a change of the signing key survives the end of the program at any moment (RELIABILITY 2.1): there is always a secret that can
// sign, one line of keys, and no secret of a day that is over for longer than until the next commit. Method: a child process takes the
// board over into a new day and is killed at its k-th operation on a file, for every k; then the board is opened as after any crash.
#include "fixture.h"
#include "run/signing.h"
#include "seal/endorsement.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CALLS_MAX = 200 };

// The system's files, with an end to them.
static struct env_files real, mortal;
static int calls_left;

static void live_on(void) {
  if (calls_left-- == 0) raise(SIGKILL);
}
static int mortal_open(void *user, const char *path, int flags, int mode) { return live_on(), real.open(user, path, flags, mode); }
static ssize_t mortal_write(void *user, int fd, const void *bytes, size_t size) { return live_on(), real.write(user, fd, bytes, size); }
static int mortal_sync(void *user, int fd) { return live_on(), real.sync(user, fd); }
static int mortal_close(void *user, int fd) { return live_on(), real.close(user, fd); }
static int mortal_rename(void *user, const char *from, const char *to) { return live_on(), real.rename_new(user, from, to); }
static int mortal_remove(void *user, const char *path) { return live_on(), real.remove(user, path); }
static int mortal_sync_folder(void *user, const char *path) { return live_on(), real.sync_folder(user, path); }

static void count_at(struct world *world, const char *day) {
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'count','now':'2016-09-%sT10:00:00Z'}", day);
}

static int64_t key_count(struct world *world) {
  json_t *keys = signing_key_list(world->board->store);
  int64_t count = (int64_t)json_array_size(keys);
  json_decref(keys);
  return count;
}

static bool has_secret(struct world *world, int64_t epoch) {
  char path[128];
  snprintf(path, sizeof path, "%s/keys/signing-%lld", world->path, (long long)epoch);
  return access(path, F_OK) == 0;
}

static void assert_one_line(struct world *world) {
  struct err err = {0};
  char origin[64];
  json_t *chain = signing_chain(world->board, INT64_MAX), *report = ask(world, "{'op':'journal.verify','all':true}");
  size_t count = json_array_size(chain);
  signing_origin(world->board, origin);
  if (!json_flag(report, "ok")) fail_msg("%s", json_dumps(report, 0));
  if (!chain_reaches(chain, origin, json_text(json_array_get(chain, 0), "key"), json_text(json_array_get(chain, count - 1), "key"), &err))
    fail_msg("%s", err.text);
  json_decref(report);
  json_decref(chain);
}

static void each_day_has_its_key(void **state) {
  struct world *world = *state;
  int64_t first = key_count(world);
  assert_int_equal(first, 1);
  count_at(world, "01");
  assert_int_equal(key_count(world), 1);
  count_at(world, "02");
  assert_int_equal(key_count(world), 2);
  assert_false(has_secret(world, 1));
  count_at(world, "02");
  world_reopen(world);
  count_at(world, "02");
  assert_int_equal(key_count(world), 2);
  count_at(world, "09");
  assert_int_equal(key_count(world), 3); // days on which nothing is recorded have none
  assert_one_line(world);
}

// What was tried in memory signs nothing, so it changes no key.
static void a_simulation_changes_no_key(void **state) {
  struct world *world = *state;
  done(world, "{'op':'board.simulate','as':'m.test','script':[],'until':'2016-09-20T00:00:00Z'}");
  assert_int_equal(key_count(world), 1);
  assert_true(has_secret(world, 1) && !has_secret(world, 2));
}

// A transaction that is undone after its key was made.
static void a_commit_that_failed_leaves_one_line(void **state) {
  struct world *world = *state;
  struct err err = {0};
  assert_true(store_begin(world->board->store, &err));
  count_at(world, "02");
  store_rollback(world->board->store);
  assert_int_equal(key_count(world), 1);
  assert_true(has_secret(world, 1));
  count_at(world, "02");
  assert_int_equal(key_count(world), 2);
  assert_one_line(world);
}

_Noreturn static void die_at(struct world *world, int calls) {
  world->env = env_system();
  real = *world->env.files;
  mortal = (struct env_files){mortal_open,   real.read,     mortal_write,     mortal_sync,       mortal_close,
                              mortal_rename, mortal_remove, real.make_folder, mortal_sync_folder};
  world_open(world);
  world->board->env.files = &mortal;
  calls_left = calls;
  count_at(world, "02");
  _exit(0);
}

static bool was_killed(struct world *world, int calls) {
  int status = 0;
  pid_t child = fork();
  if (child == 0) die_at(world, calls);
  assert_int_equal(waitpid(child, &status, 0), child);
  if (!WIFSIGNALED(status) && (!WIFEXITED(status) || WEXITSTATUS(status))) fail_msg("the child ended with %d", status);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static void a_kill_at_any_moment_leaves_a_key_that_signs(void **state) {
  struct world *world = *state;
  char save[300], put_back[300];
  snprintf(save, sizeof save, "cp -a '%s' '%s/saved'", world->path, world->folder);
  snprintf(put_back, sizeof put_back, "rm -rf '%s' && cp -a '%s/saved' '%s'", world->path, world->folder, world->path);
  board_close(world->board);
  assert_int_equal(system(save), 0);
  int calls = 0, committed = 0;
  for (; calls < CALLS_MAX; calls++) {
    bool killed = was_killed(world, calls);
    world_open(world);
    int64_t keys = key_count(world);
    committed += killed && keys == 2;
    assert_true(has_secret(world, keys)); // of the newest that is on record
    count_at(world, "03");
    assert_int_equal(key_count(world), keys + 1); // the day is a new one either way
    assert_true(has_secret(world, keys + 1) && !has_secret(world, keys) && !has_secret(world, keys - 1));
    assert_one_line(world);
    board_close(world->board);
    assert_int_equal(system(put_back), 0);
    if (!killed) break;
  }
  world_open(world);
  assert_true(calls > 10 && calls < CALLS_MAX);
  assert_true(committed >= 4); // between the commit, the writing over and the removal
}

// Killed after the commit, and then nothing new but on the same day: the old secret goes with the next commit all the same.
static void what_a_kill_left_goes_with_the_next_commit(void **state) {
  struct world *world = *state;
  char save[300], put_back[300];
  snprintf(save, sizeof save, "cp -a '%s/keys' '%s/saved'", world->path, world->folder);
  snprintf(put_back, sizeof put_back, "cp -a '%s/saved/signing-1' '%s/keys/'", world->folder, world->path);
  assert_int_equal(system(save), 0);
  count_at(world, "02");
  board_close(world->board);
  assert_int_equal(system(put_back), 0);
  world_open(world);
  assert_true(has_secret(world, 1) && has_secret(world, 2));
  count_at(world, "02");
  assert_true(!has_secret(world, 1) && has_secret(world, 2));
}

static const struct CMUnitTest tests[] = {
    TEST(each_day_has_its_key),
    TEST(a_simulation_changes_no_key),
    TEST(a_commit_that_failed_leaves_one_line),
    TEST(a_kill_at_any_moment_leaves_a_key_that_signs),
    TEST(what_a_kill_left_goes_with_the_next_commit),
};
MAIN_OF(tests)
