// Quiet hours. See quiet.h.
#include "run/quiet.h"

#include <assert.h>
#include <string.h>

enum { MINUTE_MS = 60 * 1000, DAY_MINUTES = 24 * 60 };

static bool read_time(const char *text, int *minutes) {
  static const int digits[] = {0, 1, 3, 4};
  for (int i = 0; i < 4; i++)
    if (text[digits[i]] < '0' || text[digits[i]] > '9') return false;
  int hour = (text[0] - '0') * 10 + text[1] - '0', minute = (text[3] - '0') * 10 + text[4] - '0';
  *minutes = hour * 60 + minute;
  return text[2] == ':' && minute < 60 && *minutes <= DAY_MINUTES;
}

bool quiet_read(const char *text, struct quiet *hours, struct err *err) {
  int from, to;
  bool ok = strlen(text) == strlen(QUIET_DEFAULT) && text[5] == '-' && read_time(text, &from) && read_time(text + 6, &to) && from < to;
  if (!ok)
    return err_set(err, ERR_INVALID,
                   "The mail hours \"%.40s\" are not understood: write the first and the last time of a working day, as in \"%s\".", text,
                   QUIET_DEFAULT);
  *hours = (struct quiet){.from_ms = (int64_t)from * MINUTE_MS, .to_ms = (int64_t)to * MINUTE_MS};
  return true;
}

// A setting that an older program or another hand left unreadable is none.
static struct quiet hours_of(struct board *board) {
  struct quiet hours;
  struct err unread;
  json_t *setting = setting_find(board->store, "mail_hours");
  const char *text = json_string_value(setting);
  bool ok = (text && quiet_read(text, &hours, &unread)) || quiet_read(QUIET_DEFAULT, &hours, &unread);
  assert(ok);
  json_decref(setting);
  return hours;
}

// The end of a day that is worked to midnight is the next day's beginning.
static int64_t end_of(const struct board *board, struct date date, const struct quiet *hours) {
  return hours->to_ms == (int64_t)DAY_MINUTES * MINUTE_MS ? zone_day_end(board->zone, date) + 1
                                                          : zone_instant(board->zone, date, hours->to_ms);
}

int64_t quiet_end(struct board *board, int64_t ms) {
  struct quiet hours = hours_of(board);
  struct date date = zone_date(board->zone, ms);
  if (!calendar_is_working(board->calendar, date) || ms >= end_of(board, date, &hours))
    date = calendar_add_working(board->calendar, date, 1);
  int64_t from = zone_instant(board->zone, date, hours.from_ms);
  return ms < from ? from : ms;
}
