// Dates as people write them: 12/03/2009, 12.3.09, 2009-03-12, 12th of March 2009, March 12, 2009. See personal_scan.h.
#include "run/personal_scan.h"

#include <string.h>

static const char *const months[] = {"january", "february", "march",     "april",   "may",      "june",
                                     "july",    "august",   "september", "october", "november", "december"};

static int number_at(const struct scan *scan, size_t at, size_t size) {
  int number = 0;
  for (size_t i = 0; i < size; i++) number = number * 10 + (scan->text[at + i] - '0');
  return number;
}

static bool is_day(struct date date) {
  if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31 || date.year < 1900 || date.year > 2200) return false;
  struct date read = date_from_days(date_days(date));
  return read.year == date.year && read.month == date.month && read.day == date.day;
}

// Of two digits it is the last such year that has begun.
static int full_year(const struct scan *scan, int year) {
  int century = scan->today.year / 100 * 100;
  return century + year > scan->today.year ? century - 100 + year : century + year;
}

// A year of four or two digits that ends there; its size.
static size_t year_at(const struct scan *scan, size_t at, int *year, bool *brief) {
  size_t mark = scan->text[at] == '\'' ? 1 : 0, size = scan_digits(scan, at + mark); // '09
  if ((size != 4 && size != 2) || scan_is_word(scan->text[at + mark + size])) return 0;
  int number = number_at(scan, at + mark, size);
  *brief = size == 2;
  *year = size == 2 ? full_year(scan, number) : number;
  return mark + size;
}

// The month that a word names, in full or by its first three or four letters; 0: none.
static int month_at(const struct scan *scan, size_t at, size_t *size) {
  *size = scan_letters(scan, at);
  for (int m = 0; *size >= 3 && m < 12; m++) {
    size_t same = 0;
    while (same < *size && months[m][same] == scan_lower(scan->text[at + same])) same++;
    if (same == *size && (same == 3 || !months[m][same] || (m == 8 && same == 4))) return m + 1;
  }
  return 0;
}

// Where the next part of a date begins; 0: the part is not followed by one.
static size_t next_part(const struct scan *scan, size_t at, const char *marks) {
  size_t next = scan_over(scan, at, marks);
  return next > at && next <= at + 3 ? next : 0;
}

static size_t over_suffix(const struct scan *scan, size_t at) {
  static const char *const suffixes[] = {"st", "nd", "rd", "th", NULL};
  return at + scan_is_any(scan, at, suffixes);
}

static size_t day_size(const struct scan *scan, size_t at, int *day) {
  size_t size = scan_digits(scan, at);
  *day = size == 1 || size == 2 ? number_at(scan, at, size) : 0;
  return *day >= 1 && *day <= 31 ? size : 0;
}

// 12th of March, 2009
static size_t day_first(const struct scan *scan, size_t at, struct date *date, bool *brief) {
  size_t size = day_size(scan, at, &date->day), month_size, of;
  if (!size) return 0;
  size_t here = scan_over(scan, over_suffix(scan, at + size), " -");
  if ((of = scan_is(scan, here, "of"))) here = scan_over(scan, here + of, " ");
  date->month = month_at(scan, here, &month_size);
  size_t year = date->month ? next_part(scan, here + month_size, " ,.-") : 0;
  size_t year_size = year ? year_at(scan, year, &date->year, brief) : 0;
  return year_size ? year + year_size - at : 0;
}

// March 12, 2009
static size_t month_first(const struct scan *scan, size_t at, struct date *date, bool *brief) {
  size_t month_size, day = 0, size = 0, year = 0, year_size = 0;
  date->month = month_at(scan, at, &month_size);
  if (date->month) day = next_part(scan, at + month_size, " .");
  if (day) size = day_size(scan, day, &date->day);
  if (size) year = next_part(scan, over_suffix(scan, day + size), " ,");
  if (year) year_size = year_at(scan, year, &date->year, brief);
  return year_size ? year + year_size - at : 0;
}

static bool is_mark(char c) { return c == '/' || c == '.' || c == '-'; }

// 12/03/2009, and 2009-03-12
static size_t numbers_only(const struct scan *scan, size_t at, struct date *date, bool *brief) {
  size_t first = scan_digits(scan, at), second = at + first + 1;
  char mark = scan->text[at + first];
  size_t second_size = is_mark(mark) ? scan_digits(scan, second) : 0, third = second + second_size + 1;
  if (second_size < 1 || second_size > 2 || scan->text[third - 1] != mark) return 0;
  int middle = number_at(scan, second, second_size);
  size_t size = scan_digits(scan, third);
  if (first == 4 && (size == 1 || size == 2)) {
    *date = (struct date){number_at(scan, at, 4), middle, number_at(scan, third, size)};
    return third + size - at;
  }
  size_t year = first <= 2 ? year_at(scan, third, &date->year, brief) : 0;
  int day = first <= 2 ? number_at(scan, at, first) : 0;
  bool turned = middle > 12 && day <= 12; // as Americans write it
  date->day = turned ? middle : day;
  date->month = turned ? day : middle;
  return year ? third + year - at : 0;
}

size_t personal_date(const struct scan *scan, size_t at, struct date *date, bool *brief) {
  *brief = false;
  size_t size = 0;
  if (scan_is_digit(scan->text[at])) {
    size = numbers_only(scan, at, date, brief);
    if (!size) size = day_first(scan, at, date, brief);
  } else if (scan_is_letter(scan->text[at]))
    size = month_first(scan, at, date, brief);
  return size && is_day(*date) && !scan_is_digit(scan->text[at + size]) ? size : 0;
}

size_t personal_date_packed(const struct scan *scan, size_t at, struct date *date) {
  size_t size = scan_digits(scan, at);
  if ((size != 6 && size != 8) || scan_is_word(scan->text[at + size])) return 0;
  int year = number_at(scan, at + 4, size - 4);
  *date = (struct date){size == 6 ? full_year(scan, year) : year, number_at(scan, at + 2, 2), number_at(scan, at, 2)};
  return is_day(*date) ? size : 0;
}
