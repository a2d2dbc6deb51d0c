// Timers in number: what one costs among a million, a backlog beside a person's commands, and lateness of a running server (the aims stand
// in the tables). `bench_timers FOLDER [armed|backlog|late]` says on which disk, and one part alone. The server is the program that WAYMARK
// names.
#include "script/worker.h"
#include "timers_armed.h"
#include "timers_backlog.h"
#include "timers_late.h"

static bool is_wanted(const char *only, const char *part) { return !only || strcmp(only, part) == 0; }

int main(int count, char **arguments) {
  if (count > 1 && strcmp(arguments[1], "--worker") == 0) return worker_main(); // the program that reads a workflow is this one again
  struct env env = env_system();
  if (count > 3 && strcmp(arguments[1], "--resident") == 0) {
    armed_resident(&env, arguments[2], (int)strtol(arguments[3], NULL, 10));
    return 0;
  }
  char *parent = bench_folder(count > 1 ? arguments[1] : NULL);
  const char *only = count > 2 ? arguments[2] : NULL;
  print_load();
  if (is_wanted(only, "armed")) bench_armed(&env, parent, arguments[0]);
  if (is_wanted(only, "backlog")) bench_backlog(&env, parent);
  if (is_wanted(only, "late")) bench_late(&env, parent);
  print_load();
  bench_remove(parent);
  return 0;
}
