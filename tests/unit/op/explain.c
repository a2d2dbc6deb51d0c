// Goal: what "case explain" says of an event is what happens when it is sent (idea 9): overdue timers come first (T11), only the form's
// values count, and whoever is said to decide must be known. Method: events of `task` are explained, then sent at the same instant.
#include "fixture.h"

static json_t *explain(struct world *world, const char *as, const char *event, const char *more) {
  return ask(world, "{'op':'case.explain','as':'%s','case':'K-1','event':'%s'%s}", as, event, more);
}

static void expect_would(struct world *world, const char *event, const char *more, const char *expected) {
  json_t *answer = explain(world, "o.owner", event, more);
  assert_string_equal(json_text(answer, "would"), expected);
  json_decref(answer);
}

static void send(struct world *world, const char *event) {
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'%s'}", event);
}

static void overdue_timers_come_first(void **state) {
  struct world *world = *state;
  send(world, "wait"); // leads on after half an hour, and back to "open" after another
  expect_would(world, "count", "", "ignore");
  int64_t before = entries(world);
  expect_would(world, "count", ",'now':'2016-09-01T09:45:00Z'", "ignore");
  expect_would(world, "count", ",'now':'2016-09-01T10:30:00Z'", "take");
  assert_int_equal(entries(world), before); // it was a copy that the timers ran on
  send(world, "count");
  assert_int_equal(count_of(world, "K-1"), 1);
}

static void a_timer_that_gets_stuck_stops_no_explanation(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'set_moment','data':{'moment':'2016-10-01T09:00:00Z'}}");
  send(world, "spoil");
  expect_would(world, "resume", ",'now':'2016-09-01T10:30:00Z'", "take");
  expect_would(world, "count", "", "ignore");
}

static const char *result_of(const json_t *answer, const char *op) {
  size_t i;
  json_t *row;
  json_array_foreach(json_object_get(answer, "conditions"), i, row) {
    const char *has = json_text(row, "op");
    if (has && strcmp(has, op) == 0) return json_text(row, "result");
  }
  return "not there";
}

static void values_that_the_form_does_not_ask_for_count_for_nothing(void **state) {
  struct world *world = *state;
  json_t *answer = explain(world, "o.owner", "add_evidence", ",'data':{'note':'x'}"); // its guard: no note; its form: nothing
  assert_string_equal(result_of(answer, "no"), "true");
  assert_string_equal(json_text(answer, "would"), "refuse"); // for the form alone
  json_decref(answer);
}

static void whoever_decides_must_be_known(void **state) {
  struct world *world = *state;
  const char *said =
      refused(world, ERR_NOT_FOUND, "{'op':'case.explain','as':'m.test','case':'K-1','event':'agree','decided_by':'c.chiar'}");
  says(said, "c.chiar");
  char explained[300];
  snprintf(explained, sizeof explained, "%s", said);
  said = refused(world, ERR_NOT_FOUND, "{'op':'case.send','as':'m.test','case':'K-1','event':'agree','decided_by':'c.chiar'}");
  assert_string_equal(said, explained);
}

static const struct CMUnitTest tests[] = {
    TEST(overdue_timers_come_first),
    TEST(a_timer_that_gets_stuck_stops_no_explanation),
    TEST(values_that_the_form_does_not_ask_for_count_for_nothing),
    TEST(whoever_decides_must_be_known),
};
MAIN_OF(tests)
