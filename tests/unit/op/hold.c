// Goal: a machine's clock that leaps ahead with nobody to vouch for it fires nothing, also not before a person's event (T11), until it is
// vouched for, and no start of the program forgets that (RELIABILITY 3.2). Method: leaps of clocks that the test owns, and each way out of
// the hold.
#include "clocks.h"
#include "disk.h"

static void hold(struct world *world) {
  assert_int_equal(fires(world), 0);
  leap(2 * DAY + 3 * HOUR);
  pass(30 * SECOND);
  assert_int_equal(fires(world), 0);
  assert_true(is_held(world));
}

static void a_leap_that_nobody_vouches_for_fires_nothing(void **state) {
  struct world *world = *state;
  hold(world);
  json_t *status = ask(world, "{'op':'board.show'}");
  says(json_text(status, "held"), "it leapt ahead by 2 days 3 hours, from Thu 1 Sep 2016 10:00 to Sat 3 Sep 2016 13:00,");
  json_decref(status);
  send(world, "count"); // T11: the moment is past by the wall clock alone
  assert_int_equal(count_of(world, "K-1"), 1);
  pass(3 * HOUR); // and now by the steady one too
  assert_int_equal(fires(world), 0);
  send(world, "count");
  assert_int_equal(count_of(world, "K-1"), 2);
  assert_string_equal(words(world), "held");
}

static void a_hold_is_told_to_the_office_and_to_nobody_else(void **state) {
  struct world *world = *state;
  hold(world);
  json_t *theirs = ask(world, "{'op':'outbox.list','as':'m.test'}"), *others = ask(world, "{'op':'outbox.list','as':'o.owner'}");
  json_t *row = json_array_get(json_object_get(theirs, "rows"), 0);
  assert_int_equal(json_array_size(json_object_get(theirs, "rows")), 1);
  assert_int_equal(json_array_size(json_object_get(others, "rows")), 0);
  assert_string_equal(json_text(row, "subject"), "The board's clock is held: no timer fires");
  assert_string_equal(json_text(row, "to"), "m.test");
  assert_null(json_object_get(row, "ref"));
  json_decref(theirs);
  json_decref(others);
}

static void what_is_done_meanwhile_is_recorded_by_the_time_that_went_by(void **state) {
  struct world *world = *state;
  hold(world);
  pass(HOUR);
  send(world, "count");
  json_t *last = last_entry(world, "K-1"), *shown = ask(world, "{'op':'clock.show'}");
  assert_string_equal(json_text(last, "at"), "2016-09-01T10:00:30.000Z");
  assert_string_equal(json_text(shown, "now"), "2016-09-01T10:00:30.000Z");
  json_decref(last);
  json_decref(shown);
}

// Whoever changes something is told by which time it is kept; and again when the same is sent with its key.
static void whoever_changes_something_is_told(void **state) {
  static const char *const requests[] = {
      "{'op':'case.send','as':'o.owner','case':'K-1','event':'count','key':'one'}",
      "{'op':'case.send','as':'o.owner','case':'K-1','event':'count','key':'one'}",
      "{'op':'directory.put','as':'m.test','kind':'person','id':'n.new','document':{'name':'New'}}",
      "{'op':'clock.check','as':'m.test'}",
      "{'op':'timers.check','as':'m.test'}",
  };
  struct world *world = *state;
  for (int held = 0; held < 2; held++) {
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
      json_t *answer = ask(world, "%s", requests[i]);
      assert_int_equal(json_text(answer, "held") != NULL, held);
      json_decref(answer);
    }
    if (!held) hold(world);
  }
  json_t *answer = ask(world, "{'op':'case.start','as':'m.test','workflow':'task','ref':'K-10','data':{'text':'x'}}");
  says(json_text(answer, "held"), "what is done is kept by the time before and what went by since");
  json_decref(answer);
}

static void the_office_confirms_and_what_is_due_is_done_once(void **state) {
  struct world *world = *state;
  hold(world);
  says(refused(world, ERR_NOT_ALLOWED, "{'op':'clock.confirm','as':'o.owner'}"), "may not say that the machine's clock is right");
  refused(world, ERR_NOT_ALLOWED, "{'op':'clock.confirm'}");
  assert_true(is_held(world));
  done(world, "{'op':'clock.confirm','as':'m.test'}");
  assert_false(is_held(world));
  assert_int_equal(fires(world), 1);
  assert_int_equal(fires(world), 0);
  assert_int_equal(count_of(world, "K-1"), 100);
  json_t *notes = surprises(world), *released = json_array_get(notes, 1);
  assert_string_equal(words(world), "held, released");
  assert_int_equal(json_number(json_array_get(notes, 0), "by_ms", 0), 2 * DAY + 3 * HOUR);
  assert_int_equal(json_number(json_array_get(notes, 0), "recorded", 0), START + 30 * SECOND);
  assert_string_equal(json_text(released, "is"), "2016-09-03T12:00:30.000Z");
  assert_int_equal(json_number(released, "recorded", 0), clocks.wall_ms);
  assert_int_equal(strspn(json_text(json_array_get(notes, 0), "actor"), "0"), 32); // the board's own
  assert_int_not_equal(strspn(json_text(released, "actor"), "0"), 32);
  json_decref(notes);
  says(refused(world, ERR_REFUSED, "{'op':'clock.confirm','as':'m.test'}"), "is not held");
}

// Nothing that is said of it may sound as if it were believed.
static void a_further_leap_stays_held_in_words_of_its_own(void **state) {
  struct world *world = *state;
  hold(world);
  mem_free(op_news(world->board));
  pass(HOUR);
  leap(DAY);
  assert_int_equal(fires(world), 0);
  char *news = op_news(world->board);
  says(news,
       "The machine's clock went ahead by 1 day, to Sun 4 Sep 2016 14:00: nothing vouches for it, so it stays held and no timer fires.");
  mem_free(news);
  json_t *status = ask(world, "{'op':'board.show'}");
  says(json_text(status, "held"), "it leapt ahead by 3 days 3 hours, from Thu 1 Sep 2016 10:00 to Sun 4 Sep 2016 13:00,");
  json_decref(status);
  leap(5 * MINUTE); // a step too
  assert_int_equal(fires(world), 0);
  leap(-2 * DAY);
  assert_int_equal(fires(world), 0);
  status = ask(world, "{'op':'board.show'}");
  says(json_text(status, "held"), "it leapt ahead by 1 day 3 hours,");
  json_decref(status);
  assert_string_equal(words(world), "held, still held, still held, stepped back");
  clocks.is_synchronised = true;
  leap(HOUR);
  assert_int_equal(fires(world), 1);
  assert_string_equal(words(world), "held, still held, still held, stepped back, leapt, released");
}

static void starting_again_releases_nothing(void **state) {
  struct world *world = *state;
  hold(world);
  world_reopen(world);
  assert_true(is_held(world));
  assert_int_equal(fires(world), 0);
  clocks.steady_ms = 10 * SECOND; // the machine was started again too
  world_reopen(world);
  send(world, "count");
  assert_int_equal(count_of(world, "K-1"), 1);
  assert_true(is_held(world));
  assert_string_equal(words(world), "held");
  done(world, "{'op':'clock.confirm','as':'m.test'}");
  assert_int_equal(fires(world), 1);
}

static void a_clock_that_comes_back_is_believed(void **state) {
  struct world *world = *state;
  hold(world);
  leap(-DAY); // not enough
  assert_int_equal(fires(world), 0);
  assert_true(is_held(world));
  leap(-DAY - 3 * HOUR);
  assert_int_equal(fires(world), 0);
  assert_false(is_held(world));
  assert_string_equal(words(world), "held, stepped back, stepped back, released");
  pass(3 * HOUR);
  assert_int_equal(fires(world), 1);
}

static void a_clock_that_comes_back_while_nobody_looks_is_believed(void **state) {
  struct world *world = *state;
  hold(world);
  pass(HOUR);
  leap(-2 * DAY - 3 * HOUR);
  world_reopen(world);
  assert_int_equal(fires(world), 0);
  assert_false(is_held(world));
  assert_string_equal(words(world), "held, released");
}

static void a_clock_that_the_machine_vouches_for_is_believed(void **state) {
  struct world *world = *state;
  hold(world);
  clocks.is_synchronised = true;
  send(world, "count"); // T11 again: what is overdue comes first
  assert_false(is_held(world));
  assert_string_equal(words(world), "held, released");
  assert_int_equal(count_of(world, "K-1"), 101);
}

static void a_flat_battery_fires_nothing(void **state) {
  struct world *world = *state;
  leap(101 * DAY);
  clocks.steady_ms = 0;
  world_reopen(world);
  send(world, "count");
  assert_int_equal(fires(world), 0);
  assert_int_equal(count_of(world, "K-1"), 1);
  assert_string_equal(words(world), "held");
  leap(-101 * DAY + MINUTE); // somebody set it right
  pass(MINUTE);
  assert_int_equal(fires(world), 0);
  assert_string_equal(words(world), "held, stepped back, released");
  pass(3 * HOUR);
  assert_int_equal(fires(world), 1);
}

// A transaction that is undone takes neither the surprise nor the hold with it: the look has one of its own, before.
static void requests_of_one_turn_see_the_hold(void **state) {
  struct world *world = *state;
  json_t *requests[2], *answers[2];
  assert_int_equal(fires(world), 0);
  leap(DAY);
  for (int i = 0; i < 2; i++)
    requests[i] = json_pack("{s:s, s:s, s:s, s:s}", "op", "case.send", "as", "o.owner", "case", "K-1", "event", "count");
  op_run_together(world->board, requests, NULL, 2, answers);
  for (int i = 0; i < 2; i++) {
    assert_null(json_object_get(answers[i], "error"));
    json_decref(answers[i]);
    json_decref(requests[i]);
  }
  assert_int_equal(count_of(world, "K-1"), 2);
  assert_string_equal(words(world), "held");
}

// A surprise that finds no room on the disk changes nothing, lets people read, and is found again by the next look.
static void a_full_disk_hides_no_leap(void **state) {
  struct world *world = *state;
  disk_watch(world);
  assert_int_equal(fires(world), 0);
  json_t *requests[2] = {json_pack("{s:s}", "op", "board.show"),
                         json_pack("{s:s, s:s, s:s, s:s}", "op", "case.send", "as", "o.owner", "case", "K-1", "event", "count")},
         *answers[2];
  leap(DAY);
  disk.full_at = disk.writes + 1;
  op_run_together(world->board, requests, NULL, 2, answers);
  assert_null(json_object_get(answers[0], "error"));
  assert_string_equal(json_text(json_object_get(answers[1], "error"), "code"), err_word(ERR_FULL));
  assert_string_equal(words(world), "");
  assert_int_equal(fires(world), 0);
  assert_string_equal(words(world), "held");
  for (int i = 0; i < 2; i++) {
    json_decref(answers[i]);
    json_decref(requests[i]);
  }
}

static void who_watches_is_told(void **state) {
  struct world *world = *state;
  hold(world);
  char *news = op_news(world->board);
  says(news, "The clock is held: it leapt ahead by 2 days 3 hours");
  mem_free(news);
  assert_null(op_news(world->board));
  done(world, "{'op':'clock.confirm','as':'m.test'}");
  news = op_news(world->board);
  says(news, "The clock is no longer held, since somebody of the office said that it is right");
  mem_free(news);
}

// What would happen is told from the time that is believed; a simulation's clock is its own and is never held.
static void a_simulation_is_not_held(void **state) {
  struct world *world = *state;
  hold(world);
  json_t *story = ask(world, "{'op':'board.simulate','until':'2016-09-01'}");
  assert_int_equal(json_number(story, "fired", 0), 1);
  assert_string_equal(json_text(story, "from"), "2016-09-01T09:00:30.000Z");
  json_decref(story);
}

static const struct CMUnitTest tests[] = {
    REAL(a_leap_that_nobody_vouches_for_fires_nothing),
    REAL(a_hold_is_told_to_the_office_and_to_nobody_else),
    REAL(what_is_done_meanwhile_is_recorded_by_the_time_that_went_by),
    REAL(whoever_changes_something_is_told),
    REAL(the_office_confirms_and_what_is_due_is_done_once),
    REAL(a_further_leap_stays_held_in_words_of_its_own),
    REAL(starting_again_releases_nothing),
    REAL(a_clock_that_comes_back_is_believed),
    REAL(a_clock_that_comes_back_while_nobody_looks_is_believed),
    REAL(a_clock_that_the_machine_vouches_for_is_believed),
    REAL(a_flat_battery_fires_nothing),
    REAL(requests_of_one_turn_see_the_hold),
    REAL(a_full_disk_hides_no_leap),
    REAL(who_watches_is_told),
    REAL(a_simulation_is_not_held),
};
MAIN_OF(tests)
