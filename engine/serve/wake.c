// Waking for timers: rows of the store are the timers (T2), the loop's own timer only says when to look. It never sleeps longer than
// SERVE_SLEEP_MS, since the clock may be set and a machine may be suspended meanwhile (RELIABILITY 3.5).
//
// Every request plans the next waking anew. So what comes by itself, a look at the clocks and the hourly check, has a moment of its own
// that no request puts off.
#include "base/mem.h"
#include "op/op.h"
#include "serve/internal.h"

#include <stdio.h>

enum { RETRY_MS = 1000 }; // after a try that failed, or fired nothing though something is due: no spinning, and no long wait either

// At once is after the next turn of the loop: libuv would run a timer of no delay again and again before it looks at any socket.
static void wake_in(struct server *server, int64_t delay_ms) {
  if (server->stopping) return;
  if (delay_ms <= 0) {
    uv_idle_start(&server->again, wake_again);
    return;
  }
  if (delay_ms > SERVE_SLEEP_MS) delay_ms = SERVE_SLEEP_MS;
  uv_update_time(&server->loop); // a long turn would make the sleep that much shorter
  uv_timer_start(&server->wake, wake_rang, (uint64_t)delay_ms, 0);
}

static int64_t sooner(int64_t one, int64_t other) { return one < other ? one : other; }

// Until the next look at the clocks or the next check, by the loop's own clock.
static int64_t upkeep_in(struct server *server) {
  uv_update_time(&server->loop);
  int64_t now = (int64_t)uv_now(&server->loop);
  int64_t upkeep = sooner((int64_t)server->look_at - now, (int64_t)server->check_at - now);
  return sooner(upkeep, sooner((int64_t)server->tidy_at - now, (int64_t)server->record_at - now));
}

// Until something is due, or may be: what is held is released by a look.
static int64_t due_in(struct server *server) {
  int64_t due_ms;
  if (op_is_awaited(server->board) || server->tidying || server->checking) return 0;
  int64_t index_in = uv_now(&server->loop) < server->index_at ? -1 : op_index_in(server->board), due_in_ms = SERVE_SLEEP_MS;
  if (op_is_held(server->board)) return index_in < 0 ? RETRY_MS : sooner(RETRY_MS, index_in);
  if (board_next_due(server->board, &due_ms)) due_in_ms = due_ms - board_now(server->board);
  return index_in < 0 ? due_in_ms : sooner(due_in_ms, index_in);
}

void wake_plan(struct server *server) { wake_in(server, sooner(due_in(server), upkeep_in(server))); }

static void tell_all(const json_t *fired, void (*tell)(void *user, const json_t *timer), void *user) {
  size_t i;
  json_t *timer;
  json_array_foreach(fired, i, timer) tell(user, timer);
}

static void tell_troubles(const struct serve_watch *watch, const json_t *troubles) {
  size_t i;
  json_t *text;
  json_array_foreach(troubles, i, text) if (watch->trouble) watch->trouble(watch->user, json_string_value(text));
}

// One batch. What is left comes after people's requests have had their turn of the loop.
static void run_due(struct server *server) {
  const struct serve_watch *watch = server->watch;
  struct err err;
  struct op_woken woken;
  bool ok = op_wake(server->board, watch->fired != NULL, &woken, &err);
  mail_soon(server->mail);
  if (watch->fired) tell_all(woken.fired, watch->fired, watch->user);
  tell_troubles(watch, woken.troubles);
  if (!ok && watch->trouble) watch->trouble(watch->user, err.text);
  if (ok && woken.more)
    wake_in(server, 0);
  else if (ok && (woken.any || !op_is_awaited(server->board)))
    wake_plan(server);
  else
    wake_in(server, RETRY_MS);
  op_woken_clear(&woken);
}

// Whoever was let in has not been read yet: their request comes before the next batch. Once only, so that no crowd at the door stops
// timers.
static bool gives_way(struct server *server) {
  bool gives = server->newcomers && !server->gave_way;
  server->newcomers = false;
  server->gave_way = gives;
  return gives;
}

void wake_check(struct server *server) {
  struct err err;
  if (uv_now(&server->loop) < server->check_at) return;
  server->check_at = uv_now(&server->loop) + SERVE_CHECK_MS;
  if (!op_check_begin(server->board, &err) && server->watch->trouble) server->watch->trouble(server->watch->user, err.text);
}

static void tell_tidied(struct server *server, int moved, int removed) {
  char text[200];
  if (moved == 0 && removed == 0) return;
  snprintf(text, sizeof text, "Evidence that no entry names: %d moved to evidence/quarantine, %d removed from there.", moved, removed);
  if (server->watch->clock) server->watch->clock(server->watch->user, text);
}

// A step a turn of the loop, once a day. What fails is tried again the next day: nobody waits for it.
static void tidy_daily(struct server *server) {
  struct err err;
  int moved, removed;
  if (!server->tidying && uv_now(&server->loop) < server->tidy_at) return;
  server->tidy_at = uv_now(&server->loop) + SERVE_TIDY_MS;
  bool ok = op_tidy(server->board, &moved, &removed, &server->tidying, &err);
  tell_tidied(server, moved, removed);
  if (!ok && server->watch->trouble) server->watch->trouble(server->watch->user, err.text);
}

// The same, for the record: what it is found to be is kept, and the office is told when that is not what it was.
static void check_record_daily(struct server *server) {
  struct err err;
  char *news;
  if (!server->checking && uv_now(&server->loop) < server->record_at) return;
  server->record_at = uv_now(&server->loop) + SERVE_RECORD_MS;
  bool ok = op_check_record(server->board, &server->checking, &news, &err);
  if (news && server->watch->clock) server->watch->clock(server->watch->user, news);
  if (!ok && server->watch->trouble) server->watch->trouble(server->watch->user, err.text);
  mem_free(news);
}

// A step of bringing the index of items up, when nobody waits for anything else.
static void keep_index(struct server *server) {
  struct err ignored; // lists do without
  if (uv_now(&server->loop) < server->index_at || op_index_in(server->board) < 0) return;
  if (!op_index_step(server->board, &ignored)) server->index_at = uv_now(&server->loop) + SERVE_SLEEP_MS;
}

void wake_tell(struct server *server) {
  char *news = op_news(server->board);
  if (news && server->watch->clock) server->watch->clock(server->watch->user, news);
  mem_free(news);
}

static bool look(struct server *server) {
  struct err err;
  server->look_at = uv_now(&server->loop) + SERVE_SLEEP_MS;
  bool ok = op_look(server->board, &err);
  wake_tell(server);
  if (!ok && server->watch->trouble) server->watch->trouble(server->watch->user, err.text);
  return ok;
}

static void go_on(struct server *server) {
  if (!look(server)) {
    wake_in(server, RETRY_MS);
    return;
  }
  wake_check(server);
  tidy_daily(server);
  if (!server->tidying) check_record_daily(server);
  keep_index(server);
  if (!op_is_awaited(server->board))
    wake_plan(server);
  else
    run_due(server);
}

void wake_rang(uv_timer_t *timer) {
  struct server *server = timer->data;
  if (!uv_is_active((uv_handle_t *)&server->again)) go_on(server);
}

void wake_again(uv_idle_t *again) {
  struct server *server = again->data;
  if (gives_way(server)) return;
  uv_idle_stop(again);
  go_on(server);
}
