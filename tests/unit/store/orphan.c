// Goal: evidence that no entry names is put aside and later removed, and evidence that an entry names never is (J5), not even when the
// entry comes in while the search is under way. Method: files are stored, dated back, and looked for step by step between entries.
#include "store/orphan.h"

#include "fixture.h"

#include <sys/stat.h>
#include <time.h>
#include <utime.h>

enum { DAY = 24 * 3600 };
static const int64_t KEEP_MS = (int64_t)30 * DAY * 1000;

struct board {
  struct env env;
  char *folder;
  struct store *store;
};

static void set_up(struct board *board) {
  board->env = env_system();
  board->folder = folder_new();
  board->store = make_store(&board->env, board->folder);
  put_definition(board->store);
  start_case(board->store, 1, AT(0));
}

static void tear_down(struct board *board) {
  assert_sound(board->store);
  store_close(board->store);
  folder_drop(board->folder);
}

static void date_back(const char *path, int seconds) {
  time_t then = time(NULL) - seconds;
  assert_int_equal(utime(path, &(struct utimbuf){then, then}), 0);
}

// Stores a file that is so many seconds old.
static void store_file(struct board *board, const char *text, int age, char hex[HASH_HEX_SIZE]) {
  int pair[2];
  struct err err;
  struct evidence_file file;
  assert_int_equal(pipe(pair), 0);
  assert_int_equal(write(pair[1], text, strlen(text)), (ssize_t)strlen(text));
  close(pair[1]);
  assert_true(evidence_store(&board->env, board->folder, pair[0], EVIDENCE_SIZE_MAX, &file, &err));
  close(pair[0]);
  hex_write(hex, file.sha256.bytes, HASH_SIZE);
  char *path = evidence_path(board->folder, hex);
  date_back(path, age);
  mem_free(path);
}

static void name_it(struct board *board, const char *hex) {
  struct entry entry;
  entry_init(&entry, ENTRY_EVENT, AT(50), AT(50));
  entry.case_id = id_of(1);
  entry_part(&entry, "field/evidence", json_pack("[{s:s}]", "sha256", hex));
  append(board->store, &entry);
}

static bool lies(const struct board *board, const char *format, const char *hex) {
  char *name = mem_format(format, hex), *path = mem_format("%s/evidence/%s", board->folder, name);
  bool there = access(path, F_OK) == 0;
  mem_free(path);
  mem_free(name);
  return there;
}

static bool is_kept(const struct board *board, const char *hex) {
  char *path = evidence_path(board->folder, hex);
  bool there = access(path, F_OK) == 0;
  mem_free(path);
  return there;
}

static struct orphan_round look(struct board *board) {
  struct orphan_round all = {0}, round = {.keep_ms = KEEP_MS};
  struct err err = {0};
  do {
    if (!orphan_step(board->store, &round, &err)) fail_msg("%s", err.text);
    all.moved += round.moved;
    all.removed += round.removed;
  } while (round.more);
  return all;
}

static void only_what_no_entry_names_goes(void **state) {
  (void)state;
  struct board board;
  char named[HASH_HEX_SIZE], orphan[HASH_HEX_SIZE], young[HASH_HEX_SIZE];
  set_up(&board);
  store_file(&board, "named", 3 * DAY, named);
  store_file(&board, "orphan", 3 * DAY, orphan);
  store_file(&board, "young", 60, young);
  name_it(&board, named);
  assert_int_equal(look(&board).moved, 1);
  assert_true(is_kept(&board, named));
  assert_true(is_kept(&board, young));
  assert_false(is_kept(&board, orphan));
  assert_true(lies(&board, "quarantine/%s", orphan));
  assert_true(lies(&board, "quarantine/%s.txt", orphan));
  assert_int_equal(look(&board).moved, 0);
  // Its time runs from the note.
  assert_true(lies(&board, "quarantine/%s", orphan));
  char *note = mem_format("%s/evidence/quarantine/%s.txt", board.folder, orphan);
  date_back(note, 31 * DAY);
  assert_int_equal(look(&board).removed, 1);
  assert_false(lies(&board, "quarantine/%s", orphan));
  assert_false(lies(&board, "quarantine/%s.txt", orphan));
  mem_free(note);
  tear_down(&board);
}

// More than one step moves; what is named between two steps stays.
static void an_entry_that_comes_meanwhile_keeps_its_file(void **state) {
  (void)state;
  enum { FILES = 50 };
  struct board board;
  char hex[FILES][HASH_HEX_SIZE];
  struct orphan_round round = {.keep_ms = KEEP_MS};
  struct err err = {0};
  set_up(&board);
  for (int i = 0; i < FILES; i++) {
    char *text = mem_format("file %d", i);
    store_file(&board, text, 3 * DAY, hex[i]);
    mem_free(text);
  }
  assert_true(orphan_step(board.store, &round, &err));
  assert_true(round.more && round.moved > 0);
  int moved = round.moved, left = 0;
  while (left < FILES && !is_kept(&board, hex[left])) left++;
  assert_in_range(left, 0, FILES - 1);
  name_it(&board, hex[left]);
  while (round.more) {
    assert_true(orphan_step(board.store, &round, &err));
    moved += round.moved;
  }
  assert_int_equal(moved, FILES - 1);
  assert_true(is_kept(&board, hex[left]));
  tear_down(&board);
}

// The same content may come again after it was put aside.
static void a_file_added_again_is_kept(void **state) {
  (void)state;
  struct board board;
  char hex[HASH_HEX_SIZE];
  set_up(&board);
  store_file(&board, "again", 3 * DAY, hex);
  assert_int_equal(look(&board).moved, 1);
  store_file(&board, "again", 3 * DAY, hex);
  assert_int_equal(look(&board).moved, 1); // refused once more: over the first
  store_file(&board, "again", 3 * DAY, hex);
  name_it(&board, hex);
  assert_int_equal(look(&board).moved, 0);
  assert_true(is_kept(&board, hex));
  tear_down(&board);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(only_what_no_entry_names_goes),
      cmocka_unit_test(an_entry_that_comes_meanwhile_keeps_its_file),
      cmocka_unit_test(a_file_added_again_is_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
