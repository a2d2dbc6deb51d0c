// Requests a second of a Lua session in its worker (engine/script/session.h), one at a time: each is one message there and one back between
// two processes. Beside it the same number of bare messages between two processes that do nothing else, which is the limit of the machine.
#include "script/session.h"

#include "measure.h"
#include "script/worker.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REQUEST_COUNT = 20000 };

struct bench {
  struct sessions *sessions;
  struct session *session;
  json_t *event;
};

static void bench_cond(struct bench *bench) {
  struct err err;
  bool yes;
  must(session_cond(bench->session, "x >= 0 and In('b')", &yes, &err) && yes, "the condition was to be true");
}

static void bench_assign(struct bench *bench) {
  struct err err;
  must(session_assign(bench->session, "x", "x + 1", NULL, &err), "the assignment failed");
}

static void bench_value(struct bench *bench) {
  struct err err;
  json_t *value = session_value(bench->session, "{ n = x, list = { 1, 2, 3 } }", &err);
  must(value, "the expression failed");
  json_decref(value);
}

static void bench_event(struct bench *bench) {
  struct err err;
  bool yes;
  session_see_event(bench->session, bench->event);
  must(session_cond(bench->session, "_event.name == 'go' and _event.data.n == 1", &yes, &err) && yes, "the condition was to be true");
}

static void bench_script(struct bench *bench) {
  struct err err;
  must(session_script(bench->session, "local sum = 0\nfor i = 1, 100 do sum = sum + i * x end\nx = sum % 7", &err), "the script failed");
}

static void bench_open(struct bench *bench) {
  struct err err;
  struct session *session = session_open(bench->sessions, "other", NULL, &err);
  must(session, "the session did not open");
  session_close(session);
}

static const struct {
  const char *name;
  void (*run)(struct bench *bench);
  int count;
} rows[] = {
    {"a condition", bench_cond, REQUEST_COUNT},
    {"an assignment", bench_assign, REQUEST_COUNT},
    {"a value that leaves", bench_value, REQUEST_COUNT},
    {"a condition on a new event", bench_event, REQUEST_COUNT},
    {"a script of 100 rounds", bench_script, REQUEST_COUNT},
    {"a session opened and closed", bench_open, REQUEST_COUNT / 20},
};

static double measure_row(struct bench *bench, size_t row) {
  double rates[RUN_COUNT];
  for (int run = 0; run < RUN_COUNT; run++) {
    double before = seconds();
    for (int i = 0; i < rows[row].count; i++) rows[row].run(bench);
    rates[run] = rows[row].count / (seconds() - before);
  }
  return median(rates);
}

// Messages of 60 bytes there and 14 back, about as long as those of a condition.
static void echo(int fd) {
  char bytes[60];
  while (read(fd, bytes, sizeof bytes) == sizeof bytes)
    if (write(fd, bytes, 14) != 14) break;
  _exit(0);
}

static double measure_bare(void) {
  int pair[2];
  double rates[RUN_COUNT];
  char bytes[60] = "";
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0, "no pair of sockets");
  pid_t pid = fork();
  if (pid == 0) close(pair[0]), echo(pair[1]);
  close(pair[1]);
  for (int run = 0; run < RUN_COUNT; run++) {
    double before = seconds();
    for (int i = 0; i < REQUEST_COUNT; i++) must(write(pair[0], bytes, 60) == 60 && read(pair[0], bytes, 14) == 14, "the echo failed");
    rates[run] = REQUEST_COUNT / (seconds() - before);
  }
  close(pair[0]);
  waitpid(pid, NULL, 0);
  return median(rates);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();
  struct bench bench = {.sessions = sessions_new(),
                        .event = json_pack("{s:s, s:s, s:{s:i}}", "name", "go", "type", "external", "data", "n", 1)};
  json_t *ids = json_pack("[s,s]", "a", "b");
  struct err err;
  bench.session = session_open(bench.sessions, "main", "bench", &err);
  must(bench.session && session_declare(bench.session, "x", "0", NULL, &err), "the session did not open");
  session_see_active(bench.session, ids);
  double limit = measure_bare();
  printf("requests a second, medians of %d\n%-30s %10s %8s\n%-30s %10.0f\n", RUN_COUNT, "", "a second", "of limit", "bare messages", limit);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    double rate = measure_row(&bench, i);
    printf("%-30s %10.0f %7.0f%%\n", rows[i].name, rate, 100 * rate / limit);
  }
  session_close(bench.session);
  sessions_free(bench.sessions);
  json_decref(bench.event), json_decref(ids);
  return 0;
}
