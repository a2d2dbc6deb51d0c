// Goal: an SCXML chart written in Lua's tables is checked as its words ask (DEFINITION.md, format 2): what belongs to workflows is told as
// that, what SCXML 1.0 forbids is named at its place, what it permits is none of the checker's business, and the canonical form is exactly
// what a reader of XML makes too. Method: as check.c; every good structure also compiles.
#include "chart/chart.h"
#include "check_harness.h"

#include <time.h>

static const char good[] =
    "{'name':'Lift 1','datamodel':'lua','data':['x',{'1':'n','expr':'0'},{'1':'list','value':[1,2]}],'script':[{'do':'script','source':'n "
    "= 1'}],"
    "'states':{"
    "'s0':{'initial':['s01','s02'],'on':{'go':'s1','a b.* c':{'target':['s01','s02'],'guard':{'op':'cond','expr':'n > "
    "1'}}},'always':{'guard':{'op':'cond','expr':'false'},'target':'end'},"
    "'states':{'p':{'type':'parallel','states':{'h':{'type':'history','target':['s01','s02'],'deep':true},"
    "'r1':{'states':{'s01':{}}},'r2':{'states':{'s02':{}}}}}}},"
    "'s1':{'entry':[{'do':'block','actions':[{'do':'raise','event':'x.y'}]},{'do':'block','actions':[]}],'exit':[{'do':'log','label':'','"
    "expr':'n'}],"
    "'invokes':[{'id':'child','definition':{'name':'inner','states':{'s0':{'type':'final'}}},'params':[{'name':'a','expr':'1'}],'finalize':"
    "{}}],"
    "'transitions':[{'event':'x','target':'s0'},{'guard':{'op':'in_state','state':'s1'},'target':'h'},{'event':'*'}],'data':{'1':'m','expr'"
    ":'{}'}},"
    "'end':{'type':'final','donedata':{'params':[{'name':'a','location':'n'}]}}}}";

static const struct row rows[] = {
    // clang-format off
{"{'name':null}", "", "The chart has no `name`; give it one, such as `name = \"lift\"`."},
{"{'version':0}", "/version", "`version` must be a whole number from 1, such as `version = 1`."},
{"{'datamodel':'ecmascript'}", "/datamodel", "`datamodel` is `lua` or `null`; it cannot be `ecmascript`."},
{"{'binding':'never'}", "/binding", "`binding` is `early` or `late`; it cannot be `never`."},
{"{'states':null}", "", "The chart has no `states`; give it at least one, such as `states = { proposed = { ... } }`."},
{"{'roles':{'owner':{'person_in':'owner'}}}", "/roles", "`roles` belongs to workflows: nobody is named in an SCXML chart, since whoever sends an event may."},
{"{'fields':{'text':{'type':'text'}}}", "/fields", "`fields` belongs to workflows; in a chart with the Lua data model values are kept in `data`."},
{"{'noun':'lift'}", "/noun", "`noun` belongs to workflows: an SCXML chart is not shown on a board."},
{"{'type':'parallel'}", "/type", "The chart itself has no `type`; put the states into one of `type = \"parallel\"`."},
{"{'datamdel':'lua'}", "/datamdel", "`datamdel` means nothing in a chart. Did you mean `datamodel`?"},
{"{'script':[{'do':'raise','event':'x'}]}", "/script/0", "At the top only scripts run when the chart is loaded; write `script = { script \"count = 0\" }`."},
{"{'data':[{'expr':'1'}]}", "/data/0", "This does not begin with the name of a value, such as `{ \"count\", expr = \"0\" }`."},
{"{'data':[{'1':'x','expr':'1','value':1}]}", "/data/0/value", "`x` has both `expr` and `value`; keep one of them."},
{"{'data':[{'1':'x','exp':'1'}]}", "/data/0/exp", "`exp` means nothing in `data`. Did you mean `expr`?"},
{"{'data':[{'1':'x','value':{'fn':'/data/0/value'}}]}", "/data/0/value", "A function cannot be kept as a value; what a chart works out stands in `expr`."},
{"{'data':[7]}", "/data/0", "This does not begin with the name of a value, such as `{ \"count\", expr = \"0\" }`."},
// states
{"{'states':{'s1':{'states':{'s01':{}}}}}", "/states/s1/states/s01", "Two states have the id `s01`; ids are unique in the whole chart, so rename one."},
{"{'states':{'a b':{}}}", "/states/a b", "`a b` cannot be the id of a state: it must not be empty or hold blanks."},
{"{'states':{'':{}}}", "/states/", "`` cannot be the id of a state: it must not be empty or hold blanks."},
{"{'states':{'s1':{'holder':'owner'}}}", "/states/s1/holder", "`holder` belongs to workflows: nobody is named in an SCXML chart, since whoever sends an event may."},
{"{'states':{'s1':{'after':{'1 hour':'s0'}}}}", "/states/s1/after", "`after` belongs to workflows: in an SCXML chart time comes as an event, by `send` with `delay_ms`."},
{"{'states':{'s1':{'invoke':[]}}}", "/states/s1/invoke", "`invoke` means nothing in a state. Did you mean `invokes`?"},
{"{'states':{'s1':{'on':{'go':'s0'}}}}", "/states/s1/transitions", "A state has `transitions`, or `on` and `always`, not both: their order counts, so put all into `transitions`."},
{"{'states':{'s0':{'initial':'s1'}}}", "/states/s0/initial", "`initial` must be inside this state; `s1` is none. Did you mean `r1`?"},
{"{'states':{'s0':{'initial':['s01','r1']}}}", "/states/s0/initial/1", "`s01` and `r1` cannot be active together: several states stand in different regions of a parallel state."},
{"{'states':{'s1':{'donedata':{'content':1}}}}", "/states/s1/donedata", "`donedata` belongs to a state of `type = \"final\"`: it goes along when all is over."},
{"{'states':{'end':{'donedata':{'content':1}}}}", "/states/end/donedata/content", "`donedata` has both `params` and `content`; keep one of them."},
{"{'states':{'end':{'donedata':{'namelist':['x']}}}}", "/states/end/donedata/namelist", "`namelist` means nothing in `donedata`. There are `params`, `content`, `contentexpr` and `data`."},
{"{'states':{'end':{'invokes':[{'src':'file:x'}]}}}", "/states/end/invokes", "`end` is final, so it cannot have `invokes`."},
// transitions
{"{'states':{'s0':{'on':{'go':{'target':'s1','by':'owner'}}}}}", "/states/s0/on/go/by", "`by` belongs to workflows: nobody is named in an SCXML chart, since whoever sends an event may."},
{"{'states':{'s0':{'on':{'go':'s11'}}}}", "/states/s0/on/go", "No state is called `s11` here. Did you mean `s01`?"},
{"{'states':{'s0':{'on':{'go':{'event':'go'}}}}}", "/states/s0/on/go/event", "`event` does not stand in a transition: the event is its key in `on`."},
{"{'states':{'s0':{'on':{'a.*.b':'s1'}}}}", "/states/s0/on/a.*.b", "`a.*.b` is no event: a `*` stands alone, or last after a dot."},
{"{'states':{'s0':{'on':{'a b*':'s1'}}}}", "/states/s0/on/a b*", "`b*` is no event: a `*` stands alone, or last after a dot."},
{"{'states':{'s0':{'on':{' ':'s1'}}}}", "/states/s0/on/ ", "Here an event is needed, such as `go`, `error.*` or `*`."},
{"{'states':{'s1':{'transitions':[{'event':'x','tarjet':'s0'}]}}}", "/states/s1/transitions/0/tarjet", "`tarjet` means nothing in a transition. Did you mean `target`?"},
{"{'states':{'s0':{'always':{'guard':{'op':'when','label':'x','fn':'/x'}}}}}", "/states/s0/always/guard", "`when` belongs to workflows; in an SCXML chart ask the data model with `cond \"expr\"`."},
{"{'states':{'s0':{'always':{'guard':{'op':'has','field':'x'}}}}}", "/states/s0/always/guard", "`has` is about fields, and a chart with the Lua data model has none; ask the data model with `cond \"expr\"`."},
{"{'states':{'s0':{'always':{'guard':'n > 1'}}}}", "/states/s0/always/guard", "Here a condition is needed, such as `cond \"count > 3\"`, not the text `n > 1`."},
{"{'states':{'s0':{'always':{'guard':{'op':'in_state','state':'s2','expr':null}}}}}", "/states/s0/always/guard/state", "No state is called `s2` here. Did you mean `s0`?"},
// actions
{"{'states':{'s1':{'entry':[{'do':'tell','roles':['owner'],'text':'x'}]}}}", "/states/s1/entry/0", "`tell` belongs to workflows; in an SCXML chart there are no people; `send` tells other charts."},
{"{'states':{'s1':{'entry':[{'do':'set','field':'x','value':1}]}}}", "/states/s1/entry/0", "`set` is about fields, and a chart with the Lua data model has none; use `assign(\"location\", \"expr\")`."},
{"{'states':{'s1':{'entry':[{'do':'block','actions':[]},{'do':'raise','event':'x'}]}}}", "/states/s1/entry/1", "Here blocks and plain actions are mixed; put this into a `block { ... }` too."},
{"{'states':{'s1':{'entry':[{'do':'raise','event':'x'},{'do':'block','actions':[]}]}}}", "/states/s1/entry/1", "`block` stands in `entry` and `exit` only; elsewhere the actions are one block by themselves."},
{"{'states':{'s0':{'on':{'go':{'actions':[{'do':'block','actions':[]}]}}}}}", "/states/s0/on/go/actions/0", "`block` stands in `entry` and `exit` only; elsewhere the actions are one block by themselves."},
{"{'states':{'s1':{'exit':[{'do':'foreach','item':'i','actions':[]}]}}}", "/states/s1/exit/0", "`foreach` lacks its array; write `foreach { array = \"list\", item = \"each\", actions = { ... } }`."},
{"{'states':{'s1':{'exit':[{'do':'foreach','array':'list','itme':'i','item':'i','actions':[]}]}}}", "/states/s1/exit/0/itme", "`itme` means nothing in `foreach`. Did you mean `item`?"},
{"{'states':{'s1':{'exit':[{'do':'assign','location':'n'}]}}}", "/states/s1/exit/0", "`assign` does not say what to put there; write `assign(\"count\", \"count + 1\")`."},
{"{'states':{'s1':{'exit':[{'do':'raise','event':'a b'}]}}}", "/states/s1/exit/0/event", "`a b` holds blanks; a name of this kind has none."},
{"{'states':{'s1':{'exit':[{'do':'cancel'}]}}}", "/states/s1/exit/0", "`cancel` does not say what; write `cancel { sendid = \"id\" }` with the `id` of a `send`."},
{"{'states':{'s1':{'exit':[{'do':'cancel','sendid':'a','sendidexpr':'b'}]}}}", "/states/s1/exit/0/sendidexpr", "`cancel` has both `sendid` and `sendidexpr`; keep one of them."},
{"{'states':{'s1':{'exit':[{'do':'send','evnt':'x','event':'x'}]}}}", "/states/s1/exit/0/evnt", "`evnt` means nothing in `send`. Did you mean `event`?"},
{"{'states':{'s1':{'exit':[{'do':'send','delay_ms':5}]}}}", "/states/s1/exit/0", "`send` does not say what it sends; write `send { event = \"late\", delay_ms = 1000 }`."},
{"{'states':{'s1':{'exit':[{'do':'send','event':'x','eventexpr':'y'}]}}}", "/states/s1/exit/0/eventexpr", "`send` has both `event` and `eventexpr`; keep one of them."},
{"{'states':{'s1':{'exit':[{'do':'send','event':'x','content':1,'params':[{'name':'a','expr':'1'}]}]}}}", "/states/s1/exit/0/params", "`send` has both `content` and `params`; keep one of them."},
{"{'states':{'s1':{'exit':[{'do':'send','event':'x','delay_ms':-1}]}}}", "/states/s1/exit/0/delay_ms", "`delay_ms` is a whole number of milliseconds, such as `1500`."},
{"{'states':{'s1':{'exit':[{'do':'send','event':'x','delay_ms':'1s'}]}}}", "/states/s1/exit/0/delay_ms", "`delay_ms` is a whole number of milliseconds, such as `1500`."},
{"{'states':{'s1':{'exit':[{'do':'send','event':'x','delay_ms':1,'target':'#_internal'}]}}}", "/states/s1/exit/0/delay_ms", "What is sent to `#_internal` comes at once; leave `delay_ms` out, or leave `target` out."},
{"{'states':{'s1':{'exit':[{'do':'send','event':'x','params':[{'name':'a'}]}]}}}", "/states/s1/exit/0/params/0", "A parameter has either an `expr` or a `location`, such as `{ name = \"x\", expr = \"1\" }`."},
{"{'states':{'s1':{'exit':[{'do':'send','event':'x','params':[{'expr':'1'}]}]}}}", "/states/s1/exit/0/params/0", "This parameter has no `name`; write `{ name = \"x\", expr = \"1\" }`."},
{"{'states':{'s1':{'exit':[{'do':'send','event':'x','namelist':{}}]}}}", "/states/s1/exit/0/namelist", "There is no name in here; leave `namelist` out."},
{"{'states':{'s1':{'exit':[{'do':'send','event':'x','data':{'a':1}}]}}}", "/states/s1/exit/0/data", "`data` carries fields, and a chart with the Lua data model has none; use `params` or `content`."},
{"{'states':{'s1':{'exit':[{'do':'log','label':7}]}}}", "/states/s1/exit/0/label", "`label` must be text, not a number."},
// invoke
{"{'states':{'s1':{'invokes':[{'definition':'file:x'}]}}}", "/states/s1/invokes/0/definition", "`definition` must be a table, such as `{ name = \"inner\", states = { ... } }`, not text."},
{"{'states':{'s1':{'invokes':[{'source':'x'}]}}}", "/states/s1/invokes/0/source", "`source` means nothing in `invoke`. There are `id`, `idlocation`, `type`, `typeexpr`, `src`, `srcexpr`, `definition`, `contentexpr`, `namelist`, `params`, `autoforward` and `finalize`."},
{"{'states':{'s1':{'invokes':[{'src':'x','srcexpr':'y'}]}}}", "/states/s1/invokes/0/srcexpr", "`invoke` has both `src` and `srcexpr`; keep one of them."},
{"{'states':{'s1':{'invokes':[{'src':'x','autoforward':'true'}]}}}", "/states/s1/invokes/0/autoforward", "`autoforward` must be true or false, not text."},
{"{'states':{'s1':{'invokes':['file:x']}}}", "/states/s1/invokes/0", "Item 1 of `invokes` must be a table, such as `invoke { src = \"file:child.scxml\" }`, not text."},
{"{'states':{'s1':{'invokes':[{'definition':{'states':{'a':{}}}}]}}}", "/states/s1/invokes/0/definition", "The chart has no `name`; give it one, such as `name = \"lift\"`."},
{"{'states':{'s1':{'invokes':[{'definition':{'name':'i','states':{'a':{'on':{'x':'b'}}}}}]}}}", "/states/s1/invokes/0/definition/states/a/on/x", "No state is called `b` here. There is `a`."},
{"{'states':{'s1':{'invokes':[{'src':'x','finalize':[{'do':'tell'}]}]}}}", "/states/s1/invokes/0/finalize/0", "`tell` belongs to workflows; in an SCXML chart there are no people; `send` tells other charts."},
{"{'datamodel':7}",
 "/datamodel", "`datamodel` must be text, not a number."},
{"{'version':'one'}",
 "/version", "`version` must be a whole number from 1, such as `version = 1`."},
{"{'states':{'end':{'donedata':7}}}",
 "/states/end/donedata", "`donedata` must be a table, such as `donedata = { params = { { name = \"x\", expr = \"1\" } } }`, not a number."},
{"{'states':{'end':{'donedata':{'params':[7]}}}}",
 "/states/end/donedata/params/0", "Item 1 of `params` must be a table, such as `{ name = \"x\", expr = \"1\" }`, not a number."},
{"{'states':{'s1':{'data':[{'1':'m','value':{'a':{'fn':'/x'}}}]}}}",
 "/states/s1/data/0/value", "A function cannot be kept as a value; what a chart works out stands in `expr`."},
{"{'states':{'s1':{'data':[{'1':'m','value':[{'fn':'/x'}]}]}}}",
 "/states/s1/data/0/value", "A function cannot be kept as a value; what a chart works out stands in `expr`."},
{"{'states':{'s1':{'entry':[{'do':'block','actions':[{'do':'raise','event':7}]}]}}}",
 "/states/s1/entry/0/actions/0/event", "`event` must be text, not a number."},
{"{'states':{'s1':{'transitions':[{'event':'x','guard':7}]}}}",
 "/states/s1/transitions/0/guard", "Here a condition is needed, such as `cond \"count > 3\"`, not a number."},
{"{'states':{'s1':{'always':'s0'}}}",
 "/states/s1/transitions", "A state has `transitions`, or `on` and `always`, not both: their order counts, so put all into `transitions`."},
    // clang-format on
};

static const char good_null[] =
    "{'name':'n','datamodel':'null','fields':{'count':{'type':'whole'}},"
    "'states':{'a':{'on':{'x':{'guard':{'op':'at_least','count':2,'field':'count'},'target':'b'}},'entry':[{'do':'add','field':'count','"
    "amount':1},{'do':'clear','field':'count'},"
    "{'do':'send','event':'x','delay_ms':0,'data':{'count':{'from':'field','name':'count'}}}]},'b':{'exit':[{'do':'log','label':'b'}]}}}";

static const struct row rows_null[] = {
    // clang-format off
{"{'data':['x']}", "/data", "`data` belongs to a data model, and this chart has none: its `datamodel` is \"null\"."},
{"{'states':{'b':{'entry':[{'do':'assign','location':'x','expr':'1'}]}}}", "/states/b/entry/0", "`assign` asks the data model, and this chart has none: its `datamodel` is \"null\"."},
{"{'states':{'b':{'exit':[{'do':'log','label':'b','expr':'1'}]}}}", "/states/b/exit/0/expr", "`expr` asks the data model, and this chart has none: its `datamodel` is \"null\"."},
{"{'states':{'b':{'exit':[{'do':'send','eventexpr':'1'}]}}}", "/states/b/exit/0/eventexpr", "`eventexpr` asks the data model, and this chart has none: its `datamodel` is \"null\"."},
{"{'states':{'b':{'on':{'x':{'guard':{'op':'cond','expr':'true'}}}}}}", "/states/b/on/x/guard", "`cond` asks the data model, and this chart has none: its `datamodel` is \"null\"."},
{"{'states':{'b':{'entry':[{'do':'add','field':'cuont','amount':1}]}}}", "/states/b/entry/0/field", "No field is called `cuont`. Did you mean `count`?"},
{"{'states':{'b':{'entry':[{'do':'send','event':'x','data':{'a':{'from':'field','name':'cuont'}}}]}}}", "/states/b/entry/0/data/a/name", "No field is called `cuont`. Did you mean `count`?"},
    // clang-format on
};

static void each_mistake_has_its_sentence(void **state) {
  (void)state;
  expect_mistakes(good, rows, sizeof rows / sizeof rows[0]);
  expect_mistakes(good_null, rows_null, sizeof rows_null / sizeof rows_null[0]);
}

static void expect_compiles(const char *base, const char *patch) {
  struct problems problems;
  struct err err;
  json_t *made = check_with(base, patch, &problems);
  if (!made) fail_msg("%s: %s: %s", patch, problems.items[0].pointer, problems.items[0].text);
  struct chart *chart = chart_new(made, &err);
  if (!chart) fail_msg("%s: %s", patch, err.text);
  chart_free(chart);
  json_decref(made);
  problems_clear(&problems);
}

// W3C SCXML 1.0 permits it, so it is no mistake; and what is no mistake can be run.
static void what_is_allowed_runs(void **state) {
  (void)state;
  static const char *const patches[] = {
      "{}",
      "{'states':{'nothing_leads_here':{},'s1':{'transitions':null,'on':{'never.sent':'s1'}}}}",
      "{'states':{'s0':{'always':'s0'}}}",                             // runs into its bound, which is the runner's to say
      "{'states':{'s0':{'always':['s1','end']}}}",                     // the second is never taken
      "{'states':{'s0':{'initial':'h'}}}",                             // a history state begins
      "{'states':{'s0':{'initial':'r2'}}}",                            // deeper than a child
      "{'states':{'A.b-c_1':{},'s0':{'on':{'go':'A.b-c_1'}}}}",        // whatever XML takes for an id
      "{'states':{'s1':{'exit':{'do':'cancel','sendidexpr':'x'}}}}",   // one action where a list is expected
      "{'states':{'s1':{'invokes':{'src':'file:x','type':'scxml'}}}}", // one invocation
      "{'on':{'stop':'end','.*':{}},'states':{'s0':{'states':{'p':{'states':{'h':{'deep':null,'target':'s02'}}}}}}}",
      "{'version':7,'binding':'early','title':'Lift'}",
      "{'initial':'s1','binding':'late'}",
  };
  for (size_t i = 0; i < sizeof patches / sizeof patches[0]; i++) expect_compiles(good, patches[i]);
  expect_compiles(good_null, "{}");
}

// A chart ten times as large as a workflow may be is checked in a moment, since its names are looked up by hash; a larger one is refused.
static void a_large_chart_is_checked_in_a_moment(void **state) {
  (void)state;
  json_t *raw = read_json("{'name':'large','datamodel':'null'}"), *states = json_object_at(raw, "states");
  for (int i = 0; i < 10000; i++) {
    char key[32], next[32];
    snprintf(key, sizeof key, "s%d", i);
    snprintf(next, sizeof next, "s%d", (i + 1) % 9999);
    json_object_set_new(states, key, json_pack("{s:{s:s}}", "on", "go", next));
  }
  struct problems problems;
  problems_init(&problems);
  assert_int_equal(json_object_size(states), 10000);
  assert_null(definition_check(raw, &host, &problems)); // with the root it is one too many
  assert_int_equal(problems.count, 1);
  assert_string_equal(problems.items[0].text,
                      "This chart has more than 10000 states; split it into several charts that invoke one another.");
  problems_clear(&problems);
  json_object_del(states, "s9999");
  clock_t begun = clock();
  json_t *made = definition_check(raw, &host, &problems);
  assert_non_null(made);
  assert_true((double)(clock() - begun) / CLOCKS_PER_SEC < 10); // a tenth of a second; valgrind needs some
  json_decref(made);
  json_decref(raw);
  problems_clear(&problems);
}

static void expect_one(const json_t *raw, const char *sentence) {
  struct problems problems;
  problems_init(&problems);
  json_t *made = definition_check(raw, &host, &problems);
  if (made || problems.count != 1 || strcmp(problems.items[0].text, sentence) != 0)
    fail_msg("wanted: %s\nfound: %s", sentence, problems.count ? problems.items[0].text : "nothing");
  problems_clear(&problems);
}

static void more_than_a_chart_may_hold_is_refused(void **state) {
  (void)state;
  json_t *raw = read_json("{'name':'large','datamodel':'lua','states':{'a':{}}}"), *list = json_array();
  for (int i = 0; i < 50000; i++) json_array_append_new(list, json_pack("{s:s}", "target", "a"));
  json_object_set_new(json_object_get(json_object_get(raw, "states"), "a"), "always", list);
  expect_one(raw, "This chart has 50000 transitions or more; split it into several charts that invoke one another.");
  for (int i = 0; i < 150000; i++) json_array_append_new(list, json_true());
  expect_one(raw, "This chart has more than 200000 values; split it into several charts that invoke one another.");
  json_decref(raw);
}

static void an_id_of_an_xml_file_has_an_end(void **state) {
  (void)state;
  char *text = mem_format("{'name':'x','datamodel':'lua','states':{'%0251d':{}}}", 7);
  for (char *c = strchr(text, '0'); *c == '0'; c++) *c = 'x';
  json_t *raw = read_json(text);
  expect_one(raw, "`xxxxxxxxxxxxxxxxxxxx...` cannot be the id of a state: it is longer than 250 letters; shorten it.");
  json_decref(raw);
  mem_free(text);
}

// What is accepted compiles, so the checker says first where too many parts run side by side.
static void too_many_parts_are_refused(void **state) {
  (void)state;
  json_t *raw = read_json("{'name':'wide','datamodel':'null','states':{'p':{'type':'parallel'}}}"),
         *parts = json_object_at(json_object_get(json_object_get(raw, "states"), "p"), "states");
  struct problems problems;
  struct err err;
  for (int i = 0; i < 1025; i++) {
    char key[16];
    snprintf(key, sizeof key, "r%d", i);
    json_object_set_new(parts, key, json_object());
  }
  expect_one(raw, "This is parallel with more than 1024 parts; let some of them be charts that it invokes.");
  problems_init(&problems);
  json_object_del(parts, "r0");
  json_t *made = definition_check(raw, &host, &problems);
  struct chart *chart = made ? chart_new(made, &err) : NULL;
  assert_non_null(chart);
  chart_free(chart);
  json_decref(made);
  json_decref(raw);
  problems_clear(&problems);
}

static void a_good_structure_has_one_canonical_form(void **state) {
  (void)state;
  expect_golden("scxml");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_mistake_has_its_sentence),           cmocka_unit_test(what_is_allowed_runs),
      cmocka_unit_test(a_large_chart_is_checked_in_a_moment),    cmocka_unit_test(too_many_parts_are_refused),
      cmocka_unit_test(more_than_a_chart_may_hold_is_refused),   cmocka_unit_test(an_id_of_an_xml_file_has_an_end),
      cmocka_unit_test(a_good_structure_has_one_canonical_form),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
