// Goal: one table is the truth of what will fire, and it is what the active states declare (T1, RELIABILITY T9, T10): a row that is lost,
// moved or made up behind the program's back is found by the check, put right with an entry, and told; what was used up is not armed
// again; and a sound board is left alone. Method: rows of the store are changed with SQLite's own tools while the board is closed.
#include "../../helper/stamp.h"
#include "fixture.h"
#include "run/sweep.h"

static void damage(struct world *world, const char *sql) {
  char path[128];
  board_close(world->board);
  snprintf(path, sizeof path, "%s/waymark.db", world->path);
  char *failed = stamp_sql(path, sql);
  if (failed) fail_msg("%s: %s", sql, failed);
  world_open(world);
}

static void move_due(struct world *world, const char *due) {
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'move_due','data':{'due':'%s'}}", due);
}

// What the check finds, as "REF WHAT WAS>IS; ". Valid until the next call.
static const char *found(struct world *world) {
  static char text[1000];
  struct err err = {0};
  json_t *rows = json_array(), *row;
  size_t i, size = 0;
  text[0] = '\0';
  if (!sweep_begin(world->board, "check", NULL, NULL, &err) || !sweep_finish(world->board, rows, &err)) fail_msg("%s", err.text);
  assert_false(sweep_is_pending(world->board));
  json_array_foreach(rows, i, row) {
    const char *was = json_text(row, "was"), *is = json_text(row, "is"), *trouble = json_text(row, "trouble");
    if (trouble) fail_msg("%s: %s", json_text(row, "ref"), trouble);
    size += (size_t)snprintf(text + size, sizeof text - size, "%s%s %s %.10s>%.10s", i ? "; " : "", json_text(row, "ref"),
                             json_text(row, "what"), was ? was : "none", is ? is : "none");
  }
  json_decref(rows);
  return text;
}

static void expect_told_and_sound(struct world *world) {
  json_t *last = last_entry(world, "K-1"), *outbox = ask(world, "{'op':'outbox.list','case':'K-1'}");
  assert_string_equal(json_text(last, "kind"), "timers derived again");
  json_t *rows = json_object_get(outbox, "rows"), *message = json_array_get(rows, json_array_size(rows) - 1);
  says(json_text(message, "subject"), "was put right");
  json_decref(outbox);
  json_decref(last);
  world_verify(world);
  assert_string_equal(found(world), "");
}

static void a_sound_board_is_left_alone(void **state) {
  struct world *world = *state;
  move_due(world, "2016-09-30");
  int64_t before = entries(world);
  assert_string_equal(found(world), "");
  assert_int_equal(entries(world), before);
}

static void a_lost_row_is_armed_again(void **state) {
  struct world *world = *state;
  move_due(world, "2016-09-30");
  damage(world, "DELETE FROM timers WHERE name IN ('late/L1', '10 working days')");
  assert_string_equal(due_of(world, "K-1", "late/L1"), "");
  assert_string_equal(found(world), "K-1 10 working days none>2016-09-15; K-1 late/L1 none>2016-10-07");
  assert_string_equal(due_of(world, "K-1", "late/L1"), "2016-10-07T22:59:59.999Z");
  assert_string_equal(due_of(world, "K-1", "10 working days"), "2016-09-15T22:59:59.999Z");
  expect_told_and_sound(world);
}

// What a server says at its terminal of the same. Valid until the next call.
static const char *server_says(struct world *world) {
  static char text[300];
  struct op_woken woken;
  struct err err = {0};
  text[0] = '\0';
  if (!op_check_begin(world->board, &err) || !op_wake(world->board, false, &woken, &err)) fail_msg("%s", err.text);
  assert_false(woken.more);
  json_t *first = json_array_get(woken.troubles, 0);
  if (first) snprintf(text, sizeof text, "%s", json_string_value(first));
  op_woken_clear(&woken);
  return text;
}

// R1: a.admin is of the office, and no workflow lets them read; x.out sits at the machine.
static void a_fault_is_named_to_who_may_see_its_item(void **state) {
  static const char lose[] = "DELETE FROM timers WHERE name = '10 working days'";
  struct world *world = *state;
  world_look_round(world);
  damage(world, lose);
  json_t *answer = ask(world, "{'op':'timers.check','as':'a.admin'}");
  assert_int_equal(json_array_size(json_object_get(answer, "found")), 0);
  assert_int_equal(json_number(answer, "others", -1), 1);
  json_decref(answer);
  damage(world, lose);
  answer = ask(world, "{'op':'timers.check','as':'m.test'}");
  assert_int_equal(json_array_size(json_object_get(answer, "found")), 1);
  assert_int_equal(json_number(answer, "others", -1), 0);
  json_decref(answer);
  damage(world, lose);
  says(server_says(world), "K-1: the deadline \"10 working days\" was not armed as its workflow says and was put right");
  damage(world, lose);
  damage(world, "UPDATE settings SET value = '\"x.out\"' WHERE name = 'console'");
  says(server_says(world), "1 more on items that the person of the console may not see");
  assert_string_equal(server_says(world), "");
  done(world, "{'op':'journal.rebuild'}");
}

static void a_row_that_was_moved_is_put_back(void **state) {
  struct world *world = *state;
  damage(world, "UPDATE timers SET due = due + 86400000 WHERE name = '10 working days'");
  assert_string_equal(found(world), "K-1 10 working days 2016-09-16>2016-09-15");
  expect_told_and_sound(world);
}

// Had it gone by itself, its people would have been told a fortnight early.
static void a_row_that_was_made_due_is_put_back(void **state) {
  struct world *world = *state;
  damage(world, "UPDATE timers SET due = 1472720400000 WHERE name = '10 working days'"); // the very moment that it is
  assert_string_equal(found(world), "K-1 10 working days 2016-09-01>2016-09-15");
  expect_told_and_sound(world);
}

// What people do meanwhile is recorded beside a row that is not there, and folds all the same; nobody is told twice.
static void what_is_done_before_the_check_can_be_folded(void **state) {
  struct world *world = *state;
  move_due(world, "2016-09-30");
  damage(world, "DELETE FROM timers WHERE name IN ('late/L0', 'end of due')");
  move_due(world, "2016-10-05");
  done(world, "{'op':'journal.rebuild'}");
  assert_string_equal(due_of(world, "K-1", "late/L0"), "2016-10-06T22:59:59.999Z");
  assert_string_equal(found(world), "");
  damage(world, "UPDATE timers SET due = due - 1000 WHERE name = 'late/L1'");
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'pause'}");
  world_check(world);
}

static void a_row_that_nothing_declares_goes(void **state) {
  struct world *world = *state;
  damage(world, "INSERT INTO timers SELECT due + 1, case_id, 'paused', 7, '2 working days', rule, zone, calendar, since, 0 FROM timers "
                "WHERE name = '10 working days'");
  assert_string_equal(found(world), "K-1 2 working days 2016-09-15>none");
  expect_told_and_sound(world);
}

static void what_was_used_up_is_not_armed_again(void **state) {
  struct world *world = *state;
  move_due(world, "2016-09-05");
  done(world, "{'op':'timers.run','until':'2016-09-16T09:00:00Z'}"); // fires `10 working days`, `end of due`, L0, L1
  assert_string_equal(due_of(world, "K-1", "10 working days"), "");
  assert_string_equal(found(world), "");
  damage(world, "DELETE FROM timers WHERE name = 'late/L2'");
  assert_string_equal(found(world), "K-1 late/L2 none>2016-09-19");
  expect_told_and_sound(world);
}

// What it is about is the new date, so it comes again; its field moved, and nothing was lost.
static void a_used_up_deadline_comes_again_with_a_new_date(void **state) {
  struct world *world = *state;
  move_due(world, "2016-09-05");
  done(world, "{'op':'timers.run','until':'2016-09-06T09:00:00Z'}");
  assert_string_equal(due_of(world, "K-1", "end of due"), "");
  move_due(world, "2016-09-30");
  assert_string_equal(due_of(world, "K-1", "end of due"), "2016-09-30T22:59:59.999Z");
  assert_string_equal(found(world), "");
}

static void a_sweep_goes_on_where_it_was(void **state) {
  struct world *world = *state;
  struct err err = {0};
  bool more;
  for (int i = 0; i < 120; i++) done(world, "{'op':'case.start','as':'m.test','workflow':'task','ref':'B-%d','data':{'text':'x'}}", i);
  damage(world, "DELETE FROM timers");
  json_t *first = json_array(), *rest = json_array();
  assert_true(sweep_begin(world->board, "check", NULL, NULL, &err));
  assert_true(sweep_step(world->board, first, &more, &err));
  assert_true(more);
  world_reopen(world); // as after a crash
  assert_true(sweep_is_pending(world->board));
  assert_true(sweep_finish(world->board, rest, &err));
  assert_true(json_array_size(first) > 0 && json_array_size(rest) > 0);
  assert_int_equal(json_array_size(first) + json_array_size(rest), 121);
  json_decref(first);
  json_decref(rest);
}

static const struct CMUnitTest tests[] = {
    TEST(a_fault_is_named_to_who_may_see_its_item),
    TEST(a_sound_board_is_left_alone),
    TEST(a_lost_row_is_armed_again),
    TEST(a_row_that_was_moved_is_put_back),
    TEST(a_row_that_nothing_declares_goes),
    TEST(a_row_that_was_made_due_is_put_back),
    TEST(what_is_done_before_the_check_can_be_folded),
    TEST(what_was_used_up_is_not_armed_again),
    TEST(a_used_up_deadline_comes_again_with_a_new_date),
    TEST(a_sweep_goes_on_where_it_was),
};

MAIN_OF(tests)
