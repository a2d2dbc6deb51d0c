// Counting on from a start in days, weeks, months, years, hours or minutes, less the days and hours on which the clock was stopped (T8).
//
// A day any part of which was stopped does not count: see README.md for why. Counting back ("5 working days before due") is a distance
// from a day that stands fast, not work that runs, so no stop touches it.
#include "time/rule_internal.h"

#include <stdio.h>

// Ten years: a clock that stands longer belongs to nobody's deadline, and a receipt, which shows each stopped day, must end.
enum { STOPPED_DAYS_MAX = 3653 };

static bool count_fail(const struct working *working, struct err *err) {
  return err_set(err, ERR_LIMIT,
                 "No deadline can be worked out%s%s: its clock would be stopped on more than %d days. Check when the stops end.",
                 working->rule->field[0] ? " from the field " : "", working->rule->field, STOPPED_DAYS_MAX);
}

// Since when it is stopped, not where the count met that: a clock that stood before there was anything to count has stood since then.
static void halt(struct working *working, const struct stop *stop, const char *ran, const char *of) {
  char from[40];
  zone_write(working->input->zone, stop->from_ms, from);
  working->out->stopped = true;
  working_miss(working, "the clock has been stopped since %s (%s), after %s of %s", from, stop->reason, ran, of);
}

static void halt_days(struct working *working, const struct stop *stop) {
  char ran[24], of[32];
  snprintf(ran, sizeof ran, "%lld", (long long)working->out->counted);
  enum rule_unit unit = working->rule->unit == RULE_WORKING_DAYS ? RULE_WORKING_DAYS : RULE_CALENDAR_DAYS;
  snprintf(of, sizeof of, "%lld %s", (long long)working->out->total, unit_name(unit, (int)working->out->total));
  halt(working, stop, ran, of);
}

static void note_stopped(struct working *working, struct date date, const char *why, const struct stop *stop) {
  if (!working->out->receipt) return;
  receipt_note(working, date, false, why, NULL);
  json_put_text(json_array_get(working->out->receipt, json_array_size(working->out->receipt) - 1), "stopped", stop->reason);
}

// Working days are noted one by one, each counted or skipped and why; of calendar days only the stopped ones.
static void note_day(struct working *working, struct date date, const char *why, const struct stop *stop) {
  char text[80];
  bool days = working->rule->unit == RULE_WORKING_DAYS, known = calendar_knows(working->input->calendar, date.year);
  if (stop) return note_stopped(working, date, why, stop);
  if (!days || !working->out->receipt) return;
  snprintf(text, sizeof text, "%lld of %lld%s", (long long)working->out->counted, (long long)working->out->total,
           known ? "" : "; this year's bank holidays are not known yet");
  receipt_note(working, date, !why, why, why ? NULL : text);
}

// Counts `count` days one by one; the date is that of the last. Working days, or calendar days for every other unit.
static bool walk(struct working *working, struct date *date, int64_t count, struct err *err) {
  int step = count < 0 ? -1 : 1;
  struct rule_result *out = working->out;
  out->counted = 0;
  out->total = count * step;
  for (int stopped = 0; out->counted < out->total;) {
    *date = date_add_days(*date, step);
    const struct stop *stop = step > 0 ? stop_on_day(working->input, *date) : NULL;
    const char *why = working->rule->unit == RULE_WORKING_DAYS ? working_why_not(working, *date) : NULL;
    if (!why && !stop) out->counted++;
    if (stop && ++stopped > STOPPED_DAYS_MAX) return count_fail(working, err);
    note_day(working, *date, why, stop);
    if (stop && stop->to_ms == STOP_OPEN) return halt_days(working, stop), true;
  }
  return true;
}

const char *clamp_note(struct date from, struct date to, char out[80]) {
  if (from.day == to.day) return NULL;
  snprintf(out, 80, "%s %d has %d days, so its last day", month_name(to.month), to.year, month_days(to.year, to.month));
  return out;
}

static struct date add_calendar(const struct rule *rule, struct date date) {
  if (rule->unit == RULE_MONTHS || rule->unit == RULE_YEARS)
    return date_add_months(date, rule->count * (rule->unit == RULE_YEARS ? 12 : 1));
  return date_add_days(date, (int64_t)rule->count * (rule->unit == RULE_WEEKS ? 7 : 1));
}

// Calendar days, weeks, months and years: the day that they reach, then as many days on as the clock was stopped up to there.
static bool count_calendar(struct working *working, struct date *date, struct err *err) {
  const struct rule *rule = working->rule;
  struct date from = *date, reached = add_calendar(rule, from);
  bool months = rule->unit == RULE_MONTHS || rule->unit == RULE_YEARS;
  int64_t days = date_days(reached) - date_days(from);
  char text[80];
  const char *note = months ? clamp_note(from, reached, text) : NULL;
  *date = reached;
  working->out->counted = working->out->total = days < 0 ? -days : days;
  if (days > 0 && working->input->stop_count > 0) {
    *date = from;
    if (!walk(working, date, days, err) || working->out->stopped) return working->out->stopped;
    int64_t stopped = date_days(*date) - date_days(reached);
    if (stopped > 0) snprintf(text, sizeof text, "%lld days, and %lld that were stopped", (long long)days, (long long)stopped);
    if (stopped > 0) note = text;
  }
  receipt_note(working, *date, true, NULL, note);
  return true;
}

static void note_stop(void *user, const struct stop *stop) {
  struct working *working = user;
  char from[40], to[40], why[200];
  zone_write(working->input->zone, stop->from_ms, from);
  zone_write(working->input->zone, stop->to_ms, to);
  snprintf(why, sizeof why, "from %s to %s", from, to);
  note_stopped(working, zone_date(working->input->zone, stop->from_ms), why, stop);
}

static void halt_exact(struct working *working, const struct stop *stop, int64_t left_ms) {
  char ran[48], of[48];
  int64_t total = working->out->total / MINUTE_MS, counted = total - left_ms / MINUTE_MS;
  snprintf(ran, sizeof ran, "%lld h %02lld min", (long long)(counted / 60), (long long)(counted % 60));
  snprintf(of, sizeof of, "%lld h %02lld min", (long long)(total / 60), (long long)(total % 60));
  working->out->counted = working->out->total - left_ms;
  halt(working, stop, ran, of);
}

static void count_exact(struct working *working, int64_t ms) {
  const struct rule *rule = working->rule;
  char text[40];
  int64_t run = (int64_t)rule->count * (rule->unit == RULE_HOURS ? HOUR_MS : MINUTE_MS), left = run;
  const struct stop *open = NULL;
  working->out->counted = working->out->total = run < 0 ? -run : run;
  if (run > 0)
    open = stop_run(working->input, &ms, &left, note_stop, working);
  else
    ms += run;
  if (open) return halt_exact(working, open, left);
  zone_write(working->input->zone, ms, text);
  receipt_note(working, zone_date(working->input->zone, ms), true, NULL, text);
  working->out->due_ms = ms;
}

bool count_from(struct working *working, struct start start, struct err *err) {
  struct date date = start.date;
  if (unit_is_exact(working->rule->unit)) return count_exact(working, start.ms), true;
  bool ok =
      working->rule->unit == RULE_WORKING_DAYS ? walk(working, &date, working->rule->count, err) : count_calendar(working, &date, err);
  if (!ok || working->out->stopped) return ok;
  working->out->due_ms = working_instant(working, working_roll(working, date));
  return true;
}
