// Goal: a compiled chart tells of each timer what its definition says: does it come again, what becomes of missed times (T4), and which
// rule of a rung holds for an item. Method: one small definition, asked with different fields; then damaged ones.
#include "chart/chart.h"
#include "quoted.h"

#include <string.h>

static const char *const definition_text =
    "{'format':3,'name':'test','fields':[{'name':'priority','type':'choice'},{'name':'level','type':'choice'},{'name':'n','type':'whole'},"
    "{'name':'proof','type':'evidence'}],"
    "'ladders':[{'name':'late','rungs':[{'name':'L0','rule':'end of due'},{'name':'L1','rule':'10 after due','instead':["
    "{'guard':{'op':'is','field':'priority','value':'high'},'rule':'5 after due'},"
    "{'guard':{'op':'all','of':[{'op':'at_least','field':'n','count':2},{'op':'is','field':'priority','value':{'from':'field','name':'"
    "level'}"
    "}]},'rule':'7 after due'},"
    "{'guard':{'op':'no','of':[{'op':'level','field':'proof','level':'impact'}]},'rule':'8 after due'}]}]}],"
    "'root':{'id':'','kind':'compound','initial':'a','states':[{'id':'a','kind':'atomic','ladder':'late','timers':["
    "{'name':'1','kind':'after','rule':'x'},{'name':'2','kind':'at','rule':'x'},{'name':'3','kind':'every','rule':'x'},"
    "{'name':'4','kind':'every','rule':'x','catch_up':'each'},{'name':'5','kind':'every','rule':'x','catch_up':'skip'},"
    "{'name':'6','kind':'every','rule':'x','catch_up':'once'}]}]}}";

static int set_up(void **state) {
  struct err err;
  json_t *definition = json_of(definition_text);
  *state = chart_new(definition, &err);
  if (!*state) print_error("%s\n", err.text);
  json_decref(definition);
  return *state ? 0 : -1;
}

static int tear_down(void **state) {
  chart_free(*state);
  return 0;
}

static void a_cycle_is_told_from_what_comes_once(void **state) {
  static const struct {
    bool every;
    enum chart_catch_up catch_up;
  } rows[] = {{false, CATCH_UP_ONCE}, {false, CATCH_UP_ONCE}, {true, CATCH_UP_ONCE}, {true, CATCH_UP_EACH},
              {true, CATCH_UP_SKIP},  {true, CATCH_UP_ONCE},  {false, CATCH_UP_ONCE}}; // the last is a rung
  for (int i = 0; i < 7; i++) {
    struct chart_timer timer = chart_timer_at(*state, 1, i);
    if (timer.every != rows[i].every || timer.catch_up != rows[i].catch_up) fail_msg("timer %s", timer.name);
  }
}

// The first whose condition is true; what is not known does not choose.
static void a_rung_comes_by_the_rule_of_the_first_true_condition(void **state) {
  static const char *const rows[][2] = {
      {"{'priority':'high'}", "5 after due"},
      {"{'priority':'high','n':2,'level':'high'}", "5 after due"},
      {"{'priority':'low','n':2,'level':'low'}", "7 after due"},
      {"{'priority':'low','n':1,'level':'low'}", "8 after due"},
      {"{}", "8 after due"},
      {"{'priority':'low','proof':[{'id':1,'level':'impact'}]}", "10 after due"},
      {"{'priority':'low','proof':[{'id':1,'level':'impact','withdrawn':'no'}]}", "8 after due"},
  };
  struct chart_timer timer = chart_timer_at(*state, 1, 7);
  assert_string_equal(timer.name, "late/L1");
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    json_t *fields = json_of(rows[i][0]);
    assert_string_equal(chart_timer_rule(*state, &timer, fields), rows[i][1]);
    json_decref(fields);
  }
  struct chart_timer plain = chart_timer_at(*state, 1, 6), after = chart_timer_at(*state, 1, 0);
  assert_string_equal(chart_timer_rule(*state, &plain, NULL), "end of due");
  assert_string_equal(chart_timer_rule(*state, &after, NULL), "x");
}

static void a_rung_hangs_on_what_its_conditions_ask(void **state) {
  static const char *const asked[] = {"priority", "level", "n", "proof"}, *const others[] = {"due", "high", "impact", ""};
  struct chart_timer timer = chart_timer_at(*state, 1, 7), plain = chart_timer_at(*state, 1, 6), after = chart_timer_at(*state, 1, 0);
  for (size_t i = 0; i < 4; i++) {
    assert_true(chart_timer_hangs_on(&timer, asked[i]));
    assert_false(chart_timer_hangs_on(&timer, others[i]) || chart_timer_hangs_on(&plain, asked[i]) ||
                 chart_timer_hangs_on(&after, asked[i]));
  }
}

static void what_is_damaged_is_refused(void **state) {
  static const char *const rows[][3] = {
      {"'skip'", "'skop'", "it does not say what becomes of missed times: timer \"5\""},
      {",'rule':'5 after due'", "", "a rung has no name or no rule in ladder \"late\""},
  };
  (void)state;
  for (size_t i = 0; i < 2; i++) {
    const char *at = strstr(definition_text, rows[i][0]);
    char text[3000];
    struct err err = {0};
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - definition_text), definition_text, rows[i][1], at + strlen(rows[i][0]));
    json_t *definition = json_of(text);
    assert_null(chart_new(definition, &err));
    if (!strstr(err.text, rows[i][2])) fail_msg("%s", err.text);
    json_decref(definition);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_cycle_is_told_from_what_comes_once, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_rung_comes_by_the_rule_of_the_first_true_condition, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_rung_hangs_on_what_its_conditions_ask, set_up, tear_down),
      cmocka_unit_test(what_is_damaged_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
