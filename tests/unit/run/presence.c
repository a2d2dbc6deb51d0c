// Goal: who is there, and which subjects a person holds, is kept under the directory's stamp and the local day and never longer: a
// midnight, a change and a change that is undone are seen at the next question, in one process (DESIGN idea 5; R2). Method: a board with a
// manual clock in memory of one process; ask, change one thing, ask again.
#include "run/presence.h"

#include "../../helper/temporary.h"
#include "base/mem.h"
#include "run/people.h"
#include "run/subject.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const int64_t NOON = INT64_C(1459767600000); // 4 April 2016, 12:00 in London
enum { DAY_MS = 86400000 };

struct fixture {
  char *folder;
  struct board *board;
};

static int make(void **state) {
  struct fixture *fixture = mem_new(sizeof *fixture);
  struct env env = env_system();
  struct err err = {0};
  fixture->folder = temporary_name("waymark-presence");
  assert_non_null(mkdtemp(fixture->folder));
  store_close(store_create(&env, fixture->folder, &err));
  fixture->board = board_open(&env, fixture->folder, &err);
  if (!fixture->board) fail_msg("board_open: %s", err.text);
  fixture->board->manual = true;
  fixture->board->manual_ms = NOON;
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

static void put(struct board *board, const char *part, json_t *document) { // takes over the document
  struct entry entry;
  struct err err;
  entry_init(&entry, ENTRY_DIRECTORY, NOON, NOON);
  entry_part(&entry, part, document);
  if (!board_append(board, &entry, &err)) fail_msg("%s", err.text);
}

static void put_ann(struct board *board, const char *agency, const char *left, bool absent) {
  put(board, "directory/person/ann",
      json_pack("{s:s, s:s, s:s, s:s, s:b}", "id", "ann", "name", "Ann", "agency", agency, "left", left, "absent", absent));
}

static void a_midnight_is_seen(void **state) {
  struct board *board = ((struct fixture *)*state)->board;
  put_ann(board, "north", "2016-04-04", false);
  assert_true(presence_of(board, "ann")->here);
  board->manual_ms = NOON + DAY_MS / 2 - 1; // the day's last millisecond
  assert_true(presence_of(board, "ann")->here);
  board->manual_ms++;
  assert_false(presence_of(board, "ann")->here);
  assert_false(subject_is_held_by(board, "agency:north", "ann"));
}

static void a_change_is_seen_at_once(void **state) {
  struct board *board = ((struct fixture *)*state)->board;
  assert_null(presence_of(board, "ann")->person);
  put_ann(board, "north", "2030-01-01", false);
  assert_true(presence_of(board, "ann")->here && !presence_of(board, "ann")->away);
  assert_true(subject_is_held_by(board, "agency:north", "ann"));
  put_ann(board, "south", "2030-01-01", true);
  assert_true(presence_of(board, "ann")->away);
  assert_false(subject_is_held_by(board, "agency:north", "ann"));
  assert_true(subject_is_held_by(board, "agency:south", "ann"));
}

static void an_undone_change_is_forgotten(void **state) {
  struct board *board = ((struct fixture *)*state)->board;
  struct err err;
  put_ann(board, "north", "2030-01-01", false);
  assert_true(subject_is_held_by(board, "agency:north", "ann"));
  assert_true(store_begin(board->store, &err));
  put_ann(board, "south", "2030-01-01", true);
  assert_true(presence_of(board, "ann")->away && !subject_is_held_by(board, "agency:north", "ann"));
  store_rollback(board->store);
  assert_false(presence_of(board, "ann")->away);
  assert_true(subject_is_held_by(board, "agency:north", "ann"));
}

static void nobody_is_nobody(void **state) {
  struct board *board = ((struct fixture *)*state)->board;
  assert_null(presence_of(board, NULL)->person);
  assert_null(presence_of(board, "")->person);
  assert_false(presence_of(board, "a.very.long.id.that.nobody.has.and.that.is.longer.than.what.is.kept.of.any.id")->here);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_midnight_is_seen, make, end),
      cmocka_unit_test_setup_teardown(a_change_is_seen_at_once, make, end),
      cmocka_unit_test_setup_teardown(an_undone_change_is_forgotten, make, end),
      cmocka_unit_test_setup_teardown(nobody_is_nobody, make, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
