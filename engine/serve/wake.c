// Waking for timers: rows of the store are the timers (T2), the loop's own timer only says when to look. It never sleeps longer than
// SERVE_SLEEP_MS, since the clock may be set and a machine may be suspended meanwhile (RELIABILITY 3.5).
#include "base/mem.h"
#include "op/op.h"
#include "serve/internal.h"

enum { RETRY_MS = 1000 }; // after a try that fired nothing though something is due: no spinning, and no long wait either

static void wake_in(struct server *server, int64_t delay_ms) {
  if (server->stopping) return;
  if (delay_ms < 0) delay_ms = 0;
  if (delay_ms > SERVE_SLEEP_MS) delay_ms = SERVE_SLEEP_MS;
  uv_update_time(&server->loop); // a long turn would make the sleep that much shorter
  uv_timer_start(&server->wake, wake_rang, (uint64_t)delay_ms, 0);
}

void wake_plan(struct server *server) {
  int64_t due_ms;
  if (op_is_held(server->board))
    wake_in(server, RETRY_MS);
  else if (board_next_due(server->board, &due_ms))
    wake_in(server, due_ms - board_now(server->board));
  else
    wake_in(server, SERVE_SLEEP_MS);
}

static void tell_fired(const struct serve_watch *watch, const json_t *fired) {
  size_t i;
  json_t *timer;
  json_array_foreach(fired, i, timer) {
    if (watch->fired) watch->fired(watch->user, timer);
  }
}

// True when something was fired.
static bool run_due(struct server *server) {
  const struct serve_watch *watch = server->watch;
  struct err err;
  json_t *answer = NULL;
  bool any = false, ok = op_wake(server->board, &any, &answer, &err);
  if (ok)
    tell_fired(watch, json_object_get(answer, "fired"));
  else if (watch->trouble)
    watch->trouble(watch->user, err.text);
  json_decref(answer);
  return ok && any;
}

void wake_tell(struct server *server) {
  char *news = op_news(server->board);
  if (news && server->watch->clock) server->watch->clock(server->watch->user, news);
  mem_free(news);
}

static bool look(struct server *server) {
  struct err err;
  bool ok = op_look(server->board, &err);
  wake_tell(server);
  if (!ok && server->watch->trouble) server->watch->trouble(server->watch->user, err.text);
  return ok;
}

void wake_rang(uv_timer_t *timer) {
  struct server *server = timer->data;
  int64_t due_ms;
  if (!look(server) || op_is_held(server->board))
    wake_in(server, RETRY_MS); // a clock that comes back is noticed soon
  else if (!board_next_due(server->board, &due_ms) || due_ms > board_now(server->board))
    wake_plan(server);
  else if (run_due(server))
    wake_plan(server);
  else
    wake_in(server, RETRY_MS);
}
