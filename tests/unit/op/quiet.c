// Goal: what is not urgent leaves by mail within the board's mail hours on a working day, by the real time at which it was made; what is
// urgent leaves at once (T5). Method: the clock of a board is moved to hours whose answer is known from a calendar (2016-09-01 is a
// Thursday; 26 and 27 December are bank holidays), and what is told then is looked at in the outbox.
#include "run/quiet.h"

#include "fixture.h"

static int64_t instant(const char *text) {
  struct err err = {0};
  int64_t ms;
  if (!instant_read(text, &ms, &err)) fail_msg("%s", err.text);
  return ms;
}

static void expect_end(struct world *world, const char *from, const char *expected) {
  char text[INSTANT_TEXT];
  instant_write(quiet_end(world->board, instant(from)), text);
  if (strcmp(text, expected) != 0) fail_msg("made at %s, it may leave at %s and not at %s", from, expected, text);
}

static void set_hours(struct world *world, const char *hours) {
  struct entry entry;
  struct err err = {0};
  entry_init(&entry, ENTRY_SETTING, board_now(world->board), board_now(world->board));
  entry_part_text(&entry, "setting/mail_hours", hours);
  if (!board_append(world->board, &entry, &err)) fail_msg("%s", err.text);
}

static void it_waits_for_the_next_working_hour(void **state) {
  struct world *world = *state;
  expect_end(world, "2016-09-01T07:00:00Z", "2016-09-01T07:00:00.000Z"); // 08:00 of summer time
  expect_end(world, "2016-09-01T16:59:59.999Z", "2016-09-01T16:59:59.999Z");
  expect_end(world, "2016-09-01T06:59:59.999Z", "2016-09-01T07:00:00.000Z");
  expect_end(world, "2016-09-01T17:00:00Z", "2016-09-02T07:00:00.000Z");
  expect_end(world, "2016-09-01T23:30:00Z", "2016-09-02T07:00:00.000Z"); // half an hour past midnight there
  expect_end(world, "2016-09-02T17:00:00Z", "2016-09-05T07:00:00.000Z"); // over the week-end
  expect_end(world, "2016-09-04T12:00:00Z", "2016-09-05T07:00:00.000Z");
  expect_end(world, "2016-12-23T19:00:00Z", "2016-12-28T08:00:00.000Z"); // over Christmas, and in winter time
}

static void the_board_says_its_hours(void **state) {
  struct world *world = *state;
  set_hours(world, "09:30-12:00");
  expect_end(world, "2016-09-01T08:00:00Z", "2016-09-01T08:30:00.000Z");
  expect_end(world, "2016-09-01T11:00:00Z", "2016-09-02T08:30:00.000Z");
  set_hours(world, "00:00-24:00");
  expect_end(world, "2016-09-02T22:59:59.999Z", "2016-09-02T22:59:59.999Z");
  expect_end(world, "2016-09-02T23:00:00Z", "2016-09-04T23:00:00.000Z");
  set_hours(world, "by day"); // as another program might leave it
  expect_end(world, "2016-09-01T06:00:00Z", "2016-09-01T07:00:00.000Z");
}

static void hours_that_are_none_are_refused(void **state) {
  static const char *const wrong[] = {"",
                                      "8-18",
                                      "08:00-18:0",
                                      "08:00-18:00 ",
                                      "18:00-08:00",
                                      "08:00-08:00",
                                      "08:60-18:00",
                                      "08:00-24:01",
                                      "08.00-18.00",
                                      "ab:cd-ef:gh",
                                      "08:00 18:00"};
  struct quiet hours;
  struct err err;
  (void)state;
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    if (quiet_read(wrong[i], &hours, &err)) fail_msg("\"%s\" was read", wrong[i]);
    says(err.text, "as in \"08:00-18:00\"");
  }
  assert_true(quiet_read("07:05-23:59", &hours, &err));
  assert_int_equal(hours.from_ms, 7 * 3600000 + 5 * 60000);
  assert_int_equal(hours.to_ms, 24 * 3600000 - 60000);
}

// The item's message of this subject. A new reference.
static json_t *message(struct world *world, const char *about) {
  json_t *outbox = ask(world, "{'op':'outbox.list','case':'K-1'}"), *row, *found = NULL;
  size_t i;
  json_array_foreach(json_object_get(outbox, "rows"), i, row) if (strstr(json_text(row, "subject"), about)) {
    json_decref(found);
    found = json_incref(row);
  }
  json_decref(outbox);
  if (!found) fail_msg("nobody was told \"%s\"", about);
  return found;
}

static void expect_message(struct world *world, const char *about, const char *from, const char *waits) {
  json_t *row = message(world, about);
  const char *has_from = json_text(row, "from"), *has_waits = json_text(row, "waits");
  assert_string_equal(has_from ? has_from : "at once", from);
  assert_string_equal(has_waits ? has_waits : "no", waits);
  json_decref(row);
}

static void run_until(struct world *world, const char *when) { done(world, "{'op':'timers.run','until':'%s'}", when); }

// The fortnight is over on Thursday 15 September at midnight.
static void a_deadline_at_midnight_is_mailed_in_the_morning(void **state) {
  struct world *world = *state;
  run_until(world, "2016-09-15T23:00:00Z");
  expect_message(world, "a fortnight has passed", "2016-09-16T07:00:00.000Z", "Fri 16 Sep 2016 08:00");
  run_until(world, "2016-09-16T07:00:00Z");
  expect_message(world, "a fortnight has passed", "2016-09-16T07:00:00.000Z", "no");
}

static void what_is_caught_up_with_by_day_leaves_at_once(void **state) {
  struct world *world = *state;
  run_until(world, "2016-09-20T12:00:00Z");
  expect_message(world, "a fortnight has passed", "at once", "no");
}

static void what_is_caught_up_with_on_a_sunday_waits_unless_it_is_urgent(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'move_due','data':{'due':'2016-09-02'}}");
  run_until(world, "2016-09-18T12:00:00Z");
  expect_message(world, "a fortnight has passed", "2016-09-19T07:00:00.000Z", "Mon 19 Sep 2016 08:00");
  expect_message(world, "late by ten days", "at once", "no"); // an urgent rung
}

static size_t leaving(struct world *world, const char *when) {
  json_t *rows = outbox_list(world->board->store, NULL, "ready"), *row;
  size_t i, count = 0;
  json_array_foreach(rows, i, row) count += json_number(row, "from", 0) <= instant(when);
  json_decref(rows);
  return count;
}

static void what_may_leave_by_now_can_be_asked(void **state) {
  struct world *world = *state;
  run_until(world, "2016-09-15T23:00:00Z");
  assert_int_equal(leaving(world, "2016-09-16T06:59:59.999Z"), 0);
  assert_int_equal(leaving(world, "2016-09-16T07:00:00Z"), 1);
}

static const struct CMUnitTest tests[] = {
    TEST(it_waits_for_the_next_working_hour),
    TEST(the_board_says_its_hours),
    TEST(hours_that_are_none_are_refused),
    TEST(a_deadline_at_midnight_is_mailed_in_the_morning),
    TEST(what_is_caught_up_with_by_day_leaves_at_once),
    TEST(what_is_caught_up_with_on_a_sunday_waits_unless_it_is_urgent),
    TEST(what_may_leave_by_now_can_be_asked),
};
MAIN_OF(tests)
