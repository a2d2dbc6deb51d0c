// Goal: a step keeps its promises to its caller: it is pure, it asks only what it must, and it says what it did (step.h).
// Method: small charts stepped by hand, with a host that writes down what it was asked.
#include "chart/step.h"

#include "base/buf.h"
#include "quoted.h"

#include <string.h>

// `go`: the inner move is the owner's, the outer one the chair's; a region reacts by itself; `tick` is raised.
static const char *const definition_text =
    "{'format':1,'name':'test','fields':[{'name':'note','type':'text','label':'Note'},{'name':'size','type':'whole','label':'Size'}],"
    "'ladders':[{'name':'late','rungs':[{'name':'L0','rule':'x','tell':['owner'],'text':'late'}]}],"
    "'root':{'id':'','kind':'parallel','states':["
    "{'id':'work','kind':'compound','initial':'work.open','transitions':[{'event':'go','target':'work.closed','by':['chair']}],'states':["
    "{'id':'work.open','title':'Open','kind':'atomic','ladder':'late','timers':[{'name':'soon','kind':'at','rule':'x','transitions':[{'"
    "target':'work.late'}]}],"
    "'transitions':[{'event':'go','target':'work.late','by':['owner'],'form':[{'field':'note'}],'guard':{'op':'when','label':'ask'},"
    "'actions':[{'do':'raise','event':'tick'},{'do':'add','field':'size','amount':1}]}]},"
    "{'id':'work.late','title':'Late','kind':'atomic','transitions':[{'event':'tick','by':['owner'],'actions':[{'do':'add','field':'size','"
    "amount':10}]}]},"
    "{'id':'work.closed','title':'Closed','kind':'atomic'}]},"
    "{'id':'watch','kind':'atomic','transitions':[{'event':'go','guard':{'op':'when','label':'react'}}]}]}}";

struct world {
  struct chart *chart;
  struct step_host host;
  const char *mine; // the role that the sender holds
  const char *shut; // the label of the one guard that is false
  struct buf asked; // what the host was asked, a word each
};

static enum truth judge(void *user, const json_t *guard, const struct step_view *view, struct buf *reason) {
  struct world *world = user;
  const char *label = json_text(guard, "label"), *note = json_text(view->fields, "note"), *actor = json_text(view->event, "actor");
  buf_format(&world->asked, "%s(%s,%s,%s,%lld) ", label, note ? note : "-", actor ? actor : "-", view->today, (long long)view->now_ms);
  if (!world->shut || strcmp(label, world->shut) != 0) return TRUTH_TRUE;
  buf_text(reason, "it is shut");
  return TRUTH_FALSE;
}

static bool may(void *user, const json_t *transition) {
  struct world *world = user;
  buf_format(&world->asked, "may:%s ", json_string_value(json_array_get(json_object_get(transition, "by"), 0)));
  return json_array_has(json_object_get(transition, "by"), world->mine);
}

static int set_up(void **state) {
  static struct world world;
  struct err err = {0};
  json_t *definition = json_of(definition_text);
  world = (struct world){.chart = chart_new(definition, &err), .mine = "owner"};
  world.host = (struct step_host){.user = &world, .guard = judge, .may = may, .may_user = &world};
  if (!world.chart) print_error("%s\n", err.text);
  json_decref(definition);
  *state = &world;
  return world.chart ? 0 : -1;
}

static int tear_down(void **state) {
  struct world *world = *state;
  chart_free(world->chart);
  buf_clear(&world->asked);
  return 0;
}

static struct config *begin(struct world *world) {
  struct step_result result;
  step_start(world->chart, NULL, 0, "1970-01-01", NULL, &world->host, &result);
  assert_int_equal(result.outcome, STEP_TAKEN);
  struct config *config = config_copy(result.config);
  step_result_clear(&result);
  buf_clear(&world->asked);
  return config;
}

static struct step_result send(struct world *world, const struct config *config, const json_t *fields) {
  struct step_result result;
  json_t *event = json_of("{'name':'go','actor':'ann','data':{'note':'new','size':7}}");
  step_run(world->chart, config, fields, &(struct step_event){.event = event}, 5000, "1970-01-02", &world->host, &result);
  json_decref(event);
  return result;
}

static struct step_result fire(struct world *world, const struct config *config, const char *timer) {
  struct step_result result;
  const struct step_event event = {.timer_state = chart_state_find(world->chart, "work.open"), .timer_name = timer};
  step_run(world->chart, config, NULL, &event, 5000, "1970-01-02", &world->host, &result);
  return result;
}

static void assert_in(const struct world *world, const struct step_result *result, const char *id) {
  assert_int_equal(result->outcome, STEP_TAKEN);
  assert_true(config_is_active(result->config, chart_state_find(world->chart, id)));
}

// Idea 3: what goes in comes out unchanged, and the same in gives the same out.
static void test_is_pure(void **state) {
  struct world *world = *state;
  struct config *config = begin(world);
  json_t *fields = json_of("{'note':'old','size':1}"), *before = json_deep_copy(fields),
         *config_before = config_write(world->chart, config);
  struct step_result first = send(world, config, fields), second = send(world, config, fields);
  json_t *config_after = config_write(world->chart, config);
  assert_in(world, &first, "work.late");
  assert_true(json_equal(fields, before));
  assert_true(json_equal(config_before, config_after));
  assert_true(json_equal(first.fields, second.fields));
  assert_int_equal(first.effect_count, second.effect_count);
  json_t *wanted = json_of("{'note':'new','size':12}");
  assert_true(json_equal(first.fields, wanted));
  json_decref(wanted);
  json_decref(fields);
  json_decref(before);
  json_decref(config_before);
  json_decref(config_after);
  step_result_clear(&first);
  step_result_clear(&second);
  step_result_clear(&second);
  config_free(config);
}

// Each guard is asked once, with the form's values laid over the fields, at the moment given; raised events are nobody's to take.
static void test_asks_its_host(void **state) {
  struct world *world = *state;
  struct config *config = begin(world);
  json_t *fields = json_of("{'note':'old'}");
  struct step_result result = send(world, config, fields);
  assert_string_equal(world->asked.data, "may:owner ask(new,ann,1970-01-02,5000) react(new,ann,1970-01-02,5000) ");
  json_decref(fields);
  step_result_clear(&result);
  config_free(config);
}

// R1: a move that is not the sender's is passed over, and the next one outward is tried.
static void test_passes_over_what_is_not_theirs(void **state) {
  struct world *world = *state;
  struct config *config = begin(world);
  world->mine = "chair";
  struct step_result result = send(world, config, NULL);
  assert_in(world, &result, "work.closed");
  step_result_clear(&result);
  config_free(config);
}

// R1: what is not theirs looks like what does not exist, in the sentence too.
static void test_does_not_explain_what_is_not_theirs(void **state) {
  struct world *world = *state;
  struct config *config = begin(world);
  world->mine = "nobody";
  world->shut = "react";
  struct step_result result = send(world, config, NULL);
  assert_int_equal(result.outcome, STEP_IGNORED);
  assert_string_equal(result.reason.data, "\"go\" changed nothing in states \"Open\" and \"watch\"; it needs: react (false: it is shut).");
  step_result_clear(&result);
  config_free(config);
}

// Timers and rungs are the engine's own: nobody is asked whether they may.
static void test_timers_are_nobodys(void **state) {
  struct world *world = *state;
  struct config *config = begin(world);
  world->mine = "nobody";
  struct step_result soon = fire(world, config, "soon"), rung = fire(world, config, "late/L0");
  assert_in(world, &soon, "work.late");
  assert_in(world, &rung, "work.open");
  assert_int_equal(rung.effect_count, 1);
  assert_int_equal(rung.effects[0].kind, EFFECT_TELL);
  assert_string_equal(rung.effects[0].state, "work.open");
  assert_int_equal(rung.effects[0].activation, config_activation(config, chart_state_find(world->chart, "work.open")));
  assert_string_equal(json_text(rung.effects[0].spec, "text"), "late");
  assert_int_equal(world->asked.size, 0);
  step_result_clear(&soon);
  step_result_clear(&rung);
  config_free(config);
}

// No host, no fields, no data, no such event: still a whole sentence.
static void test_bears_missing_things(void **state) {
  struct world *world = *state;
  struct config *config = begin(world);
  struct step_result result;
  step_run(world->chart, config, NULL, &(struct step_event){0}, 0, "1970-01-01", NULL, &result);
  assert_int_equal(result.outcome, STEP_IGNORED);
  assert_string_equal(result.reason.data, "\"\" is not something that can happen in states \"Open\" and \"watch\".");
  step_result_clear(&result);
  step_run(world->chart, config, NULL, &(struct step_event){.timer_state = 1000, .timer_name = "soon"}, 0, "1970-01-01", NULL, &result);
  assert_int_equal(result.outcome, STEP_IGNORED);
  assert_string_equal(result.reason.data, "State \"?\" has no timer \"soon\" in this version of the workflow.");
  step_result_clear(&result);
  json_t *event = json_of("{'name':'go'}");
  step_run(world->chart, config, NULL, &(struct step_event){.event = event}, 0, "1970-01-01", NULL, &result);
  assert_in(world, &result, "work.closed"); // the inner guard is the host's: unknown, so the outer one is taken
  json_decref(event);
  step_result_clear(&result);
  config_free(config);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_is_pure, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_asks_its_host, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_passes_over_what_is_not_theirs, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_does_not_explain_what_is_not_theirs, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_timers_are_nobodys, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_bears_missing_things, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
