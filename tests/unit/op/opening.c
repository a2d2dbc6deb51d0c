// Goal: what one item opens in another is opened once, also when the program ends between the two (E5, E3).
// Method: the opening event is committed alone, as if the power had gone just after; the board is opened again. Then a child process opens
// items in a stream and is killed at any moment, again and again, and in the end each event that was taken has opened exactly one item.
#include "fixture.h"
#include "run/event.h"
#include "run/opener.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILLS = 25, LIFE_MS_MAX = 80 };

static int64_t parts(struct world *world) {
  json_t *list = ask(world, "{'op':'case.list','workflow':'part'}");
  int64_t count = json_number(list, "count", -1);
  json_decref(list);
  return count;
}

static void an_item_opens_another_once(void **state) {
  struct world *world = *state;
  struct err err;
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'branch'}");
  assert_int_equal(parts(world), 1);
  world->board->openings = true;
  assert_true(opener_run(world->board, &err));
  world_reopen(world);
  done(world, "{'op':'timers.run'}");
  assert_int_equal(parts(world), 1);
  json_t *list = ask(world, "{'op':'case.list','workflow':'part'}"), *row = json_array_get(json_object_get(list, "rows"), 0);
  assert_string_equal(json_text(row, "title"), "Task"); // the field that it was given
  json_decref(list);
}

static bool tells(struct world *world, const char *person, const char *text) {
  json_t *history = ask(world, "{'op':'case.history','as':'%s','case':'K-1'}", person), *row;
  bool told = false;
  size_t i;
  json_array_foreach(json_object_get(history, "entries"), i, row) told =
      told || strcmp(json_text(row, "text"), text) == 0 || strcmp(json_text(row, "what") ? json_text(row, "what") : "", text) == 0;
  json_decref(history);
  return told;
}

static void which_item_it_was_is_told_to_who_may_see_that_one(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'branch'}");
  json_t *list = ask(world, "{'op':'case.list','workflow':'part'}"), *row = json_array_get(json_object_get(list, "rows"), 0);
  char opened[80];
  snprintf(opened, sizeof opened, "opened %s", json_text(row, "ref"));
  assert_true(tells(world, "m.test", opened));
  assert_false(tells(world, "m.test", "opened another item"));
  assert_true(tells(world, "o.owner", "opened another item"));
  assert_false(tells(world, "o.owner", opened));
  json_decref(list);
}

static void a_key_repeated_opens_no_second(void **state) {
  struct world *world = *state;
  for (int i = 0; i < 3; i++) done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'branch','key':'b'}");
  assert_int_equal(parts(world), 1);
}

// Commits the event and nothing after it.
static void branch_and_lose_power(struct world *world) {
  struct event_request request = {.ref = "K-1", .event = "branch", .actor = "o.owner", .version = -1};
  struct err err;
  json_t *answer = NULL;
  bool recorded = false;
  assert_true(store_begin(world->board->store, &err));
  if (!event_send(world->board, &request, &answer, &recorded, &err)) fail_msg("%s", err.text);
  assert_true(store_commit(world->board->store, &err));
  json_decref(answer);
  world_reopen(world);
  assert_int_equal(parts(world), 0);
}

static void what_was_not_opened_is_opened_with_the_timers(void **state) {
  branch_and_lose_power(*state);
  done(*state, "{'op':'timers.run'}");
  assert_int_equal(parts(*state), 1);
}

static void or_with_the_next_change(void **state) {
  branch_and_lose_power(*state);
  done(*state, "{'op':'case.send','as':'o.owner','case':'K-1','event':'count'}");
  assert_int_equal(parts(*state), 1);
}

static void what_nobody_published_is_said_and_harms_nothing(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'branch_nowhere'}");
  json_t *view = ask(world, "{'op':'case.show','case':'K-1'}"), *incident = json_array_get(json_object_get(view, "incidents"), 0);
  says(json_text(incident, "reason"), "missing");
  json_decref(view);
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'branch'}");
  assert_int_equal(parts(world), 1);
}

static void open_in_a_stream(struct world *world, int acknowledged) {
  struct err err;
  world->board = board_open(&world->env, world->path, &err);
  for (;;) {
    json_t *request = json_pack("{s:s, s:s, s:s, s:s}", "op", "case.send", "as", "o.owner", "case", "K-1", "event", "branch"),
           *answer = NULL;
    if (!world->board || !op_run(world->board, request, -1, &answer, &err) || write(acknowledged, "x", 1) != 1) _exit(1);
    json_decref(request);
    json_decref(answer);
  }
}

// How many events the child got acknowledged before it was killed. `begun`: its life counts from the first of them, so that on a slow
// machine too something is under way when it ends.
static int live_once(struct world *world, int life_ms, bool begun) {
  int pair[2], count = 0;
  char byte;
  assert_int_equal(pipe(pair), 0);
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) open_in_a_stream(world, pair[1]);
  close(pair[1]);
  if (begun) {
    assert_int_equal(read(pair[0], &byte, 1), 1);
    count++;
  }
  usleep((useconds_t)life_ms * 1000);
  assert_int_equal(kill(child, SIGKILL), 0);
  while (read(pair[0], &byte, 1) == 1) count++;
  close(pair[0]);
  int status;
  waitpid(child, &status, 0);
  assert_true(WIFSIGNALED(status));
  return count;
}

static bool count_branches(void *user, json_t *entry) {
  int *count = user;
  json_t *part;
  size_t i;
  json_array_foreach(json_object_get(entry, "payload"), i, part) if (strncmp(json_text(part, "name"), "open/", 5) == 0)++ *count;
  return true;
}

static void killed_at_any_moment_each_is_opened_once(void **state) {
  struct world *world = *state;
  int acknowledged = 0, taken = 0;
  struct err err;
  srand(20160901);
  board_close(world->board);
  for (int i = 0; i < KILLS; i++) acknowledged += live_once(world, 5 + rand() % LIFE_MS_MAX, i % 2);
  world_open(world);
  done(world, "{'op':'timers.run'}");
  assert_true(journal_each(world->board->store, NULL, count_branches, &taken, &err));
  assert_in_range(taken, acknowledged, acknowledged + KILLS);
  assert_true(acknowledged >= KILLS / 2); // the stream flowed
  assert_int_equal(parts(world), taken);
}

static const struct CMUnitTest tests[] = {
    TEST(an_item_opens_another_once),
    TEST(which_item_it_was_is_told_to_who_may_see_that_one),
    TEST(a_key_repeated_opens_no_second),
    TEST(what_was_not_opened_is_opened_with_the_timers),
    TEST(or_with_the_next_change),
    TEST(what_nobody_published_is_said_and_harms_nothing),
    TEST(killed_at_any_moment_each_is_opened_once),
};
MAIN_OF(tests)
