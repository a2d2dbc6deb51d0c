// A server that is started with 100,000 timers overdue: how long it works on them, and what somebody notices who sends a command every 50
// ms meanwhile. The same commands to the same server afterwards are what is normal. Commands are sent at their time whether or not the last
// one was answered in time, and waited for from that time on, so that a stall counts for all whom it would have met.
#ifndef WAYMARK_BENCH_TIMERS_BACKLOG_H
#define WAYMARK_BENCH_TIMERS_BACKLOG_H
#include "timers_armed.h"
#include "timers_served.h"

enum { OVERDUE = 100000, COMMAND_EVERY_MS = 50, NORMAL_COUNT = 600, LOOK_EVERY = 20 };

static void count_one(const char *folder) {
  json_decref(
      ask_server(folder, json_pack("{s:s, s:s, s:s, s:s}", "op", "case.send", "as", "p.shah", "case", "B-000000", "event", "count")));
}

static bool is_through(const char *folder) {
  json_t *answer = ask_server(folder, json_pack("{s:s, s:s}", "op", "timers.next", "as", "h.dixon"));
  bool none = json_object_get(answer, "next") == NULL;
  json_decref(answer);
  return none;
}

// Milliseconds of each command, until there are `count` or, with 0, until nothing is overdue.
static void send_commands(const char *folder, int count, struct spread *ms) {
  double start = seconds();
  for (int i = 0; count == 0 || i < count; i++) {
    double intended = start + i * COMMAND_EVERY_MS / 1e3;
    sleep_ms((int64_t)(1e3 * (intended - seconds())));
    count_one(folder);
    spread_add(ms, 1e3 * (seconds() - intended));
    if (count == 0 && i % LOOK_EVERY == LOOK_EVERY - 1 && is_through(folder)) return;
  }
}

static void backlog_line(const char *words, struct spread *ms) {
  printf("%-38s %8zu %8.2f %8.2f %8.2f\n", words, ms->count, spread_at(ms, 50), spread_at(ms, 99), spread_at(ms, 100));
}

static void bench_backlog(const struct env *env, const char *parent) {
  struct spread with = {0}, without = {0};
  char *folder = served_board(env, parent, "backlog"), process[32];
  seed_bells(env, folder, OVERDUE + 1, wall_ms(env) - INT64_C(86400000), 1000);
  double start = seconds();
  pid_t server = serve_begin(folder);
  send_commands(folder, 0, &with);
  double took = seconds() - start;
  snprintf(process, sizeof process, "%d", (int)server);
  long kb = status_kb(process, "VmHWM");
  send_commands(folder, NORMAL_COUNT, &without);
  serve_end(server);
  printf("%d overdue were worked off in %.1f s (to the next whole second; aim: 120), %.0f a second, the server's largest memory %ld KB\n",
         OVERDUE, took, OVERDUE / took, kb);
  printf("%-38s %8s %8s %8s %8s\n", "a command every 50 ms", "sent", "p50 ms", "p99 ms", "max ms");
  backlog_line("while it works on them", &with);
  backlog_line("afterwards", &without);
  printf("%-38s %8s %8.2f %8.2f  (aim: 2 at p99)\n", "ratio", "", spread_at(&with, 50) / spread_at(&without, 50),
         spread_at(&with, 99) / spread_at(&without, 99));
  spread_clear(&with), spread_clear(&without);
  mem_free(folder);
}
#endif
