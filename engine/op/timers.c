// Operations on timers: run what is due, a batch at a time (run/catchup.h), and say what is next.
#include "base/mem.h"
#include "op/internal.h"
#include "run/catchup.h"
#include "run/hold.h"
#include "run/opener.h"
#include "run/people.h"
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

// One batch, added to what was run before.
static bool run_batch(struct board *board, enum catchup_pace pace, struct catchup *all, struct err *err) {
  struct catchup batch;
  bool ok = catchup_run(board, pace, &batch, err);
  json_array_extend(all->fired, batch.fired);
  json_array_extend(all->passed_over, batch.passed_over);
  all->more = batch.more;
  catchup_clear(&batch);
  return ok && opener_run(board, err);
}

// What is wrong with items is told to whoever may put it right.
static void answer_run(struct op_call *call, const struct catchup *all) {
  const char *person = ask_maybe(call, "as");
  call->answer = json_pack("{s:o}", "fired", those_seen(call->board, all->fired, person));
  if (json_array_size(all->passed_over) && (!person || people_in_office(call->board, person)))
    json_object_set(call->answer, "passed_over", all->passed_over);
  if (all->more)
    json_put_flag(call->answer, "more", true);
  else
    answer_next_due(call, person);
  answer_held(call);
}

static bool timers_run(struct op_call *call, struct err *err) {
  const char *until = ask_maybe(call, "until");
  if (until && !board_clock_set(call->board, until, err)) return false;
  struct catchup all = {.fired = json_array(), .passed_over = json_array(), .more = true};
  bool one = json_flag(call->request, "batch");
  bool ok = run_batch(call->board, one ? CATCHUP_SERVED : CATCHUP_ALONE, &all, err);
  while (ok && all.more && !one) ok = run_batch(call->board, CATCHUP_ALONE, &all, err);
  if (ok) answer_run(call, &all);
  catchup_clear(&all);
  return ok;
}

// The person of the setting `console` is told, as at the terminal where the server runs.
static json_t *seen_at_console(struct board *board, const json_t *fired) {
  json_t *console = setting_find(board->store, "console"), *seen = those_seen(board, fired, json_string_value(console));
  json_decref(console);
  return seen;
}

static void say_put_right(const json_t *row, json_t *troubles) {
  const char *trouble = json_text(row, "trouble"), *is = json_text(row, "is_local"), *ref = json_text(row, "ref");
  char *text = trouble ? mem_format("The deadlines of %s cannot be checked: %s", ref, trouble)
                       : mem_format("%s: the deadline \"%s\" was not armed as its workflow says and was put right: %s.", ref,
                                    json_text(row, "what"), is ? is : "it is not to come");
  json_array_add(troubles, text);
  mem_free(text);
}

// A batch of the check that every deadline is armed; one that moves dates comes before timers and is no business of this.
static bool check_some(struct board *board, struct op_woken *woken, struct err *err) {
  json_t *found = json_array(), *row;
  size_t i;
  bool more, ok = sweep_step(board, found, &more, err);
  json_array_foreach(found, i, row) say_put_right(row, woken->troubles);
  woken->more = more;
  json_decref(found);
  return ok;
}

bool op_check_begin(struct board *board, struct err *err) { return sweep_begin(board, "check", NULL, err); }

bool op_is_awaited(struct board *board) {
  int64_t due_ms;
  return sweep_is_pending(board) || (!hold_is(board) && board_next_due(board, &due_ms) && due_ms <= board_now(board));
}

bool op_wake(struct board *board, bool listening, struct op_woken *woken, struct err *err) {
  struct catchup batch = {0};
  struct err not_opened;
  bool ok = board_keep_up(board, err) && catchup_run(board, CATCHUP_SERVED, &batch, err);
  *woken =
      (struct op_woken){.any = json_array_size(batch.fired) > 0, .more = batch.more, .troubles = json_texts(batch.passed_over, "text")};
  if (!opener_run(board, &not_opened)) json_array_add(woken->troubles, not_opened.text);
  if (listening) woken->fired = seen_at_console(board, batch.fired);
  catchup_clear(&batch);
  return ok && (woken->more || check_some(board, woken, err));
}

void op_woken_clear(struct op_woken *woken) {
  json_decref(woken->fired);
  json_decref(woken->troubles);
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
  bool ok = op_settle(call->board, err) && sweep_begin(call->board, "check", NULL, err) && sweep_finish(call->board, found, err);
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
