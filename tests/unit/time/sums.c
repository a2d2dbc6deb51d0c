// Goal: counting on by a and then by b is counting on by a + b, where that holds: days of either kind, weeks, hours; months only while no
// month is too short. Method: dates and counts made up at random, in three divisions; a seed gives the same again.
#include "../../helper/deadline.h"

enum { ROUNDS = 5000 };

static uint32_t below(uint64_t *seed, uint32_t limit) {
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*seed >> 33) % limit;
}

static struct rule_result go(uint32_t count, const char *unit, int64_t from_ms, struct rule_input input) {
  char text[80];
  snprintf(text, sizeof text, "%u %s", count, unit);
  input.entered_ms = from_ms;
  return work_out(text, &input);
}

static void one_after_the_other_is_both_together(void **state) {
  (void)state;
  static const char *const divisions[] = {"england-and-wales", "scotland", "northern-ireland"};
  static const char *const units[] = {"working days", "calendar days", "weeks", "hours", "minutes", "months"};
  uint64_t seed = 14;
  for (int k = 0; k < 3; k++) {
    struct calendar *calendar = shipped_calendar(divisions[k]);
    struct rule_input input = {.zone = zone_find("Europe/London"), .calendar = calendar};
    for (int i = 0; i < ROUNDS; i++) {
      const char *unit = units[below(&seed, 6)];
      uint32_t a = 1 + below(&seed, 60), b = 1 + below(&seed, 60);
      int64_t from = at("2015-01-01") + (int64_t)below(&seed, 13 * 365) * 86400000 + below(&seed, 86400) * INT64_C(1000);
      if (strcmp(unit, "months") == 0 && zone_date(input.zone, from).day > 28) continue; // the 31st and a month is not a month and the 31st
      struct rule_result both = go(a + b, unit, from, input), first = go(a, unit, from, input), then = go(b, unit, first.due_ms, input);
      if (both.due_ms != then.due_ms) fail_msg("%u and %u %s from %lld", a, b, unit, (long long)from);
    }
    calendar_free(calendar);
  }
}

// And back again: as many working days before the day that was reached.
static void there_and_back_is_where_it_began(void **state) {
  (void)state;
  uint64_t seed = 15;
  struct calendar *calendar = shipped_calendar("scotland");
  for (int i = 0; i < ROUNDS; i++) {
    struct date from = date_add_days((struct date){2015, 1, 1}, below(&seed, 13 * 365));
    int count = 1 + (int)below(&seed, 60);
    if (!calendar_is_working(calendar, from)) continue;
    struct date there = calendar_add_working(calendar, from, count);
    assert_int_equal(date_days(calendar_add_working(calendar, there, -count)), date_days(from));
  }
  calendar_free(calendar);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(one_after_the_other_is_both_together),
                                     cmocka_unit_test(there_and_back_is_where_it_began)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
