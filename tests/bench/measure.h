// What every durable bench shares: how it waits, measures in turns, and prints. A figure counts only as a ratio to the limit of the same
// run, because a shared machine drifts by a factor of two within an hour; so both sides take turns, and medians stand beside each other.
#ifndef WAYMARK_BENCH_MEASURE_H
#define WAYMARK_BENCH_MEASURE_H
#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CASE_COUNT = 200, RUN_COUNT = 5, GROUP_COUNT = 3, GROUP_MAX = 64 };

// One side of the comparison. `run` does `count` events in transactions of `group` and answers the seconds that they took.
struct side {
  void *user;
  double (*run)(void *user, int group, int count);
};

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void must(bool ok, const char *what) {
  if (ok) return;
  fprintf(stderr, "bench: %s\n", what);
  exit(3);
}

// Every event moves a timer; every third has a message.
static inline bool has_message(int number, int64_t round) { return (number + round) % 3 == 0; }

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *values) {
  qsort(values, RUN_COUNT, sizeof *values, by_size);
  return values[RUN_COUNT / 2];
}

static inline void measure(struct side ours, struct side plain) {
  static const int groups[GROUP_COUNT] = {1, 8, 64}, counts[GROUP_COUNT] = {1500, 4000, 16000};
  printf("durable events a second, medians of %d\n%10s %10s %10s %8s\n", RUN_COUNT, "at once", "ours", "plain C", "ratio");
  for (int i = 0; i < GROUP_COUNT; i++) {
    double a[RUN_COUNT], b[RUN_COUNT];
    for (int run = 0; run < RUN_COUNT; run++) {
      a[run] = counts[i] / ours.run(ours.user, groups[i], counts[i]);
      b[run] = counts[i] / plain.run(plain.user, groups[i], counts[i]);
    }
    double had = median(a), limit = median(b);
    printf("%10d %10.0f %10.0f %7.0f%%\n", groups[i], had, limit, 100 * had / limit);
  }
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
