// Local time and back, for zones of every kind: a table of changes, and a rule for the years past it.
//
// The C library's tzset is process-wide state and its data can change under a running program, so a zone is a value here: made from
// the bytes of a TZif file (zone_read.c), or one of the two that are built in for machines without such files.
//
// Europe/London: the Summer Time Act 1972, section 1, as replaced by the Summer Time Order 2002 (SI 2002/262): summer time is one
// hour ahead of Greenwich mean time, from one o'clock in the morning, Greenwich mean time, of the last Sunday in March to the same
// of the last Sunday in October; until 1995 the yearly orders took the fourth Sunday in October. That is right from 1990 on. Earlier
// years are taken by the same rule: no deadline of a board lies there.
#include "time/zone.h"

#include "time/internal.h"

#include <stdio.h>
#include <string.h>

// No zone is further from UTC (RFC 8536, 3.2, with a day's room), so a local time's instants lie within it.
enum { FURTHEST_MS = 26 * HOUR_MS };

// Mm.w.d of POSIX: the `week`-th Sunday of a month, 5 being the last.
static const struct zone_tail london_until_1995 = {
    .summer_s = 3600, .has_summer = true, .start = {.month = 3, .week = 5, .at_s = 3600}, .end = {.month = 10, .week = 4, .at_s = 7200}};

static const struct zone zones[] = {
    {.name = "Europe/London",
     .version = "built in",
     .early = &london_until_1995,
     .early_year_end = 1996,
     .tail = {.summer_s = 3600,
              .has_summer = true,
              .start = {.month = 3, .week = 5, .at_s = 3600},
              .end = {.month = 10, .week = 5, .at_s = 7200}}},
    {.name = "UTC", .version = "built in"},
};

const struct zone *zone_find(const char *name) {
  for (size_t i = 0; name && i < sizeof zones / sizeof zones[0]; i++)
    if (strcmp(zones[i].name, name) == 0) return &zones[i];
  return NULL;
}

const char *zone_name(const struct zone *zone) { return zone->name; }
const char *zone_version(const struct zone *zone) { return zone->version; }

// How many changes of the table lie at or before the instant.
static size_t changes_until(const struct zone *zone, int64_t ms) {
  size_t low = 0, high = zone->change_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (zone->changes[middle].at_ms <= ms)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static const struct zone_tail *tail_of(const struct zone *zone, int year) {
  return zone->early && year < zone->early_year_end ? zone->early : &zone->tail;
}

// The changes of a year lie so far inside it that those of the years beside it cannot lie in it too, whatever weekday it began with.
static bool is_plain(const struct zone_year *changes, int year) {
  int64_t first = date_days((struct date){year, 1, 10}) * DAY_MS, last = first + 345 * (int64_t)DAY_MS;
  return changes->start_ms > first && changes->start_ms < last && changes->end_ms > first && changes->end_ms < last;
}

// The years before and after are asked too: a change may lie on the other side of a UTC new year. Where a summer begins as the last one
// ends it is summer all year, so of two changes at one instant the beginning counts (RFC 8536, 3.3.1).
static int32_t odd_offset(const struct zone *zone, int year, int64_t ms) {
  int64_t latest = INT64_MIN;
  const struct zone_tail *tail = tail_of(zone, year);
  int32_t offset = tail->standard_s;
  for (int y = year - 1; y <= year + 1; y++) {
    struct zone_year changes = zone_tail_year(tail_of(zone, y), y);
    if (changes.start_ms <= ms && changes.start_ms >= latest) latest = changes.start_ms, offset = tail->summer_s;
    if (changes.end_ms <= ms && changes.end_ms > latest) latest = changes.end_ms, offset = tail->standard_s;
  }
  return offset;
}

static int64_t tail_offset(const struct zone *zone, int64_t ms) {
  int year = date_from_days(instant_day(ms)).year;
  const struct zone_tail *tail = tail_of(zone, year);
  if (!tail->has_summer) return tail->standard_s * INT64_C(1000);
  struct zone_year changes = zone_tail_year(tail, year);
  if (!is_plain(&changes, year)) return odd_offset(zone, year, ms) * INT64_C(1000);
  bool north = changes.start_ms < changes.end_ms;
  bool summer = north ? ms >= changes.start_ms && ms < changes.end_ms : ms < changes.end_ms || ms >= changes.start_ms;
  return (summer ? tail->summer_s : tail->standard_s) * INT64_C(1000);
}

int64_t zone_offset_ms(const struct zone *zone, int64_t ms) {
  if (!instant_is_in_range(ms)) return 0;
  size_t index = changes_until(zone, ms);
  if (zone->change_count > 0 && index == 0) return zone->first_s * INT64_C(1000);
  if (index < zone->change_count || (index > 0 && !zone->has_tail)) return zone->changes[index - 1].offset_s * INT64_C(1000);
  return tail_offset(zone, ms);
}

static void keep_next(int64_t ms, struct zone_year changes, int64_t *next) {
  if (changes.start_ms > ms && changes.start_ms < *next) *next = changes.start_ms;
  if (changes.end_ms > ms && changes.end_ms < *next) *next = changes.end_ms;
}

// The first change after `ms` by the rule of the years past the table; INT64_MAX when there is none.
static int64_t next_tail_change(const struct zone *zone, int64_t ms) {
  int year = date_from_days(instant_day(ms)).year;
  int64_t next = INT64_MAX;
  if (!tail_of(zone, year)->has_summer) return next;
  struct zone_year changes = zone_tail_year(tail_of(zone, year), year);
  keep_next(ms, changes, &next);
  if (next != INT64_MAX && is_plain(&changes, year)) return next;
  keep_next(ms, zone_tail_year(tail_of(zone, year - 1), year - 1), &next);
  keep_next(ms, zone_tail_year(tail_of(zone, year + 1), year + 1), &next);
  return next;
}

static int64_t next_change(const struct zone *zone, int64_t ms) {
  size_t index = changes_until(zone, ms);
  if (index < zone->change_count) return zone->changes[index].at_ms;
  return zone->change_count > 0 && !zone->has_tail ? INT64_MAX : next_tail_change(zone, ms);
}

struct date zone_date(const struct zone *zone, int64_t ms) {
  return date_from_days(instant_day(ms + zone_offset_ms(zone, ms)));
}

// From well before the local time on, one stretch between two changes after the other. The first stretch that has the local time is
// the first of two. Where a stretch ends before it and the next begins after it, the clocks passed over it: read with the offset from
// before the gap, it lands as far after the gap as it stood after the gap's beginning.
int64_t zone_instant(const struct zone *zone, struct date date, int64_t ms_of_day) {
  int64_t local = date_days(date) * DAY_MS + ms_of_day, from = local - FURTHEST_MS;
  for (;;) {
    int64_t ms = local - zone_offset_ms(zone, from), change = next_change(zone, from);
    if (ms < change) return ms;
    if (local - zone_offset_ms(zone, change) < change) return ms;
    from = change;
  }
}

int64_t zone_day_start(const struct zone *zone, struct date date) { return zone_instant(zone, date, 0); }
int64_t zone_day_end(const struct zone *zone, struct date date) { return zone_instant(zone, date_add_days(date, 1), 0) - 1; }

void zone_write(const struct zone *zone, int64_t ms, char out[40]) {
  int64_t local = ms + zone_offset_ms(zone, ms), day = instant_day(local), minutes = instant_ms_of_day(local) / MINUTE_MS;
  char text[40];
  date_write_long(date_from_days(day), text);
  snprintf(out, 40, "%.30s %02d:%02d", text, (int)(minutes / 60) % 100, (int)(minutes % 60));
}
