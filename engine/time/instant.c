// Instants: RFC 3339 text and milliseconds UTC since 1970, both ways.
#include "time/instant.h"

#include "base/json.h"
#include "time/internal.h"

#include <string.h>

const char *text_quote(const char *text, char out[QUOTE_SIZE]) {
  bool plain = json_is_utf8(text);
  size_t size = strnlen(text, 81), at = 0;
  bool cut = size > 80;
  if (cut)
    for (size = 80; size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80;) size--;
  out[at++] = '"';
  for (size_t i = 0; i < size; i++) {
    unsigned char byte = (unsigned char)text[i];
    out[at++] = byte < 0x20 || byte == 0x7F ? ' ' : byte >= 0x80 && !plain ? '?' : text[i];
  }
  for (int i = 0; cut && i < 3; i++) out[at++] = '.';
  out[at++] = '"';
  out[at] = '\0';
  return out;
}

int64_t instant_day(int64_t ms) { return ms / DAY_MS - (ms % DAY_MS < 0); }

int64_t instant_ms_of_day(int64_t ms) { return ms % DAY_MS + (ms % DAY_MS < 0 ? DAY_MS : 0); }

bool instant_is_in_range(int64_t ms) {
  int64_t first = date_days((struct date){YEAR_MIN, 1, 1}) * DAY_MS;
  int64_t end = date_days((struct date){YEAR_MAX + 1, 1, 1}) * DAY_MS;
  return ms >= first && ms < end;
}

static bool refuse(const char *text, const char *why, struct err *err) {
  char shown[QUOTE_SIZE];
  return err_set(err, ERR_INVALID, "%s is not an instant: %s. Write it as in 2016-04-04T09:30:00Z or 2016-04-04T10:30:00+01:00.",
                 text_quote(text, shown), why);
}

// Reads HH:MM:SS and an optional fraction, of which three digits count; returns what follows, NULL when it is no time.
static const char *read_time(const char *at, int64_t *ms) {
  int hour, minute, second, fraction = 0, weight = 100;
  if (!digits_read(at, 2, &hour) || at[2] != ':' || !digits_read(at + 3, 2, &minute) || at[5] != ':' || !digits_read(at + 6, 2, &second))
    return NULL;
  if (hour > 23 || minute > 59 || second > 59) return NULL;
  at += 8;
  if (*at == '.') {
    if (at[1] < '0' || at[1] > '9') return NULL;
    for (at++; *at >= '0' && *at <= '9'; at++, weight /= 10) fraction += (*at - '0') * weight;
  }
  *ms = (int64_t)hour * HOUR_MS + minute * MINUTE_MS + second * 1000 + fraction;
  return at;
}

// Reads Z or an offset such as +01:00, and that nothing follows.
static bool read_offset(const char *at, int64_t *ms) {
  *ms = 0;
  if (*at == 'Z' || *at == 'z') return at[1] == '\0';
  int hours, minutes;
  if (*at != '+' && *at != '-') return false;
  if (!digits_read(at + 1, 2, &hours) || at[3] != ':' || !digits_read(at + 4, 2, &minutes) || at[6] != '\0') return false;
  if (hours > 23 || minutes > 59) return false;
  *ms = ((int64_t)hours * HOUR_MS + minutes * MINUTE_MS) * (*at == '-' ? -1 : 1);
  return true;
}

bool instant_read(const char *text, int64_t *ms, struct err *err) {
  struct date date;
  int64_t time = 0, offset = 0;
  if (!date_read_part(text, &date, err)) return false;
  if (text[10] != '\0') {
    if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return refuse(text, "after the day a T and a time are expected", err);
    const char *rest = read_time(text + 11, &time);
    if (!rest) return refuse(text, "its time of day is not hours, minutes and seconds from 00:00:00 to 23:59:59", err);
    if (*rest == '\0') return refuse(text, "it does not say in which zone; end it with Z for UTC or an offset", err);
    if (!read_offset(rest, &offset)) return refuse(text, "its end is neither Z nor an offset", err);
  }
  int64_t value = date_days(date) * DAY_MS + time - offset;
  if (!instant_is_in_range(value)) return refuse(text, "in UTC its year is outside 1900 to 9999", err);
  *ms = value;
  return true;
}

void instant_write(int64_t ms, char out[INSTANT_TEXT]) {
  int64_t days = instant_day(ms), rest = instant_ms_of_day(ms);
  char *at = date_write_end(date_from_days(days), out);
  *at++ = 'T';
  at = digits_write(at, rest / HOUR_MS, 2);
  *at++ = ':';
  at = digits_write(at, rest / MINUTE_MS % 60, 2);
  *at++ = ':';
  at = digits_write(at, rest / 1000 % 60, 2);
  *at++ = '.';
  at = digits_write(at, rest % 1000, 3);
  *at++ = 'Z';
  *at = '\0';
}
