// Goal: a board's days are those of the zone that its seed names, read from the machine's zone data; which data that was is on record, and
// other data moves what hangs on local time and nothing else (T7). Method: a folder of zones of the test's own, with files of the system's
// under other names: Paris's law for London is a law that changed.
#include "fixture.h"
#include "run/sweep.h"

#include <sys/stat.h>
#include <unistd.h>

static char zones[64];

static void copy(const char *from, const char *to) {
  struct env env = env_system();
  struct err err;
  char path[200], target[200], *bytes = NULL;
  size_t size;
  snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", from);
  snprintf(target, sizeof target, "%s/%s", zones, to);
  if (!env_read_file(&env, path, 1 << 20, &bytes, &size, &err)) fail_msg("%s; install tzdata", err.text);
  unlink(target);
  if (!env_write_new_file(&env, target, bytes, size, &err)) fail_msg("%s", err.text);
  mem_free(bytes);
}

static void release(const char *name) {
  char path[200];
  snprintf(path, sizeof path, "%s/tzdata.zi", zones);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fprintf(file, "# version %s\n", name);
  fclose(file);
}

static int make(void **state) {
  char path[200];
  strcpy(zones, "/tmp/waymark-zones-XXXXXX");
  assert_non_null(mkdtemp(zones));
  snprintf(path, sizeof path, "%s/Europe", zones);
  assert_int_equal(mkdir(path, 0700), 0);
  copy("Europe/London", "Europe/London");
  release("2026a");
  struct env env = env_system();
  env.zones = zones;
  return world_make_in(state, env, true);
}

static int end(void **state) {
  char command[128];
  world_end(state);
  snprintf(command, sizeof command, "rm -rf %s", zones);
  return system(command);
}

static void law_changes(void) {
  copy("Europe/Paris", "Europe/London");
  release("2026b");
}

static json_t *recorded(struct world *world) { return setting_find(world->board->store, "zone_data"); }

static void what_was_used_is_on_record(void **state) {
  struct world *world = *state;
  json_t *data = recorded(world), *shown = ask(world, "{'op':'clock.show'}");
  assert_string_equal(json_text(data, "zone"), "Europe/London");
  assert_string_equal(json_text(data, "release"), "2026a");
  assert_int_equal(strlen(json_text(data, "version")), 12);
  assert_string_equal(json_text(shown, "zone_version"), json_text(data, "version"));
  assert_null(json_object_get(shown, "zone_recorded"));
  json_decref(data);
  json_decref(shown);
}

static void nothing_is_written_while_it_is_the_same(void **state) {
  struct world *world = *state;
  int64_t before = entries(world);
  json_t *answer = ask(world, "{'op':'clock.check','as':'m.test'}");
  assert_false(json_flag(answer, "changed"));
  json_decref(answer);
  struct err err;
  assert_true(op_begin(world->board, &err));
  assert_int_equal(entries(world), before);
}

static void another_law_moves_what_hangs_on_local_time(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'move_due','data':{'due':'2016-12-22'}}");
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'set_moment','data':{'moment':'2016-10-01T09:00:00Z'}}");
  law_changes();
  json_t *answer = ask(world, "{'op':'clock.check','as':'m.test'}"), *moves = json_object_get(answer, "moves"), *move;
  assert_true(json_flag(answer, "changed"));
  size_t i, seen = 0;
  json_array_foreach(moves, i, move) {
    assert_string_equal(json_text(move, "ref"), "K-1");
    assert_string_not_equal(json_text(move, "what"), "1 minute after moment");
    if (strcmp(json_text(move, "what"), "end of due") != 0) continue;
    seen++;
    assert_string_equal(json_text(move, "was"), "2016-12-22T23:59:59.999Z");
    assert_string_equal(json_text(move, "is"), "2016-12-22T22:59:59.999Z");
  }
  assert_int_equal(seen, 1);
  json_decref(answer);
  assert_string_equal(due_of(world, "K-1", "end of due"), "2016-12-22T22:59:59.999Z");
  assert_string_equal(due_of(world, "K-1", "1 minute after moment"), "2016-10-01T09:01:00.000Z");
  json_t *data = recorded(world);
  assert_string_equal(json_text(data, "release"), "2026b");
  json_decref(data);
  assert_false(sweep_is_pending(world->board));
}

static int64_t late_count(struct world *world) {
  json_t *list = ask(world, "{'op':'case.list','as':'m.test','workflow':'turn','late':true,'now':'2016-09-09T12:00:00Z'}");
  int64_t count = json_number(list, "count", -1);
  json_decref(list);
  return count;
}

// Half past midnight in London is the day before in New York, and five working days from then are over a day earlier: what the index of
// items keeps of days is kept anew.
static void another_law_says_who_is_late(void **state) {
  struct world *world = *state;
  world_publish(world, "turn");
  done(world, "{'op':'case.start','as':'m.test','workflow':'turn','ref':'T-1','data':{'text':'Piece','owner':'o.owner'}}");
  done(world, "{'op':'case.send','as':'o.owner','case':'T-1','event':'count','now':'2016-09-01T23:30:00Z'}");
  assert_int_equal(late_count(world), 0);
  copy("America/New_York", "Europe/London");
  json_decref(ask(world, "{'op':'clock.check','as':'m.test'}"));
  assert_int_equal(late_count(world), 1);
}

static void a_server_that_starts_sees_another_law(void **state) {
  struct world *world = *state;
  law_changes();
  world_reopen(world);
  int64_t before = entries(world);
  json_t *shown = ask(world, "{'op':'clock.show'}");
  assert_non_null(json_object_get(shown, "zone_recorded"));
  json_decref(shown);
  assert_int_equal(entries(world), before);
  struct err err;
  assert_true(op_begin(world->board, &err));
  assert_int_equal(entries(world), before + 1);
  assert_true(sweep_is_pending(world->board));
  json_t *found = json_array();
  assert_true(sweep_finish(world->board, found, &err));
  assert_true(json_array_size(found) > 0);
  json_decref(found);
}

// Where nobody serves the board a command is the first to meet another law: it moves dates and is no fault of anything.
static void the_check_of_timers_takes_another_law_for_no_fault(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'move_due','data':{'due':'2016-12-22'}}");
  law_changes();
  world_reopen(world);
  json_t *answer = ask(world, "{'op':'timers.check','as':'m.test'}"), *last = last_entry(world, "K-1"), *data = recorded(world),
         *outbox = ask(world, "{'op':'outbox.list','case':'K-1'}");
  assert_int_equal(json_array_size(json_object_get(answer, "found")), 0);
  assert_int_equal(json_array_size(json_object_get(outbox, "rows")), 0);
  says(json_text(last, "text"), "The law of the board's time zone changed");
  assert_string_equal(json_text(data, "release"), "2026b");
  assert_string_equal(due_of(world, "K-1", "end of due"), "2016-12-22T22:59:59.999Z");
  json_decref(outbox);
  json_decref(data);
  json_decref(last);
  json_decref(answer);
}

static void what_fires_and_what_is_simulated_meet_another_law_first(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'move_due','data':{'due':'2016-12-22'}}");
  law_changes();
  world_reopen(world);
  json_t *story = ask(world, "{'op':'board.simulate','until':'2016-12-22T23:30:00Z'}"), *steps = json_object_get(story, "steps");
  assert_string_equal(json_text(json_array_get(steps, json_array_size(steps) - 1), "what"), "The date has passed");
  json_decref(story);
  assert_string_equal(due_of(world, "K-1", "end of due"), "2016-12-22T23:59:59.999Z"); // a story is not the board
  done(world, "{'op':'timers.run','until':'2016-12-22T23:30:00Z'}");
  assert_string_equal(due_of(world, "K-1", "end of due"), ""); // it is midnight in Paris
}

static void an_event_meets_another_law_first(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.send','as':'m.test','case':'K-1','event':'move_due','data':{'due':'2016-12-22'}}");
  law_changes();
  world_reopen(world);
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'count','now':'2016-12-22T23:30:00Z'}");
  json_t *firsts = field_of(world, "K-1", "firsts");
  assert_string_equal(json_string_value(json_array_get(firsts, json_array_size(firsts) - 2)), "due");
  json_decref(firsts);
}

// The bytes of the zone are the same: no date can be another one.
static void another_release_of_the_same_law_moves_nothing(void **state) {
  struct world *world = *state;
  release("2026b");
  struct err err;
  assert_true(op_begin(world->board, &err));
  assert_false(sweep_is_pending(world->board));
  json_t *data = recorded(world);
  assert_string_equal(json_text(data, "release"), "2026b");
  json_decref(data);
}

// A machine whose zone data went away still has London: the board's dates are worked out with what is built in.
static void a_machine_without_files_has_what_is_built_in(void **state) {
  struct world *world = *state;
  char path[200];
  snprintf(path, sizeof path, "%s/Europe/London", zones);
  unlink(path);
  snprintf(path, sizeof path, "%s/tzdata.zi", zones);
  unlink(path);
  world_reopen(world);
  json_t *answer = ask(world, "{'op':'clock.check','as':'m.test'}");
  assert_string_equal(json_text(answer, "zone_version"), "built in");
  assert_string_equal(json_text(answer, "zone_release"), "");
  assert_int_equal(json_array_size(json_object_get(answer, "moves")), 0); // they are equal from 1990 on
  json_decref(answer);
}

#define OWN(name) cmocka_unit_test_setup_teardown(name, make, end)
static const struct CMUnitTest tests[] = {
    OWN(what_was_used_is_on_record),
    OWN(nothing_is_written_while_it_is_the_same),
    OWN(another_law_says_who_is_late),
    OWN(another_law_moves_what_hangs_on_local_time),
    OWN(a_server_that_starts_sees_another_law),
    OWN(the_check_of_timers_takes_another_law_for_no_fault),
    OWN(what_fires_and_what_is_simulated_meet_another_law_first),
    OWN(an_event_meets_another_law_first),
    OWN(another_release_of_the_same_law_moves_nothing),
    OWN(a_machine_without_files_has_what_is_built_in),
};
MAIN_OF(tests)
