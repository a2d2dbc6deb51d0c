// Goal: the table of attacks on the record (RELIABILITY 2.3): each is found by the anchor that can find it, at every place, the first bad
// entry named exactly where rows were changed by hand; and an honest board raises no alarm. Method: one board of some days is copied for
// each try; a row, or all of them with every hash and node made anew, is changed as somebody with the file or with the whole folder could;
// then the board's own check, a checkpoint that was kept elsewhere, and the opening of the board are asked. Row 12, an entry left out of
// what is handed over, is the bundle's (tests/unit/bundle, tests/cli/record.lua); rows 5, 8, 11 and 13 are of the folder (tamper_folder.c).
#include "stage.h"

// Whoever has the folder has the key of today: what vouches for the past is taken away, and the board itself signs what is there.
static void sign_anew(struct hand *hand, const char *which) {
  change(hand, "DELETE FROM checkpoints WHERE %s; DELETE FROM meta WHERE name = 'cosigned'", which);
}

// ---- the attacks: each changes the copy at a place, and returns the entry that must be named first, -1: any

static void edit(struct hand *hand, int64_t place) {
  static const char *const edits[] = {"kind = kind + 1",
                                      "recorded = recorded + 1",
                                      "logical = logical - 1",
                                      "case_id = '000102030405060708090a0b0c0d0e0f'",
                                      "actor_id = '000102030405060708090a0b0c0d0e0f'",
                                      "root = previous"};
  change(hand, "UPDATE entries SET %s WHERE sequence = %lld", edits[place % 6], (long long)place);
}

static int64_t edit_one(struct hand *hand) {
  int64_t place = 1 + draw(stage.count - 1);
  if (draw(2))
    change(hand, "UPDATE payloads SET parts = substr(parts, 1, %d) || 'x' || substr(parts, %d) WHERE sequence = %lld", 3, 5,
           (long long)place);
  else
    edit(hand, place);
  return place;
}

static void edit_actor(struct hand *hand, int64_t place) {
  change(hand, "UPDATE entries SET actor_id = '000102030405060708090a0b0c0d0e0f' WHERE sequence = %lld", (long long)place);
  remake(hand, stage.log);
}

static int64_t edit_and_remake(struct hand *hand) { return edit_actor(hand, draw(stage.count)), -1; }

static int64_t edit_old_and_sign(struct hand *hand) {
  edit_actor(hand, draw(stage.today - 1));
  sign_anew(hand, draw(2) ? "true" : "size > 0 AND epoch < (SELECT max(epoch) FROM checkpoints)");
  return -1;
}

static int64_t edit_today_and_sign(struct hand *hand) {
  edit_actor(hand, stage.today + draw(stage.kept_size - stage.today));
  char which[60];
  snprintf(which, sizeof which, "size > %lld", (long long)stage.today);
  sign_anew(hand, which);
  return -1;
}

static int64_t cut_and_sign(struct hand *hand) {
  int64_t left = stage.today + draw(stage.kept_size - stage.today);
  char which[60];
  change(hand, "DELETE FROM payloads WHERE sequence >= %lld; DELETE FROM entries WHERE sequence >= %lld", (long long)left, (long long)left);
  remake(hand, stage.log);
  snprintf(which, sizeof which, "size >= %lld", (long long)left);
  sign_anew(hand, which);
  return -1;
}

static int64_t take_out(struct hand *hand) {
  long long place = 1 + draw(stage.count - 2);
  change(hand, "DELETE FROM payloads WHERE sequence = %lld; DELETE FROM entries WHERE sequence = %lld", place, place);
  if (draw(2)) return place;
  remake(hand, stage.log);
  return -1;
}

static int64_t swap_two(struct hand *hand) {
  long long a = draw(stage.count - 1), b = a + 1 + draw(stage.count - a - 1);
  change(hand,
         "UPDATE entries SET sequence = -1 WHERE sequence = %lld; UPDATE entries SET sequence = %lld WHERE sequence = %lld;"
         "UPDATE entries SET sequence = %lld WHERE sequence = -1",
         a, a, b, b);
  return a;
}

static int64_t back_date(struct hand *hand) {
  long long place = stage.today + draw(stage.kept_size - stage.today);
  char which[60];
  change(hand, "UPDATE entries SET recorded = recorded - 60000, logical = logical - 60000 WHERE sequence >= %lld", place);
  remake(hand, stage.log);
  snprintf(which, sizeof which, "size > %lld", place);
  sign_anew(hand, which);
  return -1;
}

static int64_t change_a_table(struct hand *hand) {
  static const char *const changes[] = {
      "UPDATE cases SET title = 'Another' WHERE id IN (SELECT id FROM cases LIMIT 1)",
      "UPDATE cases SET fields = '{}' WHERE id IN (SELECT id FROM cases LIMIT 1)",
      "UPDATE cases SET closed = 1 - closed WHERE id IN (SELECT id FROM cases LIMIT 1)",
      "DELETE FROM settings WHERE name = (SELECT name FROM settings LIMIT 1 OFFSET (%lld %% (SELECT count(*) FROM settings)))",
      "DELETE FROM directory WHERE id = (SELECT id FROM directory LIMIT 1 OFFSET (%lld %% (SELECT count(*) FROM directory)))",
      "DELETE FROM nodes WHERE place = %lld",
      "UPDATE nodes SET hash = (SELECT hash FROM nodes WHERE place = 0) WHERE place = 1 + %lld",
      "UPDATE workflows SET title = 'Another'",
      "UPDATE numbers SET last = last + 1 + %lld",
      "UPDATE signing_keys SET endorsement = NULL WHERE epoch = 2 + %lld %% 3",
  };
  long long place = draw(stage.count);
  char sql[300];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  snprintf(sql, sizeof sql, changes[draw(sizeof changes / sizeof changes[0])], place); // those that have no place take none
#pragma GCC diagnostic pop
  change(hand, "%s", sql);
  if (sqlite3_changes(hand->db) == 0) change(hand, "DELETE FROM nodes WHERE place = 3");
  return -1;
}

// ---- who looks

enum anchor { BOARD = 1, KEPT = 2, OPENING = 4 };

static const struct attack {
  int row; // of the table
  const char *what;
  int64_t (*change)(struct hand *hand);
  bool signs;
  int found_by; // at least by these
} attacks[] = {
    {1, "an edited row", edit_one, false, BOARD},
    {2, "an edited row, every hash made anew", edit_and_remake, false, BOARD},
    {3, "the same on an earlier day, signed with today's key", edit_old_and_sign, true, BOARD | KEPT},
    {3, "the same today, signed with today's key", edit_today_and_sign, true, KEPT},
    {4, "a tail cut off, signed anew", cut_and_sign, true, KEPT},
    {6, "a row taken out", take_out, false, BOARD},
    {7, "two rows swapped", swap_two, false, BOARD},
    {9, "entries back-dated, signed anew", back_date, true, KEPT},
    {10, "a table changed without the journal", change_a_table, false, BOARD},
};

static void try_attack(const struct attack *attack) {
  lay_out(stage.master);
  struct hand hand = take_file(stage.world->path);
  int64_t first = attack->change(&hand);
  give_back(&hand);
  if (attack->signs) shell("rm -f '%s/%s'", stage.world->path, "highwater");
  open_again();
  if (attack->signs) work_on();
  if ((attack->found_by & BOARD) && !is_found(NULL, first, attack->what)) fail_msg("%d: %s was not found", attack->row, attack->what);
  if ((attack->found_by & KEPT) && !is_found(stage.kept, -1, attack->what))
    fail_msg("%d: %s was not found by what was kept", attack->row, attack->what);
}

static void each_is_found_by_the_anchor_that_can_find_it(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++)
    for (int place = 0; place < stage.places; place++) try_attack(&attacks[i]);
}

static void what_is_honest_raises_no_alarm(void **state) {
  static const char *const lives[] = {"", "VACUUM", "REINDEX", "ANALYZE"};
  (void)state;
  for (int place = 0; place < stage.places; place++) {
    lay_out(stage.master);
    open_again();
    if (place % 2) done(stage.world, "{'op':'journal.rebuild'}");
    for (int i = 0; i < place % 3; i++) work_on();
    board_close(stage.world->board);
    char path[128];
    sqlite3 *db;
    snprintf(path, sizeof path, "%s/waymark.db", stage.world->path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    run_sql(db, lives[place % 4]);
    sqlite3_close(db);
    stamp_file(path);
    open_again();
    json_t *problems = problems_with(stage.kept);
    if (json_array_size(problems)) fail_msg("a false alarm: %s", json_dumps(problems, 0));
    json_decref(problems);
  }
}

// ---- the board

static int build(void **state) {
  if (stage_begin(state)) return 1;
  struct world *world = stage.world;
  for (int day = 1; day < DAYS; day++) count_on(world, day, EVENTS_A_DAY);
  stage_day(world);
  count_on(world, DAYS, EVENTS_A_DAY);
  keep_checkpoint(world);
  count_on(world, DAYS, EVENTS_A_DAY);
  stage_ready(world);
  return 0;
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_is_found_by_the_anchor_that_can_find_it),
      cmocka_unit_test(what_is_honest_raises_no_alarm),
  };
  return cmocka_run_group_tests(tests, build, stage_end);
}
