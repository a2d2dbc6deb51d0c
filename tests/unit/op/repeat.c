// Goal: a request sent twice under one key is done once and answered the same (E1), and one that was made up looking at an older version is
// refused with what changed since (E2). Method: send, repeat and vary each part of a request, and count entries and the item's own counter.
#include "fixture.h"

static const char counted[] = "{'op':'case.send','as':'o.owner','case':'K-1','event':'count','key':'k1'}";

static void a_key_repeated_is_done_once(void **state) {
  struct world *world = *state;
  json_t *first = ask(world, counted);
  int64_t had = entries(world);
  json_t *second = ask(world, counted);
  assert_true(json_equal(first, second));
  assert_int_equal(entries(world), had);
  assert_int_equal(count_of(world, "K-1"), 1);
  json_decref(first);
  json_decref(second);
}

static void the_answer_is_the_first_one_though_the_item_went_on(void **state) {
  struct world *world = *state;
  json_t *first = ask(world, counted);
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'pause'}");
  world_reopen(world);
  json_t *second = ask(world, counted);
  assert_true(json_equal(first, second));
  json_decref(first);
  json_decref(second);
}

static void another_request_under_the_same_key_is_refused(void **state) {
  struct world *world = *state;
  static const char *const others[] = {
      "{'op':'case.send','as':'o.owner','case':'K-1','event':'pause','key':'k1'}",
      "{'op':'case.send','as':'o.owner','case':'K-1','event':'count','data':{'note':'x'},'key':'k1'}",
      "{'op':'case.send','as':'o.owner','case':'K-1','event':'count','decided_by':'c.chair','key':'k1'}",
      "{'op':'case.send','as':'o.owner','case':'K-1','event':'count','version':2,'key':'k1'}",
      "{'op':'case.send','as':'o.owner','case':'K-2','event':'count','key':'k1'}",
      "{'op':'case.start','as':'o.owner','workflow':'task','data':{'text':'x'},'key':'k1'}",
  };
  done(world, counted);
  int64_t had = entries(world);
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
    says(refused(world, ERR_REFUSED, "%s", others[i]), "The key \"k1\" was used for another request");
  assert_int_equal(entries(world), had);
  assert_int_equal(count_of(world, "K-1"), 1);
}

static void a_refusal_uses_no_key_up(void **state) {
  struct world *world = *state;
  refused(world, ERR_REFUSED, "{'op':'case.send','as':'o.owner','case':'K-1','event':'resume','key':'k2'}");
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'pause'}");
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'resume','key':'k2'}");
}

static void a_stuck_step_uses_no_key_up(void **state) {
  struct world *world = *state;
  refused(world, ERR_REFUSED, "{'op':'case.send','as':'o.owner','case':'K-1','event':'fussy','key':'k2'}");
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'note','data':{'note':'ready'}}");
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'fussy','key':'k2'}");
  assert_int_equal(count_of(world, "K-1"), 7);
}

static void the_key_of_another_person_is_another_key(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'note','data':{'note':'a'},'key':'k3'}");
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'note','data':{'note':'b'},'key':'k3'}");
  json_t *note = field_of(world, "K-1", "note");
  assert_string_equal(json_string_value(note), "b");
  json_decref(note);
}

static void a_start_repeated_starts_one_item(void **state) {
  struct world *world = *state;
  const char *start = "{'op':'case.start','as':'m.test','workflow':'task','data':{'text':'New'},'key':'s1'}";
  json_t *first = ask(world, "%s", start), *second = ask(world, "%s", start), *list = ask(world, "{'op':'case.list'}");
  assert_true(json_equal(first, second));
  assert_int_equal(json_number(list, "count", 0), 2);
  json_decref(first);
  json_decref(second);
  json_decref(list);
}

static void evidence_repeated_joins_once(void **state) {
  struct world *world = *state;
  struct err err = {0};
  assert_true(add_evidence(world, "o.owner", "K-1", "proof", "Proof", "e1", &err));
  int64_t had = entries(world);
  done(world, "{'op':'timers.run','until':'2016-09-01T10:00:00Z'}"); // an hour later
  assert_true(add_evidence(world, "o.owner", "K-1", "proof", "Proof", "e1", &err));
  assert_int_equal(entries(world), had);
  assert_false(add_evidence(world, "o.owner", "K-1", "other proof", "Proof", "e1", &err));
  says(err.text, "The key \"e1\" was used for another request");
  assert_false(add_evidence(world, "o.owner", "K-1", "proof", "Another title", "e1", &err));
  says(err.text, "The key \"e1\" was used for another request");
  assert_int_equal(entries(world), had);
}

static void a_stale_version_is_refused_with_what_changed(void **state) {
  struct world *world = *state;
  int64_t seen = revision_of(world, "K-1");
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'note','data':{'note':'Look'}}");
  const char *text = refused(world, ERR_STALE, "{'op':'case.send','as':'o.owner','case':'K-1','event':'count','version':%d}", (int)seen);
  says(text, "K-1 has moved on");
  says(text, "Write a note by Mia Manager");
  assert_int_equal(count_of(world, "K-1"), 0);
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'count','version':%d}", (int)seen + 1);
  assert_int_equal(count_of(world, "K-1"), 1);
}

// T11 and E2 together: what a timer did since counts as a change that the person has not seen.
static void a_timer_that_fired_meanwhile_makes_it_stale(void **state) {
  struct world *world = *state;
  int64_t seen = revision_of(world, "K-1");
  const char *text =
      refused(world, ERR_STALE, "{'op':'case.send','as':'o.owner','case':'K-1','event':'count','version':%d,'now':'2016-10-03T09:00:00Z'}",
              (int)seen);
  says(text, "10 working days");
  json_t *firsts = field_of(world, "K-1", "firsts");
  assert_int_equal(json_array_size(firsts), 1); // the timer's work is kept although the event was refused
  json_decref(firsts);
}

static void a_refusal_or_a_look_is_no_change(void **state) {
  struct world *world = *state;
  int64_t seen = revision_of(world, "K-1");
  refused(world, ERR_NOT_ALLOWED, "{'op':'case.send','as':'o.owner','case':'K-1','event':'move_due','data':{'due':'2016-10-10'}}");
  assert_int_equal(revision_of(world, "K-1"), seen);
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'count','version':%d}", (int)seen);
}

static const struct CMUnitTest tests[] = {
    TEST(a_key_repeated_is_done_once),
    TEST(the_answer_is_the_first_one_though_the_item_went_on),
    TEST(another_request_under_the_same_key_is_refused),
    TEST(a_refusal_uses_no_key_up),
    TEST(a_stuck_step_uses_no_key_up),
    TEST(the_key_of_another_person_is_another_key),
    TEST(a_start_repeated_starts_one_item),
    TEST(evidence_repeated_joins_once),
    TEST(a_stale_version_is_refused_with_what_changed),
    TEST(a_timer_that_fired_meanwhile_makes_it_stale),
    TEST(a_refusal_or_a_look_is_no_change),
};
MAIN_OF(tests)
