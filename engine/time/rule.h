// Deadline rules: "10 working days after due", read once and worked out against a case's fields (T2, T9). README.md has the grammar.
//
// What is counted in days ends with the last millisecond of its last local day, or at the time of day that the rule says; hours and minutes
// end at the exact instant. "due" alone is "end of due".
#ifndef WAYMARK_TIME_RULE_H
#define WAYMARK_TIME_RULE_H
#include "base/err.h"
#include "base/json.h"
#include "time/calendar.h"
#include "time/instant.h"
#include "time/stop.h"
#include "time/zone.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rule_unit { RULE_WORKING_DAYS, RULE_CALENDAR_DAYS, RULE_WEEKS, RULE_MONTHS, RULE_YEARS, RULE_HOURS, RULE_MINUTES };
enum rule_shape {
  RULE_OFFSET,             // 10 working days after due
  RULE_END_OF,             // end of due
  RULE_CLOSE_NEXT_WORKING, // close of next working day after asked
  RULE_TIME_ON,            // 09:00 on due
  RULE_DATE,               // on 2026-03-31
  RULE_YEARLY,             // on 31 March: each year
  RULE_PERIOD_DAY,         // the last working day of the quarter
  RULE_MEETING,            // the next meeting of llip; 5 working days before the next meeting of llip
  RULE_EVERY,              // every 3 months from anchor
};
enum rule_roll { RULE_STAYS, RULE_ROLLS_FORWARD, RULE_ROLLS_BACK }; // from a day that is no working day to the next or the last that is
enum rule_period { RULE_MONTH, RULE_QUARTER, RULE_YEAR, RULE_FINANCIAL_YEAR }; // the financial year begins with April

enum { RULE_NAME = 64 }; // a field's or a group's name with its NUL

struct rule {
  enum rule_shape shape;
  enum rule_unit unit;
  int count;     // negative: before; RULE_MEETING: 0 for the meeting itself
  bool has_time; // it falls at ms_of_day of its last day, else at that day's end
  int ms_of_day;
  enum rule_roll rolled;   // back: only of what comes once
  char field[RULE_NAME];   // "" when it counts from the state's entry
  char group[RULE_NAME];   // RULE_MEETING
  int nth;                 // RULE_MEETING: 1 is the next
  enum rule_period period; // RULE_PERIOD_DAY, with:
  bool is_first, is_working;
  struct date date; // RULE_DATE; RULE_YEARLY: without its year
};

// On failure err says what was not understood and gives examples: "30 days": "Working days or calendar days? ...".
bool rule_read(const char *text, struct rule *rule, struct err *err);
char *rule_text(const struct rule *rule); // the one way to write it. Caller frees

bool rule_is_every(const struct rule *rule);       // a cycle: "every 3 months from anchor"
bool rule_can_recur(const struct rule *rule);      // rule_next finds more than one: cycles, days of a year or a period, meetings
bool rule_is_exact(const struct rule *rule);       // hours and minutes: no change of zone data moves it
bool rule_is_before(const struct rule *rule);      // it counts back from its field or meeting
bool rule_counts_working(const struct rule *rule); // a change of the calendar can move it

struct rule_input {
  int64_t entered_ms; // what a rule without a field counts from
  const json_t *fields;
  const struct zone *zone;
  const struct calendar *calendar;
  const json_t *meetings;    // {"llip": ["2016-10-05", ...]}, in any order; NULL: no group's are known
  const json_t *group_names; // {"llip": "LLIP Sub Group"}: what people call it; NULL, or of one that is not in it: as in the rule
  const struct stop *stops;  // in any order, they may overlap; at most STOPS_MAX
  size_t stop_count;
  int64_t after_round; // of what comes again: only rounds later than this one; 0: any
};

struct rule_result {
  int64_t due_ms;
  bool missing;           // there is no deadline, and `why` says why: a field is empty, no meeting is known, the clock is stopped
  bool stopped;           // the clock is stopped and nobody knows until when; then `missing` too
  bool provisional;       // it passed beyond the calendar's known years (T7)
  int64_t counted, total; // days, or milliseconds of hours and minutes: what had run when the clock stopped, of what; else all of all
  int64_t round;          // of what comes again: a number that grows with its times and stays when the calendar moves them
  char why[240];
  const struct calendar *calendar; // the input's, by which it was worked out
  json_t *receipt;                 // NULL unless asked for: a line a day, as receipt.h says; the caller's
};

// False when a field or a list of meetings holds what is no date, or the deadline would be outside the years that can be written.
// `with_receipt` fills result->receipt. A cycle gives its first occurrence after the state's entry.
bool rule_work_out(const struct rule *rule, const struct rule_input *input, bool with_receipt, struct rule_result *result, struct err *err);

// The first occurrence after an instant; a rule that comes once is `missing` when that is past. What was skipped and what is done about it
// is the caller's (once, each, skip: T4). Clock stops move no occurrence: a cycle keeps to its anchor (T10).
bool rule_next(const struct rule *rule, const struct rule_input *input, int64_t after_ms, bool with_receipt, struct rule_result *result,
               struct err *err);
#endif
