// Goal: what format 8 says of items that an item opens and goes on knowing, and of what has to be true for one to begin, is checked like
// all else: each mistake by one exact sentence at its place, one canonical form, and format 8 only where one of these is used. Method: as
// check.c.
#include "check_harness.h"

static const char good[] = "{'name':'eight','title':'Eight','version':1,'roles':{'manager':{'title':'Manager','post':'manager'}},'start':{'"
                           "by':'manager','form':['text']},"
                           "'fields':{'text':{'type':'text'},'kept':{'type':'list'}},"
                           "'states':{'open':{'on':{'go':{'target':'shut','by':'manager'}}},'shut':{'tags':['closed'],'on':{'back':{'"
                           "target':'open','by':'manager'}}}}}";

#define GO(more) "{'states':{'open':{'on':{'go':{" more "}}}}}"

static const struct row rows[] = {
    // clang-format off
{GO("'guard':{'op':'all_closed'}"), "/states/open/on/go/guard", "`all_closed` lacks its field; write `all_closed \"actions\"`."},
{GO("'guard':{'op':'all_closed','field':'text'}"), "/states/open/on/go/guard/field",
 "The field `text` is of type text; here it must be of type list or parties."},
{GO("'guard':{'op':'all_closed','field':'kept'}"), "/states/open/on/go/guard/field",
 "`all_closed` asks whether what this item opened is closed, and nothing is opened into `kept`; name a list that `open_into` fills."},
{GO("'actions':{'do':'open','workflow':'w','into':'text'}"), "/states/open/on/go/actions/into",
 "The field `text` is of type text; here it must be of type list."},
{GO("'actions':{'do':'open','workflow':'w','ref_in':'from'}"), "/states/open/on/go/actions/ref_in",
 "`ref_in` stands beside `into`; write `open_into(\"actions\", \"review-action\", { ... }, \"review\")`."},
{"{'start':{'guard':{'op':'has','field':'txt'}}}", "/start/guard/field", "No field is called `txt`. Did you mean `text`?"},
{"{'see':[{'1':'manager','what':'everything','when':{'op':'all_closed','field':'kept'}}]}", "/see/0/when",
 "`all_closed` cannot say when somebody sees something: it hangs on other items, so what a person sees would change while nothing is done here; "
 "ask for states and fields, as with `in_state` or `has`."},
    // clang-format on
};

static void each_mistake_has_its_sentence(void **state) {
  (void)state;
  expect_mistakes(good, rows, sizeof rows / sizeof rows[0]);
}

// Without a word of it what was valid before stays what it was, to the byte.
static void format_8_is_only_what_uses_it(void **state) {
  (void)state;
  static const struct use uses[] = {
      {1, "{}"},
      {1, GO("'actions':{'do':'open','workflow':'w'}")},
      {8, GO("'actions':{'do':'open','workflow':'w','into':'kept'}")},
      {8, GO("'guard':{'op':'all_closed','field':'kept'},'actions':{'do':'open','workflow':'w','into':'kept'}")},
      {8, "{'start':{'guard':{'op':'has','field':'text'}}}"},
  };
  expect_formats(good, uses, sizeof uses / sizeof uses[0]);
}

static void a_good_structure_has_one_canonical_form(void **state) {
  (void)state;
  expect_golden("eight");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_mistake_has_its_sentence),
      cmocka_unit_test(format_8_is_only_what_uses_it),
      cmocka_unit_test(a_good_structure_has_one_canonical_form),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
