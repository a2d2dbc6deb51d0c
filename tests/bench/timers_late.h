// How late a running server is: 10,000 timers due within one minute, each judged by the journal, from its due instant to when it was
// recorded.
#ifndef WAYMARK_BENCH_TIMERS_LATE_H
#define WAYMARK_BENCH_TIMERS_LATE_H
#include "timers_served.h"

enum { LATE_COUNT = 10000, LATE_SPAN_MS = 60000, LATE_AHEAD_MS = 20000 }; // ahead: the time to start the items in

static bool add_lateness(void *user, json_t *entry) {
  if (json_number(entry, "kind", 0) == ENTRY_TIMER)
    spread_add(user, (double)(json_number(entry, "recorded", 0) - json_number(entry, "logical", 0)));
  return true;
}

static void bench_late(const struct env *env, const char *parent) {
  struct spread ms = {0};
  struct err err = {0};
  char *folder = served_board(env, parent, "late");
  int64_t first_ms = wall_ms(env) + LATE_AHEAD_MS;
  seed_bells(env, folder, LATE_COUNT + 1, first_ms, INT64_C(1000) * LATE_SPAN_MS / LATE_COUNT);
  pid_t server = serve_begin(folder);
  must(wall_ms(env) < first_ms, "the items took too long to start");
  sleep_ms(first_ms + LATE_SPAN_MS + 3000 - wall_ms(env));
  serve_end(server);
  struct store *store = store_open(env, folder, &err);
  must(store && journal_each(store, NULL, add_lateness, &ms, &err), err.text);
  must(ms.count == LATE_COUNT, "not every timer was run once");
  printf("%d timers due within a minute were late by: p50 %.0f ms, p99 %.0f ms, at most %.0f ms (aim: p99 under 1,000)\n", LATE_COUNT,
         spread_at(&ms, 50), spread_at(&ms, 99), spread_at(&ms, 100));
  store_close(store);
  spread_clear(&ms);
  mem_free(folder);
}
#endif
