// Goal: what was signed with each commit is kept for ever and says the same on any day (J1, J6), and one that was spoiled is found. Method:
// the small board of the fixture; the checkpoint that covers an early entry is asked for at once and later, and checked with the key that
// the journal names; then single rows are spoiled by hand.
#include "run/signing.h"

#include "../../helper/stamp.h"
#include "fixture.h"
#include "seal/note.h"

static void count_once(struct world *world) { done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'count'}"); }

// Who has the file: the board is closed meanwhile.
static void change_by_hand(struct world *world, const char *sql) {
  char path[128];
  snprintf(path, sizeof path, "%s/waymark.db", world->path);
  board_close(world->board);
  char *failed = stamp_sql(path, sql);
  if (failed) fail_msg("%s", failed);
  world_open(world);
}

static char *covering(struct world *world, int64_t size, int64_t *found) {
  struct err err = {0};
  char *note = NULL;
  if (!signing_covering(world->board, size, &note, found, &err)) fail_msg("%s", err.text);
  return note;
}

static void every_commit_keeps_what_it_signed(void **state) {
  struct world *world = *state;
  int64_t size, again, had = entries(world);
  count_once(world);
  char *then = covering(world, had + 1, &size);
  assert_int_equal(size, had + 1);
  for (int i = 0; i < 3; i++) count_once(world);
  world_reopen(world);
  char *now = covering(world, had + 1, &again);
  assert_int_equal(again, size);
  assert_string_equal(then, now);
  mem_free(now);
  now = covering(world, had + 3, &again);
  assert_int_equal(again, had + 3);
  mem_free(now), mem_free(then);
}

static void it_is_a_note_that_the_named_key_signed(void **state) {
  struct world *world = *state;
  struct err err = {0};
  struct checkpoint head;
  struct hash root;
  int64_t size;
  uint8_t key[SEAL_PUBLIC_SIZE];
  char origin[64], *note = covering(world, 1, &size);
  signing_origin(world->board, origin);
  json_t *chain = signing_chain(world->board, 1);
  assert_int_equal(json_array_size(chain), 1);
  assert_true(note_key_read(json_text(json_array_get(chain, 0), "key"), origin, key));
  assert_true(note_verify(note, origin, key, &err));
  assert_true(checkpoint_read(note, &head, &err));
  assert_true(head.size == size && tree_root(world->board->store, size, &root, &err) && hash_equal(&root, &head.root));
  json_decref(chain);
  mem_free(note);
}

static void what_is_not_signed_yet_is_refused(void **state) {
  struct world *world = *state;
  struct err err = {0};
  char *note;
  int64_t size;
  assert_false(signing_covering(world->board, entries(world) + 1, &note, &size, &err));
  assert_int_equal(err.code, ERR_REFUSED);
  says(err.text, "No signed checkpoint covers");
}

static void verify_says(struct world *world, const char *all, const char *part) {
  json_t *report = ask(world, "{'op':'journal.verify','all':%s}", all), *problems = json_object_get(report, "problems");
  assert_int_equal(json_array_size(problems), part ? 1 : 0);
  if (part) says(json_text(json_array_get(problems, 0), "text"), part);
  json_decref(report);
}

// `sql` by hand, with a file beside the store attached as `aside`: a table in the store itself would be named by the check.
static void change_beside(struct world *world, const char *sql) {
  char *all = mem_format("ATTACH '%s/aside' AS aside; %s", world->path, sql);
  change_by_hand(world, all);
  mem_free(all);
}

static void spoil(struct world *world, int64_t size, int64_t by) {
  char sql[300];
  snprintf(sql, sizeof sql, "UPDATE checkpoints SET signature = (SELECT signature FROM aside.kept WHERE size = %lld) WHERE size = %lld",
           (long long)by, (long long)size);
  change_beside(world, sql);
}

static void a_spoiled_one_between_two_good_ones_is_found(void **state) {
  struct world *world = *state;
  struct err err = {0};
  char *note;
  int64_t size, had = entries(world);
  for (int i = 0; i < 3; i++) count_once(world);
  change_beside(world, "CREATE TABLE aside.kept AS SELECT * FROM checkpoints");
  spoil(world, had + 2, had + 1);
  verify_says(world, "true", "was taken over other entries");
  verify_says(world, "false", "was taken over other entries"); // a small board is looked at whole
  assert_false(signing_covering(world->board, had + 2, &note, &size, &err));
  assert_int_equal(err.code, ERR_INVALID);
  spoil(world, had + 2, had + 2);
  verify_says(world, "true", NULL);
}

// Does the high-water file say how many entries there are?
static bool water_is_high(struct world *world) {
  struct err err = {0};
  char *path = mem_format("%s/highwater", world->path), *text = NULL;
  size_t size;
  struct checkpoint head = {.size = -1};
  bool there = env_read_file(&world->env, path, NOTE_SIZE_MAX, &text, &size, &err) && checkpoint_read(text, &head, &err);
  mem_free(text), mem_free(path);
  return there && head.size == entries(world);
}

// It stays open between two commits; one that is taken away meanwhile, or replaced by an older one, is made again.
static void the_high_water_file_is_the_one_of_that_name(void **state) {
  struct world *world = *state;
  char *path = mem_format("%s/highwater", world->path), *older = mem_format("%s/older", world->path);
  count_once(world);
  assert_true(water_is_high(world));
  assert_int_equal(rename(path, older), 0);
  count_once(world);
  assert_true(water_is_high(world));
  assert_int_equal(rename(older, path), 0);
  assert_false(water_is_high(world));
  count_once(world);
  assert_true(water_is_high(world));
  assert_int_equal(remove(path), 0);
  count_once(world);
  assert_true(water_is_high(world));
  mem_free(path), mem_free(older);
}

static const struct CMUnitTest tests[] = {
    TEST(every_commit_keeps_what_it_signed),           TEST(it_is_a_note_that_the_named_key_signed),
    TEST(what_is_not_signed_yet_is_refused),           TEST(a_spoiled_one_between_two_good_ones_is_found),
    TEST(the_high_water_file_is_the_one_of_that_name),
};
MAIN_OF(tests)
