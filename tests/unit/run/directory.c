// Goal: what a board keeps in memory of its directory never outlives a change of it, undone changes included (DESIGN idea 5; R1: rights are
// judged on the very revision that commits).
// Method: change a document inside and outside of transactions, undo some, rebuild, and ask after each step.
#include "../../helper/temporary.h"
#include "base/mem.h"
#include "run/board.h"
#include "run/people.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
  char *folder;
  struct board *board;
};

static int make(void **state) {
  struct fixture *fixture = mem_new(sizeof *fixture);
  struct env env = env_system();
  struct err err = {0};
  fixture->folder = temporary_name("waymark-directory");
  assert_non_null(mkdtemp(fixture->folder));
  store_close(store_create(&env, fixture->folder, &err));
  fixture->board = board_open(&env, fixture->folder, &err);
  if (!fixture->board) fail_msg("board_open: %s", err.text);
  *state = fixture;
  return 0;
}

static int end(void **state) {
  struct fixture *fixture = *state;
  char *command = mem_format("rm -rf '%s'", fixture->folder);
  board_close(fixture->board);
  assert_int_equal(system(command), 0);
  mem_free(command);
  mem_free(fixture->folder);
  mem_free(fixture);
  return 0;
}

// NULL removes the person.
static void put(struct board *board, const char *id, const char *name) {
  struct entry entry;
  struct err err;
  char *part = mem_format("directory/person/%s", id);
  entry_init(&entry, ENTRY_DIRECTORY, 0, 0);
  entry_part(&entry, part, name ? json_pack("{s:s, s:s}", "id", id, "name", name) : json_null());
  if (!board_append(board, &entry, &err)) fail_msg("%s", err.text);
  mem_free(part);
}

static void begin(struct board *board) {
  struct err err;
  assert_true(store_begin(board->store, &err));
}

static const char *name_of(struct board *board, const char *id) { return json_text(board_document(board, "person", id), "name"); }

static void a_change_is_seen_at_once(void **state) {
  struct board *board = ((struct fixture *)*state)->board;
  assert_null(name_of(board, "a"));
  put(board, "a", "Ann");
  assert_string_equal(name_of(board, "a"), "Ann");
  assert_int_equal(json_array_size(board_documents(board, "person")), 1);
  put(board, "a", "Anna");
  assert_string_equal(name_of(board, "a"), "Anna");
  put(board, "a", NULL);
  assert_null(name_of(board, "a"));
  assert_int_equal(json_array_size(board_documents(board, "person")), 0);
}

static void an_undone_change_is_gone(void **state) {
  struct board *board = ((struct fixture *)*state)->board;
  put(board, "b", "Bea");
  begin(board);
  put(board, "b", "Beatrice");
  assert_string_equal(name_of(board, "b"), "Beatrice");
  store_rollback(board->store);
  assert_string_equal(name_of(board, "b"), "Bea");
}

static void an_undone_savepoint_too(void **state) {
  struct board *board = ((struct fixture *)*state)->board;
  struct err err;
  put(board, "c", "Cy");
  begin(board);
  put(board, "c", "Cyril");
  begin(board);
  put(board, "c", "Cyrus");
  put(board, "d", "Dan");
  assert_string_equal(name_of(board, "c"), "Cyrus");
  assert_string_equal(name_of(board, "d"), "Dan");
  store_rollback(board->store);
  assert_string_equal(name_of(board, "c"), "Cyril");
  assert_null(name_of(board, "d"));
  assert_true(store_commit(board->store, &err));
  assert_string_equal(name_of(board, "c"), "Cyril");
}

// What is handed out is held by whoever asked, not by what is kept.
static void people_outlive_the_change(void **state) {
  struct board *board = ((struct fixture *)*state)->board;
  struct err err;
  put(board, "e", "Eve");
  json_t *before = people_find(board, "e", &err);
  put(board, "e", "Evelyn");
  json_t *after = people_find(board, "e", &err);
  assert_string_equal(json_text(before, "name"), "Eve");
  assert_string_equal(json_text(after, "name"), "Evelyn");
  json_decref(before);
  json_decref(after);
}

static void a_rebuild_drops_it(void **state) {
  struct board *board = ((struct fixture *)*state)->board;
  struct err err;
  put(board, "f", "Fay");
  const json_t *kept = board_document(board, "person", "f");
  assert_ptr_equal(board_document(board, "person", "f"), kept); // it is kept while nothing changes
  uint64_t stamp = directory_stamp(board->store);
  assert_true(journal_rebuild(board->store, &err));
  assert_int_not_equal(directory_stamp(board->store), stamp);
  assert_string_equal(name_of(board, "f"), "Fay");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_change_is_seen_at_once, make, end),
      cmocka_unit_test_setup_teardown(an_undone_change_is_gone, make, end),
      cmocka_unit_test_setup_teardown(an_undone_savepoint_too, make, end),
      cmocka_unit_test_setup_teardown(people_outlive_the_change, make, end),
      cmocka_unit_test_setup_teardown(a_rebuild_drops_it, make, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
