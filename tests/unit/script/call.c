// Goal: a function of a stored definition is found by its pointer and called with an item in a fresh state; what it gives back is JSON, the
// same bytes each time; and a failing function is a sentence, never harm (S5, S7). Method: documents made from loaded sources.
#include "harness.h"

#include <stdlib.h>

// The document of a definition: what worker_load answered, with its source.
static json_t *document_of(struct worker *worker, const char *source, const json_t *modules) {
  struct err err = {0};
  json_t *answer = worker_load(worker, "workflow", "test.lua", source, modules, &err);
  if (!answer) fail_msg("%s", err.text);
  json_t *document = json_pack("{s:{s:s}, s:s, s:O}", "structure", "name", "review-action", "source", source, "modules",
                               json_object_get(answer, "modules"));
  json_decref(answer);
  return document;
}

static char *call(struct worker *worker, const json_t *document, const char *fn, const json_t *item) {
  struct err err = {0};
  json_t *answer = worker_call(worker, document, fn, item, &err);
  char *text = NULL;
  if (answer)
    text = json_canonical(json_object_get(answer, "value"));
  else if (asprintf(&text, "[%s] %s", err_word(err.code), err.text) < 0)
    abort();
  json_decref(answer);
  return text;
}

static json_t *item_of(void) {
  return json_loads(
      "{\"fields\":{\"plan\":\"x\",\"n\":3,\"big\":9007199254740993,\"list\":[\"a\",{\"b\":1.5}],\"none\":null},"
      "\"event\":{\"name\":\"submit\",\"data\":{}},\"states\":[\"work.agreed\"],\"now\":1480000000000,\"today\":\"2016-11-24\"}",
      0, NULL);
}

static const struct {
  const char *body, *answer;
} bodies[] = {
    {"return item.fields.plan == 'x'", "true"},
    {"return item.fields.none == nil and item.fields.missing == nil", "true"},
    {"return { n = item.fields.n + 1, big = item.fields.big }", "{\"big\":9007199254740993,\"n\":4}"},
    {"return item.fields.list[2].b", "1.5"},
    {"return item.states[1] .. item.today", "\"work.agreed2016-11-24\""},
    {"return math.type(item.now)", "\"integer\""},
    {"item.fields.plan = nil return item.fields.plan == nil", "true"},
    {"", "null"},
    {"return item",
     "{\"event\":{\"data\":{},\"name\":\"submit\"},\"fields\":{\"big\":9007199254740993,\"list\":[\"a\",{\"b\":1.5}],\"n\":3,\"plan\":"
     "\"x\"},\"now\":1480000000000,\"states\":[\"work.agreed\"],\"today\":\"2016-11-24\"}"},
    {"return item.fields.none.x",
     "[invalid] review-action.lua:2:1: Line 2: Lua stopped here: attempt to index a nil value (field 'none')."},
    {"error('No plan was given.')", "[invalid] review-action.lua:2:1: No plan was given."},
    {"return _ENV['exec' .. 'utve']", "[invalid] review-action.lua:2:1: Nothing is called `executve` here."},
    {"while true do end", "[limit] review-action.lua:2: The Lua ran for more than 1 million steps and was stopped; make it do less work."},
    {"return (('a'):rep(3000)):find('.-.-.-.-b')",
     "[limit] review-action.lua: The Lua ran for more than 250 ms and was stopped; make it do less work."},
    {"return 0/0", "[invalid] review-action.lua: A number is not finite; a definition can hold ordinary numbers only. (at /)"},
    {"return helper(2) + 1", "5"},
};

static void a_function_is_called_with_its_item(void **state) {
  json_t *item = item_of();
  for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
    char source[400];
    snprintf(source, sizeof source,
             "local function helper(x) return x * 2 end return { a = { 'text', when('it is so', function(item)\n%s\nend) }, b = helper }",
             bodies[i].body);
    json_t *document = document_of(*state, source, NULL);
    char *text = call(*state, document, "/a/1/fn", item);
    assert_string_equal(text, bodies[i].answer);
    free(text);
    json_decref(document);
  }
  json_decref(item);
}

static void a_pointer_finds_lists_mixed_tables_and_odd_keys(void **state) {
  json_t *item = item_of();
  json_t *document =
      document_of(*state,
                  "return { rung = { 'rule', function() return 'mixed' end, tell = 1 }, ['a/b~c'] = { [7] = function() return 'odd' end },"
                  "  list = { { guard = no(when('x', function() return 'deep' end)) } }, text = 'x' }",
                  NULL);
  static const char *const rows[][2] = {
      {"/rung/2", "\"mixed\""},
      {"/a~1b~0c/7", "\"odd\""},
      {"/list/0/guard/of/0/fn", "\"deep\""},
      {"/list/1", "[invalid] review-action.lua: There is no function at /list/1 in this definition."},
      {"/text", "[invalid] review-action.lua: There is no function at /text in this definition."},
      {"", "[invalid] review-action.lua: There is no function at  in this definition."},
      {"/text/length", "[invalid] review-action.lua: There is no function at /text/length in this definition."},
      {"rung", "[invalid] review-action.lua: There is no function at rung in this definition."},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char *text = call(*state, document, rows[i][0], item);
    assert_string_equal(text, rows[i][1]);
    free(text);
  }
  json_decref(document);
  json_decref(item);
}

static void modules_come_from_the_document(void **state) {
  json_t *item = item_of();
  json_t *modules = json_pack("{s:s}", "parts", "local parts = {} function parts.double(x) return 2 * x end return parts");
  json_t *document = document_of(
      *state, "local parts = use 'parts' return { x = run('double', function(item) return { n = parts.double(item.fields.n) } end) }",
      modules);
  char *text = call(*state, document, "/x/fn", item);
  assert_string_equal(text, "{\"n\":6}");
  free(text);
  // V1: the words are those that the definition was made with, not those of the program that runs it.
  json_t *words = json_object_get(document, "modules");
  json_object_set_new(
      words, WORKER_PRELUDE,
      json_string("return { use = (...).use, run = function(_, fn) return { fn = function() return 'stored words' end } end }"));
  text = call(*state, document, "/x/fn", item);
  assert_string_equal(text, "\"stored words\"");
  free(text);
  json_decref(document);
  json_decref(modules);
  json_decref(item);
}

// RELIABILITY L4: what one call leaves anywhere, the next one in the same process does not see.
static void a_call_leaves_nothing_behind(void **state) {
  json_t *item = item_of();
  json_t *document =
      document_of(*state,
                  "local count = 0 seen = 'none' return {"
                  "  plant = function(item) count = count + 1 seen = item.fields.plan has_canary = true return { count, seen } end }",
                  NULL);
  for (int i = 0; i < 20; i++) {
    char *text = call(*state, document, "/plant", item);
    assert_string_equal(text, "[1,\"x\"]");
    free(text);
  }
  json_decref(document);
  json_decref(item);
}

static void the_same_call_gives_the_same_bytes(void **state) {
  json_t *item = item_of();
  json_t *document = document_of(*state,
                                 "return { f = function(item) local out, n = {}, 0 for k, v in pairs(item.fields) do n = n + 1 "
                                 "out[n] = k .. tostring(v) end out.first = next(item.fields) return { out, tostring(out), #out } end }",
                                 NULL);
  char *first = call(*state, document, "/f", item);
  for (int i = 0; i < 1000; i++) {
    char *again = call(*state, document, "/f", item);
    assert_string_equal(again, first);
    free(again);
  }
  free(first);
  json_decref(document);
  json_decref(item);
}

static void a_document_without_a_source_is_refused(void **state) {
  json_t *item = item_of(), *document = json_pack("{s:{s:s}}", "structure", "name", "x");
  char *text = call(*state, document, "/f", item);
  assert_string_equal(text, "[invalid] x: The definition has no source to call a function of, or there is no item to call it with.");
  free(text);
  json_decref(document);
  json_decref(item);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_function_is_called_with_its_item), cmocka_unit_test(a_pointer_finds_lists_mixed_tables_and_odd_keys),
    cmocka_unit_test(modules_come_from_the_document),     cmocka_unit_test(a_call_leaves_nothing_behind),
    cmocka_unit_test(the_same_call_gives_the_same_bytes), cmocka_unit_test(a_document_without_a_source_is_refused),
};
MAIN_OF(tests)
