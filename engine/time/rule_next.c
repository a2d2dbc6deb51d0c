// Occurrences of what comes more than once: cycles that keep to their anchor (T10), days of each year or period, a group's meetings.
//
// The k-th occurrence of a cycle is worked out from its anchor alone, never from the one before: the month after 31 January's 29
// February is 31 March. Instants do not go back as k grows, so the one after an instant is found by halving.
#include "base/mem.h"
#include "time/rule_internal.h"

#include <stdio.h>
#include <stdlib.h>

// ---- cycles

static int64_t steps(const struct rule *rule, int64_t k) { return k * rule->count; }

static struct date cycle_date(const struct rule *rule, struct date anchor, int64_t k) {
  if (rule->unit == RULE_MONTHS) return date_add_months(anchor, (int)steps(rule, k));
  if (rule->unit == RULE_YEARS) return date_add_months(anchor, (int)steps(rule, k) * 12);
  return date_add_days(anchor, steps(rule, k) * (rule->unit == RULE_WEEKS ? 7 : 1));
}

static int64_t cycle_instant(struct working *working, struct start anchor, int64_t k) {
  const struct rule *rule = working->rule;
  if (unit_is_exact(rule->unit)) return anchor.ms + steps(rule, k) * (rule->unit == RULE_HOURS ? HOUR_MS : MINUTE_MS);
  return working_instant(working, working_roll(working, cycle_date(rule, anchor.date, k)));
}

// One past the last k that a year with four figures can need.
static int64_t cycle_end(const struct rule *rule) {
  static const int64_t a_year[] = {
      [RULE_WORKING_DAYS] = 366, [RULE_CALENDAR_DAYS] = 366,    [RULE_WEEKS] = 53, [RULE_MONTHS] = 12, [RULE_YEARS] = 1,
      [RULE_HOURS] = 366 * 24,   [RULE_MINUTES] = 366 * 24 * 60};
  return a_year[rule->unit] * (YEAR_MAX - YEAR_MIN + 2) / rule->count + 2;
}

static void note_cycle(struct working *working, struct date anchor, struct date date, int64_t k) {
  char text[160], clamped[80];
  bool months = working->rule->unit == RULE_MONTHS || working->rule->unit == RULE_YEARS;
  const char *clamp = months ? clamp_note(anchor, date, clamped) : NULL;
  int64_t count = steps(working->rule, k);
  snprintf(text, sizeof text, "number %lld of the cycle: %lld %s from its anchor%s%s", (long long)k, (long long)count,
           unit_name(working->rule->unit, count == 1 ? 1 : 2), clamp ? "; " : "", clamp ? clamp : "");
  receipt_note(working, date, true, NULL, text);
}

// Working days have no formula: they are walked from the anchor, and each day that completes a round is an occurrence.
static void find_working_cycle(struct working *working, struct start anchor, int64_t after_ms) {
  struct date date = anchor.date;
  int64_t counted = 0;
  for (;;) {
    date = date_add_days(date, 1);
    if (date.year > YEAR_MAX) break;
    if (working_why_not(working, date) || ++counted % working->rule->count != 0) continue;
    if (working_instant(working, date) > after_ms && counted / working->rule->count > working->input->after_round) break;
  }
  working->out->round = counted / working->rule->count;
  note_cycle(working, anchor.date, date, working->out->round);
  working->out->due_ms = working_instant(working, date);
}

static void find_cycle(struct working *working, struct start anchor, int64_t after_ms) {
  int64_t low = 1, high = cycle_end(working->rule);
  if (low <= working->input->after_round) low = working->input->after_round + 1;
  struct rule_result unused = {0};
  struct working trial = {working->rule, working->input, &unused};
  while (low < high) {
    int64_t middle = low + (high - low) / 2;
    if (cycle_instant(&trial, anchor, middle) > after_ms)
      high = middle;
    else
      low = middle + 1;
  }
  struct date date = unit_is_exact(working->rule->unit) ? zone_date(working->input->zone, cycle_instant(&trial, anchor, low))
                                                        : cycle_date(working->rule, anchor.date, low);
  working->out->round = low;
  note_cycle(working, anchor.date, date, low);
  working->out->due_ms = cycle_instant(working, anchor, low);
}

// ---- days of a year or of a period

static int months_of(enum rule_period period) { return period == RULE_MONTH ? 1 : period == RULE_QUARTER ? 3 : 12; }

// The first day of the k-th period from the one that a date lies in.
static struct date period_start(const struct rule *rule, struct date date, int k) {
  int months = months_of(rule->period), offset = rule->period == RULE_FINANCIAL_YEAR ? 3 : 0;
  int into = (date.month - 1 - offset + 12) % months;
  return date_add_months((struct date){date.year, date.month, 1}, k * months - into);
}

static struct date period_day(struct working *working, struct date date, int k) {
  const struct rule *rule = working->rule;
  struct date day = rule->is_first ? period_start(rule, date, k) : date_add_days(period_start(rule, date, k + 1), -1);
  const char *why;
  while (rule->is_working && (why = working_why_not(working, day))) {
    receipt_note(working, day, false, why, NULL);
    day = date_add_days(day, rule->is_first ? 1 : -1);
  }
  return day;
}

// 29 February is the 28th of other years, as a month's day is clamped anywhere.
static struct date yearly_day(const struct rule *rule, struct date date, int k) {
  struct date day = {date.year + k, rule->date.month, rule->date.day};
  int last = month_days(day.year, day.month);
  if (day.day > last) day.day = last;
  return day;
}

// The year, or which month, quarter or year of all there are.
static int64_t day_round(const struct rule *rule, struct date date, int k) {
  if (rule->shape == RULE_YEARLY) return date.year + k;
  struct date start = period_start(rule, date, k);
  return (start.year * 12 + start.month - 1) / months_of(rule->period);
}

static int64_t day_occurrence(struct working *working, struct date date, int k) {
  const struct rule *rule = working->rule;
  char text[80];
  struct date day = rule->shape == RULE_YEARLY ? yearly_day(rule, date, k) : period_day(working, date, k);
  if (rule->shape == RULE_YEARLY)
    snprintf(text, sizeof text, "%d %s of the year", rule->date.day, month_name(rule->date.month));
  else
    snprintf(text, sizeof text, "the %s %s day of the %s", rule->is_first ? "first" : "last", rule->is_working ? "working" : "calendar",
             period_name(rule->period));
  receipt_note(working, day, true, NULL, text);
  return working_instant(working, working_roll(working, day));
}

// A day that was rolled may belong to the year or period before, so that one is looked at too.
static void find_day(struct working *working, struct start start, int64_t after_ms) {
  int64_t begins = start.is_day ? zone_day_start(working->input->zone, start.date) : start.ms;
  struct date date = start.date;
  if (after_ms > begins && instant_is_in_range(after_ms)) date = zone_date(working->input->zone, after_ms);
  struct rule_result passed_over = {0};
  struct working trial = {working->rule, working->input, &passed_over};
  int k = -1;
  for (int64_t ms; (ms = day_occurrence(&trial, date, k)) < begins || ms <= after_ms ||
                   day_round(working->rule, date, k) <= working->input->after_round;)
    k++;
  working->out->round = day_round(working->rule, date, k);
  working->out->due_ms = day_occurrence(working, date, k);
}

// ---- meetings

static int by_number(const void *a, const void *b) {
  int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
  return (left > right) - (left < right);
}

static const char *group_called(const struct working *working) {
  const char *name = json_text(working->input->group_names, working->rule->group);
  return name ? name : working->rule->group;
}

static bool meeting_fail(const struct working *working, const char *why, struct err *err) {
  return err_set(err, ERR_INVALID, "No deadline can be worked out from the meetings of %s: %s", group_called(working), why);
}

// The days of the group's meetings after a date, in order, each once. The caller frees them.
static bool meetings_after(const struct working *working, struct date date, int64_t **days, size_t *count, struct err *err) {
  const json_t *list = json_object_get(working->input->meetings, working->rule->group), *item;
  size_t i, kept = 0;
  *count = 0;
  *days = mem_grow(NULL, json_array_size(list) + 1, sizeof **days);
  json_array_foreach(list, i, item) {
    struct date meeting;
    struct err why;
    if (!json_is_string(item)) return meeting_fail(working, "one is no text. Write each as in 2016-10-05.", err);
    if (!date_read(json_string_value(item), &meeting, &why)) return meeting_fail(working, why.text, err);
    if (date_days(meeting) > date_days(date)) (*days)[(*count)++] = date_days(meeting);
  }
  qsort(*days, *count, sizeof **days, by_number);
  for (i = 0; i < *count; i++)
    if (kept == 0 || (*days)[kept - 1] != (*days)[i]) (*days)[kept++] = (*days)[i];
  *count = kept;
  return true;
}

static bool meeting_occurrence(struct working *working, int64_t day, struct err *err) {
  const struct rule *rule = working->rule;
  struct start start = {.date = date_from_days(day), .is_day = true};
  char *text = mem_format("the %s meeting of %s", nth_name(rule->nth), group_called(working));
  receipt_note(working, start.date, rule->count == 0, NULL, text);
  mem_free(text);
  start.ms = rule->count < 0 ? zone_day_start(working->input->zone, start.date) : zone_day_end(working->input->zone, start.date);
  if (rule->count) return count_from(working, start, err);
  working->out->due_ms = working_instant(working, working_roll(working, start.date));
  return true;
}

// One meeting after the other until a deadline lies after the instant; on trial first, so that the receipt is of that one alone.
static bool find_meeting(struct working *working, struct start start, int64_t after_ms, struct err *err) {
  int64_t *days = NULL;
  size_t count = 0;
  bool ok = meetings_after(working, start.date, &days, &count, err), found = false;
  for (size_t i = (size_t)working->rule->nth - 1; ok && !found && i < count; i++) {
    struct rule_result tried = {0};
    struct working trial = {working->rule, working->input, &tried};
    ok = meeting_occurrence(&trial, days[i], err);
    found = ok && tried.due_ms > after_ms && days[i] > working->input->after_round;
    if (found) ok = meeting_occurrence(working, days[i], err);
    working->out->round = days[i];
  }
  char date[40];
  date_write_long(start.date, date);
  if (ok && !found)
    working_miss(working, "the %s meeting of %s after %s is not known yet", nth_name(working->rule->nth), group_called(working), date);
  mem_free(days);
  return ok;
}

bool occurrence_find(struct working *working, struct start start, int64_t after_ms, struct err *err) {
  if (working->rule->shape == RULE_MEETING) return find_meeting(working, start, after_ms, err);
  if (working->rule->shape == RULE_EVERY && working->rule->unit == RULE_WORKING_DAYS)
    find_working_cycle(working, start, after_ms);
  else if (working->rule->shape == RULE_EVERY)
    find_cycle(working, start, after_ms);
  else
    find_day(working, start, after_ms);
  return true;
}
