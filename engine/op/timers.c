// Operations on timers: run what is due, and say what is next. Each timer has a transaction of its own (T3).
#include "op/internal.h"
#include "run/due.h"
#include "run/opener.h"

static void put_next(struct op_call *call) {
  int64_t due;
  char text[INSTANT_TEXT];
  if (!timer_next(call->board->store, &due)) return;
  instant_write(due, text);
  json_put_text(call->answer, "next", text);
}

static bool timers_run(struct op_call *call, struct err *err) {
  const char *until = ask_maybe(call, "until");
  if (until && !board_clock_set(call->board, until, err)) return false;
  json_t *fired = json_array();
  bool more = true, ok = true;
  while (ok && more) ok = due_run(call->board, fired, &more, err) && opener_run(call->board, err);
  if (ok) {
    call->answer = json_pack("{s:O}", "fired", fired);
    put_next(call);
  }
  json_decref(fired);
  return ok;
}

static bool timers_next(struct op_call *call, struct err *err) {
  (void)err;
  call->answer = json_object();
  put_next(call);
  return true;
}

const struct op ops_timers[] = {{"timers.run", true, false, timers_run, NULL}, {"timers.next", true, false, timers_next, NULL}, {0}};
