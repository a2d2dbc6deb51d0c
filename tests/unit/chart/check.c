// Goal: checking names every mistake of a workflow, each by one exact sentence and its exact place, and makes of a good workflow exactly
// one canonical form (DESIGN 5, idea 8). Method: a small good structure; each row lays one mistake over it (RFC 7396: null removes) and
// expects that one problem and no other. The good structures' canonical forms are golden files (idea 11).
#include "chart/chart.h"
#include "check_harness.h"

#include <time.h>

static const char good[] =
    "{'name':'small','title':'Small','version':1,"
    "'roles':{'owner':{'title':'Owner','person_in':'owner'},'chair':{'post':'llip_chair'}},"
    "'start':{'by':'chair','form':['text']},"
    "'fields':{'text':{'type':'text'},'owner':{'type':'person'},'due':{'type':'date'},'priority':{'type':'choice','options':['high','low']}"
    ","
    "'count':{'type':'whole'},'log':{'type':'list'}},"
    "'ladders':{'chase':{'1':{'1':'1 working day after due','tell':'owner'}}},"
    "'states':{"
    "'open':{'holder':'owner','ladder':'chase','on':{'submit':{'target':'done','by':'owner'},'note':{'by':'owner','form':['text']}}},"
    "'done':{'tags':['closed'],'on':{'reopen':{'target':'open','decided_by':'chair','recorded_by':'owner'}}}}}";

static const struct row rows[] = {
#include "check_rows.h"
#include "check_type_rows.h"
};

static void each_mistake_has_its_sentence(void **state) {
  (void)state;
  expect_mistakes(good, rows, sizeof rows / sizeof rows[0]);
}

static void what_is_allowed_is_not_a_mistake(void **state) {
  (void)state;
  static const char *const patches[] = {
      "{}",
      "{'rag':{},'warnings':{},'read':{},'states':{'open':{'tags':{},'entry':{},'on':{'note':{'form':{},'actions':{}}}}}}", // {} is an
                                                                                                                            // empty list
      "{'states':{'done':{'type':'final','tags':null,'on':null}}}",
      "{'states':{'open':{'on':{'note':[{'target':'done','by':'owner','guard':{'op':'has','field':'due'}},{'target':'done','by':'owner'}]}}"
      "}}",
      "{'states':{'open':{'on':{'note':[{'target':'done','by':'owner'},{'target':'done','by':'chair'}]}}}}", // different people
      "{'states':{'open':{'after':{'10 working days':'done'},'at':{'end of due':{'target':'done','name':'late'}}}}}",
      "{'states':{'open':{'on':{'note':{'actions':[{'do':'add','field':'count','amount':{'from':'field','name':'count'}},"
      "{'do':'set','field':'due','value':'2016-04-04'},{'do':'set','field':'log','value':{}}]}}}}}",
      "{'states':{'open':{'entry':{'do':'raise','event':'submit'}}}}", // one action where a list is expected
      // A part of a parallel state that is one single state stands beside the work; nobody has to leave it.
      "{'type':'parallel','states':{'open':null,'done':null,'evidence':{'on':{'attach':{'by':'owner'}}},"
      "'work':{'states':{'a':{'always':{'target':'b','guard':{'op':'has','field':'due'}}},'b':{'type':'final'}}}}}",
      // A sibling part's transition leaves the whole, this state too.
      "{'states':{'open':{'type':'parallel','ladder':null,'states':{'x':{'states':{'x1':{'always':{'target':'x2'}},'x2':{}}},"
      "'y':{'states':{'y1':{'after':{'1 hour':'y2'}},'y2':{'on':{'end':{'target':'done','by':'owner'}}}}}}}}}",
      // What is used is declared all the same, and asked for by the form itself.
      "{'fields':{'evidence':{'type':'evidence'},'meeting':{'type':'text'},'minute_ref':{'type':'text'}},'states':{'open':{'entry':[{'do':"
      "'attach'}],'on':{'note':{'at_meeting':true,'form':['text','meeting']}}}}}",
      "{'ladders':{'chase':{'2':{'1':'2 working days after due','open':'x'}}}}", // a rung that tells nobody may open something
      // Literals that fit their fields.
      "{'fields':{'agreed':{'type':'yesno'},'lead':{'type':'party'}},'states':{'open':{'on':{'note':{'actions':["
      "{'do':'set','field':'agreed','value':false},{'do':'set','field':'lead','value':{'kind':'group','id':'llip'}},"
      "{'do':'set','field':'log','value':['a']},{'do':'set','field':'log','value':{'1':'a'}},{'do':'append','field':'log','value':{}}]}}}}"
      "}",
  };
  expect_right(good, patches, sizeof patches / sizeof patches[0]);
}

static void only_a_table_is_a_workflow(void **state) {
  (void)state;
  static const char *const raws[] = {"['a']", "{'fn':'/'}"};
  for (size_t i = 0; i < 2; i++) {
    json_t *raw = read_json(raws[i]);
    struct problems problems;
    problems_init(&problems);
    assert_null(definition_check(raw, &host, &problems));
    assert_int_equal(problems.count, 1);
    assert_string_equal(problems.items[0].text,
                        "A workflow file must end in a table, `return { name = ..., states = { ... } }`; this one gives a table.");
    problems_clear(&problems);
    json_decref(raw);
  }
}

// A rung that is a bare list tells nobody either, which is named too.
static void a_rung_has_one_rule(void **state) {
  (void)state;
  struct problems problems;
  assert_null(check_with(good, "{'ladders':{'chase':[['1 working day after due','owner']]}}", &problems));
  assert_string_equal(problems.items[0].pointer, "/ladders/chase/0/1");
  assert_string_equal(problems.items[0].text, "A rung begins with one rule; whom it tells stands after `tell =`.");
  problems_clear(&problems);
}

static void states_are_nested_only_so_deep(void **state) {
  (void)state;
  json_t *raw = read_json(good), *inner = read_json("{'on':{'go':{'target':'done','by':'owner'}}}");
  for (int i = 0; i < CHART_DEPTH_MAX + 2; i++) inner = json_pack("{s:{s:o}}", "states", "in", inner);
  json_object_set_new(json_object_get(raw, "states"), "open", inner);
  struct problems problems;
  problems_init(&problems);
  assert_null(definition_check(raw, &host, &problems));
  bool is_told = false;
  for (size_t i = 0; i < problems.count; i++)
    is_told = is_told || strstr(problems.items[i].text, "State `in` is nested more than 64 deep;");
  assert_true(is_told);
  problems_clear(&problems);
  json_decref(raw);
}

static void too_many_transitions_are_refused(void **state) {
  (void)state;
  json_t *raw = read_json(good), *list = json_array();
  const char *last = "";
  for (int i = 0; i < 5000; i++) json_array_append_new(list, json_string("done"));
  json_object_set_new(json_object_get(json_object_get(raw, "states"), "open"), "always", list);
  struct problems problems;
  problems_init(&problems);
  assert_null(definition_check(raw, &host, &problems));
  for (size_t i = 0; i < problems.count && problems.count; i++) last = problems.items[i].text;
  assert_string_equal(last, "This workflow has 5000 transitions or more; split it into several workflows that open one another.");
  problems_clear(&problems);
  json_decref(raw);
}

static void all_mistakes_are_found_in_one_go(void **state) {
  (void)state;
  json_t *raw = read_json(good),
         *patch = read_json("{'title':3,'fields':{'due':{'type':'dat'}},'states':{'open':{'hodler':'owner','holder':'ower',"
                            "'on':{'submit':{'target':'doen','guard':{'op':'has','field':'duee'}}}}}}");
  lay_over(raw, patch);
  struct problems problems;
  problems_init(&problems);
  assert_null(definition_check(raw, &host, &problems));
  assert_int_equal(problems.count, 6);
  problems_clear(&problems);
  json_decref(raw);
  json_decref(patch);
}

static void mistakes_without_end_are_cut_off(void **state) {
  (void)state;
  json_t *raw = read_json(good);
  for (int i = 0; i < 3000; i++) {
    char key[32];
    snprintf(key, sizeof key, "nonsense_%d", i);
    json_object_set_new(raw, key, json_true());
  }
  struct problems problems;
  problems_init(&problems);
  assert_null(definition_check(raw, &host, &problems));
  assert_int_equal(problems.count, 101);
  assert_string_equal(problems.items[100].text, "There are more mistakes than the 100 above; put those right first, then check again.");
  problems_clear(&problems);
  json_decref(raw);
}

// R1: a message that leads to "There is no item" helps nobody.
static void whoever_acts_holds_or_is_told_may_read(void **state) {
  (void)state;
  json_t *raw = read_json(good),
         *patch = read_json("{'roles':{'by_rung':{'post':'a'},'by_action':{'post':'b'},'on_entry':{'post':'c'},'by_timer':{'post':'d'},"
                            "'holds':{'post':'e'},'nobody':{'post':'f'},'asked_of':{'post':'g'}},'read':{},"
                            "'ladders':{'chase':{'1':{'1':'1 working day after due','tell':['owner','by_rung']}}},"
                            "'states':{'done':{'holder':'holds','entry':[{'do':'tell','roles':['on_entry'],'text':'t'}]},"
                            "'open':{'after':{'5 working days':{'actions':[{'do':'tell','roles':['by_timer'],'text':'t'}]}},"
                            "'on':{'note':{'guard':{'op':'no','of':[{'op':'vacant','role':'asked_of'}]},"
                            "'actions':[{'do':'tell','roles':['by_action'],'text':'t'}]}}}}}");
  lay_over(raw, patch);
  struct problems problems;
  problems_init(&problems);
  json_t *made = definition_check(raw, &host, &problems);
  if (!made) fail_msg("%s", problems.items[0].text);
  char *read = json_dumps(json_object_get(made, "read"), JSON_COMPACT);
  assert_string_equal(read, "[\"owner\",\"chair\",\"by_rung\",\"by_action\",\"on_entry\",\"by_timer\",\"holds\"]");
  free(read);
  json_decref(made), json_decref(patch), json_decref(raw);
  problems_clear(&problems);
}

static void too_many_states_are_refused(void **state) {
  (void)state;
  json_t *raw = read_json(good);
  for (int i = 0; i < 1200; i++) {
    char key[32];
    snprintf(key, sizeof key, "s%d", i);
    json_object_set_new(json_object_get(raw, "states"), key, json_object());
  }
  struct problems problems;
  problems_init(&problems);
  assert_null(definition_check(raw, &host, &problems));
  assert_int_equal(problems.count, 1);
  assert_string_equal(problems.items[0].text,
                      "This workflow has more than 1000 states; split it into several workflows that open one another.");
  problems_clear(&problems);
  json_decref(raw);
}

// A definition is hostile input too: the largest that is looked at is checked in a moment (S7's spirit), a larger one is refused.
static void a_large_workflow_is_checked_in_a_moment(void **state) {
  (void)state;
  json_t *raw = read_json(good), *states = json_object_get(raw, "states");
  for (int i = 0; i < 990; i++) {
    char key[64], near[64];
    snprintf(key, sizeof key, "a_long_name_that_is_much_like_others_%d", i);
    snprintf(near, sizeof near, "a_long_name_that_is_much_like_others_x%d", i);
    json_object_set_new(states, key, json_pack("{s:{s:[ssss]}}", "on", "go", near, near, near, near));
  }
  struct problems problems;
  problems_init(&problems);
  clock_t begun = clock();
  assert_null(definition_check(raw, &host, &problems));
  assert_true((double)(clock() - begun) / CLOCKS_PER_SEC < 30); // a second unoptimised; valgrind needs twenty
  assert_int_equal(problems.count, PROBLEMS_MAX + 1);
  problems_clear(&problems);
  for (int i = 0; i < 40000; i++) json_array_append_new(json_array_at(raw, "read"), json_integer(i));
  assert_null(definition_check(raw, &host, &problems));
  assert_int_equal(problems.count, 1);
  assert_string_equal(problems.items[0].text,
                      "This workflow has more than 40000 values; split it into several workflows that open one another.");
  problems_clear(&problems);
  json_decref(raw);
}

static void a_good_structure_has_one_canonical_form(void **state) {
  (void)state;
  expect_golden("whole");
}

static void a_near_name_is_found(void **state) {
  (void)state;
  json_t *names = read_json("['executive','owner','agency_lead','due']");
  assert_string_equal(nearest_name("executve", names), "executive");
  assert_string_equal(nearest_name("Owner", names), "owner");
  assert_string_equal(nearest_name("onwer", names), "owner");
  assert_string_equal(nearest_name("agency-lead", names), "agency_lead");
  assert_null(nearest_name("chair", names));
  assert_null(nearest_name("", names));
  assert_null(nearest_name("owner", NULL));
  char words[NEAREST_WORDS];
  assert_string_equal(nearest_words("onwer", names, ".", words), ". Did you mean \"owner\"?");
  assert_string_equal(nearest_words("chair", names, "; there is none.", words), "; there is none.");
  assert_string_equal(nearest_words(NULL, names, ".", words), ".");
  json_decref(names);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_mistake_has_its_sentence),
      cmocka_unit_test(what_is_allowed_is_not_a_mistake),
      cmocka_unit_test(all_mistakes_are_found_in_one_go),
      cmocka_unit_test(mistakes_without_end_are_cut_off),
      cmocka_unit_test(whoever_acts_holds_or_is_told_may_read),
      cmocka_unit_test(too_many_states_are_refused),
      cmocka_unit_test(too_many_transitions_are_refused),
      cmocka_unit_test(a_rung_has_one_rule),
      cmocka_unit_test(states_are_nested_only_so_deep),
      cmocka_unit_test(only_a_table_is_a_workflow),
      cmocka_unit_test(a_good_structure_has_one_canonical_form),
      cmocka_unit_test(a_large_workflow_is_checked_in_a_moment),
      cmocka_unit_test(a_near_name_is_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
