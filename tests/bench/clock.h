// What every bench shares: it stops with a word when something is wrong, and what it says is a median.
#ifndef WAYMARK_BENCH_CLOCK_H
#define WAYMARK_BENCH_CLOCK_H
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RUN_COUNT = 5 };

// CLOCK_MONOTONIC where a disk is waited for, CLOCK_PROCESS_CPUTIME_ID where nothing is: then whoever else is busy on the machine takes
// none.
static double seconds_of(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void must(bool ok, const char *what) {
  if (ok) return;
  fprintf(stderr, "bench: %s\n", what);
  exit(3);
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *values) {
  qsort(values, RUN_COUNT, sizeof *values, by_size);
  return values[RUN_COUNT / 2];
}
#endif
