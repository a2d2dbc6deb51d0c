// Goal: what the words of the plain form make stands where the author wrote what it comes from, across files too, and in the author's
// order. Method: a source that is based on another is read, and the places and the order of what came of it are looked at.
#include "base/json.h"
#include "harness.h"
#include "script/internal.h"

#include <stdlib.h>
#include <string.h>

static const char base[] = "return workflow {\n"                                      // 1
                           "  name = 'base', title = 'Base', version = 1,\n"          // 2
                           "  fields = { zebra = { type = 'text' },\n"                // 3
                           "    apple = { type = 'text' } },\n"                       // 4
                           "  step 'first' { holder = 'm', due = '5 working days',\n" // 5
                           "    choices = { { 'Go on', by = 'm',\n"                   // 6
                           "      go_to = 'last' } } },\n"                            // 7
                           "  step 'last' { closed = true },\n"                       // 8
                           "}\n";
static const char source[] = "return based_on 'base' {\n"                                         // 1
                             "  name = 'mine', version = 1,\n"                                    // 2
                             "  fields = { mango = { type = 'text' } },\n"                        // 3
                             "  change 'first' { choices = { { 'Stop', by = 'm',\n"               // 4
                             "    only_if = when('so', function(item) return item.n == 1 end),\n" // 5
                             "    go_to = 'nowhere' } } },\n"                                     // 6
                             "}\n";

static json_t *read_all(struct worker *worker, const char *text) {
  struct err err = {0};
  json_t *modules = json_pack("{s:s}", "base.lua", base);
  json_t *answer = worker_load(worker, "workflow", "mine.lua", text, modules, &err);
  if (!answer) fail_msg("%s", err.text);
  json_decref(modules);
  return answer;
}

static void expect_place(const json_t *answer, const char *pointer, const char *file, int line, int column) {
  const json_t *place = json_object_get(json_object_get(answer, "positions"), pointer);
  if (!place) fail_msg("%s has no place", pointer);
  assert_string_equal(json_string_value(json_array_get(place, 0)), file);
  assert_int_equal(json_integer_value(json_array_get(place, 1)), line);
  assert_int_equal(json_integer_value(json_array_get(place, 2)), column);
}

static void what_is_made_stands_where_it_was_written(void **state) {
  json_t *answer = read_all(*state, source);
  expect_place(answer, "/states/first/holder", "base.lua", 5, 18);
  expect_place(answer, "/states/first/entry/1/value/name", "base.lua", 5, 32);
  expect_place(answer, "/states/first/on/go_on/0/target", "base.lua", 7, 7);
  expect_place(answer, "/fields/mango", "mine.lua", 3, 14);
  expect_place(answer, "/fields/apple", "base.lua", 4, 5);
  expect_place(answer, "/plain_form/mistakes/0", "mine.lua", 6, 5);
  json_decref(answer);
}

static void fields_keep_the_order_in_which_they_were_written(void **state) {
  static const char *const expected[] = {"zebra", "apple", "mango", "asked", "due"};
  json_t *answer = read_all(*state, source), *fields = json_object_get(json_object_get(answer, "value"), "fields"), *field;
  const char *name;
  size_t i = 0;
  json_object_foreach(fields, name, field) if (i < 5) assert_string_equal(name, expected[i++]);
  assert_int_equal(i, 5);
  json_decref(answer);
}

// Tables without end, keys of every kind and words in the wrong place are sentences, and nothing else.
static void what_makes_no_sense_is_a_sentence(void **state) {
  static const char *const sources[] = {
      "local t = {} t[1] = t return workflow { name = 'x', step 'a' { choices = t } }",
      "local t = {} t.choices = { t } return workflow { step 'a' (t), step 'a' (t), anywhere (t) }",
      "return workflow { [true] = 1, [1.5] = 2, step 'a' { [false] = step 'b' {} } }",
      "return workflow { step 'a' { ask = agencies { {} }, questions = { {}, 5, { 'x', name = {} } } } }",
      "return workflow { step 'a' { due = ('x'):rep(5000), if_late = { { ('y'):rep(5000) } } } }",
      "return workflow(setmetatable({}, { __index = function(t) return t end, __len = function() return 99 end }))",
  };
  for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
    struct err err = {0};
    json_t *answer = worker_load(*state, "workflow", "odd.lua", sources[i], NULL, &err);
    if (!answer && !strstr(err.text, "odd.lua")) fail_msg("%zu: %s", i, err.text);
    json_decref(answer);
  }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_made_stands_where_it_was_written),
    cmocka_unit_test(fields_keep_the_order_in_which_they_were_written),
    cmocka_unit_test(what_makes_no_sense_is_a_sentence),
};
MAIN_OF(tests)
