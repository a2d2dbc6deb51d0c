// Goal (S7; RELIABILITY 5): whatever a script does, it ends within a second with the right code, and the parent serves on as if nothing had
// been. Method: a snippet for each class of attack through a real worker, the next request right behind it, and a canary that must not be
// seen.
#include "attacks.h"
#include "harness.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static const struct {
  const char *name, *source, *starts; // how the answer starts
} attacks[] = {
    {"cpu: loop", "while true do end", "[limit] test.lua:1: The Lua ran for more than 1 million steps"},
    {"cpu: goto", "::a:: goto a", "[limit] test.lua:1: The Lua ran for more than 1 million steps"},
    {"cpu: recursion", "local function f() return f() end return f()", "[limit] test.lua:1: The Lua ran for"},
    {"cpu: deep recursion", "local function f() return 1 + f() end return f()", "[limit] test.lua: The Lua used more than 16 MiB"},
    {"cpu: metamethod", "local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end }) return t[1]",
     "[invalid] test.lua:1:1: "},
    {"cpu: comparison", "local t = {} for i = 1, 50 do t[i] = i end table.sort(t, function() while true do end end)",
     "[limit] test.lua:1: "},
    {"cpu: pairs", "while true do for k in pairs { 1, 2, 3 } do end end", "[limit] test.lua:1: "},
    {"cpu: tostring", "tostring(setmetatable({}, { __tostring = function() while true do end end }))", "[limit] test.lua:1: "},
    {"pcall: swallow", "while true do pcall(function() while true do end end) end", "[limit] test.lua:1: "},
    {"pcall: xpcall handler", "xpcall(function() error 'x' end, function() while true do end end)", "[limit] test.lua:1: "},
    {"pcall: nested", "local function f() pcall(f) while true do end end f()", "[limit] test.lua:1: "},
    {"pcall: memory", "local t = {} while true do pcall(function() for i = 1, 1e6 do t[#t + 1] = ('x'):rep(1000) .. i end end) end",
     "[limit] test.lua: The Lua used more than 16 MiB"},
    {"coroutine: many short", "while true do coroutine.wrap(function() local x = 1 end)() end", "[limit] test.lua:1: "},
    {"coroutine: kept",
     "local t = {} while true do t[#t + 1] = coroutine.create(function() coroutine.yield() end) coroutine.resume(t[#t]) end",
     "[limit] test.lua"},
    {"coroutine: nested", "local function f() return coroutine.wrap(f)() end return f()", "[invalid] test.lua:1:1: "},
    {"coroutine: pcall inside", "while true do coroutine.wrap(function() pcall(function() while true do end end) end)() end",
     "[limit] test.lua:1: "},
    {"coroutine: close", "return { coroutine.close(coroutine.create(function() end)) }",
     "[invalid] test.lua:1:1: Line 1: Lua stopped here: attempt to call a nil value (field 'close')."},
    {"memory: table", "local t, s = {}, ('x'):rep(1000) for i = 1, 1e9 do t[i] = s .. i end",
     "[limit] test.lua: The Lua used more than 16 MiB"},
    {"memory: concat", "local s = 'x' while true do s = s .. s end", "[limit] test.lua: The Lua used more than 16 MiB"},
    {"memory: table.concat", "local t = {} for i = 1, 200 do t[i] = ('x'):rep(10000) end return table.concat(t)",
     "[limit] test.lua:1: The Lua made a text of more than 1 MiB"},
    {"memory: rep", "return ('x'):rep(1 << 40)", "[limit] test.lua:1: The Lua made a text of more than 1 MiB"},
    {"memory: rep overflow", "return ('xx'):rep(math.maxinteger, 'yy')", "[limit] test.lua:1: The Lua made a text of more than 1 MiB"},
    {"memory: format", "local s = ('x'):rep(1 << 19) return ('%s%s%s'):format(s, s, s)",
     "[limit] test.lua:1: The Lua made a text of more than 1 MiB"},
    {"memory: gsub", "local s = ('x'):rep(1 << 12) return (s:gsub('x', s))", "[limit] test.lua"},
    {"memory: unpack", "return { table.unpack({}, 1, 1e7) }", "[limit] test.lua:1: "},
    {"memory: byte", "local s = ('x'):rep(1 << 20) while true do pcall(string.byte, s, 1, -1) end", "[limit] test.lua"},
    {"c: lazy pattern", "return string.find(('a'):rep(3000), '.-.-.-.-b')", "[limit] test.lua: The Lua ran for more than 900 ms"},
    {"c: star pattern", "return (('a'):rep(4000)):match('a*a*a*a*b')", "[limit] test.lua: The Lua ran for more than 900 ms"},
    {"c: pattern in pcall", "pcall(string.find, ('a'):rep(3000), '.-.-.-.-b') while true do end",
     "[limit] test.lua: The Lua ran for more than 900 ms"},
    {"c: gsub over and over", "local s = ('x'):rep(1 << 16) while true do s:gsub('y', 'z') end",
     "[limit] test.lua:1: The Lua ran for more than 1 million steps"},
    {"c: table.move", "return table.move({}, 1, math.maxinteger - 1, 2)", "[limit] test.lua:1: The Lua ran for more than 1 million steps"},
    {"c: lying length",
     "return table.concat(setmetatable({}, { __len = function() return 1 << 50 end, __index = function() return '' end }))",
     "[limit] test.lua"},
    {"c: insert in front", "local t = {} for i = 1, 1e5 do table.insert(t, 1, i) end",
     "[limit] test.lua:1: The Lua ran for more than 1 million steps"},
    {"c: tonumber", "local s = ('9'):rep(1 << 20) while true do tonumber(s) end",
     "[limit] test.lua:1: The Lua ran for more than 1 million steps"},
    {"gc: finaliser", "setmetatable({}, { __gc = function() while true do end end })",
     "[invalid] test.lua:1:1: a metatable may not have '__gc' here"},
    {"gc: finaliser later",
     "local m = {} local t = setmetatable({}, m) m.__gc = function() while true do end end t = nil for i = 1, 1e5 do local x = { i } end "
     "return {}",
     "{}"},
    {"gc: weak", "setmetatable({}, { __mode = 'k' })", "[invalid] test.lua:1:1: a metatable may not have '__mode' here"},
    {"gc: closed", "local x <close> = setmetatable({}, { __close = print })", "[invalid] test.lua:1:48: Nothing is called `print` here."},
    {"gc: weak later has no say",
     "local m = {} local t = setmetatable({ {} }, m) m.__mode = 'v' for i = 1, 2000 do local x = ('y'):rep(i) end return { #t }", "[1]"},
    {"metatable: of texts", "return { getmetatable('') == nil, getmetatable(string) == nil }", "[true,true]"},
    {"metatable: library", "string.rep = nil", "[invalid] test.lua:1:1: `string` cannot be changed"},
    {"metatable: library's own", "setmetatable(string, {})", "[invalid] test.lua:1:1: this table cannot be changed"},
    {"metatable: name", "setmetatable({}, { __name = 'x' })", "[invalid] test.lua:1:1: a metatable may not have '__name' here"},
    {"metatable: environment", "local e = _ENV setmetatable(e, { __index = function() return 1 end }) return { os }",
     "[invalid] test.lua:1:1: this table cannot be changed"},
    {"error: object", "error({ code = 1 })",
     "[invalid] test.lua:1:1: The script raised a table as its error, where a sentence was expected."},
    {"error: forged lines", "error('ok\\nINFO all is well\\27[31m', 0)", "[invalid] test.lua:1:1: ok INFO all is well [31m"},
    {"error: nil", "error()", "[invalid] test.lua:1:1: The script raised a nil as its error"},
    {"error: spinning object", "error(setmetatable({}, { __tostring = function() while true do end end }))",
     "[invalid] test.lua:1:1: The script raised a table"},
    {"error: long", "error(('x'):rep(1 << 20))", "[invalid] test.lua:1:1: xxxx"},
    {"error: bytes", "error('\\xff\\xfe')", "[invalid] test.lua:1:1: ??"},
    {"result: giant", "local t = {} for i = 1, 12 do t[i] = ('x'):rep(1 << 19) end return t",
     "[limit] test.lua: The Lua gave back more than 4 MiB"},
    {"result: laughs", "local t = { 'ha' } for i = 1, 40 do t = { t, t, t, t } end return t",
     "[limit] test.lua: The Lua gave back more than 4 MiB"},
    {"result: cycle", "local a, b = {}, {} a.b, b.a = b, a return a", "[invalid] test.lua:1:14: A table holds itself"},
    {"no way out: load", "return { load 'x' }", "[invalid] test.lua:1:10: Nothing is called `load` here."},
    {"no way out: os by name", "local e = _ENV return { e['o' .. 's'] }", "[invalid] test.lua:1:1: Nothing is called `os` here."},
    {"no way out: dump", "return { string.dump }", "{}"},
    {"no way out: random", "return { math.random, math.randomseed }", "{}"},
    {"no way out: binary", "\x1bLua", "[invalid] test.lua:1:1: Line 1: this cannot be read as Lua"},
    {"addresses: tostring", "return { tostring({}), tostring(tostring), ('%s'):format({}), tostring(coroutine.create(tostring)) }",
     "[\"table\",\"function\",\"table\",\"thread\"]"},
    {"addresses: %p", "return { ('%p'):format({}) }", "[invalid] test.lua:1:1: '%p' would show an address"},
    {"addresses: wide %p", "return { ('%-20p'):format({}) }", "[invalid] test.lua:1:1: '%p' would show an address"},
    {"arithmetic: smallest", "local m = math.mininteger return { m // -1 == m, m % -1 }", "[true,0]"},
    {"arithmetic: wrong in 5.4.4", "WILL BE MADE", "[invalid] test.lua:2:12: Line 2: `~` between numbers cannot be trusted"},
    {"nesting: brackets", "WILL BE MADE", "[invalid] test.lua:1:"},
    {"nesting: tables", "WILL BE MADE", "[invalid] test.lua:1:"},
};

// Sources too long for the table.
static char *source_of(size_t i) {
  char *text = NULL;
  size_t size;
  if (strcmp(attacks[i].source, "WILL BE MADE") != 0) return strdup(attacks[i].source);
  FILE *out = open_memstream(&text, &size);
  const char *name = attacks[i].name;
  if (strncmp(name, "arithmetic", 10) == 0) {
    fputs("local t = {", out);
    for (int n = 0; n < 300; n++) fprintf(out, "'k%d',", n);
    fputs("}\nreturn { 1 ~ (2 or 3) }", out);
  } else {
    fputs("return ", out);
    for (int n = 0; n < 20000; n++) fputc(strstr(name, "tables") ? '{' : '(', out);
  }
  fclose(out);
  return text;
}

static void expect_serving(struct worker *worker) {
  char *text = load_in(worker, "workflow", "return { has 'due' }", NULL);
  assert_string_equal(text, "[{\"field\":\"due\",\"op\":\"has\"}]");
  free(text);
}

static void every_attack_ends_in_time_and_harms_nobody(void **state) {
  int failed = 0;
  for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
    char *source = source_of(i);
    int64_t before = now_ms();
    char *text = load_in(*state, "workflow", source, NULL);
    int64_t took = now_ms() - before;
    if (strncmp(text, attacks[i].starts, strlen(attacks[i].starts)) != 0) print_error("%s: %.300s\n", attacks[i].name, text), failed++;
    if (took > 1000) print_error("%s took %d ms\n", attacks[i].name, (int)took), failed++;
    free(text);
    free(source);
    expect_serving(*state);
  }
  assert_int_equal(failed, 0);
}

// What one script leaves anywhere it can reach, the next one, in the same process, must not see.
static void nothing_stays_from_one_script_to_the_next(void **state) {
  char *text = load_in(*state, "workflow",
                       "canary = 'here' pcall(function() string.canary = 1 end) pcall(function() _ENV.has = 1 end) "
                       "pcall(function() getmetatable(_ENV).x = 1 end) return { canary }",
                       NULL);
  assert_string_equal(text, "[\"here\"]");
  free(text);
  text = load_in(*state, "workflow", "return { pcall(function() return _ENV.canary end), string.canary == nil, type(has) }", NULL);
  assert_string_equal(text, "[false,true,\"function\"]");
  free(text);
}

// A definition read twice gives the same bytes, in one process or in another (RELIABILITY L8).
static void the_same_source_gives_the_same_bytes(void **state) {
  const char *source =
      "local t = { b = 1, a = 2, [7] = 3, [3] = 4 } local s = '' for k, v in pairs(t) do s = s .. tostring(k) .. v end "
      "t.order, t.next = s, next(t) for i = 1, 50 do t['key' .. i * 7919 % 97] = tostring(i / 3) end "
      "local list = {} for i = 1, 200 do list[i] = { n = i * 7919 % 13, i = i } end table.sort(list, function(a, b) return a.n < b.n end) "
      "t.sorted = {} for i = 1, 200 do t.sorted[i] = list[i].i end return t";
  char *first = load_in(*state, "workflow", source, NULL);
  assert_true(first[0] == '{');
  for (int i = 0; i < 1000; i++) {
    struct worker *other = i % 100 == 0 ? worker_new() : NULL;
    char *again = load_in(other ? other : *state, "workflow", source, NULL);
    assert_string_equal(again, first);
    free(again);
    worker_free(other);
  }
  free(first);
}

static void a_source_over_its_size_is_refused(void **state) {
  char *source = malloc(WORKER_SOURCE_MAX + 64);
  memset(source, ' ', WORKER_SOURCE_MAX + 32);
  strcpy(source + WORKER_SOURCE_MAX - 10, "return { 1 } ");
  char *text = load_in(*state, "workflow", source, NULL);
  assert_string_equal(text, "[limit] test.lua: The file is larger than 256 KiB; split it into modules.");
  free(text);
  memset(source, ' ', WORKER_SOURCE_MAX);
  strcpy(source + WORKER_SOURCE_MAX - 12, "return { 1 }");
  text = load_in(*state, "workflow", source, NULL);
  assert_string_equal(text, "[1]");
  free(text);
  free(source);
}

// The snippets that others wrote, where they are at hand: each ends in time, as a refusal or a value, and the parent serves on.
static void expect_attack(void *worker, const char *file, const char *source, const char *outcome) {
  struct err err = {0};
  int64_t before = now_ms();
  json_t *answer = worker_load(worker, "board", file, source, NULL, &err);
  if (now_ms() - before > 1000) fail_msg("%s took %d ms", file, (int)(now_ms() - before));
  // Values that are no table are no definitions, so an "ok" may show as that refusal.
  bool ok = answer || strstr(err.text, "must end by giving back a table");
  if (!attack_may_end(outcome, ok, err.code)) fail_msg("%s: wanted %s, got %s", file, outcome, answer ? "a value" : err.text);
  json_decref(answer);
  expect_serving(worker);
}

static void the_public_attacks_end_in_time(void **state) { attacks_run(expect_attack, *state); }

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_attack_ends_in_time_and_harms_nobody),
    cmocka_unit_test(nothing_stays_from_one_script_to_the_next),
    cmocka_unit_test(the_same_source_gives_the_same_bytes),
    cmocka_unit_test(a_source_over_its_size_is_refused),
    cmocka_unit_test(the_public_attacks_end_in_time),
};
MAIN_OF(tests)
