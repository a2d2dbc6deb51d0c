// How long the parent waits for a worker. A script has its time by the processor's clock; on a busy machine the wall's runs many times as
// fast, and nobody's workflow is to be refused for what else the machine does. The worker ends itself when its time is up (jail.c); here
// is what holds when it cannot or will not:
//
// 1. One that has had its time of the processor is not waited for: its own timer was to end it, and did not.
// 2. One that sleeps or was stopped is not waited for longer than that time by the wall.
// 3. One that wants the processor and is not given it is waited for ten times as long, and then no more: whoever asked waits too.
//
// Waiting is counted in slices that really passed while the parent waited, so a parent that was itself held up takes the answer that lies
// there and blames nobody. Nothing is looked at before the first slice is over, since most answers come within a thousandth of one.
#include "script/internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SLICES = 5, TIMES = 10 };

struct patience patience_begin(pid_t pid, int limit_ms) {
  return (struct patience){.pid = pid, .limit_ms = limit_ms, .used_from_us = -1, .end_ms = frame_clock() + (int64_t)limit_ms * TIMES};
}

int patience_slice_ms(const struct patience *patience) { return patience->limit_ms / SLICES; }

bool patience_is_over(const struct patience *patience) { return patience && frame_clock() > patience->end_ms; }

// -1: there is no such process.
static int64_t used_us(pid_t pid) {
  clockid_t clock;
  struct timespec t;
  if (pid <= 0 || clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &t) != 0) return -1;
  return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t patience_used(pid_t pid) {
  int64_t us = used_us(pid);
  return us > 0 ? us / 1000 : 0;
}

// Is it running, waiting for a processor, or for the disk? proc_pid_stat(5): its name may hold anything, so its closing bracket is found.
static bool wants_processor(pid_t pid) {
  char path[64], text[256];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t size = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
  if (fd >= 0) close(fd);
  text[size > 0 ? size : 0] = '\0';
  const char *rest = strrchr(text, ')');
  return rest && (strncmp(rest, ") R", 3) == 0 || strncmp(rest, ") D", 3) == 0);
}

bool patience_look(struct patience *patience) {
  int64_t used = used_us(patience->pid);
  bool worked = patience->used_from_us >= 0 && used > patience->used_last_us;
  if (patience->used_from_us < 0) patience->used_from_us = used;
  patience->used_last_us = used;
  patience->slices++;
  patience->idle = worked || wants_processor(patience->pid) ? 0 : patience->idle + 1;
  patience->spent = used - patience->used_from_us > (int64_t)patience->limit_ms * 1000;
  return !patience->spent && patience->idle < SLICES && patience->slices < SLICES * TIMES;
}

void patience_say(const struct patience *patience, const char *file, int said_ms, struct err *err) {
  if (patience->spent)
    err_set(err, ERR_LIMIT, "%s: The Lua ran for more than %d ms and was stopped; make it do less work.", file, said_ms);
  else
    err_set(
        err, ERR_LIMIT,
        "%s: The worker that runs its Lua did not answer for %d ms and was stopped, with nothing changed; try again when the machine is "
        "less busy.",
        file, patience->slices * patience_slice_ms(patience));
}
