// The zones that a board in the United Kingdom can be in, as a table of our own: the C library's tzset is process-wide state and
// its data can change under a running program.
//
// Europe/London: the Summer Time Act 1972, section 1, as replaced by the Summer Time Order 2002 (SI 2002/262): summer time is one
// hour ahead of Greenwich mean time, from one o'clock in the morning, Greenwich mean time, of the last Sunday in March to the same
// of the last Sunday in October. That has held since 1996 (October) and 1981 (March). Earlier years are taken by the same rule: no
// deadline of a board lies there, and a rule that is simple everywhere is better than one that is nearly history.
#include "time/instant.h"
#include "time/internal.h"

#include <stdio.h>
#include <string.h>

struct zone {
  const char *name;
  bool has_summer_time;
};

static const struct zone zones[] = {{"Europe/London", true}, {"UTC", false}};

const struct zone *zone_find(const char *name) {
  for (size_t i = 0; name && i < sizeof zones / sizeof zones[0]; i++)
    if (strcmp(zones[i].name, name) == 0) return &zones[i];
  return NULL;
}

const char *zone_name(const struct zone *zone) { return zone->name; }

// One o'clock in the morning, UTC, of a month's last Sunday.
static int64_t change_at(int year, int month) {
  struct date last = {year, month, 31}; // March and October have 31 days
  int64_t sunday = date_days(last) - date_weekday(last) % 7;
  return sunday * DAY_MS + HOUR_MS;
}

static int64_t offset_at(const struct zone *zone, int64_t ms) {
  if (!zone->has_summer_time || !instant_is_in_range(ms)) return 0;
  int year = date_from_days(instant_day(ms)).year;
  return ms >= change_at(year, 3) && ms < change_at(year, 10) ? HOUR_MS : 0;
}

struct date zone_date(const struct zone *zone, int64_t ms) {
  return date_from_days(instant_day(ms + offset_at(zone, ms)));
}

// A time that comes twice is first met while summer time still runs, so that reading is tried first. A time that never comes is read
// with the offset from before the gap, which lands it as far after the gap as it stood after the gap's beginning.
int64_t zone_instant(const struct zone *zone, struct date date, int64_t ms_of_day) {
  int64_t local = date_days(date) * DAY_MS + ms_of_day, summer = local - HOUR_MS;
  return offset_at(zone, summer) == HOUR_MS ? summer : local;
}

int64_t zone_day_end(const struct zone *zone, struct date date) { return zone_instant(zone, date_add_days(date, 1), 0) - 1; }

void zone_write(const struct zone *zone, int64_t ms, char out[40]) {
  int64_t local = ms + offset_at(zone, ms), day = instant_day(local), minutes = instant_ms_of_day(local) / MINUTE_MS;
  char text[40];
  date_write_long(date_from_days(day), text);
  snprintf(out, 40, "%.30s %02d:%02d", text, (int)(minutes / 60) % 100, (int)(minutes % 60));
}
