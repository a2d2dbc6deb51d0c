// Goal: every deadline of an item prints its receipt (T9): what is shown as due is the armed row, with each day that was counted or skipped
// and why, or why there is no date. Method: one item of the workflow `watch`, asked as its time goes on; dates are counted by hand.
#include "run/casefile.h"
#include "run/question.h"
#include "run/receipts.h"
#include "run/sweep.h"
#include "watch.h"

// ---- what there is

static void they_come_in_order_and_are_the_armed_rows(void **state) {
  struct world *world = *state;
  assert_string_equal(listed(world, ""), "2016-09-03 48 hours; 2016-09-08 5 working days; 2016-09-08 5 working days; 2016-09-28 late/R0; "
                                         "2016-09-30 report; 2016-10-03 late/L0; 2016-10-14 late/L1; "
                                         "- papers: the next meeting of Panel after Thu 1 Sep 2016 is not known yet; ");
  json_t *answer = all(world, ""), *shown = ask(world, "{'op':'case.show','case':'W'}"), *due;
  size_t i;
  json_array_foreach(json_object_get(shown, "due"), i, due) {
    json_t *row = json_array_get(json_object_get(answer, "deadlines"), i), *armed = json_object_get(row, "armed");
    assert_string_equal(json_text(row, "due"), json_text(due, "due"));
    assert_string_equal(json_text(armed, "due"), json_text(due, "due"));
    assert_string_equal(json_text(row, "then"), json_text(due, "then"));
    assert_true(json_equal(json_object_get(row, "to"), json_object_get(due, "to")));
    assert_null(json_object_get(row, "again"));
  }
  json_decref(answer);
  json_decref(shown);
}

static void a_receipt_counts_each_day(void **state) {
  struct world *world = *state;
  assert_string_equal(days(world, "5 working days in open.plan.draft", ""),
                      "09-01 09-02:1 of 5 09-03:Saturday 09-04:Sunday 09-05:2 of 5 09-06:3 of 5 09-07:4 of 5 09-08:5 of 5");
  assert_string_equal(days(world, "R0", ""), "09-30 09-29:1 of 2 09-28:2 of 2");
  assert_string_equal(said(world, "R0", "", "due"), "2016-09-28T22:59:59.999Z");
  json_t *answer = one(world, "late/L0", "");
  assert_string_equal(json_text(json_object_get(answer, "calendar"), "name"), "england-and-wales");
  assert_string_equal(json_text(json_object_get(answer, "armed"), "calendar"), json_text(json_object_get(answer, "calendar"), "version"));
  assert_string_equal(json_text(json_object_get(answer, "field"), "value"), "2016-09-30");
  assert_string_equal(json_text(answer, "state_title"), "Open");
  json_decref(answer);
}

static void a_cycle_shows_its_anchor_and_its_next_time(void **state) {
  struct world *world = *state;
  assert_string_equal(said(world, "report", "", "local"), "2016-09-30");
  at(world, "2016-10-01T09:00:00Z");
  assert_string_equal(days(world, "report", ""), "08-31 10-31:number 2 of the cycle: 2 months from its anchor");
  assert_string_equal(said(world, "report", "", "local"), "2016-10-31");
}

static void a_meeting_that_becomes_known_gives_a_date(void **state) {
  struct world *world = *state;
  struct err err;
  done(world, "{'op':'directory.put','as':'m.test','kind':'group','id':'panel','document':{'meetings':['2016-10-05']}}");
  assert_true(sweep_begin(world->board, "meetings", NULL, NULL, &err));
  assert_string_equal(why(world, "papers"), "a change of days off, of local time or of meetings is still being brought to every item");
  json_t *answer = one(world, "papers", ""), *found = json_array();
  assert_string_equal(json_text(json_object_get(answer, "again"), "local"), "2016-09-28");
  assert_true(sweep_finish(world->board, found, &err));
  assert_string_equal(said(world, "papers", "", "local"), "2016-09-28");
  json_decref(answer);
  json_decref(found);
}

// ---- what it is called

static void a_name_may_be_short_a_rule_or_a_date_field(void **state) {
  struct world *world = *state;
  static const char *const names[][2] = {{"late/L1", "late/L1"}, {"L1", "late/L1"}, {"10 working days after due", "late/L1"},
                                         {"report", "report"},   {"due", "due"},    {"review", "review"}};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) assert_string_equal(said(world, names[i][0], "", "name"), names[i][1]);
  assert_string_equal(said(world, "due", "", "rule"), "end of due");
  assert_string_equal(said(world, "due", "", "local"), "2016-09-30");
  assert_string_equal(why(world, "review"), "the field `review` is empty");
  assert_string_equal(said(world, "due", "'due=2016-10-03'", "local"), "2016-10-03");
}

static const char *unnamed(struct world *world, enum err_code code, const char *name) {
  return refused(world, code, "{'op':'case.deadline','case':'W','name':'%s'}", name);
}

static void a_name_that_is_none_gets_one_sentence(void **state) {
  struct world *world = *state;
  assert_string_equal(unnamed(world, ERR_INVALID, "5 working days"),
                      "W has 2 deadlines that \"5 working days\" could mean; write \"5 working days in open.plan.draft\" or \"5 working "
                      "days in open.checks.first\".");
  assert_string_equal(unnamed(world, ERR_NOT_FOUND, "2 weeks"),
                      "\"2 weeks\" is a deadline of \"Resting\", and W does not stand there now.");
  assert_string_equal(unnamed(world, ERR_NOT_FOUND, "reports"),
                      "W has no deadline called \"reports\" where it stands. Did you mean \"report\"?");
  assert_string_equal(unnamed(world, ERR_NOT_FOUND, "zebra crossing"),
                      "W has no deadline called \"zebra crossing\" where it stands; asked without a name, it lists those that it has.");
  says(unnamed(world, ERR_NOT_FOUND, "L2"), "Did you mean \"L0\"?");
  unnamed(world, ERR_NOT_FOUND, "text"); // a field, and no date
}

// ---- why there is none

static void what_was_used_says_when(void **state) {
  struct world *world = *state;
  at(world, "2016-09-09T09:00:00Z");
  assert_string_equal(why(world, "48 hours"), "it was used on Sat 3 Sep 2016 10:00");
  assert_string_equal(why(world, "5 working days in open.checks.first"), "it was used on Thu 8 Sep 2016 23:59");
  assert_string_equal(days(world, "48 hours", ""), "09-01 09-03:Sat 3 Sep 2016 10:00");
  send(world, "rest", "");
  send(world, "wake", ""); // another stay: the old use counts no more
  assert_string_equal(said(world, "48 hours", "", "local"), "2016-09-11");
  at(world, "2016-09-14T09:00:00Z");
  send(world, "redo", "");           // the other part has a timer of the same name
  at(world, "2016-10-20T09:00:00Z"); // both rungs at once: the lower is passed over
  assert_string_equal(why(world, "5 working days in open.plan.draft"), "it was used on Fri 16 Sep 2016 23:59");
  assert_string_equal(why(world, "5 working days in open.checks.first"), "it was used on Wed 21 Sep 2016 23:59");
  assert_string_equal(why(world, "L0"), "it was passed over on Mon 3 Oct 2016 23:59, since more was due by then");
  assert_string_equal(why(world, "L1"), "it was used on Fri 14 Oct 2016 23:59");
}

// A rung is used in a breach, however often its state is left and entered; another date is another breach.
static void what_a_breach_used_says_when_it_was_last(void **state) {
  struct world *world = *state;
  at(world, "2016-10-20T09:00:00Z");
  send(world, "rest", "");
  send(world, "wake", "");
  assert_string_equal(why(world, "L1"), "it was used on Fri 14 Oct 2016 23:59");
  send(world, "move", "'due':'2016-10-31'");
  at(world, "2016-11-02T09:00:00Z");
  assert_string_equal(why(world, "L0"), "it was used on Tue 1 Nov 2016 23:59");
}

static void what_was_too_late_to_be_set_says_so(void **state) {
  struct world *world = *state;
  send(world, "move", "'due':'2016-09-02'"); // two working days before it is 31 August
  assert_string_equal(why(world, "R0"), "its day had passed already when it was to be set: Wed 31 Aug 2016 23:59");
  send(world, "move", "'due':''");
  assert_string_equal(why(world, "L0"), "the field `due` is empty");
}

// The row of a deadline of W as it would be shown if the item had been read without its timers, and without `activations` when they are
// not known. A new reference.
static json_t *row_of_a_loss(struct world *world, const char *name, bool known) {
  struct err err;
  json_t *read = case_find(world->board->store, "W", &err), *rows, *row, *found = NULL;
  struct casefile *item = casefile_from_row(world->board, read, false, &err);
  struct question question;
  size_t i;
  if (!known) json_object_clear(item->activations);
  question_begin(&question, world->board, item);
  rows = receipts_list(&question, &err);
  json_array_foreach(rows, i, row) if (strcmp(json_text(row, "name"), name) == 0) found = row;
  json_incref(found);
  question_end(&question);
  json_decref(rows);
  json_decref(read);
  casefile_free(item);
  return found;
}

// RELIABILITY's T10: what is shown is the row, so a row that was lost shows as a fault and not as a date.
static void a_row_that_was_lost_is_no_date(void **state) {
  json_t *lost = row_of_a_loss(*state, "48 hours", true);
  assert_true(json_is_null(json_object_get(lost, "due")));
  assert_string_equal(json_text(lost, "missing"), "that is a fault, which the board's own check will put right");
  assert_string_equal(json_text(json_object_get(lost, "again"), "local"), "2016-09-03");
  json_decref(lost);
}

// Of a state that was entered before activations were kept.
static void what_nobody_can_say_is_not_guessed(void **state) {
  json_t *row = row_of_a_loss(*state, "48 hours", false);
  assert_string_equal(json_text(row, "missing"), "nobody can say whether it was used: its state was entered before that was kept");
  assert_null(json_object_get(row, "again"));
  json_decref(row);
  row = row_of_a_loss(*state, "late/L0", false); // its breach can say it
  assert_string_equal(json_text(row, "missing"), "that is a fault, which the board's own check will put right");
  json_decref(row);
}

static void a_board_without_a_calendar_says_so_of_each(void **state) {
  struct world *world = *state;
  struct calendar *calendar = world->board->calendar;
  send(world, "rest", ""); // two weeks
  world->board->calendar = NULL;
  const char *text = listed(world, "");
  says(text, "2016-09-15 2 weeks; "); // armed before that was so
  json_t *answer = all(world, ""), *again;
  again = json_object_get(json_array_get(json_object_get(answer, "deadlines"), 0), "again");
  assert_string_equal(json_text(again, "missing"), "The deadline \"2 weeks\" of W cannot be worked out: This board has no calendar of "
                                                   "working days, so no deadline can be worked out; record one with `waymark calendar "
                                                   "replace --file FILE.csv --division NAME`");
  refused(world, ERR_REFUSED, "{'op':'case.deadline','case':'W','name':'2 weeks'}");
  json_t *lost = row_of_a_loss(world, "2 weeks", true);
  says(json_text(lost, "missing"), "This board has no calendar of working days");
  world->board->calendar = calendar;
  json_decref(lost);
  json_decref(answer);
}

static void what_is_overdue_stands(void **state) {
  struct world *world = *state;
  json_t *answer = ask(world, "{'op':'case.deadline','case':'W','name':'R0','now':'2016-09-29T09:00:00Z'}");
  assert_true(json_flag(answer, "overdue"));
  assert_string_equal(json_text(answer, "local"), "2016-09-28");
  assert_null(json_object_get(answer, "again")); // though nobody would set such a reminder now
  json_decref(answer);
}

static void a_stopped_clock_says_why_by_whom_and_until_when(void **state) {
  struct world *world = *state;
  at(world, "2016-09-05T09:00:00Z");
  send(world, "stop", "'why':'criminal trial'");
  const char *stopped = "the clock has been stopped since Mon 5 Sep 2016 10:00 (criminal trial), after 1 of 5 working days";
  assert_string_equal(why(world, "5 working days in open.plan.draft"), stopped);
  assert_string_equal(said(world, "R0", "", "local"), "2016-09-28"); // counted back from a day that stands fast
  json_t *answer = all(world, ""), *stop = json_array_get(json_object_get(answer, "stops"), 0);
  assert_string_equal(json_text(stop, "reason"), "criminal trial");
  assert_string_equal(json_text(stop, "authority"), "the Panel");
  assert_string_equal(json_text(stop, "review"), "2016-12-01");
  json_decref(answer);
  at(world, "2016-09-06T09:00:00Z");
  send(world, "go_on", "");
  assert_string_equal(days(world, "5 working days in open.plan.draft", ""),
                      "09-01 09-02:1 of 5 09-03:Saturday 09-04:Sunday 09-05:criminal trial 09-06:criminal trial 09-07:2 of 5 09-08:3 of 5 "
                      "09-09:4 of 5 09-10:Saturday 09-11:Sunday 09-12:5 of 5");
}

// ---- when the row and the arithmetic differ

static void both_are_shown_while_a_newer_calendar_is_on_its_way(void **state) {
  struct world *world = *state;
  static const char csv[] = "date,name\n2016-10-03,a closure\n";
  struct err err;
  struct calendar *local = calendar_read_local(csv, strlen(csv), &err);
  struct calendar *joined = calendar_join("england-and-wales", world->board->calendar, local);
  calendar_free(local);
  calendar_free(world->board->calendar);
  world->board->calendar = joined;
  assert_true(sweep_begin(world->board, "calendar", NULL, NULL, &err));
  json_t *answer = one(world, "L0", ""), *again = json_object_get(answer, "again");
  assert_string_equal(json_text(answer, "local"), "2016-10-03"); // what will fire
  assert_string_equal(json_text(again, "local"), "2016-10-04");
  assert_string_equal(json_text(again, "why"), "a change of days off, of local time or of meetings is still being brought to every item");
  assert_true(json_flag(answer, "sweep"));
  json_decref(answer);
  assert_true(board_refresh(world->board, &err));
  json_t *found = json_array();
  assert_true(sweep_finish(world->board, found, &err));
  json_decref(found);
}

static const struct CMUnitTest tests[] = {
    WATCH(they_come_in_order_and_are_the_armed_rows),
    WATCH(a_receipt_counts_each_day),
    WATCH(a_cycle_shows_its_anchor_and_its_next_time),
    WATCH(a_meeting_that_becomes_known_gives_a_date),
    WATCH(a_name_may_be_short_a_rule_or_a_date_field),
    WATCH(a_name_that_is_none_gets_one_sentence),
    WATCH(what_was_used_says_when),
    WATCH(what_a_breach_used_says_when_it_was_last),
    WATCH(what_was_too_late_to_be_set_says_so),
    WATCH(a_row_that_was_lost_is_no_date),
    WATCH(what_nobody_can_say_is_not_guessed),
    WATCH(a_board_without_a_calendar_says_so_of_each),
    WATCH(what_is_overdue_stands),
    WATCH(a_stopped_clock_says_why_by_whom_and_until_when),
    WATCH(both_are_shown_while_a_newer_calendar_is_on_its_way),
};
MAIN_OF(tests)
