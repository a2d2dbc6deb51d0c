// Goal: `gather`, the word of format 9, is checked like everything else: into which field, of which items, which of them, what is taken:
// each mistake by one exact sentence at its place, one canonical form, and format 9 only where it is used. Method: as check.c.
#include "check_harness.h"

static const char good[] =
    "{'name':'nine','title':'Nine','version':1,'roles':{'manager':{'title':'Manager','post':'manager'}},'start':{'by':'manager','form':["
    "'text']},"
    "'fields':{'text':{'type':'text'},'day':{'type':'date'},'rows':{'type':'list'}},"
    "'states':{'open':{'on':{'look':{'by':'manager','actions':{'do':'gather','field':'rows','of':'action'}},"
    "'close':{'target':'shut','by':'manager'}}},"
    "'shut':{'tags':['closed'],'on':{'back':{'target':'open','by':'manager'}}}}}";

#define LOOK(more) "{'states':{'open':{'on':{'look':{'actions':{" more "}}}}}}"
#define PLACE "/states/open/on/look/actions"

static const struct row rows[] = {
    // clang-format off
{LOOK("'of':null"), PLACE,
 "`gather` lacks its of; write `gather { into = \"actions\", of = \"plan-action\", where = { indicator = from_field \"indicator\" }, "
 "take = { \"text\" } }`."},
{LOOK("'field':'text'"), PLACE "/field", "The field `text` is of type text; here it must be of type list."},
{LOOK("'field':'rws'"), PLACE "/field", "No field is called `rws`. Did you mean `rows`?"},
{LOOK("'where':{'theme':{'from':'field','name':'txt'}}"), PLACE "/where/theme/name", "No field is called `txt`. Did you mean `text`?"},
{LOOK("'take':[]"), PLACE "/take", "There is no name in here; leave `take` out."},
{LOOK("'take':['due','due']"), PLACE "/take/1", "`due` is in this list twice."},
{LOOK("'first':'2016-02-30'"), PLACE "/first",
 "`first` is a date, such as `\"2016-09-01\"`, or where one comes from; `2016-02-30` is no day that there is."},
{LOOK("'last':{'from':'field','name':'rows'}"), PLACE "/last", "The field `rows` is of type list; here it must be of type date or text."},
{LOOK("'wher':{}"), PLACE "/wher", "`wher` means nothing in an action. Did you mean `where`?"},
    // clang-format on
};

static void each_mistake_has_its_sentence(void **state) {
  (void)state;
  expect_mistakes(good, rows, sizeof rows / sizeof rows[0]);
}

// Without it what was valid before stays what it was, to the byte.
static void format_9_is_only_what_uses_it(void **state) {
  (void)state;
  static const struct use uses[] = {
      {9, "{}"},
      {1, "{'states':{'open':{'on':{'look':{'actions':null}}}}}"},
  };
  expect_formats(good, uses, sizeof uses / sizeof uses[0]);
}

static void a_good_structure_has_one_canonical_form(void **state) {
  (void)state;
  expect_golden("nine");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_mistake_has_its_sentence),
      cmocka_unit_test(format_9_is_only_what_uses_it),
      cmocka_unit_test(a_good_structure_has_one_canonical_form),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
