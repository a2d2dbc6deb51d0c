// The worker's own main: into the jail, a first word that it is ready, then request after request until the parent goes away.
#include "base/mem.h"
#include "script/internal.h"
#include "script/live.h"
#include "script/warm.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static bool send_buf(const struct buf *buf) {
  struct err ignored;
  return frame_send(WORKER_FD, buf->data, buf->size, NULL, &ignored);
}

static bool send_ready(void) {
  char wrong[300];
  struct buf answer;
  buf_init(&answer);
  bool ok = selftest_run(wrong, sizeof wrong);
  if (ok) {
    buf_text(&answer, "{\"ready\":true}");
  } else {
    buf_text(&answer, "{\"error\":");
    buf_json_text(&answer, wrong, strlen(wrong));
    buf_char(&answer, '}');
  }
  bool sent = send_buf(&answer);
  buf_clear(&answer);
  return ok && sent;
}

static void run(struct live *live, struct warm_slots *slots, json_t *request, struct buf *answer) {
  const char *op = json_text(request, "op");
  if (json_object_get(request, "session"))
    live_run(live, request, answer);
  else if (op && strcmp(op, "many") == 0)
    warm_call_many(slots, request, answer);
  else if (op && strcmp(op, "define") == 0)
    warm_define(slots, request, answer);
  else
    request_run(request, answer);
}

// The first argument says which kind of worker this is: nothing else comes in before the jail closes.
static bool is_of_sessions(void) { return strcmp(program_invocation_name, SESSIONS_CALLED) == 0; }

static bool is_worn_out(void) { return !is_of_sessions() && clock() > (clock_t)SCRIPT_LIFE_CPU_MS * (CLOCKS_PER_SEC / 1000); }

// A worker that is worn out says so instead of answering, and nothing has run: the parent asks another one.
static bool serve_one(struct live *live, struct warm_slots *slots) {
  char *bytes;
  size_t size;
  struct err err;
  if (!frame_receive(WORKER_FD, SCRIPT_REQUEST_MAX, NULL, &bytes, &size, &err)) return false;
  struct buf answer;
  buf_init(&answer);
  bool worn = is_worn_out();
  // What the parent sends is its own, so it is not looked at twice.
  json_t *request = worn ? NULL : json_loadb(bytes, size, 0, NULL);
  mem_free(bytes);
  if (request)
    run(live, slots, request, &answer);
  else
    buf_text(&answer, worn ? SCRIPT_WORN : "{\"error\":\"the request was not JSON\"}");
  json_decref(request);
  bool ok = send_buf(&answer);
  buf_clear(&answer);
  return ok && !worn;
}

_Noreturn void worker_serve(void) {
  struct live *live = mem_new(sizeof *live);
  struct warm_slots *slots = mem_new(sizeof *slots);
  if (send_ready())
    while (serve_one(live, slots)) continue;
  _exit(0); // nothing to flush, and exit handlers of libraries may make calls that the jail forbids
}

int worker_main(void) {
  // Jansson seeds its tables from /dev/urandom when the first one is made, which the jail forbids; no order of ours hangs on it.
  json_object_seed(0);
  jail_lifetime(is_of_sessions() ? SESSION_LIFE_CPU_S : SCRIPT_LIFE_CPU_MS / 1000 + 10);
  jail_enter();
  worker_serve();
}
