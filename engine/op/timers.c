// Operations on timers: run what is due, and say what is next. Each timer has a transaction of its own (T3).
#include "op/internal.h"
#include "run/due.h"
#include "run/opener.h"
#include "run/rights.h"
#include "run/sweep.h"

static bool is_seen(struct board *board, const char *ref, const char *person) {
  struct err err;
  struct casefile *item = person ? rights_open(board, ref, person, &err) : NULL;
  bool seen = item != NULL;
  casefile_free(item);
  return seen;
}

static bool put_due(struct op_call *call, const json_t *timer, const char *person) {
  char text[INSTANT_TEXT];
  if (!timer || !is_seen(call->board, json_text(timer, "case"), person)) return false;
  instant_write(json_number(timer, "due", 0), text);
  json_put_text(call->answer, "next", text);
  return true;
}

// Mostly the first of all is theirs; only for who sees little is the whole list read.
void answer_next_due(struct op_call *call, const char *person) {
  struct store *store = call->board->store;
  json_t *first = timer_first_due(store, INT64_MAX), *all = NULL, *timer;
  size_t i;
  if (first && !put_due(call, first, person)) all = timer_list(store, NULL);
  json_array_foreach(all, i, timer) if (put_due(call, timer, person)) break;
  json_decref(all);
  json_decref(first);
}

// R1: what was done is told to whoever may see its item. A new reference.
static json_t *those_seen(struct board *board, const json_t *fired, const char *person) {
  json_t *seen = json_array(), *row;
  size_t i;
  json_array_foreach(fired, i, row) if (is_seen(board, json_text(row, "ref"), person)) json_array_append(seen, row);
  return seen;
}

static bool fire_due(struct op_call *call, bool *any, struct err *err) {
  const char *person = ask_maybe(call, "as");
  json_t *fired = json_array();
  bool more = true, ok = true;
  while (ok && more) ok = due_run(call->board, fired, &more, err) && opener_run(call->board, err);
  *any = json_array_size(fired) > 0;
  if (ok) {
    call->answer = json_pack("{s:o}", "fired", those_seen(call->board, fired, person));
    answer_next_due(call, person);
    answer_held(call);
  }
  json_decref(fired);
  return ok;
}

static bool timers_run(struct op_call *call, struct err *err) {
  const char *until = ask_maybe(call, "until");
  bool any;
  return (!until || board_clock_set(call->board, until, err)) && fire_due(call, &any, err);
}

bool op_wake(struct board *board, bool *any, json_t **answer, struct err *err) {
  json_t *console = setting_find(board->store, "console"), *request = json_pack("{s:s, s:O?}", "op", "timers.run", "as", console);
  struct op_call call = {.board = board, .request = request, .file = -1};
  *any = false;
  bool ok = board_keep_up(board, err) && fire_due(&call, any, err);
  *answer = call.answer;
  json_decref(request);
  json_decref(console);
  return ok;
}

static bool timers_next(struct op_call *call, struct err *err) {
  (void)err;
  call->answer = json_object();
  answer_next_due(call, ask_maybe(call, "as"));
  answer_held(call);
  return true;
}

// Each batch is a transaction of its own, so this is no write of the door's: it asks for the office instead.
static bool timers_check(struct op_call *call, struct err *err) {
  json_t *found = json_array();
  bool ok = sweep_begin(call->board, "check", NULL, err) && sweep_finish(call->board, found, err);
  if (ok) call->answer = json_pack("{s:O}", "found", found);
  json_decref(found);
  return ok;
}

const struct op ops_timers[] = {
    {.name = "timers.run", .who = OP_PERSON, .fires = true, .run = timers_run},
    {.name = "timers.check", .who = OP_OFFICE, .what = "check the timers", .fires = true, .run = timers_check},
    {.name = "timers.next", .who = OP_PERSON, .run = timers_next},
    {0},
};
