// Goal: what no checker saw fails in one whole sentence and changes nothing (S6), whatever a stored definition says. Method: one state, and
// each row puts one wrong action, form or rung into it.
#include "chart/step.h"
#include "quoted.h"

#include <string.h>

static const char *const definition_text =
    "{'format':1,'name':'test','fields':[{'name':'note','type':'text','label':'Note'},{'name':'size','type':'whole'}],"
    "'root':{'id':'','kind':'compound','initial':'open','states':["
    "{'id':'open','title':'Open','kind':'atomic','transitions':[{'event':'go'%s}]}]}}";

static struct step_result sent(const char *damage, const char *event_text, const struct step_host *host) {
  char text[4000];
  struct err err = {0};
  struct step_result first, result;
  snprintf(text, sizeof text, definition_text, damage);
  json_t *definition = json_of(text), *event = json_of(event_text);
  struct chart *chart = chart_new(definition, &err);
  if (!chart) fail_msg("%s", err.text);
  step_start(chart, NULL, 0, "1970-01-01", NULL, host, &first);
  step_run(chart, first.config, first.fields, &(struct step_event){.event = event}, 0, "1970-01-01", host, &result);
  step_result_clear(&first);
  chart_free(chart);
  json_decref(definition);
  json_decref(event);
  return result;
}

struct row {
  const char *action, *name, *why;
};

#define SHA "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'"
static const struct row rows[] = {
    {"{'do':'set','field':'nowhere','value':1}", "set", "the workflow has no field \"nowhere\""},
    {"{'do':'set','value':1}", "set", "the workflow has no field \"\""},
    {"{'do':'set','field':'note','value':{'from':'moon'}}", "set", "this program does not know where \"moon\" comes from"},
    {"{'do':'add','field':'nowhere','amount':1}", "add", "the workflow has no field \"nowhere\""},
    {"{'do':'add','field':'size','amount':{'from':'moon'}}", "add", "this program does not know where \"moon\" comes from"},
    {"{'do':'append','field':'nowhere','value':1}", "append", "the workflow has no field \"nowhere\""},
    {"{'do':'append','field':'note','value':{'from':'moon'}}", "append", "this program does not know where \"moon\" comes from"},
    {"{'do':'open','workflow':'x','fields':{'a':{'from':'moon'}}}", "open", "this program does not know where \"moon\" comes from"},
    {"{'do':'run','fn':'/x'}", "run", "nothing here can run functions"},
    {"{'do':'attach'}", "attach", "the workflow has no field \"evidence\""},
    {"{'do':'grade'}", "grade", "there is no evidence item 1; there are 0"},
    {"{'do':'stop_clock'}", "stop_clock", "it does not say why: \"reason\" is empty"},
    {"{'do':'stop_clock','reason':{'from':'moon'}}", "stop_clock", "this program does not know where \"moon\" comes from"},
    {"{'do':'dance'}", "dance", "this program does not know it"},
    {"{}", "?", "this program does not know it"},
};

static void test_an_action_that_cannot_be_done(void **state) {
  (void)state;
  const struct step_host nothing = {0};
  for (size_t i = 0; i < 2 * (sizeof rows / sizeof rows[0]); i++) {
    const struct row *row = &rows[i / 2];
    char damage[400], wanted[400];
    snprintf(damage, sizeof damage, ",'actions':[%s]", row->action);
    snprintf(wanted, sizeof wanted, "While taking \"go\" in state \"Open\", the action \"%s\" failed: %s. Nothing of it was kept.",
             row->name, row->why);
    struct step_result result = sent(damage, "{'name':'go','data':{'grade':'sufficient','item':1}}", i % 2 ? &nothing : NULL);
    bool attaches = strcmp(row->name, "attach") == 0;
    if (attaches) step_result_clear(&result);
    if (attaches) result = sent(damage, "{'name':'go','data':{'item':{'sha256':" SHA ",'level':'impact'}}}", NULL);
    assert_int_equal(result.outcome, STEP_FAILED);
    assert_string_equal(result.reason.data, wanted);
    assert_null(result.config);
    step_result_clear(&result);
  }
}

static void test_an_eventless_move_is_told_without_a_name(void **state) {
  (void)state;
  struct step_result result =
      sent("},{'actions':[{'do':'dance'}],'guard':{'op':'is','field':'note','value':'x'}},{'event':'write','actions':["
           "{'do':'set','field':'note','value':'x'}]",
           "{'name':'write'}", NULL);
  assert_string_equal(result.reason.data,
                      "While taking \"the next step\" in state \"Open\", the action \"dance\" failed: this program does not "
                      "know it. Nothing of it was kept.");
  step_result_clear(&result);
}

static void test_a_form_asks_for_fields_that_there_are(void **state) {
  (void)state;
  struct step_result result = sent(",'form':[{'field':'nowhere'}]", "{'name':'go','data':{'nowhere':1}}", NULL);
  assert_int_equal(result.outcome, STEP_FAILED);
  assert_string_equal(result.reason.data, "\"go\" asks for a field that its workflow does not have.");
  step_result_clear(&result);
}

static void test_opens_with_nothing_given(void **state) {
  (void)state;
  struct step_result result = sent(",'actions':[{'do':'open','workflow':'x'}]", "{'name':'go','data':null}", NULL);
  assert_int_equal(result.outcome, STEP_TAKEN);
  assert_int_equal(result.effects[1].kind, EFFECT_OPEN);
  assert_int_equal(json_object_size(result.effects[1].value), 0);
  step_result_clear(&result);
}

// S7: the bound holds whatever it is that an event does too often.
static void test_what_has_no_end_is_stopped(void **state) {
  (void)state;
  static const char *const often[] = {"{'do':'open','workflow':'x'}", "{'do':'tell','roles':['r'],'text':'t'}"};
  for (size_t i = 0; i < 2; i++) {
    char damage[1000];
    int size = snprintf(damage, sizeof damage, ",'actions':[{'do':'raise','event':'go'}");
    for (int k = 0; k < 10; k++) size += snprintf(damage + size, sizeof damage - (size_t)size, ",%s", often[i]);
    snprintf(damage + size, sizeof damage - (size_t)size, "]");
    struct step_result result = sent(damage, "{'name':'go'}", NULL);
    assert_int_equal(result.outcome, STEP_FAILED);
    assert_string_equal(result.reason.data,
                        "One event may not do more than 10000 things, and this one did; its workflow must be put right.");
    step_result_clear(&result);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_an_action_that_cannot_be_done),
      cmocka_unit_test(test_an_eventless_move_is_told_without_a_name),
      cmocka_unit_test(test_a_form_asks_for_fields_that_there_are),
      cmocka_unit_test(test_opens_with_nothing_given),
      cmocka_unit_test(test_what_has_no_end_is_stopped),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
