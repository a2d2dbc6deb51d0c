// Goal: deadlines of civil time come when people's calendars and clocks say, each once, whatever the clocks of a country do that night
// (RELIABILITY 3.5, T7). Method: its table, row by row on a board of Europe/London: an item that begins at an instant, when its deadline is
// due, and how often it came when its time is passed step by step.
#include "fixture.h"

static int make(void **state) {
  world_make(state);
  world_publish(*state, "civil");
  return 0;
}

static const struct row {
  const char *from, *night, *what, *field, *due;
} rows[] = {
    // 01:30 does not exist on this night: it moves forward by the gap, to 02:30 summer time
    {"2026-03-20T09:00:00Z", "2026-03-29", "01:30 on night", "nights", "2026-03-29T01:30:00.000Z"},
    // 31 January has no 31 February; 2027 is no leap year
    {"2027-01-31T09:00:00Z", NULL, "1 month", "months", "2027-02-28T23:59:59.999Z"},
    // and 01:30 comes twice on this night: the first
    {"2026-10-20T09:00:00Z", "2026-10-25", "01:30 on night", "nights", "2026-10-25T00:30:00.000Z"},
    // a day with 25 hours: exact hours end an hour earlier by the wall, the calendar's day does not
    {"2026-10-24T11:00:00Z", NULL, "24 hours", "hours", "2026-10-25T11:00:00.000Z"},
    {"2026-10-24T11:00:00Z", NULL, "1 calendar day at 12:00", "days", "2026-10-25T12:00:00.000Z"},
    // a day with 23 hours
    {"2026-03-28T12:00:00Z", NULL, "24 hours", "hours", "2026-03-29T12:00:00.000Z"},
    {"2026-03-28T12:00:00Z", NULL, "1 calendar day at 12:00", "days", "2026-03-29T11:00:00.000Z"},
    {"2028-01-31T09:00:00Z", NULL, "1 month", "months", "2028-02-29T23:59:59.999Z"},
    {"2028-02-29T09:00:00Z", NULL, "1 year", "years", "2029-02-28T23:59:59.999Z"},
    // Good Friday and Easter Monday 2028 are 14 and 17 April
    {"2028-04-12T09:00:00Z", NULL, "5 working days", "weeks", "2028-04-21T22:59:59.999Z"},
};

static int64_t counted(struct world *world, const char *ref, const char *name) {
  json_t *value = field_of(world, ref, name);
  int64_t count = json_integer_value(value);
  json_decref(value);
  return count;
}

// A quarter of an hour at a time from before it is due until long after; the wall's clock is put back meanwhile.
static void pass_step_by_step(struct world *world, const struct row *row) {
  struct err err;
  int64_t due_ms;
  char until[INSTANT_TEXT];
  assert_true(instant_read(row->due, &due_ms, &err));
  instant_write(due_ms - 1, until);
  done(world, "{'op':'timers.run','until':'%s'}", until);
  assert_int_equal(counted(world, "D-1", row->field), 0);
  for (int step = 0; step < 16; step++) {
    instant_write(due_ms + step * INT64_C(900000), until);
    done(world, "{'op':'timers.run','until':'%s'}", until);
    assert_int_equal(counted(world, "D-1", row->field), 1);
  }
}

static void run_row(const struct row *row) {
  void *state;
  make(&state);
  struct world *world = state;
  done(world, "{'op':'timers.run','until':'%s'}", row->from);
  if (row->night)
    done(world, "{'op':'case.start','as':'m.test','workflow':'civil','ref':'D-1','data':{'text':'x','night':'%s'}}", row->night);
  else
    done(world, "{'op':'case.start','as':'m.test','workflow':'civil','ref':'D-1','data':{'text':'x'}}");
  if (strcmp(due_of(world, "D-1", row->what), row->due) != 0)
    fail_msg("%s from %s: %s", row->what, row->from, due_of(world, "D-1", row->what));
  pass_step_by_step(world, row);
  world_end(&state);
}

static void each_comes_when_it_should_and_once(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) run_row(&rows[i]);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(each_comes_when_it_should_and_once)};
MAIN_OF(tests)
