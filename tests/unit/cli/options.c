// Every option by itself, over the whole table: it is known by its word, keeps its value, and is told apart where it is given wrongly.
// An option whose number is that of a letter which getopt_long answers with would be taken for a mistake.
#include "base/mem.h"
#include "cli/internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool read_one(const char *word, const char *value, struct args *args, struct err *err) {
  char *argv[] = {"waymark", (char *)word, (char *)value, NULL};
  return args_read(args, value ? 3 : 2, argv, err);
}

static void each_option_is_read_as_itself(void **state) {
  (void)state;
  for (int i = 0; i < OPTION_COUNT; i++) {
    const struct option_row *row = option_row((enum option_name)i);
    char *word = mem_format("--%s", row->word);
    struct args args;
    struct err err = {0};
    if (!read_one(word, row->value ? "x" : NULL, &args, &err)) fail_msg("%s: %s", word, err.text);
    assert_string_equal(args.values[i], row->value ? "x" : "");
    for (int j = 0; j < OPTION_COUNT; j++) assert_true(j == i || !args.values[j]);
    mem_free(word);
  }
}

static void a_value_too_few_or_too_many_is_told_of_that_option(void **state) {
  (void)state;
  for (int i = 0; i < OPTION_COUNT; i++) {
    const struct option_row *row = option_row((enum option_name)i);
    char *word = mem_format("--%s%s", row->word, row->value ? "" : "=x"),
         *begins = mem_format(row->value ? "--%s needs " : "--%s takes no value", row->word);
    struct args args;
    struct err err = {0};
    assert_false(read_one(word, NULL, &args, &err));
    assert_int_equal(err.code, ERR_MISUSE);
    if (strncmp(err.text, begins, strlen(begins)) != 0) fail_msg("%s: %s", word, err.text);
    mem_free(word);
    mem_free(begins);
  }
}

static void a_word_that_is_none_is_told_with_the_nearest(void **state) {
  (void)state;
  struct args args;
  struct err err = {0};
  assert_false(read_one("--encrypd", NULL, &args, &err));
  assert_string_equal(err.text, "There is no option --encrypd; did you mean --encrypt?");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_option_is_read_as_itself),
      cmocka_unit_test(a_value_too_few_or_too_many_is_told_of_that_option),
      cmocka_unit_test(a_word_that_is_none_is_told_with_the_nearest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
