// Goal: a clock that is stopped counts no day (T8): its deadlines have no row while nobody knows until when, and come back later by the
// days that were stopped; what hangs on an agreed date stands; stops survive a change of the workflow's fields, a restart and a rebuild.
// Method: an item of tests/data/cycle.lua in its state `work` since Thursday 1 September 2016; ten working days from there are Thursday the
// 15th.
#include "fixture.h"
#include "run/sweep.h"

#define FORTNIGHT "2016-09-15T22:59:59.999Z"

static void begin(struct world *world) {
  world_publish(world, "cycle");
  done(world, "{'op':'case.start','as':'m.test','workflow':'cycle','ref':'C-1','data':{'text':'T','due':'2016-09-20'}}");
  done(world, "{'op':'case.send','as':'m.test','case':'C-1','event':'go_work'}");
  assert_string_equal(due_of(world, "C-1", "fortnight"), FORTNIGHT);
}

static void at(struct world *world, const char *instant) { done(world, "{'op':'timers.run','until':'%s'}", instant); }

static void stop(struct world *world, const char *reason) {
  done(world, "{'op':'case.send','as':'m.test','case':'C-1','event':'stop','data':{'reason':'%s','review_date':'2016-12-01'}}", reason);
}

static void go_on(struct world *world) { done(world, "{'op':'case.send','as':'m.test','case':'C-1','event':'go_on'}"); }

static void expect_sound(struct world *world) {
  json_t *found = json_array();
  struct err err = {0};
  if (!sweep_begin(world->board, "check", NULL, NULL, &err) || !sweep_finish(world->board, found, &err)) fail_msg("%s", err.text);
  if (json_array_size(found)) fail_msg("the check found %s", json_dumps(found, 0));
  json_decref(found);
}

static void stopped_days_are_not_counted(void **state) {
  struct world *world = *state;
  begin(world);
  at(world, "2016-09-06T09:00:00Z"); // three are counted: 2, 5 and, as it turns out, not the 6th, of which a part is stopped
  stop(world, "criminal trial");
  assert_string_equal(due_of(world, "C-1", "fortnight"), "");
  expect_sound(world);
  at(world, "2016-10-31T09:00:00Z"); // nothing fires
  go_on(world);
  assert_string_equal(due_of(world, "C-1", "fortnight"), "2016-11-10T23:59:59.999Z"); // eight more: 1 to 4 and 7 to 10 November
  expect_sound(world);
  at(world, "2016-11-11T09:00:00Z");
  json_t *quarters = field_of(world, "C-1", "quarters");
  assert_int_equal(json_integer_value(quarters), 1100); // and the agreed date came when it was agreed
  json_decref(quarters);
}

// What is counted from it does not: nobody is chased while the clock stands.
static void a_date_that_was_agreed_stands(void **state) {
  struct world *world = *state;
  begin(world);
  stop(world, "criminal trial");
  assert_string_equal(due_of(world, "C-1", "end of due"), "2016-09-20T22:59:59.999Z");
  assert_string_equal(due_of(world, "C-1", "late/L0"), "");
  at(world, "2016-09-27T09:00:00Z");
  go_on(world);
  assert_string_equal(due_of(world, "C-1", "late/L0"), "2016-09-28T22:59:59.999Z");
  expect_sound(world);
}

static void a_new_reason_ends_the_stop_before(void **state) {
  struct world *world = *state;
  begin(world);
  at(world, "2016-09-05T09:00:00Z");
  stop(world, "criminal trial");
  at(world, "2016-09-12T09:00:00Z");
  stop(world, "inquest");
  assert_string_equal(due_of(world, "C-1", "fortnight"), "");
  at(world, "2016-09-13T15:00:00Z");
  go_on(world);
  go_on(world);                                                                       // it runs already: nothing
  assert_string_equal(due_of(world, "C-1", "fortnight"), "2016-09-26T22:59:59.999Z"); // the 2nd, then nine from the 14th on
  expect_sound(world);
}

static void stops_survive_a_restart(void **state) {
  struct world *world = *state;
  begin(world);
  at(world, "2016-09-05T09:00:00Z");
  stop(world, "criminal trial");
  world_reopen(world);
  done(world, "{'op':'journal.rebuild'}");
  at(world, "2016-09-07T09:00:00Z");
  go_on(world);
  assert_string_equal(due_of(world, "C-1", "fortnight"), "2016-09-20T22:59:59.999Z"); // 5, 6 and 7 are stopped
}

static void a_stop_says_why(void **state) {
  struct world *world = *state;
  begin(world);
  says(refused(world, ERR_INVALID, "{'op':'case.send','as':'m.test','case':'C-1','event':'stop','data':{'reason':' '}}"),
       "still needs: Reason");
  assert_string_equal(due_of(world, "C-1", "fortnight"), FORTNIGHT);
}

static const struct CMUnitTest tests[] = {
    TEST(stopped_days_are_not_counted),
    TEST(a_date_that_was_agreed_stands),
    TEST(a_new_reason_ends_the_stop_before),
    TEST(stops_survive_a_restart),
    TEST(a_stop_says_why),
};

MAIN_OF(tests)
