// Items set aside. See aside.h.
#include "run/aside.h"

static void expire(struct board *board) {
  if (board->aside && board_steady_ms(board) >= board->aside_until_ms) aside_forget(board);
}

// The wait begins with the first that is put here and is that of all.
static void begin_wait(struct board *board) {
  int64_t wait = board->aside_wait_ms ? board->aside_wait_ms * 2 : ASIDE_WAIT_MS;
  board->aside_wait_ms = wait < ASIDE_WAIT_MAX_MS ? wait : ASIDE_WAIT_MAX_MS;
  board->aside_until_ms = board_steady_ms(board) + board->aside_wait_ms;
  board->aside = json_object();
}

bool aside_put(struct board *board, const json_t *timer, struct err *err) {
  if (json_object_size(board->aside) >= ASIDE_MAX)
    return err_set(err, ERR_CORRUPT,
                   "The timers of more than %d items cannot be run, so none is run any more: the store is damaged. Ask `waymark journal "
                   "verify`; if the journal is whole, `waymark rebuild` makes the other tables again.",
                   ASIDE_MAX);
  if (!board->aside) begin_wait(board);
  json_put_flag(board->aside, json_text(timer, "case"), true);
  return true;
}

json_t *aside_first_due(struct board *board, int64_t now_ms) {
  expire(board);
  json_t *timer = timer_first_due(board->store, now_ms);
  while (timer && json_object_get(board->aside, json_text(timer, "case"))) {
    json_t *next = timer_due_after(board->store, timer, now_ms);
    json_decref(timer);
    timer = next;
  }
  return timer;
}

void aside_forget(struct board *board) {
  json_decref(board->aside);
  board->aside = NULL;
}
