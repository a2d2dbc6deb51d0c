// Goal: `see` of format 5, who sees what of an item and when, is checked like everything else: each mistake by one exact sentence at its
// place, one canonical form, format 5 only where it is used, and nobody is left to act on what they could never see (R1). Method: as
// check.c.
#include "check_harness.h"

static const char good[] =
    "{'name':'five','title':'Five','version':1,"
    "'roles':{'owner':{'title':'Owner','person_in':'owner'},'chair':{'title':'Chair','post':'chair'},'all':{'title':'All','everyone':true}}"
    ","
    "'start':{'by':'owner','form':['text']},'list':{'title':'text'},"
    "'fields':{'text':{'type':'text'},'owner':{'type':'person'},'note':{'type':'text'}},"
    "'see':[{'1':'owner','what':'everything'},{'1':'chair','what':['summary','note'],'when':{'op':'in_state','state':'shut'}}],"
    "'states':{'open':{'on':{'shut':{'target':'shut','by':'owner','form':['note']}}},"
    "'shut':{'tags':['closed'],'on':{'back':{'target':'open','by':'chair','form':['note']}}}}}";

#define SEE(lines) "{'see':[{'1':'owner','what':'everything'}," lines "]}"
#define CHAIR SEE_CHAIR("")
#define SEE_CHAIR(more) "{'1':'chair','what':['summary','note']" more "}"
#define WHEN(guard) SEE(SEE_CHAIR(",'when':" guard))
#define CLOCK "hangs on the clock, so what a person sees would change while nobody does anything"
#define PEOPLE "hangs on people, and whose line this is its roles say already"
#define ASK "; ask for states and fields, as with `in_state` or `has`."
#define SHUT "{'op':'in_state','state':'shut'}"

static const struct row rows[] = {
    // clang-format off
{SEE(CHAIR ",{'1':'chiar','what':'summary'}"), "/see/2/1", "Nobody is called `chiar`. Did you mean `chair`?"},
{SEE(CHAIR ",{'1':'chair','2':'chair','what':'summary'}"), "/see/2/2", "`chair` is in this line twice."},
{SEE(CHAIR ",{'what':'summary'}"), "/see/2", "This line of `see` names nobody; begin it with one role or several, such as `{ \"owner\", what = \"everything\" }`."},
{SEE(CHAIR ",{'1':'all'}"), "/see/2", "This line does not say what they see; write `what = \"everything\"`, \"summary\", or a list of fields."},
{SEE(CHAIR ",{'1':'all','what':[]}"), "/see/2", "This line does not say what they see; write `what = \"everything\"`, \"summary\", or a list of fields."},
{SEE(CHAIR ",{'1':'all','what':'summry'}"), "/see/2/what", "`summry` is nothing of an item that could be seen: `what` is \"everything\", \"summary\", \"history\", or fields. Did you mean `summary`?"},
{SEE(CHAIR ",{'1':'all','what':['text','nota']}"), "/see/2/what/1", "`nota` is nothing of an item that could be seen: `what` is \"everything\", \"summary\", \"history\", or fields. Did you mean `note`?"},
{SEE(CHAIR ",{'1':'all','what':['everything','text']}"), "/see/2/what", "\"everything\" has all the rest in it; write `what = \"everything\"` alone."},
{SEE(CHAIR ",{'1':'all','what':'summary','wen':" SHUT "}"), "/see/2/wen", "`wen` means nothing in a line of `see`. Did you mean `when`?"},
{SEE(CHAIR ",'all'"), "/see/2", "A line of `see` is a table, such as `{ \"owner\", what = \"everything\" }`, not text."},
{"{'see':{'1':'owner','what':'everything'}}", "/see", "`see` is a list of lines, such as `see = { { \"owner\", what = \"everything\" } }`."},
{"{'see':['owner']}", "/see", "`see` is a list of lines, such as `see = { { \"owner\", what = \"everything\" } }`."},
{"{'read':['owner']}", "/read", "`see` says who sees what, so `read` cannot stand beside it; write these roles into `see`, such as `{ \"owner\", what = \"everything\" }`."},
{"{'fields':{'summary':{'type':'text'}}}", "/fields/summary", "A field cannot be called `summary` where there is `see`, in which that is a word of its own; call it `summary_text`."},
{WHEN("{'op':'in_state','state':'sut'}"), "/see/1/when/state", "No state is called `sut` here. Did you mean `shut`?"},
{WHEN("{'op':'past','rule':'1 month'}"), "/see/1/when", "`past` cannot say when somebody sees something: it " CLOCK ASK},
{WHEN("{'op':'no','of':[{'op':'within','rule':'1 month'}]}"), "/see/1/when", "`within` cannot say when somebody sees something: it " CLOCK ASK},
{WHEN("{'op':'vacant','role':'chair'}"), "/see/1/when", "`vacant` cannot say when somebody sees something: it " PEOPLE ASK},
{WHEN("{'op':'is','field':'owner','value':{'from':'actor'}}"), "/see/1/when", "`actor` cannot say when somebody sees something: it " PEOPLE ASK},
{WHEN("{'op':'when','label':'so','fn':{'fn':'/x'}}"), "/see/1/when", "`when` cannot say when somebody sees something: it asks Lua, and a list would run it once for each of its items" ASK},
{WHEN("{'op':'in_state','state':'open'}"), "/states/shut/on/back", "`chair` acts in `shut`, where no line of `see` shows them anything; give them one that is true there."},
{WHEN("{'op':'no','of':[" SHUT "]}"), "/states/shut/on/back", "`chair` acts in `shut`, where no line of `see` shows them anything; give them one that is true there."},
{WHEN("{'op':'all','of':[{'op':'has','field':'note'},{'op':'in_state','state':'open'}]}"), "/states/shut/on/back", "`chair` acts in `shut`, where no line of `see` shows them anything; give them one that is true there."},
{SEE("{'1':'chair','what':'summary'}"), "/states/shut/on/back", "The form asks `chair` for `note`, which `see` never shows them here; add it to what they see."},
{"{'see':[{'1':'owner','what':'everything'}]}", "/see", "`chair` acts on an item, holds it or is told of it, and no line of `see` shows them anything of it."},
{"{'states':{'open':{'holder':'chair'}}}", "/states/open/holder", "`chair` holds the item in `open`, where no line of `see` shows them anything; give them one that is true there."},
    // clang-format on
};

static void each_mistake_has_its_sentence(void **state) {
  (void)state;
  expect_mistakes(good, rows, sizeof rows / sizeof rows[0]);
}

// What cannot be known without an item is no mistake.
static void what_may_be_so_is_right(void **state) {
  (void)state;
  static const char *const patches[] = {
      "{}",
      WHEN("{'op':'has','field':'note'}"),
      WHEN("{'op':'any','of':[{'op':'in_state','state':'open'},{'op':'has','field':'note'}]}"),
      WHEN("{'op':'no','of':[{'op':'in_state','state':'open'}]}"),
      SEE("{'1':'all','what':['text','note']}"), // everybody is the chair too
      SEE("{'1':'chair','what':['summary','note']},{'1':'all','what':'history'}"),
      "{'states':{'shut':{'on':{'back':{'form':['text']}}}}}", // a list's title is of the summary
      "{'states':{'shut':{'on':{'back':{'form':['note'],'at_meeting':true}}}}}",
  };
  expect_right(good, patches, sizeof patches / sizeof patches[0]);
}

static void format_5_is_only_what_uses_it(void **state) {
  (void)state;
  static const char *const patches[] = {"{}", "{'see':null}"};
  for (json_int_t i = 0; i < 2; i++) {
    struct problems problems;
    json_t *made = check_with(good, patches[i], &problems);
    if (!made) fail_msg("%s: %s", problems.items[0].pointer, problems.items[0].text);
    assert_int_equal(json_number(made, "format", 0), i == 0 ? 5 : 1);
    json_decref(made);
    problems_clear(&problems);
  }
}

static void a_good_structure_has_one_canonical_form(void **state) {
  (void)state;
  expect_golden("five");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_mistake_has_its_sentence),
      cmocka_unit_test(what_may_be_so_is_right),
      cmocka_unit_test(format_5_is_only_what_uses_it),
      cmocka_unit_test(a_good_structure_has_one_canonical_form),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
