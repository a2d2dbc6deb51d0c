// What every durable bench shares: how it waits, measures in turns, and prints. A figure counts only as a ratio to the limit of the same
// run, because a shared machine drifts by a factor of two within an hour; so both sides take turns, and medians stand beside each other.
#ifndef WAYMARK_BENCH_MEASURE_H
#define WAYMARK_BENCH_MEASURE_H
#include "base/mem.h"
#include "clock.h"

#include <string.h>

enum { CASE_COUNT = 200, GROUP_COUNT = 3, GROUP_MAX = 64 };

// Seconds: on the clock, disk included; of the processor for this process alone, of which whoever else is busy on the machine takes none;
// and of those for the thread that asks, since another may write behind it.
struct spent {
  double wall, cpu, asking;
};

// One side of the comparison. `run` does `count` events in transactions of `group`.
struct side {
  void *user;
  struct spent (*run)(void *user, int group, int count);
};

static double seconds(void) { return seconds_of(CLOCK_MONOTONIC); }

static inline struct spent spent_now(void) {
  return (struct spent){seconds(), seconds_of(CLOCK_PROCESS_CPUTIME_ID), seconds_of(CLOCK_THREAD_CPUTIME_ID)};
}

static inline void spent_add(struct spent *spent, struct spent since) {
  struct spent now = spent_now();
  spent->wall += now.wall - since.wall;
  spent->cpu += now.cpu - since.cpu;
  spent->asking += now.asking - since.asking;
}

// Every event moves a timer; every third has a message.
static inline bool has_message(int number, int64_t round) { return (number + round) % 3 == 0; }

struct runs {
  double rate[RUN_COUNT], cpu_us[RUN_COUNT]; // events a second; of the processor's time an event
};

static inline void run_once(struct side side, int group, int count, struct runs *runs, int run) {
  struct spent spent = side.run(side.user, group, count);
  runs->rate[run] = count / spent.wall;
  runs->cpu_us[run] = 1e6 * spent.cpu / count;
}

static inline void measure(struct side ours, const char *our_name, struct side other, const char *other_name) {
  static const int groups[GROUP_COUNT] = {1, 8, 64}, counts[GROUP_COUNT] = {1500, 4000, 16000};
  printf("durable events a second, medians of %d; in brackets the processor's microseconds an event\n%10s %16s %16s %8s\n", RUN_COUNT,
         "at once", our_name, other_name, "ratio");
  for (int i = 0; i < GROUP_COUNT; i++) {
    struct runs a, b;
    for (int run = 0; run < RUN_COUNT; run++) run_once(ours, groups[i], counts[i], &a, run), run_once(other, groups[i], counts[i], &b, run);
    double had = median(a.rate), limit = median(b.rate);
    printf("%10d %8.0f (%5.1f) %8.0f (%5.1f) %7.0f%%\n", groups[i], had, median(a.cpu_us), limit, median(b.cpu_us), 100 * had / limit);
  }
}

static inline void measure_alone(struct side side, int group, int count) {
  struct spent spent = side.run(side.user, group, count);
  printf("%.1f us an event, %.1f of them the processor's, %.1f for the thread that asks\n", 1e6 * spent.wall / count,
         1e6 * spent.cpu / count, 1e6 * spent.asking / count);
}

// `bench_NAME FOLDER only GROUP COUNT` runs one side alone, for a profiler.
static inline bool measure_only(struct side side, int count, char **arguments) {
  if (count < 5 || strcmp(arguments[2], "only") != 0) return false;
  measure_alone(side, atoi(arguments[3]), atoi(arguments[4]));
  return true;
}

// A new folder to work in, on the disk of `parent`. Caller frees.
static inline char *bench_folder(const char *parent) {
  char *folder = mem_format("%s/waymark-bench-XXXXXX", parent ? parent : ".");
  must(mkdtemp(folder), "cannot make a folder to work in");
  return folder;
}

static inline void bench_remove(char *folder) {
  char *command = mem_format("rm -rf '%s'", folder);
  must(system(command) == 0, "cannot remove the folder");
  mem_free(command), mem_free(folder);
}
#endif
