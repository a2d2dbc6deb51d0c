// Goal: evidence is what the program received as a file, never what a sender says that it is (J5): a forged item is refused, changes
// nothing, and the journal still verifies. Method: `item` as an object, as a hash, as a path and as other nonsense, on the event that
// attaches.
#include "fixture.h"

static const char REAL[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

static size_t evidence_count(struct world *world, const char *ref) {
  json_t *answer = ask(world, "{'op':'evidence.list','case':'%s'}", ref);
  size_t count = json_array_size(json_object_get(answer, "evidence"));
  json_decref(answer);
  return count;
}

static void what_is_no_number_is_refused(void **state) {
  struct world *world = *state;
  static const char *const forged[] = {
      "{'sha256':'%s','level':'impact','title':'stolen','name':'s.txt','by':'o.owner'}",
      "{'sha256':'0000000000000000000000000000000000000000000000000000000000000000','level':'impact'}",
      "{'sha256':'../../etc/passwd','level':'impact'}",
      "{}",
      "[1]",
      "'%s'",
      "1.5",
      "-1",
      "true",
      "null",
      "'1x'",
      "''",
      "' 1'",
      "'99999999999999999999'",
  };
  json_t *before = ask(world, "{'op':'case.show','case':'K-1'}");
  for (size_t i = 0; i < sizeof forged / sizeof forged[0]; i++) {
    char item[300], request[600];
    snprintf(item, sizeof item, forged[i], REAL);
    snprintf(request, sizeof request, "{'op':'case.send','as':'o.owner','case':'K-1','event':'add_evidence','data':{'item':%s}}", item);
    says(refused(world, ERR_INVALID, "%s", request), "\"item\" is the number of an item of evidence");
  }
  json_t *after = ask(world, "{'op':'case.show','case':'K-1'}");
  assert_true(json_equal(before, after));
  json_decref(before);
  json_decref(after);
}

// Nor does a number bring any: it is refused, and leaves no stuck step behind.
static void a_number_is_no_file(void **state) {
  struct world *world = *state;
  static const char *const numbers[] = {"1", "'1'", "0"};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    says(
        refused(world, ERR_INVALID, "{'op':'case.send','as':'o.owner','case':'K-1','event':'add_evidence','data':{'item':%s}}", numbers[i]),
        "needs the file itself");
  says(refused(world, ERR_INVALID, "{'op':'case.send','as':'o.owner','case':'K-1','event':'add_evidence'}"), "needs the file itself");
  json_t *view = ask(world, "{'op':'case.show','case':'K-1'}");
  assert_int_equal(json_array_size(json_object_get(view, "incidents")), 0);
  json_decref(view);
}

static void a_file_is(void **state) {
  struct world *world = *state;
  struct err err = {0};
  if (!add_evidence(world, "o.owner", "K-1", "proof", "Proof", NULL, &err)) fail_msg("%s", err.text);
  assert_int_equal(evidence_count(world, "K-1"), 1);
}

static const struct CMUnitTest tests[] = {TEST(what_is_no_number_is_refused), TEST(a_number_is_no_file), TEST(a_file_is)};
MAIN_OF(tests)
