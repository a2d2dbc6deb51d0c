// Goal (DESIGN 5): a source that cannot be read gets one plain sentence with file, line and column, and what was probably meant.
// Method: a table of broken sources and their exact sentences, through a real worker; then broken bytes of every kind, which must only end.
#include "harness.h"

#include <stdlib.h>

static const struct {
  const char *source, *text;
} rows[] = {
    // A comma left out.
    {"return {\n  a = {\n  }\n  b = 2,\n}", "4:3: Line 4: a comma is missing after `}` on line 3."},
    {"return {\n  name = \"x\"\n  title = \"y\" }", "3:3: Line 3: a comma is missing after `\"x\"` on line 2."},
    {"return {\n  { 1 }\n  { 2 } }", "3:3: Line 3: a comma is missing after `}` on line 2."},
    {"return { has \"a\"\n  has \"b\" }", "2:3: Line 2: a comma is missing after `\"a\"` on line 1."},
    {"return {\n  n = 1\n  [\"b c\"] = 2 }", "3:3: Line 3: a comma is missing after `1` on line 2."},
    {"return {\n  on = go\n  title = 'x' }", "3:3: Line 3: a comma is missing after `go` on line 2."},
    {"return { f = function() return 1 end\n  g = 2 }", "2:3: Line 2: a comma is missing after `end` on line 1."},
    {"return { is(\"a\" \"b\") }", "1:17: Line 1: a comma is missing after `\"a\"` on line 1."},
    {"return { all { has \"a\" }\n  { 2 } }",
     "1:1: Line 1: two values stand side by side here; perhaps a comma is missing between them, or on the line before."},
    // Quotes of word processors.
    {"return { name = \xE2\x80\x9Cx\xE2\x80\x9D }",
     "1:17: Line 1: \xE2\x80\x9C is a quote from a word processor; write the straight one: \""},
    {"return { name = \xE2\x80\x98x\xE2\x80\x99 }",
     "1:17: Line 1: \xE2\x80\x98 is a quote from a word processor; write the straight one: '"},
    {"return {\n name = \"x\xE2\x80\x9D,\n}", "2:11: Line 2: \xE2\x80\x9D is a quote from a word processor; write the straight one: \""},
    // What was opened and never closed.
    {"return {\n  name = \"x,\n}", "2:10: Line 2: the text that starts here with \" has no closing \" on this line."},
    {"return { 'it's' }", "1:15: Line 1: the text that starts here with ' has no closing ' on this line."},
    {"return {\n  a = {\n    b = 1,\n", "2:7: Line 2: the `{` opened here is never closed."},
    {"return f(\n  1,\n", "1:9: Line 1: the `(` opened here is never closed."},
    {"return {\n f = function() if x then return 1 end\n}", "3:1: Line 3: this `}` comes before the `function` of line 2 is closed."},
    {"local function f()\n  return 1\n", "1:7: Line 1: the `function` here is never closed; its `end` is missing."},
    {"return --[[ note\n{}", "1:8: Line 1: the comment that starts here with `--[[` is never closed; put `]]` where it ends."},
    {"return [==[ text", "1:8: Line 1: the text that starts here with `[==[` is never closed; put `]==]` where it ends."},
    {"return { a = 1 } }", "1:18: Line 1: this `}` closes nothing; it is one too many, or what it should close is missing."},
    {"return { a = (1 }", "1:17: Line 1: this `}` comes before the `(` of line 1 is closed."},
    {"return { a = 1 ]", "1:16: Line 1: this `]` comes before the `{` of line 1 is closed."},
    // The same key twice: Lua would keep the last without a word.
    {"return {\n\n\n  due = 1,\n  x = { due = 2 },\n\n\n\n  due = 3 }", "9:3: Line 9: `due` is written twice, on line 4 and line 9."},
    {"return { ['a'] = 1, a = 2 }", "1:21: Line 1: `a` is written twice, on line 1 and line 1."},
    // Names.
    {"return { x = exectuive }", "1:14: Nothing is called `exectuive` here."},
    {"local executive = 1\nreturn { x = executve }", "2:14: Nothing is called `executve` here. Did you mean `executive`?"},
    {"return { x = hsa 'due' }", "1:14: Nothing is called `hsa` here. Did you mean `has`?"},
    {"return { when('x', function(item)\n  return itme.fields.a\nend) }", "2:10: Nothing is called `itme` here. Did you mean `item`?"},
    {"return { x = os.time() }", "1:14: Nothing is called `os` here."},
    // Habits of other notations.
    {"return { name: \"x\" }", "1:14: Line 1: `name:` should be `name =`."},
    {"return { x = !yes }", "1:14: Line 1: `!` is not a word of Lua; write `not`, or `~=` for \"is not\"."},
    {"x = = 3", "1:3: Line 1: this cannot be read: unexpected symbol near `=`. Look for a bracket, a comma or a quote that is missing, "
                "here or on the line before."},
    {"return {", "1:8: Line 1: the `{` opened here is never closed."},
    {"retrun { a = 1 }", NULL},
};

static void a_broken_source_gets_a_sentence(void **state) {
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char expected[500];
    char *text = load_in(*state, "workflow", rows[i].source, NULL);
    snprintf(expected, sizeof expected, "[invalid] test.lua:%s", rows[i].text ? rows[i].text : "1:1: Nothing is called `retrun` here.");
    assert_string_equal(text, expected);
    free(text);
  }
}

// Right sources that look like mistakes: nothing of this may be refused.
static const char *const right[] = {
    "local a, b <const>, c = 1, 2, 3 return { a, b, c }",
    "local function f(x, ...) local y = select('#', ...) return x, y end return { f(1, 2) }",
    "local M = {} function M.one(p) return p end function M:two(q) return self, q end M.three = function(r) end return { M.one(1) }",
    "for i, name in ipairs { 'a' } do local x = i end for n = 1, 3 do local y = n end return { 1 }",
    "goto done; do local x = 1 end ::done:: return { 1 }",
    "x, y = 1, 2 return { x, y }",
    "local t = { f = function(self, v) return v end } return { t:f { 1 }, t.f(t, 'x'), #t }",
    "return { a = 1; b = 2, }",
    "return { [1] = 'a', [2] = 'b' }",
    "return { \"a \xE2\x80\x9Cquoted\xE2\x80\x9D word\" } -- \xE2\x80\x98note\xE2\x80\x99",
    "return { [[\nlong\n]], [==[ ]] ]==], 'a\\z\n   b', \"c\\\"d\" }",
    "local s = ('x'):rep(3) local n = -s:len() return { s, n, 2^3, 7 // 2, 0x10, 1e3, .5, 3 .. '' }",
    "local t = { 1 }\n;(function() end)() return t",
    "local t = { 1 }\n(function() end)() return t",
    "local function f(t) return f and t end return f{ 1 }",
    "local a = { { { } } } return a",
    "if true then return { 1 } else return { 2 } end",
    "repeat local x = 1 until x return { while_ = 1 }",
    "local text = 'a' return { text = text, ['a b'] = text, text }",
};

static void a_right_source_is_read(void **state) {
  for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
    char *text = load_in(*state, "workflow", right[i], NULL);
    if (text[0] != '{' && text[1] != '"' && text[1] != '1' && text[1] != '[' && text[1] != '{') fail_msg("%s: %s", right[i], text);
    if (strncmp(text, "[invalid]", 9) == 0 || strncmp(text, "[limit]", 7) == 0) fail_msg("%s: %s", right[i], text);
    free(text);
  }
}

// A real source with one byte changed, 3,000 times from one seed: always an answer or a sentence, never a lost worker.
static void any_bytes_get_an_answer(void **state) {
  static const char source[] = "local m = { [1] = 'x', name = \"y\", [[z]], }\nreturn { m, all { has \"a\", no(has 'b') }, --[[c]]\n f = "
                               "function(a, ...) return a end }";
  static const char bytes[] = "{}()[]=\"'\\,;:.-~&|<>\n\r\t\x80\xE2\xFF\x01 aend1";
  uint32_t seed = 20161224;
  for (int i = 0; i < 3000; i++) {
    char changed[sizeof source];
    memcpy(changed, source, sizeof source);
    seed = seed * 1664525u + 1013904223u;
    changed[(seed >> 8) % (sizeof source - 1)] = bytes[(seed >> 24) % (sizeof bytes - 1)];
    struct err err = {0};
    json_t *answer = worker_load(*state, "workflow", "test.lua", changed, NULL, &err);
    if (!answer && (err.code != ERR_INVALID || strncmp(err.text, "test.lua", 8) != 0)) fail_msg("%s\n%s", changed, err.text);
    json_decref(answer);
  }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_broken_source_gets_a_sentence),
    cmocka_unit_test(a_right_source_is_read),
    cmocka_unit_test(any_bytes_get_an_answer),
};
MAIN_OF(tests)
