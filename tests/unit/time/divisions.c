// Goal: each division has its own days off, and a board's closures lie over them without making a year known (T7). Method: days that only
// one division has, and calendars of a few lines.
#include "../../helper/deadline.h"

static void each_division_has_its_own_days(void **state) {
  (void)state;
  static const struct {
    const char *date, *england, *scotland, *ireland;
  } rows[] = {
      {"2016-01-04", NULL, "2nd_january", NULL},
      {"2016-03-17", NULL, NULL, "st_patrick"},
      {"2016-03-28", "easter_monday", NULL, "easter_monday"},
      {"2016-07-12", NULL, NULL, "battle_boyne"},
      {"2016-08-01", NULL, "summer", NULL},
      {"2016-08-29", "summer", NULL, "summer"},
      {"2019-12-02", NULL, "st_andrew", NULL},
      {"2020-05-08", "early_may_ve", "early_may_ve", "early_may_ve"},
      {"2020-05-04", NULL, NULL, NULL},
      {"2022-06-03", "queen_platinum", "queen_platinum", "queen_platinum"},
      {"2022-09-19", "queens_bank_holiday", "queens_bank_holiday", "queens_bank_holiday"},
      {"2022-05-30", NULL, NULL, NULL},
      {"2023-05-08", "kings_coronation", "kings_coronation", "kings_coronation"},
      {"2026-06-15", NULL, "world_cup", NULL},
      {"2024-03-18", NULL, NULL, "st_patrick"},
      {"2028-01-04", NULL, "2nd_january", NULL},
  };
  static const char *const names[] = {"england-and-wales", "scotland", "northern-ireland"};
  for (int k = 0; k < 3; k++) {
    struct calendar *calendar = shipped_calendar(names[k]);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
      const char *expected = k == 0 ? rows[i].england : k == 1 ? rows[i].scotland : rows[i].ireland;
      const char *why = calendar_why_not(calendar, day(rows[i].date));
      if ((why == NULL) != (expected == NULL) || (why && strcmp(why, expected) != 0)) fail_msg("%s: %s", names[k], rows[i].date);
    }
    assert_int_equal(calendar_first_year(calendar), 2015);
    assert_int_equal(calendar_last_year(calendar), 2028);
    for (int year = 2015; year <= 2028; year++) assert_true(calendar_knows(calendar, year));
    calendar_free(calendar);
  }
}

static struct calendar *few(const char *lines) {
  struct err err;
  char *text = mem_format("date,name\n%s", lines);
  struct calendar *calendar = calendar_read("few", text, strlen(text), &err);
  if (!calendar) fail_msg("%s", err.text);
  mem_free(text);
  return calendar;
}

static void closures_lie_over_the_division(void **state) {
  (void)state;
  struct calendar *division = few("2016-03-25,good_friday\n2017-04-14,good_friday\n");
  struct calendar *local = few("2016-03-25,closed\n2016-12-28,office closed\n2030-01-02,moving house\n2014-05-05,founders' day\n");
  struct calendar *joined = calendar_join("redcar", division, local);
  assert_string_equal(calendar_name(joined), "redcar");
  assert_string_equal(calendar_why_not(joined, day("2016-03-25")), "good_friday");
  assert_string_equal(calendar_why_not(joined, day("2016-12-28")), "office closed");
  assert_string_equal(calendar_why_not(joined, day("2030-01-02")), "moving house");
  assert_true(calendar_knows(joined, 2016) && calendar_knows(joined, 2017));
  assert_false(calendar_knows(joined, 2030) || calendar_knows(joined, 2014)); // a closure says nothing of a year's bank holidays
  assert_int_equal(calendar_first_year(joined), 2016);
  assert_int_equal(calendar_last_year(joined), 2017);
  struct calendar *plain = few("2014-05-05,a\n2016-03-25,b\n2016-12-28,c\n2017-04-14,d\n2030-01-02,e\n");
  assert_string_equal(calendar_version(joined), calendar_version(plain)); // over the dates, whosever they are
  struct calendar *again = calendar_join("redcar", joined, local);        // laid over once more, nothing changes
  assert_string_equal(calendar_version(again), calendar_version(joined));
  assert_false(calendar_knows(again, 2030));
  calendar_free(division), calendar_free(local), calendar_free(joined), calendar_free(plain), calendar_free(again);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_division_has_its_own_days),
      cmocka_unit_test(closures_lie_over_the_division),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
