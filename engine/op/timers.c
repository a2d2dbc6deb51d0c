// Operations on timers: run what is due, a batch at a time (run/catchup.h), and say what is next.
#include "base/mem.h"
#include "op/internal.h"
#include "op/seen.h"
#include "run/catchup.h"
#include "run/hold.h"
#include "run/listing.h"
#include "run/lookout.h"
#include "run/opener.h"
#include "run/people.h"
#include "run/sweep.h"

enum { FIRST_LOOKED = 100 }; // timers: some milliseconds, and for whoever sees a hundredth of the board mostly enough

static bool put_due(struct op_call *call, const json_t *timer, const char *person) {
  char text[INSTANT_TEXT];
  if (!seen_item(call->board, json_text(timer, "case"), person)) return false;
  instant_write(json_number(timer, "due", 0), text);
  json_put_text(call->answer, "next", text);
  return true;
}

// True: it is told, or there is none of anybody's.
static bool put_of_first(struct op_call *call, const char *person) {
  json_t *timer = timer_first_due(call->board->store, INT64_MAX);
  bool done = !timer || put_due(call, timer, person);
  for (int i = 1; !done && i < FIRST_LOOKED; i++) {
    json_t *after = timer_due_after(call->board->store, timer, INT64_MAX);
    json_decref(timer);
    timer = after;
    done = !timer || put_due(call, timer, person);
  }
  json_decref(timer);
  return done;
}

// The first of these items' timers. A new reference; NULL: there is none.
static json_t *earliest_of(struct op_call *call, const json_t *refs, const char *person) {
  struct store *store = call->board->store;
  json_t *best = NULL, *ref;
  size_t i;
  json_array_foreach(refs, i, ref) {
    struct err gone;
    json_t *row = case_find(store, json_string_value(ref), &gone), *timers = row ? timer_list(store, json_text(row, "id")) : NULL;
    json_t *first = json_array_get(timers, 0);
    bool sooner = first && (!best || json_number(first, "due", 0) < json_number(best, "due", 0));
    if (sooner && seen_item(call->board, json_text(row, "id"), person)) {
      json_decref(best);
      best = json_incref(first);
    }
    json_decref(timers);
    json_decref(row);
  }
  return best;
}

static void put_of_all(struct op_call *call, const char *person) {
  json_t *all = timer_list(call->board->store, NULL), *timer;
  size_t i;
  json_array_foreach(all, i, timer) if (put_due(call, timer, person)) break;
  json_decref(all);
}

// Mostly one of the first of all is theirs; who sees little has few items to look at.
void answer_next_due(struct op_call *call, const char *person) {
  const struct listing_ask ask = {.person = person};
  struct err unread;
  if (!person || put_of_first(call, person)) return;
  json_t *refs = listing_begin(call->board) ? listing_refs(call->board, &ask, NULL, 0, &unread) : NULL;
  json_t *best = earliest_of(call, refs, person);
  if (best)
    put_due(call, best, person);
  else if (!refs)
    put_of_all(call, person);
  json_decref(best);
  json_decref(refs);
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
static void put_passed_over(struct op_call *call, const json_t *passed_over, const char *person) {
  int64_t others = 0;
  if (!json_array_size(passed_over) || !people_in_office(call->board, person)) return;
  json_object_set_new(call->answer, "passed_over", seen_rows(call->board, passed_over, person, &others));
  if (others) json_put_number(call->answer, "others", others);
}

static void answer_run(struct op_call *call, const struct catchup *all) {
  const char *person = ask_maybe(call, "as");
  call->answer = json_pack("{s:o}", "fired", seen_rows(call->board, all->fired, person, NULL));
  put_passed_over(call, all->passed_over, person);
  if (all->more)
    json_put_flag(call->answer, "more", true);
  else
    answer_next_due(call, person);
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
static json_t *seen_at_console(struct board *board, const json_t *rows, int64_t *others) {
  json_t *console = setting_find(board->store, "console"), *seen = seen_rows(board, rows, json_string_value(console), others);
  json_decref(console);
  return seen;
}

// Takes over `text`.
static void say(json_t *troubles, char *text) {
  json_array_add(troubles, text);
  mem_free(text);
}

static void say_passed_over(struct board *board, const json_t *passed_over, json_t *troubles) {
  int64_t others = 0;
  json_t *seen = seen_at_console(board, passed_over, &others), *texts = json_texts(seen, "text");
  json_array_extend(troubles, texts);
  if (others)
    say(troubles, mem_format("The timers of %lld more that the person of the console may not see cannot be run and were passed over, to be "
                             "tried again later.",
                             (long long)others));
  json_decref(texts);
  json_decref(seen);
}

static char *put_right_text(const json_t *row) {
  const char *trouble = json_text(row, "trouble"), *is = json_text(row, "is_local"), *ref = json_text(row, "ref");
  if (trouble) return mem_format("The deadlines of %s cannot be checked: %s", ref, trouble);
  return mem_format("%s: the deadline \"%s\" was not armed as its workflow says and was put right: %s.", ref, json_text(row, "what"),
                    is ? is : "it is not to come");
}

static void say_put_right(struct board *board, const json_t *found, json_t *troubles) {
  int64_t others = 0;
  json_t *seen = seen_at_console(board, found, &others), *row;
  size_t i;
  json_array_foreach(seen, i, row) say(troubles, put_right_text(row));
  if (others)
    say(troubles, mem_format("%lld more on items that the person of the console may not see: a deadline was not armed as its workflow says "
                             "and was put right, or cannot be checked.",
                             (long long)others));
  json_decref(seen);
}

// A batch of the check that every deadline is armed; one that moves dates comes before timers and is no business of this.
static bool check_some(struct board *board, struct op_woken *woken, struct err *err) {
  json_t *found = json_array();
  bool more, ok = sweep_step(board, found, &more, err);
  say_put_right(board, found, woken->troubles);
  woken->more = more;
  json_decref(found);
  return ok;
}

bool op_check_begin(struct board *board, struct err *err) { return sweep_begin(board, "check", NULL, NULL, err); }

bool op_is_awaited(struct board *board) {
  int64_t due_ms;
  if (sweep_is_pending(board)) return true;
  return !hold_is(board) && ((board_next_due(board, &due_ms) && due_ms <= board_now(board)) || lookout_is_due(board));
}

bool op_wake(struct board *board, bool listening, struct op_woken *woken, struct err *err) {
  struct catchup batch = {0};
  struct err not_opened;
  bool ok = board_keep_up(board, err) && catchup_run(board, CATCHUP_SERVED, &batch, err);
  *woken = (struct op_woken){.any = json_array_size(batch.fired) > 0, .more = batch.more, .troubles = json_array()};
  say_passed_over(board, batch.passed_over, woken->troubles);
  if (!opener_run(board, &not_opened)) json_array_add(woken->troubles, not_opened.text);
  if (listening) woken->fired = seen_at_console(board, batch.fired, NULL);
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

// Each batch is a transaction of its own, so this is no write of the door's: it asks for the office instead. What a change of days off,
// meetings or the zone's law still has to move is moved first: it is no fault.
static bool timers_check(struct op_call *call, struct err *err) {
  json_t *found = json_array();
  bool ok = op_settle(call->board, err) && sweep_begin(call->board, "check", NULL, NULL, err) && sweep_finish(call->board, found, err);
  int64_t others = 0;
  if (ok) call->answer = json_pack("{s:o}", "found", seen_rows(call->board, found, ask_maybe(call, "as"), &others));
  if (ok) json_put_number(call->answer, "others", others);
  json_decref(found);
  return ok;
}

const struct op ops_timers[] = {
    {.name = "timers.run", .who = OP_PERSON, .fires = true, .run = timers_run},
    {.name = "timers.check", .who = OP_OFFICE, .what = "check the timers", .fires = true, .run = timers_check},
    {.name = "timers.next", .who = OP_PERSON, .run = timers_next},
    {0},
};
