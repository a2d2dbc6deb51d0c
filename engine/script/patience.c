// How long the parent waits for a worker that reads a definition. The worker has its time by the processor's clock; on a busy machine the
// wall's runs several times as fast, and nobody's workflow is to be refused for what else the machine does. So a worker that wants the
// processor and was not given it is waited for longer; one that sleeps or was stopped is not.
#include "script/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TIMES = 8, AGAIN_MS = 50 }; // how much longer at most; how often it is looked at then

// proc_pid_stat(5): the name may hold anything, so the fields are counted from its closing bracket.
static bool read_stat(pid_t pid, char *state, int64_t *used_ms) {
  char path[64], text[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t size = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
  if (fd >= 0) close(fd);
  if (size <= 0) return false;
  text[size] = '\0';
  const char *rest = strrchr(text, ')');
  unsigned long in_user, in_system;
  if (!rest || sscanf(rest + 1, " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", state, &in_user, &in_system) != 3) return false;
  *used_ms = (int64_t)(in_user + in_system) * 1000 / sysconf(_SC_CLK_TCK);
  return true;
}

int64_t patience_used(pid_t pid) {
  char state;
  int64_t used_ms;
  return read_stat(pid, &state, &used_ms) ? used_ms : 0;
}

static bool is_answered(int fd, int64_t deadline) {
  for (;;) {
    int64_t left = deadline - frame_clock();
    struct pollfd item = {.fd = fd, .events = POLLIN};
    int ready = poll(&item, 1, left > 0 ? (int)left : 0);
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

int64_t patience_wait(pid_t pid, int fd, int64_t used_before, int wall_ms, int64_t deadline) {
  int64_t last = deadline + (int64_t)wall_ms * (TIMES - 1), until = deadline;
  while (!is_answered(fd, until)) {
    char state;
    int64_t used_ms;
    bool waits = read_stat(pid, &state, &used_ms) && (state == 'R' || state == 'D') && used_ms - used_before < wall_ms;
    if (!waits || until >= last) return deadline;
    until = frame_clock() + AGAIN_MS;
  }
  return until > deadline ? frame_clock() + wall_ms : deadline;
}
