// Durable events a second, whole: a request comes in, its item is loaded, the sender's right is asked, the chart takes a step, the entry is
// hashed and folded, the commit is synced and the answer is made. In process through op_run, and in groups through op_run_together (E3), on
// the board of Redcar & Cleveland and tests/data/progress.lua. Beside it plain C that writes the same rows to SQLite. `bench_event FOLDER`
// says on which disk; by default the one it stands on. `bench_event FOLDER make` leaves a board in FOLDER for `bench_event FOLDER at GROUP
// COUNT`, which runs ours alone (with `plain` behind it: plain C alone) and starts no worker, so that a profiler can watch it.
#include "asking.h"
#include "base/env.h"
#include "base/mem.h"
#include "op/op.h"
#include "plain.h"
#include "script/worker.h"

#include <string.h>

struct ours {
  struct board *board;
  int64_t done;
};

static void start_cases(struct board *board) {
  for (int i = 0; i < CASE_COUNT; i++) {
    char ref[16];
    snprintf(ref, sizeof ref, "P-%03d", i + 1);
    ask(board, json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s, s:s, s:s}}", "op", "case.start", "as", "h.dixon", "workflow", "progress", "ref",
                         ref, "data", "text", "Write to every school about the new referral form", "agency", "police", "owner", "p.shah",
                         "due", "2091-01-01"));
  }
}

// What a sender's request is once its text has been read. The date is far ahead, so that no timer is due in between.
static json_t *request_of(int64_t event) {
  int number = (int)(event % CASE_COUNT);
  int64_t round = event / CASE_COUNT;
  char ref[16], due[16];
  snprintf(ref, sizeof ref, "P-%03d", number + 1);
  snprintf(due, sizeof due, "2090-%02d-%02d", (int)(round / 28 % 12) + 1, (int)(round % 28) + 1);
  return json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s}}", "op", "case.send", "as", "p.shah", "case", ref, "event",
                   has_message(number, round) ? "ask" : "report", "data", "note",
                   round % 2 ? "Letters went out on Monday" : "Schools have answered", "due", due);
}

static void send_together(struct board *board, json_t *const *requests, int group) {
  json_t *answers[GROUP_MAX];
  op_run_together(board, requests, NULL, (size_t)group, answers);
  for (int i = 0; i < group; i++) {
    must(json_is_true(json_object_get(answers[i], "taken")), "an event was refused");
    json_decref(answers[i]);
  }
}

static struct spent run_ours(void *user, int group, int count) {
  struct ours *ours = user;
  json_t *requests[GROUP_MAX];
  struct spent spent = {0};
  for (int i = 0; i < count; i += group) {
    for (int j = 0; j < group; j++) requests[j] = request_of(ours->done++);
    struct spent start = spent_now();
    send_together(ours->board, requests, group);
    spent_add(&spent, start);
    for (int j = 0; j < group; j++) json_decref(requests[j]);
  }
  return spent;
}

// A board that has had one round of events, so that both begin with the same rows. Caller frees the folder's name.
static char *prepare(struct ours *ours, const struct env *env, const char *parent, const char *name) {
  struct err err = {0};
  json_t *answer = NULL;
  char *folder = mem_format("%s/%s", parent, name);
  struct board_seed seed = {
      .folder = folder, .seed_path = WAYMARK_SOURCE_DIR "/examples/redcar-cleveland/board.lua", .share = WAYMARK_SOURCE_DIR};
  must(board_create(env, &seed, &answer, &err), err.text);
  json_decref(answer);
  *ours = (struct ours){.board = board_open(env, folder, &err)};
  must(ours->board, err.text);
  publish(ours->board, env, "progress.lua");
  start_cases(ours->board);
  run_ours(ours, 1, CASE_COUNT);
  return folder;
}

// A board that was prepared before, for a profiler: there the program cannot start itself again as a worker.
static void run_ours_at(const struct env *env, const char *folder, int group, int count) {
  struct err err = {0};
  struct ours ours = {.board = board_open(env, folder, &err), .done = CASE_COUNT};
  must(ours.board, err.text);
  measure_alone((struct side){&ours, run_ours}, group, count);
  board_close(ours.board);
}

static void run_plain_at(const char *folder, int group, int count) {
  struct plain plain;
  plain_open(&plain, folder);
  measure_alone((struct side){&plain, plain_run}, group, count);
  plain_close(&plain);
}

static int run_at(const struct env *env, int count, char **arguments) {
  must(count > 4, "how many at once, and how many in all?");
  char *folder = mem_format("%s/board", arguments[1]);
  int group = atoi(arguments[3]), events = atoi(arguments[4]);
  if (count > 5)
    run_plain_at(folder, group, events);
  else
    run_ours_at(env, folder, group, events);
  mem_free(folder);
  return 0;
}

static int make_at(const struct env *env, const char *parent) {
  struct ours ours;
  mem_free(prepare(&ours, env, parent, "board"));
  board_close(ours.board);
  return 0;
}

int main(int count, char **arguments) {
  if (count > 1 && strcmp(arguments[1], "--worker") == 0) return worker_main(); // the program that reads a workflow is this one again
  struct env env = env_system();
  if (count > 2 && strcmp(arguments[2], "make") == 0) return make_at(&env, arguments[1]);
  if (count > 2 && strcmp(arguments[2], "at") == 0) return run_at(&env, count, arguments);
  struct ours ours, other;
  struct plain plain;
  char *parent = bench_folder(count > 1 ? arguments[1] : NULL);
  char *theirs = prepare(&other, &env, parent, "plain"), *folder = prepare(&ours, &env, parent, "ours");
  board_close(other.board);
  struct side our_side = {&ours, run_ours};
  if (!measure_only(our_side, count, arguments)) {
    plain_open(&plain, theirs);
    measure(our_side, "ours", (struct side){&plain, plain_run}, "plain C");
    plain_close(&plain);
  }
  board_close(ours.board);
  mem_free(theirs), mem_free(folder);
  bench_remove(parent);
  return 0;
}
