// A report's arithmetic with dates, by the board's own calendar. An instant, such as a deadline's, is taken for its local day.
#include "base/mem.h"
#include "op/report.h"
#include "time/calendar.h"
#include "time/rule.h"

enum { DAYS_MAX = 40 * 366 }; // that are gone through one by one

static bool read_day(const struct report *report, const json_t *given, struct date *date, struct err *err) {
  const char *text = json_string_value(given);
  struct err none;
  int64_t ms;
  if (!text) return err_set(err, ERR_INVALID, "A date is wanted here, such as \"2017-03-31\".");
  if (date_read(text, date, &none)) return true;
  if (!instant_read(text, &ms, err)) return false;
  *date = zone_date(report->call->board->zone, ms);
  return true;
}

static json_t *day_json(struct date date) {
  char text[DATE_TEXT];
  date_write(date, text);
  return json_string(text);
}

static bool read_two(const struct report *report, const json_t *asked, struct date *from, struct date *to, struct err *err) {
  if (!read_day(report, json_array_get(asked, 0), from, err) || !read_day(report, json_array_get(asked, 1), to, err)) return false;
  int64_t days = date_days(*to) - date_days(*from);
  return (days <= DAYS_MAX && days >= -DAYS_MAX) || err_set(err, ERR_LIMIT, "Two dates of a report may be 40 years apart.");
}

// host.add("10 working days after date", "2016-04-04")
json_t *report_time_add(void *user, const json_t *asked, struct err *err) {
  const struct report *report = user;
  const struct board *board = report->call->board;
  const char *text = json_string_value(json_array_get(asked, 0));
  struct rule rule;
  struct rule_result result = {0};
  struct date date;
  char day[DATE_TEXT];
  if (!text) return err_set(err, ERR_INVALID, "host.add wants a rule, such as \"10 working days after date\"."), NULL;
  if (!read_day(report, json_array_get(asked, 1), &date, err) || !rule_read(text, &rule, err)) return NULL;
  date_write(date, day);
  json_t *fields = json_pack("{s:s}", "date", day);
  struct rule_input input = {.entered_ms = zone_day_end(board->zone, date),
                             .fields = fields,
                             .zone = board->zone,
                             .calendar = board->calendar,
                             .meetings = board_meetings(report->call->board)};
  bool ok = rule_work_out(&rule, &input, false, &result, err);
  json_decref(fields);
  if (!ok) return NULL;
  return result.missing ? json_null() : day_json(zone_date(board->zone, result.due_ms));
}

// host.days(from, to): negative when `to` is earlier.
json_t *report_time_days(void *user, const json_t *asked, struct err *err) {
  struct date from, to;
  return read_two(user, asked, &from, &to, err) ? json_integer(date_days(to) - date_days(from)) : NULL;
}

// Those after `from` up to and with `to`, as a deadline counts them.
json_t *report_time_working_days(void *user, const json_t *asked, struct err *err) {
  const struct report *report = user;
  struct date from, to;
  if (!read_two(report, asked, &from, &to, err)) return NULL;
  bool back = date_days(to) < date_days(from);
  int64_t first = date_days(back ? to : from), last = date_days(back ? from : to), count = 0;
  for (int64_t day = first + 1; day <= last; day++) count += calendar_is_working(report->call->board->calendar, date_from_days(day));
  return json_integer(back ? -count : count);
}

// host.quarter(date): the quarter of the financial year that it lies in.
json_t *report_time_quarter(void *user, const json_t *asked, struct err *err) {
  struct date date;
  if (!read_day(user, json_array_get(asked, 0), &date, err)) return NULL;
  int month = (date.month - 1) / 3 * 3 + 1, year = month >= 4 ? date.year : date.year - 1, number = month >= 4 ? (month - 1) / 3 : 4;
  struct date first = {date.year, month, 1}, next = date_add_months(first, 3);
  char *name = mem_format("Quarter %d of %d-%02d", number, year, (year + 1) % 100);
  json_t *quarter = json_pack("{s:s, s:o, s:o, s:o, s:o}", "name", name, "first", day_json(first), "last",
                              day_json(date_add_days(next, -1)), "next", day_json(next), "before", day_json(date_add_months(first, -3)));
  mem_free(name);
  return quarter;
}

// host.words(date): "Mon 4 Apr 2016".
json_t *report_time_words(void *user, const json_t *asked, struct err *err) {
  struct date date;
  char words[40];
  if (!read_day(user, json_array_get(asked, 0), &date, err)) return NULL;
  date_write_long(date, words);
  return json_string(words);
}
