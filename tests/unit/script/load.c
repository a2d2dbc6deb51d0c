// Goal: what a definition's source says arrives as JSON, in the order of the source, with the place of every value; and every word of the
// workflow dialect makes the structure of engine/chart/DEFINITION.md. Method: a table of sources through a real worker.
#include "harness.h"

#define SIXTY_FIRST                                                                                                                        \
  "/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0" // a pointer:
                                                                                                                             // the first of
                                                                                                                             // the first,
                                                                                                                             // and so on

static const struct {
  const char *source, *json;
} values[] = {
    {"return { name = 'x', version = 1, ratio = 0.5, whole = 2.0, yes = true }",
     "{\"name\":\"x\",\"version\":1,\"ratio\":0.5,\"whole\":2.0,\"yes\":true}"},
    {"return { zebra = 1, apple = 2, [\"mango\"] = 3 }", "{\"zebra\":1,\"apple\":2,\"mango\":3}"},
    {"return { list = { 'a', 'b' }, empty = {} }", "{\"list\":[\"a\",\"b\"],\"empty\":{}}"},
    {"return { rung = { 'rule', tell = { 'owner' } } }", "{\"rung\":{\"1\":\"rule\",\"tell\":[\"owner\"]}}"},
    {"return { rung = { name = 'L0', 'rule', 'more' } }", "{\"rung\":{\"name\":\"L0\",\"1\":\"rule\",\"2\":\"more\"}}"},
    {"local t = {} t.b = 1 t.a = 2 t[10] = 3 t[9] = 4 return t", "{\"9\":4,\"10\":3,\"a\":2,\"b\":1}"},
    {"local function state(x) return { title = x, initial = 'y' } end return { b = state 'B', a = state 'A' }",
     "{\"b\":{\"title\":\"B\",\"initial\":\"y\"},\"a\":{\"title\":\"A\",\"initial\":\"y\"}}"},
    {"return { f = function() end, g = { [1] = function() end } }", "{\"f\":{\"fn\":\"/f\"},\"g\":[{\"fn\":\"/g/0\"}]}"},
    {"return { a = { ['x/y~z'] = print_me or function() end } } ", "[invalid] test.lua:1:28: Nothing is called `print_me` here."},
    {"return { ['x/y~z'] = function() end } ", "{\"x/y~z\":{\"fn\":\"/x~1y~0z\"}}"},
    {"return { 9007199254740993, -1, 1e300 }", "[9007199254740993,-1,1.0000000000000001e300]"},
    {"return { s = 'a\\nb\"\\\\' }", "{\"s\":\"a\\nb\\\"\\\\\"}"},
    {"local t = { 1 }\n(tostring or error)('x') return t", "[1]"},
    {"\xEF\xBB\xBFreturn { 1 }", "[1]"},
    {"return setmetatable({ a = 1 }, { __index = function() return 5 end })", "{\"a\":1}"},
    // What cannot be a definition.
    {"return nil", "[invalid] test.lua: The file must end by giving back a table: `return { ... }`. It gave back nothing."},
    {"return 5", "[invalid] test.lua: The file must end by giving back a table: `return { ... }`. It gave back number."},
    {"local t = {} t.t = t return { a = t }", "[invalid] test.lua:1:31: A table holds itself; a definition must come to an end. (at /a/t)"},
    {"return { [true] = 1 }", "[invalid] test.lua:1:8: A table has a key that is neither text nor a whole number (a boolean). (at /)"},
    {"return { [1.5] = 1 }", "[invalid] test.lua:1:8: A table has a key that is neither text nor a whole number (a number). (at /)"},
    {"return { a = 0/0 }", "[invalid] test.lua:1:10: A number is not finite; a definition can hold ordinary numbers only. (at /a)"},
    {"return { a = math.huge }", "[invalid] test.lua:1:10: A number is not finite; a definition can hold ordinary numbers only. (at /a)"},
    {"return { x = 1, 5, ['1'] = 6 }", "[invalid] test.lua:1:8: A table has both the number 1 and the same text as keys. (at /)"},
    {"return { a = coroutine.create(function() end) }", "[invalid] test.lua:1:10: A thread cannot be part of a definition. (at /a)"},
    {"return { a = '\\xff' }", "[invalid] test.lua:1:10: A text holds bytes that are no UTF-8 text; save the file as UTF-8. (at /a)"},
    {"local t = {} for i = 1, 190 do t = { t } end return t",
     "[invalid] test.lua:1:38: Tables are nested more than 180 deep here; flatten them. (at " SIXTY_FIRST SIXTY_FIRST SIXTY_FIRST ")"},
};

static void a_table_becomes_json(void **state) {
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) expect_load(state, values[i].source, values[i].json);
}

// Every row of DEFINITION.md's tables of guards, actions and values.
static const struct word words[] = {
    {"has \"due\"", "{\"field\":\"due\",\"op\":\"has\"}"},
    {"is(\"p\", \"high\")", "{\"field\":\"p\",\"op\":\"is\",\"value\":\"high\"}"},
    {"is(\"p\", false)", "{\"field\":\"p\",\"op\":\"is\",\"value\":false}"},
    {"at_least(1, \"evidence\")", "{\"count\":1,\"field\":\"evidence\",\"op\":\"at_least\"}"},
    {"graded(\"evidence\", \"process\")", "{\"field\":\"evidence\",\"level\":\"process\",\"op\":\"graded\"}"},
    {"level(\"evidence\", \"impact\")", "{\"field\":\"evidence\",\"level\":\"impact\",\"op\":\"level\"}"},
    {"in_state \"work\"", "{\"op\":\"in_state\",\"state\":\"work\"}"},
    {"all { has \"a\", no(has \"b\") }",
     "{\"of\":[{\"field\":\"a\",\"op\":\"has\"},{\"of\":[{\"field\":\"b\",\"op\":\"has\"}],\"op\":\"no\"}],\"op\":\"all\"}"},
    {"any { has \"a\" }", "{\"of\":[{\"field\":\"a\",\"op\":\"has\"}],\"op\":\"any\"}"},
    {"past \"end of due\"", "{\"op\":\"past\",\"rule\":\"end of due\"}"},
    {"within(\"end of due\")", "{\"op\":\"within\",\"rule\":\"end of due\"}"},
    {"later_than(\"new_due\", \"end of due\")", "{\"field\":\"new_due\",\"op\":\"later_than\",\"rule\":\"end of due\"}"},
    {"not_the_same(\"chair\", \"owner\")", "{\"op\":\"not_the_same\",\"roles\":[\"chair\",\"owner\"]}"},
    {"decided_by_other(\"submit\")", "{\"event\":\"submit\",\"op\":\"decided_by_other\"}"},
    {"vacant \"chair\"", "{\"op\":\"vacant\",\"role\":\"chair\"}"},
    {"when(\"it is so\", function() return true end)", "{\"fn\":\"/x/fn\",\"label\":\"it is so\",\"op\":\"when\"}"},
    {"set(\"f\", today())", "{\"do\":\"set\",\"field\":\"f\",\"value\":{\"from\":\"today\"}}"},
    {"set(\"f\", { from_event \"a\", now(), 3 })",
     "{\"do\":\"set\",\"field\":\"f\",\"value\":[{\"from\":\"event\",\"name\":\"a\"},{\"from\":\"now\"},3]}"},
    {"clear \"f\"", "{\"do\":\"clear\",\"field\":\"f\"}"},
    {"add(\"n\", 1)", "{\"amount\":1,\"do\":\"add\",\"field\":\"n\"}"},
    {"append(\"list\", from_field \"x\")", "{\"do\":\"append\",\"field\":\"list\",\"value\":{\"from\":\"field\",\"name\":\"x\"}}"},
    {"raise \"e\"", "{\"do\":\"raise\",\"event\":\"e\"}"},
    {"tell({ \"owner\" }, \"Hello.\")", "{\"do\":\"tell\",\"roles\":[\"owner\"],\"text\":\"Hello.\",\"urgent\":false}"},
    {"tell_urgent(\"owner\", \"Hello.\")", "{\"do\":\"tell\",\"roles\":[\"owner\"],\"text\":\"Hello.\",\"urgent\":true}"},
    {"attach()", "{\"do\":\"attach\"}"},
    {"grade()", "{\"do\":\"grade\"}"},
    {"withdraw()", "{\"do\":\"withdraw\"}"},
    {"open(\"challenge\", { a = actor(), d = decider() })",
     "{\"do\":\"open\",\"fields\":{\"a\":{\"from\":\"actor\"},\"d\":{\"from\":\"decider\"}},\"workflow\":\"challenge\"}"},
    {"open(\"challenge\")", "{\"do\":\"open\",\"fields\":{},\"workflow\":\"challenge\"}"},
    {"run(\"work it out\", function() return {} end)", "{\"do\":\"run\",\"fn\":\"/x/fn\",\"label\":\"work it out\"}"},
    {"optional \"note\"", "{\"optional\":\"note\"}"},
};

static void every_word_makes_what_the_definition_says(void **state) { expect_words(state, words, sizeof words / sizeof words[0]); }

static void a_word_used_wrongly_names_its_line(void **state) {
  expect_load(state, "return {\n  guard = has(5),\n}",
              "[invalid] test.lua:2:3: `has` wants the name of a field as text, like has \"due\"; it was given `5`.");
  expect_load(state, "return {\n  guard = all { },\n}",
              "[invalid] test.lua:2:3: `all` wants at least one condition, like all { has \"due\", has \"owner\" }; it was given a table.");
  expect_load(state, "return {\n  guard = all { 'due' },\n}",
              "[invalid] test.lua:2:3: `all` wants a condition, like all { has \"due\", has \"owner\" }; it was given the text \"due\".");
  expect_load(state, "return {\n  actions = { attach('x') },\n}",
              "[invalid] test.lua:2:3: `attach` wants nothing in its brackets: attach().");
  expect_load(
      state, "return {\n\n  guard = when('words', true) }",
      "[invalid] test.lua:3:3: `when` wants a function second, like when(\"the plan is whole\", function(item) return item.fields.plan ~= "
      "nil end); it was given `true`.");
}

static void a_board_has_no_words(void **state) {
  char *text = load_in(*state, "board", "return { name = 'Board', x = has 'due' }", NULL);
  assert_string_equal(text, "[invalid] test.lua:1:30: Nothing is called `has` here.");
  free(text);
  text = load_in(*state, "board", "local t = {} for i, v in ipairs { 'a', 'b' } do t[v] = i end return t", NULL);
  assert_string_equal(text, "{\"a\":1,\"b\":2}");
  free(text);
}

static void expect_position(const json_t *positions, const char *pointer, const char *file, int line, int column) {
  const json_t *at = json_object_get(positions, pointer);
  if (!at) fail_msg("no position for %s", pointer);
  assert_string_equal(json_string_value(json_array_get(at, 0)), file);
  assert_int_equal(json_integer_value(json_array_get(at, 1)), line);
  assert_int_equal(json_integer_value(json_array_get(at, 2)), column);
}

static void every_value_has_its_place(void **state) {
  struct err err = {0};
  const char *source = "local parts = use \"parts\"\n"                        // 1
                       "local function again(t)\n"                            // 2
                       "  return { title = t }\n"                             // 3
                       "end\n"                                                // 4
                       "return {\n"                                           // 5
                       "  name = \"x\",\n"                                    // 6
                       "  states = { one = again \"One\",\n"                  // 7
                       "    two = { on = { go = { target = \"one\",\n"        // 8
                       "      guard = all { has \"a\",\n"                     // 9
                       "        has \"b\" } } } },\n"                         // 10
                       "  },\n"                                               // 11
                       "  ladders = { parts.ladder, { 'x', tell = 'y' } },\n" // 12
                       "}\n";
  json_t *modules = json_pack("{s:s, s:s}", "parts", "return {\n  ladder = {\n    { \"rule\", tell = \"owner\" },\n  },\n}", "unused", "x");
  json_t *answer = worker_load(*state, "workflow", "test.lua", source, modules, &err);
  if (!answer) fail_msg("%s", err.text);
  const json_t *positions = json_object_get(answer, "positions");
  expect_position(positions, "", "test.lua", 5, 8);
  expect_position(positions, "/name", "test.lua", 6, 3);
  expect_position(positions, "/states", "test.lua", 7, 3);
  expect_position(positions, "/states/one", "test.lua", 7, 14);
  expect_position(positions, "/states/one/title", "test.lua", 3, 12);
  expect_position(positions, "/states/two/on/go/target", "test.lua", 8, 27);
  expect_position(positions, "/states/two/on/go/guard", "test.lua", 9, 7);
  expect_position(positions, "/states/two/on/go/guard/of/0", "test.lua", 9, 21);
  expect_position(positions, "/states/two/on/go/guard/of/1", "test.lua", 10, 9);
  expect_position(positions, "/states/two/on/go/guard/of/1/field", "test.lua", 10, 9);
  expect_position(positions, "/ladders/0", "test.lua", 12, 15);
  expect_position(positions, "/ladders/0/0", "parts", 3, 5);
  expect_position(positions, "/ladders/0/0/tell", "parts", 3, 15);
  expect_position(positions, "/ladders/1/1", "test.lua", 12, 31);
  expect_position(positions, "/ladders/1/tell", "test.lua", 12, 36);
  // V1: what was used is kept with the words; what was not is left out.
  const json_t *used = json_object_get(answer, "modules");
  assert_int_equal(json_object_size(used), 2);
  assert_string_equal(json_text(used, "parts"), json_text(modules, "parts"));
  assert_non_null(json_text(used, WORKER_PRELUDE));
  json_decref(answer);
  json_decref(modules);
}

static void modules_load_once_and_never_in_a_circle(void **state) {
  json_t *modules = json_pack("{s:s, s:s, s:s, s:s}", "counter", "local n = 0 return { next = function() n = n + 1 return n end }", "a",
                              "return { use 'b' }", "b", "return { use 'a' }", "broken", "return {\n  a = 1\n  b = 2 }");
  char *text =
      load_in(*state, "workflow", "local c = use 'counter' local d = use('counter') return { c.next(), d.next(), c == d }", modules);
  assert_string_equal(text, "[1,2,true]");
  free(text);
  text = load_in(*state, "workflow", "return use 'a'", modules);
  assert_string_equal(text, "[invalid] b:1:1: The module `a` uses itself, perhaps through another module; break the circle.");
  free(text);
  text = load_in(*state, "workflow", "return { x = use 'missing' }", modules);
  assert_string_equal(text, "[invalid] test.lua:1:1: There is no module called `missing` to use.");
  free(text);
  text = load_in(*state, "workflow", "return { x = use 'broken' }", modules);
  assert_string_equal(text, "[invalid] broken:3:3: Line 3: a comma is missing after `1` on line 2.");
  free(text);
  json_decref(modules);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_table_becomes_json),
    cmocka_unit_test(every_word_makes_what_the_definition_says),
    cmocka_unit_test(a_word_used_wrongly_names_its_line),
    cmocka_unit_test(a_board_has_no_words),
    cmocka_unit_test(every_value_has_its_place),
    cmocka_unit_test(modules_load_once_and_never_in_a_circle),
};
MAIN_OF(tests)
