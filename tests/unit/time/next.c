// Goal: what comes again and again keeps to its anchor, over short months, leap years and the clocks' changes, and never slips or repeats
// (T10, RELIABILITY 3.5). Method: rule_next from one occurrence to the following, over years; a count of what lies between two instants.
#include "../../helper/deadline.h"

static struct rule_input input_of(void **state, const json_t *fields) {
  return (struct rule_input){
      .entered_ms = at("2016-01-01T09:00:00Z"), .fields = fields, .zone = zone_find("Europe/London"), .calendar = *state};
}

static struct rule_result next(const char *text, const struct rule_input *input, int64_t after_ms) {
  struct rule rule = read_rule(text);
  struct rule_result result;
  struct err err;
  if (!rule_next(&rule, input, after_ms, false, &result, &err)) fail_msg("%s: %s", text, err.text);
  return result;
}

// The dates of the occurrences after an instant, as many as are given.
static void check_dates(void **state, const char *rule, const char *fields_text, const char *after, const char *const *dates) {
  json_t *fields = pairs(fields_text, false);
  struct rule_input input = input_of(state, fields);
  int64_t ms = at(after);
  for (; *dates; dates++) {
    char date[DATE_TEXT];
    ms = next(rule, &input, ms).due_ms;
    date_write(zone_date(input.zone, ms), date);
    if (strcmp(date, *dates) != 0) fail_msg("%s: %s, not %s", rule, date, *dates);
  }
  json_decref(fields);
}

static void cycles_keep_to_their_anchor(void **state) {
  check_dates(state, "every 1 month from anchor", "anchor=2016-01-31", "2016-01-31T09:00:00Z",
              (const char *[]){"2016-02-29", "2016-03-31", "2016-04-30", "2016-05-31", NULL});
  check_dates(state, "1 month from anchor", "anchor=2016-12-30", "2017-01-01T09:00:00Z",
              (const char *[]){"2017-01-30", "2017-02-28", "2017-03-30", NULL});
  check_dates(state, "every 1 year from anchor", "anchor=2016-02-29", "2016-01-01T09:00:00Z",
              (const char *[]){"2017-02-28", "2018-02-28", "2019-02-28", "2020-02-29", NULL});
  check_dates(state, "every 2 weeks from anchor", "anchor=2016-01-05", "2019-06-01T09:00:00Z",
              (const char *[]){"2019-06-04", "2019-06-18", NULL});
  check_dates(state, "every 5 working days from anchor", "anchor=2016-03-18", "2016-03-18T09:00:00Z",
              (const char *[]){"2016-03-29", "2016-04-05", "2016-04-12", NULL});
  check_dates(state, "every 1 month from anchor, rolled forward", "anchor=2016-01-25", "2016-01-26T09:00:00Z",
              (const char *[]){"2016-02-25", "2016-03-29", "2016-04-25", NULL}); // Good Friday to the Tuesday; then the 25th again
  check_dates(state, "every 1 calendar day from anchor, rolled forward", "anchor=2016-03-23", "2016-03-23T09:00:00Z",
              (const char *[]){"2016-03-24", "2016-03-29", "2016-03-30", NULL}); // each working day once
}

static void days_of_a_year_and_of_a_period_come_again(void **state) {
  check_dates(state, "on 29 February", "", "2016-02-01T09:00:00Z", (const char *[]){"2016-02-29", "2017-02-28", "2018-02-28", NULL});
  check_dates(state, "31 March after decided", "decided=2018-04-01", "2016-02-01T09:00:00Z",
              (const char *[]){"2019-03-31", "2020-03-31", NULL});
  check_dates(state, "the last working day of the quarter", "", "2016-01-02T09:00:00Z",
              (const char *[]){"2016-03-31", "2016-06-30", "2016-09-30", "2016-12-30", "2017-03-31", NULL});
  check_dates(state, "the first working day of the financial year", "", "2016-01-02T09:00:00Z",
              (const char *[]){"2016-04-01", "2017-04-03", "2018-04-03", NULL}); // 2 April 2018 is Easter Monday
  check_dates(state, "the last calendar day of the year, rolled forward", "", "2016-01-02T09:00:00Z",
              (const char *[]){"2017-01-03", "2018-01-02", "2018-12-31", NULL});
  // rolled out of their own month or year, they are still to come when the next has begun
  check_dates(state, "on 31 December, rolled forward", "", "2017-01-01T09:00:00Z", (const char *[]){"2017-01-03", "2018-01-02", NULL});
  check_dates(state, "the last calendar day of the month, rolled forward", "from=2016-05-01", "2016-05-01T09:00:00Z",
              (const char *[]){"2016-05-03", "2016-05-31", NULL});
}

// On the day itself it is still due: it ends with the day. A time of day that has gone by is not.
static void a_day_that_is_today_counts_until_it_is_over(void **state) {
  struct rule_input input = input_of(state, NULL);
  input.entered_ms = at("2016-03-31T12:00:00Z");
  check_due("today", work_out("the last working day of the quarter", &input).due_ms, "2016-03-31T22:59:59.999Z");
  check_due("gone", work_out("the last working day of the quarter at 09:00", &input).due_ms, "2016-06-30T08:00:00.000Z");
  check_due("today", work_out("on 31 March", &input).due_ms, "2016-03-31T22:59:59.999Z");
  check_due("first", work_out("every 3 months", &input).due_ms, "2016-06-30T22:59:59.999Z");
}

static void nine_o_clock_comes_once_a_day_over_both_changes(void **state) {
  json_t *fields = pairs("anchor=2026-10-01", false);
  struct rule_input input = input_of(state, fields);
  int64_t ms = at("2026-10-01T12:00:00Z");
  for (int i = 1; i <= 366; i++) {
    char text[40], expected[40], date[40];
    ms = next("every 1 calendar day from anchor at 09:00", &input, ms).due_ms;
    date_write_long(date_add_days((struct date){2026, 10, 1}, i), date);
    snprintf(expected, sizeof expected, "%.30s 09:00", date);
    zone_write(input.zone, ms, text);
    assert_string_equal(text, expected);
  }
  json_decref(fields);
}

// 24 hours are exact, so by the wall they come an hour earlier after the October change; a skipped local time moves on and comes back.
static void hours_and_the_clocks(void **state) {
  json_t *fields = pairs("anchor=2026-10-23", false);
  struct rule_input input = input_of(state, fields);
  check_due("day", next("every 24 hours from anchor", &input, at("2026-10-24T00:00:00Z")).due_ms, "2026-10-24T23:00:00.000Z");
  check_due("day", next("every 24 hours from anchor", &input, at("2026-10-25T12:00:00Z")).due_ms, "2026-10-25T23:00:00.000Z");
  json_object_set_new(fields, "anchor", json_string("2026-03-27"));
  check_due("gap", next("every 1 calendar day from anchor at 01:30", &input, at("2026-03-28T12:00:00Z")).due_ms,
            "2026-03-29T01:30:00.000Z");
  check_due("after", next("every 1 calendar day from anchor at 01:30", &input, at("2026-03-29T12:00:00Z")).due_ms,
            "2026-03-30T00:30:00.000Z");
  json_decref(fields);
}

static void meetings_come_from_what_is_known(void **state) {
  json_t *meetings = pairs("llip=2016-10-05;llip=2016-04-06;llip=2016-07-06;llip=2016-07-06", true);
  struct rule_input input = input_of(state, NULL);
  struct rule_result result;
  input.meetings = meetings;
  check_due("papers", next("5 working days before the next meeting of llip", &input, at("2016-03-30T23:00:00Z")).due_ms,
            "2016-06-29T22:59:59.999Z"); // the papers of 6 April were due on the 30th
  check_due("3rd", work_out("the 3rd meeting of llip at 14:00", &input).due_ms, "2016-10-05T13:00:00.000Z");
  input.entered_ms = at("2016-07-06T08:00:00Z"); // on the day of a meeting the next one is another
  check_due("next", work_out("the next meeting of llip", &input).due_ms, "2016-10-05T22:59:59.999Z");
  result = work_out("the 2nd meeting of llip", &input);
  assert_true(result.missing && !result.stopped);
  assert_string_equal(result.why, "the 2nd meeting of llip after Wed 6 Jul 2016 is not known yet");
  result = work_out("3 calendar days after the next meeting of executive", &input);
  assert_string_equal(result.why, "the next meeting of executive after Wed 6 Jul 2016 is not known yet");
  json_decref(meetings);
  static const char *const wrong[] = {"{\"llip\":[\"soon\"]}", "{\"llip\":[5]}"};
  for (int i = 0; i < 2; i++) {
    struct err err;
    struct rule rule = read_rule("the next meeting of llip");
    input.meetings = meetings = json_read(wrong[i], strlen(wrong[i]), "meetings", &err);
    assert_false(rule_work_out(&rule, &input, false, &result, &err));
    assert_non_null(strstr(err.text, "No deadline can be worked out from the meetings of llip: "));
    json_decref(meetings);
  }
}

static void what_comes_once_is_missing_when_it_is_past(void **state) {
  struct rule_input input = input_of(state, NULL);
  check_due("once", next("5 working days", &input, at("2016-01-01T09:00:00Z")).due_ms, "2016-01-08T23:59:59.999Z");
  struct rule_result result = next("5 working days", &input, at("2016-01-08T23:59:59.999Z"));
  assert_true(result.missing);
  assert_string_equal(result.why, "it comes once, and that was Fri 8 Jan 2016 23:59");
  result = next("every 3 months from anchor", &input, at("2016-01-01T09:00:00Z"));
  assert_string_equal(result.why, "the field `anchor` is empty");
}

// Whatever the rule, the next of an occurrence is later, and asking from just before it gives it again.
static void the_next_of_next_never_slips(void **state) {
  static const char *const rules[] = {"every 1 month from anchor",
                                      "every 7 calendar days from anchor at 02:30",
                                      "every 90 minutes from anchor",
                                      "every 3 working days from anchor",
                                      "on 31 March",
                                      "the last working day of the month",
                                      "the first calendar day of the quarter, rolled forward",
                                      "every 13 months from anchor, rolled forward"};
  json_t *fields = pairs("anchor=2015-08-31", false);
  struct rule_input input = input_of(state, fields);
  for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
    int64_t ms = at("2015-09-01");
    for (int k = 0; k < 60; k++) {
      int64_t then = next(rules[i], &input, ms).due_ms;
      assert_true(then > ms);
      assert_int_equal(next(rules[i], &input, then - 1).due_ms, then);
      assert_int_equal(next(rules[i], &input, ms + (then - ms) / 2).due_ms, then);
      ms = then;
    }
  }
  json_decref(fields);
}

static void the_end_of_time_is_a_sentence(void **state) {
  static const char *const rules[] = {"every 1 month from anchor",        "every 1 minute from anchor",
                                      "every 1 working day from anchor",  "on 30 December",
                                      "the last working day of the year", "every 100 years from anchor"};
  json_t *fields = pairs("anchor=2015-08-31", false);
  struct rule_input input = input_of(state, fields);
  for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
    struct rule rule = read_rule(rules[i]);
    struct rule_result result;
    struct err err;
    assert_false(rule_next(&rule, &input, at("9999-12-31T23:59:59.999Z"), true, &result, &err));
    assert_non_null(strstr(err.text, "it would fall outside the years 1900 to 9999"));
    assert_false(rule_next(&rule, &input, INT64_MAX, true, &result, &err));
    assert_false(rule_next(&rule, &input, INT64_MIN, true, &result, &err));
  }
  json_decref(fields);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cycles_keep_to_their_anchor),
      cmocka_unit_test(days_of_a_year_and_of_a_period_come_again),
      cmocka_unit_test(a_day_that_is_today_counts_until_it_is_over),
      cmocka_unit_test(nine_o_clock_comes_once_a_day_over_both_changes),
      cmocka_unit_test(hours_and_the_clocks),
      cmocka_unit_test(meetings_come_from_what_is_known),
      cmocka_unit_test(what_comes_once_is_missing_when_it_is_past),
      cmocka_unit_test(the_next_of_next_never_slips),
      cmocka_unit_test(the_end_of_time_is_a_sentence),
  };
  return cmocka_run_group_tests(tests, load_calendar, free_calendar);
}
