// Goal: what a step asks of Lua goes in one message, and what was asked ahead changes nothing: not the item, not the record, not what is
// refused (engine/run/foresight.h). Method: the messages to the worker are counted for events of `weigh`, alone and together, and what came
// of them is compared.
#include "fixture.h"
#include "run/casefile.h"

// Read from the store: a page of the item would ask its conditions.
static int64_t weighed(struct world *world, const char *ref) {
  struct err err;
  struct casefile *item = casefile_open(world->board, ref, &err);
  int64_t n = json_number(item->fields, "n", 0);
  casefile_free(item);
  return n;
}

static void make_items(struct world *world, int count) {
  world_publish(world, "weigh");
  for (int i = 1; i <= count; i++)
    done(world, "{'op':'case.start','as':'m.test','workflow':'weigh','ref':'W-%d','data':{'text':'Item'}}", i);
  // The first question of a definition takes its sources over.
  done(world, "{'op':'case.send','as':'o.owner','case':'W-1','event':'weigh'}");
}

static uint64_t messages(struct world *world) { return worker_messages(world->board->worker); }

static void expect_messages(struct world *world, const char *event, uint64_t wanted) {
  uint64_t before = messages(world);
  done(world, "{'op':'case.send','as':'o.owner','case':'W-1','event':'%s'}", event);
  if (messages(world) - before != wanted) fail_msg("%s took %d messages", event, (int)(messages(world) - before));
}

static void a_step_asks_in_one_message(void **state) {
  struct world *world = *state;
  make_items(world, 1);
  expect_messages(world, "weigh", 1);
  assert_int_equal(weighed(world, "W-1"), 2);
  expect_messages(world, "plain", 0);
  assert_int_equal(weighed(world, "W-1"), 3);
  // The second action sees what the first one did, which nobody could foresee.
  expect_messages(world, "twice", 2);
  assert_int_equal(weighed(world, "W-1"), 5);
  // The first condition is not true, so the second's action was not foreseen, but both conditions were.
  expect_messages(world, "choose", 2);
  assert_int_equal(weighed(world, "W-1"), 6);
}

// A definition that uses words of format 2 is kept loaded with both preludes (V1).
static void a_branch_and_a_history_ask_too(void **state) {
  struct world *world = *state;
  make_items(world, 1);
  // The first branch is not true, so what the second one does was not foreseen, but both conditions were.
  expect_messages(world, "sort", 2);
  assert_int_equal(weighed(world, "W-1"), 2);
  expect_messages(world, "rest", 1);
  assert_int_equal(weighed(world, "W-1"), 3);
  expect_messages(world, "turn", 0);
  expect_messages(world, "wake", 0);
  expect_messages(world, "rest", 1);
  assert_int_equal(weighed(world, "W-1"), 4);
  expect_messages(world, "wake", 0); // it lies as it did
}

static void a_form_is_seen_by_what_is_asked_ahead(void **state) {
  struct world *world = *state;
  make_items(world, 1);
  uint64_t before = messages(world);
  done(world, "{'op':'case.send','as':'o.owner','case':'W-1','event':'weigh','data':{'text':'Better'}}");
  assert_int_equal(messages(world) - before, 1);
  assert_int_equal(weighed(world, "W-1"), 2);
  refused(world, ERR_REFUSED, "{'op':'case.send','as':'o.owner','case':'W-1','event':'weigh','data':{'text':'bad'}}");
  assert_int_equal(weighed(world, "W-1"), 2);
}

// An answer that is not used, an error or a limit too, is as if it had never been asked for.
static void an_answer_that_is_not_used_has_no_effect(void **state) {
  struct world *world = *state;
  make_items(world, 1);
  const char *text = refused(world, ERR_REFUSED, "{'op':'case.send','as':'o.owner','case':'W-1','event':'never'}");
  assert_string_equal(text, "\"Never\" cannot be done on W-1 yet. It needs: it never is (no).");
  text = refused(world, ERR_REFUSED, "{'op':'case.send','as':'o.owner','case':'W-1','event':'never_ends'}");
  assert_string_equal(text, "\"Never ends\" cannot be done on W-1 yet. It needs: it never is (no).");
  json_t *view = ask(world, "{'op':'case.show','case':'W-1'}"), *history = ask(world, "{'op':'case.history','case':'W-1'}");
  assert_int_equal(json_array_size(json_object_get(view, "incidents")), 0);
  char *shown = json_dumps(history, 0);
  assert_null(strstr(shown, "nobody should see this"));
  assert_null(strstr(shown, "million steps"));
  free(shown);
  json_decref(view), json_decref(history);
}

static void what_goes_over_a_limit_is_that_steps_own(void **state) {
  struct world *world = *state;
  make_items(world, 2);
  says(refused(world, ERR_REFUSED, "{'op':'case.send','as':'o.owner','case':'W-2','event':'spin_guard'}"), "more than 1 million steps");
  says(refused(world, ERR_REFUSED, "{'op':'case.send','as':'o.owner','case':'W-2','event':'spin'}"), "more than 1 million steps");
  expect_messages(world, "weigh", 2); // the worker is a new one, and takes the sources again
  assert_int_equal(weighed(world, "W-1"), 2);
  assert_int_equal(weighed(world, "W-2"), 0);
}

// The real clock goes on at every look, as it does under load.
static int64_t ticking(void *user) {
  static int64_t now;
  (void)user;
  return now = now ? now + 7 : INT64_C(1472720400000); // a moment after CLOCK_START
}

static void run_clock(struct world *world) {
  world->board->manual = false;
  world->board->env.now_ms = ticking;
}

// So that pages can be compared at the end.
static void stop_clock(struct world *world) { world->board->manual = true; }

enum { COUNT = 8 };

static void send_together(struct world *world, const char *const (*events)[2], size_t count, json_t **answers) {
  json_t *requests[COUNT] = {0};
  for (size_t i = 0; i < count; i++)
    requests[i] = json_pack("{s:s, s:s, s:s, s:s}", "op", "case.send", "as", "o.owner", "case", events[i][0], "event", events[i][1]);
  op_run_together(world->board, requests, NULL, count, answers);
  for (size_t i = 0; i < count; i++) json_decref(requests[i]);
}

static void expect_together(struct world *world, const char *const (*events)[2], size_t count, uint64_t wanted) {
  json_t *answers[COUNT];
  uint64_t before = messages(world);
  send_together(world, events, count, answers);
  for (size_t i = 0; i < count; i++) {
    if (!json_is_true(json_object_get(answers[i], "taken"))) fail_msg("%d: %s", (int)i, json_dumps(answers[i], 0));
    json_decref(answers[i]);
  }
  assert_int_equal(messages(world) - before, wanted);
  stop_clock(world);
}

static void many_events_ask_in_one_message(void **state) {
  struct world *world = *state;
  static const char *const events[][2] = {{"W-1", "weigh"}, {"W-2", "weigh"}, {"W-3", "weigh"}, {"W-4", "weigh"}, {"W-5", "weigh"}};
  make_items(world, 5);
  run_clock(world);
  expect_together(world, events, 5, 1);
  assert_int_equal(weighed(world, "W-1"), 2);
  for (int i = 2; i <= 5; i++) {
    char ref[16];
    snprintf(ref, sizeof ref, "W-%d", i);
    assert_int_equal(weighed(world, ref), 1);
  }
}

// What one event changes, the next one on that item sees: it asks again.
static void events_on_one_item_see_one_another(void **state) {
  struct world *world = *state;
  static const char *const events[][2] = {{"W-1", "weigh"}, {"W-1", "plain"}, {"W-1", "weigh"}, {"W-2", "weigh"}};
  make_items(world, 2);
  run_clock(world);
  expect_together(world, events, 4, 2);
  assert_int_equal(weighed(world, "W-1"), 4);
  assert_int_equal(weighed(world, "W-2"), 1);
}

static void one_that_is_stopped_harms_no_other_of_its_group(void **state) {
  struct world *world = *state;
  static const char *const events[][2] = {{"W-1", "weigh"}, {"W-2", "spin"}, {"W-3", "spin_guard"}, {"W-4", "weigh"}, {"W-5", "never"}};
  json_t *answers[COUNT];
  make_items(world, 5);
  run_clock(world);
  send_together(world, events, 5, answers);
  stop_clock(world);
  assert_true(json_is_true(json_object_get(answers[0], "taken")) && json_is_true(json_object_get(answers[3], "taken")));
  static const char *const why[] = {NULL, "more than 1 million steps", "more than 1 million steps", NULL, "it never is"};
  for (int i = 0; i < 5; i++) {
    if (why[i]) says(json_text(json_object_get(answers[i], "error"), "text"), why[i]);
    json_decref(answers[i]);
  }
  assert_int_equal(weighed(world, "W-1"), 2);
  assert_int_equal(weighed(world, "W-2"), 0);
  assert_int_equal(weighed(world, "W-4"), 1);
}

static void a_timer_asks_in_one_message_too(void **state) {
  struct world *world = *state;
  make_items(world, 1);
  done(world, "{'op':'case.send','as':'o.owner','case':'W-1','event':'due','data':{'due':'2016-09-02'}}");
  uint64_t before = messages(world);
  done(world, "{'op':'timers.run','as':'m.test','now':'2016-09-05T09:00:00Z'}");
  assert_int_equal(messages(world) - before, 1);
  assert_int_equal(weighed(world, "W-1"), 2);
}

static const struct CMUnitTest tests[] = {
    TEST(a_step_asks_in_one_message),
    TEST(a_branch_and_a_history_ask_too),
    TEST(a_form_is_seen_by_what_is_asked_ahead),
    TEST(an_answer_that_is_not_used_has_no_effect),
    TEST(what_goes_over_a_limit_is_that_steps_own),
    TEST(many_events_ask_in_one_message),
    TEST(events_on_one_item_see_one_another),
    TEST(one_that_is_stopped_harms_no_other_of_its_group),
    TEST(a_timer_asks_in_one_message_too),
};
MAIN_OF(tests)
