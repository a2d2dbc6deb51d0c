// Goal: on a disk of any size that runs full every change is answered, done or refused in a sentence that says so; reading goes on; nothing
// that was answered is lost; and work goes on by itself, in the very process, when there is room again (RELIABILITY 3.2, 3.3, C6). Method:
// a tmpfs of each size from 60 KB to 2 MB, on which a board gets events, evidence and a backup until none of them goes any more;
// then the tmpfs grows. Where a board does not even fit, making one is refused and leaves nothing. Skipped where no tmpfs can be mounted.
#include "base/mem.h"
#include "op/op.h"
#include "script/worker.h"
#include "store/backup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { KB = 1024, DISK_MIN = 60 * KB, DISK_MAX = 2048 * KB, STEP = 40 * KB, STEP_LONG = 4 * KB, TRIES_MAX = 2000, PATH_SIZE = 160 };

static struct world {
  char folder[PATH_SIZE], made[PATH_SIZE], disk[PATH_SIZE], path[PATH_SIZE];
  struct env env;
  struct board *board;
  int events, files, sent; // answered; asked
} world;

static int shell(const char *format, const char *one, const char *two) {
  char command[3 * PATH_SIZE];
  snprintf(command, sizeof command, format, one, two);
  return system(command);
}

static bool mount_disk(long size, unsigned long flags) {
  char how[64];
  snprintf(how, sizeof how, "size=%ld,mode=700", size);
  return mount("none", world.disk, "tmpfs", flags, how) == 0;
}

static void assert_full(const struct err *err) {
  if (err->code != ERR_FULL) fail_msg("%s: %s", err_word(err->code), err->text);
  size_t size = strlen(err->text);
  assert_true(size > 30 && err->text[size - 1] == '.' && strstr(err->text, "full") && strstr(err->text, "make room"));
  assert_int_equal(err_status(err->code), 507);
}

// ---- changes; false: refused because the disk is full

static bool ask(json_t *request, int file) {
  struct err err = {0};
  json_t *answer = NULL;
  bool ok = op_run(world.board, request, file, &answer, &err);
  if (!ok) assert_full(&err);
  json_decref(answer);
  json_decref(request);
  return ok;
}

static bool count(void) {
  bool ok = ask(json_pack("{s:s, s:s, s:s, s:s, s:o}", "op", "case.send", "as", "m.test", "case", "D-1", "event", "count", "key",
                          json_sprintf("key-%d", ++world.sent)),
                -1);
  world.events += ok;
  return ok;
}

static bool add_evidence(size_t size) {
  char *bytes = mem_new(size);
  int file = memfd_create("evidence", MFD_CLOEXEC);
  snprintf(bytes, size, "proof %d", ++world.sent);
  assert_int_equal(write(file, bytes, size), (ssize_t)size);
  bool ok = ask(json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "op", "evidence.add", "as", "m.test", "case", "D-1", "name", "a.bin", "title",
                          "Proof", "level", "process"),
                file);
  close(file);
  mem_free(bytes);
  world.files += ok;
  return ok;
}

static bool back_up(void) {
  struct backup_target target = {0};
  struct backup_progress progress = {.more = true};
  struct err err = {0};
  json_t *answer = NULL;
  char to[PATH_SIZE + 16];
  snprintf(to, sizeof to, "%s/copies", world.disk);
  bool entered = backup_enter(&target, &world.env, to, &err), ok = entered && backup_begin(world.board->store, target.folder, &err);
  while (ok && progress.more) ok = backup_step(world.board->store, target.folder, &progress, &err);
  ok = ok && backup_seal(&target, world.path, progress.files, 1472720400000, &answer, &err);
  if (!ok) assert_full(&err);
  json_decref(progress.files);
  json_decref(answer);
  if (entered) backup_leave(&target);
  return ok;
}

// ---- reads, which go on

static int64_t field_count(const json_t *view, const char *name, bool of_list) {
  json_t *field;
  size_t i;
  json_array_foreach(json_object_get(view, "fields"), i, field) if (strcmp(json_text(field, "name"), name) == 0) return of_list
      ? (int64_t)json_array_size(json_object_get(field, "value"))
      : json_number(field, "value", 0);
  return 0;
}

static json_t *read_op(const char *op) {
  struct err err = {0};
  json_t *request = json_pack("{s:s, s:s}", "op", op, "case", "D-1"), *answer = NULL;
  if (!op_run(world.board, request, -1, &answer, &err)) fail_msg("%s: %s", op, err.text);
  json_decref(request);
  return answer;
}

static void check_reads(void) {
  json_t *view = read_op("case.show"), *list = read_op("evidence.list"), *report = NULL;
  struct err err = {0};
  assert_int_equal(field_count(view, "n", false), world.events);
  assert_int_equal(json_array_size(json_object_get(list, "evidence")), world.files);
  json_decref(read_op("case.history"));
  assert_true(journal_verify(world.board->store, NULL, NULL, &report, &err));
  if (!json_flag(report, "ok")) fail_msg("%s", json_dumps(json_object_get(report, "problems"), 0));
  json_decref(report);
  json_decref(list);
  json_decref(view);
}

static bool count_look(void *user, json_t *entry) {
  *(int *)user += json_number(entry, "kind", 0) == ENTRY_ACCESS;
  return true;
}

// J3: what the office looked at while there was no room is on record once there is, each look once.
static void check_looks(void) {
  int looks = 0;
  struct err err = {0};
  assert_true(journal_each(world.board->store, NULL, count_look, &looks, &err));
  assert_int_equal(looks, 4);
}

// ---- a disk

static void open_board(void) {
  struct err err = {0};
  world.board = board_open(&world.env, world.path, &err);
  if (!world.board) fail_msg("%s", err.text);
}

static void fill(int number) {
  int tries = 0;
  bool backs_up = number % 2;
  while (++tries < TRIES_MAX && count()) {
    if (tries % 3 == 0) add_evidence(1000 + (size_t)(number * 700 + tries * 300) % 20000);
    if (tries % 7 == 5 && backs_up) backs_up = back_up();
  }
  while (++tries < TRIES_MAX && count()) continue; // what a removed temporary file gave back
  assert_in_range(tries, 1, TRIES_MAX - 1);
  check_reads();
  add_evidence(40000);
  check_reads();
}

static void play(int number) {
  world.events = world.files = world.sent = 0;
  open_board();
  fill(number);
  assert_true(mount_disk(16L * DISK_MAX, MS_REMOUNT)); // room again, and no restart
  assert_true(count());
  assert_true(add_evidence(40000));
  assert_true(back_up());
  json_decref(read_op("case.deadline")); // a look that is recorded takes along what is owed
  check_looks();
  check_reads();
  board_close(world.board);
  open_board();
  check_reads();
  board_close(world.board);
}

// A board that does not fit is refused, and nothing of it stays.
static void play_too_small(void) {
  struct err err = {0};
  json_t *answer = NULL;
  struct board_seed seed = {
      .folder = world.path, .seed_path = WAYMARK_SOURCE_DIR "/tests/data/board.lua", .share = WAYMARK_SOURCE_DIR, .manual_clock = true};
  shell("rm -rf '%s'/*", world.disk, "");
  if (board_create(&world.env, &seed, &answer, &err)) {
    json_decref(answer);
    return;
  }
  assert_full(&err);
  assert_int_equal(shell("test -z \"$(ls -A '%s')\"", world.disk, ""), 0);
}

static void a_disk_of_any_size_may_run_full(void **state) {
  (void)state;
  int played = 0, small = 0, number = 0;
  long step = getenv("WAYMARK_LONG") ? STEP_LONG : STEP;
  for (long size = DISK_MIN; size <= DISK_MAX; size += step, number++) {
    if (!mount_disk(size, 0)) skip();
    bool fits = shell("cp -r '%s' '%s/' 2>/dev/null", world.made, world.disk) == 0;
    if (fits)
      play(number);
    else
      play_too_small();
    *(fits ? &played : &small) += 1;
    assert_int_equal(umount(world.disk), 0);
  }
  print_message("%d disks filled, %d too small for a board\n", played, small);
  assert_true(played > small);
}

// ---- the board

static void publish(void) {
  struct err err = {0};
  char *source;
  size_t size;
  assert_true(env_read_file(&world.env, WAYMARK_SOURCE_DIR "/tests/data/diary.lua", 100000, &source, &size, &err));
  ask(json_pack("{s:s, s:s, s:s, s:s}", "op", "workflow.publish", "as", "m.test", "file", "diary.lua", "source", source), -1);
  mem_free(source);
}

static int set_up(void **state) {
  (void)state;
  struct err err = {0};
  json_t *answer = NULL;
  snprintf(world.folder, sizeof world.folder, "%s/waymark-full-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : P_tmpdir);
  if (!mkdtemp(world.folder)) return -1;
  snprintf(world.made, sizeof world.made, "%.120s/board", world.folder);
  snprintf(world.disk, sizeof world.disk, "%.120s/disk", world.folder);
  snprintf(world.path, sizeof world.path, "%.140s/board", world.disk);
  world.env = env_system();
  struct board_seed seed = {.folder = world.made,
                            .seed_path = WAYMARK_SOURCE_DIR "/tests/data/board.lua",
                            .share = WAYMARK_SOURCE_DIR,
                            .manual_clock = true,
                            .now_ms = 1472720400000};
  if (mkdir(world.disk, 0700) != 0 || !board_create(&world.env, &seed, &answer, &err)) return -1;
  json_decref(answer);
  world.board = board_open(&world.env, world.made, &err);
  publish();
  ask(json_pack("{s:s, s:s, s:s, s:s, s:{s:s}}", "op", "case.start", "as", "m.test", "workflow", "diary", "ref", "D-1", "data", "name",
                "Diary"),
      -1);
  board_close(world.board);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  umount(world.disk);
  return shell("rm -rf '%s'", world.folder, "");
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_disk_of_any_size_may_run_full)};
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
