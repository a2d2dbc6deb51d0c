// Goal: each named limit of the worker (engine/script/worker.h, internal.h) lets through what is just under it and refuses what is just
// over. Method: pairs of sources through a real worker; the caller is served again after each.
#include "../unit/script/harness.h"
enum { MODULES_MAX = 64 }; // engine/script/internal.h

#include <stdlib.h>

static const struct {
  const char *limit, *under, *over, *says;
} rows[] = {
    {"WORKER_INSTRUCTIONS_MAX", "for i = 1, 700000 do end return { 1 }", "for i = 1, 1100000 do end return { 1 }",
     "more than 1 million steps"},
    {"WORKER_INSTRUCTIONS_MAX in coroutines", "for i = 1, 3000 do coroutine.wrap(function() end)() end return { 1 }",
     "for i = 1, 10000 do coroutine.wrap(function() end)() end return { 1 }", "more than 1 million steps"},
    {"WORKER_MEMORY_MAX", "local t, s = {}, ('x'):rep(1 << 20) for i = 1, 5 do t[i] = s .. i end return { 1 }",
     "local t, s = {}, ('x'):rep(1 << 20) for i = 1, 16 do t[i] = s .. i end return { 1 }", "more than 16 MiB of memory"},
    {"WORKER_STRING_MAX of rep", "return { #('x'):rep(1 << 20) }", "return { #('x'):rep((1 << 20) + 1) }", "a text of more than 1 MiB"},
    {"WORKER_STRING_MAX of format", "local s = ('x'):rep((1 << 19) - 8) return { #('%s%s'):format(s, s) }",
     "local s = ('x'):rep(1 << 19) return { #('%s%s%s'):format(s, s, s) }", "a text of more than 1 MiB"},
    {"WORKER_STRING_MAX of concat", "local s = ('x'):rep(1 << 19) return { #table.concat { s, s } }",
     "local s = ('x'):rep(1 << 19) return { #table.concat { s, s, 'x' } }", "a text of more than 1 MiB"},
    {"WORKER_STRING_MAX of gsub", "return { #(('x'):rep(1 << 10):gsub('x', ('y'):rep(1 << 9))) }",
     "return { #(('x'):rep(1 << 10):gsub('x', ('y'):rep(1 << 11))) }", "a text of more than 1 MiB"},
    {"WORKER_ANSWER_MAX", "local s = ('x'):rep(1 << 19) return { s, s, s, s, s, s, s }",
     "local s = ('x'):rep(1 << 19) return { s, s, s, s, s, s, s, s, s }", "gave back more than 4 MiB"},
    {"SCRIPT_DEPTH_MAX", "local t = {} for i = 1, 179 do t = { t } end return t", "local t = {} for i = 1, 180 do t = { t } end return t",
     "more than 180 deep"},
    {"SCRIPT_VALUES_MAX", "local t = {} for i = 1, 30000 do t[i] = i end return { t }",
     "local t = {} for i = 1, 30000 do t[i] = 1 end return { t, t, t, t, t, t, t }", "gave back more than 4 MiB"},
};

static void each_limit_lets_through_what_is_under_it(void **state) {
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char *text = load_in(*state, "board", rows[i].under, NULL);
    if (text[0] != '[' || strncmp(text, "[limit]", 7) == 0 || strncmp(text, "[invalid]", 9) == 0)
      fail_msg("under %s: %.200s", rows[i].limit, text);
    free(text);
  }
}

static void each_limit_refuses_what_is_over_it(void **state) {
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char *text = load_in(*state, "board", rows[i].over, NULL);
    if (!strstr(text, rows[i].says)) fail_msg("over %s: %.200s", rows[i].limit, text);
    free(text);
    text = load_in(*state, "board", "return { 1 }", NULL);
    assert_string_equal(text, "[1]");
    free(text);
  }
}

// SCRIPT_MODULES_MAX: a file may use so many modules and no more.
static void modules_have_a_number(void **state) {
  for (int count = MODULES_MAX; count <= MODULES_MAX + 1; count++) {
    json_t *modules = json_object();
    char name[20], source[4000] = "";
    for (int i = 0; i < count; i++) {
      snprintf(name, sizeof name, "m%d", i);
      json_object_set_new(modules, name, json_string("return {}"));
      snprintf(source + strlen(source), sizeof source - strlen(source), "use 'm%d' ", i);
    }
    strcat(source, "return { 1 }");
    char *text = load_in(*state, "workflow", source, modules);
    if (count == MODULES_MAX)
      assert_string_equal(text, "[1]");
    else
      assert_non_null(strstr(text, "more than 64 modules are used"));
    free(text);
    json_decref(modules);
  }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_limit_lets_through_what_is_under_it),
    cmocka_unit_test(each_limit_refuses_what_is_over_it),
    cmocka_unit_test(modules_have_a_number),
};
MAIN_OF(tests)
