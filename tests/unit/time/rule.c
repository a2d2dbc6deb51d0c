// Goal: deadline rules are read, refused with a sentence that helps, and worked out with a receipt (T2, T7, T9).
// Method: tables of words against due instants, in Europe/London with the shipped calendar; exact sentences; one whole receipt.
#include "time/rule.h"

#include "base/env.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct calendar *calendar;

static int load(void **state) {
  (void)state;
  struct env env = env_system();
  struct err err;
  char *text;
  size_t size;
  if (!env_read_file(&env, WAYMARK_SOURCE_DIR "/workflows/calendars/england-and-wales.csv", 1 << 20, &text, &size, &err)) return -1;
  calendar = calendar_read("england-and-wales", text, size, &err);
  mem_free(text);
  return calendar ? 0 : -1;
}

static int unload(void **state) {
  (void)state;
  calendar_free(calendar);
  return 0;
}

static int64_t at(const char *text) {
  int64_t ms = 0;
  struct err err;
  assert_true(instant_read(text, &ms, &err));
  return ms;
}

// Works out `text` from an entered instant and one field `due`; the result's receipt is the caller's.
static bool work_out(const char *text, const char *entered, const char *due, bool receipt, struct rule_result *result, struct err *err) {
  struct rule rule;
  if (!rule_read(text, &rule, err)) fail_msg("%s", err->text);
  json_t *fields = json_object();
  json_put_text(fields, "due", due);
  struct rule_input input = {.entered_ms = at(entered), .fields = fields, .zone = zone_find("Europe/London"), .calendar = calendar};
  bool ok = rule_work_out(&rule, &input, receipt, result, err);
  json_decref(fields);
  return ok;
}

static void rules_work_out(void **state) {
  (void)state;
  static const struct {
    const char *rule, *entered, *due_field, *due;
  } rows[] = {
      // from the step's beginning; day 0 is the trigger's local day
      {"5 working days", "2016-03-24T09:00:00Z", NULL, "2016-04-04T22:59:59.999Z"},
      {"15 working days", "2018-12-21T23:30:00Z", NULL, "2019-01-16T23:59:59.999Z"},
      {"1 working day", "2020-05-07T09:00:00Z", NULL, "2020-05-11T22:59:59.999Z"},
      {"1 working day", "2016-04-04T23:30:00Z", NULL, "2016-04-06T22:59:59.999Z"}, // already the 5th in London
      {"1 working day", "2016-04-02T09:00:00Z", NULL, "2016-04-04T22:59:59.999Z"}, // a Saturday: Monday is the first
      {"60 calendar days", "2016-02-01T09:00:00Z", NULL, "2016-04-01T22:59:59.999Z"},
      {"1 calendar day", "2026-10-24T11:00:00Z", NULL, "2026-10-25T23:59:59.999Z"}, // the day of 25 hours
      {"24 hours", "2026-10-24T11:00:00Z", NULL, "2026-10-25T11:00:00.000Z"},       // exact: 11:00 on the local clock
      {"1 hour", "2026-03-29T00:30:00Z", NULL, "2026-03-29T01:30:00.000Z"},
      {"90 minutes", "2016-01-01T00:00:00Z", NULL, "2016-01-01T01:30:00.000Z"},
      {"2 weeks", "2016-03-24T09:00:00Z", NULL, "2016-04-07T22:59:59.999Z"},
      {"1 month", "2016-01-31T09:00:00Z", NULL, "2016-02-29T23:59:59.999Z"},
      {"6 months", "2016-08-31T09:00:00Z", NULL, "2017-02-28T23:59:59.999Z"},
      {"1 year", "2028-02-29T09:00:00Z", NULL, "2029-02-28T23:59:59.999Z"},
      {"close of next working day", "2016-12-24T09:00:00Z", NULL, "2016-12-28T23:59:59.999Z"},
      // from a field with a date
      {"due", "2016-01-01", "2016-04-04", "2016-04-04T22:59:59.999Z"},
      {"end of due", "2016-01-01", "2016-04-04", "2016-04-04T22:59:59.999Z"},
      {"  End   of due ", "2016-01-01", "2016-04-04", "2016-04-04T22:59:59.999Z"},
      {"1 working day after due", "2016-01-01", "2016-12-23", "2016-12-28T23:59:59.999Z"},
      {"10 working days after due", "2016-01-01", "2016-12-23", "2017-01-11T23:59:59.999Z"},
      {"5 working days before due", "2016-01-01", "2016-04-04", "2016-03-24T23:59:59.999Z"},
      {"1 month before due", "2016-01-01", "2016-03-31", "2016-02-29T23:59:59.999Z"},
      {"1 month after due", "2016-01-01", "2016-05-31", "2016-06-30T22:59:59.999Z"},
      {"12 months after due", "2016-01-01", "2019-09-29", "2020-09-29T22:59:59.999Z"},
      {"close of next working day after due", "2016-01-01", "2016-12-23", "2016-12-28T23:59:59.999Z"},
      {"09:00 on due", "2016-01-01", "2016-04-04", "2016-04-04T08:00:00.000Z"},
      {"9:00 on due", "2016-01-01", "2016-01-04", "2016-01-04T09:00:00.000Z"},
      {"01:30 on due", "2016-01-01", "2026-03-29", "2026-03-29T01:30:00.000Z"},      // a time that never comes
      {"01:30 on due", "2016-01-01", "2026-10-25", "2026-10-25T00:30:00.000Z"},      // a time that comes twice
      {"1 hour after due", "2016-01-01", "2016-04-04", "2016-04-04T23:59:59.999Z"},  // once the day is over
      {"1 hour before due", "2016-01-01", "2016-04-04", "2016-04-03T22:00:00.000Z"}, // before the day begins
      // from a field with an instant
      {"24 hours after due", "2016-01-01", "2016-04-04T09:00:00Z", "2016-04-05T09:00:00.000Z"},
      {"end of due", "2016-01-01", "2016-04-04T23:30:00Z", "2016-04-05T22:59:59.999Z"},
      {"1 calendar day after due", "2016-01-01", "2016-04-04T23:30:00Z", "2016-04-06T22:59:59.999Z"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct rule_result result;
    struct err err;
    char text[INSTANT_TEXT];
    assert_true(work_out(rows[i].rule, rows[i].entered, rows[i].due_field, false, &result, &err));
    instant_write(result.due_ms, text);
    if (strcmp(text, rows[i].due) != 0) fail_msg("%s from %s: %s, not %s", rows[i].rule, rows[i].entered, text, rows[i].due);
    assert_false(result.missing);
    assert_false(result.provisional);
    assert_null(result.receipt);
  }
}

static void an_empty_field_gives_no_deadline_yet(void **state) {
  (void)state;
  static const char *const empty[] = {NULL, ""};
  for (int i = 0; i < 2; i++) {
    struct rule_result result;
    struct err err;
    assert_true(work_out("10 working days after due", "2016-01-01", empty[i], false, &result, &err));
    assert_true(result.missing);
  }
}

static void a_field_that_holds_no_date_is_refused(void **state) {
  (void)state;
  struct rule_result result;
  struct err err;
  assert_false(work_out("end of due", "2016-01-01", "2016-02-30", false, &result, &err));
  assert_string_equal(
      err.text,
      "No deadline can be worked out from the field `due`: The date 2016-02-30 is refused: February 2016 has 29 days. Check the day.");
  assert_false(work_out("end of due", "2016-01-01", "soon", true, &result, &err));
  assert_false(work_out("1 year after due", "2016-01-01", "9999-12-31", true, &result, &err));
  assert_string_equal(
      err.text, "No deadline can be worked out from the field due: it would fall outside the years 1900 to 9999. Check the date that it "
                "counts from.");
}

// T7: working days in a year that the calendar does not know are Monday to Friday, and marked provisional; never refused.
static void unknown_years_are_provisional(void **state) {
  (void)state;
  static const struct {
    const char *rule, *due_field, *due;
    bool provisional;
  } rows[] = {
      {"5 working days after due", "2028-12-22", "2029-01-02T23:59:59.999Z", true}, // 2029-01-01 is taken for a working day
      {"3 working days after due", "2028-12-22", "2028-12-29T23:59:59.999Z", false},
      {"5 working days after due", "2035-12-21", "2035-12-28T23:59:59.999Z", true},
      {"5 working days before due", "2015-01-05", "2014-12-26T23:59:59.999Z", true},
      {"5 calendar days after due", "2035-12-21", "2035-12-26T23:59:59.999Z", false},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct rule_result result;
    struct err err;
    char text[INSTANT_TEXT];
    assert_true(work_out(rows[i].rule, "2016-01-01", rows[i].due_field, false, &result, &err));
    instant_write(result.due_ms, text);
    assert_string_equal(text, rows[i].due);
    assert_int_equal(result.provisional, rows[i].provisional);
  }
}

static void check_receipt(const char *rule, const char *due, const char *expected) {
  struct rule_result result;
  struct err err;
  assert_true(work_out(rule, "2016-01-01", due, true, &result, &err));
  char *text = json_canonical(result.receipt);
  assert_string_equal(text, expected);
  mem_free(text);
  json_decref(result.receipt);
}

static void a_receipt_shows_each_day_and_why(void **state) {
  (void)state;
  check_receipt("2 working days after due", "2016-03-24",
                "[{\"counted\":false,\"date\":\"2016-03-24\",\"note\":\"day 0, due: not counted\"},"
                "{\"counted\":false,\"date\":\"2016-03-25\",\"why\":\"good_friday\"},"
                "{\"counted\":false,\"date\":\"2016-03-26\",\"why\":\"Saturday\"},"
                "{\"counted\":false,\"date\":\"2016-03-27\",\"why\":\"Sunday\"},"
                "{\"counted\":false,\"date\":\"2016-03-28\",\"why\":\"easter_monday\"},"
                "{\"counted\":true,\"date\":\"2016-03-29\",\"note\":\"1 of 2\"},"
                "{\"counted\":true,\"date\":\"2016-03-30\",\"note\":\"2 of 2\"}]");
  check_receipt("1 working day after due", "2029-03-29",
                "[{\"counted\":false,\"date\":\"2029-03-29\",\"note\":\"day 0, due: not counted\"},"
                "{\"counted\":true,\"date\":\"2029-03-30\",\"note\":\"1 of 1; this year's bank holidays are not known yet\"}]");
  check_receipt("1 month after due", "2016-01-31",
                "[{\"counted\":false,\"date\":\"2016-01-31\",\"note\":\"day 0, due: not counted\"},"
                "{\"counted\":true,\"date\":\"2016-02-29\",\"note\":\"February 2016 has 29 days, so its last day\"}]");
  check_receipt("2 hours after due", "2016-04-04T09:00:00Z",
                "[{\"counted\":false,\"date\":\"2016-04-04\",\"note\":\"due: counted from Mon 4 Apr 2016 10:00\"},"
                "{\"counted\":true,\"date\":\"2016-04-04\",\"note\":\"Mon 4 Apr 2016 12:00\"}]");
  check_receipt("end of due", "2016-04-04", "[{\"counted\":false,\"date\":\"2016-04-04\",\"note\":\"the day of due\"}]");
}

// DESIGN 5: whoever writes a rule wrongly reads what to write instead.
static void wrong_rules_get_a_sentence_that_helps(void **state) {
  (void)state;
  static const struct {
    const char *rule, *sentence;
  } rows[] = {
      {"30 days", "Working days or calendar days? Write `30 working days` or `30 calendar days`."},
      {"1 day after due", "Working days or calendar days? Write `1 working day after due` or `1 calendar day after due`."},
      {"2 weeks working", "Write `10 working days`."},
      {"2 working weeks after due", "Write `10 working days after due`."},
      {"5 days working", "Write `5 working days`."},
      {"3 days calendar before due", "Write `3 calendar days before due`."},
      {"5 business days", "Write `5 working days`."},
      {"3 calendar months", "Write `3 months`."},
      {"48 hrs after due", "Write `48 hours after due`."},
      {"1 wd", "Write `1 working day`."},
      {"3 working months",
       "The deadline \"3 working months\" was not understood: only days can be working days. Write, for example, `10 working days` or "
       "`3 months`."},
      {"soon after due", "The deadline \"soon after due\" was not understood: \"soon\" does not belong there. Write, for example, `10 "
                         "working days after due` "
                         "or `end of due`."},
      {"tomorrow", "The deadline \"tomorrow\" was not understood. If it is a field with a date, write `end of tomorrow`; else, for "
                   "example, `10 working days`."},
      {"ten working days",
       "The deadline \"ten working days\" was not understood: it does not begin with a whole number in figures. Write, for example, `10 "
       "working days after due` or `end of due`."},
      {"10 fortnights", "The deadline \"10 fortnights\" was not understood: \"fortnights\" does not belong there. Write, for example, `10 "
                        "working days after "
                        "due` or `end of due`."},
      {"10", "The deadline \"10\" was not understood: it does not say what is counted. Write, for example, `10 working days after due` or "
             "`end of due`."},
      {"10 working days after",
       "The deadline \"10 working days after\" was not understood: it ends where a field's name is expected. Write, for example, `10 "
       "working days after due` or `end of due`."},
      {"10 working days from due",
       "The deadline \"10 working days from due\" was not understood: say `after` or `before` and then the field. Write, for "
       "example, `10 working days after due` or `end of due`."},
      {"10 working days after Due",
       "The deadline \"10 working days after Due\" was not understood: \"Due\" is not a field's name, which is made of small "
       "letters, digits and underscores. Write, for example, `10 working days after due` or `end of due`."},
      {"end of due twice",
       "The deadline \"end of due twice\" was not understood: \"twice\" does not belong there. Write, for example, `10 working days after "
       "due` or `end of due`."},
      {"25:00 on due", "The deadline \"25:00 on due\" was not understood: a time of day runs from 00:00 to 23:59. Write, for example, `10 "
                       "working days after "
                       "due` or `end of due`."},
      {"0 working days", "The deadline \"0 working days\" counts nothing. Write at least 1, or `end of due` for the day itself."},
      {"9999 months", "The deadline \"9999 months\" is too far away: at most 1200 months can be counted."},
      {"", "The deadline \"\" was not understood: it is empty. Write, for example, `10 working days after due` or `end of due`."},
      {"99999999999999999999 hours",
       "The deadline \"99999999999999999999 hours\" was not understood: it does not begin with a whole number in figures. Write, "
       "for example, `10 working days after due` or `end of due`."},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct rule rule = {.count = 42};
    struct err err = {0};
    assert_false(rule_read(rows[i].rule, &rule, &err));
    assert_string_equal(err.text, rows[i].sentence);
    assert_int_equal(err.code, ERR_INVALID);
    assert_int_equal(rule.count, 42);
  }
}

// What an answer tells people to write is itself a rule.
static void what_is_suggested_can_be_read(void **state) {
  (void)state;
  static const char *const wrong[] = {"30 days", "2 weeks working", "2 working weeks after due", "5 business days before due", "48 hrs",
                                      "soon",    "1 wd after due"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    struct rule rule;
    struct err err, unused;
    assert_false(rule_read(wrong[i], &rule, &err));
    for (char *open = strchr(err.text, '`'); open; open = strchr(open, '`')) {
      char *close = strchr(open + 1, '`');
      *close = '\0';
      assert_true(rule_read(open + 1, &rule, &unused));
      open = close + 1;
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rules_work_out),
      cmocka_unit_test(an_empty_field_gives_no_deadline_yet),
      cmocka_unit_test(a_field_that_holds_no_date_is_refused),
      cmocka_unit_test(unknown_years_are_provisional),
      cmocka_unit_test(a_receipt_shows_each_day_and_why),
      cmocka_unit_test(wrong_rules_get_a_sentence_that_helps),
      cmocka_unit_test(what_is_suggested_can_be_read),
  };
  return cmocka_run_group_tests(tests, load, unload);
}
