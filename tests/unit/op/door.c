// Goal: who may ask is judged once, at the door, of every operation that there is (R1): somebody unknown or gone gets nothing and changes
// nothing, the office's work is the office's, and what timers did, what is next and how much there is are told to whoever may see it.
// Method: the table of operations itself is asked, then two items of two owners and their timers.
#include "fixture.h"

static void each_refuses(struct world *world, const char *as, enum err_code code, const char *part) {
  const struct op *op;
  for (size_t i = 0; (op = op_each(i)); i++) {
    if (op->who == OP_ANYBODY) continue;
    says(refused(world, code,
                 "{'op':'%s','as':'%s','case':'K-1','event':'count','workflow':'task','kind':'person','id':'x','document':{'name':'X'},"
                 "'file':'f','source':'return {}','text':'x','incident':'1','how':'skip','reason':'r','top':'t','name':'n','title':'t',"
                 "'level':'process','until':'2017-03-01T00:00:00Z','now':'2017-03-01T00:00:00Z'}",
                 op->name, as),
         part);
  }
}

static void nobody_unknown_or_gone_is_answered(void **state) {
  struct world *world = *state;
  int64_t had = entries(world), now = board_now(world->board);
  each_refuses(world, "nobody.at.all", ERR_NOT_FOUND, "Nobody on this board is called \"nobody.at.all\"");
  each_refuses(world, "g.gone", ERR_NOT_ALLOWED, "Gus Gone has left");
  assert_int_equal(entries(world), had);
  assert_int_equal(board_now(world->board), now); // nor did they move the clock
}

static void the_offices_work_is_the_offices(void **state) {
  struct world *world = *state;
  const struct op *op;
  size_t count = 0;
  for (size_t i = 0; (op = op_each(i)); i++) {
    if (op->who < OP_OFFICE) continue;
    says(refused(world, ERR_NOT_ALLOWED, "{'op':'%s','as':'o.owner'}", op->name), "Owen Owner may not ");
    count++;
  }
  assert_int_equal(count, 40);
}

// Each is looked up by name: one out of its place would not be found, and count as missing.
static void each_member_has_a_type(void **state) {
  // clang-format off
  static const char *const members[] = {
      "after",       "all",         "anyway",      "as_at",       "at",          "batch",
      "case",        "cases",       "chaired_by",  "change",      "checkpoint",  "closed",      "columns",
      "consistent_with","data",        "date",        "days",        "decided_by",  "deputy",
      "description", "division",    "due_before",  "effect",      "entries",     "entry",
      "event",       "fields",      "file",        "first",       "flag",        "folder",
      "form",        "from",        "group",       "how",         "id",          "incident",
      "key",         "kind",        "known",       "last",        "late",        "lead",
      "level",       "limit",       "local",       "log",         "meeting",     "mine",
      "minute",      "modules",     "name",        "new",         "now",         "number",
      "of",          "old",         "on",          "only",        "open",        "part",        "password",
      "path",        "period_from", "period_to",   "person",      "place",       "plan",
      "profile",     "purpose",     "rag",         "reason",      "recipient",   "ref",
      "request",     "script",      "seen",        "signing_key", "since",       "source",
      "stale",       "state",       "states",      "stranded",    "subject",     "sure",
      "text",        "title",       "to",          "top",         "until",       "version",
      "was_version", "what",        "what_if",     "where",       "who",         "with",
      "with_opened", "with_people", "witness",     "workflow",
  };
  // clang-format on
  for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
    char part[60];
    snprintf(part, sizeof part, "\"%s\" in a request must be ", members[i]);
    says(refused(*state, ERR_INVALID, "{'op':'board.show','%s':null}", members[i]), part);
  }
}

// The tables that say who is who may be the broken ones.
static void the_machine_may_be_repaired_by_whoever_sits_at_it(void **state) {
  struct world *world = *state;
  done(world, "{'op':'directory.put','as':'m.test','kind':'person','id':'m.test','document':{'active':false}}");
  says(refused(world, ERR_NOT_ALLOWED, "{'op':'board.show'}"), "Mia Manager has left"); // the person of `console`
  done(world, "{'op':'journal.verify'}");
  done(world, "{'op':'journal.rebuild'}");
  done(world, "{'op':'journal.rebuild','as':'a.admin'}");
  done(world, "{'op':'directory.put','as':'a.admin','kind':'person','id':'m.test','document':{'active':true}}");
}

static void start_another(struct world *world) {
  done(world, "{'op':'case.start','as':'m.test','workflow':'task','ref':'K-2','data':{'text':'T','agency':'south','owner':'p.other',"
              "'due':'2016-09-05'}}");
}

// "next" of that operation, "" for none. Valid until the next call.
static const char *next_for(struct world *world, const char *op, const char *person) {
  static char next[40];
  json_t *answer = ask(world, "{'op':'%s','as':'%s'}", op, person);
  const char *text = json_text(answer, "next");
  snprintf(next, sizeof next, "%s", text ? text : "");
  json_decref(answer);
  return next;
}

static void what_is_next_is_of_what_is_theirs(void **state) {
  struct world *world = *state;
  start_another(world);
  static const char *const ops[] = {"timers.next", "board.show", "timers.run"};
  for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
    char first[40];
    snprintf(first, sizeof first, "%s", next_for(world, ops[i], "p.other"));
    assert_string_equal(next_for(world, ops[i], "m.test"), first); // the other's date comes first of all
    assert_true(strcmp(next_for(world, ops[i], "o.owner"), first) > 0);
    assert_string_equal(next_for(world, ops[i], "x.out"), "");
  }
}

static size_t fired_for(struct world *world, const char *person, const char *until, const char *ref) {
  json_t *answer = ask(world, "{'op':'timers.run','as':'%s','until':'%s'}", person, until), *row;
  json_t *fired = json_object_get(answer, "fired");
  size_t i, count = json_array_size(fired);
  json_array_foreach(fired, i, row) if (ref) assert_string_equal(json_text(row, "ref"), ref);
  json_decref(answer);
  return count;
}

static void what_was_done_is_told_to_whoever_may_see_it(void **state) {
  struct world *world = *state;
  start_another(world);
  int64_t had = entries(world);
  assert_int_equal(fired_for(world, "x.out", "2016-09-06T12:00:00Z", NULL), 0);
  assert_true(entries(world) > had); // done it was
  assert_int_equal(fired_for(world, "m.test", "2016-09-06T12:00:00Z", NULL), 0);
  assert_true(fired_for(world, "p.other", "2016-10-06T12:00:00Z", "K-2") > 0);
}

static void the_journals_length_is_for_the_office(void **state) {
  struct world *world = *state;
  json_t *theirs = ask(world, "{'op':'board.show','as':'o.owner'}"), *office = ask(world, "{'op':'board.show','as':'a.admin'}");
  assert_null(json_object_get(theirs, "entries"));
  assert_null(json_object_get(theirs, "record_head"));
  assert_non_null(json_object_get(theirs, "record"));
  assert_non_null(json_object_get(office, "record_head"));
  assert_int_equal(json_number(office, "entries", -1), entries(world));
  json_decref(theirs);
  json_decref(office);
}

// T3: no change of the directory stops timers.
static void the_server_wakes_for_timers_whoever_has_left(void **state) {
  struct world *world = *state;
  struct err err = {0};
  struct op_woken woken;
  start_another(world);
  done(world, "{'op':'directory.put','as':'m.test','kind':'person','id':'m.test','document':{'active':false}}");
  assert_true(board_clock_set(world->board, "2016-09-06T12:00:00Z", &err));
  if (!op_wake(world->board, true, &woken, &err)) fail_msg("%s", err.text);
  assert_true(woken.any);
  assert_int_equal(json_array_size(woken.fired), 0);
  op_woken_clear(&woken);
  assert_true(op_wake(world->board, false, &woken, &err));
  assert_false(woken.any);
  assert_null(woken.fired);
  op_woken_clear(&woken);
  done(world, "{'op':'directory.put','as':'a.admin','kind':'person','id':'m.test','document':{'active':true}}");
}

// Whoever starts an item learns nothing of another that has its reference, not even that it is there to be looked for.
static void a_taken_reference_says_no_more(void **state) {
  struct world *world = *state;
  const char *text = refused(world, ERR_REFUSED, "{'op':'case.start','as':'m.test','workflow':'task','ref':'K-1','data':{'text':'T'}}");
  assert_string_equal(text, "K-1 cannot be used as a reference on this board; choose another.");
}

static const struct CMUnitTest tests[] = {
    TEST(nobody_unknown_or_gone_is_answered),
    TEST(the_offices_work_is_the_offices),
    TEST(each_member_has_a_type),
    TEST(the_machine_may_be_repaired_by_whoever_sits_at_it),
    TEST(what_is_next_is_of_what_is_theirs),
    TEST(what_was_done_is_told_to_whoever_may_see_it),
    TEST(the_journals_length_is_for_the_office),
    TEST(the_server_wakes_for_timers_whoever_has_left),
    TEST(a_taken_reference_says_no_more),
};
MAIN_OF(tests)
