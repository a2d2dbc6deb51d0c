// Goal: working days of England and Wales are counted as DOMAIN 14 says, and a calendar file's mistakes are named with their line.
// Method: DOMAIN 14's vectors against the shipped calendar; brute force over 2015 to 2028; broken files.
#include "time/calendar.h"

#include "base/env.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct calendar *shipped(void) {
  struct env env = env_system();
  struct err err;
  char *text;
  size_t size;
  assert_true(env_read_file(&env, WAYMARK_SOURCE_DIR "/workflows/calendars/england-and-wales.csv", 1 << 20, &text, &size, &err));
  struct calendar *calendar = calendar_read("england-and-wales", text, size, &err);
  assert_non_null(calendar);
  mem_free(text);
  return calendar;
}

static struct calendar *read_text(const char *text, struct err *err) { return calendar_read("local", text, strlen(text), err); }

static void the_vectors_of_the_domain_hold(void **state) {
  (void)state;
  static const struct {
    const char *from;
    int days;
    const char *to;
  } rows[] = {
      {"Thu 24 Mar 2016", 5, "Mon 4 Apr 2016"},   {"Fri 23 Dec 2016", 5, "Wed 4 Jan 2017"},   {"Thu 13 Apr 2017", 5, "Mon 24 Apr 2017"},
      {"Fri 21 Dec 2018", 15, "Wed 16 Jan 2019"}, {"Thu 18 Apr 2019", 15, "Tue 14 May 2019"}, {"Thu 7 May 2020", 1, "Mon 11 May 2020"},
      {"Fri 1 May 2020", 5, "Mon 11 May 2020"},   {"Wed 1 Jun 2022", 5, "Fri 10 Jun 2022"},   {"Mon 5 Sep 2022", 15, "Tue 27 Sep 2022"},
      {"Fri 16 Sep 2022", 5, "Mon 26 Sep 2022"},  {"Fri 23 Dec 2022", 15, "Wed 18 Jan 2023"}, {"Fri 28 Apr 2023", 15, "Tue 23 May 2023"},
      {"Fri 5 May 2023", 5, "Mon 15 May 2023"},   {"Tue 24 Dec 2024", 5, "Fri 3 Jan 2025"},   {"Thu 24 Dec 2026", 5, "Tue 5 Jan 2027"},
      {"Fri 24 Dec 2027", 15, "Wed 19 Jan 2028"},
  };
  struct calendar *calendar = shipped();
  size_t row = 0;
  for (struct date date = {2016, 1, 1}; date.year < 2028; date = date_add_days(date, 1)) {
    char text[40];
    date_write_long(date, text);
    if (row == sizeof rows / sizeof rows[0]) break;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
      if (strcmp(text, rows[i].from) != 0) continue;
      char to[40];
      date_write_long(calendar_add_working(calendar, date, rows[i].days), to);
      assert_string_equal(to, rows[i].to);
      row++;
    }
  }
  assert_int_equal(row, sizeof rows / sizeof rows[0]);
  calendar_free(calendar);
}

static void a_day_off_says_why(void **state) {
  (void)state;
  struct calendar *calendar = shipped();
  assert_string_equal(calendar_why_not(calendar, (struct date){2016, 3, 25}), "good_friday");
  assert_string_equal(calendar_why_not(calendar, (struct date){2016, 3, 26}), "Saturday");
  assert_string_equal(calendar_why_not(calendar, (struct date){2022, 9, 19}), "queens_bank_holiday");
  assert_string_equal(calendar_why_not(calendar, (struct date){2020, 5, 8}), "early_may_ve");
  assert_null(calendar_why_not(calendar, (struct date){2020, 5, 4})); // moved to the 8th
  assert_null(calendar_why_not(calendar, (struct date){2016, 3, 24}));
  calendar_free(calendar);
}

// T7: past the last known year only weekends are off, and the calendar says that it does not know.
static void unknown_years_are_told_from_known_ones(void **state) {
  (void)state;
  struct calendar *calendar = shipped();
  assert_int_equal(calendar_first_year(calendar), 2015);
  assert_int_equal(calendar_last_year(calendar), 2028);
  assert_true(calendar_knows(calendar, 2015) && calendar_knows(calendar, 2028));
  assert_false(calendar_knows(calendar, 2014) || calendar_knows(calendar, 2029));
  assert_true(calendar_is_working(calendar, (struct date){2029, 12, 25}));
  assert_false(calendar_is_working(calendar, (struct date){2029, 12, 23}));
  calendar_free(calendar);
  struct err err;
  calendar = read_text("date,name\n2015-01-01,a\n2017-01-02,b\n", &err);
  assert_true(calendar_knows(calendar, 2015) && calendar_knows(calendar, 2017));
  assert_false(calendar_knows(calendar, 2016));
  calendar_free(calendar);
  assert_false(calendar_knows(NULL, 2016));
  assert_true(calendar_is_working(NULL, (struct date){2016, 12, 26}));
}

// Whatever is reached by n working days has n working days behind it, and going back from a working day comes home.
static void counting_there_and_back_agrees(void **state) {
  (void)state;
  struct calendar *calendar = shipped();
  for (struct date date = {2015, 1, 1}; date.year < 2029; date = date_add_days(date, 1))
    for (int n = 1; n <= 25; n += 3) {
      struct date to = calendar_add_working(calendar, date, n);
      int count = 0;
      for (int64_t day = date_days(date) + 1; day <= date_days(to); day++) count += calendar_is_working(calendar, date_from_days(day));
      assert_int_equal(count, n);
      assert_true(calendar_is_working(calendar, to));
      if (calendar_is_working(calendar, date)) assert_int_equal(date_days(calendar_add_working(calendar, to, -n)), date_days(date));
    }
  calendar_free(calendar);
}

static void order_names_and_line_ends_do_not_matter(void **state) {
  (void)state;
  struct err err;
  struct calendar *a = read_text("date,name\n2016-03-25,good_friday\n2016-03-28,easter_monday\n", &err);
  struct calendar *b = read_text("\xEF\xBB\xBF"
                                 "date,name,note\r\n2016-03-28,\"Easter, \"\"Monday\"\"\",x\r\n\r\n2016-03-25,Good Friday,\r\n",
                                 &err);
  struct calendar *c = read_text("date,name\n2016-03-25,good_friday", &err);
  assert_true(a && b && c);
  assert_string_equal(calendar_version(a), calendar_version(b));
  assert_string_not_equal(calendar_version(a), calendar_version(c));
  assert_int_equal(strlen(calendar_version(a)), 12);
  assert_string_equal(calendar_why_not(b, (struct date){2016, 3, 28}), "Easter, \"Monday\"");
  assert_string_equal(calendar_name(a), "local");
  calendar_free(a);
  calendar_free(b);
  calendar_free(c);
  calendar_free(NULL);
}

static void broken_files_are_refused_with_their_line(void **state) {
  (void)state;
  static const struct {
    const char *csv, *sentence;
  } rows[] = {
      {"", "The calendar local was not read: line 1: the file is empty; it must begin with the headings date,name."},
      {"day,name\n", "The calendar local was not read: line 1: the first line must be the headings date,name."},
      {"date,name\n", "The calendar local was not read: it names no day off at all. Add lines such as 2016-03-25,good_friday."},
      {"date,name\n2016-03-25,a\n2016-02-30,b\n",
       "The calendar local was not read: line 3: The date 2016-02-30 is refused: February 2016 has 29 days. Check the day."},
      {"date,name\n25/03/2016,a\n",
       "The calendar local was not read: line 2: \"25/03/2016\" is not a date: write it year-month-day in figures, as in 2016-04-04."},
      {"date,name\n2016-03-25\n", "The calendar local was not read: line 2: the day has no name; write why it is off after the comma."},
      {"date,name\n2016-03-25,a\n2016-03-28,b\n2016-03-25,c\n",
       "The calendar local was not read: line 4: 2016-03-25 is named a second time; it stands on line 2 already."},
      {"date,name\n2016-03-25,\"a\n", "The calendar local was not read: line 2: it holds a character that cannot be printed."},
      {"date,name\n2016-03-25,\"a", "The calendar local was not read: line 2: a double quote is opened and not closed."},
      {"date,name\n2016-03-25,\"a\"b\n", "The calendar local was not read: line 2: after a closing double quote a comma is expected."},
      {"date,name\n2016-03-25,P\xe2que\n", "The calendar local was not read: line 2: the name is not UTF-8 text; save the file as UTF-8."},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct err err = {0};
    assert_null(read_text(rows[i].csv, &err));
    assert_string_equal(err.text, rows[i].sentence);
  }
  struct err err;
  assert_null(calendar_read("local", "date,name\n", (1 << 20) + 1, &err));
  assert_int_equal(err.code, ERR_LIMIT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_vectors_of_the_domain_hold),          cmocka_unit_test(a_day_off_says_why),
      cmocka_unit_test(unknown_years_are_told_from_known_ones),  cmocka_unit_test(counting_there_and_back_agrees),
      cmocka_unit_test(order_names_and_line_ends_do_not_matter), cmocka_unit_test(broken_files_are_refused_with_their_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
