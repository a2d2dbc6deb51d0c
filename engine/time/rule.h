// Deadline rules: "10 working days after due", read once and worked out against a case's fields (T2, T9).
//
//   N working days | N calendar days | N months | N hours | N minutes | N weeks | N years   from when the state was entered
//   ... after FIELD | ... before FIELD                       from the date (or instant) in a field
//   end of FIELD                                             the last millisecond of that local day
//   close of next working day [after FIELD]
//   09:00 on FIELD
//
// Counting days ends at the end of the last local day, in hours and minutes at the exact instant. "due" alone is "end of due".
#ifndef WAYMARK_TIME_RULE_H
#define WAYMARK_TIME_RULE_H
#include "base/err.h"
#include "base/json.h"
#include "time/calendar.h"
#include "time/instant.h"
#include "time/zone.h"

#include <stdbool.h>
#include <stdint.h>

enum rule_unit { RULE_WORKING_DAYS, RULE_CALENDAR_DAYS, RULE_WEEKS, RULE_MONTHS, RULE_YEARS, RULE_HOURS, RULE_MINUTES };
enum rule_shape { RULE_OFFSET, RULE_END_OF, RULE_CLOSE_NEXT_WORKING, RULE_TIME_ON };

struct rule {
  enum rule_shape shape;
  enum rule_unit unit;
  int count;      // negative: before
  int ms_of_day;  // RULE_TIME_ON
  char field[64]; // "" when it counts from the state's entry
};

// On failure err says what was not understood and gives examples: "30 days": "Working days or calendar days? ...".
bool rule_read(const char *text, struct rule *rule, struct err *err);

struct rule_input {
  int64_t entered_ms; // what a rule without a field counts from
  const json_t *fields;
  const struct zone *zone;
  const struct calendar *calendar;
};

struct rule_result {
  int64_t due_ms;
  bool missing;     // the field is empty: there is no deadline yet
  bool provisional; // it passed beyond the calendar's known years (T7)
  json_t *receipt;  // NULL unless asked for: [{"date","counted":bool,"why"?,"note"?}]; the caller's
};

// False only when a field holds what is no date. `with_receipt` fills result->receipt.
bool rule_work_out(const struct rule *rule, const struct rule_input *input, bool with_receipt, struct rule_result *result, struct err *err);
#endif
