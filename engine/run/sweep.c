// Reviewing every item, a batch at a time. See sweep.h.
//
// NONE -> UNDER WAY [sweep_begin], UNDER WAY -> NONE [sweep_step, after the last item]
#include "run/sweep.h"

#include "base/mem.h"
#include "run/review.h"

#include <string.h>

enum { SWEEP_BATCH = 50 };                     // items a transaction: some milliseconds, then people are served
static const char SWEEP_SEVERAL[] = "several"; // two changes of dates, the second before the first was through
static const char META_SWEEP[] =
    "sweep"; // {"why","actor"?,"reason"?,"since": MS,"after": HEX of the last item that was looked at}; "" for none

static json_t *state_of(struct board *board) { return board_meta(board, META_SWEEP); }

static bool keep(struct board *board, const json_t *state, struct err *err) { return board_meta_put(board, META_SWEEP, state, err); }

static bool moves_dates(const json_t *state) {
  const char *why = json_text(state, "why");
  return why && strcmp(why, REVIEW_CHECK) != 0;
}

static bool is_same_text(const char *a, const char *b) { return a ? b && strcmp(a, b) == 0 : !b; }

static bool is_another(const json_t *before, const char *why, const char *actor) {
  if (!moves_dates(before)) return false;
  return strcmp(json_text(before, "why"), why) != 0 || !is_same_text(json_text(before, "actor"), actor);
}

bool sweep_begin(struct board *board, const char *why, const char *actor, const char *reason, struct err *err) {
  json_t *before = state_of(board), *state = NULL;
  int64_t now = board_now(board);
  if (moves_dates(before) && strcmp(why, REVIEW_CHECK) == 0) return json_decref(before), true; // it checks as it goes
  int64_t since = moves_dates(before) ? json_number(before, "since", now) : now;               // nothing has fired since the first of them
  if (is_another(before, why, actor)) {                                                        // what moves now may follow from either
    why = SWEEP_SEVERAL;
    actor = NULL;
  }
  if (moves_dates(before) && !is_same_text(json_text(before, "reason"), reason)) reason = NULL; // it would be said of both
  state = json_pack("{s:s, s:s*, s:s*, s:I, s:s}", "why", why, "actor", actor, "reason", reason, "since", (json_int_t)since, "after", "");
  bool ok = keep(board, state, err);
  json_decref(before);
  json_decref(state);
  return ok;
}

bool sweep_is_pending(struct board *board) {
  json_t *state = state_of(board);
  bool pending = state != NULL;
  json_decref(state);
  return pending;
}

bool sweep_blocks(struct board *board) {
  json_t *state = state_of(board);
  bool blocks = moves_dates(state);
  json_decref(state);
  return blocks;
}

static bool review(struct board *board, struct casefile *item, const json_t *state, json_t *found, struct err *err) {
  int64_t since = moves_dates(state) ? json_number(state, "since", board_now(board)) : REVIEW_NOTHING_STAYS;
  const struct review_cause cause = {json_text(state, "why"), json_text(state, "actor"), json_text(state, "reason")};
  return review_item(board, item, &cause, since, found, err);
}

static bool review_row(struct board *board, json_t *row, const json_t *state, json_t *found, struct err *err) {
  if (!store_begin(board->store, err)) return false;
  struct casefile *item = casefile_from_row(board, row, true, err);
  bool ok = item && review(board, item, state, found, err);
  casefile_free(item);
  if (ok) return store_commit(board->store, err);
  store_rollback(board->store);
  return false;
}

// One that cannot be reviewed (its definition is damaged, a field holds no date) is told and keeps nobody else from it. False: the machine
// failed, which is no item's fault, and the batch is done again.
static bool review_or_tell(struct board *board, json_t *row, const json_t *state, json_t *found, struct err *err) {
  struct err failed;
  if (review_row(board, row, state, found, &failed)) return true;
  if (board_failed(board, &failed)) {
    *err = failed;
    return false;
  }
  json_array_append_new(found, json_pack("{s:O, s:s}", "ref", json_object_get(row, "ref"), "trouble", failed.text));
  return true;
}

static bool batch(struct board *board, json_t *state, json_t *found, bool *more, struct err *err) {
  json_t *rows = case_page(board->store, json_text(state, "after"), SWEEP_BATCH), *row;
  size_t i;
  bool ok = true;
  json_array_foreach(rows, i, row) if (!(ok = review_or_tell(board, row, state, found, err))) break;
  *more = json_array_size(rows) == SWEEP_BATCH;
  if (*more) json_put_text(state, "after", json_text(json_array_get(rows, SWEEP_BATCH - 1), "id"));
  json_decref(rows);
  return ok && keep(board, *more ? state : NULL, err);
}

bool sweep_step(struct board *board, json_t *found, bool *more, struct err *err) {
  json_t *state = state_of(board);
  *more = false;
  if (!state) return true;
  bool ok = store_begin(board->store, err);
  if (ok && batch(board, state, found, more, err))
    ok = store_commit(board->store, err);
  else if (ok) {
    store_rollback(board->store);
    ok = false;
  }
  json_decref(state);
  return ok;
}

bool sweep_finish(struct board *board, json_t *found, struct err *err) {
  bool more = true;
  while (more)
    if (!sweep_step(board, found, &more, err)) return false;
  return true;
}

bool sweep_item(struct board *board, struct casefile **item, struct err *err) {
  json_t *state = state_of(board), *moves = json_array();
  bool ok = !moves_dates(state) || review(board, *item, state, moves, err);
  struct casefile *fresh = ok && json_array_size(moves) ? casefile_open(board, (*item)->hex, err) : NULL;
  if (ok && json_array_size(moves)) ok = fresh != NULL;
  if (fresh) {
    casefile_free(*item);
    *item = fresh;
  }
  json_decref(moves);
  json_decref(state);
  return ok;
}
