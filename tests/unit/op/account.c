// Goal: each row of an item's history says apart what was done, who did and who decided it, why, where the item stood then, what was
// decided and what was corrected, in words for people and not in names of the workflow's own (run/account.h). Method: one of each happens
// to an item of the workflow `task`, and its history is read.
#include "fixture.h"

static json_t *history(struct world *world) {
  json_t *answer = ask(world, "{'op':'case.history','case':'K-1'}"), *entries = json_incref(json_object_get(answer, "entries"));
  json_decref(answer);
  return entries;
}

// The members of a row that account_put adds, as text. Caller frees.
static char *said(const json_t *entries, size_t index) {
  static const char *const members[] = {"what", "who_name", "decided_by_name", "why", "became", "decision", "corrects", "withheld"};
  const json_t *row = json_array_get(entries, index);
  json_t *out = json_object();
  assert_non_null(row);
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) json_object_set(out, members[i], json_object_get(row, members[i]));
  char *text = json_canonical(out);
  json_decref(out);
  return text;
}

static void says_of(struct world *world, size_t index, const char *expected) {
  json_t *entries = history(world);
  char *text = said(entries, index);
  assert_string_equal(text, expected);
  mem_free(text);
  json_decref(entries);
}

static void a_decision_names_who_decided_and_who_recorded(void **state) {
  struct world *world = *state;
  says_of(world, 0, "{\"what\":\"start\",\"who_name\":\"Mia Manager\"}");
  done(world, "{'op':'case.send','case':'K-1','as':'m.test','decided_by':'v.vice','event':'agree'}");
  says_of(world, 1,
          "{\"became\":[\"Agreed\"],\"decided_by_name\":\"Vic Vice\",\"decision\":{\"given\":[]},\"what\":\"Agree\","
          "\"who_name\":\"Mia Manager\"}");
}

static void a_refused_try_is_called_by_its_label(void **state) {
  struct world *world = *state;
  refused(world, ERR_NOT_ALLOWED, "{'op':'case.send','case':'K-1','as':'l.north','event':'count'}");
  says_of(world, 1,
          "{\"what\":\"Count one\",\"who_name\":\"Lena North\",\"why\":\"Lena North may not take \\\"Count one\\\" on K-1: it is for the "
          "Owner (Owen Owner).\"}");
}

static void a_timer_is_called_by_what_it_is_for(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.send','case':'K-1','as':'m.test','event':'move_due','data':{'due':'2016-09-05'}}");
  done(world, "{'op':'timers.run','as':'m.test','now':'2016-09-07T09:00:00Z'}");
  says_of(world, 2, "{\"what\":\"The date has passed\"}");
  says_of(world, 3, "{\"what\":\"late by a day\"}");
}

static void a_correction_names_its_entry(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.send','case':'K-1','as':'m.test','event':'move_due','data':{'due':'2016-10-31'}}");
  done(world, "{'op':'case.correct','case':'K-1','as':'m.test','entry':2,'reason':'A slip'}");
  says_of(world, 2, "{\"corrects\":2,\"what\":\"Entry 2 recorded in error\",\"who_name\":\"Mia Manager\",\"why\":\"A slip\"}");
}

static const struct CMUnitTest tests[] = {
    TEST(a_decision_names_who_decided_and_who_recorded),
    TEST(a_refused_try_is_called_by_its_label),
    TEST(a_timer_is_called_by_what_it_is_for),
    TEST(a_correction_names_its_entry),
};
MAIN_OF(tests)
