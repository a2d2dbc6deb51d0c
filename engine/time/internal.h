// What the files of time/ share among themselves; no other folder includes it.
#ifndef WAYMARK_TIME_INTERNAL_H
#define WAYMARK_TIME_INTERNAL_H
#include "base/err.h"
#include "time/instant.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  YEAR_MIN = 1900,
  YEAR_MAX = 9999,
  QUOTE_SIZE = 96, // room for what text_quote shows of somebody's words
  DAY_MS = 86400000,
  HOUR_MS = 3600000,
  MINUTE_MS = 60000,
};

int month_days(int year, int month); // month 1 to 12
const char *month_name(int month);   // "February"
const char *weekday_name(struct date date);

bool digits_read(const char *text, int count, int *number);                // exactly `count` decimal digits
char *digits_write(char *out, int64_t number, int count);                  // `count` digits and a NUL; returns where the NUL stands
bool date_read_part(const char *text, struct date *date, struct err *err); // the first ten characters; what follows is the caller's
char *date_write_end(struct date date, char *out);                         // at most 20 characters and a NUL; returns where the NUL stands

// Somebody's words in double quotes for a sentence: cut at 80 bytes (never inside a character), on one line, always UTF-8. Returns out.
const char *text_quote(const char *text, char out[QUOTE_SIZE]);

int64_t instant_day(int64_t ms);       // days since 1970-01-01, UTC
int64_t instant_ms_of_day(int64_t ms); // since that day's midnight, UTC
bool instant_is_in_range(int64_t ms);  // years YEAR_MIN to YEAR_MAX

// ---- calendars: what calendar.c and calendar_text.c share

enum { CALENDAR_VERSION = 12 };

struct day_off {
  int64_t day;
  int line; // of the text that it was read from
  char *name;
  bool is_local; // a board's own closure: see calendar.c, C3
};

struct calendar {
  char *name;
  char version[CALENDAR_VERSION + 1];
  struct day_off *days;
  size_t count;
};

const struct day_off *calendar_from(const struct calendar *calendar, int64_t day); // the first on or after it; NULL when there is none

// ---- zones: what zone.c, zone_tail.c and zone_read.c share

enum zone_day { ZONE_DAY_OF_WEEK, ZONE_DAY_WITHOUT_LEAP, ZONE_DAY_OF_YEAR }; // Mm.w.d, Jn and n of a POSIX rule

struct zone_moment { // a day of every year, and seconds on its local clock, which may lie on another day
  enum zone_day shape;
  int month, week, weekday; // weekday 0 is Sunday; week 5 the last
  int day;                  // ZONE_DAY_WITHOUT_LEAP: 1 to 365; ZONE_DAY_OF_YEAR: 0 to 365
  int32_t at_s;
};

struct zone_tail { // a POSIX TZ rule: what holds year after year
  int32_t standard_s, summer_s;
  bool has_summer;
  struct zone_moment start, end; // of summer time; `start` on the standard clock, `end` on the summer clock
};

struct zone_year {
  int64_t start_ms, end_ms;
};

struct zone_change {
  int64_t at_ms;
  int32_t offset_s; // from then on
};

struct zone {
  const char *name; // its own, when it was read
  char version[13];
  int32_t first_s; // before the first change
  struct zone_change *changes;
  size_t change_count;
  const struct zone_tail *early; // holds before early_year_end, where the rule was another one
  int early_year_end;
  struct zone_tail tail; // holds after the last change, when has_tail or when there is no change at all
  bool has_tail;
};

struct zone_year zone_tail_year(const struct zone_tail *tail, int year);
// Reads a POSIX TZ string with RFC 8536's extension of its hours. The text ends with a NUL.
bool zone_tail_read(const char *text, struct zone_tail *tail);
#endif
