// Goal: the words about approvals of format 4 are checked like everything else: what a decision binds, what asks for one, the events that
// the engine raises when one goes stale: each mistake by one exact sentence at its place, one canonical form, and format 4 only where one
// of them is used. Method: as check.c.
#include "check_harness.h"

static const char good[] =
    "{'name':'four','title':'Four','version':1,'roles':{'owner':{'title':'Owner','person_in':'owner'}},'start':{'by':'owner','form':['text'"
    "]},"
    "'fields':{'text':{'type':'text'},'owner':{'type':'person'},'note':{'type':'text'},'evidence':{'type':'evidence'}},"
    "'states':{'open':{'on':{'accept':{'target':'shut','by':'owner','binds':['text']},'go':{'target':'shut','by':'owner'}}},"
    "'shut':{'tags':['closed'],'on':{'back':{'target':'open','by':'owner'}}}}}";

#define ACCEPT(more) "{'states':{'open':{'on':{'accept':{" more "}}}}}"
#define BACK(more) "{'states':{'shut':{'on':{'back':{" more "}}}}}"
#define NOT_BOUND "no transition of that name says what it `binds`."

static const struct row rows[] = {
    // clang-format off
{ACCEPT("'binds':[]"), "/states/open/on/accept/binds",
 "`binds` names nothing, so nothing would make this approval stale; name the fields that were looked at, or `true`."},
{ACCEPT("'binds':false"), "/states/open/on/accept/binds",
 "`binds` is a list of fields, such as `binds = { \"text\", seen \"evidence\" }`, or `true` for every field."},
{ACCEPT("'binds':3"), "/states/open/on/accept/binds",
 "`binds` is a list of fields, such as `binds = { \"text\", seen \"evidence\" }`, or `true` for every field."},
{ACCEPT("'binds':['txt']"), "/states/open/on/accept/binds/0", "No field is called `txt`. Did you mean `text`?"},
{ACCEPT("'binds':['text','text']"), "/states/open/on/accept/binds/1", "`binds` names `text` twice."},
{ACCEPT("'binds':['evidence',{'seen':'evidence'}]"), "/states/open/on/accept/binds/1", "`binds` names `evidence` twice."},
{ACCEPT("'binds':[{'seen':'text'}]"), "/states/open/on/accept/binds/0/seen",
 "The field `text` is of type text; here it must be of type evidence."},
{ACCEPT("'binds':[7]"), "/states/open/on/accept/binds/0", "Item 1 of `binds` must be text, not a number."},
{ACCEPT("'bind':['text']"), "/states/open/on/accept/bind", "`bind` means nothing in a transition. Did you mean `binds`?"},
{"{'states':{'open':{'after':{'1 month':{'target':'shut','binds':['text']}}}}}", "/states/open/after/1 month/binds",
 "`binds` says what a person saw who decided, and no person asks for this: it happens by itself."},
{"{'states':{'open':{'on':{'stale.accept':{'target':'shut','binds':['text']}}}}}", "/states/open/on/stale.accept/binds",
 "`binds` says what a person saw who decided, and no person asks for this: it happens by itself."},
{"{'states':{'open':{'on':{'stale.accept':{'target':'shut','by':'owner'}}}}}", "/states/open/on/stale.accept/by",
 "`by` cannot stand here: nobody can send `stale.accept`, which only follows other events; name the event that they may send."},
{"{'states':{'open':{'on':{'stale.acept':'shut'}}}}", "/states/open/on/stale.acept", "`acept` is no approval: " NOT_BOUND " Did you mean `accept`?"},
{"{'states':{'open':{'on':{'stale.go':'shut'}}}}", "/states/open/on/stale.go", "`go` is no approval: " NOT_BOUND " There is `accept`."},
{"{'states':{'open':{'on':{'stall.*':'shut'}}}}", "/states/open/on/stall.*",
 "`stall.*` matches no event of this workflow: nothing of the kind is waited for or raised. Did you mean `stale.*`?"},
{BACK("'guard':{'op':'approved'}"), "/states/shut/on/back/guard", "`approved` lacks its event; write `approved \"accept\"`."},
{BACK("'guard':{'op':'approved','event':'go'}"), "/states/shut/on/back/guard/event", "`go` is no approval: " NOT_BOUND " There is `accept`."},
{BACK("'guard':{'op':'stale','event':'acept'}"), "/states/shut/on/back/guard/event", "`acept` is no approval: " NOT_BOUND " Did you mean `accept`?"},
{BACK("'lapses':['go']"), "/states/shut/on/back/lapses", "`go` is no approval: " NOT_BOUND " There is `accept`."},
{BACK("'lapses':['accept','accept']"), "/states/shut/on/back/lapses/1", "`accept` is in this list twice."},
{"{'fields':{'note':{'immaterial':'yes'}}}", "/fields/note/immaterial", "`immaterial` must be true or false, not text."},
    // clang-format on
};

static void each_mistake_has_its_sentence(void **state) {
  (void)state;
  expect_mistakes(good, rows, sizeof rows / sizeof rows[0]);
}

static const char chart[] = "{'name':'c','datamodel':'null','states':{'a':{'on':{'x':'b'}},'b':{}}}";

// They are about people who decide: a chart is told that it has none.
static const struct row in_charts[] = {
    {"{'states':{'a':{'on':{'x':{'target':'b','binds':['a']}}}}}", "/states/a/on/x/binds",
     "`binds` belongs to workflows: nobody is named in an SCXML chart, since whoever sends an event may."},
    {"{'states':{'a':{'on':{'x':{'target':'b','lapses':['a']}}}}}", "/states/a/on/x/lapses",
     "`lapses` belongs to workflows: nobody is named in an SCXML chart, since whoever sends an event may."},
    {"{'states':{'a':{'on':{'x':{'target':'b','guard':{'op':'approved','event':'x'}}}}}}", "/states/a/on/x/guard",
     "`approved` belongs to workflows; in an SCXML chart there are no people."},
};

static void a_chart_has_none_of_them(void **state) {
  (void)state;
  expect_mistakes(chart, in_charts, sizeof in_charts / sizeof in_charts[0]);
}

// Without a word of it what was valid before stays what it was, to the byte.
static void format_4_is_only_what_uses_it(void **state) {
  (void)state;
  static const struct use uses[] = {
      {4, "{}"},
      {1, ACCEPT("'binds':null")},
      {1, "{'fields':{'note':{'immaterial':true}},'states':{'open':{'on':{'accept':{'binds':null}}}}}"}, // what it says stands in `binds`
      {4, BACK("'guard':{'op':'approved','event':'accept'}")},
      {3, "{'states':{'open':{'every':{'1 month':'shut'},'on':{'accept':{'binds':null}}}}}"},
      {4, "{'states':{'open':{'every':{'1 month':'shut'}}}}"},
  };
  expect_formats(good, uses, sizeof uses / sizeof uses[0]);
}

static void a_good_structure_has_one_canonical_form(void **state) {
  (void)state;
  expect_golden("four");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_mistake_has_its_sentence),
      cmocka_unit_test(a_chart_has_none_of_them),
      cmocka_unit_test(format_4_is_only_what_uses_it),
      cmocka_unit_test(a_good_structure_has_one_canonical_form),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
