// Goal: a list that is narrowed by what cannot be (a day that is none, a colour, state or workflow that there is not) is refused with the
// near name, since an empty list would be taken for good news. Method: each filter once right, once misspelt.
#include "fixture.h"

static int64_t count(struct world *world, const char *filter) {
  json_t *list = ask(world, "{'op':'case.list',%s}", filter);
  int64_t rows = json_number(list, "count", -1);
  json_decref(list);
  return rows;
}

static void expect_refused(struct world *world, enum err_code code, const char *filter, const char *part) {
  says(refused(world, code, "{'op':'case.list',%s}", filter), part);
}

static void dates_are_days(void **state) {
  struct world *world = *state;
  assert_int_equal(count(world, "'due_before':'2016-02-29'"), 0);
  expect_refused(world, ERR_INVALID, "'due_before':'2016-02-30'", "29");
  expect_refused(world, ERR_INVALID, "'due_before':'soon'", "due_before");
}

static void colours_are_known(void **state) {
  struct world *world = *state;
  assert_int_equal(count(world, "'rag':'Green'"), 1);
  assert_int_equal(count(world, "'rag':'blue'"), 0);
  expect_refused(world, ERR_INVALID, "'rag':'gren'", "Did you mean \"green\"?");
  expect_refused(world, ERR_INVALID, "'rag':'x'", "blue, green, amber, red and grey");
}

static void states_are_known(void **state) {
  struct world *world = *state;
  assert_int_equal(count(world, "'state':'open'"), 1);
  assert_int_equal(count(world, "'state':'paused','workflow':'task'"), 0);
  expect_refused(world, ERR_INVALID, "'state':'pausd'", "Did you mean \"paused\"?");
  expect_refused(world, ERR_INVALID, "'state':'paused','workflow':'part'", "No part has a state called \"paused\"");
}

static void workflows_are_known(void **state) {
  struct world *world = *state;
  assert_int_equal(count(world, "'workflow':'task'"), 1);
  assert_int_equal(count(world, "'workflow':'part'"), 0);
  expect_refused(world, ERR_NOT_FOUND, "'workflow':'tsk'", "Did you mean \"task\"?");
}

static const struct CMUnitTest tests[] = {TEST(dates_are_days), TEST(colours_are_known), TEST(states_are_known), TEST(workflows_are_known)};
MAIN_OF(tests)
