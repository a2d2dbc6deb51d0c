// Working days: Monday to Friday, no bank holiday of the division, no local closure (DOMAIN's rule; a board's own data).
// Where a calendar is asked, NULL is one that knows no year: every Monday to Friday is a working day.
#ifndef WAYMARK_TIME_CALENDAR_H
#define WAYMARK_TIME_CALENDAR_H
#include "base/err.h"
#include "time/instant.h"

#include <stdbool.h>
#include <stddef.h>

struct calendar;

#define CALENDAR_LOCAL "local" // the name of a board's own closures
enum {
  CALENDAR_SIZE_MAX = 1 << 20, // bytes of a text: a century of days off is 80 KB
  CALENDAR_NAME_MAX = 127,     // bytes that say why a day is off
};

// Reads CSV text with the header `date,name[,...]`; dates in any order, doubled ones refused with their line.
// A year is known when at least one of its days is named (a year left out between two others is not). Free with calendar_free.
struct calendar *calendar_read(const char *name, const char *csv, size_t size, struct err *err);
// A board's own closures: the same text, which may name no day at all.
struct calendar *calendar_read_local(const char *csv, size_t size, struct err *err);
void calendar_free(struct calendar *calendar);
// A board's own closures and one-off days laid over its division's calendar: off is what either names. The years that are known are the
// division's; the version is over all the dates. A new calendar, free with calendar_free.
struct calendar *calendar_join(const char *name, const struct calendar *division, const struct calendar *local);
const char *calendar_name(const struct calendar *calendar);
const char *calendar_version(const struct calendar *calendar); // first 12 hex digits of the SHA-256 of its dates, sorted, a line each
int calendar_first_year(const struct calendar *calendar);
int calendar_last_year(const struct calendar *calendar);
bool calendar_knows(const struct calendar *calendar, int year);
bool calendar_is_working(const struct calendar *calendar, struct date date);
const char *calendar_why_not(const struct calendar *calendar, struct date date); // "Saturday", "good_friday"; NULL on a working day
struct date calendar_add_working(const struct calendar *calendar, struct date date, int days); // day 0 is `date`; days may be negative

// The days that it names, by date, Saturdays and Sundays too when they stand there.
struct calendar_day {
  struct date date;
  const char *name; // borrowed from the calendar
  bool is_local;    // a board's own closure
};
size_t calendar_count(const struct calendar *calendar);
struct calendar_day calendar_day_at(const struct calendar *calendar, size_t index);
const char *calendar_name_of(const struct calendar *calendar, struct date date); // as it is named there; NULL: it is not

// The text with a day more or less, whatever else stands in it kept (calendar_text.c). `calendar` is what was read from `csv`. Caller
// frees.
char *calendar_text_add(const struct calendar *calendar, const char *csv, struct date date, const char *name);
char *calendar_text_remove(const struct calendar *calendar, const char *csv, struct date date); // a day that it names
#endif
