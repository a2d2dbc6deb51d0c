// Goal: which answers are of an earlier round is told from an item's newest entries alone, however long it has lived, and is what its whole
// history would tell. Method: the same item with few and with hundreds of entries behind its rounds, where the pieces of JSON that are made
// are counted; and lives made at random, each answer compared with one that reads every entry from the first on.
#include "run/former.h"

#include "fixture.h"
#include "run/history.h"

// ---- from the first entry on, as it is defined

struct reference {
  const struct casefile *item;
  int64_t given, entered; // entries: what gave the note last, by handing in; where the step that asks was entered this time
};

static bool read_entry(void *user, json_t *entry) {
  struct reference *reference = user;
  const struct casefile *item = reference->item;
  json_t *parts = history_parts(entry), *active = json_object_get(json_object_get(parts, "configuration"), "active");
  int64_t number = json_number(entry, "case_sequence", 0),
          now = config_activation(item->config, chart_state_find(item->chart, "asked_for"));
  const char *event = json_text(json_object_get(parts, "event"), "name");
  if (!reference->entered && json_number(active, "asked_for", -1) == now) reference->entered = number;
  if (json_object_get(parts, "field/note")) reference->given = event && strcmp(event, "hand_it_in") == 0 ? number : 0;
  json_decref(parts);
  return true;
}

static bool is_former(struct world *world, const struct casefile *item) {
  struct reference reference = {.item = item};
  struct err err;
  const json_t *note = json_object_get(item->fields, "note");
  bool asked = config_is_active(item->config, chart_state_find(item->chart, "asked_for")) && note && !json_is_null(note);
  assert_true(journal_each(world->board->store, &item->id, read_entry, &reference, &err));
  return asked && reference.given && reference.given <= reference.entered;
}

static bool compare(struct world *world) {
  struct err err;
  struct casefile *item = casefile_open(world->board, "R-1", &err);
  json_t *former = former_answers(world->board, item);
  bool is = json_array_has(former, "note");
  assert_int_equal(is, is_former(world, item));
  assert_int_equal(json_array_size(former), is);
  json_decref(former);
  casefile_free(item);
  return is;
}

// ---- what is done to it

static void start(struct world *world, const char *data) {
  done(world, "{'op':'case.start','as':'m.test','workflow':'rounds','ref':'R-1','data':{%s}}", data);
}

static void hand_in(struct world *world, const char *note) {
  done(world, "{'op':'case.send','as':'m.test','case':'R-1','event':'hand_it_in','data':{'answer':'Here it is'%s%s%s}}",
       note ? ",'note':'" : "", note ? note : "", note ? "'" : "");
}

static void send_back(struct world *world) {
  done(world, "{'op':'case.send','as':'m.test','case':'R-1','event':'send_it_back','data':{'what_is_missing':'The date'}}");
}

static void correct(struct world *world) {
  json_t *last = last_entry(world, "R-1");
  done(world, "{'op':'case.correct','as':'m.test','case':'R-1','entry':%d,'reason':'A slip','data':{'note':'By cart'}}",
       (int)json_number(last, "number", 0));
  json_decref(last);
}

static void ask_otherwise(struct world *world, int times) {
  for (int i = 0; i < times; i++)
    done(world, "{'op':'case.send','as':'m.test','case':'R-1','event':'ask_otherwise','data':{'text':'\\'field/note\\' no. %d'}}", i);
}

// ---- counting

static size_t made;

static void *count_and_make(size_t size) {
  made++;
  return malloc(size);
}

static size_t cost_of(struct world *world, bool expected) {
  struct err err;
  struct casefile *item = casefile_open(world->board, "R-1", &err);
  json_set_alloc_funcs(count_and_make, free);
  made = 0;
  json_t *former = former_answers(world->board, item);
  size_t cost = made;
  json_set_alloc_funcs(malloc, free);
  assert_int_equal(json_array_has(former, "note"), expected);
  json_decref(former);
  casefile_free(item);
  return cost;
}

enum { FEW = 3, MANY = 200 };

static void a_long_life_costs_no_more(void **state) {
  struct world *world = *state;
  world_publish(world, "rounds");
  start(world, "'text':'A policy'");
  ask_otherwise(world, FEW);
  hand_in(world, "By post");
  send_back(world);
  size_t young = cost_of(world, true);
  for (int i = 0; i < MANY; i++) hand_in(world, NULL), send_back(world);
  size_t long_ago = cost_of(world, true); // the note is of the first round of all
  hand_in(world, "By hand");
  send_back(world);
  size_t old = cost_of(world, true);
  assert_true(old <= 2 * young);
  assert_true(long_ago <= 3 * young);
  world_check(world);
}

// Of one that was never handed in nothing is read.
static void what_nobody_sent_is_not_looked_for(void **state) {
  struct world *world = *state;
  world_publish(world, "rounds");
  start(world, "'text':'A policy','note':'By post'");
  size_t young = cost_of(world, false);
  ask_otherwise(world, 20);
  assert_int_equal(cost_of(world, false), young);
}

static void random_lives_are_told_alike(void **state) {
  struct world *world = *state;
  unsigned seed = 7;
  int formers = 0;
  world_publish(world, "rounds");
  start(world, "'text':'A policy','note':'By post'");
  bool handed_in = false, corrected = false;
  for (int i = 0; i < 300; i++) {
    int roll = rand_r(&seed) % 8;
    if (roll < 5) {
      handed_in ? send_back(world) : hand_in(world, roll < 2 ? "By hand" : NULL);
      handed_in = !handed_in;
    } else if (roll == 5 && !handed_in)
      ask_otherwise(world, 1);
    else if (roll == 6 && handed_in && !corrected)
      correct(world);
    corrected = roll == 6 ? handed_in : roll >= 5 && corrected;
    formers += compare(world);
  }
  assert_in_range(formers, 20, 280);
}

static const struct CMUnitTest tests[] = {TEST(a_long_life_costs_no_more), TEST(what_nobody_sent_is_not_looked_for),
                                          TEST(random_lives_are_told_alike)};
MAIN_OF(tests)
