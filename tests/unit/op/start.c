// Goal: an item that is started without a reference gets one, whatever references people gave by hand; and whoever may not start an item
// learns that before anything else (R1). Method: references that end in many nines, then items numbered by the board; starts by a stranger.
#include "fixture.h"

static char *start(struct world *world, const char *ref) {
  char given[80] = "";
  if (ref) snprintf(given, sizeof given, ",'ref':'%s'", ref);
  json_t *answer = ask(world, "{'op':'case.start','as':'m.test','workflow':'task','data':{'text':'T'}%s}", given);
  char *made = mem_text(json_text(answer, "ref"));
  json_decref(answer);
  return made;
}

static void expect_next(struct world *world, const char *expected) {
  char *ref = start(world, NULL);
  assert_string_equal(ref, expected);
  mem_free(ref);
}

static void a_number_of_many_digits_is_not_counted(void **state) {
  struct world *world = *state;
  expect_next(world, "K-002");
  mem_free(start(world, "K-999999999999999999"));
  expect_next(world, "K-003");
  expect_next(world, "K-004");
}

static void a_reference_that_is_taken_is_passed_over(void **state) {
  struct world *world = *state;
  mem_free(start(world, "K-1000000000")); // ten digits: not counted, but taken
  mem_free(start(world, "K-999999999"));
  expect_next(world, "K-1000000001");
  expect_next(world, "K-1000000002");
}

static void the_right_to_start_comes_before_the_form(void **state) {
  struct world *world = *state;
  const char *said = refused(world, ERR_NOT_ALLOWED, "{'op':'case.start','as':'o.owner','workflow':'task','data':{}}");
  says(said, "may not start");
  said = refused(world, ERR_NOT_ALLOWED, "{'op':'case.start','as':'o.owner','workflow':'task','data':{'due':'not a day'}}");
  says(said, "may not start");
  refused(world, ERR_INVALID, "{'op':'case.start','as':'m.test','workflow':'task','data':{}}");
  refused(world, ERR_INVALID, "{'op':'case.start','as':'m.test','workflow':'task','data':{'text':'T','due':'not a day'}}");
}

static const struct CMUnitTest tests[] = {
    TEST(a_number_of_many_digits_is_not_counted),
    TEST(a_reference_that_is_taken_is_passed_over),
    TEST(the_right_to_start_comes_before_the_form),
};

MAIN_OF(tests)
