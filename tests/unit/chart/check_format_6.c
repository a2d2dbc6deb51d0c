// Goal: the words about many parties of format 6 are checked like everything else: whom a state asks and for what, what happens to those
// who take part, the events that a cycle and its returns send one another: each mistake by one exact sentence at its place, one canonical
// form, and format 6 only where one of them is used. Method: as check.c.
#include "check_harness.h"

static const char good[] =
    "{'name':'six','title':'Six','version':1,'roles':{'manager':{'title':'Manager','post':'manager'}},'start':{'by':'manager','form':["
    "'parties']},"
    "'fields':{'text':{'type':'text'},'parties':{'type':'parties'},'cycle':{'type':'item'}},"
    "'states':{'open':{'invoke':{'workflow':'answer','for_each':'parties'},'on':{'close':{'target':'shut','by':'manager'}}},"
    "'shut':{'tags':['closed'],'on':{'back':{'target':'open','by':'manager'}}}}}";

#define INVOKE(more) "{'states':{'open':{'invoke':{" more "}}}}"
#define BACK(more) "{'states':{'shut':{'on':{'back':{" more "}}}}}"
#define OPEN_ON(more) "{'states':{'open':{'on':{" more "}}}}"

static const struct row rows[] = {
    // clang-format off
{INVOKE("'workflow':null"), "/states/open/invoke", "`invoke` does not say what it opens; write `workflow = \"audit-return\"`."},
{INVOKE("'for_each':null"), "/states/open/invoke",
 "`invoke` does not say whom it asks; write `for_each = \"parties\"` with a field of type parties."},
{INVOKE("'for_each':'text'"), "/states/open/invoke/for_each", "The field `text` is of type text; here it must be of type parties."},
{INVOKE("'for_eech':'parties'"), "/states/open/invoke/for_eech", "`for_eech` means nothing in `invoke`. Did you mean `for_each`?"},
{INVOKE("'carry':['a','a']"), "/states/open/invoke/carry/1", "`a` is in this list twice."},
{INVOKE("'data':{'x':{'from':'field','name':'txt'}}"), "/states/open/invoke/data/x/name", "No field is called `txt`. Did you mean `text`?"},
{"{'states':{'open':{'invoke':7}}}", "/states/open/invoke",
 "`invoke` must be a table, such as `{ workflow = \"audit-return\", for_each = \"parties\" }`, not a number."},
{BACK("'actions':{'do':'add_party'}"), "/states/shut/on/back/actions", "`add_party` lacks its field; write `add_party \"parties\"`."},
{BACK("'actions':{'do':'remove_party','field':'text'}"), "/states/shut/on/back/actions/field",
 "The field `text` is of type text; here it must be of type parties."},
{BACK("'guard':{'op':'all_returned','field':'text'}"), "/states/shut/on/back/guard/field",
 "The field `text` is of type text; here it must be of type parties."},
{BACK("'guard':{'op':'returned','count':0,'field':'parties'}"), "/states/shut/on/back/guard/count",
 "`count` must be a whole number from 1, such as `1`."},
{BACK("'form':['cycle']"), "/states/shut/on/back/form/0", "Nobody fills in `cycle`: it is set by the item that this one was opened by."},
{OPEN_ON("'cycle.removed':{'target':'shut','by':'manager'}"), "/states/open/on/cycle.removed/by",
 "`by` cannot stand here: nobody can send `cycle.removed`, which only follows other events; name the event that they may send."},
{OPEN_ON("'party.retuned':'shut'"), "/states/open/on/party.retuned", "No return says `party.retuned`. Did you mean `party.returned`?"},
    // clang-format on
};

static void each_mistake_has_its_sentence(void **state) {
  (void)state;
  expect_mistakes(good, rows, sizeof rows / sizeof rows[0]);
}

// Without a word of it what was valid before stays what it was, to the byte.
static void format_6_is_only_what_uses_it(void **state) {
  (void)state;
  static const char plain[] =
      "{'name':'six','title':'Six','version':1,'roles':{'manager':{'title':'Manager','post':'manager'}},'start':{'by':'manager'},"
      "'fields':{'n':{'type':'whole'},'m':{'type':'whole'}},'states':{'open':{'tags':['closed'],'on':{'go':{'target':'open','by':'manager'}"
      "}}}}";
  static const struct use uses[] = {
      {1, "{}"},
      {6, "{'fields':{'parties':{'type':'parties'}}}"},
      {6, "{'states':{'open':{'on':{'go':{'guard':{'op':'differs','field':'n','other':'m'}}}}}}"},
      {6, "{'states':{'open':{'on':{'go':{'guard':{'op':'confirmed'}}}}}}"},
      {6, "{'states':{'open':{'on':{'cycle.removed':{}}}}}"},
  };
  expect_formats(plain, uses, sizeof uses / sizeof uses[0]);
}

static void a_good_structure_has_one_canonical_form(void **state) {
  (void)state;
  expect_golden("six");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_mistake_has_its_sentence),
      cmocka_unit_test(format_6_is_only_what_uses_it),
      cmocka_unit_test(a_good_structure_has_one_canonical_form),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
