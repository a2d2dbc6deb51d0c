// Goal: sessions that run together bear whatever their host leaves out, and a chart that invokes itself is stopped at a depth (system.h,
// S7). Method: charts by hand, and hosts that have nothing or hand the same chart back for ever.
#include "chart/system.h"

#include "chart/step.h"
#include "quoted.h"

#include <string.h>

static struct chart *chart_of(const char *text) {
  struct err err = {0};
  json_t *definition = json_of(text);
  struct chart *chart = chart_new(definition, &err);
  if (!chart) fail_msg("%s", err.text);
  json_decref(definition);
  return chart;
}

static const char invoking[] = "{'format':2,'name':'test','datamodel':'null','root':{'id':'','kind':'compound','initial':'x','states':["
                               "{'id':'x','kind':'atomic','invokes':[{'id':'kid','src':'itself'}]}]}}";

struct told {
  int lost, macrosteps;
  char why[200];
};

static void tell(void *user, const struct notice *notice) {
  struct told *told = user;
  if (notice->kind == NOTICE_MACROSTEP) told->macrosteps++;
  if (notice->kind != NOTICE_LOST) return;
  told->lost++;
  snprintf(told->why, sizeof told->why, "%s", notice->text);
}

static json_t *itself(void *user, const char *src, const char *text, struct err *err) {
  return (void)user, (void)src, (void)text, (void)err, json_of(invoking);
}

static void test_a_chart_that_invokes_itself_is_stopped(void **state) {
  (void)state;
  struct told told = {0};
  struct chart *chart = chart_of(invoking);
  struct system *system = system_new(&(struct system_host){.user = &told, .document = itself, .tell = tell});
  struct err err;
  assert_true(system_start(system, chart, 0, &err));
  assert_int_equal(told.lost, 1);
  assert_int_equal(told.macrosteps, 33);
  assert_string_equal(told.why, "More than 1000 sessions, or more than 32 within one another, are not invoked.");
  system_free(system);
  chart_free(chart);
}

static void test_without_documents_nothing_is_invoked(void **state) {
  (void)state;
  struct told told = {0};
  struct chart *chart = chart_of(invoking);
  struct system *system = system_new(&(struct system_host){.user = &told, .tell = tell});
  struct err err;
  assert_true(system_start(system, chart, 0, &err));
  assert_string_equal(told.why, "Nothing here can read another document.");
  system_free(system);
  chart_free(chart);
}

static void test_a_data_model_that_is_not_there_is_told(void **state) {
  (void)state;
  struct chart *chart = chart_of("{'format':2,'name':'test','datamodel':'lua','root':{'id':'','kind':'compound','initial':'x','states':["
                                 "{'id':'x','kind':'atomic'}]}}");
  struct system *system = system_new(&(struct system_host){0});
  struct err err;
  assert_false(system_start(system, chart, 0, &err));
  assert_string_equal(err.text, "Nothing here has the data model \"lua\".");
  system_free(system);
  chart_free(chart);
}

// A host that listens to nothing; an event that nobody named; one that came from elsewhere and says so; one that is still waiting.
static void test_bears_missing_things(void **state) {
  (void)state;
  struct chart *chart = chart_of("{'format':2,'name':'test','datamodel':'null','root':{'id':'','kind':'compound','initial':'x','states':["
                                 "{'id':'x','kind':'atomic','transitions':[{'event':'go','target':'y'}]},{'id':'y','kind':'atomic'}]}}");
  struct system *system = system_new(&(struct system_host){0});
  struct err err;
  system_free(NULL);
  assert_true(system_start(system, chart, 0, &err));
  system_send(system, json_object());
  system_run(system, 0);
  assert_true(config_is_active(system_config(system), chart_state_find(chart, "x")));
  system_send(system, json_pack("{s:s, s:s}", "name", "go", "type", "platform"));
  system_run(system, 0);
  assert_true(config_is_active(system_config(system), chart_state_find(chart, "y")));
  system_send(system, json_pack("{s:s}", "name", "waits"));
  system_free(system);
  chart_free(chart);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_chart_that_invokes_itself_is_stopped),
      cmocka_unit_test(test_without_documents_nothing_is_invoked),
      cmocka_unit_test(test_a_data_model_that_is_not_there_is_told),
      cmocka_unit_test(test_bears_missing_things),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
