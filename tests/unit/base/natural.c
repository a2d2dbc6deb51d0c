// Goal: lists are in the order in which people count. Method: pairs that are in order, each asked both ways; a list that is sorted.
#include "base/natural.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void numbers_count(void **state) {
  static const char *const pairs[][2] = {{"BP-2", "BP-10"},   {"BP-09", "BP-10"},
                                         {"1.2", "1.10"},     {"a", "b"},
                                         {"BP", "BP-1"},      {"RA-2016-999", "RA-2016-1000"},
                                         {"x1y2", "x1y10"},   {"01", "1"},
                                         {"A-1-b", "A-01-c"}, {"99999999999999999998", "99999999999999999999"}};
  (void)state;
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
    assert_true(natural_compare(pairs[i][0], pairs[i][1]) < 0);
    assert_true(natural_compare(pairs[i][1], pairs[i][0]) > 0);
    assert_int_equal(natural_compare(pairs[i][0], pairs[i][0]), 0);
  }
}

static void rows_are_sorted(void **state) {
  (void)state;
  json_t *rows = json_pack("[{s:s,s:i},{s:s,s:i},{s:s,s:i}]", "ref", "B-10", "n", 1, "ref", "B-2", "n", 2, "ref", "B-2", "n", 3);
  natural_sort(rows, "ref");
  static const int64_t wanted[] = {2, 3, 1};
  for (size_t i = 0; i < 3; i++) assert_int_equal(json_number(json_array_get(rows, i), "n", 0), wanted[i]);
  json_decref(rows);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(numbers_count), cmocka_unit_test(rows_are_sorted)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
