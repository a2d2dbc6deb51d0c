// Goal: a timer belongs to one stay in a state (T1), moves with its field (T2, T6), runs in due order whenever the program is started again
// (T3, T4), climbs its ladder once (T5) and comes before what a person sends (T11). Method: the clock of the board is moved, day by day or
// in one jump, and what fired is compared with dates counted by hand: 2016-09-01 is a Thursday, no bank holiday lies before 26 December.
#include "fixture.h"
#include "run/casefile.h"

static void at(struct world *world, const char *instant) { done(world, "{'op':'timers.run','until':'%s'}", instant); }

static void send(struct world *world, const char *as, const char *event) {
  done(world, "{'op':'case.send','as':'%s','case':'K-1','event':'%s'}", as, event);
}

static void move_due(struct world *world, const char *due) {
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'move_due','data':{'due':'%s'}}", due);
}

// What fires until then, as "REF WHAT>WHOM,WHOM(copy) DATE; ". Valid until the next call.
static const char *fired(struct world *world, const char *until) {
  static char text[2000];
  json_t *answer = ask(world, "{'op':'timers.run','until':'%s'}", until), *row, *who;
  size_t i, j, size = 0;
  text[0] = '\0';
  json_array_foreach(json_object_get(answer, "fired"), i, row) {
    size += (size_t)snprintf(text + size, sizeof text - size, "%s%s %s", i ? "; " : "", json_text(row, "ref"), json_text(row, "what"));
    json_array_foreach(json_object_get(row, "told"), j, who) size += (size_t)snprintf(
        text + size, sizeof text - size, "%s%s%s", j ? "," : ">", json_text(who, "to"), json_flag(who, "copy") ? "(copy)" : "");
    if (json_flag(row, "skipped")) size += (size_t)snprintf(text + size, sizeof text - size, " skipped");
    size += (size_t)snprintf(text + size, sizeof text - size, " %.16s", json_text(row, "at"));
  }
  json_decref(answer);
  return text;
}

static char *firsts(struct world *world) {
  json_t *list = field_of(world, "K-1", "firsts");
  char *text = json_dumps(list ? list : json_null(), JSON_COMPACT | JSON_ENCODE_ANY);
  json_decref(list);
  return text;
}

static void expect_firsts(struct world *world, const char *expected) {
  char *text = firsts(world);
  assert_string_equal(text, expected);
  free(text);
}

static void leaving_cancels_and_coming_back_counts_anew(void **state) {
  struct world *world = *state;
  assert_string_equal(due_of(world, "K-1", "10 working days"), "2016-09-15T22:59:59.999Z");
  at(world, "2016-09-05T09:00:00Z");
  send(world, "o.owner", "pause");
  assert_string_equal(due_of(world, "K-1", "10 working days"), "");
  at(world, "2016-09-06T09:00:00Z");
  send(world, "o.owner", "resume");
  assert_string_equal(due_of(world, "K-1", "10 working days"), "2016-09-20T22:59:59.999Z");
  assert_string_equal(fired(world, "2016-09-20T22:59:59Z"), "");
  assert_string_equal(fired(world, "2016-09-20T23:00:00Z"), "K-1 A fortnight has passed>o.owner 2016-09-20T22:59");
}

static bool keep_last(void *user, json_t *entry) {
  json_t **last = user;
  json_decref(*last);
  *last = json_deep_copy(entry);
  return true;
}

// The parts of the item's last entry that are about the deadline `end of due`, in order: "drop moved", "arm 2016-...".
static void expect_parts(struct world *world, const char *expected) {
  json_t *last = NULL, *part;
  struct err err;
  struct casefile *item = casefile_open(world->board, "K-1", &err);
  char text[400] = "", due[INSTANT_TEXT];
  size_t i, size = 0;
  assert_true(journal_each(world->board->store, &item->id, keep_last, &last, &err));
  json_array_foreach(json_object_get(last, "payload"), i, part) {
    const json_t *value = json_object_get(part, "value");
    if (strncmp(json_text(part, "name"), "timer/", 6) != 0 || strcmp(json_text(value, "name"), "end of due") != 0) continue;
    instant_write(json_number(value, "due", 0), due);
    const char *op = json_text(value, "op"), *why = json_text(value, "why");
    size += (size_t)snprintf(text + size, sizeof text - size, "%s %s %.10s;", op, why ? why : json_text(value, "zone"), due);
  }
  assert_string_equal(text, expected);
  json_decref(last);
  casefile_free(item);
}

static void a_deadline_moves_with_its_field_in_the_same_entry(void **state) {
  struct world *world = *state;
  move_due(world, "2016-09-30");
  assert_string_equal(due_of(world, "K-1", "end of due"), "2016-09-30T22:59:59.999Z");
  assert_string_equal(due_of(world, "K-1", "late/L0"), "2016-10-03T22:59:59.999Z");
  int64_t seen = revision_of(world, "K-1");
  move_due(world, "2016-12-22");
  assert_int_equal(revision_of(world, "K-1"), seen + 1);
  expect_parts(world, "drop moved 2016-09-30;arm Europe/London 2016-12-22;");
  assert_string_equal(due_of(world, "K-1", "end of due"), "2016-12-22T23:59:59.999Z");
  assert_string_equal(due_of(world, "K-1", "late/L0"), "2016-12-23T23:59:59.999Z");
  assert_string_equal(due_of(world, "K-1", "late/L1"), "2017-01-03T23:59:59.999Z"); // 26 and 27 December and 2 January are off
  assert_string_equal(fired(world, "2016-12-22T12:00:00Z"), "K-1 A fortnight has passed>o.owner 2016-09-15T22:59");
}

static void set_moment(struct world *world, const char *moment) {
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'set_moment','data':{'moment':'%s'}}", moment);
}

static void an_emptied_field_has_no_deadline(void **state) {
  struct world *world = *state;
  set_moment(world, "2016-09-01T10:00:00Z");
  assert_string_equal(due_of(world, "K-1", "1 minute after moment"), "2016-09-01T10:01:00.000Z");
  set_moment(world, "");
  assert_string_equal(due_of(world, "K-1", "1 minute after moment"), "");
  assert_string_equal(fired(world, "2016-09-01T12:00:00Z"), "");
}

static void what_is_due_runs_in_due_order_over_all_items(void **state) {
  struct world *world = *state;
  static const char *const moments[][2] = {{"K-3", "09:44:00"}, {"K-2", "11:00:00"}, {"K-4", "09:10:00"}};
  for (size_t i = 0; i < 3; i++)
    done(world, "{'op':'case.start','as':'m.test','workflow':'task','ref':'%s','data':{'text':'x','moment':'2016-09-01T%sZ'}}",
         moments[i][0], moments[i][1]);
  send(world, "o.owner", "wait"); // half an hour, and half an hour more from when that was due, not from when somebody looked
  world_reopen(world);
  assert_string_equal(fired(world, "2016-09-02T09:00:00Z"), "K-4 The moment has come>m.test 2016-09-01T09:11; "
                                                            "K-1 30 minutes: becomes \"Waiting on\" 2016-09-01T09:30; "
                                                            "K-3 The moment has come>m.test 2016-09-01T09:45; "
                                                            "K-1 30 minutes: becomes \"Open\" 2016-09-01T10:00; "
                                                            "K-2 The moment has come>m.test 2016-09-01T11:01");
}

static void nothing_fires_twice(void **state) {
  struct world *world = *state;
  assert_string_not_equal(fired(world, "2016-10-01T09:00:00Z"), "");
  assert_string_equal(fired(world, "2016-10-01T09:00:00Z"), "");
  world_reopen(world);
  assert_string_equal(fired(world, "2016-10-02T09:00:00Z"), "");
  expect_firsts(world, "[\"fortnight\"]");
}

static void a_ladder_that_catches_up_runs_its_highest_rung(void **state) {
  struct world *world = *state;
  move_due(world, "2016-09-09");
  assert_string_equal(fired(world, "2016-09-30T09:00:00Z"),
                      "K-1 The date has passed>o.owner 2016-09-09T22:59; K-1 late by a day skipped 2016-09-12T22:59; "
                      "K-1 A fortnight has passed>o.owner 2016-09-15T22:59; K-1 late by five days skipped 2016-09-16T22:59; "
                      "K-1 late by ten days>m.test,o.owner(copy),l.north(copy) 2016-09-23T22:59");
}

static void each_rung_comes_once_a_breach(void **state) {
  struct world *world = *state;
  move_due(world, "2016-09-02");
  assert_string_equal(fired(world, "2016-09-06T09:00:00Z"),
                      "K-1 The date has passed>o.owner 2016-09-02T22:59; K-1 late by a day>o.owner 2016-09-05T22:59");
  send(world, "o.owner", "pause"); // the same breach goes on
  send(world, "o.owner", "resume");
  assert_string_equal(due_of(world, "K-1", "late/L0"), "");
  move_due(world, "2016-09-14"); // another breach
  assert_string_equal(due_of(world, "K-1", "late/L0"), "2016-09-15T22:59:59.999Z");
  at(world, "2016-09-14T09:00:00Z");
  assert_string_equal(fired(world, "2016-09-16T09:00:00Z"),
                      "K-1 The date has passed>o.owner 2016-09-14T22:59; K-1 late by a day>o.owner 2016-09-15T22:59");
}

// The rungs that passed while the item was paused are caught up with when it is taken up again, not before.
static void a_breach_in_a_pause_is_told_on_return(void **state) {
  struct world *world = *state;
  move_due(world, "2016-09-02");
  send(world, "o.owner", "pause");
  assert_string_equal(fired(world, "2016-09-05T09:00:00Z"), "");
  at(world, "2016-09-12T09:00:00Z");
  send(world, "o.owner", "resume");
  assert_string_equal(fired(world, "2016-09-12T09:00:00Z"),
                      "K-1 The date has passed>o.owner 2016-09-12T09:00; K-1 late by a day skipped 2016-09-12T09:00; "
                      "K-1 late by five days>l.north,o.owner(copy) 2016-09-12T09:00");
}

static void what_is_overdue_comes_before_what_a_person_sends(void **state) {
  struct world *world = *state;
  move_due(world, "2016-09-09");
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'count','now':'2016-09-30T09:00:00Z'}");
  expect_firsts(world, "[\"due\",\"fortnight\",\"count\"]");
  assert_string_equal(fired(world, "2016-09-30T09:00:00Z"), ""); // all of them, rungs too
  json_t *outbox = ask(world, "{'op':'outbox.list','case':'K-1'}");
  assert_int_equal(json_array_size(json_object_get(outbox, "rows")), 5); // two dates, and the highest rung to three
  json_decref(outbox);
}

static void a_date_is_not_made_worse_by_an_event_that_is_refused(void **state) {
  struct world *world = *state;
  refused(world, ERR_REFUSED, "{'op':'case.send','as':'o.owner','case':'K-1','event':'resume','now':'2016-09-16T09:00:00Z'}");
  expect_firsts(world, "[\"fortnight\"]"); // the timer's work is kept
}

// S6: a date that cannot be worked out is one item's trouble, told to whoever caused it, and stops no other item's timers.
static void a_date_that_cannot_be_worked_out_is_refused(void **state) {
  struct world *world = *state;
  int64_t seen = revision_of(world, "K-1"), had = entries(world);
  const char *text =
      refused(world, ERR_INVALID, "{'op':'case.send','as':'o.owner','case':'K-1','event':'set_moment','data':{'moment':'soon'}}");
  says(text, "soon");
  assert_int_equal(revision_of(world, "K-1"), seen);
  assert_int_equal(entries(world), had + 1); // the refusal
}

static void a_timer_that_spoils_a_date_stops_no_other(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.start','as':'m.test','workflow':'task','ref':'K-2','data':{'text':'x','moment':'2016-09-01T11:00:00Z'}}");
  send(world, "o.owner", "spoil");
  says(fired(world, "2016-09-01T12:00:00Z"), "K-2 The moment has come>m.test 2016-09-01T11:01");
  json_t *view = ask(world, "{'op':'case.show','case':'K-1'}");
  assert_int_equal(json_array_size(json_object_get(view, "incidents")), 1);
  assert_true(json_array_has(json_object_get(view, "state"), "spoilt"));
  json_decref(view);
  send(world, "o.owner", "resume"); // and the item itself goes on
}

static void a_forecast_says_where_it_would_get_stuck(void **state) {
  struct world *world = *state;
  send(world, "o.owner", "spoil");
  json_t *forecast = ask(world, "{'op':'case.forecast','case':'K-1'}"), *step = json_array_get(json_object_get(forecast, "steps"), 0);
  says(json_text(step, "note"), "it would get stuck here: ");
  says(json_text(step, "note"), "\"soon\" is not a date");
  assert_true(json_array_has(json_object_get(step, "state"), "spoilt"));
  says(json_text(forecast, "ends"), "it stays at \"About to spoil its own date\"");
  json_decref(forecast);
}

static void a_timer_that_spoils_a_date_lets_a_person_go_on(void **state) {
  struct world *world = *state;
  send(world, "o.owner", "spoil");
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'resume','now':'2016-09-01T12:00:00Z'}");
}

static const struct CMUnitTest tests[] = {
    TEST(leaving_cancels_and_coming_back_counts_anew),
    TEST(a_deadline_moves_with_its_field_in_the_same_entry),
    TEST(an_emptied_field_has_no_deadline),
    TEST(what_is_due_runs_in_due_order_over_all_items),
    TEST(nothing_fires_twice),
    TEST(a_ladder_that_catches_up_runs_its_highest_rung),
    TEST(each_rung_comes_once_a_breach),
    TEST(a_breach_in_a_pause_is_told_on_return),
    TEST(what_is_overdue_comes_before_what_a_person_sends),
    TEST(a_date_is_not_made_worse_by_an_event_that_is_refused),
    TEST(a_date_that_cannot_be_worked_out_is_refused),
    TEST(a_timer_that_spoils_a_date_stops_no_other),
    TEST(a_forecast_says_where_it_would_get_stuck),
    TEST(a_timer_that_spoils_a_date_lets_a_person_go_on),
};
MAIN_OF(tests)
