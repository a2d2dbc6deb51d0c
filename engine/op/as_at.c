// Looking at the board as it was (J4): the very operation that shows today's board, run on the board of that moment, which the journal is
// folded into (run/board.h). Rights are today's: whoever may see an item now sees its past, and nobody else does (R1).
#include "base/mem.h"
#include "op/internal.h"

static bool fail_ahead(struct op_call *call, const char *text, struct err *err) {
  char local[40];
  board_local(call->board, board_now(call->board), local);
  return err_set(err, ERR_INVALID,
                 "%.80s is still ahead (it is %s), so nothing was so yet; `waymark case forecast` shows what would come if nobody acts.",
                 text, local);
}

// A date is its end, and today until now.
static bool read_moment(struct op_call *call, int64_t *at_ms, struct err *err) {
  const char *text = ask_maybe(call, "as_at");
  int64_t now = board_now(call->board);
  struct date date, today = zone_date(call->board->zone, now);
  struct err no_date;
  if (date_read(text, &date, &no_date)) {
    bool is_today = date.year == today.year && date.month == today.month && date.day == today.day;
    *at_ms = is_today ? now : zone_day_end(call->board->zone, date);
  } else if (!instant_read(text, at_ms, err))
    return err_prefix(err, "\"as_at\": ");
  return *at_ms <= now || fail_ahead(call, text, err);
}

// The item of today, so that nothing is folded for who may not see it. *item NULL: none was asked for.
static bool open_present(struct op_call *call, struct casefile **item, struct err *err) {
  *item = NULL;
  if (!ask_person(call, err)) return false;
  return !ask_maybe(call, "case") || (*item = ask_item(call, err)) != NULL;
}

static bool check_begun(struct op_call *call, struct board *past, const struct casefile *item, struct err *err) {
  struct err none;
  char then[40], began[40];
  json_t *row = item ? case_find(past->store, item->hex, &none) : NULL;
  bool ok = row || (!item && journal_count(past->store) > 0);
  json_decref(row);
  if (ok) return true;
  board_local(call->board, board_now(past), then);
  if (!item) return err_set(err, ERR_NOT_FOUND, "There was no board yet on %s; name a later moment.", then);
  board_local(call->board, item->started_ms, began);
  return err_set(err, ERR_NOT_FOUND, "%s was not there yet on %s: it was started on %s. Name a later moment.", item->ref, then, began);
}

static void put_moment(json_t *answer, struct board *past) {
  char at[INSTANT_TEXT], local[40];
  instant_write(board_now(past), at);
  board_local(past, board_now(past), local);
  json_put_text(answer, "as_at", at);
  json_put_text(answer, "as_at_local", local);
  json_put_flag(answer, "known", past->known);
}

static bool run_on(const struct op *op, struct op_call *call, struct board *past, struct err *err) {
  struct op_call then = {.board = past, .request = call->request, .file = -1};
  bool ok = op->run(&then, err);
  if (ok) put_moment(then.answer, past);
  if (ok)
    call->answer = then.answer;
  else
    json_decref(then.answer);
  return ok;
}

bool as_at_run(const struct op *op, struct op_call *call, struct err *err) {
  struct store_moment moment = {.known = json_flag(call->request, "known")};
  struct casefile *item;
  if (!open_present(call, &item, err)) return false;
  moment.case_id = item ? &item->id : NULL;
  struct board *past = read_moment(call, &moment.at_ms, err) ? board_as_at(call->board, &moment, err) : NULL;
  bool ok = past && check_begun(call, past, item, err) && run_on(op, call, past, err);
  board_close(past);
  casefile_free(item);
  return ok;
}

bool as_at_allowed(const struct op *op, const json_t *request, struct err *err) {
  bool asked = json_object_get(request, "as_at") != NULL;
  if (!asked && json_object_get(request, "known"))
    return err_set(err, ERR_INVALID, "\"known\" says by what a past moment is shown; name the moment with \"as_at\".");
  if (!asked || op->past) return true;
  return err_set(err, ERR_INVALID, "\"%s\" is about the board as it is now; leave out \"as_at\".", op->name);
}
