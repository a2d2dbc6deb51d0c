// Durable events a second, whole: a request comes in, its item is loaded, the sender's right is asked, the chart takes a step, the entry is
// hashed and folded, the commit is synced and the answer is made. In process through op_run, and in groups through op_run_together (E3), on
// the board of Redcar & Cleveland and tests/data/progress.lua. Beside it plain C that writes the same rows to SQLite. `bench_event FOLDER`
// says on which disk; by default the one it stands on. `bench_event FOLDER make` leaves a board in FOLDER for `bench_event FOLDER at GROUP
// COUNT`, which runs ours alone (with `plain` behind it: plain C alone) and starts no worker, so that a profiler can watch it.
#include "events.h"
#include "plain.h"
#include "script/worker.h"

#include <string.h>

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
