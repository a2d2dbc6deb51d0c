// A division's days off, read from CSV, and counting in working days. See calendar.h.
//
// C1  `days` is sorted and without doubles, so that a lookup is a binary search.
// C2  A year is known when at least one day of it is named: a file that leaves a year out says nothing about that year.
// C3  A local closure is off like any other day, and makes no year known: a board that closes for a day in 2031 knows no more of 2031.
// C4  Nothing here guesses: in an unknown year only Saturdays and Sundays are off, and the caller asks calendar_knows (T7).
#include "time/calendar.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "time/internal.h"

#include <stdlib.h>
#include <string.h>

enum { CELL_MAX = CALENDAR_NAME_MAX + 1 };

// Where reading stands in the text.
struct reader {
  const char *name, *at, *end;
  int line;
};

static bool refuse(const struct reader *reader, const char *why, struct err *err) {
  return err_set(err, ERR_INVALID, "The calendar %s was not read: line %d: %s.", reader->name, reader->line, why);
}

static bool at_line_end(const struct reader *reader) { return reader->at == reader->end || *reader->at == '\n' || *reader->at == '\r'; }

// One cell into `cell`, plain or in double quotes (a doubled quote inside stands for one); stops before the comma or the line's end.
static bool read_cell(struct reader *reader, char cell[CELL_MAX], struct err *err) {
  size_t size = 0;
  bool quoted = reader->at < reader->end && *reader->at == '"';
  if (quoted) reader->at++;
  for (; quoted ? reader->at < reader->end : !at_line_end(reader) && *reader->at != ','; reader->at++) {
    if (quoted && *reader->at == '"') {
      reader->at++;
      quoted = reader->at < reader->end && *reader->at == '"';
      if (!quoted) break;
    }
    if ((unsigned char)*reader->at < 0x20) return refuse(reader, "it holds a character that cannot be printed", err);
    if (size + 1 == CELL_MAX) return refuse(reader, "a cell is longer than 127 characters", err);
    cell[size++] = *reader->at;
  }
  cell[size] = '\0';
  if (quoted) return refuse(reader, "a double quote is opened and not closed", err);
  return at_line_end(reader) || *reader->at == ',' || refuse(reader, "after a closing double quote a comma is expected", err);
}

static void skip_line(struct reader *reader) {
  while (reader->at < reader->end && *reader->at != '\n') reader->at++;
  if (reader->at < reader->end) reader->at++;
  reader->line++;
}

static bool read_two(struct reader *reader, char first[CELL_MAX], char second[CELL_MAX], struct err *err) {
  second[0] = '\0';
  if (!read_cell(reader, first, err)) return false;
  if (at_line_end(reader)) return true;
  reader->at++;
  return read_cell(reader, second, err);
}

static bool read_header(struct reader *reader, struct err *err) {
  char first[CELL_MAX], second[CELL_MAX];
  if (reader->end - reader->at >= 3 && memcmp(reader->at, "\xEF\xBB\xBF", 3) == 0) reader->at += 3; // spreadsheets write this mark
  if (reader->at == reader->end) return refuse(reader, "the file is empty; it must begin with the headings date,name", err);
  if (!read_two(reader, first, second, err)) return false;
  if (strcmp(first, "date") != 0 || strcmp(second, "name") != 0)
    return refuse(reader, "the first line must be the headings date,name", err);
  skip_line(reader);
  return true;
}

static bool read_day(struct calendar *calendar, struct reader *reader, struct err *err) {
  char first[CELL_MAX], second[CELL_MAX];
  struct date date;
  struct err why;
  if (!read_two(reader, first, second, err)) return false;
  if (!date_read(first, &date, &why)) {
    return err_set(err, ERR_INVALID, "The calendar %s was not read: line %d: %.900s", reader->name, reader->line, why.text);
  }
  if (!second[0]) return refuse(reader, "the day has no name; write why it is off after the comma", err);
  if (!json_is_utf8(second)) return refuse(reader, "the name is not UTF-8 text; save the file as UTF-8", err);
  calendar->days = mem_grow(calendar->days, calendar->count + 1, sizeof *calendar->days);
  calendar->days[calendar->count++] = (struct day_off){.day = date_days(date), .line = reader->line, .name = mem_text(second)};
  return true;
}

static bool read_days(struct calendar *calendar, struct reader *reader, bool may_be_empty, struct err *err) {
  while (reader->at < reader->end) {
    if (!at_line_end(reader) && !read_day(calendar, reader, err)) return false;
    skip_line(reader);
  }
  if (calendar->count > 0 || may_be_empty) return true;
  return err_set(err, ERR_INVALID, "The calendar %s was not read: it names no day off at all. Add lines such as 2016-03-25,good_friday.",
                 reader->name);
}

static int by_day(const void *a, const void *b) {
  const struct day_off *left = a, *right = b;
  if (left->day != right->day) return left->day < right->day ? -1 : 1;
  return left->line - right->line;
}

static bool check_doubles(const struct calendar *calendar, struct err *err) {
  for (size_t i = 1; i < calendar->count; i++) {
    const struct day_off *first = &calendar->days[i - 1], *again = &calendar->days[i];
    if (first->day != again->day) continue;
    char text[DATE_TEXT];
    date_write(date_from_days(again->day), text);
    return err_set(err, ERR_INVALID, "The calendar %s was not read: line %d: %s is named a second time; it stands on line %d already.",
                   calendar->name, again->line, text, first->line);
  }
  return true;
}

// Over the dates alone, sorted: two files that take the same days off count alike, whatever they call them.
static void set_version(struct calendar *calendar) {
  struct buf dates;
  char text[DATE_TEXT], hex[HASH_HEX_SIZE];
  buf_init(&dates);
  for (size_t i = 0; i < calendar->count; i++) {
    date_write(date_from_days(calendar->days[i].day), text);
    buf_text(&dates, text);
    buf_char(&dates, '\n');
  }
  struct hash hash = hash_of(dates.data, dates.size);
  hex_write(hex, hash.bytes, HASH_SIZE);
  memcpy(calendar->version, hex, CALENDAR_VERSION);
  buf_clear(&dates);
}

static struct calendar *read_text(const char *name, const char *csv, size_t size, bool may_be_empty, struct err *err) {
  if (size > CALENDAR_SIZE_MAX) {
    err_set(err, ERR_LIMIT, "The calendar %s was not read: it is larger than %d bytes, the limit for a calendar.", name, CALENDAR_SIZE_MAX);
    return NULL;
  }
  struct calendar *calendar = mem_new(sizeof *calendar);
  struct reader reader = {.name = name, .at = csv, .end = csv + size, .line = 1};
  calendar->name = mem_text(name);
  bool ok = read_header(&reader, err) && read_days(calendar, &reader, may_be_empty, err);
  if (ok && calendar->count > 0) qsort(calendar->days, calendar->count, sizeof *calendar->days, by_day);
  if (!ok || !check_doubles(calendar, err)) {
    calendar_free(calendar);
    return NULL;
  }
  set_version(calendar);
  return calendar;
}

struct calendar *calendar_read(const char *name, const char *csv, size_t size, struct err *err) {
  return read_text(name, csv, size, false, err);
}

struct calendar *calendar_read_local(const char *csv, size_t size, struct err *err) {
  return read_text(CALENDAR_LOCAL, csv, size, true, err);
}

void calendar_free(struct calendar *calendar) {
  if (!calendar) return;
  for (size_t i = 0; i < calendar->count; i++) mem_free(calendar->days[i].name);
  mem_free(calendar->days);
  mem_free(calendar->name);
  mem_free(calendar);
}

// The division's days and the local ones, merged; a day that both name keeps the division's name and stays known.
struct calendar *calendar_join(const char *name, const struct calendar *division, const struct calendar *local) {
  struct calendar *joined = mem_new(sizeof *joined);
  size_t i = 0, k = 0;
  joined->name = mem_text(name);
  joined->days = mem_grow(NULL, division->count + local->count, sizeof *joined->days);
  while (i < division->count || k < local->count) {
    bool own = k == local->count || (i < division->count && division->days[i].day <= local->days[k].day);
    const struct day_off *day = own ? &division->days[i++] : &local->days[k++];
    if (own && k < local->count && local->days[k].day == day->day) k++;
    joined->days[joined->count++] =
        (struct day_off){.day = day->day, .line = day->line, .name = mem_text(day->name), .is_local = !own || day->is_local};
  }
  set_version(joined);
  return joined;
}

const char *calendar_name(const struct calendar *calendar) { return calendar->name; }
const char *calendar_version(const struct calendar *calendar) { return calendar->version; }

int calendar_first_year(const struct calendar *calendar) {
  for (size_t i = 0; i < calendar->count; i++)
    if (!calendar->days[i].is_local) return date_from_days(calendar->days[i].day).year;
  return 0;
}

int calendar_last_year(const struct calendar *calendar) {
  for (size_t i = calendar->count; i-- > 0;)
    if (!calendar->days[i].is_local) return date_from_days(calendar->days[i].day).year;
  return 0;
}

const struct day_off *calendar_from(const struct calendar *calendar, int64_t day) {
  size_t low = 0, high = calendar ? calendar->count : 0;
  size_t count = high;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (calendar->days[middle].day < day)
      low = middle + 1;
    else
      high = middle;
  }
  return low < count ? &calendar->days[low] : NULL;
}

bool calendar_knows(const struct calendar *calendar, int year) {
  const struct day_off *day = calendar_from(calendar, date_days((struct date){year, 1, 1}));
  const struct day_off *end = calendar ? calendar->days + calendar->count : NULL;
  while (day && day < end && day->is_local) day++;
  return day && day < end && date_from_days(day->day).year == year;
}

const char *calendar_why_not(const struct calendar *calendar, struct date date) {
  if (date_weekday(date) > 5) return weekday_name(date);
  int64_t day = date_days(date);
  const struct day_off *off = calendar_from(calendar, day);
  return off && off->day == day ? off->name : NULL;
}

bool calendar_is_working(const struct calendar *calendar, struct date date) { return calendar_why_not(calendar, date) == NULL; }

struct date calendar_add_working(const struct calendar *calendar, struct date date, int days) {
  int step = days < 0 ? -1 : 1;
  while (days != 0) {
    date = date_add_days(date, step);
    if (calendar_is_working(calendar, date)) days -= step;
  }
  return date;
}
