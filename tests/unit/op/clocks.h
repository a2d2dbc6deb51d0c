// Shared by the tests of a machine's clock: a board on the real clock whose clocks are three numbers of the test's, and an item K-1 with a
// moment two hours ahead, whose timer adds 100 to its count.
#ifndef WAYMARK_TESTS_OP_CLOCKS_H
#define WAYMARK_TESTS_OP_CLOCKS_H
#include "fixture.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };
static const int64_t DAY = 24 * (int64_t)HOUR;
static const int64_t START = INT64_C(1472720400000); // 2016-09-01T09:00:00Z

static struct {
  int64_t wall_ms, steady_ms;
  bool is_synchronised;
  int asked;   // how often the machine was asked for that
  int tick_ms; // the wall clock goes on by this each time it is asked
} clocks;

static inline int64_t wall(void *user) {
  (void)user;
  return clocks.wall_ms += clocks.tick_ms;
}
static inline int64_t steady(void *user) {
  (void)user;
  return clocks.steady_ms;
}
static inline bool vouches(void *user) {
  (void)user;
  clocks.asked++;
  return clocks.is_synchronised;
}

static inline int make_clocks(void **state, bool manual_clock) {
  clocks.wall_ms = START;
  clocks.steady_ms = 5 * HOUR;
  clocks.is_synchronised = false;
  clocks.tick_ms = 0;
  struct env env = env_system();
  env.now_ms = wall;
  env.steady_ms = steady;
  env.is_synchronised = vouches;
  return world_make_in(state, env, manual_clock);
}

static inline int make(void **state) {
  make_clocks(state, false);
  done(*state, "{'op':'case.send','as':'o.owner','case':'K-1','event':'set_moment','data':{'moment':'2016-09-01T11:00:00Z'}}");
  return 0;
}

static inline void pass(int64_t ms) { clocks.wall_ms += ms, clocks.steady_ms += ms; }
static inline void leap(int64_t ms) { clocks.wall_ms += ms; }

static inline bool keep_clock(void *user, json_t *entry) {
  json_t *part = json_array_get(json_object_get(entry, "payload"), 0);
  if (json_number(entry, "kind", 0) == ENTRY_CLOCK) {
    json_t *note = json_copy(json_object_get(part, "value"));
    json_put_number(note, "recorded", json_number(entry, "recorded", 0));
    json_put_text(note, "actor", json_text(entry, "actor"));
    json_array_append_new(user, note);
  }
  return true;
}

// The board's clock entries, in order. A new reference.
static inline json_t *surprises(struct world *world) {
  struct err err;
  json_t *notes = json_array();
  assert_true(journal_each(world->board->store, NULL, keep_clock, notes, &err));
  return notes;
}

// Their words, "held released". Valid until the next call.
static inline const char *words(struct world *world) {
  static char text[200];
  json_t *notes = surprises(world), *note;
  size_t i, size = 0;
  text[0] = '\0';
  json_array_foreach(notes, i, note) size +=
      (size_t)snprintf(text + size, sizeof text - size, "%s%s", i ? ", " : "", json_text(note, "what"));
  json_decref(notes);
  return text;
}

static inline size_t fires(struct world *world) {
  json_t *answer = ask(world, "{'op':'timers.run'}");
  size_t count = json_array_size(json_object_get(answer, "fired"));
  json_decref(answer);
  return count;
}

static inline bool is_held(struct world *world) {
  json_t *status = ask(world, "{'op':'board.show'}"), *next = ask(world, "{'op':'timers.next'}"),
         *shown = ask(world, "{'op':'clock.show'}");
  bool held = json_text(status, "held") != NULL;
  assert_int_equal(held, json_text(next, "held") != NULL);
  assert_int_equal(held, json_text(shown, "held") != NULL);
  json_decref(status);
  json_decref(next);
  json_decref(shown);
  return held;
}

static inline void send(struct world *world, const char *event) {
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'%s'}", event);
}

#define REAL(name) cmocka_unit_test_setup_teardown(name, make, world_end)
#endif
