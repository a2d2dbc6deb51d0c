// Goal: the limits of a chart (engine/chart/chart.h) hold what is at them, which loads, starts and moves, and refuse what is one over in
// one sentence that says where (STYLE 29). Method: canonical definitions of each size through chart_new and a system; and a chart that goes
// round without end through both ways of running one.
#include "chart/chart.h"

#include "base/mem.h"
#include "chart/step.h"
#include "chart/system.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static json_t *new_state(const char *kind, const char *form, int number) {
  char id[16];
  snprintf(id, sizeof id, form, number);
  return json_pack("{s:s, s:s, s:[], s:[]}", "id", id, "kind", kind, "transitions", "states");
}

static void put_go(json_t *state, const char *form, int number) {
  char target[16];
  snprintf(target, sizeof target, form, number);
  json_array_append_new(json_object_get(state, "transitions"), json_pack("{s:s, s:s}", "event", "go", "target", target));
}

static json_t *put(json_t *parent, json_t *child) {
  json_array_append_new(json_object_get(parent, "states"), child);
  if (strcmp(json_text(parent, "kind"), "compound") == 0 && !json_object_get(parent, "initial"))
    json_put_text(parent, "initial", json_text(child, "id"));
  return child;
}

static json_t *root_of(const char *kind) {
  json_t *root = new_state(kind, "", 0);
  return root;
}

static json_t *whole(json_t *root, bool scxml) {
  json_t *definition = json_pack("{s:i, s:s, s:o}", "format", 2, "name", "large", "root", root);
  if (scxml) json_put_text(definition, "datamodel", "null");
  return definition;
}

// `count` states and the root, side by side in a ring.
static json_t *ring_of(int count) {
  json_t *root = root_of("compound");
  for (int i = 1; i < count; i++) put_go(put(root, new_state("atomic", "s%d", i)), "s%d", i % (count - 1) + 1);
  return whole(root, true);
}

// s1 holds s2 and so on; the innermost, at `depth`, goes to the outermost and so comes back.
static json_t *nest_of(int depth) {
  json_t *root = root_of("compound"), *state = root;
  for (int i = 1; i <= depth; i++) state = put(state, new_state(i == depth ? "atomic" : "compound", "s%d", i));
  put_go(state, "s%d", 1);
  return whole(root, true);
}

static json_t *regions_of(int count) {
  json_t *root = root_of("parallel");
  for (int i = 1; i <= count; i++) {
    json_t *region = put(root, new_state("compound", "r%d", i));
    put_go(put(region, new_state("atomic", "x%d", i)), "y%d", i);
    put_go(put(region, new_state("atomic", "y%d", i)), "x%d", i);
  }
  return whole(root, true);
}

// ---- at the limit and one over

static void expect_at(json_t *definition, size_t atomic_count, const char *first, const char *then) {
  struct err err = {0};
  struct chart *chart = chart_new(definition, &err);
  if (!chart) fail_msg("%s", err.text);
  struct system *system = system_new(&(struct system_host){0});
  assert_true(system_start(system, chart, 0, &err));
  for (int i = 0; i < 2; i++) {
    json_t *atomic = config_atomic(chart, system_config(system));
    assert_int_equal(json_array_size(atomic), atomic_count);
    assert_string_equal(json_string_value(json_array_get(atomic, atomic_count - 1)), i ? then : first);
    json_decref(atomic);
    system_send_name(system, "go");
    system_run(system, 0);
    assert_false(system_was_stopped(system));
  }
  system_free(system);
  chart_free(chart);
  json_decref(definition);
}

static void expect_over(json_t *definition, const char *sentence) {
  struct err err = {0};
  assert_null(chart_new(definition, &err));
  assert_int_equal(err.code, ERR_LIMIT);
  assert_string_equal(err.text, sentence);
  json_decref(definition);
}

static void states_have_a_number(void **state) {
  (void)state;
  expect_at(ring_of(10000), 1, "s1", "s2");
  expect_at(ring_of(CHART_STATES_MAX), 1, "s1", "s2");
  expect_over(ring_of(CHART_STATES_MAX + 1),
              "Workflow \"large\" has more states than 20000, which is the most, at state \"s20000\"; split it "
              "into several workflows.");
}

static void states_have_a_depth(void **state) {
  (void)state;
  expect_at(nest_of(CHART_DEPTH_MAX), 1, "s64", "s64");
  expect_over(nest_of(CHART_DEPTH_MAX + 1),
              "Workflow \"large\" has states nested deeper than 64, which is the most, at state \"s65\"; split "
              "it into several workflows.");
}

static void regions_have_a_number(void **state) {
  (void)state;
  expect_at(regions_of(256), 256, "x256", "y256");
  expect_at(regions_of(CHART_REGIONS_MAX), CHART_REGIONS_MAX, "x1024", "y1024");
  expect_over(regions_of(CHART_REGIONS_MAX + 1), "Workflow \"large\" has a parallel state with more parts than 1024, which is the most, at "
                                                 "state \"\"; split it into several workflows.");
}

// ---- going round (S7)

// a and b go to each other without an event once "go" has led there.
static json_t *livelock(bool scxml) {
  json_t *root = root_of("compound"), *rest = put(root, new_state("atomic", "rest", 0)), *a = put(root, new_state("atomic", "a", 0));
  json_t *b = put(root, new_state("atomic", "b", 0));
  put_go(rest, "a", 0);
  put_go(a, "b", 0);
  put_go(b, "a", 0);
  json_object_del(json_array_get(json_object_get(a, "transitions"), 0), "event");
  json_object_del(json_array_get(json_object_get(b, "transitions"), 0), "event");
  return whole(root, scxml);
}

#define WENT_ROUND(end)                                                                                                                    \
  "After 1000 steps it was still going round, in states \"a\" and \"b\"; " end ". The workflow must say when that ends."

static void tell(void *user, const struct notice *notice) {
  char **said = user;
  if (notice->kind == NOTICE_LIVELOCK) *said = mem_text(notice->text);
}

static void a_session_that_goes_round_is_stopped_and_says_where(void **state) {
  (void)state;
  struct err err = {0};
  char *said = NULL;
  json_t *definition = livelock(true);
  struct chart *chart = chart_new(definition, &err);
  struct system *system = system_new(&(struct system_host){.user = &said, .tell = tell});
  assert_true(system_start(system, chart, 0, &err));
  assert_null(said);
  system_send_name(system, "go");
  system_run(system, 0);
  assert_true(system_was_stopped(system));
  assert_true(system_has_ended(system));
  assert_non_null(said);
  assert_string_equal(said, WENT_ROUND("it was stopped"));
  mem_free(said);
  system_free(system);
  chart_free(chart);
  json_decref(definition);
}

static void a_step_that_goes_round_fails_and_says_where(void **state) {
  (void)state;
  struct err err = {0};
  struct step_result result = {0};
  json_t *definition = livelock(false), *fields = json_object(), *event = json_pack("{s:s, s:{}}", "name", "go", "data");
  struct chart *chart = chart_new(definition, &err);
  struct step_host host = {0};
  step_start(chart, fields, 0, "2016-04-04", NULL, &host, &result);
  assert_int_equal(result.outcome, STEP_TAKEN);
  struct config *config = config_copy(result.config);
  step_result_clear(&result);
  step_run(chart, config, fields, &(struct step_event){.event = event}, 0, "2016-04-04", &host, &result);
  assert_int_equal(result.outcome, STEP_FAILED);
  assert_null(result.config);
  assert_string_equal(result.reason.data, WENT_ROUND("nothing of it was kept"));
  step_result_clear(&result);
  config_free(config);
  chart_free(chart);
  json_decref(definition), json_decref(fields), json_decref(event);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(states_have_a_number),
      cmocka_unit_test(states_have_a_depth),
      cmocka_unit_test(regions_have_a_number),
      cmocka_unit_test(a_session_that_goes_round_is_stopped_and_says_where),
      cmocka_unit_test(a_step_that_goes_round_fails_and_says_where),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
