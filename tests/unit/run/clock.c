// Goal: two readings of the machine's clocks tell a step, a leap and a suspended machine apart (RELIABILITY 3.2, 3.5). Method: pairs of
// readings, and what must come of them; the machine's own two clocks asked once.
#include "run/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, LEAP = 15 * MINUTE };
static const int64_t DAY = 24 * (int64_t)HOUR;

static void what_two_readings_say(void **state) {
  (void)state;
  static const struct {
    int64_t wall_ms, steady_ms; // how far each went
    enum clock_change change;
    int64_t by_ms;
  } rows[] = {
      {30 * SECOND, 30 * SECOND, CLOCK_RUNS, 0},
      {0, 0, CLOCK_RUNS, 0},
      {30 * SECOND + 1999, 30 * SECOND, CLOCK_RUNS, 1999},
      {30 * SECOND + 2000, 30 * SECOND, CLOCK_RUNS, 2000},
      {30 * SECOND + 2001, 30 * SECOND, CLOCK_STEPPED_AHEAD, 2001},
      {28 * SECOND, 30 * SECOND, CLOCK_RUNS, -2000},
      {28 * SECOND - 1, 30 * SECOND, CLOCK_STEPPED_BACK, -2001},
      {-HOUR, 30 * SECOND, CLOCK_STEPPED_BACK, -HOUR - 30 * SECOND},
      {LEAP, 0, CLOCK_STEPPED_AHEAD, LEAP},
      {LEAP + 1, 0, CLOCK_LEAPT, LEAP + 1},
      {3 * 24 * HOUR, 30 * SECOND, CLOCK_LEAPT, 3 * 24 * HOUR - 30 * SECOND},
      {3 * 24 * HOUR, 3 * 24 * HOUR, CLOCK_RUNS, 0}, // suspended for a week-end: the steady clock went on
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct clock_reading before = {.wall_ms = 100 * DAY, .steady_ms = 7 * HOUR};
    struct clock_reading now = {.wall_ms = before.wall_ms + rows[i].wall_ms, .steady_ms = before.steady_ms + rows[i].steady_ms};
    struct clock_surprise odd = clock_compare(&before, &now, LEAP);
    if (odd.change != rows[i].change) fail_msg("row %zu: %s", i, clock_words(odd.change));
    assert_int_equal(odd.by_ms, rows[i].by_ms);
    assert_int_equal(odd.is_ms, now.wall_ms);
    assert_int_equal(odd.was_ms, before.wall_ms + rows[i].steady_ms);
  }
}

// Nothing is known of the time when no program ran, so only what cannot be is odd.
static void what_the_last_entry_says(void **state) {
  (void)state;
  const int64_t recorded = 1000 * DAY, gap = 100 * DAY;
  const struct {
    int64_t wall_ms;
    enum clock_change change;
  } rows[] = {{recorded, CLOCK_RUNS},
              {recorded - 2 * SECOND, CLOCK_RUNS},
              {recorded - 2 * SECOND - 1, CLOCK_STEPPED_BACK},
              {recorded + 92 * DAY, CLOCK_RUNS},
              {recorded + gap, CLOCK_RUNS},
              {recorded + gap + 1, CLOCK_LEAPT}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct clock_reading now = {.wall_ms = rows[i].wall_ms};
    assert_int_equal(clock_compare_start(recorded, &now, gap).change, rows[i].change);
  }
}

// A program that is stopped between its two questions sees no step: it asks again.
struct stopped {
  int64_t ms;
  int asked;
};
static int64_t stopped_wall(void *user) {
  struct stopped *clocks = user;
  if (clocks->asked++ == 0) clocks->ms += HOUR; // stopped just after it was asked for the steady one
  return clocks->ms;
}
static int64_t stopped_steady(void *user) { return ((struct stopped *)user)->ms; }
static bool nobody_vouches(void *user) {
  (void)user;
  return false;
}

static void a_reading_is_of_one_moment(void **state) {
  (void)state;
  struct stopped clocks = {.ms = DAY};
  struct env env = {.user = &clocks, .now_ms = stopped_wall, .steady_ms = stopped_steady, .is_synchronised = nobody_vouches};
  struct clock_reading reading = clock_read(&env);
  assert_int_equal(reading.wall_ms, reading.steady_ms);
  clock_vouch(&env, &reading);
  assert_false(reading.is_synchronised);
}

static void the_machines_clocks_go_on_together(void **state) {
  (void)state;
  struct env env = env_system();
  struct clock_reading before = clock_read(&env);
  usleep(20 * 1000);
  struct clock_reading now = clock_read(&env);
  assert_true(now.steady_ms - before.steady_ms >= 20);
  assert_int_equal(clock_compare(&before, &now, LEAP).change, CLOCK_RUNS);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_two_readings_say), cmocka_unit_test(what_the_last_entry_says),
                                     cmocka_unit_test(a_reading_is_of_one_moment), cmocka_unit_test(the_machines_clocks_go_on_together)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
