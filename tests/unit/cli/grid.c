// Goal: a table fits every screen, tears no word that it need not, says what it leaves out, and lets no control character through.
// Method: print one table of awkward cells at every width from 40 to 200 and look at each line as a reader would.
#include "base/mem.h"
#include "cli/internal.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *printed(int width, int indent) {
  char *text;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  struct grid *grid = grid_new();
  grid_column(grid, "Ref", GRID_FIXED);
  grid_column(grid, "Title", GRID_FLEX);
  grid_column(grid, "Lead", GRID_SPARE);
  grid_column(grid, "Note", GRID_SPARE);
  const char *cells[] = {"RA-2016-001",
                         "Every school's lead – naïve façade, 日本語 wide characters – is trained",
                         "Education Services",
                         NULL,
                         "PA-1",
                         "two\nlines \033[31mred\033[0m",
                         "LLIP",
                         "damaged \xff byte"};
  for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) grid_cell(grid, cells[i]);
  grid_print(grid, out, width, indent);
  grid_free(grid);
  fclose(out);
  return text;
}

static void test_every_width(void **state) {
  (void)state;
  for (int width = 40; width <= 200; width++) {
    char *text = printed(width, 2);
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
      *end = '\0';
      assert_true(text_width(line) <= (size_t)width);
      assert_true(end == line || end[-1] != ' ');
      assert_null(strchr(line, '\033'));
      assert_null(strchr(line, '\xff'));
    }
    free(text);
  }
}

static void test_whole_when_there_is_room(void **state) {
  (void)state;
  static const char expected[] =
      "Ref          Title                                                                    Lead                Note\n"
      "-----------  -----------------------------------------------------------------------  ------------------  --------------\n"
      "RA-2016-001  Every school's lead – naïve façade, 日本語 wide characters – is trained  Education Services\n"
      "PA-1         two lines  [31mred [0m                                                   LLIP                damaged ? byte\n";
  char *text = printed(200, 0);
  assert_string_equal(text, expected);
  free(text);
}

static void test_leaves_out_before_it_tears(void **state) {
  (void)state;
  static const char expected[] = "Ref          Title         Lead\n"
                                 "-----------  ------------  -------------\n"
                                 "RA-2016-001  Every         Education\n"
                                 "             school's      Services\n"
                                 "             lead – naïve\n"
                                 "             façade,…\n"
                                 "PA-1         two lines     LLIP\n"
                                 "             [31mred [0m\n"
                                 "(Left out on a screen 40 columns wide:\n"
                                 "Note. Widen it, or use --json.)\n";
  char *text = printed(40, 0);
  assert_string_equal(text, expected);
  free(text);
}

static void test_fit_cuts_between_words_and_characters(void **state) {
  (void)state;
  assert_int_equal(text_fit("one two", 7), 7);
  assert_int_equal(text_fit("one two", 6), 3);
  assert_int_equal(text_fit("one two", 3), 3);
  assert_int_equal(text_fit("one two", 2), 2);
  assert_int_equal(text_fit("naïve", 3), 4);  // ï is two bytes
  assert_int_equal(text_fit("日本語", 3), 3); // each is two columns and three bytes
  assert_int_equal(text_fit("日本語", 1), 3); // one at least, or nobody would get on
  assert_int_equal(text_fit("", 5), 0);
}

static void test_an_empty_table_prints_nothing(void **state) {
  (void)state;
  char *text;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  struct grid *grid = grid_new();
  grid_column(grid, "Ref", GRID_FIXED);
  grid_print(grid, out, 80, 0);
  grid_free(grid);
  fclose(out);
  assert_string_equal(text, "");
  free(text);
}

int main(void) {
  setlocale(LC_CTYPE, "C.UTF-8");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_width),
      cmocka_unit_test(test_whole_when_there_is_room),
      cmocka_unit_test(test_leaves_out_before_it_tears),
      cmocka_unit_test(test_fit_cuts_between_words_and_characters),
      cmocka_unit_test(test_an_empty_table_prints_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
