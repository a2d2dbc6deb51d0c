// Goal: requests of one turn of the loop share one transaction, in order, and one that is refused does not take the others down (E3).
// Method: op_run_together with good and bad requests side by side; the syncs of SQLite are counted by a VFS before its own, since a shared
// transaction syncs once.
#include "../../helper/stamp.h"
#include "disk.h"

enum { COUNT = 8 };

static void run_together(struct world *world, const char *const *texts, size_t count, json_t **answers) {
  json_t *requests[COUNT] = {0};
  for (size_t i = 0; i < count; i++) {
    char text[512];
    struct err err;
    snprintf(text, sizeof text, "%s", texts[i]);
    for (char *c = text; *c; c++)
      if (*c == '\'') *c = '"';
    requests[i] = json_read(text, strlen(text), "a request", &err);
    assert_non_null(requests[i]);
  }
  op_run_together(world->board, requests, NULL, count, answers);
  for (size_t i = 0; i < count; i++) json_decref(requests[i]);
}

static const char *code_of(const json_t *answer) { return json_text(json_object_get(answer, "error"), "code"); }

#define COUNTED "{'op':'case.send','as':'o.owner','case':'K-1','event':'count'}"

static void one_refused_takes_no_other_down(void **state) {
  struct world *world = *state;
  static const char *const texts[] = {
      COUNTED,
      "{'op':'case.send','as':'o.owner','case':'K-1','event':'resume'}",                         // not now
      "{'op':'case.send','as':'x.out','case':'K-1','event':'count'}",                            // not theirs to see
      "{'op':'case.start','as':'m.test','workflow':'task','ref':'K-1','data':{'text':'Twice'}}", // the reference is taken
      COUNTED,
      "{'op':'case.send','as':'o.owner','case':'K-1','event':'raises'}", // stuck
      "{'op':'nothing'}",
      COUNTED,
  };
  static const char *const codes[] = {NULL, "refused", "not_found", "refused", NULL, "refused", "invalid", NULL};
  json_t *answers[COUNT];
  run_together(world, texts, COUNT, answers);
  for (size_t i = 0; i < COUNT; i++) {
    const char *code = code_of(answers[i]);
    if (!codes[i] != !code || (code && strcmp(code, codes[i]) != 0)) fail_msg("request %d: %s", (int)i, json_dumps(answers[i], 0));
    json_decref(answers[i]);
  }
  world_reopen(world);
  assert_int_equal(count_of(world, "K-1"), 3);
}

static void they_run_in_order_and_each_sees_the_one_before(void **state) {
  struct world *world = *state;
  static const char *const texts[] = {
      "{'op':'case.send','as':'o.owner','case':'K-1','event':'pause'}", "{'op':'case.send','as':'o.owner','case':'K-1','event':'resume'}",
      "{'op':'case.send','as':'o.owner','case':'K-1','event':'count'}", "{'op':'case.show','as':'o.owner','case':'K-1'}"};
  json_t *answers[COUNT];
  int64_t seen = revision_of(world, "K-1");
  run_together(world, texts, 4, answers);
  for (int i = 0; i < 4; i++) {
    if (code_of(answers[i])) fail_msg("request %d: %s", i, json_dumps(answers[i], 0));
    assert_int_equal(json_number(answers[i], "revision", 0), seen + (i < 3 ? i + 1 : 3));
    json_decref(answers[i]);
  }
}

static void a_key_twice_in_one_turn_is_done_once(void **state) {
  struct world *world = *state;
  static const char keyed[] = "{'op':'case.send','as':'o.owner','case':'K-1','event':'count','key':'k'}";
  static const char *const texts[] = {keyed, keyed, keyed};
  json_t *answers[COUNT];
  run_together(world, texts, 3, answers);
  assert_true(json_equal(answers[0], answers[1]) && json_equal(answers[0], answers[2]));
  for (int i = 0; i < 3; i++) json_decref(answers[i]);
  assert_int_equal(count_of(world, "K-1"), 1);
}

static void by_hand(struct world *world, const char *sql) {
  char path[128];
  snprintf(path, sizeof path, "%s/waymark.db", world->path);
  board_close(world->board);
  char *failed = stamp_sql(path, sql);
  if (failed) fail_msg("%s", failed);
  world_open(world);
}

// A row that the database will not have: refused when the entry and half of its fold are written already.
static void forbid_item(struct world *world, const char *ref) {
  char sql[256];
  snprintf(sql, sizeof sql, "CREATE TRIGGER forbidden BEFORE INSERT ON cases WHEN NEW.ref = '%s' BEGIN SELECT RAISE(ABORT, 'no'); END",
           ref);
  by_hand(world, sql);
}

// No savepoint stands between them: all of it is undone, and each runs by itself.
static void one_undone_after_it_wrote_takes_no_other_down(void **state) {
  struct world *world = *state;
  static const char *const texts[] = {
      COUNTED, "{'op':'case.start','as':'m.test','workflow':'task','ref':'K-9','data':{'text':'Never','owner':'o.owner'}}", COUNTED};
  json_t *answers[COUNT], *report = NULL;
  struct err err;
  forbid_item(world, "K-9");
  run_together(world, texts, 3, answers);
  assert_true(!code_of(answers[0]) && code_of(answers[1]) && !code_of(answers[2]));
  for (int i = 0; i < 3; i++) json_decref(answers[i]);
  assert_int_equal(count_of(world, "K-1"), 2);
  by_hand(world, "DROP TRIGGER forbidden"); // which the check would name
  assert_int_equal(count_of(world, "K-1"), 2);
  assert_true(journal_verify(world->board->store, NULL, NULL, &report, &err));
  assert_int_equal(json_array_size(json_object_get(report, "problems")), 0);
  json_decref(report);
}

static void many_cost_one_sync(void **state) {
  struct world *world = *state;
  static const char *const texts[] = {COUNTED, COUNTED, COUNTED, COUNTED, COUNTED, COUNTED, COUNTED, COUNTED};
  json_t *answers[COUNT];
  disk_watch(world);
  run_together(world, texts, 1, answers);
  json_decref(answers[0]);
  int alone = disk.syncs;
  assert_true(alone >= 1); // an acknowledged event was synced
  run_together(world, texts, 1, answers);
  json_decref(answers[0]);
  int each = disk.syncs - alone;
  disk.syncs = 0;
  run_together(world, texts, COUNT, answers);
  for (int i = 0; i < COUNT; i++) {
    assert_null(code_of(answers[i]));
    json_decref(answers[i]);
  }
  assert_int_equal(disk.syncs, each);
  assert_int_equal(count_of(world, "K-1"), 2 + COUNT);
}

static const struct CMUnitTest tests[] = {
    TEST(one_refused_takes_no_other_down),
    TEST(they_run_in_order_and_each_sees_the_one_before),
    TEST(a_key_twice_in_one_turn_is_done_once),
    TEST(one_undone_after_it_wrote_takes_no_other_down),
    TEST(many_cost_one_sync),
};
MAIN_OF(tests)
