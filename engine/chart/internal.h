// What the files of stepping share: the compiled chart, and the machine that one macrostep runs on. Not for other layers.
#ifndef WAYMARK_CHART_INTERNAL_H
#define WAYMARK_CHART_INTERNAL_H
#include "chart/chart.h"
#include "chart/field.h"
#include "chart/step.h"

#include <stdbool.h>
#include <stdint.h>

// States are numbered in document order, parents first, so the descendants of `s` are exactly s+1 .. last and
// "in document order" is a loop upwards. The root is 0. Names of events are numbered too: matching compares integers.
enum { ROOT = 0, NO_STATE = -1, NO_EVENT = -1 };

enum chart_kind { KIND_ATOMIC, KIND_COMPOUND, KIND_PARALLEL, KIND_FINAL };

struct chart_transition {
  int source;
  int target; // NO_STATE: it stays where it is
  int domain; // what it exits is every active state below this one; NO_STATE: nothing
  int event;  // NO_EVENT: eventless
  const json_t *spec, *guard, *actions, *form;
};

struct chart_state {
  const json_t *spec, *entry, *exit;
  const char *id, *title;
  enum chart_kind kind;
  int parent, last, initial;
  const char *done;                       // "done.state.ID"; NULL where nothing is ever done
  int transition_first, transition_count; // `on` and `always`; a timer's transitions belong to the timer
  int timer_first, timer_count;
};

struct chart_timer_row {
  struct chart_timer timer;
  int transition_first, transition_count; // none for a rung
};

struct chart {
  json_t *definition;
  json_t *states_by_id, *fields_by_name, *roles_by_name, *ladders_by_name, *events_by_name;
  json_t *names; // texts made here that others borrow
  struct chart_state *states;
  struct chart_transition *transitions;
  struct chart_timer_row *timers;
  int state_count, transition_count, timer_count, event_count;
};

struct config {
  int state_count;
  int64_t entered;      // activations handed out so far
  int64_t activation[]; // by state; 0: inactive
};

static inline bool state_is_below(const struct chart *chart, int state, int ancestor) {
  return state > ancestor && state <= chart->states[ancestor].last;
}
static inline int state_after(const struct chart *chart, int state) {
  return chart->states[state].last + 1;
} // its next sibling, or past the parent
int chart_event_find(const struct chart *chart, const char *name); // NO_EVENT when no state handles it

bool config_is_in_final(const struct chart *chart, const struct config *config, int state); // Appendix D: isInFinalState

// One macrostep at work. Nothing of it is seen outside until it ended well: that is the whole of rolling back (S6).
struct machine {
  const struct chart *chart;
  const struct step_host *host;
  struct config *config;
  json_t *fields;  // shared with the caller until the first change
  bool fields_own; // from then on ours alone
  json_t *event;   // the event that runs now, {} for none; guards and actions see it
  json_t *outside; // the event that came from outside; {} for none
  const char *today;
  int64_t now_ms;
  int event_number;
  bool is_outside;    // the outside event is being selected for: its form values are laid over the fields
  const char **queue; // internal events; from queue_next on they wait
  int queue_count, queue_next, queue_capacity;
  int *enabled; // transitions, in the order of their selection
  int enabled_count;
  unsigned char *asked;     // by transition: 1 + what its guard answered in this selection; 0: not asked
  bool *entering, *leaving; // by state; all false between microsteps
  int microsteps, effect_capacity;
  int owner;          // the state whose actions run
  const char *doing;  // "entering", "leaving", "taking": for sentences
  const char *taking; // the label of the transition
  struct step_result *result;
};

// machine.c: what changes while it runs
void machine_init(struct machine *machine, const struct chart *chart, const struct step_host *host, struct step_result *result);
void machine_clear(struct machine *machine);
struct step_view machine_view(const struct machine *machine, const json_t *fields);
struct effect *machine_effect(struct machine *machine, enum effect_kind kind,
                              int state); // NULL when the bound is passed; it has failed then
bool machine_set(struct machine *machine, const json_t *field, json_t *value, struct err *err); // takes over value; null empties
bool machine_raise(struct machine *machine, const char *event, int state);                      // the name is borrowed from the chart
bool machine_fail(struct machine *machine, const char *format, ...)
    __attribute__((format(printf, 2, 3))); // the first sentence stays; false

// select.c: which transitions are enabled (S2)
void select_for_event(struct machine *machine);
void select_eventless(struct machine *machine);
void select_of_timer(struct machine *machine, const struct chart_timer_row *timer);
bool select_is_theirs(const struct machine *machine, const struct chart_transition *transition);
json_t *select_fields(const struct machine *machine, const struct chart_transition *transition); // what its guard sees; a new reference

// microstep.c: leave, act, enter (S3)
bool microstep_run(struct machine *machine);
bool microstep_enter_initial(struct machine *machine);

// action.c
bool actions_run(struct machine *machine, const json_t *actions);
bool action_open(struct machine *machine, const char *workflow, json_t *fields); // takes over fields

// value.c: a new reference
json_t *value_evaluate(const struct step_view *view, const json_t *value, struct err *err);

// evidence.c: the three actions on evidence items
bool evidence_attach(struct machine *machine, struct err *err);
bool evidence_grade(struct machine *machine, struct err *err);
bool evidence_withdraw(struct machine *machine, struct err *err);
bool evidence_counts(const json_t *item); // it was not withdrawn
int evidence_level(const char *level);    // 0 output .. 3 outcome; -1 when it is none

// reason.c: sentences for what did not happen (S9)
void reason_event(struct machine *machine, const char *event, struct buf *out);
void reason_timer(struct machine *machine, const struct chart_timer_row *timer, int state, const char *name,
                  struct buf *out); // `timer` may be NULL
#endif
