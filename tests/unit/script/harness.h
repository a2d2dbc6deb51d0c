// Shared by the tests of script/: a worker to ask, and a main that answers to --worker, since the worker is this very program started
// again.
#ifndef WAYMARK_TESTS_SCRIPT_HARNESS_H
#define WAYMARK_TESTS_SCRIPT_HARNESS_H
#include "base/json.h"
#include "script/worker.h"
#include "spent.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define MAIN_OF(tests)                                                                                                                     \
  int main(int argc, char **argv) {                                                                                                        \
    if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();                                                                \
    return cmocka_run_group_tests(tests, start_worker, stop_worker);                                                                       \
  }

static inline int start_worker(void **state) {
  *state = worker_new();
  return 0;
}

static inline int stop_worker(void **state) {
  worker_free(*state);
  return 0;
}

static inline int64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

// The canonical value that a source gives, or its error's text in brackets after its code: "[invalid] ...". Caller frees.
static inline char *load_in(struct worker *worker, const char *dialect, const char *source, const json_t *modules) {
  struct err err = {0};
  json_t *answer = worker_load(worker, dialect, "test.lua", source, modules, &err);
  char *text = NULL;
  if (answer)
    text = json_dumps(json_object_get(answer, "value"), JSON_COMPACT | JSON_ENCODE_ANY);
  else if (asprintf(&text, "[%s] %s", err_word(err.code), err.text) < 0)
    abort();
  json_decref(answer);
  return text;
}

static inline void expect_load(void **state, const char *source, const char *expected) {
  char *text = load_in(*state, "workflow", source, NULL);
  assert_string_equal(text, expected);
  free(text);
}

struct word {
  const char *lua, *json;
};

// Each word makes what stands beside it.
static inline void expect_words(void **state, const struct word *words, size_t count) {
  for (size_t i = 0; i < count; i++) {
    char source[200], expected[300];
    snprintf(source, sizeof source, "return { x = %s }", words[i].lua);
    snprintf(expected, sizeof expected, "{\"x\":%s}", words[i].json);
    expect_load(state, source, expected);
  }
}
#endif
