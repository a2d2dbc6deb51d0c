// What this process and its worker have had of the processor until now, in milliseconds: a machine that does other things too makes
// nothing late by it.
#ifndef WAYMARK_TESTS_SCRIPT_SPENT_H
#define WAYMARK_TESTS_SCRIPT_SPENT_H
#include "script/internal.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

// The only child of this process, by the kernel's own list; 0: there is none.
static inline pid_t only_child(void) {
  char path[80];
  int pid = 0;
  snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
  FILE *in = fopen(path, "r");
  if (!in) return 0;
  if (fscanf(in, "%d", &pid) != 1) pid = 0;
  fclose(in);
  return pid;
}

static inline int64_t spent_of(int who) {
  struct rusage used;
  getrusage(who, &used);
  return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000 + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000;
}

static inline int64_t spent_ms(void) {
  pid_t running = only_child();
  return spent_of(RUSAGE_SELF) + spent_of(RUSAGE_CHILDREN) + (running ? patience_used(running) : 0);
}
#endif
