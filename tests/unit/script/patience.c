// A worker that a busy machine gives little of the processor is waited for; one that has had its time, sleeps or was stopped is not, and
// none for ever. Children that compute until they have used so much of the processor stand for workers, and one that is stopped nearly all
// the time for a busy machine, so no load of the real one changes what is asked here.
#include "base/mem.h"
#include "harness.h"
#include "script/internal.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LIMIT_MS = 200 };

// ---- a busy machine: it lets the process run for some milliseconds of every forty

struct machine {
  pid_t pid; // 0: whatever is the only child of this process at that moment
  int run_ms;
  atomic_bool over;
  pthread_t thread;
};

static void *hold_up(void *user) {
  struct machine *machine = user;
  while (!machine->over) {
    pid_t pid = machine->pid ? machine->pid : only_child();
    if (pid > 0) kill(pid, SIGSTOP);
    usleep((useconds_t)(40 - machine->run_ms) * 1000);
    if (pid > 0) kill(pid, SIGCONT);
    usleep((useconds_t)machine->run_ms * 1000);
  }
  return NULL;
}

static void machine_begin(struct machine *machine, pid_t pid, int run_ms) {
  machine->pid = pid, machine->run_ms = run_ms, machine->over = false;
  assert_int_equal(pthread_create(&machine->thread, NULL, hold_up, machine), 0);
}

static void machine_end(struct machine *machine) {
  machine->over = true;
  pthread_join(machine->thread, NULL);
}

// ---- one that stands for a worker

static int64_t used_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

// A child that computes for so long and then sends an empty frame; -1: it sleeps.
static pid_t child(int fd, int64_t busy_ms) {
  pid_t pid = fork();
  if (pid) return pid;
  while (busy_ms < 0) pause();
  for (int64_t before = used_ms(); used_ms() - before < busy_ms;) continue;
  _exit(write(fd, "\0\0\0\0", 4) == 4 ? 0 : 1);
}

struct outcome {
  bool answered;
  int64_t took_ms;
  struct patience patience;
};

// `run_ms` 0: the machine gives it what it wants.
static struct outcome wait_for(int64_t busy_ms, int run_ms, int signal) {
  int pair[2];
  char *bytes = NULL;
  size_t size;
  struct err err;
  struct machine machine;
  struct outcome outcome = {0};
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  pid_t pid = child(pair[1], busy_ms);
  if (signal) kill(pid, signal);
  if (run_ms) machine_begin(&machine, pid, run_ms);
  int64_t before = now_ms();
  outcome.patience = patience_begin(pid, LIMIT_MS);
  outcome.answered = frame_receive(pair[0], 10, &outcome.patience, &bytes, &size, &err);
  outcome.took_ms = now_ms() - before;
  if (!outcome.answered) assert_int_equal(err.code, ERR_BUSY);
  if (run_ms) machine_end(&machine);
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
  close(pair[0]), close(pair[1]);
  mem_free(bytes);
  return outcome;
}

static void expect_said(const struct outcome *outcome, const char *sentence) {
  struct err err;
  patience_say(&outcome->patience, "x.lua", LIMIT_MS, &err);
  assert_string_equal(err.text, sentence);
}

static void who_is_given_little_is_waited_for(void **state) {
  (void)state;
  struct outcome outcome = wait_for(LIMIT_MS / 2, 4, 0);
  assert_true(outcome.answered);
  assert_true(outcome.took_ms > 2 * LIMIT_MS); // it was held up, or this shows nothing
}

static void who_has_had_its_time_is_not(void **state) {
  (void)state;
  struct outcome outcome = wait_for(600000, 0, 0);
  assert_false(outcome.answered);
  expect_said(&outcome, "x.lua: The Lua ran for more than 200 ms and was stopped; make it do less work.");
}

static void who_sleeps_or_was_stopped_is_not(void **state) {
  (void)state;
  struct outcome outcome = wait_for(-1, 0, 0);
  assert_false(outcome.answered);
  assert_false(outcome.patience.spent);
  assert_true(outcome.patience.slices < 10);
  outcome = wait_for(600000, 0, SIGSTOP);
  assert_false(outcome.answered);
  expect_said(&outcome,
              "x.lua: The worker that runs its Lua did not answer for 200 ms and was stopped, with nothing changed; try again when "
              "the machine is less busy.");
}

static void nobody_is_waited_for_for_ever(void **state) {
  (void)state;
  struct outcome outcome = wait_for(600000, 1, 0);
  assert_false(outcome.answered);
  assert_false(outcome.patience.spent);
  assert_int_equal(outcome.patience.slices, 50);
}

// Nor who answers a byte at a time, each before anybody would look.
static void who_answers_in_crumbs_is_not(void **state) {
  (void)state;
  int pair[2];
  char *bytes;
  size_t size;
  struct err err;
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  pid_t pid = fork();
  if (pid == 0) {
    for (ssize_t sent = write(pair[1], "\0\1\0\0", 4); sent > 0; sent = write(pair[1], "x", 1)) usleep(2000);
    _exit(0);
  }
  struct patience patience = patience_begin(pid, 20);
  assert_false(frame_receive(pair[0], 1 << 20, &patience, &bytes, &size, &err));
  assert_int_equal(err.code, ERR_BUSY);
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
  close(pair[0]), close(pair[1]);
}

static void on_alarm(int signal) { (void)signal; }

// Nor one who says nothing while signals cut every slice short.
static void nobody_is_waited_for_under_a_rain_of_signals(void **state) {
  (void)state;
  int pair[2];
  char *bytes;
  size_t size;
  struct err err;
  struct sigaction action = {.sa_handler = on_alarm}, before;
  struct itimerval rain = {{0, 2000}, {0, 2000}}, none = {0};
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  pid_t pid = child(pair[1], -1);
  sigaction(SIGALRM, &action, &before);
  setitimer(ITIMER_REAL, &rain, NULL);
  struct patience patience = patience_begin(pid, 50);
  assert_false(frame_receive(pair[0], 10, &patience, &bytes, &size, &err));
  setitimer(ITIMER_REAL, &none, NULL);
  sigaction(SIGALRM, &before, NULL);
  assert_int_equal(err.code, ERR_BUSY);
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
  close(pair[0]), close(pair[1]);
}

// An answer that came while the parent itself was held up is an answer.
static void what_lies_there_is_taken_however_late(void **state) {
  (void)state;
  int pair[2];
  char *bytes;
  size_t size;
  struct err err;
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  assert_int_equal(write(pair[1], "\0\0\0\2{}", 6), 6);
  struct patience patience = patience_begin(getpid(), 1);
  usleep(30000);
  assert_true(frame_receive(pair[0], 10, &patience, &bytes, &size, &err));
  mem_free(bytes);
  close(pair[0]), close(pair[1]);
}

// Through a real worker: a reading and a call that each take a good part of their time, of a machine that gives a tenth.
static void a_fine_workflow_is_not_refused_on_a_busy_machine(void **state) {
  static const char source[] =
      "local function work(n) return (('a'):rep(n)):find('.-.-.-b') end work(120) return { f = function() return work(110) end }";
  struct machine machine;
  struct err err = {0};
  machine_begin(&machine, 0, 4);
  json_t *loaded = worker_load(*state, "workflow", "test.lua", source, NULL, &err);
  json_t *document = loaded ? json_pack("{s:{s:s}, s:s, s:{}}", "structure", "name", "test", "source", source, "modules") : NULL;
  json_t *item = json_pack("{s:{}, s:{}}", "fields", "event");
  json_t *answer = document ? worker_call(*state, document, "/f", item, &err) : NULL;
  machine_end(&machine);
  if (!answer) fail_msg("%s", err.text);
  json_decref(answer), json_decref(item), json_decref(document), json_decref(loaded);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(who_is_given_little_is_waited_for),     cmocka_unit_test(who_has_had_its_time_is_not),
    cmocka_unit_test(who_sleeps_or_was_stopped_is_not),      cmocka_unit_test(nobody_is_waited_for_for_ever),
    cmocka_unit_test(who_answers_in_crumbs_is_not),          cmocka_unit_test(nobody_is_waited_for_under_a_rain_of_signals),
    cmocka_unit_test(what_lies_there_is_taken_however_late), cmocka_unit_test(a_fine_workflow_is_not_refused_on_a_busy_machine),
};
MAIN_OF(tests)
