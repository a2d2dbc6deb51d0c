// What the files of stepping share: the compiled chart. The machine that steps it: machine_internal.h. Not for other layers.
#ifndef WAYMARK_CHART_INTERNAL_H
#define WAYMARK_CHART_INTERNAL_H
#include "base/mem.h"
#include "chart/chart.h"
#include "chart/field.h"
#include "chart/step.h"

#include <stdbool.h>
#include <stdint.h>

// States are numbered in document order, parents first, so the descendants of `s` are exactly s+1 .. last and
// "in document order" is a loop upwards. The root is 0. Names of events are numbered too: matching compares integers.
enum { ROOT = 0, NO_STATE = -1, NO_EVENT = -1, UNKNOWN_EVENT = -2, WORKED_OUT = -2 };

enum chart_kind { KIND_ATOMIC, KIND_COMPOUND, KIND_PARALLEL, KIND_FINAL, KIND_HISTORY };

// ---- conditions and actions, compiled (guard.c, action.c): what their JSON says, looked up once

enum guard_parts { PARTS_NONE, PARTS_ALL, PARTS_ANY, PARTS_NO };

struct guard {
  enum truth (*judge)(const struct guard *guard, const struct step_view *view, struct buf *reason); // NULL: the host's, or of parts
  enum guard_parts parts;
  const json_t *spec, *value;
  const struct field *field; // NULL: it names none that there is
  const struct field *other; // what it is compared with
  const char *name;          // of the field
  size_t name_size;
  int64_t count;
  int number;   // a state, or a level of evidence
  bool literal; // `value` needs no working out
  bool native;  // it and its parts look at fields and states only, by slots where there are some
  struct guard *part;
  int part_count;
};

struct action;
struct actions {
  struct action *items;
  int count;
};

struct machine;
struct action {
  bool (*run)(struct machine *machine, const struct action *action, struct err *err);
  const json_t *spec, *value;
  const struct field *field;
  const char *name; // of the field
  bool literal;     // `value` needs no working out
  int event;        // what it raises
  struct guard *guard;
  struct actions parts; // of a block, a loop; of `if` its branches, each an action with guard and parts
};

// ---- the chart

struct targets {
  int *items;
  int count;
};

struct chart_transition {
  int source;
  struct targets targets; // none: it stays where it is
  int domain;             // what it exits is every active state below this one; NO_STATE: nothing; WORKED_OUT: hangs on a history
  int event;              // NO_EVENT: eventless; UNKNOWN_EVENT: patterns only
  const char *patterns;   // event descriptors that are more than one name; NULL: none
  unsigned char *known;   // by number of event: do the patterns match it?
  bool internal, persons; // persons: somebody's to take
  const json_t *spec, *form;
  struct guard *guard;
  struct actions actions;
};

struct chart_invoke {
  const json_t *spec;
  struct actions finalize;
  bool finalizes, autoforward;
};

struct chart_state {
  const json_t *spec;
  const char *id, *title;
  enum chart_kind kind;
  bool deep; // a history
  int parent, last;
  int handler, eventless; // the nearest state, itself or above it, with transitions on events, and without; NO_STATE
  int recorded;           // a history's place in the memory of a configuration; of another the number of its histories
  struct targets initial;
  struct actions entry, exit, initial_actions;
  struct chart_invoke *invokes;
  int invoke_count;
  const json_t *data, *donedata;
  const char *done;                       // "done.state.ID"; NULL where nothing is ever done
  int done_event;                         // its number
  int transition_first, transition_count; // `on` and `always`; a timer's transitions belong to the timer; a history's is its default
  int timer_first, timer_count;
};

struct chart_timer_row {
  struct chart_timer timer;
  int transition_first, transition_count; // none for a rung
};

struct chart {
  json_t *definition;
  json_t *states_by_id, *fields_by_name, *roles_by_name, *ladders_by_name, *events_by_name;
  json_t *names;       // texts made here that others borrow
  json_t *group_names; // what a board calls its groups; NULL: nobody said
  json_t *event_names; // by number
  struct field *fields;
  struct chart_state *states;
  struct chart_transition *transitions;
  struct chart_timer_row *timers;
  struct actions scripts; // run once at load
  int state_count, transition_count, timer_count, event_count, field_count;
  int leaf_count; // atomic and final states: as many as can be active at once at the most
  bool has_eventless;
  int memory_size; // numbers that histories record at the most, each with its count
  bool is_scxml;   // an SCXML chart, not a workflow
  bool binds_late;
  bool asks; // a state asks parties for returns
};

static inline bool state_is_below(const struct chart *chart, int state, int ancestor) {
  return state > ancestor && state <= chart->states[ancestor].last;
}
static inline int state_after(const struct chart *chart, int state) {
  return chart->states[state].last + 1;
} // its next sibling, or past the parent
static inline bool state_is_leaf(const struct chart_state *row) { return row->kind == KIND_ATOMIC || row->kind == KIND_FINAL; }

// Room for one more than `count`, doubled at each power of two: a large chart whose lists grew one by one would be copied for every state.
static inline void *list_grow(void *items, int count, size_t size) {
  return count & (count - 1) ? items : mem_grow(items, count ? 2 * (size_t)count : 1, size);
}

int event_number_of(const struct chart *chart, const char *name);  // UNKNOWN_EVENT when the chart never names it
int chart_event_find(const struct chart *chart, const char *name); // NO_EVENT when the chart never names it
const struct field *chart_field_row(const struct chart *chart, const char *name);
bool chart_damaged(const struct chart *chart, struct err *err, const char *what, const char *name); // false
const char *chart_name_made(struct chart *chart, const char *before, const char *between, const char *after);
int chart_event_number(struct chart *chart, const char *name); // makes one

// transition.c: compiling them, and where they lead
bool transitions_compile(struct chart *chart, const json_t *list, int source, int *first, int *count, struct err *err);
// NULL, or the first that is not there.
const char *targets_compile(struct chart *chart, const json_t *spec, const char *one, const char *several, struct targets *targets);
void transition_clear(struct chart_transition *transition);

// timer.c: those of a state
bool timers_compile(struct chart *chart, int state, struct err *err);

// pattern.c: which names an event descriptor matches (SCXML 3.12.1)
bool pattern_is_exact(const char *descriptors, bool is_scxml);
bool pattern_matches(const char *descriptors, const char *name, bool is_scxml);
void patterns_resolve(struct chart *chart); // fills `known` once all events have numbers

// guard.c, action.c
void guard_compile(const struct chart *chart, const json_t *spec, struct guard *guard);
void guard_clear(struct guard *guard);
void actions_compile(struct chart *chart, const json_t *list, struct actions *actions);
void actions_clear(struct actions *actions);

// value.c
json_t *value_evaluate(const struct step_view *view, const json_t *value, struct err *err); // a new reference
bool value_is_literal(const json_t *value);

// evidence.c: its items
bool evidence_counts(const json_t *item); // it was not withdrawn
int evidence_level(const char *level);    // 0 output .. 3 outcome; -1 when it is none
#endif
