// A worker that a busy machine gives none of the processor is waited for; one that has had its time, sleeps or was stopped is not. Children
// that compute until they have used so much of the processor stand for workers, so no load of the machine changes what is asked here.
#include "harness.h"
#include "script/internal.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WALL_MS = 900 };

static int64_t used_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

// A child that computes for so long and then answers; -1: it sleeps.
static pid_t child(int fd, int64_t busy_ms) {
  pid_t pid = fork();
  if (pid) return pid;
  while (busy_ms < 0) pause();
  for (int64_t before = used_ms(); used_ms() - before < busy_ms;) continue;
  _exit(write(fd, "x", 1) == 1 ? 0 : 1);
}

// The deadline passed a while ago, as it does on a machine that did nothing for this child until now.
static bool is_waited_for(int64_t busy_ms, int signal) {
  int pair[2];
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  pid_t pid = child(pair[1], busy_ms);
  usleep(20000); // a child that sleeps does so by now
  if (signal) kill(pid, signal);
  int64_t deadline = frame_clock() - 1;
  bool waited = patience_wait(pid, pair[0], 0, WALL_MS, deadline) > deadline;
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
  close(pair[0]), close(pair[1]);
  return waited;
}

static void who_wants_the_processor_is_waited_for(void **state) {
  (void)state;
  assert_true(is_waited_for(150, 0));
}

static void who_has_had_its_time_is_not(void **state) {
  (void)state;
  assert_false(is_waited_for(600000, 0));
}

static void who_sleeps_or_was_stopped_is_not(void **state) {
  (void)state;
  assert_false(is_waited_for(-1, 0));
  assert_false(is_waited_for(600000, SIGSTOP));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(who_wants_the_processor_is_waited_for),
    cmocka_unit_test(who_has_had_its_time_is_not),
    cmocka_unit_test(who_sleeps_or_was_stopped_is_not),
};
MAIN_OF(tests)
