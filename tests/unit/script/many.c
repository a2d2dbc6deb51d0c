// Goal: many calls in one message are many calls: each has a budget and an answer of its own, and one that goes over a limit, or a worker
// that dies, harms no other (RELIABILITY 5.3). Method: functions that are good, wrong, too long and too large side by side; a worker that
// is killed in the middle; and, where WAYMARK_LONG is set, one that works until it is worn out.
#include "calls.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SAID = 400 };

static json_t *limits_document(struct worker *worker) {
  return document_of(worker,
                     "local count = 0 return {"
                     "good = function(item) count = count + 1 return item.fields.n + count end,"
                     "bad = function() error('No plan was given.') end,"
                     "spin = function() while true do end end,"
                     "pattern = function() return (('a'):rep(3000)):find('.-.-.-.-b') end,"
                     "memory = function() local t, s = {}, ('x'):rep(1 << 20) for i = 1, 40 do t[i] = s .. i end end,"
                     "half_steps = function() for i = 1, 600000 do end return 'half' end,"
                     "half_memory = function() local t, s = {}, ('x'):rep(1 << 20) for i = 1, 9 do t[i] = s .. i end return 'half' end,"
                     "long = function() for i = 1, 950000 do end return 'long' end }",
                     NULL);
}

// Asks the functions named, in order; the number of the first whose answer does not begin as wanted, with what it is; `count`: none.
static size_t first_other(struct worker *worker, const json_t *document, const char *const (*rows)[2], size_t count, char *said) {
  json_t *item = json_pack("{s:{s:i}}", "fields", "n", 41);
  struct worker_ask asks[40];
  size_t other = count;
  assert_true(count <= 40);
  for (size_t i = 0; i < count; i++) asks[i] = (struct worker_ask){.fn = rows[i][0], .item = item};
  worker_call_many(worker, document, asks, count);
  for (size_t i = 0; i < count; i++) {
    char *text = text_of(&asks[i]);
    if (other == count && strncmp(text, rows[i][1], strlen(rows[i][1])) != 0) other = i, snprintf(said, SAID, "%s", text);
    free(text);
    json_decref(asks[i].value);
  }
  json_decref(item);
  return other;
}

static void expect_of(struct worker *worker, const json_t *document, const char *const (*rows)[2], size_t count) {
  char said[SAID];
  size_t other = 0;
  for (int tries = 0; tries < TRIES; tries++) {
    other = first_other(worker, document, rows, count, said);
    if (other == count) return;
  }
  fail_msg("%zu %s: %s", other, rows[other][0], said);
}

static void expect_many(struct worker *worker, const char *const (*rows)[2], size_t count) {
  json_t *document = limits_document(worker);
  expect_of(worker, document, rows, count);
  json_decref(document);
}

static const char STEPS[] = "[limit] test.lua:1: The Lua ran for more than 1 million steps and was stopped";
static const char TIME[] = "[limit] test.lua: The Lua ran for more than 250 ms and was stopped";

static void one_that_goes_over_a_limit_harms_no_other(void **state) {
  static const char *const first[][2] = {{"/spin", STEPS}, {"/good", "42"}, {"/bad", "[invalid] test.lua:1:1: No plan"}, {"/good", "42"}};
  static const char *const middle[][2] = {
      {"/good", "42"}, {"/pattern", TIME}, {"/good", "42"}, {"/none", "[invalid] test.lua: There is no"}};
  static const char *const last[][2] = {{"/good", "42"}, {"/good", "42"}, {"/memory", "[limit] test.lua: The Lua used more than 16 MiB"}};
  expect_many(*state, first, 4);
  expect_many(*state, middle, 4);
  expect_many(*state, last, 3);
}

// Each costs a worker, so one asking does not go on for ever.
static void after_two_the_rest_is_left_to_be_asked_by_itself(void **state) {
  static const char *const rows[][2] = {{"/spin", STEPS}, {"/good", "[not asked]"}, {"/spin", STEPS}, {"/spin", "[not asked]"}};
  expect_many(*state, rows, 4);
  static const char *const alone[][2] = {{"/spin", STEPS}};
  expect_many(*state, alone, 1);
}

static void each_call_has_a_budget_of_its_own(void **state) {
  static const char *const rows[][2] = {{"/half_steps", "\"half\""},  {"/half_steps", "\"half\""},  {"/half_steps", "\"half\""},
                                        {"/half_memory", "\"half\""}, {"/half_memory", "\"half\""}, {"/half_memory", "\"half\""}};
  expect_many(*state, rows, 6);
}

// A message ends early when it took long; the rest goes in the next.
static void long_work_is_split_into_messages(void **state) {
  const char *rows[30][2];
  for (int i = 0; i < 30; i++) rows[i][0] = i % 5 ? "/long" : "/good", rows[i][1] = i % 5 ? "\"long\"" : "42";
  expect_many(*state, (const char *const(*)[2])rows, 30);
}

// Nobody can be blamed for what kills a worker from outside; asked again, all is well.
static void a_worker_killed_in_a_message_harms_no_call(void **state) {
  json_t *document = limits_document(*state);
  for (int i = 0; i < 5; i++) {
    const char *rows[30][2];
    for (int k = 0; k < 30; k++) rows[k][0] = k % 2 ? "/half_steps" : "/good", rows[k][1] = k % 2 ? "\"half\"" : "42";
    expect_of(*state, document, (const char *const(*)[2])rows, 1);
    pid_t pid = only_child(), killer = fork();
    if (killer == 0) {
      usleep(3000);
      kill(pid, SIGKILL);
      _exit(0);
    }
    expect_of(*state, document, (const char *const(*)[2])rows, 30);
    waitpid(killer, NULL, 0);
  }
  json_decref(document);
}

// A worker ends after 20 s of CPU, between two requests: whoever asks at that moment notices nothing.
static void a_worn_out_worker_is_replaced_unnoticed(void **state) {
  if (!getenv("WAYMARK_LONG")) skip();
  json_t *document = limits_document(*state);
  const char *rows[30][2];
  for (int k = 0; k < 30; k++) rows[k][0] = "/half_steps", rows[k][1] = "\"half\"";
  expect_of(*state, document, (const char *const(*)[2])rows, 1);
  pid_t first = only_child();
  for (int64_t end = now_ms() + 120000; only_child() == first && now_ms() < end;)
    expect_of(*state, document, (const char *const(*)[2])rows, 30);
  assert_true(first && only_child() != first);
  json_decref(document);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_that_goes_over_a_limit_harms_no_other),  cmocka_unit_test(after_two_the_rest_is_left_to_be_asked_by_itself),
    cmocka_unit_test(each_call_has_a_budget_of_its_own),          cmocka_unit_test(long_work_is_split_into_messages),
    cmocka_unit_test(a_worker_killed_in_a_message_harms_no_call), cmocka_unit_test(a_worn_out_worker_is_replaced_unnoticed),
};
MAIN_OF(tests)
