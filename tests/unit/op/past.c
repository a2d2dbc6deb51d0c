// Goal: what is past stays past: a time that came does not come again when the calendar moves it (T7, T10), one that is not late is not
// passed over (T4), a reminder whose day had gone is not armed by a clock that steps back, and a stop never ends before it began (T8).
// Method: an item of tests/data/cycle.lua; where a clock steps back, a board on a clock that is the test's own.
#include "clocks.h"
#include "run/sweep.h"

static void begin(struct world *world, const char *event) {
  world_publish(world, "cycle");
  done(world,
       "{'op':'case.start','as':'m.test','workflow':'cycle','ref':'C-1','data':{'text':'T','anchor':'2016-08-31','due':'2016-09-08'}}");
  done(world, "{'op':'case.send','as':'m.test','case':'C-1','event':'%s'}", event);
}

static void at(struct world *world, const char *instant) { done(world, "{'op':'timers.run','until':'%s'}", instant); }

static int64_t counted(struct world *world, const char *field) {
  json_t *value = field_of(world, "C-1", field);
  int64_t count = json_integer_value(value);
  json_decref(value);
  return count;
}

static void expect_sound(struct world *world) {
  json_t *found = json_array();
  struct err err = {0};
  if (!sweep_begin(world->board, "check", NULL, NULL, &err) || !sweep_finish(world->board, found, &err)) fail_msg("%s", err.text);
  if (json_array_size(found)) fail_msg("the check found %s", json_dumps(found, 0));
  json_decref(found);
}

static void a_month_ends_once_however_its_end_is_moved(void **state) {
  struct world *world = *state;
  begin(world, "go_rare");
  done(world, "{'op':'calendar.add','as':'m.test','date':'2016-09-30','name':'Stocktaking','local':true}");
  assert_true(op_settle(world->board, &(struct err){0}));
  assert_string_equal(due_of(world, "C-1", "monthend"), "2016-09-29T22:59:59.999Z");
  at(world, "2016-09-30T09:00:00Z");
  assert_int_equal(counted(world, "monthends"), 1);
  done(world, "{'op':'calendar.remove','as':'m.test','date':'2016-09-30'}"); // the month's last working day is tonight again
  at(world, "2016-10-03T09:00:00Z");
  assert_int_equal(counted(world, "monthends"), 1);
  assert_string_equal(due_of(world, "C-1", "monthend"), "2016-10-31T23:59:59.999Z");
  expect_sound(world);
}

static void an_hour_that_is_not_late_is_not_passed_over(void **state) {
  struct world *world = *state;
  begin(world, "go_rare"); // at 09:00
  at(world, "2016-09-01T15:10:00Z");
  assert_int_equal(counted(world, "hours"), 1); // 15:00; those from 10:00 to 14:00 are later than an hour
  assert_string_equal(due_of(world, "C-1", "hour"), "2016-09-01T16:00:00.000Z");
}

static void once_is_once_when_it_moves_its_own_anchor(void **state) {
  struct world *world = *state;
  begin(world, "go_rare");
  at(world, "2017-01-15T09:00:00Z"); // due on 30 September, October, November and December
  assert_int_equal(counted(world, "moved"), 1);
  expect_sound(world);
}

static size_t told(struct world *world, const char *until) {
  json_t *answer = ask(world, "{'op':'timers.run','until':'%s'}", until), *row;
  size_t i, count = 0;
  json_array_foreach(json_object_get(answer, "fired"), i, row) count += json_array_size(json_object_get(row, "told"));
  json_decref(answer);
  return count;
}

// A ladder without a date counts from its state's entry: in two states at once each has its own, and a state that is entered again begins
// anew.
static void a_ladder_without_a_date_belongs_to_its_states_stay(void **state) {
  struct world *world = *state;
  begin(world, "visit");
  assert_int_equal(told(world, "2016-09-05T09:00:00Z"), 2);
  expect_sound(world);
  done(world, "{'op':'case.send','as':'m.test','case':'C-1','event':'rest'}");
  done(world, "{'op':'case.send','as':'m.test','case':'C-1','event':'visit'}");
  assert_string_equal(due_of(world, "C-1", "visit/V0"), "2016-09-06T22:59:59.999Z");
  assert_int_equal(told(world, "2016-09-07T09:00:00Z"), 2);
}

static int make_real(void **state) {
  make_clocks(state, false);
  return 0;
}

static void a_stop_that_ends_before_it_began_lasted_no_time(void **state) {
  struct world *world = *state;
  begin(world, "go_work");
  pass(2 * HOUR);
  done(world, "{'op':'case.send','as':'m.test','case':'C-1','event':'stop','data':{'reason':'trial'}}");
  leap(-HOUR / 2);
  done(world, "{'op':'case.send','as':'m.test','case':'C-1','event':'go_on'}");
  assert_string_equal(due_of(world, "C-1", "fortnight"), "2016-09-15T22:59:59.999Z");
  expect_sound(world);
}

static void a_reminder_that_was_too_late_stays_so(void **state) {
  struct world *world = *state;
  begin(world, "go_work");
  pass(14 * HOUR + 30 * MINUTE); // half past midnight in London on the 2nd; five working days before the 8th were over at midnight
  done(world, "{'op':'case.send','as':'m.test','case':'C-1','event':'remind'}");
  assert_string_equal(due_of(world, "C-1", "reminder/R0"), "");
  leap(-HOUR);
  expect_sound(world);
  assert_string_equal(due_of(world, "C-1", "reminder/R0"), "");
}

#define REAL_CLOCK(name) cmocka_unit_test_setup_teardown(name, make_real, world_end)
static const struct CMUnitTest tests[] = {
    TEST(a_month_ends_once_however_its_end_is_moved),         TEST(an_hour_that_is_not_late_is_not_passed_over),
    TEST(once_is_once_when_it_moves_its_own_anchor),          REAL_CLOCK(a_stop_that_ends_before_it_began_lasted_no_time),
    TEST(a_ladder_without_a_date_belongs_to_its_states_stay), REAL_CLOCK(a_reminder_that_was_too_late_stays_so),
};

MAIN_OF(tests)
