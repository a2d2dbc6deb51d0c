// Goal: a machine's clock that does what clocks do not is journalled; one that leaps ahead with nobody to vouch for it fires nothing, also
// not before a person's event (T11), until it is vouched for, and no start of the program forgets that (RELIABILITY 3.2, 3.5). Method: a
// board on the real clock whose clocks are three numbers of the test's; an item with a moment some hours ahead, whose timer adds 100 to its
// count.
#include "fixture.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };
static const int64_t DAY = 24 * (int64_t)HOUR;
static const int64_t START = INT64_C(1472720400000); // 2016-09-01T09:00:00Z

static struct {
  int64_t wall_ms, steady_ms;
  bool is_synchronised;
} clocks;

static int64_t wall(void *user) {
  (void)user;
  return clocks.wall_ms;
}
static int64_t steady(void *user) {
  (void)user;
  return clocks.steady_ms;
}
static bool vouches(void *user) {
  (void)user;
  return clocks.is_synchronised;
}

static int make(void **state) {
  clocks.wall_ms = START;
  clocks.steady_ms = 5 * HOUR;
  clocks.is_synchronised = false;
  struct env env = env_system();
  env.now_ms = wall;
  env.steady_ms = steady;
  env.is_synchronised = vouches;
  world_make_in(state, env, false);
  done(*state, "{'op':'case.send','as':'o.owner','case':'K-1','event':'set_moment','data':{'moment':'2016-09-01T11:00:00Z'}}");
  return 0;
}

static void pass(int64_t ms) { clocks.wall_ms += ms, clocks.steady_ms += ms; }
static void leap(int64_t ms) { clocks.wall_ms += ms; }

static bool keep_clock(void *user, json_t *entry) {
  json_t *part = json_array_get(json_object_get(entry, "payload"), 0);
  if (json_number(entry, "kind", 0) == ENTRY_CLOCK) {
    json_t *note = json_copy(json_object_get(part, "value"));
    json_put_number(note, "recorded", json_number(entry, "recorded", 0));
    json_put_text(note, "actor", json_text(entry, "actor"));
    json_array_append_new(user, note);
  }
  return true;
}

// The board's clock entries, in order. A new reference.
static json_t *surprises(struct world *world) {
  struct err err;
  json_t *notes = json_array();
  assert_true(journal_each(world->board->store, NULL, keep_clock, notes, &err));
  return notes;
}

// Their words, "held released". Valid until the next call.
static const char *words(struct world *world) {
  static char text[200];
  json_t *notes = surprises(world), *note;
  size_t i, size = 0;
  text[0] = '\0';
  json_array_foreach(notes, i, note) size +=
      (size_t)snprintf(text + size, sizeof text - size, "%s%s", i ? ", " : "", json_text(note, "what"));
  json_decref(notes);
  return text;
}

static size_t fires(struct world *world) {
  json_t *answer = ask(world, "{'op':'timers.run'}");
  size_t count = json_array_size(json_object_get(answer, "fired"));
  json_decref(answer);
  return count;
}

static bool is_held(struct world *world) {
  json_t *status = ask(world, "{'op':'board.show'}"), *next = ask(world, "{'op':'timers.next'}"),
         *shown = ask(world, "{'op':'clock.show'}");
  bool held = json_text(status, "held") != NULL;
  assert_int_equal(held, json_text(next, "held") != NULL);
  assert_int_equal(held, json_text(shown, "held") != NULL);
  json_decref(status);
  json_decref(next);
  json_decref(shown);
  return held;
}

static void send(struct world *world, const char *event) {
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'%s'}", event);
}

static void hold(struct world *world) {
  assert_int_equal(fires(world), 0);
  leap(2 * DAY + 3 * HOUR);
  pass(30 * SECOND);
  assert_int_equal(fires(world), 0);
  assert_true(is_held(world));
}

static void a_leap_that_nobody_vouches_for_fires_nothing(void **state) {
  struct world *world = *state;
  hold(world);
  json_t *status = ask(world, "{'op':'board.show'}");
  says(json_text(status, "held"), "it leapt ahead by 2 days 3 hours, from Thu 1 Sep 2016 10:00 to Sat 3 Sep 2016 13:00,");
  json_decref(status);
  send(world, "count"); // T11: the moment is past by the wall clock alone
  assert_int_equal(count_of(world, "K-1"), 1);
  pass(3 * HOUR); // and now by the steady one too
  assert_int_equal(fires(world), 0);
  send(world, "count");
  assert_int_equal(count_of(world, "K-1"), 2);
  assert_string_equal(words(world), "held");
}

static void a_hold_is_told_to_the_office_and_to_nobody_else(void **state) {
  struct world *world = *state;
  hold(world);
  json_t *theirs = ask(world, "{'op':'outbox.list','as':'m.test'}"), *others = ask(world, "{'op':'outbox.list','as':'o.owner'}");
  json_t *row = json_array_get(json_object_get(theirs, "rows"), 0);
  assert_int_equal(json_array_size(json_object_get(theirs, "rows")), 1);
  assert_int_equal(json_array_size(json_object_get(others, "rows")), 0);
  assert_string_equal(json_text(row, "subject"), "The board's clock is held: no timer fires");
  assert_string_equal(json_text(row, "to"), "m.test");
  assert_null(json_object_get(row, "ref"));
  json_decref(theirs);
  json_decref(others);
}

static void what_is_done_meanwhile_is_recorded_by_the_time_that_went_by(void **state) {
  struct world *world = *state;
  hold(world);
  pass(HOUR);
  send(world, "count");
  json_t *last = last_entry(world, "K-1"), *shown = ask(world, "{'op':'clock.show'}");
  assert_string_equal(json_text(last, "at"), "2016-09-01T10:00:30.000Z");
  assert_string_equal(json_text(shown, "now"), "2016-09-01T10:00:30.000Z");
  json_decref(last);
  json_decref(shown);
}

static void the_office_confirms_and_what_is_due_is_done_once(void **state) {
  struct world *world = *state;
  hold(world);
  says(refused(world, ERR_NOT_ALLOWED, "{'op':'clock.confirm','as':'o.owner'}"), "may not say that the machine's clock is right");
  refused(world, ERR_NOT_ALLOWED, "{'op':'clock.confirm'}");
  assert_true(is_held(world));
  done(world, "{'op':'clock.confirm','as':'m.test'}");
  assert_false(is_held(world));
  assert_int_equal(fires(world), 1);
  assert_int_equal(fires(world), 0);
  assert_int_equal(count_of(world, "K-1"), 100);
  json_t *notes = surprises(world), *released = json_array_get(notes, 1);
  assert_string_equal(words(world), "held, released");
  assert_int_equal(json_number(json_array_get(notes, 0), "by_ms", 0), 2 * DAY + 3 * HOUR);
  assert_int_equal(json_number(json_array_get(notes, 0), "recorded", 0), START + 30 * SECOND);
  assert_string_equal(json_text(released, "is"), "2016-09-03T12:00:30.000Z");
  assert_int_equal(json_number(released, "recorded", 0), clocks.wall_ms);
  assert_int_equal(strspn(json_text(json_array_get(notes, 0), "actor"), "0"), 32); // the board's own
  assert_int_not_equal(strspn(json_text(released, "actor"), "0"), 32);
  json_decref(notes);
  says(refused(world, ERR_REFUSED, "{'op':'clock.confirm','as':'m.test'}"), "is not held");
}

static void starting_again_releases_nothing(void **state) {
  struct world *world = *state;
  hold(world);
  world_reopen(world);
  assert_true(is_held(world));
  assert_int_equal(fires(world), 0);
  clocks.steady_ms = 10 * SECOND; // the machine was started again too
  world_reopen(world);
  send(world, "count");
  assert_int_equal(count_of(world, "K-1"), 1);
  assert_true(is_held(world));
  assert_string_equal(words(world), "held");
  done(world, "{'op':'clock.confirm','as':'m.test'}");
  assert_int_equal(fires(world), 1);
}

static void a_clock_that_comes_back_is_believed(void **state) {
  struct world *world = *state;
  hold(world);
  leap(-DAY); // not enough
  assert_int_equal(fires(world), 0);
  assert_true(is_held(world));
  leap(-DAY - 3 * HOUR);
  assert_int_equal(fires(world), 0);
  assert_false(is_held(world));
  assert_string_equal(words(world), "held, stepped back, stepped back, released");
  pass(3 * HOUR);
  assert_int_equal(fires(world), 1);
}

static void a_clock_that_comes_back_while_nobody_looks_is_believed(void **state) {
  struct world *world = *state;
  hold(world);
  pass(HOUR);
  leap(-2 * DAY - 3 * HOUR);
  world_reopen(world);
  assert_int_equal(fires(world), 0);
  assert_false(is_held(world));
  assert_string_equal(words(world), "held, released");
}

static void a_clock_that_the_machine_vouches_for_is_believed(void **state) {
  struct world *world = *state;
  hold(world);
  clocks.is_synchronised = true;
  send(world, "count"); // T11 again: what is overdue comes first
  assert_false(is_held(world));
  assert_string_equal(words(world), "held, released");
  assert_int_equal(count_of(world, "K-1"), 101);
}

static void a_leap_that_is_vouched_for_goes_on(void **state) {
  struct world *world = *state;
  clocks.is_synchronised = true;
  assert_int_equal(fires(world), 0);
  leap(2 * DAY);
  assert_int_equal(fires(world), 1);
  assert_string_equal(words(world), "leapt");
}

static void a_step_ahead_goes_on(void **state) {
  struct world *world = *state;
  pass(2 * HOUR - 4 * MINUTE);
  assert_int_equal(fires(world), 0);
  leap(5 * MINUTE + SECOND);
  assert_int_equal(fires(world), 1);
  assert_string_equal(words(world), "stepped ahead");
}

static void a_suspended_machine_is_no_surprise(void **state) {
  struct world *world = *state;
  assert_int_equal(fires(world), 0);
  pass(3 * DAY);
  assert_int_equal(fires(world), 1);
  assert_string_equal(words(world), "");
}

static bool keep_order(void *user, json_t *entry) {
  int64_t *last = user, recorded = json_number(entry, "recorded", 0);
  assert_true(recorded >= *last);
  *last = recorded;
  return true;
}

static void a_step_back_fires_nothing_twice_and_loses_nothing(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.start','as':'m.test','workflow':'task','ref':'K-2','data':{'text':'x','moment':'2016-09-01T12:00:00Z'}}");
  pass(2 * HOUR + 2 * MINUTE);
  assert_int_equal(fires(world), 1); // the first moment
  leap(-90 * MINUTE);
  assert_int_equal(fires(world), 0);
  send(world, "count");
  pass(3 * HOUR);
  assert_int_equal(fires(world), 1); // the second
  assert_int_equal(count_of(world, "K-1"), 101);
  assert_int_equal(count_of(world, "K-2"), 100);
  assert_string_equal(words(world), "stepped back");
  struct err err;
  int64_t last = 0;
  assert_true(journal_each(world->board->store, NULL, keep_order, &last, &err));
}

// Recorded instants never go back, whatever the clock does, and each start says no more of it than the first.
static void a_step_back_while_nothing_ran_is_said_once(void **state) {
  struct world *world = *state;
  leap(-DAY);
  for (int i = 0; i < 3; i++) {
    world_reopen(world);
    send(world, "count");
    pass(HOUR);
  }
  assert_string_equal(words(world), "stepped back");
  struct err err;
  int64_t last = 0;
  assert_true(journal_each(world->board->store, NULL, keep_order, &last, &err));
  assert_int_equal(last, START);
}

static void what_only_reads_writes_nothing(void **state) {
  struct world *world = *state;
  leap(-DAY);
  world_reopen(world);
  int64_t before = entries(world);
  done(world, "{'op':'board.show'}");
  done(world, "{'op':'clock.show'}");
  done(world, "{'op':'case.show','case':'K-1'}");
  assert_int_equal(entries(world), before);
}

static void three_months_switched_off_are_no_surprise(void **state) {
  struct world *world = *state;
  leap(99 * DAY);
  clocks.steady_ms = 0;
  world_reopen(world);
  assert_true(fires(world) > 0);
  assert_string_equal(words(world), "");
}

static void a_flat_battery_fires_nothing(void **state) {
  struct world *world = *state;
  leap(101 * DAY);
  clocks.steady_ms = 0;
  world_reopen(world);
  send(world, "count");
  assert_int_equal(fires(world), 0);
  assert_int_equal(count_of(world, "K-1"), 1);
  assert_string_equal(words(world), "held");
  leap(-101 * DAY + MINUTE); // somebody set it right
  pass(MINUTE);
  assert_int_equal(fires(world), 0);
  assert_string_equal(words(world), "held, stepped back, released");
  pass(3 * HOUR);
  assert_int_equal(fires(world), 1);
}

static void years_that_the_machine_vouches_for_are_no_surprise(void **state) {
  struct world *world = *state;
  clocks.is_synchronised = true;
  leap(1000 * DAY);
  world_reopen(world);
  assert_true(fires(world) > 0);
  assert_string_equal(words(world), "");
}

// A transaction that is undone takes neither the surprise nor the hold with it: the look has one of its own, before.
static void requests_of_one_turn_see_the_hold(void **state) {
  struct world *world = *state;
  json_t *requests[2], *answers[2];
  assert_int_equal(fires(world), 0);
  leap(DAY);
  for (int i = 0; i < 2; i++)
    requests[i] = json_pack("{s:s, s:s, s:s, s:s}", "op", "case.send", "as", "o.owner", "case", "K-1", "event", "count");
  op_run_together(world->board, requests, NULL, 2, answers);
  for (int i = 0; i < 2; i++) {
    assert_null(json_object_get(answers[i], "error"));
    json_decref(answers[i]);
    json_decref(requests[i]);
  }
  assert_int_equal(count_of(world, "K-1"), 2);
  assert_string_equal(words(world), "held");
}

static void who_watches_is_told(void **state) {
  struct world *world = *state;
  hold(world);
  char *news = op_news(world->board);
  says(news, "The clock is held: it leapt ahead by 2 days 3 hours");
  mem_free(news);
  assert_null(op_news(world->board));
  done(world, "{'op':'clock.confirm','as':'m.test'}");
  news = op_news(world->board);
  says(news, "The clock is no longer held, since somebody of the office said that it is right");
  mem_free(news);
}

// What would happen is told from the time that is believed; a simulation's clock is its own and is never held.
static void a_simulation_is_not_held(void **state) {
  struct world *world = *state;
  hold(world);
  json_t *story = ask(world, "{'op':'board.simulate','until':'2016-09-01'}");
  assert_int_equal(json_number(story, "fired", 0), 1);
  assert_string_equal(json_text(story, "from"), "2016-09-01T09:00:30.000Z");
  json_decref(story);
}

static int make_manual(void **state) {
  make(state);
  world_end(state);
  struct env env = env_system();
  env.now_ms = wall;
  env.steady_ms = steady;
  env.is_synchronised = vouches;
  return world_make_in(state, env, true);
}

static void a_manual_clock_has_none_of_this(void **state) {
  struct world *world = *state;
  done(world, "{'op':'timers.run'}");
  leap(1000 * DAY);
  done(world, "{'op':'timers.run','until':'2016-09-02T09:00:00Z'}");
  leap(-2000 * DAY);
  world_reopen(world);
  send(world, "count");
  assert_string_equal(words(world), "");
  says(refused(world, ERR_REFUSED, "{'op':'clock.confirm','as':'m.test'}"), "set by hand");
  json_t *shown = ask(world, "{'op':'clock.show'}");
  assert_null(json_object_get(shown, "synchronised"));
  assert_null(json_object_get(shown, "last"));
  json_decref(shown);
}

#define REAL(name) cmocka_unit_test_setup_teardown(name, make, world_end)
static const struct CMUnitTest tests[] = {
    REAL(a_leap_that_nobody_vouches_for_fires_nothing),
    REAL(a_hold_is_told_to_the_office_and_to_nobody_else),
    REAL(what_is_done_meanwhile_is_recorded_by_the_time_that_went_by),
    REAL(the_office_confirms_and_what_is_due_is_done_once),
    REAL(starting_again_releases_nothing),
    REAL(a_clock_that_comes_back_is_believed),
    REAL(a_clock_that_comes_back_while_nobody_looks_is_believed),
    REAL(a_clock_that_the_machine_vouches_for_is_believed),
    REAL(a_leap_that_is_vouched_for_goes_on),
    REAL(a_step_ahead_goes_on),
    REAL(a_suspended_machine_is_no_surprise),
    REAL(a_step_back_fires_nothing_twice_and_loses_nothing),
    REAL(a_step_back_while_nothing_ran_is_said_once),
    REAL(what_only_reads_writes_nothing),
    REAL(three_months_switched_off_are_no_surprise),
    REAL(a_flat_battery_fires_nothing),
    REAL(years_that_the_machine_vouches_for_are_no_surprise),
    REAL(requests_of_one_turn_see_the_hold),
    REAL(who_watches_is_told),
    REAL(a_simulation_is_not_held),
    cmocka_unit_test_setup_teardown(a_manual_clock_has_none_of_this, make_manual, world_end),
};
MAIN_OF(tests)
