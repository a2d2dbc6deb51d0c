// Working a deadline rule out against a case's fields, with its receipt (T2, T9). Pure: see rule.h.
//
// A day is the local day of the zone. What is counted in days, weeks, months or years ends with the last millisecond of its last
// day (DOMAIN 14), or at the time of day that the rule says; what is counted in hours and minutes ends at the exact instant, across any
// change of the clocks.
#include "time/rule.h"

#include "base/mem.h"
#include "time/rule_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void receipt_note(struct working *working, struct date date, bool counted, const char *why, const char *text) {
  if (!working->out->receipt) return;
  char day[DATE_TEXT];
  json_t *line = json_object();
  date_write(date, day);
  json_put_text(line, "date", day);
  json_put_flag(line, "counted", counted);
  json_put_text(line, "why", why);
  json_put_text(line, "note", text);
  json_array_append_new(working->out->receipt, line);
}

void working_miss(struct working *working, const char *format, ...) {
  char text[sizeof working->out->why * 2];
  va_list values;
  va_start(values, format);
  vsnprintf(text, sizeof text, format, values);
  va_end(values);
  working->out->missing = true;
  size_t size = strlen(text);
  if (size >= sizeof working->out->why) // never inside a character
    for (size = sizeof working->out->why - 1; size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80;) size--;
  memcpy(working->out->why, text, size);
  working->out->why[size] = '\0';
}

const char *working_why_not(struct working *working, struct date date) {
  if (!calendar_knows(working->input->calendar, date.year)) working->out->provisional = true;
  return calendar_why_not(working->input->calendar, date);
}

struct date working_roll(struct working *working, struct date date) {
  const char *why;
  bool back = working->rule->rolled == RULE_ROLLS_BACK;
  while (working->rule->rolled && (why = working_why_not(working, date))) {
    receipt_note(working, date, false, why, back ? "rolled back to the working day before" : "rolled forward to the next working day");
    date = date_add_days(date, back ? -1 : 1);
    if (working_why_not(working, date) == NULL)
      receipt_note(working, date, true, NULL, back ? "the working day before" : "the next working day");
  }
  return date;
}

int64_t working_instant(const struct working *working, struct date date) {
  const struct zone *zone = working->input->zone;
  return working->rule->has_time ? zone_instant(zone, date, working->rule->ms_of_day) : zone_day_end(zone, date);
}

static bool field_fail(const struct rule *rule, const char *why, struct err *err) {
  return err_set(err, ERR_INVALID, "No deadline can be worked out from the field `%s`: %s", rule->field, why);
}

// A cycle in hours from a date alone begins with that day; what is counted on once begins when the day is over.
static bool read_start(const struct rule *rule, const struct rule_input *input, const char *text, struct start *start, struct err *err) {
  struct err why;
  start->is_day = strlen(text) <= 10;
  if (!start->is_day) {
    if (!instant_read(text, &start->ms, &why)) return field_fail(rule, why.text, err);
    start->date = zone_date(input->zone, start->ms);
    return true;
  }
  if (!date_read(text, &start->date, &why)) return field_fail(rule, why.text, err);
  bool at_start = rule->count < 0 || rule->shape == RULE_EVERY;
  start->ms = at_start ? zone_day_start(input->zone, start->date) : zone_day_end(input->zone, start->date);
  return true;
}

static bool range_fail(const struct rule *rule, struct err *err) {
  return err_set(err, ERR_INVALID,
                 "No deadline can be worked out%s%s: it would fall outside the years %d to %d. Check the date that it counts from.",
                 rule->field[0] ? " from the field " : "", rule->field, YEAR_MIN, YEAR_MAX);
}

static bool find_start(struct working *working, struct start *start, struct err *err) {
  const struct rule *rule = working->rule;
  const struct rule_input *input = working->input;
  if (!rule->field[0]) {
    if (!instant_is_in_range(input->entered_ms)) return range_fail(rule, err);
    *start = (struct start){.date = zone_date(input->zone, input->entered_ms), .ms = input->entered_ms};
    return true;
  }
  const json_t *value = json_object_get(input->fields, rule->field);
  if (!value || json_is_null(value) || (json_is_string(value) && json_string_length(value) == 0)) {
    working_miss(working, "the field `%s` is empty", rule->field);
    return true;
  }
  if (!json_is_string(value)) return field_fail(rule, "it holds no text, so it is no date. Write it as in 2016-04-04.", err);
  return read_start(rule, input, json_string_value(value), start, err);
}

static void note_start(struct working *working, struct start start) {
  if (!working->out->receipt) return;
  const struct rule *rule = working->rule;
  char text[160], at[40];
  const char *from = rule->field[0] ? rule->field : "the step's beginning";
  zone_write(working->input->zone, start.ms, at);
  if (rule->shape == RULE_END_OF || rule->shape == RULE_TIME_ON)
    snprintf(text, sizeof text, "the day of %s", from);
  else if (rule->shape == RULE_EVERY)
    snprintf(text, sizeof text, "the anchor (%s): each time is counted from here", from);
  else if (rule_is_exact(rule) && rule->shape == RULE_OFFSET)
    snprintf(text, sizeof text, "%s: counted from %s", from, at);
  else if (rule->shape == RULE_YEARLY || rule->shape == RULE_PERIOD_DAY)
    snprintf(text, sizeof text, "%s: the first such day from here on", from);
  else
    snprintf(text, sizeof text, "day 0, %s: not counted", from);
  receipt_note(working, start.date, false, NULL, text);
}

static bool work_from(struct working *working, struct start start, int64_t after_ms, struct err *err) {
  note_start(working, start);
  switch (working->rule->shape) {
  case RULE_END_OF:
  case RULE_TIME_ON:
    working->out->due_ms = working_instant(working, working_roll(working, start.date));
    return true;
  case RULE_CLOSE_NEXT_WORKING: // the next working day's close: one working day on
  case RULE_OFFSET:
    return count_from(working, start, err);
  default:
    return occurrence_find(working, start, after_ms, err);
  }
}

static bool work_out(struct working *working, int64_t after_ms, struct err *err) {
  const struct rule *rule = working->rule;
  struct start start = {.date = rule->date};
  if (working->input->stop_count > STOPS_MAX)
    return err_set(err, ERR_LIMIT, "No deadline can be worked out: it has more than %d clock stops. Join those that follow one another.",
                   STOPS_MAX);
  if (rule->shape == RULE_DATE) {
    receipt_note(working, rule->date, true, NULL, "the date that the rule names");
    working->out->due_ms = working_instant(working, working_roll(working, rule->date));
    return true;
  }
  return find_start(working, &start, err) && (working->out->missing || work_from(working, start, after_ms, err));
}

// A cycle, a day of a year and a meeting's day stand fast, and so does what is counted from them: no stop moves it.
static bool run(const struct rule *rule, const struct rule_input *input, int64_t after_ms, bool with_receipt, struct rule_result *result,
                struct err *err) {
  struct rule_input unstopped = *input;
  struct rule_result out = {.calendar = input->calendar, .receipt = with_receipt ? json_array() : NULL};
  struct working working = {rule, rule_can_recur(rule) ? &unstopped : input, &out};
  unstopped.stop_count = 0;
  bool ok = work_out(&working, after_ms, err);
  if (ok && !out.missing && !instant_is_in_range(out.due_ms)) ok = range_fail(rule, err);
  if (ok)
    *result = out;
  else
    json_decref(out.receipt);
  return ok;
}

bool rule_work_out(const struct rule *rule, const struct rule_input *input, bool with_receipt, struct rule_result *result,
                   struct err *err) {
  return run(rule, input, rule->shape == RULE_EVERY ? input->entered_ms : INT64_MIN, with_receipt, result, err);
}

bool rule_next(const struct rule *rule, const struct rule_input *input, int64_t after_ms, bool with_receipt, struct rule_result *result,
               struct err *err) {
  char text[40];
  if (!instant_is_in_range(after_ms)) return range_fail(rule, err);
  if (!run(rule, input, after_ms, with_receipt, result, err)) return false;
  if (rule_can_recur(rule) || result->missing || result->due_ms > after_ms) return true;
  struct working working = {rule, input, result};
  zone_write(input->zone, result->due_ms, text);
  working_miss(&working, "it comes once, and that was %s", text);
  return true;
}
