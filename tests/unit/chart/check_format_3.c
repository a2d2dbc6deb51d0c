// Goal: the words about time of format 3 are checked like everything else: cycles, what becomes of missed times, meetings, clock stops and
// rungs that come at another time for some: each mistake by one exact sentence at its place, one canonical form, and format 3 only where
// one of them is used. Method: as check.c.
#include "check_harness.h"

static const char good[] =
    "{'name':'three','title':'Three','version':1,"
    "'roles':{'owner':{'title':'Owner','person_in':'owner'}},"
    "'start':{'by':'owner','form':['text']},"
    "'fields':{'text':{'type':'text'},'owner':{'type':'person'},'due':{'type':'date'},'anchor':{'type':'date'},'n':{'type':'whole'},"
    "'priority':{'type':'choice','options':['high','low']},'evidence':{'type':'evidence'}},"
    "'ladders':{'late':[{'1':'10 working days after due','tell':'owner','name':'L1'}]},"
    "'states':{'open':{'ladder':'late','on':{'stop':{'target':'shut','by':'owner'}}},'shut':{'tags':['closed'],'on':{'back':{'target':'"
    "open',"
    "'by':'owner'}}}}}";

#define RUNG(more) "{'ladders':{'late':[{'1':'10 working days after due','tell':'owner'," more "}]}}"
#define ENTRY(action) "{'states':{'open':{'entry':[" action "]}}}"
#define OPEN_BY(rule) "{'states':{'open':{'holder':'owner','due':" rule "}}}"
#define ROW                                                                                                                                \
  "Each row of `instead` is a condition and the rule that it brings, such as `{ is(\"priority\", \"high\"), \"5 working days after due\" " \
  "}`."
#define FIELDS_ALONE                                                                                                                       \
  " cannot choose when a rung comes, which hangs on the item's fields alone: ask with `has`, `is`, `at_least`, `graded`, `level`, `all`, " \
  "`any` and `no`."

static const struct row rows[] = {
    // clang-format off
// every
{"{'states':{'open':{'every':{'10 working days after due':'shut'}}}}",
 "/states/open/every/10 working days after due", "`10 working days after due` comes once, and what stands under `every` comes again and again: put it into `after` or `at`."},
{"{'states':{'open':{'every':{'end of due':'shut'}}}}",
 "/states/open/every/end of due", "`end of due` comes once, and what stands under `every` comes again and again: put it into `after` or `at`."},
{"{'states':{'open':{'every':{'30 days':'shut'}}}}",
 "/states/open/every/30 days", "\"30 days\": working days or calendar days?"},
{"{'states':{'open':{'every':{'3 months from ancor':'shut'}}}}",
 "/states/open/every/3 months from ancor", "No field is called `ancor`. Did you mean `anchor`?"},
{"{'states':{'open':{'every':{'3 months from text':'shut','3 months from n':'shut'}}}}",
 "/states/open/every/3 months from n", "The field `n` is of type whole; here it must be of type date or text."},
{"{'states':{'open':{'every':'3 months from anchor'}}}",
 "/states/open/every", "`every` must be a table, such as `every = { [\"3 months from anchor\"] = { actions = { ... } } }`, not text."},
{"{'states':{'open':{'every':{'3 months from anchor':{'target':'shutt'}}}}}",
 "/states/open/every/3 months from anchor/target", "No state is called `shutt` here. Did you mean `shut`?"},
{"{'states':{'open':{'every':{'3 months from anchor':{'by':'owner','target':'shut'}}}}}",
 "/states/open/every/3 months from anchor/by", "`by` cannot stand here: no person asks for this, it happens by itself."},
{"{'states':{'open':{'every':{'2 weeks':'shut','every 2 weeks':'shut'}}}}",
 "/states/open/every/every 2 weeks", "Two timers of this state are called `every 2 weeks`; give one of them another `name`."},
{"{'states':{'open':{'after':{'3 months from anchor':'shut'}}}}",
 "/states/open/after/3 months from anchor", "`3 months from anchor` comes again and again, and what stands under `after` comes once: put it into `every`."},
{"{'states':{'open':{'at':{'every 3 months from anchor':'shut'}}}}",
 "/states/open/at/every 3 months from anchor", "`every 3 months from anchor` comes again and again, and what stands under `at` comes once: put it into `every`."},
{"{'states':{'shut':{'on':{'back':{'guard':{'op':'past','rule':'3 months from anchor'}}}}}}",
 "/states/shut/on/back/guard/rule", "The deadline \"3 months from anchor\" comes again and again, and here one is wanted that comes once: say `after` or `before` and then the field, as in `3 months after due`."},
{"{'ladders':{'late':[{'1':'3 months from due','tell':'owner'}]}}",
 "/ladders/late/0/1", "The deadline \"3 months from due\" comes again and again, and here one is wanted that comes once: say `after` or `before` and then the field, as in `3 months after due`."},
{"{'states':{'open':{'evry':{'3 months from anchor':'shut'}}}}",
 "/states/open/evry", "`evry` means nothing in a state. Did you mean `every`?"},
{"{'states':{'end':{'type':'final','every':{'3 months from anchor':'shut'}},'open':{'on':{'end':{'target':'end','by':'owner'}}}}}",
 "/states/end/every", "`end` is final, so it cannot have `every`. A state that can be opened again is tagged `closed` instead."},
{"{'states':{'open':{'initial':'h','states':{'a':{'on':{'go':{'target':'b','by':'owner'}}},'b':{},'h':{'type':'history','target':'a','every':{'1 month':'b'}}}}}}",
 "/states/open/states/h/every", "A history state leads where it was, or else to its `target`, always and at once: it cannot have `every`."},
// catch_up
{"{'states':{'open':{'every':{'1 month':{'target':'shut','catch_up':'twice'}}}}}",
 "/states/open/every/1 month/catch_up", "`twice` does not say what becomes of missed times. There are `once`, `each` and `skip`."},
{"{'states':{'open':{'every':{'1 month':{'target':'shut','catch_up':'eech'}}}}}",
 "/states/open/every/1 month/catch_up", "`eech` does not say what becomes of missed times. Did you mean `each`?"},
{"{'states':{'open':{'every':{'1 month':{'target':'shut','catch_up':true}}}}}",
 "/states/open/every/1 month/catch_up", "`catch_up` must be text, not true or false."},
{"{'states':{'open':{'every':{'1 month':{'target':'shut','catchup':'each'}}}}}",
 "/states/open/every/1 month/catchup", "`catchup` means nothing in a transition. Did you mean `catch_up`?"},
{"{'states':{'open':{'after':{'1 month':{'target':'shut','catch_up':'each'}}}}}",
 "/states/open/after/1 month/catch_up", "`catch_up` says what becomes of missed times, so it is for the timers of `every`."},
{"{'states':{'shut':{'on':{'back':{'catch_up':'each'}}}}}",
 "/states/shut/on/back/catch_up", "`catch_up` says what becomes of missed times, so it is for the timers of `every`."},
{"{'states':{'open':{'every':{'1 month':[{'guard':{'op':'has','field':'due'},'target':'shut'},{'target':'shut','catch_up':'each'}]}}}}",
 "/states/open/every/1 month/1/catch_up", "`catch_up` is said for the whole timer, in the first of its transitions."},
// clock stops
{ENTRY("{'do':'stop_clock'}"),
 "/states/open/entry/0", "`stop_clock` lacks its reason; write `stop_clock { reason = from_event \"reason\" }`."},
{ENTRY("{'do':'stop_clock','reason':' '}"),
 "/states/open/entry/0/reason", "`reason` is empty; there must be some text here."},
{ENTRY("{'do':'stop_clock','reason':7}"),
 "/states/open/entry/0/reason", "`reason` must be text, not a number."},
{ENTRY("{'do':'stop_clock','reason':{'from':'field','name':'txt'}}"),
 "/states/open/entry/0/reason/name", "No field is called `txt`. Did you mean `text`?"},
{ENTRY("{'do':'stop_clock','reason':{'from':'field','name':'n'}}"),
 "/states/open/entry/0/reason", "The field `n` is of type whole; here it must be of type text or choice."},
{ENTRY("{'do':'stop_clock','reason':{'from':'today'}}"),
 "/states/open/entry/0/reason", "`reason` must come out as text, which `today()` does not."},
{ENTRY("{'do':'stop_clock','reason':'x','authority':{'from':'now'}}"),
 "/states/open/entry/0/authority", "`authority` must come out as text, which `now()` does not."},
{ENTRY("{'do':'stop_clock','reason':'x','review':{'from':'now'}}"),
 "/states/open/entry/0/review", "`review` must come out as a date, which `now()` does not."},
{ENTRY("{'do':'stop_clock','reason':'x','review':{'from':'actor'}}"),
 "/states/open/entry/0/review", "`review` must come out as a date, which `actor()` does not."},
{ENTRY("{'do':'stop_clock','reason':'x','review':{'from':'field','name':'priority'}}"),
 "/states/open/entry/0/review", "The field `priority` is of type choice; here it must be of type date or text."},
{ENTRY("{'do':'stop_clock','reason':'x','review':'2016-02-30'}"),
 "/states/open/entry/0/review", "`review` is a date, such as `\"2016-09-01\"`, or where one comes from; `2016-02-30` is no day that there is."},
{ENTRY("{'do':'stop_clock','reason':'x','reveiw':'2016-02-29'}"),
 "/states/open/entry/0/reveiw", "`reveiw` means nothing in an action. Did you mean `review`?"},
{ENTRY("{'do':'start_clock','reason':'x'}"),
 "/states/open/entry/0/reason", "`reason` means nothing in an action. There are `do` and `label`."},
{ENTRY("{'do':'stop_clok','reason':'x'}"),
 "/states/open/entry/0/do", "No action is called `stop_clok`. Did you mean `stop_clock`?"},
// instead
{RUNG("'insted':[[{'op':'has','field':'due'},'end of due']]"),
 "/ladders/late/0/insted", "`insted` means nothing in a rung. Did you mean `instead`?"},
{RUNG("'instead':'end of due'"),
 "/ladders/late/0/instead", "`instead` is a list of rows, such as `{ { is(\"priority\", \"high\"), \"5 working days after due\" } }`."},
{RUNG("'instead':[{'op':'has','field':'due'},'end of due']"),
 "/ladders/late/0/instead", "`instead` is a list of rows, such as `{ { is(\"priority\", \"high\"), \"5 working days after due\" } }`."},
{RUNG("'instead':[['end of due',{'op':'has','field':'due'}]]"), "/ladders/late/0/instead/0", ROW},
{RUNG("'instead':[[{'op':'has','field':'due'}]]"), "/ladders/late/0/instead/0", ROW},
{RUNG("'instead':[[{'op':'has','field':'due'},'end of due','x']]"), "/ladders/late/0/instead/0", ROW},
{RUNG("'instead':['end of due']"), "/ladders/late/0/instead/0", ROW},
{RUNG("'instead':[[{'op':'has','field':'deu'},'end of due']]"),
 "/ladders/late/0/instead/0/0/field", "No field is called `deu`. Did you mean `due`?"},
{RUNG("'instead':[[{'op':'has','field':'due'},'30 days']]"),
 "/ladders/late/0/instead/0/1", "\"30 days\": working days or calendar days?"},
{RUNG("'instead':[[{'op':'has','field':'due'},'1 month from due']]"),
 "/ladders/late/0/instead/0/1", "The deadline \"1 month from due\" comes again and again, and here one is wanted that comes once: say `after` or `before` and then the field, as in `3 months after due`."},
{RUNG("'instead':[[{'op':'has','field':'due'},'end of due'],[{'op':'has','field':'due'},'end of anchor']]"),
 "/ladders/late/0/instead/1", "The rungs of the ladder `late` hang on two dates, `due` and `anchor`: make a ladder of each."},
{RUNG("'instead':[[{'op':'past','rule':'end of due'},'end of due']]"), "/ladders/late/0/instead/0/0", "`past`" FIELDS_ALONE},
{RUNG("'instead':[[{'op':'all','of':[{'op':'has','field':'due'},{'op':'no','of':[{'op':'in_state','state':'open'}]}]},'end of due']]"),
 "/ladders/late/0/instead/0/0", "`in_state`" FIELDS_ALONE},
{RUNG("'instead':[[{'op':'when','label':'x','fn':{'fn':'/x'}},'end of due']]"), "/ladders/late/0/instead/0/0", "`when`" FIELDS_ALONE},
{RUNG("'instead':[[{'op':'is','field':'anchor','value':{'from':'today'}},'end of due']]"), "/ladders/late/0/instead/0/0", "`today`" FIELDS_ALONE},
{RUNG("'instead':[[{'op':'is','field':'text','value':{'from':'event','name':'x'}},'end of due']]"),
 "/ladders/late/0/instead/0/0", "`from_event`" FIELDS_ALONE},
// by when a holder is to be done
{"{'states':{'open':{'due':'end of due'}}}",
 "/states/open/due", "`due` says by when a state's holder is to be done, and this state has none; say whose turn it is, such as `holder = \"owner\"`."},
{OPEN_BY("'30 days'"), "/states/open/due", "\"30 days\": working days or calendar days?"},
{OPEN_BY("'end of deu'"), "/states/open/due", "No field is called `deu`. Did you mean `due`?"},
{OPEN_BY("7"), "/states/open/due", "`due` must be text, not a number."},
{OPEN_BY("'1 month from due'"),
 "/states/open/due", "The deadline \"1 month from due\" comes again and again, and here one is wanted that comes once: say `after` or `before` and then the field, as in `3 months after due`."},
{"{'states':{'open':{'holder':'owner','deu':'end of due'}}}", "/states/open/deu", "`deu` means nothing in a state. Did you mean `due`?"},
{"{'states':{'end':{'type':'final','holder':'owner','due':'end of due'},'open':{'on':{'end':{'target':'end','by':'owner'}}}}}",
 "/states/end/due", "`end` is final, so it cannot have `due`. A state that can be opened again is tagged `closed` instead."},
{"{'states':{'open':{'initial':'h','states':{'a':{'on':{'go':{'target':'b','by':'owner'}}},'b':{},'h':{'type':'history','target':'a','due':'end of due'}}}}}",
 "/states/open/states/h/due", "A history state is never active: it cannot have `due`."},
    // clang-format on
};

static void each_mistake_has_its_sentence(void **state) {
  (void)state;
  expect_mistakes(good, rows, sizeof rows / sizeof rows[0]);
}

static const char chart[] = "{'name':'c','datamodel':'null','states':{'a':{'on':{'x':'b'}},'b':{}}}";

// These words are about workflows: a chart is told what does it there.
static const struct row in_charts[] = {
    {"{'states':{'a':{'every':{'1 month':'b'}}}}", "/states/a/every",
     "`every` belongs to workflows: in an SCXML chart time comes as an event, by `send` with `delay_ms`."},
    {"{'states':{'a':{'due':'1 month'}}}", "/states/a/due",
     "`due` belongs to workflows: in an SCXML chart time comes as an event, by `send` with `delay_ms`."},
    {"{'states':{'a':{'on':{'x':{'target':'b','catch_up':'each'}}}}}", "/states/a/on/x/catch_up",
     "`catch_up` belongs to workflows: in an SCXML chart time comes as an event, by `send` with `delay_ms`."},
    {"{'states':{'a':{'entry':[{'do':'stop_clock','reason':'x'}]}}}", "/states/a/entry/0",
     "`stop_clock` belongs to workflows; in an SCXML chart time comes as an event, which `cancel` takes back."},
    {"{'states':{'a':{'entry':[{'do':'start_clock'}]}}}", "/states/a/entry/0",
     "`start_clock` belongs to workflows; in an SCXML chart time comes as an event, by `send` with `delay_ms`."},
};

static void a_chart_has_none_of_them(void **state) {
  (void)state;
  expect_mistakes(chart, in_charts, sizeof in_charts / sizeof in_charts[0]);
}

static json_int_t format_of(const char *patch) {
  struct problems problems;
  json_t *made = check_with(good, patch, &problems);
  if (!made) fail_msg("%s: %s: %s", patch, problems.items[0].pointer, problems.items[0].text);
  json_int_t format = json_number(made, "format", 0);
  json_decref(made);
  problems_clear(&problems);
  return format;
}

// Each new word alone makes it format 3, whatever else is used; without one it stays what it was.
static void format_3_is_only_what_uses_it(void **state) {
  (void)state;
  static const struct use uses[] = {
      {1, "{}"},
      {1, "{'states':{'open':{'after':{'on 31 March':'shut'}}}}"},
      {2, ENTRY("{'do':'if','branches':[[[]]]}")},
      {3, "{'states':{'open':{'every':{'1 month':'shut'}}}}"},
      {3, "{'every':{'1 month from anchor':{'actions':[]}}}"}, // of the whole workflow
      {3, "{'states':{'open':{'after':{'the next meeting of llip':'shut'}}}}"},
      {3, "{'states':{'open':{'at':{'5 working days before the next meeting of llip':'shut'}}}}"},
      {3, "{'states':{'shut':{'on':{'back':{'guard':{'op':'within','rule':'the next meeting of llip'}}}}}}"},
      {3, "{'ladders':{'late':[{'1':'the next meeting of llip','tell':'owner'}]}}"},
      {3, ENTRY("{'do':'stop_clock','reason':'x'}")},
      {3, ENTRY("{'do':'start_clock'}")},
      {3, ENTRY("{'do':'start_clock'},{'do':'if','branches':[[[]]]}")},
      {3, ENTRY("{'do':'if','branches':[[[{'do':'start_clock'}]]]}")},
      {3, RUNG("'instead':[[{'op':'graded','field':'evidence','level':'impact'},'end of due']]")},
      {3, OPEN_BY("'end of due'")},
      {3, "{'holder':'owner','due':'end of due'}"}, // of the whole workflow
      {1, "{'states':{'open':{'holder':'owner'}}}"},
      {1, RUNG("'instead':[]")},
      {1, RUNG("'instead':{}")},
  };
  for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++)
    if (format_of(uses[i].patch) != uses[i].format) fail_msg("%s is not format %d", uses[i].patch, (int)uses[i].format);
}

static void a_good_structure_has_one_canonical_form(void **state) {
  (void)state;
  expect_golden("three");
  expect_golden("holder");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_mistake_has_its_sentence),
      cmocka_unit_test(a_chart_has_none_of_them),
      cmocka_unit_test(format_3_is_only_what_uses_it),
      cmocka_unit_test(a_good_structure_has_one_canonical_form),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
