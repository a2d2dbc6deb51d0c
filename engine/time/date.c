// Civil dates of the Gregorian calendar: reading, writing and counting. No zone and no clock here: see zone.c and instant.c.
#include "time/instant.h"
#include "time/internal.h"

#include <stdio.h>
#include <string.h>

static const char *const month_names[] = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};
static const char *const weekday_names[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

static bool is_leap(int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int month_days(int year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

const char *weekday_name(struct date date) { return weekday_names[date_weekday(date) - 1]; }
const char *month_name(int month) { return month_names[month - 1]; }

bool digits_read(const char *text, int count, int *number) {
  int value = 0;
  for (int i = 0; i < count; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    value = value * 10 + (text[i] - '0');
  }
  *number = value;
  return true;
}

char *digits_write(char *out, int64_t number, int count) {
  for (int i = count - 1; i >= 0; i--, number /= 10) out[i] = (char)('0' + number % 10);
  out[count] = '\0';
  return out + count;
}

// Says what is wrong with a year, month and day that were written as numbers; true when nothing is.
static bool check_parts(const char *text, struct date date, struct err *err) {
  if (date.year < YEAR_MIN || date.year > YEAR_MAX)
    return err_set(err, ERR_INVALID, "The date %.10s is refused: years run from %d to %d. Check the year.", text, YEAR_MIN, YEAR_MAX);
  if (date.month < 1 || date.month > 12)
    return err_set(err, ERR_INVALID, "The date %.10s is refused: there is no month %d. A date is written year-month-day, as in 2016-04-04.",
                   text, date.month);
  int days = month_days(date.year, date.month);
  if (date.day < 1 || date.day > days)
    return err_set(err, ERR_INVALID, "The date %.10s is refused: %s %d has %d days. Check the day.", text, month_name(date.month),
                   date.year, days);
  return true;
}

bool date_read_part(const char *text, struct date *date, struct err *err) {
  struct date read;
  bool shaped = strnlen(text, 10) == 10 && text[4] == '-' && text[7] == '-' && digits_read(text, 4, &read.year) &&
                digits_read(text + 5, 2, &read.month) && digits_read(text + 8, 2, &read.day);
  if (!shaped) {
    char shown[QUOTE_SIZE];
    return err_set(err, ERR_INVALID, "%s is not a date: write it year-month-day in figures, as in 2016-04-04.", text_quote(text, shown));
  }
  if (!check_parts(text, read, err)) return false;
  *date = read;
  return true;
}

bool date_read(const char *text, struct date *date, struct err *err) {
  char shown[QUOTE_SIZE];
  if (strlen(text) > 10 && text[10] != '\0')
    return err_set(err, ERR_INVALID, "%s is not a date alone: write it year-month-day in figures, as in 2016-04-04.",
                   text_quote(text, shown));
  return date_read_part(text, date, err);
}

// A year outside 0 to 9999 gets a sign and as many digits as it needs (ISO 8601 expanded form): never cut short.
char *date_write_end(struct date date, char *out) {
  int64_t year = date.year;
  int count = 4;
  if (year < 0 || year > 9999) *out++ = year < 0 ? '-' : '+';
  if (year < 0) year = -year;
  for (int64_t rest = year / 10000; rest; rest /= 10) count++;
  out = digits_write(out, year, count);
  *out++ = '-';
  out = digits_write(out, date.month, 2);
  *out++ = '-';
  return digits_write(out, date.day, 2);
}

void date_write(struct date date, char out[DATE_TEXT]) {
  char text[32];
  size_t size = (size_t)(date_write_end(date, text) - text);
  if (size >= DATE_TEXT) size = DATE_TEXT - 1;
  memcpy(out, text, size);
  out[size] = '\0';
}

void date_write_long(struct date date, char out[40]) {
  snprintf(out, 40, "%.3s %d %.3s %d", weekday_name(date), date.day, month_name(date.month), date.year);
}

// Days before 1 March of a year 0 that starts in March: the leap day is then the year's last, so months need no table.
// The arithmetic is the well-known one of Howard Hinnant's "chrono-compatible low-level date algorithms".
int64_t date_days(struct date date) {
  int64_t year = date.month <= 2 ? (int64_t)date.year - 1 : date.year;
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  int64_t year_of_era = year - era * 400;
  int64_t month = date.month > 2 ? date.month - 3 : date.month + 9;
  int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

struct date date_from_days(int64_t days) {
  days += 719468;
  int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  int64_t day_of_era = days - era * 146097;
  int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t month = (5 * day_of_year + 2) / 153;
  struct date date = {
      .year = (int)(year_of_era + era * 400 + (month >= 10)),
      .month = (int)(month < 10 ? month + 3 : month - 9),
      .day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
  };
  return date;
}

int date_weekday(struct date date) {
  int64_t since_monday = (date_days(date) + 3) % 7; // 1970-01-01 was a Thursday
  return (int)(since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

struct date date_add_days(struct date date, int64_t days) {
  return date_from_days(date_days(date) + days);
}

struct date date_add_months(struct date date, int months) {
  int64_t all = (int64_t)date.year * 12 + date.month - 1 + months;
  int64_t year = all >= 0 ? all / 12 : (all - 11) / 12;
  struct date moved = {.year = (int)year, .month = (int)(all - year * 12) + 1, .day = date.day};
  int last = month_days(moved.year, moved.month);
  if (moved.day > last) moved.day = last;
  return moved;
}
