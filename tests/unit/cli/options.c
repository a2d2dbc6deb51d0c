// Goal: every option of the table is understood, whatever its place in it, and what is wrong with one is said of that one. Method: each row
// is typed, with its value, without it, and with one too many.
#include "cli/internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static bool typed(struct args *args, const char *one, const char *other, struct err *err) {
  char word[100], value[100];
  char *argv[] = {"waymark", word, value, NULL};
  snprintf(word, sizeof word, "%s", one);
  snprintf(value, sizeof value, "%s", other ? other : "");
  return args_read(args, other ? 3 : 2, argv, err);
}

static void each_is_understood(void **state) {
  (void)state;
  for (int i = 0; i < OPTION_COUNT; i++) {
    struct args args;
    struct err err = {0};
    char word[80];
    const struct option_row *row = option_row((enum option_name)i);
    snprintf(word, sizeof word, "--%s", row->word);
    if (!typed(&args, word, row->value ? "x" : NULL, &err)) fail_msg("%s: %s", word, err.text);
    for (int other = 0; other < OPTION_COUNT; other++) assert_true((args.values[other] != NULL) == (other == i));
    assert_string_equal(args.values[i], row->value ? "x" : "");
    assert_int_equal(args.operand_count, 0);
  }
}

static void each_says_what_is_wrong_with_it(void **state) {
  (void)state;
  for (int i = 0; i < OPTION_COUNT; i++) {
    struct args args;
    struct err err = {0};
    char word[80], says[80];
    const struct option_row *row = option_row((enum option_name)i);
    snprintf(word, sizeof word, "--%s%s", row->word, row->value ? "" : "=x");
    snprintf(says, sizeof says, "--%s %s", row->word, row->value ? "needs" : "takes no value");
    assert_false(typed(&args, word, NULL, &err));
    if (!strstr(err.text, says)) fail_msg("%s: %s", word, err.text);
  }
}

static bool is_meant(const struct option_meaning *meaning, const struct command *command) {
  bool named =
      strcmp(meaning->noun, command->noun) == 0 && (!meaning->verb || (command->verb && strcmp(meaning->verb, command->verb) == 0));
  return named && ((command->takes | command->needs) & (option_set)1 << meaning->option);
}

// A command that is called otherwise would lose its words in silence.
static void each_meaning_is_of_a_command_that_takes_the_option(void **state) {
  const struct option_meaning *meaning;
  const struct command *command;
  size_t count = 0;
  (void)state;
  for (; (meaning = option_meaning_at(count)); count++) {
    bool any = false;
    for (size_t i = 0; !any && (command = command_at(i)); i++) any = is_meant(meaning, command);
    if (!any)
      fail_msg("no command \"%s %s\" takes --%s", meaning->noun, meaning->verb ? meaning->verb : "", option_row(meaning->option)->word);
  }
  assert_true(count > 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_is_understood),
      cmocka_unit_test(each_says_what_is_wrong_with_it),
      cmocka_unit_test(each_meaning_is_of_a_command_that_takes_the_option),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
