// Goal: a compiled chart answers for its definition, refuses a damaged one, and a configuration survives being written and read (idea 5,
// T1). Method: one canonical definition as text; each damage is one change to it.
#include "chart/field.h"
#include "chart/step.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const definition_text =
    "{'format':1,'name':'test','roles':[{'name':'owner','title':'Action owner','person_in':'who'}],'start':{'by':[],'form':[]},"
    "'fields':[{'name':'who','type':'person','label':'Owner'}],"
    "'ladders':[{'name':'late','rungs':[{'name':'L0','rule':'1 working day after due','tell':['owner'],'text':'late'},"
    "{'name':'L1','rule':'5 working days after due','tell':['owner'],'text':'later'}]}],"
    "'root':{'id':'','kind':'compound','initial':'work','states':["
    "{'id':'work','title':'Work','kind':'parallel','tags':['live'],'states':["
    "{'id':'work.a','kind':'compound','initial':'work.a.one','transitions':[{'event':'restart','target':'work.a.one'},{'event':'end','"
    "target':'end'}],'states':["
    "{'id':'work.a.one','kind':'atomic','ladder':'late','timers':[{'name':'soon','rule':'end of "
    "due','transitions':[{'target':'work.a.two'}]}],"
    "'transitions':[{'event':'next','target':'work.a.two'},{'event':'end','decided_by':['owner'],'guard':null},{'target':'end','guard':{'"
    "op':'has','field':'who'}}]},"
    "{'id':'work.a.two','kind':'atomic','transitions':[{'event':'next','target':'work.a.one'}]}]},"
    "{'id':'work.b','kind':'atomic','transitions':[{'event':'next'},{'event':'done.state.work'},{'event':'other.*'}]}]},"
    "{'id':'end','title':'The end','kind':'final'}]}}";

// The text with ' for ", and `from` replaced by `to` once.
static json_t *definition_with(const char *from, const char *to) {
  char text[4000], *at;
  snprintf(text, sizeof text, "%s", definition_text);
  if (from) {
    at = strstr(text, from);
    assert_non_null(at);
    char rest[4000];
    snprintf(rest, sizeof rest, "%s", at + strlen(from));
    snprintf(at, sizeof text - (size_t)(at - text), "%s%s", to, rest);
  }
  for (at = text; *at; at++)
    if (*at == '\'') *at = '"';
  json_t *json = json_loads(text, 0, NULL);
  assert_non_null(json);
  return json;
}

static struct chart *chart_made(void) {
  json_t *definition = definition_with(NULL, NULL);
  struct err err = {0};
  struct chart *chart = chart_new(definition, &err);
  if (!chart) fail_msg("%s", err.text);
  json_decref(definition);
  return chart;
}

static void test_finds_what_stands_in_it(void **state) {
  (void)state;
  struct chart *chart = chart_made();
  assert_int_equal(chart_state_count(chart), 7);
  assert_int_equal(chart_state_find(chart, ""), 0);
  assert_int_equal(chart_state_find(chart, "work.a.two"), 4);
  assert_int_equal(chart_state_find(chart, "nowhere"), -1);
  assert_string_equal(json_text(chart_state(chart, 1), "title"), "Work");
  assert_string_equal(json_text(chart_field(chart, "who"), "label"), "Owner");
  assert_null(chart_field(chart, "due"));
  assert_non_null(chart_role(chart, "owner"));
  assert_null(chart_role(chart, "chair"));
  assert_non_null(chart_ladder(chart, "late"));
  assert_null(chart_ladder(chart, "early"));
  chart_free(chart);
}

static void test_lists_timers_and_rungs(void **state) {
  (void)state;
  struct chart *chart = chart_made();
  int one = chart_state_find(chart, "work.a.one");
  assert_int_equal(chart_timer_count(chart, 0), 0);
  assert_int_equal(chart_timer_count(chart, one), 3);
  struct chart_timer soon = chart_timer_at(chart, one, 0), second = chart_timer_at(chart, one, 2);
  assert_string_equal(soon.name, "soon");
  assert_string_equal(soon.rule, "end of due");
  assert_null(soon.rung);
  assert_string_equal(second.name, "late/L1");
  assert_string_equal(second.rule, "5 working days after due");
  assert_string_equal(json_text(second.rung, "text"), "later");
  assert_int_equal(second.rung_index, 1);
  chart_free(chart);
}

static void test_refuses_damage(void **state) {
  static const char *const damages[][3] = {
      {"'format':1", "'format':13", "it is not of \"format 1 to 12\""},
      {"'kind':'final'", "'kind':'dream'", "its kind is unknown: state \"end\""},
      {"'id':'work.b'", "'id':'work.a'", "there is no state id, or it stands twice: \"work.a\""},
      {"'initial':'work',", "", "it does not say where it begins: state \"\""},
      {"'initial':'work.a.one'", "'initial':'end'", "it does not say where it begins: state \"work.a\""},
      {"'event':'next','target':'work.a.two'", "'event':'next','target':'gone'",
       "a transition leads to a state that is not there: \"gone\""},
      {"'event':'next','target':'work.a.two'", "'event':'next','target':''", "a transition leads to a state that is not there: \"\""},
      {"'id':'work.b','kind':'atomic'", "'id':'work.b','kind':'compound'", "its kind does not fit its states: state \"work.b\""},
      {"'ladder':'late'", "'ladder':'early'", "there is no ladder \"early\""},
      {"'name':'soon',", "", "a timer has no name or no rule in state \"work.a.one\""},
      {"'format':1", "'format':0", "it is not of \"format 1 to 12\""},
      {"'root':{", "'rot':{", "it is not of \"format 1 to 12\""},
      {"'root':{", "'root':{'id':'','kind':'history'},'other':{", "the root is a history: \"\""},
      {"'id':'work.b','kind':'atomic'", "'id':'work.b'", "its kind is unknown: state \"work.b\""},
      {"'id':'work.b',", "", "there is no state id, or it stands twice: \"\""},
      {"'id':'work.b','kind':'atomic'",
       "'id':'work.b','kind':'atomic','states':[{'id':'h','kind':'history','transitions':[{'target':'end'}]}]",
       "its kind does not fit its states: state \"work.b\""},
      {"'rule':'end of due',", "", "a timer has no name or no rule in state \"work.a.one\""},
      {"'name':'L0',", "", "a rung has no name or no rule in ladder \"late\""},
      {"'rule':'5 working days after due',", "", "a rung has no name or no rule in ladder \"late\""},
      {"'initial':'work.a.one'", "'initial':'gone'", "it does not say where it begins: state \"work.a\""},
      {"'initial':'work.a.one'", "'initials':['end','work.a.one']", "it does not say where it begins: state \"work.a\""},
      {"'event':'next','target':'work.a.two'", "'event':'next','targets':['work.b','gone']",
       "a transition leads to a state that is not there: \"gone\""},
      {"'event':'next','target':'work.a.two'", "'event':'next','targets':[7]", "a transition leads to a state that is not there: \"\""},
      {"'event':'next','target':'work.a.two'", "'event':'next','target':7", "a transition leads to a state that is not there: \"\""},
      {"{'id':'work.b'", "{'id':'h','kind':'history','transitions':[]},{'id':'work.b'",
       "it does not say where it goes at first: history \"h\""},
      {"{'id':'work.b'", "{'id':'h','kind':'history','transitions':[{'event':'e','target':'work.a'}]},{'id':'work.b'",
       "it does not say where it goes at first: history \"h\""},
      {"{'id':'work.b'",
       "{'id':'h','kind':'history','transitions':[{'guard':{'op':'has','field':'who'},'target':'work.a'}]},{'id':'work.b'",
       "it does not say where it goes at first: history \"h\""},
      {"{'id':'work.b'", "{'id':'h','kind':'history','transitions':[{}]},{'id':'work.b'",
       "it does not say where it goes at first: history \"h\""},
      {"{'id':'work.b'", "{'id':'h','kind':'history','transitions':[{'target':'end'}]},{'id':'work.b'",
       "it does not say where it goes at first: history \"h\""},
      {"{'id':'work.b'", "{'id':'h','kind':'history','transitions':[{'target':'h'}]},{'id':'work.b'",
       "it does not say where it goes at first: history \"h\""},
      {"{'id':'work.b'", "{'id':'h','kind':'history','transitions':[{'targets':['end','work.a']}]},{'id':'work.b'",
       "it does not say where it goes at first: history \"h\""},
      {"{'id':'work.b'", "{'id':'h','kind':'history','transitions':[{'target':'work.a'},{'target':'work.a'}]},{'id':'work.b'",
       "it does not say where it goes at first: history \"h\""},
  };
  (void)state;
  for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
    json_t *definition = definition_with(damages[i][0], damages[i][1]);
    struct err err = {0};
    char wanted[400];
    snprintf(wanted, sizeof wanted, "The stored definition of workflow \"test\" cannot be used: %s. Publish the workflow again.",
             damages[i][2]);
    assert_null(chart_new(definition, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    assert_string_equal(err.text, wanted);
    json_decref(definition);
  }
}

static void test_a_definition_without_a_name_is_told_too(void **state) {
  (void)state;
  json_t *definition = definition_with("'name':'test','roles'", "'roles'");
  struct err err = {0};
  json_object_del(definition, "root");
  assert_null(chart_new(definition, &err));
  assert_string_equal(err.text, "The stored definition of workflow \"?\" cannot be used: it is not of \"format 1 to 12\". Publish the "
                                "workflow again.");
  json_decref(definition);
}

static struct step_result started(const struct chart *chart) {
  struct step_result result;
  step_start(chart, NULL, 0, "1970-01-01", NULL, NULL, &result);
  assert_int_equal(result.outcome, STEP_TAKEN);
  return result;
}

static struct step_result sent(const struct chart *chart, const struct config *config, const char *name) {
  struct step_result result;
  json_t *event = json_pack("{s:s}", "name", name);
  step_run(chart, config, NULL, &(struct step_event){.event = event}, 0, "1970-01-01", NULL, &result);
  json_decref(event);
  return result;
}

// T1: a state that is entered again is another activation, and its exit names the one that ended.
static void test_activations_are_never_used_again(void **state) {
  (void)state;
  struct chart *chart = chart_made();
  int one = chart_state_find(chart, "work.a.one");
  struct step_result first = started(chart);
  int64_t before = config_activation(first.config, one);
  assert_true(before > 0);
  struct step_result next = sent(chart, first.config, "next"), again = sent(chart, next.config, "next");
  assert_int_equal(config_activation(next.config, one), 0);
  assert_true(config_activation(again.config, one) > config_activation(next.config, chart_state_find(chart, "work.a.two")));
  bool exited = false;
  for (size_t i = 0; i < next.effect_count; i++)
    exited |=
        next.effects[i].kind == EFFECT_EXIT && strcmp(next.effects[i].state, "work.a.one") == 0 && next.effects[i].activation == before;
  assert_true(exited);
  step_result_clear(&first);
  step_result_clear(&next);
  step_result_clear(&again);
  chart_free(chart);
}

static void test_is_written_and_read(void **state) {
  (void)state;
  struct chart *chart = chart_made();
  struct step_result first = started(chart);
  struct err err = {0};
  json_t *json = config_write(chart, first.config);
  char *text = json_canonical(json);
  assert_string_equal(text, "{\"active\":{\"\":1,\"work\":2,\"work.a\":3,\"work.a.one\":4,\"work.b\":5},\"entered\":5}");
  struct config *read = config_read(chart, json, &err), *copy = config_copy(first.config);
  for (int i = 0; i < chart_state_count(chart); i++) {
    assert_int_equal(config_activation(read, i), config_activation(first.config, i));
    assert_int_equal(config_activation(copy, i), config_activation(first.config, i));
  }
  free(text);
  json_decref(json);
  config_free(read);
  config_free(copy);
  step_result_clear(&first);
  chart_free(chart);
}

static void test_refuses_what_cannot_be(void **state) {
  static const char *const damages[][2] = {
      {"{\"active\":{\"gone\":1},\"entered\":1}", "the workflow has no state \"gone\""},
      {"{\"active\":{\"\":2,\"end\":1},\"entered\":1}", "nothing says when it entered \"\""},
      {"{\"active\":{\"\":\"x\"},\"entered\":1}", "nothing says when it entered \"\""},
      {"{\"active\":{\"\":1},\"entered\":1}", "it is in too many or too few parts of \"\""},
      {"{\"active\":{\"\":1,\"work\":2,\"work.b\":3},\"entered\":3}", "it is in too many or too few parts of \"work\""},
      {"{\"active\":{\"\":1,\"end\":2,\"work.b\":3},\"entered\":3}", "it is in a part of a state that it is not in: \"work.b\""},
  };
  (void)state;
  struct chart *chart = chart_made();
  for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
    json_t *json = json_loads(damages[i][0], 0, NULL);
    struct err err = {0};
    char wanted[400];
    snprintf(wanted, sizeof wanted, "The stored state of this item does not fit its workflow: %s. Run `waymark journal verify`.",
             damages[i][1]);
    assert_null(config_read(chart, json, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    assert_string_equal(err.text, wanted);
    json_decref(json);
  }
  chart_free(chart);
}

// What histories remember is looked at as closely as where the item is.
static void test_refuses_a_memory_that_cannot_be(void **state) {
  static const char *const damages[][2] = {
      {"{\"nowhere\":[\"work.a\"]}", "the workflow has no history \"nowhere\""},
      {"{\"work\":[\"work.a\"]}", "the workflow has no history \"work\""},
      {"{\"h\":[\"end\"]}", "it cannot remember what it does: \"h\""},
      {"{\"h\":[7]}", "it cannot remember what it does: \"h\""},
      {"{\"h\":[\"work.a\",\"work.b\",\"work.a\"]}", "it cannot remember what it does: \"h\""},
  };
  (void)state;
  json_t *definition = definition_with("{'id':'work.b'", "{'id':'h','kind':'history','transitions':[{'target':'work.a'}]},{'id':'work.b'");
  struct err err = {0};
  struct chart *chart = chart_new(definition, &err);
  assert_non_null(chart);
  for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
    json_t *json = json_loads("{\"active\":{\"\":1,\"end\":2},\"entered\":2}", 0, NULL);
    char wanted[400];
    json_object_set_new(json, "history", json_loads(damages[i][0], 0, NULL));
    snprintf(wanted, sizeof wanted, "The stored state of this item does not fit its workflow: %s. Run `waymark journal verify`.",
             damages[i][1]);
    assert_null(config_read(chart, json, &err));
    assert_string_equal(err.text, wanted);
    json_decref(json);
  }
  json_t *in_history = json_loads("{\"active\":{\"\":1,\"h\":2},\"entered\":2}", 0, NULL);
  assert_null(config_read(chart, in_history, &err));
  assert_non_null(strstr(err.text, "this is no state to be in: \"h\""));
  json_decref(in_history);
  json_decref(definition);
  chart_free(chart);
}

static void test_tags_and_the_end(void **state) {
  (void)state;
  struct chart *chart = chart_made();
  struct step_result first = started(chart), next = sent(chart, first.config, "next"), last = sent(chart, next.config, "end");
  assert_true(config_has_tag(chart, first.config, "live"));
  assert_false(config_has_tag(chart, first.config, "closed"));
  assert_false(config_is_final(chart, first.config));
  assert_true(config_is_final(chart, last.config));
  assert_false(config_has_tag(chart, last.config, "live"));
  json_t *events = step_events(chart, last.config), *candidates = step_candidates(chart, last.config, "end");
  assert_int_equal(json_array_size(events), 0);
  assert_int_equal(json_array_size(candidates), 0);
  assert_false(config_is_active(last.config, -1));
  assert_false(config_is_active(last.config, chart_state_count(chart)));
  json_decref(candidates);
  json_decref(events);
  step_result_clear(&first);
  step_result_clear(&next);
  step_result_clear(&last);
  chart_free(chart);
}

// S2: from each atomic state upwards, each state once.
static void test_candidates_in_the_order_they_are_tried(void **state) {
  (void)state;
  struct chart *chart = chart_made();
  struct step_result first = started(chart);
  json_t *end = step_candidates(chart, first.config, "end"), *next = step_candidates(chart, first.config, "next");
  json_t *none = step_candidates(chart, first.config, "nonsense"), *events = step_events(chart, first.config);
  assert_int_equal(json_array_size(end), 2);
  assert_string_equal(json_text(json_array_get(end, 0), "state"), "work.a.one");
  assert_string_equal(json_text(json_array_get(end, 1), "state"), "work.a");
  assert_string_equal(json_text(json_object_get(json_array_get(end, 1), "transition"), "target"), "end");
  assert_int_equal(json_array_size(next), 2);
  assert_string_equal(json_text(json_array_get(next, 1), "state"), "work.b");
  assert_int_equal(json_array_size(none), 0);
  char *text = json_canonical(events);
  assert_string_equal(text, "[\"restart\",\"end\",\"next\",\"done.state.work\"]");
  free(text);
  json_decref(end);
  json_decref(next);
  json_decref(none);
  json_decref(events);
  step_result_clear(&first);
  chart_free(chart);
}

// A value goes into a field only where it is of the field's type: a day that there is, an option that was offered.
static void test_values_fit_fields(void **state) {
  static const struct {
    const char *field, *value;
    bool fits;
  } rows[] = {
      {"{\"type\":\"text\"}", "\"x\"", true},
      {"{\"type\":\"text\"}", "1", false},
      {"{\"type\":\"text\"}", "null", true},
      {"{\"type\":\"date\"}", "\"2016-02-29\"", true},
      {"{\"type\":\"date\"}", "\"2015-02-29\"", false},
      {"{\"type\":\"date\"}", "\"1900-02-29\"", false},
      {"{\"type\":\"date\"}", "\"2000-02-29\"", true},
      {"{\"type\":\"date\"}", "\"2016-04-31\"", false},
      {"{\"type\":\"date\"}", "\"2016-13-01\"", false},
      {"{\"type\":\"date\"}", "\"2016-00-10\"", false},
      {"{\"type\":\"date\"}", "\"2016-1-010\"", false},
      {"{\"type\":\"date\"}", "\"4 April\"", false},
      {"{\"type\":\"whole\"}", "3", true},
      {"{\"type\":\"whole\"}", "3.5", false},
      {"{\"type\":\"choice\",\"options\":[\"high\",\"low\"]}", "\"low\"", true},
      {"{\"type\":\"choice\",\"options\":[\"high\",\"low\"]}", "\"middle\"", false},
      {"{\"type\":\"choice\",\"options\":[\"high\",\"low\"]}", "1", false},
      {"{\"type\":\"yesno\"}", "true", true},
      {"{\"type\":\"yesno\"}", "\"yes\"", false},
      {"{\"type\":\"party\"}", "{\"kind\":\"agency\",\"id\":\"police\"}", true},
      {"{\"type\":\"party\"}", "{\"kind\":\"all\"}", true},
      {"{\"type\":\"party\"}", "{\"kind\":\"agency\"}", false},
      {"{\"type\":\"party\"}", "\"police\"", false},
      {"{\"type\":\"list\"}", "[]", true},
      {"{\"type\":\"list\"}", "{}", false},
      {"{\"type\":\"evidence\"}", "[{\"id\":1}]", true},
      {"{\"type\":\"evidence\"}", "[{}]", false},
      {"{\"type\":\"sound\"}", "\"x\"", false},
      {"{}", "\"x\"", false},
      {"{\"type\":\"date\"}", "\"201604-04-\"", false},
      {"{\"type\":\"date\"}", "\"2016-0404-\"", false},
      {"{\"type\":\"date\"}", "\"2016-0x-10\"", false},
      {"{\"type\":\"date\"}", "\"2016-01-00\"", false},
      {"{\"type\":\"date\"}", "\"2016-01-32\"", false},
      {"{\"type\":\"date\"}", "7", false},
      {"{\"type\":\"party\"}", "{\"kind\":\"moon\",\"id\":\"x\"}", false},
      {"{\"type\":\"party\"}", "{\"id\":\"x\"}", false},
      {"{\"type\":\"evidence\"}", "\"x\"", false},
  };
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    json_t *spec = json_loads(rows[i].field, 0, NULL), *value = json_loads(rows[i].value, JSON_DECODE_ANY, NULL);
    struct err err = {0};
    struct field field = field_read(spec);
    if (field_fits(&field, value, &err) != rows[i].fits) fail_msg("%s in %s", rows[i].value, rows[i].field);
    assert_int_equal(err.code, rows[i].fits ? ERR_NONE : ERR_INVALID);
    json_decref(spec);
    json_decref(value);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_finds_what_stands_in_it),
      cmocka_unit_test(test_lists_timers_and_rungs),
      cmocka_unit_test(test_refuses_damage),
      cmocka_unit_test(test_activations_are_never_used_again),
      cmocka_unit_test(test_is_written_and_read),
      cmocka_unit_test(test_refuses_what_cannot_be),
      cmocka_unit_test(test_refuses_a_memory_that_cannot_be),
      cmocka_unit_test(test_a_definition_without_a_name_is_told_too),
      cmocka_unit_test(test_tags_and_the_end),
      cmocka_unit_test(test_candidates_in_the_order_they_are_tried),
      cmocka_unit_test(test_values_fit_fields),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
