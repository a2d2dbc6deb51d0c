// Goal: a deadline's clock that is stopped stands still: a stopped day does not count, an open stop leaves no date, and stops outlive a
// change of rule (T8). Method: stops beside rules of every unit; results counted on a calendar by hand.
#include "../../helper/deadline.h"

static struct stop stop_of(const char *from, const char *to) {
  return (struct stop){.from_ms = at(from), .to_ms = to ? at(to) : STOP_OPEN, .reason = "criminal trial"};
}

static struct rule_input input_of(void **state, const char *entered, const struct stop *stops, size_t count) {
  return (struct rule_input){
      .entered_ms = at(entered), .zone = zone_find("Europe/London"), .calendar = *state, .stops = stops, .stop_count = count};
}

static void stopped_days_and_hours_do_not_count(void **state) {
  static const struct {
    const char *rule, *from, *to, *due;
  } rows[] = {
      // entered on Tue 3 May 2016 at 10:00 local
      {"5 working days", "2016-05-05T09:00:00Z", "2016-05-05T10:00:00Z", "2016-05-11T22:59:59.999Z"},  // an hour takes its day
      {"5 working days", "2016-05-04T23:00:00Z", "2016-05-05T23:00:00Z", "2016-05-11T22:59:59.999Z"},  // midnight to midnight is one day
      {"5 working days", "2016-05-04T22:59:59Z", "2016-05-05T23:00:01Z", "2016-05-13T22:59:59.999Z"},  // a second more at each end is three
      {"5 working days", "2016-05-07T09:00:00Z", "2016-05-08T10:00:00Z", "2016-05-10T22:59:59.999Z"},  // a week-end costs nobody anything
      {"5 working days", "2016-05-03T08:00:00Z", "2016-05-03T10:00:00Z", "2016-05-10T22:59:59.999Z"},  // nor does day 0
      {"5 working days", "2016-05-11T09:00:00Z", "2016-06-11T10:00:00Z", "2016-05-10T22:59:59.999Z"},  // or what comes later
      {"3 calendar days", "2016-05-05T09:00:00Z", "2016-05-06T10:00:00Z", "2016-05-08T22:59:59.999Z"}, // 4, 7, 8
      {"1 week", "2016-05-05T09:00:00Z", "2016-05-06T10:00:00Z", "2016-05-12T22:59:59.999Z"},
      {"1 month", "2016-05-05T09:00:00Z", "2016-05-14T10:00:00Z", "2016-06-13T22:59:59.999Z"}, // ten days on from 3 June
      {"1 year", "2016-05-05T09:00:00Z", "2016-05-05T10:00:00Z", "2017-05-04T22:59:59.999Z"},
      {"close of next working day", "2016-05-04T09:00:00Z", "2016-05-05T10:00:00Z", "2016-05-06T22:59:59.999Z"},
      {"48 hours", "2016-05-04T09:00:00Z", "2016-05-04T12:30:00Z", "2016-05-05T12:30:00.000Z"},
      {"48 hours", "2016-05-05T09:00:00Z", "2016-05-06T09:00:00Z", "2016-05-05T09:00:00.000Z"}, // run out as the stop begins
      {"30 minutes", "2016-05-03T08:00:00Z", "2016-05-03T11:00:00Z", "2016-05-03T11:30:00.000Z"},
      {"1 working day at 17:00", "2016-05-04T09:00:00Z", "2016-05-04T10:00:00Z", "2016-05-05T16:00:00.000Z"},
      {"on 31 May", "2016-05-04T09:00:00Z", "2016-06-04T10:00:00Z", "2016-05-31T22:59:59.999Z"},     // a date stands fast
      {"every 1 month", "2016-05-04T09:00:00Z", "2016-06-04T10:00:00Z", "2016-06-03T22:59:59.999Z"}, // so does a cycle
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct stop stop = stop_of(rows[i].from, rows[i].to);
    struct rule_input input = input_of(state, "2016-05-03T09:00:00Z", &stop, 1);
    struct rule_result result = work_out(rows[i].rule, &input);
    assert_false(result.missing);
    check_due(rows[i].rule, result.due_ms, rows[i].due);
    assert_int_equal(result.counted, result.total);
  }
}

// The stops stay as they are; only what is counted over them changes.
static void stops_outlive_a_change_of_rule(void **state) {
  struct stop stops[] = {stop_of("2016-05-09T09:00:00Z", "2016-05-10T09:00:00Z"), stop_of("2016-05-05T09:00:00Z", "2016-05-06T09:00:00Z"),
                         stop_of("2016-05-05T10:00:00Z", "2016-05-05T11:00:00Z")}; // out of order, one inside another
  struct rule_input input = input_of(state, "2016-05-03T09:00:00Z", stops, 3);
  check_due("5", work_out("5 working days", &input).due_ms, "2016-05-16T22:59:59.999Z");
  check_due("10", work_out("10 working days", &input).due_ms, "2016-05-23T22:59:59.999Z");
  check_due("hours", work_out("72 hours", &input).due_ms, "2016-05-07T09:00:00.000Z");
  check_due("hours", work_out("144 hours", &input).due_ms, "2016-05-11T09:00:00.000Z");
}

static void an_open_stop_leaves_no_date(void **state) {
  static const struct {
    const char *rule;
    int64_t counted, total;
    const char *why;
  } rows[] = {
      {"10 working days", 3, 10, "the clock has been stopped since Mon 9 May 2016 10:00 (criminal trial), after 3 of 10 working days"},
      {"1 month", 5, 31, "the clock has been stopped since Mon 9 May 2016 10:00 (criminal trial), after 5 of 31 calendar days"},
      {"200 hours", 518400000, 720000000,
       "the clock has been stopped since Mon 9 May 2016 10:00 (criminal trial), after 144 h 00 min of 200 h 00 min"},
  };
  struct stop stop = stop_of("2016-05-09T09:00:00Z", NULL);
  struct rule_input input = input_of(state, "2016-05-03T09:00:00Z", &stop, 1);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct rule_result result = work_out(rows[i].rule, &input);
    assert_true(result.stopped && result.missing);
    assert_string_equal(result.why, rows[i].why);
    assert_int_equal(result.counted, rows[i].counted);
    assert_int_equal(result.total, rows[i].total);
  }
  check_due("before it", work_out("3 working days", &input).due_ms, "2016-05-06T22:59:59.999Z"); // over before the stop
  check_due("stands fast", work_out("on 2016-05-31", &input).due_ms, "2016-05-31T22:59:59.999Z");
}

static void a_clock_that_stood_already_has_stood_since_then(void **state) {
  struct stop stop = stop_of("2016-05-03T08:00:00Z", NULL); // an hour before there was anything to count
  struct rule_input input = input_of(state, "2016-05-03T09:00:00Z", &stop, 1);
  assert_string_equal(work_out("10 working days", &input).why,
                      "the clock has been stopped since Tue 3 May 2016 09:00 (criminal trial), after 0 of 10 working days");
  assert_string_equal(work_out("2 hours", &input).why,
                      "the clock has been stopped since Tue 3 May 2016 09:00 (criminal trial), after 0 h 00 min of 2 h 00 min");
}

static void counting_back_is_a_distance(void **state) {
  struct stop stop = stop_of("2016-04-01T00:00:00Z", NULL);
  struct rule_input input = input_of(state, "2016-01-01T00:00:00Z", &stop, 1);
  json_t *fields = pairs("due=2016-05-10", false);
  input.fields = fields;
  check_due("before", work_out("5 working days before due", &input).due_ms, "2016-05-03T22:59:59.999Z");
  check_due("before", work_out("2 hours before due", &input).due_ms, "2016-05-09T21:00:00.000Z");
  json_decref(fields);
}

static void a_meeting_stands_fast(void **state) {
  struct stop stop = stop_of("2016-05-04T00:00:00Z", "2016-05-20T00:00:00Z");
  struct rule_input input = input_of(state, "2016-05-03T09:00:00Z", &stop, 1);
  json_t *meetings = pairs("llip=2016-05-10", true);
  struct rule rule = read_rule("3 working days after the next meeting of llip");
  struct rule_result result;
  struct err err;
  input.meetings = meetings;
  check_due("after", work_out("3 working days after the next meeting of llip", &input).due_ms, "2016-05-13T22:59:59.999Z");
  assert_true(rule_next(&rule, &input, at("2016-05-03T09:00:00Z"), false, &result, &err));
  check_due("next", result.due_ms, "2016-05-13T22:59:59.999Z");
  json_decref(meetings);
}

static void a_long_stop_ends_in_a_sentence(void **state) {
  struct stop stop = stop_of("2016-05-04T23:00:00Z", "2026-05-05T23:00:00Z"); // 3653 days
  struct rule_input input = input_of(state, "2016-05-03T00:00:00Z", &stop, 1);
  struct rule rule = read_rule("5 working days");
  struct rule_result result;
  struct err err;
  check_due("ten years", work_out("2 working days", &input).due_ms, "2026-05-06T22:59:59.999Z");
  stop.to_ms++;
  assert_false(rule_work_out(&rule, &input, true, &result, &err));
  assert_string_equal(err.text, "No deadline can be worked out: its clock would be stopped on more than 3653 days. Check when the stops "
                                "end.");
  assert_int_equal(err.code, ERR_LIMIT);
  struct stop many[STOPS_MAX + 1];
  for (int i = 0; i <= STOPS_MAX; i++) many[i] = stop_of("2016-05-04T00:00:00Z", "2016-05-05T00:00:00Z");
  input = input_of(state, "2016-05-03T00:00:00Z", many, STOPS_MAX);
  assert_true(rule_work_out(&rule, &input, false, &result, &err));
  input.stop_count = STOPS_MAX + 1;
  assert_false(rule_work_out(&rule, &input, false, &result, &err));
  assert_int_equal(err.code, ERR_LIMIT);
}

static void stops_are_read_and_written(void **state) {
  (void)state;
  const struct zone *london = zone_find("Europe/London");
  json_t *value = json_pack("{s:s, s:s, s:s, s:s, s:s}", "from", "2016-06-01", "to", "2016-06-30", "reason", "criminal trial", "authority",
                            "LLIP chair", "review", "2016-06-20");
  struct stop stop;
  struct err err;
  assert_true(stop_read(value, london, &stop, &err));
  assert_int_equal(stop.from_ms, at("2016-05-31T23:00:00Z"));
  assert_int_equal(stop.to_ms, at("2016-06-30T23:00:00Z")); // its last day too
  json_t *back = stop_json(&stop, london);
  char *text = json_canonical(back);
  assert_string_equal(text, "{\"authority\":\"LLIP chair\",\"from\":\"2016-05-31T23:00:00.000Z\",\"reason\":\"criminal trial\",\"review\":"
                            "\"2016-06-20\",\"shown\":\"from Wed 1 Jun 2016 00:00 to Thu 30 Jun 2016 23:59\",\"to\":\"2016-06-30T23:00:00."
                            "000Z\"}");
  struct stop again;
  assert_true(stop_read(back, london, &again, &err)); // what is written can be read
  assert_int_equal(again.to_ms, stop.to_ms);
  mem_free(text);
  json_decref(back);
  json_decref(value);
}

static void a_stop_that_makes_no_sense_is_refused(void **state) {
  (void)state;
  static const struct {
    const char *from, *to, *reason, *review, *why;
  } rows[] = {
      {NULL, NULL, "x", NULL, "it does not say from when"},
      {"2016-06-01", NULL, NULL, NULL, "it gives no reason"},
      {"2016-06-01", NULL, "", NULL, "it gives no reason"},
      {"2016-06-02", "2016-06-01", "x", NULL, "it ends before it begins"},
      {"2016-06-01T10:00:00Z", "2016-06-01T10:00:00Z", "x", NULL, "it ends before it begins"},
      {"2016-06-31", NULL, "x", NULL, "The date 2016-06-31 is refused: June 2016 has 30 days. Check the day."},
      {"2016-06-01", NULL, "x", "soon", "\"soon\" is not a date: write it year-month-day in figures, as in 2016-04-04."},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    json_t *value = json_object();
    struct stop stop;
    struct err err;
    json_put_text(value, "from", rows[i].from);
    json_put_text(value, "to", rows[i].to);
    json_put_text(value, "reason", rows[i].reason);
    json_put_text(value, "review", rows[i].review);
    assert_false(stop_read(value, zone_find("Europe/London"), &stop, &err));
    if (!strstr(err.text, rows[i].why)) fail_msg("%s", err.text);
    json_decref(value);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(stopped_days_and_hours_do_not_count),   cmocka_unit_test(stops_outlive_a_change_of_rule),
      cmocka_unit_test(an_open_stop_leaves_no_date),           cmocka_unit_test(a_clock_that_stood_already_has_stood_since_then),
      cmocka_unit_test(counting_back_is_a_distance),           cmocka_unit_test(a_meeting_stands_fast),
      cmocka_unit_test(a_long_stop_ends_in_a_sentence),        cmocka_unit_test(stops_are_read_and_written),
      cmocka_unit_test(a_stop_that_makes_no_sense_is_refused),
  };
  return cmocka_run_group_tests(tests, load_calendar, free_calendar);
}
