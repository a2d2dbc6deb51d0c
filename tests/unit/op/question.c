// Goal: what would be if something else were so is what then really would be, and asking changes nothing (T9, T6, T8). Method: suppose
// dates, stops and holidays of the item of `watch`, alone and together, and compare with dates counted by hand; then look whether anything
// moved.
#include "run/question.h"

#include "watch.h"

static void a_date_that_moves_takes_its_ladder_along(void **state) {
  struct world *world = *state;
  at(world, "2016-10-20T09:00:00Z");
  const char *text = listed(world, "'due=2016-11-30'");
  says(text, "2016-11-28 late/R0; 2016-12-01 late/L0; 2016-12-14 late/L1; "); // used rungs come anew
  text = listed(world, "'due=2016-11-30','urgency=high'");
  says(text, "2016-12-07 late/L1; ");
  text = listed(world, "'due=2016-11-30','holiday 2016-12-01'");
  says(text, "2016-12-02 late/L0; 2016-12-15 late/L1; ");
  json_t *answer = one(world, "L0", "'due=2016-10-03'"); // it is over, so it would run at once
  assert_true(json_flag(answer, "overdue"));
  assert_string_equal(json_string_value(json_array_get(json_object_get(answer, "what_if"), 0)), "Due date were Mon 3 Oct 2016");
  json_decref(answer);
  answer = one(world, "R0", "'due=2016-10-31'");
  assert_string_equal(json_text(answer, "local"), "2016-10-27");
  assert_null(json_object_get(answer, "armed")); // it is used, as things are
  json_decref(answer);
  text = listed(world, "'due='");
  says(text, "- late/L1: the field `due` is empty; ");
  assert_string_equal(why(world, "L1"), "it was used on Fri 14 Oct 2016 23:59"); // as it is
}

static void what_it_holds_already_is_no_change(void **state) {
  struct world *world = *state;
  done(world, "{'op':'timers.next','now':'2016-10-01T09:00:00Z'}"); // nothing has run yet
  assert_string_equal(said(world, "report", "'anchor=2016-08-31'", "local"), "2016-09-30");
  assert_string_equal(said(world, "report", "'anchor=2016-08-30'", "local"), "2016-10-30"); // anew, so what is past is not made up
  json_t *answer = one(world, "report", "'anchor=2016-08-30'");
  assert_string_equal(json_text(json_object_get(answer, "armed"), "local"), "2016-09-30");
  json_decref(answer);
}

static void a_clock_that_stops_or_starts_is_counted_on(void **state) {
  struct world *world = *state;
  const char *draft = "5 working days in open.plan.draft";
  assert_string_equal(said(world, draft, "'stop 2016-09-06'", "missing"),
                      "the clock has been stopped since Tue 6 Sep 2016 00:00 (what if), after 2 of 5 working days");
  assert_string_equal(said(world, draft, "'stop 2016-09-06T09:00:00Z'", "local"), "nothing");
  assert_string_equal(said(world, draft, "'stop today'", "local"), "nothing");
  assert_string_equal(said(world, draft, "'stop 2016-09-09'", "local"), "2016-09-08"); // it is over by then
  assert_string_equal(said(world, draft, "'stop 2016-09-02','start 2016-09-05'", "local"), "2016-09-09");
  send(world, "stop", "'why':'criminal trial'");
  assert_string_equal(said(world, draft, "'start 2016-09-12'", "local"), "2016-09-16");
  assert_string_equal(said(world, draft, "'start today'", "local"), "2016-09-08"); // it never stood
}

static void what_is_past_does_not_move_by_supposing(void **state) {
  struct world *world = *state;
  done(world, "{'op':'timers.next','now':'2016-09-09T09:00:00Z'}"); // nothing has run yet
  json_t *answer = one(world, "48 hours", "'stop 2016-09-02'");
  assert_true(json_flag(answer, "overdue"));
  assert_string_equal(json_text(answer, "local"), "2016-09-03");
  assert_string_equal(json_text(json_object_get(answer, "again"), "why"), "it was due already, and what is past never moves");
  json_decref(answer);
}

static void supposing_changes_nothing(void **state) {
  struct world *world = *state;
  char before[3000];
  const struct calendar *calendar = world->board->calendar;
  int64_t had = entries(world);
  strcpy(before, listed(world, ""));
  listed(world, "'due=2016-11-30','holiday 2016-12-01','holiday 2016-12-02','stop 2016-12-05','urgency=high'");
  assert_ptr_equal(world->board->calendar, calendar);
  assert_string_equal(listed(world, ""), before);
  assert_int_equal(entries(world), had);
}

static void what_cannot_be_supposed_gets_one_sentence(void **state) {
  struct world *world = *state;
  static const char *const rows[][2] = {
      {"nonsense", "What if \"nonsense\"? That was not understood: write \"stop today\""},
      {"stop yesterday", "What if \"stop yesterday\"? \"yesterday\" is not a date"},
      {"start today", "The clock of W is not stopped, so it cannot start again."},
      {"holiday 2016-12-25", "Sun 25 Dec 2016 is no working day as it is (Sunday), so a holiday changes nothing."},
      {"holiday 2016-02-30", "What if \"holiday 2016-02-30\"? "},
      {"due=2016-02-30", "Due date (due): "},
      {"dues=2016-09-30", "has no field called \"dues\". Did you mean \"due\"?"},
      {"reason=x", "has no field called \"reason\"."},
      {"=x", "That was not understood"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    says(refused(world, ERR_INVALID, "{'op':'case.deadline','case':'W','what_if':['%s']}", rows[i][0]), rows[i][1]);
  says(refused(world, ERR_INVALID, "{'op':'case.deadline','case':'W','what_if':['stop 2017-03-06','start today']}"),
       "What if \"start today\"? The clock of W stops on Mon 6 Mar 2017 00:00, so it cannot start again on Thu 1 Sep 2016 10:00; name a "
       "day after");
  refused(world, ERR_INVALID, "{'op':'case.deadline','case':'W','what_if':'stop today'}");
  refused(world, ERR_INVALID, "{'op':'case.deadline','case':'W','what_if':[1]}");
}

static void there_is_an_end_to_supposing(void **state) {
  struct world *world = *state;
  char texts[2000] = "";
  for (int i = 0; i < QUESTION_SUPPOSED_MAX; i++)
    snprintf(texts + strlen(texts), sizeof texts - strlen(texts), "%s'stop today'", i ? "," : "");
  json_decref(all(world, texts));
  says(refused(world, ERR_LIMIT, "{'op':'case.deadline','case':'W','what_if':[%s,'stop today']}", texts),
       "At most 50 things can be supposed at once, and these are 51");
}

static const struct CMUnitTest tests[] = {
    WATCH(what_it_holds_already_is_no_change),
    WATCH(a_date_that_moves_takes_its_ladder_along),
    WATCH(a_clock_that_stops_or_starts_is_counted_on),
    WATCH(what_is_past_does_not_move_by_supposing),
    WATCH(supposing_changes_nothing),
    WATCH(what_cannot_be_supposed_gets_one_sentence),
    WATCH(there_is_an_end_to_supposing),
};
MAIN_OF(tests)
