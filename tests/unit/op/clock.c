// Goal: what a machine's clock does and a clock does not is journalled, and nothing is lost or fired twice; recorded instants never go back
// (RELIABILITY 3.2, 3.5). Method: steps, leaps that the system vouches for, suspended and switched-off machines, by clocks that the test
// owns.
#include "clocks.h"

static bool keep_order(void *user, json_t *entry) {
  int64_t *last = user, recorded = json_number(entry, "recorded", 0);
  assert_true(recorded >= *last);
  *last = recorded;
  return true;
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

// To ask costs an event as much as all else of the look at the clocks.
static void a_clock_that_runs_is_not_asked_whether_it_is_right(void **state) {
  struct world *world = *state;
  pass(MINUTE);
  int before = clocks.asked;
  send(world, "count");
  assert_int_equal(clocks.asked, before);
  leap(5 * MINUTE);
  send(world, "count");
  assert_true(clocks.asked > before);
  assert_string_equal(words(world), "stepped ahead");
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

// Also across a midnight, however long it takes: the clock is asked when it begins, and by the look at the clocks before it.
static void send_while_time_goes_on(struct world *world, const char *ref, const char *event) {
  enum { LOOK = 1, EVENT = 1 };
  int64_t before = clocks.wall_ms;
  clocks.tick_ms = 1;
  done(world, "{'op':'case.send','as':'o.owner','case':'%s','event':'%s'}", ref, event);
  clocks.tick_ms = 0;
  assert_int_equal(clocks.wall_ms - before, LOOK + EVENT);
}

static void an_event_has_one_instant(void **state) {
  struct world *world = *state;
  send(world, "count");
  send_while_time_goes_on(world, "K-1", "count");
  json_t *last = last_entry(world, "K-1");
  char at[INSTANT_TEXT];
  instant_write(clocks.wall_ms, at);
  assert_string_equal(json_text(last, "at"), at);
  json_decref(last);
}

// What was asked of Lua is dropped with its step: here that of the timer that comes first (T11).
static void an_event_that_asks_lua_has_one_instant(void **state) {
  struct world *world = *state;
  world_publish(world, "weigh");
  done(world, "{'op':'case.start','as':'m.test','workflow':'weigh','ref':'W-1','data':{'text':'Item'}}");
  done(world, "{'op':'case.send','as':'o.owner','case':'W-1','event':'weigh'}");
  done(world, "{'op':'case.send','as':'o.owner','case':'W-1','event':'due','data':{'due':'2016-09-01'}}");
  pass(DAY);
  send_while_time_goes_on(world, "W-1", "weigh");
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

static void years_that_the_machine_vouches_for_are_no_surprise(void **state) {
  struct world *world = *state;
  clocks.is_synchronised = true;
  leap(1000 * DAY);
  world_reopen(world);
  assert_true(fires(world) > 0);
  assert_string_equal(words(world), "");
}

static int make_manual(void **state) { return make_clocks(state, true); }

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

static const struct CMUnitTest tests[] = {
    REAL(a_leap_that_is_vouched_for_goes_on),
    REAL(a_step_ahead_goes_on),
    REAL(a_suspended_machine_is_no_surprise),
    REAL(a_clock_that_runs_is_not_asked_whether_it_is_right),
    REAL(a_step_back_fires_nothing_twice_and_loses_nothing),
    REAL(an_event_has_one_instant),
    REAL(an_event_that_asks_lua_has_one_instant),
    REAL(a_step_back_while_nothing_ran_is_said_once),
    REAL(what_only_reads_writes_nothing),
    REAL(three_months_switched_off_are_no_surprise),
    REAL(years_that_the_machine_vouches_for_are_no_surprise),
    cmocka_unit_test_setup_teardown(a_manual_clock_has_none_of_this, make_manual, world_end),
};
MAIN_OF(tests)
