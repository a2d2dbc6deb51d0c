// Goal: dates and instants are read strictly, refused with a helpful sentence, and counted rightly.
// Method: tables of texts and results; every day of 1900 to 2199 against the C library's own calendar.
#include "time/instant.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static void every_day_agrees_with_the_c_library(void **state) {
  (void)state;
  struct date date = {1900, 1, 1};
  for (int64_t day = date_days(date); date.year < 2200; day++) {
    struct tm tm = {.tm_year = date.year - 1900, .tm_mon = date.month - 1, .tm_mday = date.day};
    assert_int_equal(timegm(&tm), day * 86400);
    assert_int_equal(tm.tm_wday == 0 ? 7 : tm.tm_wday, date_weekday(date));
    assert_int_equal(date_days(date), day);
    date = date_add_days(date, 1);
  }
}

static void dates_are_read_and_written(void **state) {
  (void)state;
  struct date date;
  struct err err;
  char text[DATE_TEXT], text_long[40];
  assert_true(date_read("2016-02-29", &date, &err));
  date_write(date, text);
  assert_string_equal(text, "2016-02-29");
  date_write_long((struct date){2016, 4, 4}, text_long);
  assert_string_equal(text_long, "Mon 4 Apr 2016");
}

// T7: invalid dates are refused, in a sentence that helps.
static void wrong_dates_are_refused(void **state) {
  (void)state;
  static const struct {
    const char *text, *sentence;
  } rows[] = {
      {"2016-02-30", "The date 2016-02-30 is refused: February 2016 has 29 days. Check the day."},
      {"2015-02-29", "The date 2015-02-29 is refused: February 2015 has 28 days. Check the day."},
      {"1900-02-29", "The date 1900-02-29 is refused: February 1900 has 28 days. Check the day."},
      {"2016-04-31", "The date 2016-04-31 is refused: April 2016 has 30 days. Check the day."},
      {"2016-04-00", "The date 2016-04-00 is refused: April 2016 has 30 days. Check the day."},
      {"2016-13-01", "The date 2016-13-01 is refused: there is no month 13. A date is written year-month-day, as in 2016-04-04."},
      {"0016-04-04", "The date 0016-04-04 is refused: years run from 1900 to 9999. Check the year."},
      {"30/02/2016", "\"30/02/2016\" is not a date: write it year-month-day in figures, as in 2016-04-04."},
      {"2016-4-4", "\"2016-4-4\" is not a date: write it year-month-day in figures, as in 2016-04-04."},
      {"", "\"\" is not a date: write it year-month-day in figures, as in 2016-04-04."},
      {"2016-04-04x", "\"2016-04-04x\" is not a date alone: write it year-month-day in figures, as in 2016-04-04."},
      {"2016\x01\xff", "\"2016 ?\" is not a date: write it year-month-day in figures, as in 2016-04-04."},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct date date = {1, 2, 3};
    struct err err = {0};
    assert_false(date_read(rows[i].text, &date, &err));
    assert_string_equal(err.text, rows[i].sentence);
    assert_int_equal(err.code, ERR_INVALID);
    assert_int_equal(date.year, 1);
  }
}

// DOMAIN 14 and RELIABILITY 3.5: months and years are clamped to the month's end, never rolled, and always from the first day.
static void months_are_clamped(void **state) {
  (void)state;
  static const struct {
    struct date from;
    int months;
    const char *to;
  } rows[] = {
      {{2016, 1, 31}, 1, "2016-02-29"},  {{2016, 5, 31}, 1, "2016-06-30"},  {{2016, 8, 31}, 6, "2017-02-28"},
      {{2019, 9, 29}, 12, "2020-09-29"}, {{2028, 2, 29}, 12, "2029-02-28"}, {{2016, 1, 31}, 2, "2016-03-31"},
      {{2016, 3, 31}, -1, "2016-02-29"}, {{2016, 1, 15}, -1, "2015-12-15"}, {{2016, 1, 15}, -25, "2013-12-15"},
      {{2016, 12, 31}, 2, "2017-02-28"}, {{2016, 2, 29}, 48, "2020-02-29"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char text[DATE_TEXT];
    date_write(date_add_months(rows[i].from, rows[i].months), text);
    assert_string_equal(text, rows[i].to);
  }
}

static void instants_are_read(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int64_t ms;
    const char *back;
  } rows[] = {
      {"1970-01-01", 0, "1970-01-01T00:00:00.000Z"},
      {"1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00.000Z"},
      {"2016-04-04T22:59:59.999Z", 1459810799999, "2016-04-04T22:59:59.999Z"},
      {"2016-04-04T23:59:59.9999+01:00", 1459810799999, "2016-04-04T22:59:59.999Z"},
      {"2016-04-04t22:59:59.9z", 1459810799900, "2016-04-04T22:59:59.900Z"},
      {"1969-12-31 19:00:00-05:00", 0, "1970-01-01T00:00:00.000Z"},
      {"1969-12-31T23:59:59.999Z", -1, "1969-12-31T23:59:59.999Z"},
      {"1900-01-01", -2208988800000, "1900-01-01T00:00:00.000Z"},
      {"9999-12-31T23:59:59.999Z", 253402300799999, "9999-12-31T23:59:59.999Z"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    int64_t ms = 7;
    struct err err = {0};
    char text[INSTANT_TEXT];
    assert_true(instant_read(rows[i].text, &ms, &err));
    assert_int_equal(ms, rows[i].ms);
    instant_write(ms, text);
    assert_string_equal(text, rows[i].back);
  }
}

static void wrong_instants_are_refused(void **state) {
  (void)state;
  static const char *const texts[] = {
      "2016-04-04T",
      "2016-04-04T09",
      "2016-04-04T09:00Z",
      "2016-04-04T24:00:00Z",
      "2016-04-04T09:60:00Z",
      "2016-04-04T09:00:60Z",
      "2016-04-04T09:00:00",
      "2016-04-04T09:00:00.Z",
      "2016-04-04T09:00:00+1",
      "2016-04-04T09:00:00+24:00",
      "2016-04-04X09:00:00Z",
      "2016-04-04T09:00:00Z ",
      "2016-02-30T09:00:00Z",
      "now",
      "9999-12-31T23:59:59-01:00",
      "1900-01-01T00:00:00+00:01",
  };
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    int64_t ms = 7;
    struct err err = {0};
    assert_false(instant_read(texts[i], &ms, &err));
    assert_int_equal(err.code, ERR_INVALID);
    assert_true(strlen(err.text) > 20);
    assert_int_equal(ms, 7);
  }
  struct err err;
  int64_t ms;
  instant_read("2016-04-04T09:00:00", &ms, &err);
  assert_string_equal(err.text,
                      "\"2016-04-04T09:00:00\" is not an instant: it does not say in which zone; end it with Z for UTC or an offset. "
                      "Write it as in 2016-04-04T09:30:00Z or 2016-04-04T10:30:00+01:00.");
}

// Damaged rows may hold anything: writing stays inside its buffer.
static void any_number_is_written(void **state) {
  (void)state;
  static const int64_t numbers[] = {INT64_MIN, INT64_MAX, 253402300800000, -62167219200001};
  static const char *const texts[] = {"-292275055-05-16T16:47:04.192Z", "+292278994-08-17T07:12:55.807Z", "+10000-01-01T00:00:00.000Z",
                                      "-0001-12-31T23:59:59.999Z"};
  for (size_t i = 0; i < 4; i++) {
    char text[INSTANT_TEXT];
    instant_write(numbers[i], text);
    assert_string_equal(text, texts[i]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_day_agrees_with_the_c_library),
      cmocka_unit_test(dates_are_read_and_written),
      cmocka_unit_test(wrong_dates_are_refused),
      cmocka_unit_test(months_are_clamped),
      cmocka_unit_test(instants_are_read),
      cmocka_unit_test(wrong_instants_are_refused),
      cmocka_unit_test(any_number_is_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
