// Goal: what is due is worked off in batches of one transaction, in due order over all items (T3, T4), leaving what a single run would
// leave; an item that cannot be worked on is passed over and keeps nobody waiting (RELIABILITY 4, T8). Method: boards on which a crowd of
// items falls due are woken as a server wakes; rows are damaged behind the store's back; the disk counts syncs and is full for a moment.
#include "run/catchup.h"

#include "../../helper/stamp.h"
#include "disk.h"
#include "run/aside.h"
#include "run/casefile.h"

enum { CROWD = 120 }; // more than a batch may hold

static void start(struct world *world, const char *ref, const char *moment) {
  done(world, "{'op':'case.start','as':'m.test','workflow':'task','ref':'%s','data':{'text':'x','owner':'o.owner','moment':'%s'}}", ref,
       moment);
}

// Items C-000 on, each due a second after the other, but the later the lower its number.
static void start_crowd(struct world *world) {
  for (int i = 0; i < CROWD; i++) {
    char ref[16], moment[40];
    int second = CROWD - i;
    snprintf(ref, sizeof ref, "C-%03d", i);
    snprintf(moment, sizeof moment, "2016-09-01T10:%02d:%02dZ", second / 60, second % 60);
    start(world, ref, moment);
  }
}

static void set_clock(struct world *world, const char *instant) {
  struct err err = {0};
  if (!board_clock_set(world->board, instant, &err)) fail_msg("%s", err.text);
}

// One batch. `fired` gets its rows, `troubles` its sentences. Says whether more is left.
static bool wake(struct world *world, json_t *fired, json_t *troubles) {
  struct op_woken woken;
  struct err err = {0};
  if (!op_wake(world->board, true, &woken, &err)) fail_msg("%s", err.text);
  assert_true(woken.any || json_array_size(woken.fired) == 0); // it may have written back instead
  bool more = woken.more;
  json_array_extend(fired, woken.fired);
  json_array_extend(troubles, woken.troubles);
  op_woken_clear(&woken);
  return more;
}

// All batches; how many there were.
static int wake_all(struct world *world, json_t *fired, json_t *troubles) {
  int count = 1;
  while (wake(world, fired, troubles)) count++;
  return count;
}

static void a_crowd_is_worked_off_in_batches_and_in_due_order(void **state) {
  struct world *world = *state;
  json_t *fired = json_array(), *troubles = json_array(), *row;
  const char *before = "";
  size_t i;
  start_crowd(world);
  set_clock(world, "2016-09-01T12:00:00Z");
  assert_true(wake(world, fired, troubles)); // it does not run to the end
  wake_all(world, fired, troubles);
  assert_int_equal(json_array_size(fired), CROWD);
  assert_int_equal(json_array_size(troubles), 0);
  json_array_foreach(fired, i, row) {
    assert_true(strcmp(json_text(row, "at"), before) > 0);
    before = json_text(row, "at");
  }
  json_decref(fired);
  json_decref(troubles);
}

static void a_batch_costs_one_sync(void **state) {
  struct world *world = *state;
  struct catchup batch;
  struct err err = {0};
  start_crowd(world);
  disk_watch(world);
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'count'}"); // the first after opening syncs more
  disk.syncs = 0;
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'count'}");
  int alone = disk.syncs;
  set_clock(world, "2016-09-01T12:00:00Z");
  disk.syncs = 0;
  if (!catchup_run(world->board, CATCHUP_ALONE, &batch, &err)) fail_msg("%s", err.text);
  assert_true(json_array_size(batch.fired) > 1 && batch.more);
  assert_int_equal(disk.syncs, alone);
  catchup_clear(&batch);
}

static void an_asker_may_have_it_in_batches_too(void **state) {
  struct world *world = *state;
  start_crowd(world);
  json_t *first = ask(world, "{'op':'timers.run','batch':true,'until':'2016-09-01T12:00:00Z'}");
  assert_true(json_flag(first, "more"));
  assert_true(json_array_size(json_object_get(first, "fired")) < CROWD);
  json_t *rest = ask(world, "{'op':'timers.run'}");
  assert_null(json_object_get(rest, "more"));
  assert_int_equal(json_array_size(json_object_get(first, "fired")) + json_array_size(json_object_get(rest, "fired")), CROWD);
  json_decref(first);
  json_decref(rest);
}

// ---- equality

// What an entry says, without what is drawn at random: a day's signing key is.
static bool keep_entry(void *user, json_t *entry) {
  if (json_number(entry, "kind", 0) == ENTRY_SIGNING_KEY) return true;
  json_t *parts = json_array(), *part;
  size_t i;
  json_array_foreach(json_object_get(entry, "payload"), i, part)
      json_array_append_new(parts, json_pack("[O, O]", json_object_get(part, "name"), json_object_get(part, "value")));
  json_array_append_new(user, json_pack("[O, O, O, O, o]", json_object_get(entry, "kind"), json_object_get(entry, "recorded"),
                                        json_object_get(entry, "logical"), json_object_get(entry, "case"), parts));
  return true;
}

static json_t *journal_of(struct world *world) {
  json_t *all = json_array();
  struct err err = {0};
  assert_true(journal_each(world->board->store, NULL, keep_entry, all, &err));
  return all;
}

static void batches_leave_what_one_run_leaves(void **state) {
  struct world *world = *state;
  json_t *fired = json_array(), *troubles = json_array();
  char *command = mem_format("cp -r '%s' '%s/copy'", world->path, world->folder), path[sizeof world->path];
  start_crowd(world);
  done(world, "{'op':'case.send','as':'o.owner','case':'C-007','event':'wait'}");  // two timers, the second armed by the first
  done(world, "{'op':'case.send','as':'o.owner','case':'C-008','event':'spoil'}"); // gets stuck
  board_close(world->board);
  assert_int_equal(system(command), 0);
  world_open(world);
  set_clock(world, "2016-09-20T12:00:00Z"); // ladders too
  wake_all(world, fired, troubles);
  json_t *in_batches = journal_of(world);
  board_close(world->board);
  strcpy(path, world->path);
  snprintf(world->path, sizeof world->path, "%s/copy", world->folder);
  world_open(world);
  done(world, "{'op':'timers.run','until':'2016-09-20T12:00:00Z'}");
  json_t *at_once = journal_of(world);
  assert_int_equal(json_array_size(in_batches), json_array_size(at_once));
  for (size_t i = 0; i < json_array_size(at_once); i++) {
    json_t *a = json_array_get(in_batches, i), *b = json_array_get(at_once, i), *named = json_array_get(a, 4), *part;
    size_t j;
    json_array_foreach(named, j, part) if (strcmp(json_string_value(json_array_get(part, 0)), "incident") == 0) // its id is drawn
        json_object_set(json_array_get(part, 1), "id", json_object_get(json_array_get(json_array_get(json_array_get(b, 4), j), 1), "id"));
    if (!json_equal(a, b)) fail_msg("entry %zu: %s\n%s", i, json_dumps(a, 0), json_dumps(b, 0));
  }
  json_decref(in_batches), json_decref(at_once), json_decref(fired), json_decref(troubles);
  mem_free(command);
}

// ---- what cannot be worked on

// Changes the file behind the store's back. The board is opened again.
__attribute__((format(printf, 2, 3))) static void damage(struct world *world, const char *format, ...) {
  char sql[1000], file[100];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(sql, sizeof sql, format, arguments);
  va_end(arguments);
  board_close(world->board);
  snprintf(file, sizeof file, "%s/waymark.db", world->path);
  char *failed = stamp_sql(file, sql);
  if (failed) fail_msg("%s", failed);
  world_open(world);
}

// D-1, D-2 and D-3 fall due in that order.
static void start_three(struct world *world) {
  start(world, "D-1", "2016-09-01T10:00:00Z");
  start(world, "D-2", "2016-09-01T10:01:00Z");
  start(world, "D-3", "2016-09-01T10:02:00Z");
}

// D-2 is passed over with a sentence, and its neighbours' work is kept; nobody asks for it again and again.
static void expect_passed_over(struct world *world, const char *why) {
  json_t *fired = json_array(), *troubles = json_array();
  int64_t had = entries(world), due;
  wake_all(world, fired, troubles);
  assert_int_equal(json_array_size(fired), 2);
  assert_int_equal(entries(world), had + 2);
  assert_int_equal(count_of(world, "D-1") + count_of(world, "D-3"), 200);
  assert_int_equal(json_array_size(troubles), 1);
  says(json_string_value(json_array_get(troubles, 0)), "The timers of D-2 cannot be run and were passed over");
  says(json_string_value(json_array_get(troubles, 0)), why);
  assert_true(board_next_due(world->board, &due)); // the fortnights; what is overdue is not counted
  assert_true(due > board_now(world->board));
  assert_int_equal(wake_all(world, fired, troubles), 1);
  assert_int_equal(json_array_size(troubles), 1);
  json_decref(fired);
  json_decref(troubles);
}

static void a_damaged_row_is_passed_over_until_it_is_mended(void **state) {
  struct world *world = *state;
  start_three(world);
  damage(world, "UPDATE cases SET state = 'torn' WHERE ref = 'D-2'");
  set_clock(world, "2016-09-01T12:00:00Z");
  expect_passed_over(world, "What the store keeps of D-2 cannot be read");
  done(world, "{'op':'journal.rebuild'}");
  done(world, "{'op':'timers.run'}");
  assert_int_equal(count_of(world, "D-2"), 100);
}

// What the step wrote before it failed is undone, and nothing of its neighbours.
static void a_step_that_cannot_be_recorded_takes_no_other_down(void **state) {
  struct world *world = *state;
  struct err err;
  start_three(world);
  struct casefile *item = casefile_open(world->board, "D-2", &err);
  char hex[ID_TEXT];
  strcpy(hex, item->hex);
  casefile_free(item);
  for (int i = 1; i <= 4; i++) // whichever number its message would get
    damage(world, "INSERT INTO outbox VALUES ('%s/2/%d', 0, '%s', 'sent', 0, '{}')", hex, i, hex);
  set_clock(world, "2016-09-01T12:00:00Z");
  expect_passed_over(world, "it contradicts what");
  assert_int_equal(revision_of(world, "D-2"), 1);
  done(world, "{'op':'journal.rebuild'}");
  done(world, "{'op':'timers.run'}");
  assert_int_equal(count_of(world, "D-2"), 100);
}

static void a_missing_definition_is_passed_over_and_told_to_the_office(void **state) {
  struct world *world = *state;
  world_publish(world, "progress");
  done(world, "{'op':'case.start','as':'m.test','workflow':'progress','ref':'P-1','data':{'text':'x','agency':'north','owner':'o.owner',"
              "'due':'2016-09-01'}}");
  damage(world, "CREATE TABLE kept AS SELECT * FROM definitions WHERE document LIKE '%%\"name\":\"progress\"%%';"
                "DELETE FROM definitions WHERE hash IN (SELECT hash FROM kept)");
  set_clock(world, "2016-09-02T12:00:00Z");
  json_t *answer = ask(world, "{'op':'timers.run'}"), *passed = json_object_get(answer, "passed_over");
  assert_int_equal(json_array_size(passed), 1);
  assert_string_equal(json_text(json_array_get(passed, 0), "ref"), "P-1");
  says(json_text(json_array_get(passed, 0), "text"), "There is no definition");
  json_decref(answer);
  world_reopen(world);
  answer = ask(world, "{'op':'timers.run','as':'x.out'}"); // R1
  assert_null(json_object_get(answer, "passed_over"));
  json_decref(answer);
  damage(world, "INSERT INTO definitions SELECT * FROM kept; DROP TABLE kept");
  answer = ask(world, "{'op':'timers.run'}");
  assert_int_equal(json_array_size(json_object_get(answer, "fired")), 1);
  json_decref(answer);
}

// R1: a.admin is of the office, and no workflow lets them read; x.out sits at the machine.
static void what_is_passed_over_is_named_to_who_may_see_it(void **state) {
  struct world *world = *state;
  struct err err;
  start_three(world);
  struct casefile *item = casefile_open(world->board, "D-2", &err);
  char hex[ID_TEXT];
  strcpy(hex, item->hex);
  casefile_free(item);
  for (int i = 1; i <= 4; i++) // as above: readable, and its step cannot be recorded
    damage(world, "INSERT INTO outbox VALUES ('%s/2/%d', 0, '%s', 'sent', 0, '{}')", hex, i, hex);
  damage(world, "UPDATE settings SET value = '\"x.out\"' WHERE name = 'console'");
  set_clock(world, "2016-09-01T12:00:00Z");
  json_t *answer = ask(world, "{'op':'timers.run','as':'a.admin'}");
  assert_int_equal(json_array_size(json_object_get(answer, "passed_over")), 0);
  assert_int_equal(json_number(answer, "others", 0), 1);
  json_decref(answer);
  world_reopen(world);
  answer = ask(world, "{'op':'timers.run','as':'m.test'}");
  assert_int_equal(json_array_size(json_object_get(answer, "passed_over")), 1);
  assert_null(json_object_get(answer, "others"));
  json_decref(answer);
  world_reopen(world);
  json_t *fired = json_array(), *troubles = json_array();
  wake_all(world, fired, troubles);
  assert_int_equal(json_array_size(troubles), 1);
  assert_string_equal(
      json_string_value(json_array_get(troubles, 0)),
      "The timers of 1 more that the person of the console may not see cannot be run and were passed over, to be tried again "
      "later.");
  json_decref(fired);
  json_decref(troubles);
  done(world, "{'op':'journal.rebuild'}");
  done(world, "{'op':'timers.run','as':'m.test'}");
}

static void many_that_cannot_be_worked_on_have_a_limit(void **state) {
  struct world *world = *state;
  struct err err = {0};
  json_t *timer = json_pack("{s:s}", "case", "");
  for (int i = 0; i < ASIDE_MAX; i++) {
    char id[16];
    snprintf(id, sizeof id, "%d", i);
    json_put_text(timer, "case", id);
    assert_true(aside_put(world->board, timer, &err));
  }
  assert_false(aside_put(world->board, timer, &err));
  says(err.text, "more than 1000 items");
  aside_forget(world->board);
  json_decref(timer);
}

// E3: what the database rolled back runs again, one by one. A batch goes to the disk in one write, which finds no room.
static void a_batch_for_which_there_was_no_room_is_run_one_by_one(void **state) {
  struct world *world = *state;
  json_t *fired = json_array(), *troubles = json_array();
  char ref[32], clock[64];
  for (int i = 0; i < 3; i++) {
    snprintf(ref, sizeof ref, "F-%d", i);
    snprintf(clock, sizeof clock, "2016-09-01T10:0%d:00Z", i);
    start(world, ref, clock);
  }
  disk_watch(world);
  set_clock(world, "2016-09-01T10:30:00Z");
  disk.writes = 0;
  disk.full_at = 1;
  int64_t had = entries(world);
  wake_all(world, fired, troubles);
  assert_true(disk.writes > 3); // and each by itself
  assert_int_equal(json_array_size(fired), 3);
  assert_int_equal(json_array_size(troubles), 0);
  assert_int_equal(entries(world), had + 3);
  json_decref(fired);
  json_decref(troubles);
}

static const struct CMUnitTest tests[] = {
    TEST(a_crowd_is_worked_off_in_batches_and_in_due_order),
    TEST(a_batch_costs_one_sync),
    TEST(an_asker_may_have_it_in_batches_too),
    TEST(batches_leave_what_one_run_leaves),
    TEST(a_damaged_row_is_passed_over_until_it_is_mended),
    TEST(a_step_that_cannot_be_recorded_takes_no_other_down),
    TEST(a_missing_definition_is_passed_over_and_told_to_the_office),
    TEST(what_is_passed_over_is_named_to_who_may_see_it),
    TEST(many_that_cannot_be_worked_on_have_a_limit),
    TEST(a_batch_for_which_there_was_no_room_is_run_one_by_one),
};
MAIN_OF(tests)
