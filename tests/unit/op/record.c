// Goal: the record holds whatever happens: a refused piece of evidence leaves no row (J5), a bundle made twice is the same bytes (J6),
// reads of evidence and exports change nothing that is proven (J3). Method: a whole small life of two items, then every page before and
// after a rebuild (the fixture does that to each test), and bundles compared byte by byte and spoilt.
#include "fixture.h"

#include <unistd.h>

static json_t *evidence_of(struct world *world, const char *ref) {
  json_t *answer = ask(world, "{'op':'evidence.list','case':'%s'}", ref), *list = json_incref(json_object_get(answer, "evidence"));
  json_decref(answer);
  return list;
}

static void evidence_of_a_refused_event_leaves_no_row(void **state) {
  struct world *world = *state;
  struct err err = {0};
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'note','data':{'note':'locked'}}");
  int64_t had = entries(world), seen = revision_of(world, "K-1");
  assert_false(add_evidence(world, "o.owner", "K-1", "proof", "Proof", "e1", &err));
  says(err.text, "cannot be done on K-1 yet");
  assert_int_equal(entries(world), had + 1); // the refusal
  assert_int_equal(revision_of(world, "K-1"), seen);
  json_t *list = evidence_of(world, "K-1");
  assert_int_equal(json_array_size(list), 0);
  json_decref(list);
}

static void an_empty_file_is_no_evidence(void **state) {
  struct world *world = *state;
  struct err err = {0};
  int64_t had = entries(world);
  assert_false(add_evidence(world, "o.owner", "K-1", "", "Proof", NULL, &err));
  says(err.text, "empty");
  assert_int_equal(entries(world), had);
}

static void the_same_file_twice_is_two_pieces_and_one_file(void **state) {
  struct world *world = *state;
  struct err err = {0};
  char command[160];
  assert_true(add_evidence(world, "o.owner", "K-1", "proof", "First", NULL, &err));
  assert_true(add_evidence(world, "o.owner", "K-1", "proof", "Second", NULL, &err));
  json_t *list = evidence_of(world, "K-1");
  assert_int_equal(json_array_size(list), 2);
  assert_string_equal(json_text(json_array_get(list, 0), "sha256"), json_text(json_array_get(list, 1), "sha256"));
  json_decref(list);
  snprintf(command, sizeof command, "test $(find %s/evidence -type f | wc -l) -eq 1", world->path);
  assert_int_equal(system(command), 0);
}

// Everything that tests of this folder do, in one life.
static void live(struct world *world) {
  struct err err = {0};
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'move_due','data':{'due':'2016-09-09'}}");
  assert_true(add_evidence(world, "o.owner", "K-1", "proof of \xc3\xa9", "Proof", NULL, &err));
  assert_true(add_evidence(world, "o.owner", "K-1", "other proof", "Other", NULL, &err));
  refused(world, ERR_NOT_ALLOWED, "{'op':'case.send','as':'l.north','case':'K-1','event':'count'}");
  refused(world, ERR_REFUSED, "{'op':'case.send','as':'o.owner','case':'K-1','event':'resume'}");
  refused(world, ERR_REFUSED, "{'op':'case.send','as':'o.owner','case':'K-1','event':'fussy'}");
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'branch'}");
  done(world, "{'op':'timers.run','until':'2016-10-03T09:00:00Z'}");
  done(world, "{'op':'directory.put','as':'m.test','kind':'person','id':'o.owner','document':{'name':'Owen O. Owner'}}");
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'agree','decided_by':'v.vice'}");
}

static void the_folder_of_a_bundle(struct world *world, const char *name, char path[128]) {
  snprintf(path, 128, "%s/%s", world->folder, name);
}

static void make_bundle(struct world *world, const char *path) {
  FILE *file = fopen(path, "w+b");
  struct err err = {0};
  json_t *answer, *request = json_pack("{s:s, s:s, s:s, s:s}", "op", "bundle.create", "as", "m.test", "case", "K-1", "top", "K-1");
  if (!try_file(world, request, fileno(file), &answer, &err)) fail_msg("%s", err.text);
  fclose(file);
  json_decref(answer);
}

static bool same_bytes(const char *a, const char *b) {
  char command[300];
  snprintf(command, sizeof command, "cmp -s %s %s", a, b);
  return system(command) == 0;
}

static void a_bundle_made_twice_is_the_same_bytes(void **state) {
  struct world *world = *state;
  char first[128], second[128], third[128];
  live(world);
  the_folder_of_a_bundle(world, "a.zip", first);
  the_folder_of_a_bundle(world, "b.zip", second);
  the_folder_of_a_bundle(world, "c.zip", third);
  make_bundle(world, first);
  done(world, "{'op':'case.show','case':'K-1'}");
  done(world, "{'op':'timers.run','until':'2016-12-03T09:00:00Z'}"); // later, after a read, an export and a restart
  world_reopen(world);
  make_bundle(world, second);
  assert_true(same_bytes(first, second));
  done(world, "{'op':'journal.rebuild'}");
  make_bundle(world, third);
  assert_true(same_bytes(first, third));
}

static void a_bundle_is_proven_without_its_board(void **state) {
  struct world *world = *state;
  char path[128];
  live(world);
  the_folder_of_a_bundle(world, "a.zip", path);
  make_bundle(world, path);
  struct err err = {0};
  json_t *report = NULL, *request = json_pack("{s:s, s:s}", "op", "bundle.verify", "path", path);
  if (!op_run(NULL, request, -1, &report, &err)) fail_msg("%s", err.text);
  if (!json_flag(report, "ok")) fail_msg("%s", json_dumps(report, 0));
  json_decref(request);
  json_decref(report);
}

static void an_export_is_recorded(void **state) {
  struct world *world = *state;
  char path[128];
  int64_t seen = revision_of(world, "K-1"), had = entries(world);
  the_folder_of_a_bundle(world, "a.zip", path);
  make_bundle(world, path);
  assert_int_equal(entries(world), had + 1);
  assert_int_equal(revision_of(world, "K-1"), seen);
  json_t *last = last_entry(world, "K-1");
  assert_string_equal(json_text(last, "kind"), "access");
  says(json_text(last, "text"), "Mia Manager");
  json_decref(last);
}

// A file of evidence that was changed on the disk is found before anybody is handed it.
static void spoilt_evidence_makes_no_bundle(void **state) {
  struct world *world = *state;
  struct err err = {0};
  char command[400];
  assert_true(add_evidence(world, "o.owner", "K-1", "proof", "Proof", NULL, &err));
  snprintf(command, sizeof command, "f=$(find %s/evidence -type f); chmod u+w $f; cp $f %s/kept; echo other >$f", world->path,
           world->folder);
  assert_int_equal(system(command), 0);
  FILE *file = tmpfile();
  json_t *answer, *request = json_pack("{s:s, s:s, s:s, s:s}", "op", "bundle.create", "as", "m.test", "case", "K-1", "top", "K-1");
  assert_false(try_file(world, request, fileno(file), &answer, &err));
  assert_int_equal(err.code, ERR_CORRUPT);
  fclose(file);
  json_t *report = ask(world, "{'op':'journal.verify'}");
  assert_false(json_flag(report, "ok"));
  json_decref(report);
  snprintf(command, sizeof command, "cp %s/kept $(find %s/evidence -type f)", world->folder, world->path);
  assert_int_equal(system(command), 0);
}

static const struct CMUnitTest tests[] = {
    TEST(evidence_of_a_refused_event_leaves_no_row),
    TEST(an_empty_file_is_no_evidence),
    TEST(the_same_file_twice_is_two_pieces_and_one_file),
    TEST(a_bundle_made_twice_is_the_same_bytes),
    TEST(a_bundle_is_proven_without_its_board),
    TEST(an_export_is_recorded),
    TEST(spoilt_evidence_makes_no_bundle),
};
MAIN_OF(tests)
