// Goal: what is recorded against a person is a no of the rules to what they tried, never a failure of the machine (S9).
// Method: a try that ended in each code is handed over to be recorded, and the entries are counted.
#include "run/refusal.h"

#include "fixture.h"
#include "run/casefile.h"

static bool is_no(enum err_code code) {
  return code == ERR_REFUSED || code == ERR_NOT_ALLOWED || code == ERR_NOT_FOUND || code == ERR_STALE || code == ERR_INVALID ||
         code == ERR_LIMIT;
}

static void a_failing_machine_is_no_refusal_of_a_person(void **state) {
  struct world *world = *state;
  struct err err, why, failed;
  struct casefile *item = casefile_open(world->board, "K-1", &err);
  json_t *event = json_pack("{s:s, s:{}, s:s}", "name", "count", "data", "actor", "o.owner");
  for (enum err_code code = ERR_REFUSED; code <= ERR_BROKEN; code++) {
    int64_t before = journal_count(world->board->store);
    err_set(&why, code, "It could not be done.");
    assert_true(store_begin(world->board->store, &err));
    assert_int_equal(refusal_record(world->board, item, ENTRY_REFUSED, event, &why, &failed), is_no(code));
    assert_true(store_commit(world->board->store, &err));
    assert_int_equal(journal_count(world->board->store) - before, is_no(code));
    if (!is_no(code)) assert_int_equal(failed.code, code); // the failure itself is handed on
  }
  json_decref(event);
  casefile_free(item);
}

static const struct CMUnitTest tests[] = {
    TEST(a_failing_machine_is_no_refusal_of_a_person),
};
MAIN_OF(tests)
