// Goal: a step whose action fails leaves the item unharmed and is kept for the Business Manager to retry or skip (S6, S7), and what nothing
// handles is recorded with its reason (S9). Method: events and timers of `task` whose Lua raises an error or never ends.
#include "fixture.h"

// The incident that is open on the item, "" for none. Valid until the next call.
static const char *incident_of(struct world *world, const char *ref) {
  static char id[64];
  json_t *view = ask(world, "{'op':'case.show','case':'%s'}", ref), *open = json_object_get(view, "incidents");
  assert_true(json_array_size(open) <= 1);
  snprintf(id, sizeof id, "%s", json_array_size(open) ? json_text(json_array_get(open, 0), "id") : "");
  json_decref(view);
  return id;
}

static bool state_is(struct world *world, const char *ref, const char *state) {
  json_t *view = ask(world, "{'op':'case.show','case':'%s'}", ref);
  bool is = json_array_has(json_object_get(view, "state"), state);
  json_decref(view);
  return is;
}

static void resolve(struct world *world, const char *how) {
  done(world, "{'op':'incident.resolve','as':'m.test','incident':'%s','how':'%s','reason':'seen'}", incident_of(world, "K-1"), how);
}

static void gets_stuck(struct world *world, const char *event, const char *why) {
  json_t *before = ask(world, "{'op':'case.show','case':'K-1'}");
  const char *text = refused(world, ERR_REFUSED, "{'op':'case.send','as':'o.owner','case':'K-1','event':'%s'}", event);
  says(text, "got stuck and changed nothing");
  says(text, why);
  says(text, incident_of(world, "K-1"));
  json_t *after = ask(world, "{'op':'case.show','case':'K-1'}");
  static const char *const kept[] = {"state", "fields", "due", "title", "rag", "holder"};
  for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
    if (!json_equal(json_object_get(before, kept[i]), json_object_get(after, kept[i]))) fail_msg("%s changed", kept[i]);
  json_decref(before);
  json_decref(after);
}

static void an_error_leaves_the_item_as_it_was(void **state) {
  gets_stuck(*state, "raises", "the sky fell");
  assert_int_equal(count_of(*state, "K-1"), 0); // the action before the one that failed is undone too
}

static void work_without_end_is_stopped(void **state) {
  gets_stuck(*state, "spins", "more than 1 million steps");
  assert_int_equal(count_of(*state, "K-1"), 0);
}

static void others_go_on(void **state) {
  struct world *world = *state;
  gets_stuck(world, "spins", "stopped");
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'count'}");
  assert_int_equal(count_of(world, "K-1"), 1);
}

static void it_is_retried_once_its_cause_is_gone(void **state) {
  struct world *world = *state;
  gets_stuck(world, "fussy", "the note is not ready");
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'note','data':{'note':'ready'}}");
  resolve(world, "retry");
  assert_int_equal(count_of(world, "K-1"), 7);
  assert_string_equal(incident_of(world, "K-1"), "");
}

static void retried_in_vain_it_is_kept_again(void **state) {
  struct world *world = *state;
  char first[64];
  gets_stuck(world, "fussy", "the note is not ready");
  snprintf(first, sizeof first, "%s", incident_of(world, "K-1"));
  const char *text =
      refused(world, ERR_REFUSED, "{'op':'incident.resolve','as':'m.test','incident':'%s','how':'retry','reason':'again'}", first);
  says(text, "the note is not ready");
  assert_string_not_equal(incident_of(world, "K-1"), "");
  assert_string_not_equal(incident_of(world, "K-1"), first);
}

static void skipped_it_is_gone_and_kept_in_the_history(void **state) {
  struct world *world = *state;
  gets_stuck(world, "raises", "the sky fell");
  resolve(world, "skip");
  assert_string_equal(incident_of(world, "K-1"), "");
  json_t *last = last_entry(world, "K-1");
  says(json_text(last, "text"), "Mia Manager");
  json_decref(last);
  refused(world, ERR_NOT_FOUND, "{'op':'incident.resolve','as':'m.test','incident':'00000000','how':'skip','reason':'x'}");
}

// R2: whoever stands in for the Business Manager may; R1: anybody else learns not even that there is one.
static void it_is_the_business_managers_to_resolve(void **state) {
  struct world *world = *state;
  gets_stuck(world, "raises", "the sky fell");
  char id[64], theirs[1200];
  snprintf(id, sizeof id, "%s", incident_of(world, "K-1"));
  snprintf(theirs, sizeof theirs, "%s",
           refused(world, ERR_NOT_ALLOWED, "{'op':'incident.resolve','as':'x.out','incident':'%s','how':'skip','reason':'x'}", id));
  assert_string_equal(
      theirs, refused(world, ERR_NOT_ALLOWED, "{'op':'incident.resolve','as':'x.out','incident':'00000000','how':'skip','reason':'x'}"));
  done(world, "{'op':'directory.put','as':'m.test','kind':'person','id':'m.test','document':{'absent':true}}");
  done(world, "{'op':'incident.resolve','as':'a.admin','incident':'%s','how':'skip','reason':'the manager is away'}", id);
}

static void a_timer_that_fails_harms_nothing_and_can_be_retried(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'pause'}");
  done(world, "{'op':'timers.run','until':'2016-09-20T09:00:00Z'}");
  assert_true(state_is(world, "K-1", "paused"));
  assert_string_not_equal(incident_of(world, "K-1"), "");
  json_t *firsts = field_of(world, "K-1", "firsts");
  assert_null(firsts);
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'note','data':{'note':'ready'}}");
  resolve(world, "retry");
  assert_string_equal(incident_of(world, "K-1"), "");
  assert_int_equal(count_of(world, "K-1"), 7);
  firsts = field_of(world, "K-1", "firsts");
  assert_true(json_array_has(firsts, "three"));
  json_decref(firsts);
}

// T1: what its state was left for is a no-op that is recorded.
static void a_timer_retried_after_its_state_was_left_does_nothing(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'pause'}");
  done(world, "{'op':'timers.run','until':'2016-09-20T09:00:00Z'}");
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'note','data':{'note':'ready'}}");
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'resume'}");
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'pause'}"); // another stay, whose own three days have only begun
  resolve(world, "retry");
  assert_int_equal(count_of(world, "K-1"), 0);
  assert_string_not_equal(due_of(world, "K-1", "3 working days"), "");
}

static void what_nothing_handles_is_recorded_as_ignored(void **state) {
  struct world *world = *state;
  int64_t seen = revision_of(world, "K-1");
  const char *text = refused(world, ERR_REFUSED, "{'op':'case.send','as':'o.owner','case':'K-1','event':'resume'}");
  says(text, "\"resume\" is not something that can happen to K-1 while it is \"Open\"");
  json_t *last = last_entry(world, "K-1");
  assert_string_equal(json_text(last, "kind"), "event ignored");
  says(json_text(last, "text"), "while it is \"Open\"");
  assert_int_equal(revision_of(world, "K-1"), seen);
  json_decref(last);
}

static void a_timer_whose_guard_is_not_true_is_consumed_with_the_reason(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'pause'}");
  assert_string_not_equal(due_of(world, "K-1", "2 working days"), "");
  json_t *fired = ask(world, "{'op':'timers.run','until':'2016-09-06T09:00:00Z'}");
  assert_int_equal(json_array_size(json_object_get(fired, "fired")), 1);
  json_decref(fired);
  assert_string_equal(due_of(world, "K-1", "2 working days"), "");
  json_t *firsts = field_of(world, "K-1", "firsts");
  assert_null(firsts);
  json_t *last = last_entry(world, "K-1");
  says(json_text(last, "text"), "it needs: a note is filled in");
  json_decref(last);
}

static const struct CMUnitTest tests[] = {
    TEST(an_error_leaves_the_item_as_it_was),
    TEST(work_without_end_is_stopped),
    TEST(others_go_on),
    TEST(it_is_retried_once_its_cause_is_gone),
    TEST(retried_in_vain_it_is_kept_again),
    TEST(skipped_it_is_gone_and_kept_in_the_history),
    TEST(it_is_the_business_managers_to_resolve),
    TEST(a_timer_that_fails_harms_nothing_and_can_be_retried),
    TEST(a_timer_retried_after_its_state_was_left_does_nothing),
    TEST(what_nothing_handles_is_recorded_as_ignored),
    TEST(a_timer_whose_guard_is_not_true_is_consumed_with_the_reason),
};
MAIN_OF(tests)
