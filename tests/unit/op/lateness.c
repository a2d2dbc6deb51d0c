// Goal: lateness is the holder's (T5): a state says by when its holder is to be done, so the owner is not late while a group has it; nobody
// is while nobody holds it; and a post that stands empty is told of before its rung runs. Method: one item of tests/data/turn.lua on a
// board whose clock is moved; what is shown is compared with dates counted by hand: 2016-09-01 is a Thursday.
#include "fixture.h"

static void begin(struct world *world) {
  world_publish(world, "turn");
  done(world,
       "{'op':'case.start','as':'m.test','workflow':'turn','ref':'T-1','data':{'text':'Piece','owner':'o.owner','due':'2016-09-06'}}");
}

static void at(struct world *world, const char *instant) { done(world, "{'op':'timers.run','until':'%s'}", instant); }

static void send(struct world *world, const char *event) {
  const char *as = strcmp(event, "back") == 0 || strcmp(event, "stop") == 0 || strcmp(event, "go_on") == 0 ? "m.test" : "o.owner";
  done(world, "{'op':'case.send','as':'%s','case':'T-1','event':'%s'}", as, event);
}

static void meets(struct world *world, const char *dates) {
  done(world, "{'op':'directory.put','as':'m.test','kind':'group','id':'panel','document':{'meetings':'%s'}}", dates);
}

// Whose turn it is, in words; "" when it is nobody's. A new reference in *row where it is asked for.
static void expect_turn(struct world *world, const char *expected, bool late, json_t **row) {
  json_t *view = ask(world, "{'op':'case.show','case':'T-1'}"), *waits = json_object_get(view, "waits"), *wait = json_array_get(waits, 0);
  assert_true(json_array_size(waits) <= 1);
  assert_string_equal(wait ? json_text(wait, "text") : "", expected);
  assert_int_equal(json_flag(view, "late"), late);
  assert_int_equal(json_flag(wait, "late"), late);
  if (row) *row = json_incref(wait);
  json_decref(view);
}

static void an_owner_is_late_once_the_day_is_over(void **state) {
  struct world *world = *state;
  json_t *row;
  begin(world);
  at(world, "2016-09-06T22:59:59.999Z");
  expect_turn(world, "waiting: Owner, by Tue 6 Sep 2016", false, NULL);
  at(world, "2016-09-06T23:00:00Z");
  expect_turn(world, "late: Owner since Tue 6 Sep 2016", true, &row);
  assert_string_equal(json_text(row, "role"), "owner");
  assert_string_equal(json_text(row, "due"), "2016-09-06T22:59:59.999Z");
  assert_string_equal(json_text(row, "local"), "Tue 6 Sep 2016 23:59");
  assert_string_equal(json_text(row, "since"), "Tue 6 Sep 2016");
  assert_string_equal(json_text(json_array_get(json_object_get(row, "people"), 0), "id"), "o.owner");
  json_decref(row);
  done(world, "{'op':'case.send','as':'m.test','case':'T-1','event':'move_due','data':{'due':'2016-09-30'}}");
  expect_turn(world, "waiting: Owner, by Fri 30 Sep 2016", false, NULL);
}

static void the_owner_is_not_late_while_a_group_has_it(void **state) {
  struct world *world = *state;
  begin(world);
  meets(world, "2016-09-14,2016-12-07");
  at(world, "2016-09-05T09:00:00Z");
  send(world, "hand_in");
  at(world, "2016-09-12T09:00:00Z"); // the owner's date is over
  expect_turn(world, "waiting: Panel members, by Wed 14 Sep 2016", false, NULL);
  at(world, "2016-09-15T09:00:00Z");
  expect_turn(world, "late: Panel members since Wed 14 Sep 2016", true, NULL);
  send(world, "back");
  expect_turn(world, "late: Owner since Tue 6 Sep 2016", true, NULL);
}

static void where_no_date_is_known_it_says_so(void **state) {
  struct world *world = *state;
  json_t *row;
  begin(world);
  send(world, "hand_in");
  expect_turn(world, "waiting: Panel members, no date known", false, &row);
  says(json_text(row, "why"), "the next meeting of Panel");
  assert_null(json_object_get(row, "due"));
  json_decref(row);
  meets(world, "2016-10-05");
  expect_turn(world, "waiting: Panel members, by Wed 5 Oct 2016", false, NULL);
}

// T9: the holder's date prints its receipt too.
static void a_turn_has_a_receipt(void **state) {
  struct world *world = *state;
  begin(world);
  meets(world, "2016-09-14");
  send(world, "hand_in");
  json_t *receipt = ask(world, "{'op':'case.deadline','case':'T-1','name':'turn'}");
  assert_string_equal(json_text(receipt, "due"), "2016-09-14T22:59:59.999Z");
  assert_string_equal(json_text(receipt, "rule"), "the next meeting of panel");
  assert_string_equal(json_text(receipt, "then"), "late from then on: Panel members");
  assert_true(json_array_size(json_object_get(receipt, "receipt")) > 0);
  json_decref(receipt);
  send(world, "back");
  send(world, "sleep");
  says(refused(world, ERR_NOT_FOUND, "{'op':'case.deadline','case':'T-1','name':'turn'}"), "Nobody is to be done with T-1 by a date");
}

static void what_nobody_holds_is_late_on_nobody(void **state) {
  struct world *world = *state;
  begin(world);
  send(world, "sleep");
  at(world, "2016-12-01T09:00:00Z");
  expect_turn(world, "", false, NULL);
}

// Each stay in the state counts for itself, and a stopped day does not count (T8).
static void days_count_from_when_the_turn_began(void **state) {
  struct world *world = *state;
  begin(world);
  at(world, "2016-09-02T09:00:00Z");
  send(world, "count");
  expect_turn(world, "waiting: Business Manager, by Fri 9 Sep 2016", false, NULL);
  at(world, "2016-09-06T09:00:00Z");
  send(world, "stop");
  expect_turn(world, "waiting: Business Manager, no date known", false, NULL);
  at(world, "2016-09-08T09:00:00Z");
  send(world, "go_on");
  expect_turn(world, "waiting: Business Manager, by Wed 14 Sep 2016", false, NULL);
  send(world, "back");
  send(world, "count");
  expect_turn(world, "waiting: Business Manager, by Thu 15 Sep 2016", false, NULL);
  at(world, "2016-09-16T09:00:00Z");
  expect_turn(world, "late: Business Manager since Thu 15 Sep 2016", true, NULL);
}

static void a_list_tells_late_from_waiting(void **state) {
  struct world *world = *state;
  begin(world);
  at(world, "2016-09-07T09:00:00Z");
  json_t *list = ask(world, "{'op':'case.list','late':true}"), *row = json_array_get(json_object_get(list, "rows"), 0);
  assert_int_equal(json_number(list, "count", 0), 1);
  assert_string_equal(json_text(row, "ref"), "T-1");
  assert_true(json_flag(row, "late"));
  assert_string_equal(json_text(json_array_get(json_object_get(row, "waits"), 0), "text"), "late: Owner since Tue 6 Sep 2016");
  json_decref(list);
  send(world, "hand_in");
  list = ask(world, "{'op':'case.list','late':true}");
  assert_int_equal(json_number(list, "count", -1), 0);
  json_decref(list);
  list = ask(world, "{'op':'case.list','late':false}");
  assert_int_equal(json_number(list, "count", 0), 2);
  json_decref(list);
  says(refused(world, ERR_INVALID, "{'op':'case.list','late':'yes'}"), "true or false");
}

// How often the rung of the panel's ladder told somebody by then.
static int told_by(struct world *world, const char *until) {
  json_t *answer = ask(world, "{'op':'timers.run','until':'%s'}", until), *row;
  int count = 0;
  size_t i;
  json_array_foreach(json_object_get(answer, "fired"), i, row) count += strcmp(json_text(row, "what"), "the panel did not decide") == 0;
  json_decref(answer);
  return count;
}

// It hangs on no field: each time that the panel gets it is another breach, and a self-check finds nothing to put right.
static void a_groups_ladder_begins_anew_with_each_stay(void **state) {
  struct world *world = *state;
  begin(world);
  meets(world, "2016-09-14,2016-12-07");
  send(world, "hand_in");
  assert_int_equal(told_by(world, "2016-09-15T22:59:59Z"), 0);
  assert_int_equal(told_by(world, "2016-09-15T23:00:00Z"), 1);
  assert_int_equal(told_by(world, "2016-11-01T09:00:00Z"), 0);
  json_t *check = ask(world, "{'op':'timers.check','as':'m.test'}");
  assert_int_equal(json_array_size(json_object_get(check, "found")), 0);
  json_decref(check);
  send(world, "back");
  send(world, "hand_in");
  assert_int_equal(told_by(world, "2016-12-09T00:00:00Z"), 1);
}

static bool warns(struct world *world, const char *sentence) {
  json_t *view = ask(world, "{'op':'case.show','as':'o.owner','case':'T-1'}");
  bool found = json_array_has(json_object_get(view, "warnings"), sentence);
  json_decref(view);
  return found;
}

static void an_empty_post_is_told_of_before_its_rung_runs(void **state) {
  static const char ahead[] = "Nobody holds Auditor today: late/L1 on Tue 20 Sep 2016 would tell Mia Manager (Business Manager) instead";
  struct world *world = *state;
  begin(world);
  assert_true(warns(world, ahead));
  send(world, "hand_in"); // not armed now, and still to come
  assert_true(warns(world, "Nobody holds Auditor today: late/L1 would tell Mia Manager (Business Manager) instead"));
  send(world, "back");
  done(world, "{'op':'directory.put','as':'m.test','kind':'post','id':'auditor','document':{'holder':'p.other'}}");
  assert_false(warns(world, ahead));
  done(world, "{'op':'directory.put','as':'m.test','kind':'person','id':'p.other','document':{'absent':true}}");
  assert_true(warns(world, ahead));
  done(world, "{'op':'directory.put','as':'a.admin','kind':'post','id':'business_manager','document':{'holder':null,'deputy':null}}");
  assert_true(warns(world, "Nobody holds Auditor today: late/L1 on Tue 20 Sep 2016 would reach no one"));
  done(world, "{'op':'directory.put','as':'a.admin','kind':'post','id':'business_manager','document':{'holder':'m.test','deputy':'"
              "administrator'}}");
  send(world, "close");
  json_t *view = ask(world, "{'op':'case.show','case':'T-1'}");
  assert_int_equal(json_array_size(json_object_get(view, "warnings")), 0);
  json_decref(view);
}

static const struct CMUnitTest tests[] = {
    TEST(an_owner_is_late_once_the_day_is_over),
    TEST(the_owner_is_not_late_while_a_group_has_it),
    TEST(where_no_date_is_known_it_says_so),
    TEST(what_nobody_holds_is_late_on_nobody),
    TEST(a_turn_has_a_receipt),
    TEST(days_count_from_when_the_turn_began),
    TEST(a_list_tells_late_from_waiting),
    TEST(a_groups_ladder_begins_anew_with_each_stay),
    TEST(an_empty_post_is_told_of_before_its_rung_runs),
};
MAIN_OF(tests)
