// Goal: a change of the calendar is asked for in one way, refused in one sentence where it would change nothing or make a year look known,
// and done in one entry; what it moves is moved afterwards, however often the program is ended on the way (T7). Method: changes right and
// wrong as the office and as others; a sweep left alone before it began, in the middle, and undone with its change.
#include "fixture.h"
#include "run/board.h"
#include "run/sweep.h"

static const char ADD[] = "{'op':'calendar.add','as':'m.test','date':'%s','name':'%s'%s}";

static json_t *start(struct world *world, const char *ref, const char *due) {
  return ask(
      world,
      "{'op':'case.start','as':'m.test','workflow':'task','ref':'%s','data':{'text':'T','agency':'north','owner':'o.owner','due':'%s'}}",
      ref, due);
}

// Of one timer of an item: "Tue 27 Sep 2016 23:59"; "" when it is not armed.
static void falls_on(struct world *world, const char *ref, const char *what, const char *expected) {
  json_t *view = ask(world, "{'op':'case.show','case':'%s'}", ref), *row;
  const char *found = "";
  size_t i;
  json_array_foreach(json_object_get(view, "due"), i, row) if (strcmp(json_text(row, "what"), what) == 0) found = json_text(row, "local");
  assert_string_equal(found, expected);
  json_decref(view);
}

static bool keep(void *user, json_t *entry) {
  *(int64_t *)user = json_number(entry, "kind", 0);
  return true;
}

static int64_t last_kind(struct world *world) {
  int64_t kind = 0;
  struct err err;
  assert_true(journal_each(world->board->store, NULL, keep, &kind, &err));
  return kind;
}
static void what_changes_nothing_is_refused(void **state) {
  struct world *world = *state;
  static const struct {
    const char *change, *rest, *says;
    enum err_code code;
  } rows[] = {
      {"add", "'date':'2016-09-10','name':'x'", "Sat 10 Sep 2016 falls on a weekend", ERR_REFUSED},
      {"add", "'date':'2016-09-11','name':'x','local':true", "Sun 11 Sep 2016 falls on a weekend", ERR_REFUSED},
      {"add", "'date':'2016-12-26','name':'x'", "off already: the list of england-and-wales calls it \"boxing_day\"", ERR_REFUSED},
      {"add", "'date':'2016-12-26','name':'x','local':true", "off already: the list of england-and-wales", ERR_REFUSED},
      {"add", "'date':'2016-02-30','name':'x'", "February 2016 has 29 days", ERR_INVALID},
      {"add", "'date':'tomorrow','name':'x'", "is not a date", ERR_INVALID},
      {"add", "'date':'2016-09-12','name':'  '", "needs a name that says why", ERR_INVALID},
      {"add", "'date':'2016-09-12'", "needs \"name\"", ERR_INVALID},
      {"add", "'name':'x'", "needs \"date\"", ERR_INVALID},
      {"add", "'date':'2031-09-15','name':'x'", "bank holidays of 2031 are not known", ERR_REFUSED},
      {"add", "'date':'2014-09-15','name':'x'", "bank holidays of 2014 are not known", ERR_REFUSED},
      {"remove", "'date':'2016-09-12'", "No list of this board names Mon 12 Sep 2016", ERR_NOT_FOUND},
      {"remove", "'date':'2016-09-10'", "No list of this board names Sat 10 Sep 2016", ERR_NOT_FOUND},
      {"set", "'text':'date,name\\n2016-12-26,boxing_day\\n'", "names no day of 2015", ERR_REFUSED},
      {"set", "'text':'date,name\\n2016-12-26\\n'", "line 2: the day has no name", ERR_INVALID},
      {"set", "'text':'date,name\\n'", "names no day off at all", ERR_INVALID},
      {"set", "'text':''", "the file is empty; it must begin with the headings date,name", ERR_INVALID},
      {"set", "'reason':'x'", "needs \"text\"", ERR_INVALID},
  };
  int64_t had = entries(world);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    says(refused(world, rows[i].code, "{'op':'calendar.preview','change':'%s',%s}", rows[i].change, rows[i].rest), rows[i].says);
    says(refused(world, rows[i].code, "{'op':'calendar.%s','as':'m.test',%s}", rows[i].change, rows[i].rest), rows[i].says);
  }
  says(refused(world, ERR_INVALID, "{'op':'calendar.preview','change':'mend'}"), "say add, remove or set");
  says(refused(world, ERR_INVALID, "{'op':'calendar.preview','change':'add','date':'2016-09-12','name':'x','local':'yes'}"),
       "true or false");
  assert_int_equal(entries(world), had);
  assert_false(sweep_is_pending(world->board));
}

static void a_name_has_its_limit(void **state) {
  struct world *world = *state;
  char name[CALENDAR_NAME_MAX + 2];
  memset(name, 'n', sizeof name - 1);
  name[sizeof name - 1] = '\0';
  says(refused(world, ERR_LIMIT, ADD, "2016-09-12", name, ""), "at most 127 bytes, and this has 128");
  name[CALENDAR_NAME_MAX] = '\0';
  done(world, ADD, "2016-09-12", name, "");
  says(refused(world, ERR_INVALID, "{'op':'calendar.add','as':'m.test','date':'2016-09-13','name':'a\\nb'}"), "in one line");
}

// One day of a year that is otherwise unknown would make it look known; and taking a year's only day away would do the opposite.
static void a_year_is_known_whole_or_not(void **state) {
  struct world *world = *state;
  json_t *kept = calendar_find(world->board->store, "england-and-wales");
  json_t *text = json_sprintf("%s2029-01-01,new_year\n", json_text(kept, "csv"));
  json_t *request = json_pack("{s:s, s:s, s:o}", "op", "calendar.set", "as", "m.test", "text", text), *answer;
  struct err err;
  if (!try_file(world, request, -1, &answer, &err)) fail_msg("%s", err.text);
  assert_int_equal(json_array_size(json_object_get(answer, "added")), 1);
  assert_int_equal(json_array_size(json_object_get(answer, "removed")), 0);
  assert_int_equal(calendar_last_year(world->board->calendar), 2029);
  says(refused(world, ERR_REFUSED, "{'op':'calendar.remove','as':'m.test','date':'2029-01-01'}"), "names no other day of 2029");
  done(world, ADD, "2029-03-30", "good_friday", "");
  done(world, "{'op':'calendar.remove','as':'m.test','date':'2029-01-01'}");
  json_decref(answer);
  json_decref(kept);
}

static void a_change_is_one_entry_and_says_what(void **state) {
  struct world *world = *state;
  int64_t had = entries(world);
  json_t *answer = ask(world, ADD, "2016-09-12", "Jubilee", ",'reason':'proclaimed'");
  assert_int_equal(entries(world), had + 1);
  assert_int_equal(last_kind(world), ENTRY_CALENDAR);
  assert_string_not_equal(json_text(answer, "version"), json_text(answer, "was_version"));
  assert_string_equal(json_text(answer, "version"), calendar_version(world->board->calendar));
  json_decref(answer);
  done(world, "{'op':'calendar.remove','as':'m.test','date':'2016-09-12'}");
  answer = ask(world, "{'op':'calendar.show'}");
  assert_string_equal(calendar_version(world->board->calendar), json_text(answer, "version"));
  json_decref(answer);
}

// E2: who saw another calendar is refused; and a change keeps nobody waiting for a look over the board.
static void a_change_does_what_was_seen_and_looks_at_nothing(void **state) {
  struct world *world = *state;
  char version[40];
  snprintf(version, sizeof version, ",'was_version':'%s'", calendar_version(world->board->calendar));
  json_t *answer = ask(world, ADD, "2016-09-12", "Jubilee", version);
  assert_null(json_object_get(answer, "moves"));
  assert_null(json_object_get(answer, "count"));
  json_decref(answer);
  int64_t had = entries(world);
  says(refused(world, ERR_STALE, ADD, "2016-09-13", "Feast", version), "changed since you looked");
  assert_int_equal(entries(world), had);
}

static void a_closure_makes_no_year_known(void **state) {
  struct world *world = *state;
  done(world, ADD, "2031-09-15", "Moving house", ",'local':true");
  done(world, ADD, "2016-09-12", "Closed", ",'local':true");
  assert_int_equal(calendar_last_year(world->board->calendar), 2028);
  says(refused(world, ERR_REFUSED, ADD, "2016-09-12", "x", ",'local':true"), "this board's closures call it \"Closed\"");
  json_t *answer = ask(world, "{'op':'calendar.show','days':true}");
  assert_int_equal(json_array_size(json_object_get(answer, "closures")), 2);
  assert_int_equal(json_array_size(json_object_get(answer, "days")), json_number(answer, "count", 0));
  json_decref(answer);
  world_reopen(world);
  assert_false(calendar_is_working(world->board->calendar, (struct date){2016, 9, 12}));
  done(world, "{'op':'calendar.remove','as':'m.test','date':'2016-09-12'}");
  done(world, "{'op':'calendar.remove','as':'m.test','date':'2031-09-15'}"); // the last
  assert_true(calendar_is_working(world->board->calendar, (struct date){2016, 9, 12}));
  world_reopen(world);
}

// It was closed for a day that is then proclaimed a holiday: no date moves, and taking it away takes both.
static void a_closure_may_become_a_holiday(void **state) {
  struct world *world = *state;
  done(world, ADD, "2016-09-12", "Closed", ",'local':true");
  struct err err;
  assert_true(op_settle(world->board, &err));
  json_t *answer = ask(world, "{'op':'calendar.preview','change':'add','date':'2016-09-12','name':'Jubilee'}");
  assert_int_equal(json_number(answer, "count", -1), 0);
  json_decref(answer);
  answer = ask(world, ADD, "2016-09-12", "Jubilee", "");
  assert_string_equal(json_text(answer, "version"), json_text(answer, "was_version"));
  json_decref(answer);
  answer = ask(world, "{'op':'calendar.remove','as':'m.test','date':'2016-09-12'}");
  assert_int_equal(json_array_size(json_object_get(answer, "removed")), 2);
  assert_true(calendar_is_working(world->board->calendar, (struct date){2016, 9, 12}));
  json_decref(answer);
}

static void start_many(struct world *world, int last) {
  char ref[20];
  for (int i = 2; i <= last; i++) {
    snprintf(ref, sizeof ref, "K-%d", i);
    json_decref(start(world, ref, "2016-12-01"));
  }
}

// More items than one batch; the program ends before the first, and after one.
static void a_sweep_goes_on_after_the_program_ended(void **state) {
  struct world *world = *state;
  char ref[20];
  start_many(world, 120);
  done(world, ADD, "2016-09-12", "Jubilee", "");
  falls_on(world, "K-1", "10 working days", "Thu 15 Sep 2016 23:59");
  assert_true(sweep_blocks(world->board));
  world_reopen(world);
  assert_true(sweep_blocks(world->board));
  bool more;
  struct err err;
  int64_t had = entries(world);
  json_t *moved = json_array();
  assert_true(sweep_step(world->board, moved, &more, &err) && more);
  json_decref(moved);
  int64_t some = entries(world) - had;
  assert_true(some > 0 && some < 120);
  world_reopen(world);
  assert_true(op_settle(world->board, &err));
  assert_int_equal(entries(world), had + 120); // each item once, whatever was done before the end
  assert_false(sweep_is_pending(world->board));
  for (int i = 1; i <= 120; i++) {
    snprintf(ref, sizeof ref, "K-%d", i);
    falls_on(world, ref, "10 working days", "Fri 16 Sep 2016 23:59");
  }
}

// A date that moves later must not go off by the old one, and one that moves earlier must go off by the new: the sweep comes first, be it
// a server's waking, the command that catches up, or somebody's event.
static void no_timer_fires_by_a_date_that_is_no_longer_true(void **state) {
  struct world *world = *state;
  struct err err;
  done(world, ADD, "2016-09-12", "Jubilee", "");
  world_reopen(world);
  done(world,
       "{'op':'timers.run','as':'m.test','now':'2016-09-16T09:00:00Z'}"); // 10 working days were over on the 15th, and are tonight now
  falls_on(world, "K-1", "10 working days", "Fri 16 Sep 2016 23:59");
  done(world, ADD, "2016-09-14", "Mourning", "");
  assert_true(op_settle(world->board, &err));
  falls_on(world, "K-1", "10 working days", "Mon 19 Sep 2016 23:59");
  done(world, "{'op':'calendar.remove','as':'m.test','date':'2016-09-14'}"); // tonight again
  world_reopen(world);
  json_t *answer = ask(world, "{'op':'timers.run','as':'m.test','now':'2016-09-17T09:00:00Z'}");
  assert_int_equal(json_array_size(json_object_get(answer, "fired")), 1);
  json_decref(answer);
}

// A date that would be past at once by the change stays where it was, and goes off then.
static void a_change_makes_nobody_late(void **state) {
  struct world *world = *state;
  struct err err;
  done(world, ADD, "2016-09-12", "Jubilee", "");
  done(world, "{'op':'timers.run','as':'m.test','now':'2016-09-16T09:00:00Z'}");
  done(world, "{'op':'calendar.remove','as':'m.test','date':'2016-09-12'}");
  assert_true(op_settle(world->board, &err));
  falls_on(world, "K-1", "10 working days", "Fri 16 Sep 2016 23:59");
  json_t *answer = ask(world, "{'op':'timers.run','as':'m.test'}");
  assert_int_equal(json_array_size(json_object_get(answer, "fired")), 0);
  json_decref(answer);
}

static void a_server_moves_dates_when_it_wakes(void **state) {
  struct world *world = *state;
  struct op_woken woken;
  struct err err;
  world_look_round(world);
  assert_false(op_is_awaited(world->board));
  done(world, ADD, "2016-09-12", "Jubilee", "");
  assert_true(op_is_awaited(world->board));
  assert_true(op_wake(world->board, false, &woken, &err));
  op_woken_clear(&woken);
  falls_on(world, "K-1", "10 working days", "Fri 16 Sep 2016 23:59");
  assert_false(op_is_awaited(world->board));
}

// E3: several requests may share a transaction that the database undoes; then the calendar is the old one again, in memory too.
static void an_undone_change_is_forgotten(void **state) {
  struct world *world = *state;
  struct err err;
  char version[16];
  snprintf(version, sizeof version, "%s", calendar_version(world->board->calendar));
  assert_true(store_begin(world->board->store, &err));
  done(world, ADD, "2016-09-12", "Jubilee", "");
  assert_string_not_equal(calendar_version(world->board->calendar), version);
  store_rollback(world->board->store);
  done(world, "{'op':'board.show'}");
  assert_string_equal(calendar_version(world->board->calendar), version);
  assert_false(sweep_is_pending(world->board));
}

static const struct CMUnitTest tests[] = {
    TEST(what_changes_nothing_is_refused),
    TEST(a_name_has_its_limit),
    TEST(a_year_is_known_whole_or_not),
    TEST(a_change_is_one_entry_and_says_what),
    TEST(a_closure_makes_no_year_known),
    TEST(a_closure_may_become_a_holiday),
    TEST(a_change_does_what_was_seen_and_looks_at_nothing),
    TEST(a_sweep_goes_on_after_the_program_ended),
    TEST(no_timer_fires_by_a_date_that_is_no_longer_true),
    TEST(a_change_makes_nobody_late),
    TEST(a_server_moves_dates_when_it_wakes),
    TEST(an_undone_change_is_forgotten),
};
MAIN_OF(tests)
