// Goal: JSON's small blocks are each one's own however they come and go. Method: texts of every size up to twice what is kept, made and
// dropped at random, each looked at for the letter that fills it; more at a time than are kept; some from before the pool served; and a
// child whose memory runs out.
#include "base/pool.h"

#include <jansson.h>

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { TEXTS = 6000, SIZE_MAX_TRIED = 400, ROUNDS = 60000 };

static json_t *texts[TEXTS];

static json_t *text_of(int place) {
  static char filled[SIZE_MAX_TRIED + 1];
  int size = rand() % SIZE_MAX_TRIED;
  memset(filled, 'a' + place % 26, (size_t)size);
  return json_stringn(filled, (size_t)size);
}

static void assert_whole(int place) {
  const char *text = json_string_value(texts[place]);
  size_t size = json_string_length(texts[place]);
  assert_int_equal(strlen(text), size);
  for (size_t i = 0; i < size; i++) assert_int_equal(text[i], 'a' + place % 26);
}

static void each_block_is_ones_own(void **state) {
  (void)state;
  for (int i = 0; i < TEXTS / 2; i++) texts[i] = text_of(i);
  pool_serve_json();
  for (int i = TEXTS / 2; i < TEXTS; i++) texts[i] = text_of(i);
  for (int round = 0; round < ROUNDS; round++) {
    int place = rand() % TEXTS;
    assert_whole(place);
    json_decref(texts[place]);
    texts[place] = text_of(place);
  }
  for (int i = 0; i < TEXTS; i++) assert_whole(i), json_decref(texts[i]);
}

static void what_jansson_hands_out_is_freed_by_free(void **state) {
  (void)state;
  pool_serve_json();
  for (int i = 0; i < 3000; i++) {
    json_t *value = json_pack("{s:[s, i]}", "name", "value", i);
    char *text = json_dumps(value, JSON_COMPACT);
    assert_int_equal(strncmp(text, "{\"name\":[\"value\",", 17), 0);
    free(text);
    json_decref(value);
  }
}

// Memory in use, of which glibc counts what it keeps at hand itself: a few blocks of each size.
static void what_a_thread_keeps_goes_when_it_says_so(void **state) {
  (void)state;
#ifdef __SANITIZE_ADDRESS__
  skip();
#endif
  enum { BLOCK_MIN = 24, AT_HAND = 100 };
  pool_serve_json();
  for (int i = 0; i < TEXTS; i++) texts[i] = text_of(i);
  for (int i = 0; i < TEXTS; i++) json_decref(texts[i]);
  size_t kept = mallinfo2().uordblks;
  pool_drop();
  assert_true(mallinfo2().uordblks + (1000 - AT_HAND) * BLOCK_MIN < kept);
  json_t *again = text_of(0);
  texts[0] = again;
  assert_whole(0);
  json_decref(again);
  pool_drop();
}

static void fill_memory(void) {
  static char filled[1 << 20];
  struct rlimit limit = {64 << 20, 64 << 20};
  (void)!freopen("/dev/null", "w", stderr);
  setrlimit(RLIMIT_AS, &limit);
  memset(filled, 'x', sizeof filled);
  while (json_stringn(filled, sizeof filled))
    ;
  _exit(9); // it was told that there is no such JSON
}

static void json_that_finds_no_memory_ends_the_process(void **state) {
  (void)state;
#ifdef __SANITIZE_ADDRESS__ // a sanitizer's memory is its own
  skip();
#endif
  int status;
  pool_serve_json();
  pid_t child = fork();
  if (child == 0) fill_memory();
  waitpid(child, &status, 0);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(each_block_is_ones_own), cmocka_unit_test(what_jansson_hands_out_is_freed_by_free),
                                     cmocka_unit_test(what_a_thread_keeps_goes_when_it_says_so),
                                     cmocka_unit_test(json_that_finds_no_memory_ends_the_process)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
