// Goal: a calendar's text takes a day more or less without touching what else stands in it, and reads back as the days it should hold.
// Method: texts in and out of order, with further columns, quoted cells, Windows line ends and no last line end; days in front, between and
// behind; names that would fall apart unquoted.
#include "../../helper/deadline.h"
#include "time/calendar.h"

static struct calendar *read(const char *csv) {
  struct err err;
  struct calendar *calendar = calendar_read_local(csv, strlen(csv), &err);
  if (!calendar) fail_msg("%s: %s", err.text, csv);
  return calendar;
}

static void added(const char *csv, const char *date, const char *name, const char *expected) {
  struct calendar *calendar = read(csv);
  char *text = calendar_text_add(calendar, csv, day(date), name);
  assert_string_equal(text, expected);
  struct calendar *after = read(text);
  assert_int_equal(calendar_count(after), calendar_count(calendar) + 1);
  assert_string_equal(calendar_name_of(after, day(date)), name);
  assert_null(calendar_name_of(calendar, day(date)));
  char *back = calendar_text_remove(after, text, day(date));
  struct calendar *again = read(back);
  assert_string_equal(calendar_version(again), calendar_version(calendar));
  calendar_free(calendar), calendar_free(after), calendar_free(again);
  mem_free(text), mem_free(back);
}

static void a_day_goes_where_the_order_wants_it(void **state) {
  (void)state;
  added("date,name\n", "2016-06-03", "jubilee", "date,name\n2016-06-03,jubilee\n");
  added("date,name,moved\n2016-03-25,good_friday,no\n2016-12-27,boxing_day,yes\n", "2016-06-03", "jubilee",
        "date,name,moved\n2016-03-25,good_friday,no\n2016-06-03,jubilee\n2016-12-27,boxing_day,yes\n");
  added("date,name\r\n2016-12-27,boxing_day\r\n", "2016-06-03", "jubilee", "date,name\r\n2016-06-03,jubilee\n2016-12-27,boxing_day\r\n");
  added("date,name\n2016-03-25,good_friday", "2016-06-03", "jubilee", "date,name\n2016-03-25,good_friday\n2016-06-03,jubilee\n");
  added("date,name\n2016-12-27,b\n\n2016-03-25,a\n", "2016-06-03", "j", "date,name\n2016-06-03,j\n2016-12-27,b\n\n2016-03-25,a\n");
}

static void a_name_does_not_fall_apart(void **state) {
  (void)state;
  static const char *const names[] = {"office closed, stocktaking", "the \"big\" move", "\"", "Gwyl Dewi Sant \xc5\xb5", "a b"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    struct calendar *none = read("date,name\n");
    char *text = calendar_text_add(none, "date,name\n", day("2016-06-03"), names[i]);
    struct calendar *calendar = read(text);
    assert_string_equal(calendar_day_at(calendar, 0).name, names[i]);
    calendar_free(none), calendar_free(calendar);
    mem_free(text);
  }
}

static void a_day_is_taken_out_and_no_other(void **state) {
  (void)state;
  const char *csv = "date,name,moved\n2016-12-27,boxing_day,yes\n\"2016-03-25\",\"a, b\",no\n2016-03-28,easter_monday,no";
  struct calendar *calendar = read(csv);
  char *text = calendar_text_remove(calendar, csv, day("2016-03-25"));
  assert_string_equal(text, "date,name,moved\n2016-12-27,boxing_day,yes\n2016-03-28,easter_monday,no");
  mem_free(text);
  text = calendar_text_remove(calendar, csv, day("2016-03-28"));
  assert_string_equal(text, "date,name,moved\n2016-12-27,boxing_day,yes\n\"2016-03-25\",\"a, b\",no\n");
  mem_free(text);
  calendar_free(calendar);
}

// A board may have opened its last closed day again; a division without a day off is a mistake.
static void only_closures_may_be_none(void **state) {
  (void)state;
  struct err err;
  struct calendar *division = read("date,name\n2016-03-25,good_friday\n"), *none = read("date,name\n");
  struct calendar *joined = calendar_join("north", division, none);
  assert_string_equal(calendar_version(joined), calendar_version(division));
  assert_null(calendar_read("north", "date,name\n", 10, &err));
  calendar_free(division), calendar_free(none), calendar_free(joined);
}

static void joined_days_say_whose_they_are(void **state) {
  (void)state;
  struct calendar *division = read("date,name\n2016-03-25,good_friday\n"),
                  *local = read("date,name\n2016-03-24,closed\n2016-03-25,closed\n");
  struct calendar *joined = calendar_join("north", division, local);
  assert_int_equal(calendar_count(joined), 2);
  assert_true(calendar_day_at(joined, 0).is_local);
  assert_false(calendar_day_at(joined, 1).is_local);
  assert_string_equal(calendar_day_at(joined, 1).name, "good_friday");
  calendar_free(division), calendar_free(local), calendar_free(joined);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_day_goes_where_the_order_wants_it), cmocka_unit_test(a_name_does_not_fall_apart),
      cmocka_unit_test(a_day_is_taken_out_and_no_other),     cmocka_unit_test(only_closures_may_be_none),
      cmocka_unit_test(joined_days_say_whose_they_are),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
