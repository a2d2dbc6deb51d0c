// A real server under the bench's own board: the program that WAYMARK names, started and ended, asked over its socket. The board is that of
// Redcar & Cleveland with the workflow tests/data/bell.lua.
#ifndef WAYMARK_BENCH_TIMERS_SERVED_H
#define WAYMARK_BENCH_TIMERS_SERVED_H
#include "asking.h"
#include "serve/socket.h"
#include "spread.h"
#include "time/instant.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READY_MS = 10000, MINUTE_MS = 60000 };

static int64_t wall_ms(const struct env *env) { return env->now_ms(env->user); }
static void sleep_ms(int64_t ms) {
  if (ms > 0) usleep((useconds_t)ms * 1000);
}

// Caller frees the folder's name.
static char *served_board(const struct env *env, const char *parent, const char *name) {
  struct err err = {0};
  json_t *answer = NULL;
  char *folder = mem_format("%s/%s", parent, name);
  struct board_seed seed = {
      .folder = folder, .seed_path = WAYMARK_SOURCE_DIR "/examples/redcar-cleveland/board.lua", .share = WAYMARK_SOURCE_DIR};
  must(board_create(env, &seed, &answer, &err), err.text);
  json_decref(answer);
  return folder;
}

// An item whose bell rings at due_ms; 0: never.
static json_t *bell(int number, int64_t due_ms) {
  char ref[16], moment[INSTANT_TEXT] = "";
  snprintf(ref, sizeof ref, "B-%06d", number);
  if (due_ms) instant_write(due_ms - MINUTE_MS, moment); // the rule says a minute after the moment
  return json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s, s:s}}", "op", "case.start", "as", "h.dixon", "workflow", "bell", "ref", ref, "data",
                   "text", "Write to every school", "owner", "p.shah", "moment", moment);
}

// Starts `count` items, the first of which never rings; the others at first_ms and each step_us later.
static void seed_bells(const struct env *env, const char *folder, int count, int64_t first_ms, int64_t step_us) {
  struct err err = {0};
  struct board *board = board_open(env, folder, &err);
  must(board, err.text);
  publish(board, env, "bell.lua");
  for (int done = 0; done < count; done += GROUP_MAX) {
    json_t *requests[GROUP_MAX], *answers[GROUP_MAX];
    size_t group = 0;
    for (; group < GROUP_MAX && done + (int)group < count; group++) {
      int number = done + (int)group;
      requests[group] = bell(number, number == 0 ? 0 : first_ms + (number - 1) * step_us / 1000);
    }
    op_run_together(board, requests, NULL, group, answers);
    for (size_t i = 0; i < group; i++) {
      must(json_object_get(answers[i], "ref") != NULL, "an item was not started");
      json_decref(answers[i]), json_decref(requests[i]);
    }
  }
  board_close(board);
}

static pid_t serve_begin(const char *folder) {
  const char *program = getenv("WAYMARK");
  must(program, "WAYMARK does not name the program");
  pid_t child = fork();
  must(child >= 0, "cannot fork");
  if (child == 0) {
    int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, 0), dup2(nowhere, 1);
    execl(program, program, "serve", folder, (char *)NULL);
    _exit(127);
  }
  for (int waited = 0; waited < READY_MS; waited++) {
    int fd = socket_connect(folder);
    if (fd >= 0) {
      close(fd);
      return child;
    }
    sleep_ms(1);
  }
  must(false, "the server does not answer");
  return -1;
}

static void serve_end(pid_t child) {
  int status;
  kill(child, SIGTERM);
  must(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0, "the server did not end well");
}

// One request over a connection of its own, as a command makes it. A new reference.
static json_t *ask_server(const char *folder, json_t *request) {
  struct err err = {0};
  json_t *answer = NULL;
  int fd = socket_connect(folder);
  must(fd >= 0, "the server is gone");
  must(socket_ask(fd, request, -1, &answer, &err), err.text);
  close(fd);
  json_decref(request);
  return answer;
}

static void print_load(void) {
  double load[1] = {0};
  if (getloadavg(load, 1) == 1) printf("load of the machine over the last minute: %.1f\n", load[0]);
}
#endif
