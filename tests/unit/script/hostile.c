// Goal (S7; RELIABILITY 5): whatever a script does, it ends within a second of its worker's time with the right code, and the parent serves
// on as if nothing had been. Method: a snippet for each class of attack through a real worker, the next request right behind it, and a
// canary that must not be seen.
#include "attacks.h"
#include "calls.h"
#include "own_attacks.h"
#include "script/internal.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void expect_serving(struct worker *worker) {
  char *text = load_in(worker, "workflow", "return { has 'due' }", NULL);
  assert_string_equal(text, "[{\"field\":\"due\",\"op\":\"has\"}]");
  free(text);
}

static void every_attack_ends_in_time_and_harms_nobody(void **state) {
  int failed = 0;
  for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
    char *source = attack_source(&attacks[i]);
    int64_t took = INT64_MAX;
    char *text = NULL;
    bool right = false;
    for (int tries = 0; tries < TRIES && (took > LATE_MS || !right); tries++) {
      int64_t before = spent_ms();
      free(text);
      text = load_in(*state, "workflow", source, NULL);
      took = spent_ms() - before;
      right = strncmp(text, attacks[i].starts, strlen(attacks[i].starts)) == 0;
    }
    if (!right) print_error("%s: %.300s\n", attacks[i].name, text), failed++;
    if (took > LATE_MS) print_error("%s took %d ms\n", attacks[i].name, (int)took), failed++;
    free(text);
    free(source);
    expect_serving(*state);
  }
  assert_int_equal(failed, 0);
}

// "[limit]", "[invalid]", or "" for a value.
static const char *class_of(const char *text) {
  return strncmp(text, "[limit]", 7) == 0 ? "[limit]" : strncmp(text, "[invalid]", 9) == 0 ? "[invalid]" : "";
}

// What a function answers, as text like load_in's. Caller frees.
static char *call_in(struct worker *worker, const json_t *document) {
  json_t *item = json_pack("{s:{}, s:{}}", "fields", "event");
  struct worker_ask ask = {.fn = "/f", .item = item};
  worker_call_many(worker, document, &ask, 1);
  char *text = text_of(&ask);
  json_decref(item), json_decref(ask.value);
  return text;
}

// The document of a source; NULL: it was refused. A new reference.
static json_t *document_read(struct worker *worker, const char *source) {
  struct err err = {0};
  json_t *loaded = worker_load(worker, "workflow", "test.lua", source, NULL, &err), *document = NULL;
  if (loaded)
    document =
        json_pack("{s:{s:s}, s:s, s:O}", "structure", "name", "test", "source", source, "modules", json_object_get(loaded, "modules"));
  json_decref(loaded);
  return document;
}

// The same attacks in a function, as guards and actions are: each ends as it does at the top level, sooner, and the next call of another
// definition that the worker holds is served. True: it was called.
static bool attack_in_function(struct worker *worker, const struct attack *attack, const json_t *other, int *failed) {
  char *body = attack_source(attack), *source = NULL, *text = NULL;
  if (asprintf(&source, "local up = 0 return { f = function(item) up = up + 1 %s\nend }", body) < 0) abort();
  json_t *document = document_read(worker, source);
  int64_t took = document ? INT64_MAX : 0;
  bool same = !document;
  for (int tries = 0; tries < TRIES && (took > LATE_MS || !same); tries++) {
    int64_t before = spent_ms();
    free(text);
    text = call_in(worker, document);
    took = spent_ms() - before;
    same = strcmp(class_of(text), class_of(attack->starts)) == 0 || strcmp(attack->starts, "[") == 0;
  }
  if (!same) print_error("%s: %.300s\n", attack->name, text), ++*failed;
  if (took > LATE_MS) print_error("%s took %d ms\n", attack->name, (int)took), ++*failed;
  free(text), free(source), free(body);
  text = call_in(worker, other);
  if (strcmp(text, "1") != 0) print_error("after %s: %s\n", attack->name, text), ++*failed;
  free(text);
  bool called = document != NULL;
  json_decref(document);
  return called;
}

static void every_attack_in_a_function_ends_too(void **state) {
  json_t *other = document_read(*state, "local n = 0 return { f = function() n = n + 1 return n end }");
  int failed = 0, called = 0;
  // Builds with AddressSanitizer take long over each.
  size_t step = SCRIPT_ASAN && !getenv("WAYMARK_LONG") ? 3 : 1;
  for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i += step) called += attack_in_function(*state, &attacks[i], other, &failed);
  assert_true(called > 45);
  assert_int_equal(failed, 0);
  json_decref(other);
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
static void public_attack(void *user, const char *file, const char *source, const char *outcome) {
  struct worker *worker = user;
  struct err err = {0};
  char *whole = NULL;
  int64_t before = spent_ms();
  json_t *answer = worker_load(worker, "board", file, source, NULL, &err);
  if (spent_ms() - before > LATE_MS) fail_msg("%s took %d ms", file, (int)(spent_ms() - before));
  // Values that are no table are no definitions, so an "ok" may show as that refusal.
  bool ok = answer || strstr(err.text, "must end by giving back a table");
  if (!attack_may_end(outcome, ok, err.code)) fail_msg("%s: wanted %s, got %s", file, outcome, answer ? "a value" : err.text);
  json_decref(answer);
  expect_serving(worker);
  if (asprintf(&whole, "return { f = function(item)\n%s\nend }", source) < 0) abort();
  json_t *document = json_is_utf8(source) ? document_read(worker, whole) : NULL;
  before = spent_ms();
  char *text = document ? call_in(worker, document) : NULL;
  if (spent_ms() - before > LATE_MS) fail_msg("%s in a function took %d ms", file, (int)(spent_ms() - before));
  enum err_code code = text && strncmp(text, "[limit]", 7) == 0 ? ERR_LIMIT : ERR_INVALID;
  if (text && !attack_may_end(outcome, text[0] != '[' || !*class_of(text), code)) fail_msg("%s in a function: %s", file, text);
  free(text), free(whole);
  json_decref(document);
  expect_serving(worker);
}

static void the_public_attacks_end_in_time(void **state) { attacks_run(public_attack, *state); }

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_attack_ends_in_time_and_harms_nobody), cmocka_unit_test(every_attack_in_a_function_ends_too),
    cmocka_unit_test(nothing_stays_from_one_script_to_the_next),  cmocka_unit_test(the_same_source_gives_the_same_bytes),
    cmocka_unit_test(a_source_over_its_size_is_refused),          cmocka_unit_test(the_public_attacks_end_in_time),
};
MAIN_OF(tests)
