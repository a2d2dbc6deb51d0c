// Instants (milliseconds UTC since 1970) and civil dates.
#ifndef WAYMARK_TIME_INSTANT_H
#define WAYMARK_TIME_INSTANT_H
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum { INSTANT_TEXT = 32, DATE_TEXT = 16 };

// RFC 3339. A bare date is the start of that day, UTC. Years 1900 to 9999.
bool instant_read(const char *text, int64_t *ms, struct err *err);
void instant_write(int64_t ms, char out[INSTANT_TEXT]); // "2016-04-04T22:59:59.999Z"

struct date {
  int year, month, day;
};

bool date_read(const char *text, struct date *date, struct err *err); // "2016-02-30": refused, saying how many days the month has
void date_write(struct date date, char out[DATE_TEXT]);               // "2016-04-04"
int64_t date_days(struct date date);                                  // since 1970-01-01
struct date date_from_days(int64_t days);
int date_weekday(struct date date); // 1 Monday to 7 Sunday (ISO 8601)
struct date date_add_days(struct date date, int64_t days);
struct date date_add_months(struct date date, int months); // clamped to the month's last day, never rolled
void date_write_long(struct date date, char out[40]);      // "Mon 4 Apr 2016"
#endif
