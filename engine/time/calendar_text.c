// A calendar's text with a day more or less. The lines that are there stay as they were written, with whatever columns they have: the
// list of a division is other people's, and a board that adds a day to it changes that day alone. See calendar.h.
#include "base/buf.h"
#include "base/mem.h"
#include "time/calendar.h"
#include "time/internal.h"

#include <assert.h>
#include <string.h>

// Where a line of the text begins, counted from 1; its end when there are fewer.
static const char *line_at(const char *csv, int line) {
  while (--line > 0 && (csv = strchr(csv, '\n'))) csv++;
  return csv;
}

// RFC 4180: what a comma or a quotation mark could take apart stands in quotation marks.
static void add_cell(struct buf *out, const char *text) {
  if (!strpbrk(text, ",\"")) {
    buf_text(out, text);
    return;
  }
  buf_char(out, '"');
  for (; *text; text++) {
    if (*text == '"') buf_char(out, '"');
    buf_char(out, *text);
  }
  buf_char(out, '"');
}

// Before the first later day, so that a list in order stays in order.
char *calendar_text_add(const struct calendar *calendar, const char *csv, struct date date, const char *name) {
  const struct day_off *later = calendar_from(calendar, date_days(date) + 1);
  const char *at = later ? line_at(csv, later->line) : csv + strlen(csv);
  char text[DATE_TEXT];
  struct buf out;
  buf_init(&out);
  buf_add(&out, csv, (size_t)(at - csv));
  if (at > csv && at[-1] != '\n') buf_char(&out, '\n');
  date_write(date, text);
  buf_format(&out, "%s,", text);
  add_cell(&out, name);
  buf_char(&out, '\n');
  buf_text(&out, at);
  return buf_take(&out);
}

char *calendar_text_remove(const struct calendar *calendar, const char *csv, struct date date) {
  const struct day_off *day = calendar_from(calendar, date_days(date));
  assert(day && day->day == date_days(date));
  const char *line = line_at(csv, day->line), *end = strchr(line, '\n');
  struct buf out;
  buf_init(&out);
  buf_add(&out, csv, (size_t)(line - csv));
  buf_text(&out, end ? end + 1 : "");
  return buf_take(&out);
}

size_t calendar_count(const struct calendar *calendar) { return calendar->count; }

struct calendar_day calendar_day_at(const struct calendar *calendar, size_t index) {
  assert(index < calendar->count);
  const struct day_off *day = &calendar->days[index];
  return (struct calendar_day){.date = date_from_days(day->day), .name = day->name, .is_local = day->is_local};
}

const char *calendar_name_of(const struct calendar *calendar, struct date date) {
  const struct day_off *day = calendar_from(calendar, date_days(date));
  return day && day->day == date_days(date) ? day->name : NULL;
}
