// Working a deadline rule out against a case's fields, with its receipt (T2, T9). Pure: see rule.h.
//
// A day is the local day of the zone. What is counted in days, weeks, months or years ends with the last millisecond of its last
// day (DOMAIN 14); what is counted in hours and minutes ends at the exact instant, across any change of the clocks.
#include "time/rule.h"

#include "time/internal.h"

#include <stdio.h>
#include <string.h>

// What a rule counts from. A field with a date alone is a whole day: `ms` is its end when counting on, its beginning when back.
struct start {
  struct date date;
  int64_t ms;
};

static bool field_fail(const struct rule *rule, const char *why, struct err *err) {
  return err_set(err, ERR_INVALID, "No deadline can be worked out from the field `%s`: %s", rule->field, why);
}

static bool read_start(const struct rule *rule, const struct rule_input *input, const char *text, struct start *start, struct err *err) {
  struct err why;
  if (strlen(text) > 10) {
    if (!instant_read(text, &start->ms, &why)) return field_fail(rule, why.text, err);
    start->date = zone_date(input->zone, start->ms);
    return true;
  }
  if (!date_read(text, &start->date, &why)) return field_fail(rule, why.text, err);
  start->ms = rule->count < 0 ? zone_instant(input->zone, start->date, 0) : zone_day_end(input->zone, start->date);
  return true;
}

static bool range_fail(const struct rule *rule, struct err *err) {
  return err_set(err, ERR_INVALID,
                 "No deadline can be worked out%s%s: it would fall outside the years %d to %d. Check the date that it counts from.",
                 rule->field[0] ? " from the field " : "", rule->field, YEAR_MIN, YEAR_MAX);
}

static bool find_start(const struct rule *rule, const struct rule_input *input, struct start *start, bool *missing, struct err *err) {
  *missing = false;
  if (!rule->field[0]) {
    if (!instant_is_in_range(input->entered_ms)) return range_fail(rule, err);
    *start = (struct start){.date = zone_date(input->zone, input->entered_ms), .ms = input->entered_ms};
    return true;
  }
  const json_t *value = json_object_get(input->fields, rule->field);
  if (!value || json_is_null(value) || (json_is_string(value) && json_string_length(value) == 0)) return *missing = true;
  if (!json_is_string(value)) return field_fail(rule, "it holds no text, so it is no date. Write it as in 2016-04-04.", err);
  return read_start(rule, input, json_string_value(value), start, err);
}

static void note(json_t *receipt, struct date date, bool counted, const char *why, const char *text) {
  if (!receipt) return;
  char day[DATE_TEXT];
  json_t *line = json_object();
  date_write(date, day);
  json_put_text(line, "date", day);
  json_put_flag(line, "counted", counted);
  json_put_text(line, "why", why);
  json_put_text(line, "note", text);
  json_array_append_new(receipt, line);
}

// Counts working days one by one; the caller's receipt gets each day, counted or skipped and why.
static struct date walk(const struct rule_input *input, struct date date, int count, json_t *receipt, bool *provisional) {
  int step = count < 0 ? -1 : 1, counted = 0;
  while (counted != count) {
    date = date_add_days(date, step);
    const char *why = calendar_why_not(input->calendar, date);
    bool known = calendar_knows(input->calendar, date.year);
    char text[80];
    if (!why) counted += step;
    snprintf(text, sizeof text, "%d of %d%s", counted * step, count * step, known ? "" : "; this year's bank holidays are not known yet");
    note(receipt, date, !why, why, why ? NULL : text);
    if (!known) *provisional = true;
  }
  return date;
}

// Why the day is not the day of the month that it was counted from, or NULL.
static const char *clamp_note(struct date from, struct date to, char out[80]) {
  if (from.day == to.day) return NULL;
  snprintf(out, 80, "%s %d has %d days, so its last day", month_name(to.month), to.year, month_days(to.year, to.month));
  return out;
}

static struct date add_calendar(const struct rule *rule, struct date date, json_t *receipt) {
  struct date to = date;
  char text[80];
  const char *clamped = NULL;
  if (rule->unit == RULE_MONTHS || rule->unit == RULE_YEARS) {
    to = date_add_months(date, rule->count * (rule->unit == RULE_YEARS ? 12 : 1));
    clamped = clamp_note(date, to, text);
  } else {
    to = date_add_days(date, (int64_t)rule->count * (rule->unit == RULE_WEEKS ? 7 : 1));
  }
  note(receipt, to, true, NULL, clamped);
  return to;
}

static int64_t add_exact(const struct rule *rule, const struct rule_input *input, int64_t ms, json_t *receipt) {
  char text[40];
  ms += (int64_t)rule->count * (rule->unit == RULE_HOURS ? HOUR_MS : MINUTE_MS);
  zone_write(input->zone, ms, text);
  note(receipt, zone_date(input->zone, ms), true, NULL, text);
  return ms;
}

static int64_t offset_due(const struct rule *rule, const struct rule_input *input, struct start start, struct rule_result *result) {
  if (rule->unit == RULE_HOURS || rule->unit == RULE_MINUTES) return add_exact(rule, input, start.ms, result->receipt);
  struct date last = rule->unit == RULE_WORKING_DAYS ? walk(input, start.date, rule->count, result->receipt, &result->provisional)
                                                     : add_calendar(rule, start.date, result->receipt);
  return zone_day_end(input->zone, last);
}

static void note_start(const struct rule *rule, const struct rule_input *input, struct start start, json_t *receipt) {
  char text[160], at[40];
  bool exact = rule->shape == RULE_OFFSET && (rule->unit == RULE_HOURS || rule->unit == RULE_MINUTES);
  const char *from = rule->field[0] ? rule->field : "the step's beginning";
  zone_write(input->zone, start.ms, at);
  if (rule->shape == RULE_END_OF || rule->shape == RULE_TIME_ON)
    snprintf(text, sizeof text, "the day of %s", from);
  else if (exact)
    snprintf(text, sizeof text, "%s: counted from %s", from, at);
  else
    snprintf(text, sizeof text, "day 0, %s: not counted", from);
  note(receipt, start.date, false, NULL, text);
}

static int64_t due_of(const struct rule *rule, const struct rule_input *input, struct start start, struct rule_result *result) {
  note_start(rule, input, start, result->receipt);
  switch (rule->shape) {
  case RULE_END_OF:
    return zone_day_end(input->zone, start.date);
  case RULE_TIME_ON:
    return zone_instant(input->zone, start.date, rule->ms_of_day);
  case RULE_CLOSE_NEXT_WORKING: // the next working day's close: one working day on
  case RULE_OFFSET:
    break;
  }
  return offset_due(rule, input, start, result);
}

bool rule_work_out(const struct rule *rule, const struct rule_input *input, bool with_receipt, struct rule_result *result,
                   struct err *err) {
  struct start start;
  struct rule_result out = {0};
  if (!find_start(rule, input, &start, &out.missing, err)) return false;
  if (with_receipt) out.receipt = json_array();
  if (!out.missing) out.due_ms = due_of(rule, input, start, &out);
  if (!out.missing && !instant_is_in_range(out.due_ms)) {
    json_decref(out.receipt);
    return range_fail(rule, err);
  }
  *result = out;
  return true;
}
