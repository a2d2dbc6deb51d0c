// Goal: what is not yours looks like what does not exist (R1); roles are worked out at that moment, through posts, deputies, absences and
// vacancies (R2); who decides and who records are both kept (R3). Method: the same request of an item and of none, by somebody without a
// part in it, must get the same sentence; then the directory is changed and the same is tried again.
#include "fixture.h"

#include <unistd.h>

// "%s" stands for the reference.
static const char *const asked[] = {
    "{'op':'case.show','as':'%s','case':'%s'}",
    "{'op':'case.history','as':'%s','case':'%s'}",
    "{'op':'case.explain','as':'%s','case':'%s','event':'count'}",
    "{'op':'case.forecast','as':'%s','case':'%s'}",
    "{'op':'case.deadline','as':'%s','case':'%s'}",
    "{'op':'case.deadline','as':'%s','case':'%s','name':'L1','what_if':['nonsense']}",
    "{'op':'case.send','as':'%s','case':'%s','event':'count'}",
    "{'op':'case.send','as':'%s','case':'%s','event':'nonsense','data':{'nothing':1}}",
    "{'op':'case.send','as':'%s','case':'%s','event':'count','version':1}",
    "{'op':'case.send','as':'%s','case':'%s','event':'agree','decided_by':'v.vice'}",
    "{'op':'evidence.list','as':'%s','case':'%s'}",
    "{'op':'outbox.list','as':'%s','case':'%s'}",
};

// One and the same for an item of others and for none. Valid until the next call.
static const char *absent(const char *ref) {
  static char text[200];
  snprintf(text, sizeof text, "There is no item \"%s\" on this board; `waymark case list` shows those that you may see.", ref);
  return text;
}

static void same_sentence(struct world *world, const char *person, const char *ref) {
  for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
    char request[400];
    snprintf(request, sizeof request, asked[i], person, ref);
    assert_string_equal(refused(world, ERR_NOT_FOUND, "%s", request), absent(ref));
  }
}

static void what_is_not_yours_looks_like_what_is_not_there(void **state) {
  struct world *world = *state;
  int64_t had = entries(world);
  static const char *const outsiders[] = {"x.out", "p.other", "l.south", "c.chair"};
  for (size_t i = 0; i < sizeof outsiders / sizeof outsiders[0]; i++) {
    same_sentence(world, outsiders[i], "K-1");
    same_sentence(world, outsiders[i], "K-9");
  }
  assert_int_equal(entries(world), had);
}

// A reference that is really the item's random id opens nothing more.
static void the_random_id_is_no_back_door(void **state) {
  struct world *world = *state;
  json_t *list = ask(world, "{'op':'journal.verify'}");
  json_decref(list);
  struct err err;
  json_t *row = case_find(world->board->store, "K-1", &err);
  same_sentence(world, "x.out", json_text(row, "id"));
  json_decref(row);
}

static void evidence_of_another_is_not_even_stored(void **state) {
  struct world *world = *state;
  struct err err = {0};
  char command[160];
  assert_false(add_evidence(world, "x.out", "K-1", "secret", "Proof", NULL, &err));
  assert_string_equal(err.text, absent("K-1"));
  assert_false(add_evidence(world, "x.out", "K-9", "secret", "Proof", NULL, &err));
  assert_string_equal(err.text, absent("K-9"));
  snprintf(command, sizeof command, "test -z \"$(find %s/evidence -type f 2>/dev/null)\"", world->path);
  assert_int_equal(system(command), 0);
}

static bool make_bundle(struct world *world, const char *as, const char *ref, struct err *err) {
  FILE *file = tmpfile();
  json_t *answer = NULL, *request = json_pack("{s:s, s:s, s:s, s:s}", "op", "bundle.create", "as", as, "case", ref, "top", "bag");
  bool ok = try_file(world, request, fileno(file), &answer, err);
  json_decref(answer);
  fseek(file, 0, SEEK_END);
  if (!ok) assert_int_equal(ftell(file), 0);
  fclose(file);
  return ok;
}

static void a_bundle_of_another_is_not_written(void **state) {
  struct world *world = *state;
  struct err err = {0};
  assert_false(make_bundle(world, "x.out", "K-1", &err));
  assert_string_equal(err.text, absent("K-1"));
  assert_false(make_bundle(world, "x.out", "K-9", &err));
  assert_string_equal(err.text, absent("K-9"));
  assert_true(make_bundle(world, "l.north", "K-1", &err));
}

static int64_t counted(struct world *world, const char *person) {
  json_t *list = ask(world, "{'op':'case.list','as':'%s'}", person), *board = ask(world, "{'op':'board.show','as':'%s'}", person),
         *workflows = ask(world, "{'op':'workflow.list','as':'%s'}", person), *row;
  int64_t count = json_number(list, "count", -1), in_workflows = 0;
  size_t i;
  assert_int_equal(json_array_size(json_object_get(list, "rows")), count);
  assert_int_equal(json_number(board, "cases", -1), count);
  json_array_foreach(json_object_get(workflows, "workflows"), i, row) in_workflows += json_number(row, "cases", 0);
  assert_int_equal(in_workflows, count);
  json_decref(list);
  json_decref(board);
  json_decref(workflows);
  return count;
}

static int64_t told(struct world *world, const char *person) {
  json_t *outbox = ask(world, "{'op':'outbox.list','as':'%s'}", person);
  int64_t count = (int64_t)json_array_size(json_object_get(outbox, "rows"));
  json_decref(outbox);
  return count;
}

static void a_list_and_a_count_see_what_the_reader_may_see(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.start','as':'m.test','workflow':'task','ref':'K-2','data':{'text':'T','agency':'south','owner':'p.other'}}");
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'ask_auditor'}");
  static const struct {
    const char *person;
    int sees, messages;
  } readers[] = {{"m.test", 2, 1}, {"o.owner", 1, 1}, {"l.north", 1, 1}, {"p.other", 1, 0}, {"x.out", 0, 0}, {"c.chair", 1, 0}};
  for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
    assert_int_equal(counted(world, readers[i].person), readers[i].sees);
    assert_int_equal(told(world, readers[i].person), readers[i].messages);
  }
}

static void a_part_that_is_handed_over_is_no_longer_theirs(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.show','as':'o.owner','case':'K-1'}");
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'hand_over','data':{'owner':'p.other'}}");
  same_sentence(world, "o.owner", "K-1");
  done(world, "{'op':'case.send','as':'p.other','case':'K-1','event':'count'}");
}

// R1: judged on the very revision that commits, also when the change came in the same turn of the loop.
static void a_right_that_was_taken_away_is_gone_at_once(void **state) {
  struct world *world = *state;
  json_t *requests[2], *answers[2];
  requests[0] = json_pack("{s:s, s:s, s:s, s:s, s:{s:n}}", "op", "directory.put", "as", "m.test", "kind", "agency", "id", "north",
                          "document", "posts");
  requests[1] = json_pack("{s:s, s:s, s:s}", "op", "case.show", "as", "l.north", "case", "K-1");
  done(world, "{'op':'case.show','as':'l.north','case':'K-1'}");
  op_run_together(world->board, requests, NULL, 2, answers);
  assert_null(json_object_get(answers[0], "error"));
  assert_string_equal(json_text(json_object_get(answers[1], "error"), "code"), "not_found");
  for (int i = 0; i < 2; i++) {
    json_decref(requests[i]);
    json_decref(answers[i]);
  }
}

static void who_has_left_can_do_nothing(void **state) {
  struct world *world = *state;
  says(refused(world, ERR_NOT_ALLOWED, "{'op':'case.list','as':'g.gone'}"), "Gus Gone has left");
  done(world, "{'op':'directory.put','as':'m.test','kind':'person','id':'o.owner','document':{'active':false}}");
  says(refused(world, ERR_NOT_ALLOWED, "{'op':'case.send','as':'o.owner','case':'K-1','event':'count'}"), "Owen Owner has left");
  says(refused(world, ERR_NOT_FOUND, "{'op':'case.list','as':'o.ownr'}"), "Did you mean \"o.owner\"?");
}

// Panel chair Cora is of North, which leads K-1: her deputy decides. On K-2, led by South, she does, and the deputy when she is away.
static void deputies_stand_in_for_who_is_away_or_concerned(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.start','as':'m.test','workflow':'task','ref':'K-2','data':{'text':'T','agency':'south','owner':'p.other'}}");
  done(world, "{'op':'case.start','as':'m.test','workflow':'task','ref':'K-3','data':{'text':'T','agency':'south','owner':'p.other'}}");
  const char *text =
      refused(world, ERR_NOT_ALLOWED, "{'op':'case.send','as':'m.test','case':'K-1','event':'agree','decided_by':'c.chair'}");
  says(text, "belongs to North Agency");
  says(text, "Vic Vice (Panel vice-chair) decides instead");
  refused(world, ERR_NOT_ALLOWED, "{'op':'case.send','as':'m.test','case':'K-2','event':'agree','decided_by':'v.vice'}");
  done(world, "{'op':'case.send','as':'m.test','case':'K-2','event':'agree','decided_by':'c.chair'}");
  done(world, "{'op':'directory.put','as':'m.test','kind':'person','id':'c.chair','document':{'absent':true}}");
  refused(world, ERR_NOT_ALLOWED, "{'op':'case.send','as':'m.test','case':'K-3','event':'agree','decided_by':'v.vice'}"); // of South
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'agree','decided_by':'v.vice'}");
}

static void when_nobody_can_decide_that_is_said(void **state) {
  struct world *world = *state;
  done(world, "{'op':'directory.put','as':'m.test','kind':'person','id':'v.vice','document':{'absent':true}}");
  const char *text = refused(world, ERR_NOT_ALLOWED, "{'op':'case.send','as':'m.test','case':'K-1','event':'agree','decided_by':'v.vice'}");
  says(text, "nobody holds it today");
  json_t *view = ask(world, "{'op':'case.show','case':'K-1'}");
  json_decref(view);
}

// Who was told by the last message, and its body. Valid until the next call.
static const char *last_message(struct world *world, const char **body) {
  static char to[80], text[1000];
  json_t *outbox = ask(world, "{'op':'outbox.list','as':'o.owner','case':'K-1'}"), *rows = json_object_get(outbox, "rows");
  const json_t *last = json_array_get(rows, json_array_size(rows) - 1);
  snprintf(to, sizeof to, "%s", json_array_size(rows) ? json_text(last, "to") : "nobody");
  snprintf(text, sizeof text, "%s", json_array_size(rows) ? json_text(last, "body") : "");
  *body = text;
  json_decref(outbox);
  return to;
}

static void a_message_for_a_vacant_post_goes_to_the_business_manager(void **state) {
  struct world *world = *state;
  const char *body;
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'ask_auditor'}");
  assert_string_equal(last_message(world, &body), "m.test");
  says(body, "Nobody holds Auditor today");
  done(world, "{'op':'directory.put','as':'m.test','kind':'post','id':'auditor','document':{'holder':'x.out'}}");
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'ask_auditor'}");
  assert_string_equal(last_message(world, &body), "x.out");
  done(world, "{'op':'directory.put','as':'m.test','kind':'person','id':'x.out','document':{'active':false}}");
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'ask_auditor'}");
  assert_string_equal(last_message(world, &body), "m.test");
}

// An escalation never reaches nobody because one person is on leave.
static void and_to_whoever_deputises_when_the_manager_is_away(void **state) {
  struct world *world = *state;
  const char *body;
  done(world, "{'op':'directory.put','as':'m.test','kind':'person','id':'m.test','document':{'absent':true}}");
  done(world, "{'op':'case.send','as':'a.admin','case':'K-1','event':'ask_auditor'}");
  assert_string_equal(last_message(world, &body), "a.admin");
  says(body, "Nobody holds Auditor today");
}

static void a_decision_keeps_who_decided_and_who_wrote_it_down(void **state) {
  struct world *world = *state;
  says(refused(world, ERR_NOT_ALLOWED, "{'op':'case.send','as':'m.test','case':'K-1','event':'agree'}"), "--decided-by");
  says(refused(world, ERR_NOT_ALLOWED, "{'op':'case.send','as':'o.owner','case':'K-1','event':'agree','decided_by':'v.vice'}"),
       "Owen Owner may not record");
  refused(world, ERR_NOT_FOUND, "{'op':'case.send','as':'m.test','case':'K-1','event':'agree','decided_by':'no.body'}");
  refused(world, ERR_NOT_ALLOWED, "{'op':'case.send','as':'m.test','case':'K-1','event':'agree','decided_by':'g.gone'}");
  refused(world, ERR_NOT_ALLOWED, "{'op':'case.send','as':'m.test','case':'K-1','event':'count','decided_by':'o.owner'}");
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'agree','decided_by':'v.vice'}");
  json_t *last = last_entry(world, "K-1");
  says(json_text(last, "text"), "decided by Vic Vice, recorded by Mia Manager");
  json_decref(last);
}

static void the_decider_may_write_it_down_alone(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.send','as':'v.vice','case':'K-1','event':'agree'}");
  json_t *last = last_entry(world, "K-1");
  says(json_text(last, "text"), "by Vic Vice");
  json_decref(last);
}

static void a_refusal_of_an_item_that_is_theirs_is_recorded(void **state) {
  struct world *world = *state;
  int64_t had = entries(world);
  refused(world, ERR_NOT_ALLOWED, "{'op':'case.send','as':'l.north','case':'K-1','event':'count'}");
  assert_int_equal(entries(world), had + 1);
  json_t *last = last_entry(world, "K-1");
  assert_string_equal(json_text(last, "kind"), "event refused");
  says(json_text(last, "text"), "Lena North may not");
  json_decref(last);
}

static const struct CMUnitTest tests[] = {
    TEST(what_is_not_yours_looks_like_what_is_not_there),
    TEST(the_random_id_is_no_back_door),
    TEST(evidence_of_another_is_not_even_stored),
    TEST(a_bundle_of_another_is_not_written),
    TEST(a_list_and_a_count_see_what_the_reader_may_see),
    TEST(a_part_that_is_handed_over_is_no_longer_theirs),
    TEST(a_right_that_was_taken_away_is_gone_at_once),
    TEST(who_has_left_can_do_nothing),
    TEST(deputies_stand_in_for_who_is_away_or_concerned),
    TEST(when_nobody_can_decide_that_is_said),
    TEST(a_message_for_a_vacant_post_goes_to_the_business_manager),
    TEST(and_to_whoever_deputises_when_the_manager_is_away),
    TEST(a_decision_keeps_who_decided_and_who_wrote_it_down),
    TEST(the_decider_may_write_it_down_alone),
    TEST(a_refusal_of_an_item_that_is_theirs_is_recorded),
};
MAIN_OF(tests)
