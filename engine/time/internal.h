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
#endif
