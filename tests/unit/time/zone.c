// Goal: local time in Europe/London follows the law (SI 2002/262), over gaps and overlaps too (T7, RELIABILITY 3.5).
// Method: the table of known changes; every hour of 1996 to 2040 against the C library with the system's own zone data, where it is there.
#include "time/zone.h"

#include "time/instant.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { HOUR = 3600000 };

static int64_t at(const char *text) {
  int64_t ms = 0;
  struct err err;
  assert_true(instant_read(text, &ms, &err));
  return ms;
}

static const struct zone *london(void) { return zone_find("Europe/London"); }

static void zones_are_found_by_name(void **state) {
  (void)state;
  assert_string_equal(zone_name(london()), "Europe/London");
  assert_string_equal(zone_name(zone_find("UTC")), "UTC");
  assert_null(zone_find("Europe/Lundon"));
  assert_null(zone_find(NULL));
}

static void clocks_change_on_the_known_days(void **state) {
  (void)state;
  static const struct {
    const char *change, *before, *after;
  } rows[] = {
      {"2026-03-29T01:00:00Z", "Sun 29 Mar 2026 00:59", "Sun 29 Mar 2026 02:00"},
      {"2027-03-28T01:00:00Z", "Sun 28 Mar 2027 00:59", "Sun 28 Mar 2027 02:00"},
      {"2028-03-26T01:00:00Z", "Sun 26 Mar 2028 00:59", "Sun 26 Mar 2028 02:00"},
      {"2026-10-25T01:00:00Z", "Sun 25 Oct 2026 01:59", "Sun 25 Oct 2026 01:00"},
      {"2027-10-31T01:00:00Z", "Sun 31 Oct 2027 01:59", "Sun 31 Oct 2027 01:00"},
      {"2028-10-29T01:00:00Z", "Sun 29 Oct 2028 01:59", "Sun 29 Oct 2028 01:00"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char text[40];
    zone_write(london(), at(rows[i].change) - 1, text);
    assert_string_equal(text, rows[i].before);
    zone_write(london(), at(rows[i].change), text);
    assert_string_equal(text, rows[i].after);
  }
}

static void a_gap_moves_forward_and_of_two_the_first(void **state) {
  (void)state;
  int64_t half_past_one = 90 * 60000;
  assert_int_equal(zone_instant(london(), (struct date){2026, 3, 29}, half_past_one), at("2026-03-29T01:30:00Z"));
  assert_int_equal(zone_instant(london(), (struct date){2026, 3, 29}, HOUR), at("2026-03-29T01:00:00Z"));
  assert_int_equal(zone_instant(london(), (struct date){2026, 3, 29}, 2 * HOUR), at("2026-03-29T01:00:00Z"));
  assert_int_equal(zone_instant(london(), (struct date){2026, 3, 29}, HOUR - 1), at("2026-03-29T00:59:59.999Z"));
  assert_int_equal(zone_instant(london(), (struct date){2026, 10, 25}, half_past_one), at("2026-10-25T00:30:00Z"));
  assert_int_equal(zone_instant(london(), (struct date){2026, 10, 25}, HOUR), at("2026-10-25T00:00:00Z"));
  assert_int_equal(zone_instant(london(), (struct date){2026, 10, 25}, 2 * HOUR), at("2026-10-25T02:00:00Z"));
  assert_int_equal(zone_instant(zone_find("UTC"), (struct date){2026, 3, 29}, half_past_one), at("2026-03-29T01:30:00Z"));
}

static void days_end_at_their_last_millisecond(void **state) {
  (void)state;
  assert_int_equal(zone_day_end(london(), (struct date){2016, 4, 4}), at("2016-04-04T22:59:59.999Z"));
  assert_int_equal(zone_day_end(london(), (struct date){2016, 1, 4}), at("2016-01-04T23:59:59.999Z"));
  assert_int_equal(zone_day_end(london(), (struct date){2026, 3, 29}), at("2026-03-29T22:59:59.999Z"));  // 23 hours long
  assert_int_equal(zone_day_end(london(), (struct date){2026, 10, 25}), at("2026-10-25T23:59:59.999Z")); // 25 hours long
  assert_int_equal(zone_day_end(zone_find("UTC"), (struct date){2016, 4, 4}), at("2016-04-04T23:59:59.999Z"));
}

// RELIABILITY 3.5: local 09:00 on each of 366 days over both changes, once each.
static void nine_o_clock_comes_once_a_day(void **state) {
  (void)state;
  int64_t last = 0;
  for (int i = 0; i < 366; i++) {
    struct date date = date_add_days((struct date){2027, 10, 1}, i);
    int64_t ms = zone_instant(london(), date, 9 * HOUR);
    struct date back = zone_date(london(), ms);
    char text[40], expected[40];
    date_write_long(date, expected);
    zone_write(london(), ms, text);
    assert_int_equal(date_days(back), date_days(date));
    assert_memory_equal(text + strlen(expected), " 09:00", 7);
    assert_true(ms > last);
    last = ms;
  }
}

static void every_hour_agrees_with_the_systems_zone_data(void **state) {
  (void)state;
  if (access("/usr/share/zoneinfo/Europe/London", R_OK) != 0) {
    print_message("skipped: this system has no zone data to compare with\n");
    return;
  }
  setenv("TZ", "Europe/London", 1);
  tzset();
  for (int64_t ms = at("1996-01-01"); ms < at("2038-01-01"); ms += HOUR / 2) {
    time_t seconds = ms / 1000;
    struct tm tm;
    localtime_r(&seconds, &tm);
    char text[40], expected[40], date[40];
    date_write_long((struct date){tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday}, date);
    snprintf(expected, sizeof expected, "%.30s %02d:%02d", date, tm.tm_hour % 100, tm.tm_min % 100);
    zone_write(london(), ms, text);
    assert_string_equal(text, expected);
  }
}

// A local time that was written is found again, but for the second of two.
static void local_time_goes_there_and_back(void **state) {
  (void)state;
  for (int64_t ms = at("2024-01-01"); ms < at("2029-01-01"); ms += HOUR / 4) {
    struct date date = zone_date(london(), ms);
    int64_t start = zone_instant(london(), date, 0);
    char at_ms[40], again[40];
    zone_write(london(), ms, at_ms);
    int hour = atoi(at_ms + strlen(at_ms) - 5), minute = atoi(at_ms + strlen(at_ms) - 2);
    int64_t found = zone_instant(london(), date, hour * HOUR + minute * 60000);
    zone_write(london(), found, again);
    assert_string_equal(at_ms, again);
    assert_true(found == ms || found == ms - HOUR);
    assert_true(start <= ms && ms <= zone_day_end(london(), date));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(zones_are_found_by_name),
      cmocka_unit_test(clocks_change_on_the_known_days),
      cmocka_unit_test(a_gap_moves_forward_and_of_two_the_first),
      cmocka_unit_test(days_end_at_their_last_millisecond),
      cmocka_unit_test(nine_o_clock_comes_once_a_day),
      cmocka_unit_test(every_hour_agrees_with_the_systems_zone_data),
      cmocka_unit_test(local_time_goes_there_and_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
