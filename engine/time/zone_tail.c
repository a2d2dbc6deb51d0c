// The rule for the years past a zone's table: a POSIX TZ string, as the last line of a TZif file has it ("GMT0BST,M3.5.0/1,M10.5.0").
// RFC 8536, 3.3.1: its hours may run from -167 to 167, so that a change can lie on another day than the one that is named.
#include "time/internal.h"

#include <string.h>

enum { HOURS_MAX = 167, OFFSET_HOURS_MAX = 24 };

static bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A name of a zone's time, plain or in angle brackets; what follows it, NULL when there is none.
static const char *skip_name(const char *at) {
  const char *start = at;
  if (*at == '<') {
    for (at++; is_letter(*at) || is_digit(*at) || *at == '+' || *at == '-'; at++) continue;
    return *at == '>' && at - start > 3 ? at + 1 : NULL;
  }
  while (is_letter(*at)) at++;
  return at - start >= 3 ? at : NULL;
}

// Up to three digits, no more than `max`.
static const char *read_number(const char *at, int max, int *number) {
  int value = 0, digits = 0;
  for (; is_digit(*at) && digits < 4; at++, digits++) value = value * 10 + (*at - '0');
  if (digits == 0 || digits > 3 || value > max) return NULL;
  *number = value;
  return at;
}

// [+|-]hh[:mm[:ss]] in seconds.
static const char *read_time(const char *at, int hours_max, int32_t *seconds) {
  int hours, minutes = 0, rest = 0, sign = *at == '-' ? -1 : 1;
  if (*at == '+' || *at == '-') at++;
  if (!(at = read_number(at, hours_max, &hours))) return NULL;
  if (*at == ':' && !(at = read_number(at + 1, 59, &minutes))) return NULL;
  if (*at == ':' && !(at = read_number(at + 1, 59, &rest))) return NULL;
  *seconds = sign * (hours * 3600 + minutes * 60 + rest);
  return at;
}

static const char *read_month_day(const char *at, struct zone_moment *moment) {
  moment->shape = ZONE_DAY_OF_WEEK;
  if (!(at = read_number(at, 12, &moment->month)) || *at != '.' || moment->month < 1) return NULL;
  if (!(at = read_number(at + 1, 5, &moment->week)) || *at != '.' || moment->week < 1) return NULL;
  return read_number(at + 1, 6, &moment->weekday);
}

// ,Mm.w.d or ,Jn or ,n and then perhaps /time; two in the morning when no time is said.
static const char *read_moment(const char *at, struct zone_moment *moment) {
  *moment = (struct zone_moment){.shape = ZONE_DAY_OF_YEAR, .at_s = 7200};
  if (*at++ != ',') return NULL;
  if (*at == 'M') {
    at = read_month_day(at + 1, moment);
  } else if (*at == 'J') {
    moment->shape = ZONE_DAY_WITHOUT_LEAP;
    at = read_number(at + 1, 365, &moment->day);
    if (moment->day < 1) return NULL;
  } else {
    at = read_number(at, 365, &moment->day);
  }
  return at && *at == '/' ? read_time(at + 1, HOURS_MAX, &moment->at_s) : at;
}

// A summer time without dates is refused: when it begins would be each machine's own habit.
static const char *read_summer(const char *at, struct zone_tail *tail) {
  tail->has_summer = true;
  tail->summer_s = tail->standard_s + 3600;
  if (!(at = skip_name(at))) return NULL;
  if (*at != ',') {
    if (!(at = read_time(at, OFFSET_HOURS_MAX, &tail->summer_s))) return NULL;
    tail->summer_s = -tail->summer_s;
  }
  at = read_moment(at, &tail->start);
  return at ? read_moment(at, &tail->end) : NULL;
}

bool zone_tail_read(const char *text, struct zone_tail *tail) {
  struct zone_tail read = {0};
  const char *at = skip_name(text);
  if (!at || !(at = read_time(at, OFFSET_HOURS_MAX, &read.standard_s))) return false;
  read.standard_s = -read.standard_s; // POSIX counts westwards
  if (*at && !(at = read_summer(at, &read))) return false;
  if (*at) return false;
  *tail = read;
  return true;
}

// Days since 1970-01-01 of a moment's day in a year.
static int64_t day_of(const struct zone_moment *moment, int year) {
  int64_t new_year = date_days((struct date){year, 1, 1});
  if (moment->shape == ZONE_DAY_OF_YEAR) return new_year + moment->day;
  if (moment->shape == ZONE_DAY_WITHOUT_LEAP) return new_year + moment->day - 1 + (moment->day >= 60 && month_days(year, 2) == 29);
  int64_t first = date_days((struct date){year, moment->month, 1});
  int ahead = (moment->weekday - date_weekday((struct date){year, moment->month, 1}) % 7 + 7) % 7;
  int64_t day = first + ahead + (moment->week - 1) * 7;
  return day < first + month_days(year, moment->month) ? day : day - 7;
}

struct zone_year zone_tail_year(const struct zone_tail *tail, int year) {
  return (struct zone_year){
      .start_ms = day_of(&tail->start, year) * DAY_MS + (tail->start.at_s - tail->standard_s) * INT64_C(1000),
      .end_ms = day_of(&tail->end, year) * DAY_MS + (tail->end.at_s - tail->summer_s) * INT64_C(1000),
  };
}
