// Goal: a receipt holds all that a date came from, as JSON of the documented shape and as text that can be read aloud (T9). Method: the
// whole of both for one deadline of each sort, word for word.
#include "time/receipt.h"

#include "../../helper/deadline.h"

static json_t *receipt_of(const char *text, const struct rule_input *input) {
  struct rule rule = read_rule(text);
  struct rule_result result;
  struct err err;
  if (!rule_work_out(&rule, input, true, &result, &err)) fail_msg("%s", err.text);
  json_t *receipt = receipt_new(&rule, input, &result);
  json_decref(result.receipt);
  return receipt;
}

static void check_json(json_t *receipt, const char *expected) {
  char *text = json_canonical(receipt);
  assert_string_equal(text, expected);
  mem_free(text);
  json_decref(receipt);
}

// The text, but for its last line or two, which name the versions.
static void check_text(json_t *receipt, const char *expected) {
  char *text = receipt_text(receipt), *sources = strstr(text, "Calendar: england-and-wales, version ");
  assert_non_null(sources);
  assert_non_null(strstr(sources, " Zone: Europe/London, built in.\n"));
  *sources = '\0';
  assert_string_equal(text, expected);
  mem_free(text);
  json_decref(receipt);
}

static void json_has_the_documented_shape(void **state) {
  struct stop stop = {
      .from_ms = at("2016-03-30T09:00:00Z"), .to_ms = at("2016-03-30T10:00:00Z"), .reason = "inquest", .authority = "the chair"};
  json_t *fields = pairs("due=2016-03-29", false);
  struct rule_input input = {.entered_ms = at("2016-01-01T09:00:00Z"),
                             .fields = fields,
                             .zone = zone_find("Europe/London"),
                             .calendar = *state,
                             .stops = &stop,
                             .stop_count = 1};
  char *expected = mem_format(
      "{\"calendar\":{\"name\":\"england-and-wales\",\"version\":\"%s\"},\"due\":\"2016-03-31T22:59:59.999Z\",\"entered\":\"2016-01-01T09:"
      "00:00."
      "000Z\",\"field\":{\"name\":\"due\",\"value\":\"2016-03-29\"},\"local\":\"2016-03-31\",\"provisional\":false,\"receipt\":[{"
      "\"counted\":false,"
      "\"date\":\"2016-03-29\",\"note\":\"day 0, due: not counted\"},{\"counted\":false,\"date\":\"2016-03-30\",\"stopped\":\"inquest\"},{"
      "\"counted\":true,\"date\":\"2016-03-31\",\"note\":\"1 of 1\"}],\"rule\":\"1 working day after due\",\"shown\":\"Thu 31 Mar 2016 "
      "23:59\",\"stops\":[{\"authority\":\"the chair\",\"from\":\"2016-03-30T09:00:00.000Z\",\"reason\":\"inquest\",\"shown\":\"from Wed "
      "30 Mar "
      "2016 10:00 to Wed 30 Mar 2016 "
      "10:59\",\"to\":\"2016-03-30T10:00:00.000Z\"}],\"zone\":{\"name\":\"Europe/London\",\"version\":\"built "
      "in\"}}",
      calendar_version(*state));
  check_json(receipt_of("1 working day after due", &input), expected);
  mem_free(expected);
  stop.to_ms = STOP_OPEN;
  json_t *receipt = receipt_of("1 working day after due", &input);
  assert_true(json_is_null(json_object_get(receipt, "due")) && json_is_null(json_object_get(receipt, "local")));
  assert_true(json_flag(receipt, "stopped"));
  assert_string_equal(json_text(receipt, "missing"),
                      "the clock has been stopped since Wed 30 Mar 2016 10:00 (inquest), after 0 of 1 working day");
  json_decref(receipt);
  json_decref(fields);
}

static void text_can_be_read_aloud(void **state) {
  struct stop stop = {
      .from_ms = at("2016-03-30T23:00:00Z"), .to_ms = at("2016-04-02T23:00:00Z"), .reason = "inquest", .review = {2016, 4, 1}};
  json_t *fields = pairs("due=2016-01-31", false);
  struct rule_input input = {.entered_ms = at("2016-03-24T09:00:00Z"),
                             .fields = fields,
                             .zone = zone_find("Europe/London"),
                             .calendar = *state,
                             .stops = &stop,
                             .stop_count = 1};
  check_text(receipt_of("3 working days", &input),
             "3 working days: due Mon 4 Apr 2016 23:59 (2016-04-04T22:59:59.999Z).\n\n"
             "  Thu 24 Mar 2016    day 0, the step's beginning: not counted\n"
             "  Fri 25 Mar 2016    skipped: good friday\n"
             "  Sat 26 Mar 2016    skipped: Saturday\n"
             "  Sun 27 Mar 2016    skipped: Sunday\n"
             "  Mon 28 Mar 2016    skipped: easter monday\n"
             "  Tue 29 Mar 2016    1 of 3\n"
             "  Wed 30 Mar 2016    2 of 3\n"
             "  Thu 31 Mar 2016    clock stopped: inquest\n"
             "  Fri 1 Apr 2016     clock stopped: inquest\n"
             "  Sat 2 Apr 2016     Saturday, clock stopped: inquest\n"
             "  Sun 3 Apr 2016     skipped: Sunday\n"
             "  Mon 4 Apr 2016     3 of 3\n\n"
             "Clock stopped from Thu 31 Mar 2016 00:00 to Sat 2 Apr 2016 23:59: inquest; to be looked at "
             "again on 2016-04-01.\n");
  input.stop_count = 0;
  check_text(receipt_of("1 month after due", &input), "1 month after due: due Mon 29 Feb 2016 23:59 (2016-02-29T23:59:59.999Z).\n\n"
                                                      "  Sun 31 Jan 2016    day 0, due: not counted\n"
                                                      "  Mon 29 Feb 2016    February 2016 has 29 days, so its last day\n\n");
  check_text(receipt_of("the last calendar day of the month, rolled forward", &input),
             "the last calendar day of the month, rolled forward: due Thu 31 Mar 2016 23:59 (2016-03-31T22:59:59.999Z).\n\n"
             "  Thu 24 Mar 2016    the step's beginning: the first such day from here on\n"
             "  Thu 31 Mar 2016    the last calendar day of the month\n\n");
  check_text(receipt_of("on 2016-03-27, rolled forward", &input),
             "on 2016-03-27, rolled forward: due Tue 29 Mar 2016 23:59 (2016-03-29T22:59:59.999Z).\n\n"
             "  Sun 27 Mar 2016    the date that the rule names\n"
             "  Sun 27 Mar 2016    skipped: Sunday; rolled forward to the next working day\n"
             "  Mon 28 Mar 2016    skipped: easter monday; rolled forward to the next working day\n"
             "  Tue 29 Mar 2016    the next working day\n\n");
  check_text(receipt_of("every 1 month from due", &input),
             "every 1 month from due: due Thu 31 Mar 2016 23:59 (2016-03-31T22:59:59.999Z).\n\n"
             "  Sun 31 Jan 2016    the anchor (due): each time is counted from here\n"
             "  Thu 31 Mar 2016    number 2 of the cycle: 2 months from its anchor\n\n");
  check_text(receipt_of("end of absent", &input), "end of absent: no deadline, because the field `absent` is empty.\n");
  json_decref(fields);
}

static void what_is_not_known_yet_is_said(void **state) {
  struct rule_input input = {.entered_ms = at("2029-03-29T09:00:00Z"), .zone = zone_find("Europe/London"), .calendar = *state};
  json_t *receipt = receipt_of("1 working day", &input);
  char *text = receipt_text(receipt);
  assert_non_null(strstr(text, "  Fri 30 Mar 2029    1 of 1; this year's bank holidays are not known yet\n"));
  assert_non_null(strstr(text,
                         "\nProvisional: it passes through a year whose bank holidays are not known yet, and will be worked out again when "
                         "they are.\n"));
  mem_free(text);
  json_decref(receipt);
}

// A reason may be longer than the sentence has room for: it is cut between characters, so that it stays text.
static void a_long_reason_is_cut_between_characters(void **state) {
  char reason[400] = "x";
  for (int i = 1; i + 2 < 398; i += 2) memcpy(reason + i, "\xC3\xA9", 3);
  for (int shift = 0; shift < 2; shift++) { // one of the two would be cut inside
    struct stop stop = {.from_ms = at("2016-05-04T09:00:00Z"), .to_ms = STOP_OPEN, .reason = reason + shift};
    struct rule_input input = {
        .entered_ms = at("2016-05-03T09:00:00Z"), .zone = zone_find("Europe/London"), .calendar = *state, .stops = &stop, .stop_count = 1};
    struct rule_result result = work_out("1 week", &input);
    assert_true(json_is_utf8(result.why) && strlen(result.why) > 200);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_not_known_yet_is_said),
                                     cmocka_unit_test(a_long_reason_is_cut_between_characters),
                                     cmocka_unit_test(json_has_the_documented_shape), cmocka_unit_test(text_can_be_read_aloud)};
  return cmocka_run_group_tests(tests, load_calendar, free_calendar);
}
