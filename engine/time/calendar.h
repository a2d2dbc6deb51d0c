// Working days: Monday to Friday, no bank holiday of the division, no local closure (DOMAIN's rule; a board's own data).
#ifndef WAYMARK_TIME_CALENDAR_H
#define WAYMARK_TIME_CALENDAR_H
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "time/instant.h"

struct calendar;

// Reads CSV text with the header `date,name[,...]`; dates in any order, doubled ones refused with their line.
// The known years run from the first to the last year named. Free with calendar_free.
struct calendar *calendar_read(const char *name, const char *csv, size_t size, struct err *err);
void calendar_free(struct calendar *calendar);
const char *calendar_name(const struct calendar *calendar);
const char *calendar_version(const struct calendar *calendar);               // first 12 hex digits of the SHA-256 of its dates
bool calendar_knows(const struct calendar *calendar, int year);
bool calendar_is_working(const struct calendar *calendar, struct date date);
const char *calendar_why_not(const struct calendar *calendar, struct date date); // "Saturday", "good_friday"; NULL on a working day
struct date calendar_add_working(const struct calendar *calendar, struct date date, int days); // day 0 is `date`; days may be negative
#endif
