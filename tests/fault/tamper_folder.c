// Goal: rows 5, 8, 11 and 13 of the table of attacks on the record (RELIABILITY 2.3), at every place: an older copy put back, two histories
// of one board, evidence that is not what it was, and a board that is gone. Method: a copy of the store is kept after every event of some
// days; each try puts one in place of the honest one, or does something to the folder, as its owner could; then the board's own check, a
// checkpoint that was kept elsewhere, and the opening of the board are asked. What may end the process is tried in a process of its own.
#include "seal/note.h"
#include "stage.h"

#include <sys/wait.h>
#include <unistd.h>

enum { COPIES_MAX = DAYS * EVENTS_A_DAY * 2 };

static int64_t sizes[COPIES_MAX]; // entries in each copy
static int copies;
static char other[80]; // a sound board of another log

static void keep_copy(struct world *world) {
  char folder[100];
  snprintf(folder, sizeof folder, "%s/copy-%d", world->folder, copies);
  shell("mkdir '%s'%s", folder, "");
  shell("cp -a '%s'/waymark.db* '%s'/", world->path, folder);
}

static void lay_out_copy(int number, bool hide) {
  char folder[100];
  snprintf(folder, sizeof folder, "%s/copy-%d", stage.world->folder, number);
  lay_out(stage.master);
  shell("rm '%s'/waymark.db*%s", stage.world->path, "");
  shell("cp '%s'/* '%s'/", folder, stage.world->path);
  if (hide) shell("rm -f '%s/%s'", stage.world->path, "highwater");
}

static int draw_copy(int64_t from, int64_t below) {
  for (;;) {
    int number = (int)draw(copies);
    if (sizes[number] >= from && sizes[number] < below) return number;
  }
}

// 5: with the folder's head beside it, or without; then whoever kept a head knows.
static void an_older_copy_is_found(void **state) {
  (void)state;
  for (int place = 0; place < stage.places; place++) {
    bool hide = place % 2;
    int number = draw_copy(0, hide ? stage.kept_size : stage.count);
    lay_out_copy(number, hide);
    open_again();
    bool older = signing_older(stage.world->board) != NULL;
    if (older == hide) fail_msg("a copy of %lld entries: it is %s", (long long)sizes[number], older ? "noticed" : "not noticed");
    if (!hide) assert_true(is_found(NULL, -1, "an older copy"));
    if (sizes[number] < stage.kept_size && !is_found(stage.kept, -1, "an older copy"))
      fail_msg("a copy of %lld entries was not found by what was kept", (long long)sizes[number]);
  }
}

// 8: each is sound by itself, signed with the board's own key.
static void another_history_is_found(void **state) {
  (void)state;
  for (int place = 0; place < stage.places; place++) {
    int number = draw_copy(stage.today, stage.kept_size);
    lay_out_copy(number, true);
    open_again();
    for (int64_t events = 1 + draw(EVENTS_A_DAY * 2); events > 0; events--) work_on();
    if (is_found(NULL, -1, "another history")) fail_msg("a false alarm from %lld entries on", (long long)sizes[number]);
    if (!is_found(stage.kept, -1, "another history")) fail_msg("not found from %lld entries on", (long long)sizes[number]);
  }
}

// 11: `f` is a file of evidence, `g` the next.
static void evidence_that_is_not_what_it_was_is_found(void **state) {
  static const char *const ways[] = {"echo other >$f", "rm $f",          "truncate -s -1 $f",
                                     ": >$f",          "cp $g $f",       "printf x >>$f",
                                     "mv $f $f.old",   "tr o 0 <$g >$f", "printf P | dd of=$f conv=notrunc status=none"};
  (void)state;
  for (int place = 0; place < stage.places; place++) {
    char command[300];
    int file = (int)draw(EVIDENCE_FILES), way = (int)draw(sizeof ways / sizeof ways[0]);
    lay_out(stage.master);
    snprintf(command, sizeof command, "n() { find '%%s' -type f | sort | sed -n $1p; }; f=$(n %d); g=$(n %d); chmod u+w $f; %%s", 1 + file,
             1 + (file + 1) % EVIDENCE_FILES);
    char *folder = mem_format("%s/evidence", stage.world->path);
    shell(command, folder, ways[way]);
    mem_free(folder);
    open_again();
    if (!is_found(NULL, -1, "evidence")) fail_msg("%s: not found", ways[way]);
  }
}

// In a process of its own: what cannot be read may end it.
static bool is_sound(void) {
  int status = 0;
  pid_t child = fork();
  if (child == 0) {
    struct err err = {0};
    json_t *report = NULL;
    if (!freopen("/dev/null", "w", stderr)) _exit(3);
    stage.world->board = board_open(&stage.world->env, stage.world->path, &err);
    bool asked = stage.world->board && try_file(stage.world, json_pack("{s:s}", "op", "journal.verify"), -1, &report, &err);
    _exit(asked && json_array_size(json_object_get(report, "problems")) == 0 ? 0 : 1);
  }
  assert_true(child > 0 && waitpid(child, &status, 0) == child);
  return status == 0;
}

// By its key, which was told to somebody too, without any board.
static void assert_kept_stands(void) {
  struct checkpoint kept;
  struct err err = {0};
  uint8_t key[SEAL_PUBLIC_SIZE];
  assert_true(checkpoint_read(stage.kept, &kept, &err) && note_key_read(stage.kept_key, kept.origin, key));
  if (!note_verify(stage.kept, kept.origin, key, &err)) fail_msg("%s", err.text);
  assert_int_equal(kept.size, stage.kept_size);
}

// 13: nobody takes what is left for the board, and what was kept shows that there was one, and how large.
static void a_board_that_is_gone_is_missed(void **state) {
  static const char *const ways[] = {
      "rm -r '%s'%s",
      "rm '%s'/waymark.db*%s",
      "s=$(stat -c %%s '%s/waymark.db') && truncate -s $((s * %s / 100)) '%s/waymark.db'",
      "s=$(stat -c %%s '%s/waymark.db') && head -c $s /dev/zero >'%s/waymark.db'",
      "s=$(stat -c %%s '%s/waymark.db') && head -c $s /dev/urandom >'%s/waymark.db'",
  };
  (void)state;
  for (int place = 0; place < stage.places; place++) {
    int way = (int)draw(5);
    char command[400], part[4], *path = stage.world->path;
    snprintf(part, sizeof part, "%d", (int)draw(98) + 1);
    lay_out(stage.master);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(command, sizeof command, ways[way], path, way < 2 ? "" : way == 2 ? part : path, path);
#pragma GCC diagnostic pop
    if (system(command) != 0) fail_msg("%s", command);
    if (is_sound()) fail_msg("%s: taken for the board", command);
    assert_kept_stands();
  }
}

static void another_board_in_its_place_is_no_continuation(void **state) {
  struct err err = {0};
  json_t *report = NULL, *request = json_pack("{s:s, s:s}", "op", "journal.verify", "checkpoint", stage.kept);
  (void)state;
  lay_out(other);
  open_again();
  assert_false(is_found(NULL, -1, "another board"));
  assert_false(try_file(stage.world, request, -1, &report, &err));
  says(err.text, "The checkpoint is of the log");
}

static void count_and_copy(struct world *world, int day, int times) {
  for (int i = 0; i < times; i++) {
    count_on(world, day, 1);
    sizes[copies] = entries(world);
    keep_copy(world);
    copies++;
  }
}

static void make_other(void) {
  void *state = NULL;
  struct world *honest = stage.world;
  assert_int_equal(world_make_in(&state, env_system(), true), 0);
  struct world *made = state;
  snprintf(other, sizeof other, "%s/other", honest->folder);
  board_close(made->board);
  shell("cp -a '%s' '%s'", made->path, other);
  world_open(made);
  world_remove(made);
}

static int build(void **state) {
  if (stage_begin(state)) return 1;
  struct world *world = stage.world;
  for (int day = 1; day < DAYS; day++) count_and_copy(world, day, EVENTS_A_DAY);
  stage_day(world);
  count_and_copy(world, DAYS, EVENTS_A_DAY);
  keep_checkpoint(world);
  count_and_copy(world, DAYS, EVENTS_A_DAY);
  make_other();
  stage_ready(world);
  return 0;
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_older_copy_is_found),
      cmocka_unit_test(another_history_is_found),
      cmocka_unit_test(evidence_that_is_not_what_it_was_is_found),
      cmocka_unit_test(a_board_that_is_gone_is_missed),
      cmocka_unit_test(another_board_in_its_place_is_no_continuation),
  };
  return cmocka_run_group_tests(tests, build, stage_end);
}
