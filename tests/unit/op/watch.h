// Shared by the tests of an item's deadlines: one item W of the workflow `watch`, which has one of every kind of deadline, on a board whose
// clock begins on Thursday 1 September 2016; and its answers in short, to be compared with dates counted by hand.
#ifndef WAYMARK_TESTS_OP_WATCH_H
#define WAYMARK_TESTS_OP_WATCH_H
#include "fixture.h"

static inline int watch_make(void **state) {
  if (world_make(state)) return 1;
  world_publish(*state, "watch");
  done(*state,
       "{'op':'case.start','as':'m.test','workflow':'watch','ref':'W','data':{'text':'x','due':'2016-09-30','anchor':'2016-08-31'}}");
  return 0;
}
#define WATCH(name) cmocka_unit_test_setup_teardown(name, watch_make, world_end)

static inline void at(struct world *world, const char *instant) { done(world, "{'op':'timers.run','until':'%s'}", instant); }

static inline void send(struct world *world, const char *event, const char *data) {
  done(world, "{'op':'case.send','as':'m.test','case':'W','event':'%s','data':{%s}}", event, data);
}

static inline json_t *all(struct world *world, const char *what_if) {
  return ask(world, "{'op':'case.deadline','case':'W','what_if':[%s]}", what_if);
}

static inline json_t *one(struct world *world, const char *name, const char *what_if) {
  return ask(world, "{'op':'case.deadline','case':'W','name':'%s','what_if':[%s]}", name, what_if);
}

// "2016-09-28 late/R0; - papers: WHY; ", in the order of the answer. Valid until the next call.
static inline const char *listed(struct world *world, const char *what_if) {
  static char text[3000];
  json_t *answer = all(world, what_if), *row;
  size_t i, size = 0;
  text[0] = '\0';
  json_array_foreach(json_object_get(answer, "deadlines"), i, row) {
    const char *day = json_text(row, "local"), *why = json_text(row, "missing");
    size += (size_t)snprintf(text + size, sizeof text - size, "%s %s%s%s; ", day ? day : "-", json_text(row, "name"), why ? ": " : "",
                             why ? why : "");
  }
  json_decref(answer);
  return text;
}

// What a member of one deadline says: "shown", "missing", "rule", ... Valid until the next call.
static inline const char *said(struct world *world, const char *name, const char *what_if, const char *member) {
  static char text[600];
  json_t *answer = one(world, name, what_if);
  snprintf(text, sizeof text, "%s", json_text(answer, member) ? json_text(answer, member) : "nothing");
  json_decref(answer);
  return text;
}

static inline const char *why(struct world *world, const char *name) { return said(world, name, "", "missing"); }

// Its days as "09-01 09-02:1 of 5 09-03:Saturday". Valid until the next call.
static inline const char *days(struct world *world, const char *name, const char *what_if) {
  static char text[2000];
  json_t *answer = one(world, name, what_if), *day;
  size_t i, size = 0;
  json_array_foreach(json_object_get(answer, "receipt"), i, day) {
    const char *stopped = json_text(day, "stopped"), *skipped = json_text(day, "why"), *note = json_text(day, "note");
    const char *of = stopped ? stopped : skipped ? skipped : json_flag(day, "counted") ? note : NULL;
    size += (size_t)snprintf(text + size, sizeof text - size, "%s%s%s%s", i ? " " : "", json_text(day, "date") + 5, of ? ":" : "",
                             of ? of : "");
  }
  json_decref(answer);
  return text;
}
#endif
