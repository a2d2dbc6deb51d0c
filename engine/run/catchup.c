// Batches of timers that are due. See catchup.h.
//
// TOGETHER -> KEPT [run_together], TOGETHER -> ALONE [the database undid it all: run_alone], ALONE -> KEPT. Where the database rolls a
// whole batch back, its timers run again one by one (as E3 has it for people's requests), so that one cannot take the others down.
#include "run/catchup.h"

#include "run/aside.h"
#include "run/due.h"
#include "run/handover.h"
#include "run/hold.h"
#include "run/lookout.h"
#include "run/opener.h"
#include "run/sweep.h"

enum { CHECKPOINT_PAGES = 1000 }; // so people wait for a quarter of the checkpoint that a store makes by itself

// A timer changes about ten pages, so that a commit costs as much as the work for it. Of five timers, work and commit together take a few
// times what a command takes with its sync. No timer is begun after ms_max: those that ask Lua are slower.
static const struct {
  int timers_max;
  int64_t ms_max;
} paces[] = {[CATCHUP_SERVED] = {5, 2}, [CATCHUP_ALONE] = {100, 100}};

static bool fire_in_transaction(struct board *board, const json_t *timer, json_t *fired, struct err *err) {
  if (!store_begin(board->store, err)) return false;
  if (due_fire(board, timer, fired, err) && opener_run(board, err)) return store_commit(board->store, err);
  store_rollback(board->store);
  return false;
}

static void say_passed_over(struct board *board, const json_t *timer, const struct err *failed, json_t *passed_over) {
  struct err unknown;
  const char *hex = json_text(timer, "case");
  json_t *item = case_find(board->store, hex, &unknown);
  const char *ref = item ? json_text(item, "ref") : hex;
  json_array_append_new(passed_over, json_pack("{s:s, s:s+++}", "ref", ref, "text", "The timers of ", ref,
                                               " cannot be run and were passed over, to be tried again later: ", failed->text));
  json_decref(item);
}

// False: the machine failed. An item that cannot be worked on is set aside, and the others go on (T8).
static bool fire(struct board *board, const json_t *timer, struct catchup *done, struct err *err) {
  struct err failed;
  if (fire_in_transaction(board, timer, done->fired, &failed)) return true;
  if (board_failed(board, &failed)) {
    *err = failed;
    return false;
  }
  if (!aside_put(board, timer, err)) return false;
  say_passed_over(board, timer, &failed, done->passed_over);
  return true;
}

// Who hands over on a day has until then: timers of before come first, and later ones wait until it is done.
static int64_t timers_until(struct board *board) {
  int64_t now = board_now(board), handover_ms;
  return handover_next(board, &handover_ms) && handover_ms <= now ? handover_ms - 1 : now;
}

static bool is_handovers_turn(struct board *board) {
  int64_t until_ms = timers_until(board);
  json_t *timer = until_ms < board_now(board) ? aside_first_due(board, until_ms) : NULL;
  bool turn = until_ms < board_now(board) && !timer;
  json_decref(timer);
  return turn;
}

static bool hand_over_some(struct board *board, struct catchup *done, struct err *err) {
  bool more;
  done->more = true; // its timers may have waited
  return handover_step(board, done->passed_over, &more, err);
}

// Fires what is due, at least one, until the batch is full or the time is up.
static bool fire_some(struct board *board, enum catchup_pace pace, struct catchup *done, struct err *err) {
  int64_t end_ms = board_steady_ms(board) + paces[pace].ms_max, until_ms = timers_until(board);
  bool ok = true;
  json_t *timer;
  for (int count = 0; ok && count < paces[pace].timers_max && (count == 0 || board_steady_ms(board) < end_ms); count++) {
    if (!(timer = aside_first_due(board, until_ms))) return true;
    ok = fire(board, timer, done, err);
    json_decref(timer);
  }
  return ok;
}

static bool run_together(struct board *board, enum catchup_pace pace, struct catchup *done, struct err *err) {
  if (!store_begin(board->store, err)) return false;
  if (fire_some(board, pace, done, err)) return store_commit(board->store, err);
  store_rollback(board->store);
  return false;
}

static bool run_alone(struct board *board, enum catchup_pace pace, struct catchup *done, struct err *err) {
  json_array_clear(done->fired); // nothing of it was kept
  return fire_some(board, pace, done, err);
}

// Dates are being worked out again: until that is through nothing fires, since it may be due earlier or later now (T7).
static bool sweep_some(struct board *board, struct catchup *done, struct err *err) {
  json_t *found = json_array(), *row;
  size_t i;
  done->more = true;
  bool more, ok = sweep_step(board, found, &more, err);
  json_array_foreach(found, i, row) if (json_text(row, "trouble")) json_array_append_new(
      done->passed_over, json_pack("{s:O, s:s+++}", "ref", json_object_get(row, "ref"), "text", "The deadlines of ", json_text(row, "ref"),
                                   " cannot be worked out again: ", json_text(row, "trouble")));
  json_decref(found);
  return ok;
}

bool catchup_run(struct board *board, enum catchup_pace pace, struct catchup *done, struct err *err) {
  struct err undone;
  *done = (struct catchup){.fired = json_array(), .passed_over = json_array()};
  if (sweep_blocks(board)) return sweep_some(board, done, err);
  if (hold_is(board)) return true; // nobody vouches for the clock
  if (is_handovers_turn(board)) return hand_over_some(board, done, err);
  bool wrote_back = pace == CATCHUP_SERVED && store_checkpoint(board->store, CHECKPOINT_PAGES);
  bool ok = wrote_back || run_together(board, pace, done, &undone) || run_alone(board, pace, done, err);
  json_t *left = ok ? aside_first_due(board, board_now(board)) : NULL;
  done->more = left != NULL || timers_until(board) < board_now(board);
  json_decref(left);
  return ok && (done->more || lookout_step(board, &done->more, err));
}

void catchup_clear(struct catchup *done) {
  json_decref(done->fired);
  json_decref(done->passed_over);
}
