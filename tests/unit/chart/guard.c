// Goal: every condition is true, false or unknown with a reason (S5), combined as Kleene did, and is said in plain words.
// Method: tables of a condition, what it must answer on one item, and its exact words.
#include "base/buf.h"
#include "chart/model.h"
#include "chart/step.h"
#include "quoted.h"

#include <string.h>

static const char *const definition_text =
    "{'format':1,'name':'test','roles':[{'name':'owner','title':'Action owner'},{'name':'chair','title':'LLIP "
    "chair'},{'name':'clerk'},{'title':'Nameless'}],"
    "'fields':[{'name':'due','type':'date','label':'Due date'},{'name':'action','type':'text','label':'Action'},"
    "{'name':'measures','type':'list','label':'Measures'},{'name':'smart','type':'text','label':'SMART measure'},"
    "{'name':'changed','type':'text','label':'What has changed for children?'},{'name':'score','type':'whole','label':'Score'},"
    "{'name':'agreed','type':'yesno','label':'Agreed'},{'name':'priority','type':'choice','label':'Priority','options':['high','low']},"
    "{'name':'lead','type':'party','label':'Lead'},{'name':'progress','type':'text','label':'Progress'},"
    "{'name':'evidence','type':'evidence','label':'Evidence'},{'name':'gone','type':'evidence','label':'Gone'},{'name':'bare','type':'text'"
    "},{'name':'odd','type':'sound'},"
    "{'name':'proof','type':'evidence'},{'name':'asked','type':'text','label':'Agreed: by whom'},{'name':'long','type':'text','label':'One "
    "two three four five'}],"
    "'root':{'id':'','kind':'compound','initial':'open','states':["
    "{'id':'open','title':'In "
    "progress','kind':'atomic','transitions':[{'event':'attest','label':'Attest','target':'closed'},{'event':'pass'}]},"
    "{'id':'closed','title':'Closed','kind':'atomic'}]}}";

static const char *const fields_text =
    "{'due':'2016-05-01','lead':null,'proof':[{'id':1},{'id':2,'level':'impact','grade':'sufficient','withdrawn':null},'loose'],"
    "'measures':['a','b'],'score':3,'agreed':false,'priority':'high','progress':'  ',"
    "'evidence':[{'id':1,'level':'process','grade':'insufficient'},{'id':2,'level':'output','grade':'strong'},"
    "{'id':3,'level':'outcome','withdrawn':'wrong file','grade':'strong'}],'gone':[{'id':1,'level':'impact','withdrawn':'wrong'}]}";

struct world {
  struct chart *chart;
  struct config *config;
  json_t *fields, *event;
  int asked;
};

// The host answers `past` by its rule: "yes", "no", else that a date is missing.
static enum truth judge(void *user, const json_t *guard, const struct step_view *view, struct buf *reason) {
  const char *rule = json_text(guard, "rule");
  (void)view;
  ++*(int *)user;
  buf_format(reason, "that is %s", rule ? rule : "?");
  return !rule ? TRUTH_UNKNOWN : strcmp(rule, "yes") == 0 ? TRUTH_TRUE : strcmp(rule, "no") == 0 ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

static int set_up(void **state) {
  static struct world world;
  json_t *definition = json_of(definition_text), *active = json_of("{'active':{'':1,'open':2},'entered':2}");
  struct err err = {0};
  world = (struct world){
      .chart = chart_new(definition, &err), .fields = json_of(fields_text), .event = json_of("{'name':'x','actor':'high','decider':null}")};
  world.config = config_read(world.chart, active, &err);
  json_decref(definition);
  json_decref(active);
  *state = &world;
  return world.chart && world.config ? 0 : -1;
}

static int tear_down(void **state) {
  struct world *world = *state;
  config_free(world->config);
  chart_free(world->chart);
  json_decref(world->fields);
  json_decref(world->event);
  return 0;
}

static struct step_view view_of(struct world *world) {
  return (struct step_view){
      .chart = world->chart, .config = world->config, .fields = world->fields, .event = world->event, .today = "2016-04-04"};
}

struct row {
  const char *guard;
  enum truth truth;
  const char *reason; // NULL: none
};

static const struct row rows[] = {
    {"{'op':'has','field':'due'}", TRUTH_TRUE, NULL},
    {"{'op':'has','field':'action'}", TRUTH_FALSE, NULL},
    {"{'op':'has','field':'progress'}", TRUTH_FALSE, NULL}, // blanks only
    {"{'op':'has','field':'agreed'}", TRUTH_TRUE, NULL},    // "no" is an answer
    {"{'op':'has','field':'evidence'}", TRUTH_TRUE, NULL},
    {"{'op':'has','field':'gone'}", TRUTH_FALSE, NULL}, // all withdrawn
    {"{'op':'is','field':'priority','value':'high'}", TRUTH_TRUE, NULL},
    {"{'op':'is','field':'priority','value':'low'}", TRUTH_FALSE, NULL},
    {"{'op':'is','field':'priority','value':{'from':'actor'}}", TRUTH_TRUE, NULL},
    {"{'op':'is','field':'agreed','value':false}", TRUTH_TRUE, NULL},
    {"{'op':'is','field':'action','value':'x'}", TRUTH_UNKNOWN, "\"Action\" is not filled in"},
    {"{'op':'at_least','count':2,'field':'measures'}", TRUTH_TRUE, NULL},
    {"{'op':'at_least','count':3,'field':'measures'}", TRUTH_FALSE, "there are 2"},
    {"{'op':'at_least','count':3,'field':'score'}", TRUTH_TRUE, NULL},
    {"{'op':'at_least','count':1,'field':'lead'}", TRUTH_FALSE, NULL}, // empty is 0
    {"{'op':'at_least','count':2,'field':'evidence'}", TRUTH_TRUE, NULL},
    {"{'op':'at_least','count':3,'field':'evidence'}", TRUTH_FALSE, "there are 2"}, // the withdrawn one does not count
    {"{'op':'at_least','count':1,'field':'due'}", TRUTH_UNKNOWN, "\"Due date\" is neither a list nor a number"},
    {"{'op':'graded','field':'evidence','level':'output'}", TRUTH_TRUE, NULL},
    {"{'op':'graded','field':'evidence','level':'process'}", TRUTH_FALSE, NULL}, // insufficient
    {"{'op':'graded','field':'evidence','level':'outcome'}", TRUTH_FALSE, NULL}, // withdrawn
    {"{'op':'level','field':'evidence','level':'output'}", TRUTH_TRUE, NULL},
    {"{'op':'level','field':'evidence','level':'process'}", TRUTH_FALSE, NULL},
    {"{'op':'in_state','state':'open'}", TRUTH_TRUE, NULL},
    {"{'op':'in_state','state':'closed'}", TRUTH_FALSE, NULL},
    {"{'op':'in_state','state':'gone'}", TRUTH_UNKNOWN, "the workflow has no state \"gone\""},
    {"{'op':'past','rule':'yes'}", TRUTH_TRUE, NULL},
    {"{'op':'past','rule':'no'}", TRUTH_FALSE, "that is no"},
    {"{'op':'no','of':[{'op':'past','rule':'yes'}]}", TRUTH_FALSE, "that is yes"},
    {"{'op':'no','of':[{'op':'past','rule':'missing'}]}", TRUTH_UNKNOWN, "that is missing"},
    {"{'op':'no','of':[{'op':'no','of':[{'op':'past','rule':'no'}]}]}", TRUTH_FALSE, "that is no"},
    {"{'op':'all','of':[{'op':'past','rule':'yes'},{'op':'past','rule':'missing'}]}", TRUTH_UNKNOWN, "that is missing"},
    {"{'op':'all','of':[{'op':'past','rule':'missing'},{'op':'past','rule':'no'}]}", TRUTH_FALSE, "that is missing; that is no"},
    {"{'op':'any','of':[{'op':'past','rule':'missing'},{'op':'past','rule':'no'}]}", TRUTH_UNKNOWN, "that is missing; that is no"},
    {"{'op':'any','of':[{'op':'past','rule':'no'},{'op':'past','rule':'yes'}]}", TRUTH_TRUE, "that is no"},
    {"{'op':'all','of':[]}", TRUTH_TRUE, NULL},
    {"{'op':'any','of':[]}", TRUTH_FALSE, NULL},
    {"{}", TRUTH_UNKNOWN, "nothing here can judge \"?\""},
    {"{'op':'has','field':'lead'}", TRUTH_FALSE, NULL}, // null is empty
    {"{'op':'has','field':'nowhere'}", TRUTH_FALSE, NULL},
    {"{'op':'has','field':'odd'}", TRUTH_FALSE, NULL}, // of a type that this program does not know
    {"{'op':'has','field':'proof'}", TRUTH_TRUE, NULL},
    {"{'op':'is','field':'bare','value':'x'}", TRUTH_UNKNOWN, "\"bare\" is not filled in"},
    {"{'op':'is','field':'nowhere','value':'x'}", TRUTH_UNKNOWN, "\"nowhere\" is not filled in"},
    {"{'op':'is','value':'x'}", TRUTH_UNKNOWN, "\"?\" is not filled in"},
    {"{'op':'is','field':'priority','value':{'from':'decider'}}", TRUTH_TRUE, NULL}, // nobody else was named: who acts decides
    {"{'op':'is','field':'priority','value':{'from':'moon'}}", TRUTH_UNKNOWN, "this program does not know where \"moon\" comes from"},
    {"{'op':'is','field':'priority','value':{'a':{'from':'moon'}}}", TRUTH_UNKNOWN, "this program does not know where \"moon\" comes from"},
    {"{'op':'is','field':'priority','value':[{'from':'moon'}]}", TRUTH_UNKNOWN, "this program does not know where \"moon\" comes from"},
    {"{'op':'is','field':'priority'}", TRUTH_FALSE, NULL},
    {"{'op':'at_least','count':2,'field':'proof'}", TRUTH_TRUE, NULL},
    {"{'op':'at_least','count':4,'field':'score'}", TRUTH_FALSE, "there are 3"},
    {"{'op':'graded','field':'proof','level':'process'}", TRUTH_TRUE, NULL},
    {"{'op':'graded','field':'gone','level':'cosmic'}", TRUTH_FALSE, NULL},
    {"{'op':'in_state'}", TRUTH_UNKNOWN, "the workflow has no state \"\""},
    {"{'op':'cond','expr':'n > 1'}", TRUTH_UNKNOWN, "there is no data model here to judge a condition"},
};

static void test_answers(void **state) {
  struct world *world = *state;
  struct step_host host = {.user = &world->asked, .guard = judge};
  struct step_view view = view_of(world);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    json_t *guard = json_of(rows[i].guard);
    struct buf reason = {0};
    enum truth truth = guard_judge(guard, &view, &host, &reason);
    const char *why = reason.size ? reason.data : "", *wanted = rows[i].reason ? rows[i].reason : "";
    if (truth != rows[i].truth || strcmp(why, wanted) != 0)
      fail_msg("%s is %s (%s), not %s (%s)", rows[i].guard, truth_word(truth), why, truth_word(rows[i].truth), wanted);
    assert_int_equal(guard_judge(guard, &view, &host, NULL), truth);
    json_t *explained = guard_explain(guard, &view, &host);
    assert_string_equal(json_text(explained, "result"), truth_word(truth));
    assert_true(truth != TRUTH_UNKNOWN || json_text(explained, "reason"));
    json_decref(explained);
    buf_clear(&reason);
    json_decref(guard);
  }
}

static void test_without_a_guard_all_is_true(void **state) {
  struct step_view view = view_of(*state);
  json_t *null = json_null(), *explained = guard_explain(NULL, &view, NULL), *same = guard_explain(null, &view, NULL);
  assert_int_equal(guard_judge(NULL, &view, NULL, NULL), TRUTH_TRUE);
  assert_int_equal(guard_judge(null, &view, NULL, NULL), TRUTH_TRUE);
  assert_string_equal(json_text(explained, "label"), "nothing is needed");
  assert_string_equal(json_text(explained, "result"), "true");
  assert_true(json_equal(explained, same));
  json_decref(explained);
  json_decref(same);
}

static bool throws(void *user, const struct step_view *view, const char *expr, bool *result, struct err *err) {
  (void)user, (void)view, (void)result;
  return err_set(err, ERR_INVALID, "\"%s\" stopped", expr);
}

// Before anything is entered, with a host that judges nothing, and with a data model that has nothing to judge: an answer all the same.
static void test_bears_missing_things(void **state) {
  struct step_view view = view_of(*state);
  const struct step_host host = {0};
  const struct model model = {.cond = throws};
  json_t *in = json_of("{'op':'in_state','state':'open'}"), *past = json_of("{'op':'past','rule':'yes'}"), *cond = json_of("{'op':'cond'}"),
         *stops = json_of("{'op':'cond','expr':'n'}");
  struct buf reason = {0};
  view.config = NULL;
  assert_int_equal(guard_judge(in, &view, &host, NULL), TRUTH_FALSE);
  assert_int_equal(guard_judge(past, &view, &host, &reason), TRUTH_UNKNOWN);
  view.model = &model;
  assert_int_equal(guard_judge(cond, &view, &host, &reason), TRUTH_UNKNOWN);
  assert_int_equal(guard_judge(stops, &view, &host, &reason), TRUTH_UNKNOWN);
  assert_string_equal(reason.data, "nothing here can judge \"past\"; there is no data model here to judge a condition; \"n\" stopped");
  buf_clear(&reason);
  json_decref(in), json_decref(past), json_decref(cond), json_decref(stops);
}

// Also before 1970, where milliseconds count backwards.
static void test_writes_moments(void **state) {
  static const struct {
    int64_t now_ms;
    const char *text;
  } moments[] = {{0, "1970-01-01T00:00:00.000Z"}, {1500, "1970-01-01T00:00:01.500Z"}, {-1, "1969-12-31T23:59:59.999Z"}};
  struct step_view view = view_of(*state);
  json_t *guard = json_of("{'op':'is','field':'bare','value':{'from':'now'}}");
  for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
    json_t *fields = json_pack("{s:s}", "bare", moments[i].text);
    view.fields = fields, view.now_ms = moments[i].now_ms;
    assert_int_equal(guard_judge(guard, &view, NULL, NULL), TRUTH_TRUE);
    json_decref(fields);
  }
  json_decref(guard);
}

// The host may be a process away: an `all` is asked no further than its first false.
static void test_asks_no_more_than_it_must(void **state) {
  struct world *world = *state;
  struct step_host host = {.user = &world->asked, .guard = judge};
  struct step_view view = view_of(world);
  json_t *guard = json_of("{'op':'all','of':[{'op':'past','rule':'no'},{'op':'past','rule':'yes'},{'op':'past','rule':'yes'}]}");
  world->asked = 0;
  assert_int_equal(guard_judge(guard, &view, &host, NULL), TRUTH_FALSE);
  assert_int_equal(world->asked, 1);
  json_decref(guard);
}

static void test_explains_every_part(void **state) {
  struct world *world = *state;
  struct step_host host = {.user = &world->asked, .guard = judge};
  struct step_view view = view_of(world);
  json_t *guard = json_of(
      "{'op':'all','of':[{'op':'has','field':'due'},{'op':'past','rule':'no'},{'op':'no','of':[{'op':'is','field':'action','value':1}]}]}");
  json_t *explained = guard_explain(guard, &view, &host);
  char *text = json_canonical(explained);
  assert_string_equal(text,
                      "{\"label\":\"a due date is filled in, it is later than no, and action is not 1\",\"of\":["
                      "{\"label\":\"a due date is filled in\",\"op\":\"has\",\"result\":\"true\"},"
                      "{\"label\":\"it is later than no\",\"op\":\"past\",\"reason\":\"that is no\",\"result\":\"false\"},"
                      "{\"label\":\"action is not 1\",\"of\":["
                      "{\"label\":\"action is 1\",\"op\":\"is\",\"reason\":\"\\\"Action\\\" is not filled in\",\"result\":\"unknown\"}],"
                      "\"op\":\"no\",\"reason\":\"\\\"Action\\\" is not filled in\",\"result\":\"unknown\"}],"
                      "\"op\":\"all\",\"reason\":\"that is no; \\\"Action\\\" is not filled in\",\"result\":\"false\"}");
  free(text);
  json_decref(explained);
  json_decref(guard);
}

static const char *const words[][2] = {
    {"{'op':'has','field':'due'}", "a due date is filled in"},
    {"{'op':'no','of':[{'op':'has','field':'due'}]}", "a due date is not filled in"},
    {"{'op':'has','field':'action'}", "an action is filled in"},
    {"{'op':'has','field':'smart'}", "a SMART measure is filled in"},
    {"{'op':'has','field':'measures'}", "measures are filled in"},
    {"{'op':'has','field':'progress'}", "a progress is filled in"},
    {"{'op':'has','field':'changed'}", "\"What has changed for children?\" is filled in"},
    {"{'op':'has','field':'evidence'}", "there is evidence"},
    {"{'op':'no','of':[{'op':'has','field':'evidence'}]}", "there is no evidence"},
    {"{'op':'is','field':'priority','value':'high'}", "priority is \"high\""},
    {"{'op':'is','field':'agreed','value':true}", "agreed is yes"},
    {"{'op':'is','field':'lead','value':{'kind':'agency','id':'police'}}", "lead is \"police\""},
    {"{'op':'at_least','count':1,'field':'evidence'}", "at least 1 item of evidence"},
    {"{'op':'no','of':[{'op':'at_least','count':2,'field':'evidence'}]}", "fewer than 2 items of evidence"},
    {"{'op':'at_least','count':2,'field':'measures'}", "at least 2 entries in measures"},
    {"{'op':'at_least','count':2,'field':'score'}", "score is at least 2"},
    {"{'op':'graded','field':'evidence','level':'process'}", "an item of evidence of process level or above, graded sufficient or strong"},
    {"{'op':'level','field':'evidence','level':'outcome'}", "an item of evidence of outcome level that was not graded insufficient"},
    {"{'op':'in_state','state':'open'}", "it is in \"In progress\""},
    {"{'op':'no','of':[{'op':'in_state','state':'open'}]}", "it is not in \"In progress\""},
    {"{'op':'cond','expr':'n > 1'}", "`n > 1` is true"},
    {"{'op':'no','of':[{'op':'cond','expr':'n > 1'}]}", "`n > 1` is not true"},
    {"{'op':'past','rule':'end of due'}", "it is later than the end of \"Due date\""},
    {"{'op':'within','rule':'end of due'}", "it is not later than the end of \"Due date\""},
    {"{'op':'later_than','field':'due','rule':'end of today'}", "due date is after the end of today"},
    {"{'op':'not_the_same','roles':['chair','owner']}", "the LLIP chair who decides is not the action owner"},
    {"{'op':'decided_by_other','event':'attest'}", "somebody else did \"Attest\" than who decides now"},
    {"{'op':'vacant','role':'chair'}", "nobody is the LLIP chair"},
    {"{'op':'when','label':'all have answered','fn':'/x'}", "all have answered"},
    {"{'op':'no','of':[{'op':'when','label':'all have answered','fn':'/x'}]}", "it is not so that: all have answered"},
    {"{'op':'has','field':'due','label':'when it is due'}", "when it is due"},
    {"{'op':'any','of':[{'op':'has','field':'due'},{'op':'has','field':'action'}]}",
     "either a due date is filled in, or an action is filled in"},
    {"{'op':'no','of':[{'op':'any','of':[{'op':'has','field':'due'},{'op':'has','field':'action'}]}]}",
     "a due date is not filled in, and an action is not filled in"},
    {"{'op':'telepathy'}", "telepathy"},
    {"{}", "a condition"},
    {"{'op':'has','field':'bare'}", "a bare is filled in"},
    {"{'op':'has'}", "\"?\" is filled in"},
    {"{'op':'has','field':'asked'}", "\"Agreed: by whom\" is filled in"},
    {"{'op':'is','field':'due','value':{'from':'today'}}", "due date is today"},
    {"{'op':'has','field':'long'}", "\"One two three four five\" is filled in"},
    {"{'op':'is','field':'changed','value':1}", "\"What has changed for children?\" is 1"},
    {"{'op':'is','field':'agreed','value':false}", "agreed is no"},
    {"{'op':'is','field':'priority','value':{'from':'actor'}}", "priority is whoever does it"},
    {"{'op':'no','of':[{'op':'at_least','count':1,'field':'measures'}]}", "fewer than 1 entry in measures"},
    {"{'op':'no','of':[{'op':'at_least','count':2,'field':'score'}]}", "score is under 2"},
    {"{'op':'graded','field':'evidence'}", "an item of evidence of ? level or above, graded sufficient or strong"},
    {"{'op':'no','of':[{'op':'level','field':'evidence','level':'process'}]}",
     "no item of evidence of process level or above that was not graded insufficient"},
    {"{'op':'in_state','state':'gone'}", "it is in \"gone\""},
    {"{'op':'in_state'}", "it is in \"?\""},
    {"{'op':'cond'}", "`?` is true"},
    {"{'op':'no','of':[{'op':'within','rule':'end of due'}]}", "it is later than the end of \"Due date\""},
    {"{'op':'no','of':[{'op':'past','rule':'end of due'}]}", "it is not later than the end of \"Due date\""},
    {"{'op':'no','of':[{'op':'later_than','field':'due','rule':'end of today'}]}", "due date is not after the end of today"},
    {"{'op':'not_the_same','roles':['clerk','gone']}", "the clerk who decides is not the gone"},
    {"{'op':'not_the_same','roles':['chair']}", "the LLIP chair who decides is not the ?"},
    {"{'op':'no','of':[{'op':'not_the_same','roles':['chair','owner']}]}", "the LLIP chair who decides is the action owner"},
    {"{'op':'decided_by_other','event':'pass'}", "somebody else did \"pass\" than who decides now"},
    {"{'op':'decided_by_other','event':'never'}", "somebody else did \"never\" than who decides now"},
    {"{'op':'decided_by_other'}", "somebody else did \"?\" than who decides now"},
    {"{'op':'no','of':[{'op':'decided_by_other','event':'attest'}]}", "whoever decides also did \"Attest\""},
    {"{'op':'no','of':[{'op':'vacant','role':'chair'}]}", "somebody is the LLIP chair"},
};

static void test_words(void **state) {
  struct world *world = *state;
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    json_t *guard = json_of(words[i][0]);
    char *said = guard_words(world->chart, guard);
    assert_string_equal(said, words[i][1]);
    free(said);
    json_decref(guard);
  }
  char *none = guard_words(world->chart, NULL);
  char *null = guard_words(world->chart, json_null());
  assert_string_equal(none, "nothing is needed");
  assert_string_equal(null, none);
  free(none);
  free(null);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_answers),
      cmocka_unit_test(test_without_a_guard_all_is_true),
      cmocka_unit_test(test_bears_missing_things),
      cmocka_unit_test(test_writes_moments),
      cmocka_unit_test(test_asks_no_more_than_it_must),
      cmocka_unit_test(test_explains_every_part),
      cmocka_unit_test(test_words),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
