// Goal: a zone read from a TZif file (RFC 8536) tells the time that the file says, to the year 2100; what is no such file is refused with a
// sentence. Method: small files made here byte by byte; the system's own files, where they are there, against the C library and against
// the zones that are built in.
#include "base/env.h"
#include "base/mem.h"
#include "time/zone.h"

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

enum { HOUR = 3600000, FILE_MAX = 4096 };

static int64_t at(const char *text) {
  int64_t ms = 0;
  struct err err;
  assert_true(instant_read(text, &ms, &err));
  return ms;
}

// ---- files made here: one change at 2000-01-01, from +1:00 to +2:00, and a rule

struct file {
  uint8_t bytes[FILE_MAX];
  size_t size;
};

static void add(struct file *file, const void *bytes, size_t size) {
  memcpy(file->bytes + file->size, bytes, size);
  file->size += size;
}

static void add_number(struct file *file, int64_t number, int bytes) {
  for (int i = bytes - 1; i >= 0; i--) file->bytes[file->size++] = (uint8_t)((uint64_t)number >> (8 * i));
}

// Counts in the order of the file: isut, isstd, leap, time, type, name.
static void add_header(struct file *file, const uint32_t counts[6]) {
  add(file, "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
  for (int i = 0; i < 6; i++) add_number(file, counts[i], 4);
}

static struct file made(int64_t change, const char *rule) {
  struct file file = {.size = 0};
  add_header(&file, (const uint32_t[6]){0, 0, 0, 0, 1, 1});
  add(&file, "\0\0\0\0\0\0\0", 7);
  add_header(&file, (const uint32_t[6]){0, 0, 0, 1, 2, 8});
  add_number(&file, change, 8);
  add_number(&file, 1, 1);
  add_number(&file, 3600, 4), add_number(&file, 0, 2);
  add_number(&file, 7200, 4), add_number(&file, 4, 2);
  add(&file, "AAA\0BBB", 8);
  add(&file, "\n", 1), add(&file, rule, strlen(rule)), add(&file, "\n", 1);
  return file;
}

static struct zone *read_made(const char *rule) {
  struct file file = made(946684800, rule);
  struct err err;
  struct zone *zone = zone_read("Test/Made", file.bytes, file.size, &err);
  if (!zone) fail_msg("%s", err.text);
  return zone;
}

static void check_hours(const struct zone *zone, const char *instant, int hours) {
  assert_int_equal(zone_offset_ms(zone, at(instant)), (int64_t)hours * HOUR);
}

static void a_made_file_is_read(void **state) {
  (void)state;
  struct zone *zone = read_made("BBB-2CCC,M3.5.0,M10.5.0/3");
  assert_string_equal(zone_name(zone), "Test/Made");
  assert_int_equal(strlen(zone_version(zone)), 12);
  check_hours(zone, "1950-07-01T00:00:00Z", 1);
  check_hours(zone, "1999-12-31T23:59:59.999Z", 1);
  check_hours(zone, "2000-01-01T00:00:00Z", 2);
  check_hours(zone, "2026-03-28T23:59:59.999Z", 2); // two in the morning of the 29th is midnight UTC
  check_hours(zone, "2026-03-29T00:00:00Z", 3);
  check_hours(zone, "2026-10-24T23:59:59.999Z", 3);
  check_hours(zone, "2026-10-25T00:00:00Z", 2);
  check_hours(zone, "2100-07-01T00:00:00Z", 3);
  zone_free(zone);
}

// Older files begin with a change at the big bang, and none of ours can hold one in milliseconds: what it says holds from the beginning.
static void a_change_before_all_time_is_no_change(void **state) {
  (void)state;
  struct file file = made(-(INT64_C(1) << 59), "BBB-2");
  struct err err;
  struct zone *zone = zone_read("Test/Made", file.bytes, file.size, &err);
  assert_non_null(zone);
  check_hours(zone, "1900-01-01T00:00:00Z", 2);
  zone_free(zone);
  file = made(INT64_C(1) << 59, "");
  zone = zone_read("Test/Made", file.bytes, file.size, &err);
  assert_non_null(zone);
  check_hours(zone, "2100-01-01T00:00:00Z", 1);
  zone_free(zone);
}

// RFC 8536, 3.3 and 3.3.1: an empty rule, names in brackets, minutes, southern summers, days by number, hours past the day, all-year
// summer.
static void rules_for_later_years_are_followed(void **state) {
  (void)state;
  static const struct {
    const char *rule, *instant;
    int minutes;
  } rows[] = {
      {"", "2050-07-01T00:00:00Z", 120},
      {"<+0545>-5:45", "2050-07-01T00:00:00Z", 345},
      {"NST3:30NDT,M3.2.0,M11.1.0", "2050-07-01T00:00:00Z", -150},
      {"NZST-12NZDT,M9.5.0,M4.1.0/3", "2050-01-01T00:00:00Z", 780},
      {"NZST-12NZDT,M9.5.0,M4.1.0/3", "2050-07-01T00:00:00Z", 720},
      {"IST-1GMT0,M10.5.0,M3.5.0/1", "2050-01-01T00:00:00Z", 0},
      {"IST-1GMT0,M10.5.0,M3.5.0/1", "2050-07-01T00:00:00Z", 60},
      {"AAA0BBB,J60/0,J300/0", "2048-02-29T12:00:00Z", 0}, // J60 is 1 March, leap year or not
      {"AAA0BBB,J60/0,J300/0", "2048-03-01T00:00:00Z", 60},
      {"AAA0BBB,59/0,300/0", "2048-02-29T00:00:00Z", 60}, // 59 counts the leap day
      {"AAA0BBB,59/0,300/0", "2049-02-28T23:59:59Z", 0},
      {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2050-03-27T00:59:59Z", -120}, // 23:00 of the Saturday before
      {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2050-03-27T01:00:00Z", -60},
      {"XXX3EDT4,0/0,J365/23", "2050-12-31T23:30:00Z", -240}, // summer all year
      {"XXX3EDT4,0/0,J365/23", "2051-01-01T03:00:00Z", -240},
      {"AAA0BBB,M1.1.0/0,M1.2.0/-24", "2050-01-06T12:00:00Z", 60},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct zone *zone = read_made(rows[i].rule);
    int64_t offset = zone_offset_ms(zone, at(rows[i].instant));
    if (offset != rows[i].minutes * 60000) fail_msg("%s at %s: %lld", rows[i].rule, rows[i].instant, (long long)offset / 60000);
    zone_free(zone);
  }
}

static void whatever_is_no_such_file_is_refused(void **state) {
  (void)state;
  static const char *const rules[] = {"A-2",
                                      "AAA",
                                      "AAA-2BBB",
                                      "AAA25",
                                      "AAA0BBB,M13.1.0,M3.1.0",
                                      "AAA0BBB,M3.6.0,M4.1.0",
                                      "AAA0BBB,J0,J3",
                                      "AAA0BBB,M3.1.7,M4.1.0",
                                      "AAA0BBB,M3.1.0",
                                      "AAA0BBB,M3.1.0,M4.1.0x",
                                      "AAA0BBB,J366,J3",
                                      "<AA-2",
                                      "AAA0:60",
                                      "AAA0BBB,M3.1.0/168,M4.1.0"};
  struct err err;
  for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
    struct file file = made(946684800, rules[i]);
    if (zone_read("Test/Made", file.bytes, file.size, &err)) fail_msg("\"%s\" was taken for a rule", rules[i]);
    assert_string_equal(err.text, "The zone Test/Made was not read: the rule for the years past its table was not understood. Take the "
                                  "file from the system's own zone data (package tzdata).");
  }
  struct file whole = made(0, "AAA-1");
  for (size_t size = 0; size < whole.size; size++) { // cut anywhere, at its last byte too
    assert_null(zone_read("Test/Made", whole.bytes, size, &err));
    assert_non_null(strstr(err.text, "The zone Test/Made was not read: "));
  }
  assert_null(zone_read("Test/Made", whole.bytes, 256 * 1024 + 1, &err));
  assert_int_equal(err.code, ERR_LIMIT);
}

// Offsets in the made file: the second header begins at 51, its data at 95: change 8, index 1, two local times of 6, names 8.
static void damaged_files_are_refused(void **state) {
  (void)state;
  static const struct {
    size_t offset;
    uint8_t byte;
    const char *why;
  } rows[] = {
      {0, 'X', "it is no TZif file"},
      {4, 0, "it is of version 1, which ends in 2037; version 2 or later is needed"},
      {51, 'X', "it is no TZif file"},
      {51 + 31, 1, "it counts leap seconds, which civil deadlines do not"},
      {51 + 23, 1, "its counts do not agree"},
      {51 + 32, 0x7F, "it ends in the middle"},
      {51 + 36, 0x7F, "it names more local times than a byte can count"},
      {51 + 39, 0, "it names no local time"},
      {95 + 8, 2, "a change in it leads to no local time"},
      {95 + 9, 0x7F, "it is further from UTC than any place on earth"},
      {95 + 14, 8, "a local time in it is damaged"},
      {95 + 29, 'X', "the rule for the years past its table is missing"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct file file = made(0, "AAA-1");
    struct err err;
    file.bytes[rows[i].offset] = rows[i].byte;
    if (zone_read("Test/Made", file.bytes, file.size, &err)) fail_msg("damage at %zu was not seen", rows[i].offset);
    char *expected =
        mem_format("The zone Test/Made was not read: %s. Take the file from the system's own zone data (package tzdata).", rows[i].why);
    assert_string_equal(err.text, expected);
    mem_free(expected);
  }
}

// ---- the system's files

static char *system_file(const char *name, size_t *size) {
  char *path = mem_format("/usr/share/zoneinfo/%s", name), *bytes = NULL;
  struct env env = env_system();
  struct err err;
  if (access(path, R_OK) == 0 && !env_read_file(&env, path, 1 << 20, &bytes, size, &err)) fail_msg("%s", err.text);
  mem_free(path);
  return bytes;
}

static struct zone *system_zone(const char *name) {
  size_t size;
  struct err err;
  char *bytes = system_file(name, &size);
  struct zone *zone = bytes ? zone_read(name, bytes, size, &err) : NULL;
  if (bytes && !zone) fail_msg("%s", err.text);
  if (!bytes) print_message("skipped: this system has no zone file %s\n", name);
  mem_free(bytes);
  return zone;
}

static void what_is_built_in_equals_the_file(void **state) {
  (void)state;
  static const char *const names[] = {"Europe/London", "UTC"};
  for (int i = 0; i < 2; i++) {
    struct zone *read = system_zone(names[i]);
    const struct zone *own = zone_find(names[i]);
    for (int64_t ms = at("1990-01-01"); read && ms < at("2101-01-01"); ms += HOUR)
      if (zone_offset_ms(own, ms) != zone_offset_ms(read, ms) || zone_offset_ms(own, ms - 1) != zone_offset_ms(read, ms - 1))
        fail_msg("%s differs at %lld", names[i], (long long)ms);
    for (int day = 0; read && day < 111 * 365; day++) { // and back, at each hour and half hour of the local morning
      struct date date = date_add_days((struct date){1990, 1, 1}, day);
      for (int64_t time = 0; time < 4 * HOUR; time += HOUR / 2)
        assert_int_equal(zone_instant(own, date, time), zone_instant(read, date, time));
    }
    zone_free(read);
  }
}

static void many_zones_agree_with_the_c_library(void **state) {
  (void)state;
  static const char *const names[] = {"Europe/Dublin",  "America/New_York",  "America/St_Johns",  "Australia/Lord_Howe",
                                      "Asia/Kathmandu", "Africa/Casablanca", "America/Sao_Paulo", "Pacific/Apia",
                                      "Asia/Gaza",      "Africa/Cairo",      "America/Santiago",  "Antarctica/Troll",
                                      "Asia/Tehran",    "America/Nuuk",      "Pacific/Chatham"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    struct zone *zone = system_zone(names[i]);
    setenv("TZ", names[i], 1);
    tzset();
    for (int64_t ms = at("1990-01-01"); zone && ms < at("2101-01-01"); ms += 31 * (int64_t)HOUR) {
      time_t seconds = ms / 1000;
      struct tm tm;
      localtime_r(&seconds, &tm);
      if (zone_offset_ms(zone, ms) != tm.tm_gmtoff * INT64_C(1000)) fail_msg("%s differs at %lld", names[i], (long long)ms);
    }
    zone_free(zone);
  }
}

// Local times are found again in zones whose days begin at one, end twice or are left out altogether (Samoa had no 30 December 2011).
static void odd_days_have_a_beginning_and_an_end(void **state) {
  (void)state;
  static const char *const names[] = {"America/Sao_Paulo", "Asia/Beirut",  "America/Havana",
                                      "Pacific/Apia",      "Africa/Cairo", "America/Asuncion"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    struct zone *zone = system_zone(names[i]);
    for (int day = 0; zone && day < 365 * 40; day++) {
      struct date date = date_add_days((struct date){1995, 1, 1}, day), next = date_add_days(date, 1);
      int64_t start = zone_day_start(zone, date), end = zone_day_end(zone, date);
      assert_int_equal(zone_day_start(zone, next), end + 1);
      if (end < start) continue; // the day that was left out
      if (date_days(zone_date(zone, start)) != date_days(date)) fail_msg("%s: %lld", names[i], (long long)start);
      assert_true(date_days(zone_date(zone, end)) <= date_days(date)); // after the last midnight the clocks may still go back
    }
    if (zone && i == 3) assert_int_equal(zone_day_end(zone, (struct date){2011, 12, 30}), zone_day_end(zone, (struct date){2011, 12, 29}));
    zone_free(zone);
  }
}

static void the_release_of_the_data_is_read(void **state) {
  (void)state;
  char version[TZDATA_VERSION] = "";
  assert_true(tzdata_version("# version 2025b\n# ddeps\n", 24, version));
  assert_string_equal(version, "2025b");
  assert_true(tzdata_version("# version 2025b", 15, version));
  static const char *const wrong[] = {
      "", "# version ", "# version \n", "# Version 2025b\n", "# version 2025b or so\n", "# version 0123456789abcdef\n"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) assert_false(tzdata_version(wrong[i], strlen(wrong[i]), version));
  size_t size;
  char *text = system_file("tzdata.zi", &size);
  if (text) assert_true(tzdata_version(text, size, version));
  mem_free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_made_file_is_read),
      cmocka_unit_test(a_change_before_all_time_is_no_change),
      cmocka_unit_test(rules_for_later_years_are_followed),
      cmocka_unit_test(whatever_is_no_such_file_is_refused),
      cmocka_unit_test(damaged_files_are_refused),
      cmocka_unit_test(what_is_built_in_equals_the_file),
      cmocka_unit_test(many_zones_agree_with_the_c_library),
      cmocka_unit_test(odd_days_have_a_beginning_and_an_end),
      cmocka_unit_test(the_release_of_the_data_is_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
