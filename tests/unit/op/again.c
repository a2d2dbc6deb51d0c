// Goal: what comes again keeps to its anchor (T10), catches up as its rule says (T4: once, each, skip), and is armed like any other timer
// (T1). Method: an item of tests/data/cycle.lua on a manual clock that is moved day by day or by months at once; what was counted is
// compared with days counted by hand.
#include "fixture.h"
#include "run/sweep.h"

static void begin(struct world *world, const char *anchor) {
  world_publish(world, "cycle");
  done(world, "{'op':'case.start','as':'m.test','workflow':'cycle','ref':'C-1','data':{'text':'T','anchor':'%s'}}", anchor);
}

static void send(struct world *world, const char *event) {
  done(world, "{'op':'case.send','as':'m.test','case':'C-1','event':'%s'}", event);
}

static void at(struct world *world, const char *instant) { done(world, "{'op':'timers.run','until':'%s'}", instant); }

static int64_t counted(struct world *world, const char *field) {
  json_t *value = field_of(world, "C-1", field);
  int64_t count = json_integer_value(value);
  json_decref(value);
  return count;
}

static void expect_sound(struct world *world) {
  json_t *found = json_array();
  struct err err = {0};
  if (!sweep_begin(world->board, "check", NULL, NULL, &err) || !sweep_finish(world->board, found, &err)) fail_msg("%s", err.text);
  if (json_array_size(found)) fail_msg("the check found %s", json_dumps(found, 0));
  json_decref(found);
}

// 31 August: the last days of November and February, and 31 May again.
static void a_cycle_keeps_to_its_anchor(void **state) {
  struct world *world = *state;
  begin(world, "2016-08-31");
  assert_string_equal(due_of(world, "C-1", "quarter"), "2016-11-30T23:59:59.999Z");
  at(world, "2016-12-05T12:00:00Z"); // late by days, which moves nothing
  assert_int_equal(counted(world, "quarters"), 1);
  assert_string_equal(due_of(world, "C-1", "quarter"), "2017-02-28T23:59:59.999Z");
  at(world, "2017-03-01T09:00:00Z");
  assert_string_equal(due_of(world, "C-1", "quarter"), "2017-05-31T22:59:59.999Z");
  expect_sound(world);
}

static void another_anchor_counts_from_here_on(void **state) {
  struct world *world = *state;
  begin(world, "2016-08-31");
  at(world, "2017-01-10T09:00:00Z");
  done(world, "{'op':'case.send','as':'m.test','case':'C-1','event':'move_anchor','data':{'anchor':'2016-01-15'}}");
  assert_string_equal(due_of(world, "C-1", "quarter"), "2017-01-15T23:59:59.999Z");
  assert_int_equal(counted(world, "quarters"), 1); // the quarters of 2016 that this anchor would have had are nobody's
  expect_sound(world);
}

static void day_by_day_each_comes_once_a_day(void **state) {
  struct world *world = *state;
  char instant[40];
  begin(world, "2016-08-31");
  send(world, "go_daily"); // Thursday 1 September, 10:00 in London
  for (int day = 2; day <= 11; day++) {
    snprintf(instant, sizeof instant, "2016-09-%02dT08:30:00Z", day);
    at(world, instant);
  }
  assert_int_equal(counted(world, "once"), 10);
  assert_int_equal(counted(world, "each"), 10);
  assert_int_equal(counted(world, "skip"), 10);
  assert_string_equal(due_of(world, "C-1", "once"), "2016-09-12T08:00:00.000Z");
  assert_string_equal(due_of(world, "C-1", "guarded"), "2016-09-12T08:03:00.000Z"); // its guard was never true; it comes all the same
  expect_sound(world);
}

static void what_was_missed_is_caught_up_as_the_rule_says(void **state) {
  struct world *world = *state;
  begin(world, "2016-08-31");
  send(world, "go_daily");
  at(world, "2016-09-30T12:00:00Z"); // 29 days at once: from the 2nd to the 30th
  assert_int_equal(counted(world, "once"), 1);
  assert_int_equal(counted(world, "each"), 29);
  assert_int_equal(counted(world, "skip"), 0);
  assert_string_equal(due_of(world, "C-1", "once"), "2016-10-01T08:00:00.000Z");
  assert_string_equal(due_of(world, "C-1", "each"), "2016-10-01T08:01:00.000Z");
  assert_string_equal(due_of(world, "C-1", "skip"), "2016-10-01T08:02:00.000Z");
  expect_sound(world);
}

static bool add_missed(void *user, json_t *entry) {
  json_t *part;
  size_t i;
  json_array_foreach(json_object_get(entry, "payload"), i, part) {
    const json_t *event = json_object_get(part, "value");
    if (strcmp(json_text(part, "name"), "event") != 0 || json_number(event, "missed", 0) == 0) continue;
    char text[100];
    snprintf(text, sizeof text, "%s %s %lld", json_text(entry, "kind_words"), json_text(event, "name"),
             (long long)json_number(event, "missed", 0));
    json_array_append_new(user, json_string(text));
  }
  return true;
}

static void how_many_were_missed_stands_in_the_record(void **state) {
  struct world *world = *state;
  json_t *said = json_array();
  struct err err;
  begin(world, "2016-08-31");
  send(world, "go_daily");
  at(world, "2016-09-30T12:00:00Z");
  assert_true(journal_each(world->board->store, NULL, add_missed, said, &err));
  assert_int_equal(json_array_size(said), 3);
  assert_string_equal(json_string_value(json_array_get(said, 0)), "timer fired once 28");
  assert_string_equal(json_string_value(json_array_get(said, 1)), "timer skipped skip 28");
  assert_string_equal(json_string_value(json_array_get(said, 2)), "timer fired guarded 28");
  json_decref(said);
}

// The text of the last entry that begins with `start`. Valid until the next call.
static const char *told_of(struct world *world, const char *start) {
  static char text[300];
  json_t *history = ask(world, "{'op':'case.history','case':'C-1'}"), *entry;
  size_t i;
  text[0] = '\0';
  json_array_foreach(json_object_get(history, "entries"), i, entry) if (strncmp(json_text(entry, "text"), start, strlen(start)) == 0)
      snprintf(text, sizeof text, "%s (%lld)", json_text(entry, "text"), (long long)json_number(entry, "missed", 0));
  json_decref(history);
  return text;
}

static void how_many_were_missed_is_shown(void **state) {
  struct world *world = *state;
  begin(world, "2016-08-31");
  send(world, "go_daily");
  json_t *answer = ask(world, "{'op':'timers.run','until':'2016-09-30T12:00:00Z'}"), *row;
  int64_t once = 0, skipped = 0;
  size_t i;
  json_array_foreach(json_object_get(answer, "fired"), i, row) {
    if (json_flag(row, "skipped")) skipped = json_number(row, "missed", 0);
    if (strcmp(json_text(row, "what"), "Once") == 0) once = json_number(row, "missed", 0);
    if (strcmp(json_text(row, "what"), "Each") == 0) assert_null(json_object_get(row, "missed"));
  }
  json_decref(answer);
  assert_int_equal(once, 28);
  assert_int_equal(skipped, 28);
  assert_string_equal(told_of(world, "timer fired: once"), "timer fired: once, and 28 more were missed (28)");
  assert_string_equal(told_of(world, "timer passed over: skip"), "timer passed over: skip, and 28 more were missed (28)");
  assert_string_equal(told_of(world, "timer fired: each"), "timer fired: each (0)");
}

// T11, and no request that keeps everybody waiting: each try runs some of what is due, and says so.
static void an_event_waits_for_its_turn_behind_hundreds(void **state) {
  static const char rest[] = "{'op':'case.send','as':'m.test','case':'C-1','event':'rest','now':'2018-12-31T12:00:00Z'}"; // 851 days
  struct world *world = *state;
  begin(world, "2016-08-31");
  send(world, "go_daily");
  int64_t before = entries(world);
  says(refused(world, ERR_BUSY, "%s", rest), "C-1 is catching up with what fell due: 500 things were done just now");
  assert_int_equal(entries(world), before + 501); // and the signing key of the day
  done(world, "%s", rest);
  assert_int_equal(counted(world, "each"), 851);
  assert_int_equal(counted(world, "once"), 1);
}

static void leaving_ends_it_and_coming_back_begins_anew(void **state) {
  struct world *world = *state;
  begin(world, "2016-08-31");
  send(world, "go_daily");
  at(world, "2016-09-03T12:00:00Z");
  send(world, "rest");
  assert_string_equal(due_of(world, "C-1", "once"), "");
  at(world, "2016-09-20T12:00:00Z");
  send(world, "go_daily");
  assert_string_equal(due_of(world, "C-1", "once"), "2016-09-21T08:00:00.000Z");
  assert_int_equal(counted(world, "once"), 1);
  expect_sound(world);
}

// Both changes of the clocks: 366 days of 2016 and 2017, at nine by the wall each.
static void nine_by_the_wall_all_year(void **state) {
  struct world *world = *state;
  begin(world, "2016-08-31");
  send(world, "go_daily");
  json_t *story = ask(world, "{'op':'board.simulate','as':'m.test','until':'2017-09-02'}"), *step;
  int count = 0;
  size_t i;
  json_array_foreach(json_object_get(story, "steps"), i, step) {
    if (!json_text(step, "what") || strcmp(json_text(step, "what"), "Once") != 0) continue;
    says(json_text(step, "local"), " 09:00");
    count++;
  }
  json_decref(story);
  assert_int_equal(count, 366);
}

static void the_next_meeting_comes_when_it_is_known(void **state) {
  struct world *world = *state;
  begin(world, "2016-08-31");
  assert_string_equal(due_of(world, "C-1", "meeting"), "");
  done(world, "{'op':'directory.put','as':'m.test','kind':'group','id':'panel','document':{'meetings':['2016-10-05','2017-01-11']}}");
  at(world, "2016-09-02T09:00:00Z");
  assert_string_equal(due_of(world, "C-1", "meeting"), "2016-10-05T22:59:59.999Z");
  at(world, "2016-10-06T09:00:00Z");
  assert_int_equal(counted(world, "meetings"), 1);
  assert_string_equal(due_of(world, "C-1", "meeting"), "2017-01-11T23:59:59.999Z");
  at(world, "2017-01-12T09:00:00Z");
  assert_string_equal(due_of(world, "C-1", "meeting"), ""); // no other is known yet
  done(world, "{'op':'directory.put','as':'m.test','kind':'group','id':'panel','document':{'meetings':['2017-04-05']}}");
  at(world, "2017-01-13T09:00:00Z");
  assert_string_equal(due_of(world, "C-1", "meeting"), "2017-04-05T22:59:59.999Z");
  assert_int_equal(counted(world, "meetings"), 2);
  expect_sound(world);
}

static const struct CMUnitTest tests[] = {
    TEST(a_cycle_keeps_to_its_anchor),
    TEST(another_anchor_counts_from_here_on),
    TEST(day_by_day_each_comes_once_a_day),
    TEST(what_was_missed_is_caught_up_as_the_rule_says),
    TEST(how_many_were_missed_stands_in_the_record),
    TEST(how_many_were_missed_is_shown),
    TEST(an_event_waits_for_its_turn_behind_hundreds),
    TEST(leaving_ends_it_and_coming_back_begins_anew),
    TEST(nine_by_the_wall_all_year),
    TEST(the_next_meeting_comes_when_it_is_known),
};

MAIN_OF(tests)
