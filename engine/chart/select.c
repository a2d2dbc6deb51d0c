// S2: which transitions are enabled. W3C SCXML D, selectTransitions and removeConflictingTransitions: for each active atomic state in
// document order, the first transition on the way up whose guard is true; then the inner of two that conflict stays, else the first.
#include "chart/machine_internal.h"

#include <string.h>

static void lay_over(json_t *fields, const json_t *form, const json_t *data) {
  size_t i;
  const json_t *item;
  json_array_foreach(form, i, item) {
    const char *name = json_text(item, "field");
    json_t *value = json_object_get(data, name);
    if (value) json_object_set(fields, name, value);
  }
}

// A person's move is judged on what its own form will set, so that nobody passes a guard with values that are then thrown away.
// A reaction of another region to the same event is judged on what any form of the event may set.
json_t *select_fields(struct machine *machine, const struct chart_transition *transition) {
  const json_t *data = json_object_get(machine->outside, "data");
  if (!machine->is_outside || json_object_size(data) == 0) return json_incref(machine_fields(machine));
  json_t *fields = json_copy(machine_fields(machine));
  if (transition->persons)
    lay_over(fields, transition->form, data);
  else
    for (int i = 0; i < machine->chart->transition_count; i++) {
      const struct chart_transition *other = &machine->chart->transitions[i];
      bool same =
          machine->config->activation[other->source] && transition_wants(machine->chart, other, machine->event_number, machine->event_name);
      if (same) lay_over(fields, other->form, data);
    }
  return fields;
}

// R1: a person's move that is not the sender's to take counts as not enabled, whatever its guard says.
bool select_is_theirs(const struct machine *machine, const struct chart_transition *transition) {
  const struct step_host *host = machine->host;
  return !machine->is_outside || !host || !host->may || !transition->persons || host->may(host->may_user, transition->spec);
}

// Most conditions of a session look at fields and states only: then no object of the fields is made for them.
static enum truth judge_native(struct machine *machine, const struct guard *guard) {
  struct step_view view = {.chart = machine->chart, .config = machine->config, .slots = machine->slots, .now_ms = machine->now_ms};
  return guard_answer(guard, &view, NULL, NULL);
}

// In an SCXML chart a condition that cannot be judged raises error.execution (5.9.1).
static enum truth judge(struct machine *machine, const struct chart_transition *transition) {
  if (machine->slots && transition->guard->native) return judge_native(machine, transition->guard);
  json_t *fields = select_fields(machine, transition);
  struct step_view view = machine_view(machine, fields);
  struct buf why = {0};
  bool threw = false;
  view.threw = &threw;
  enum truth truth = guard_answer(transition->guard, &view, machine->host, machine->chart->is_scxml ? &why : NULL);
  machine->owner = transition->source;
  if (threw) machine_error(machine, "error.execution", why.data);
  buf_clear(&why);
  json_decref(fields);
  return truth;
}

// Guards are pure, so one that stands on an ancestor of several atomic states is asked once a selection.
static bool is_open(struct machine *machine, int number) {
  const struct chart_transition *transition = &machine->chart->transitions[number];
  if (!select_is_theirs(machine, transition)) return false;
  if (!transition->guard) return true;
  if (machine->asked_in[number] != machine->selection) {
    machine->asked_in[number] = machine->selection;
    machine->answers[number] = (unsigned char)judge(machine, transition);
  }
  return machine->answers[number] == TRUTH_TRUE;
}

static int first_open(struct machine *machine, int first, int count, int event) {
  for (int i = first; i < first + count; i++)
    if (transition_wants(machine->chart, &machine->chart->transitions[i], event, machine->event_name) && is_open(machine, i)) return i;
  return -1;
}

// Only states that have transitions of the kind are looked at on the way up.
static int first_above(struct machine *machine, int atomic, int event) {
  const struct chart_state *states = machine->chart->states;
  for (int state = atomic; state != NO_STATE; state = states[state].parent) {
    state = event == NO_EVENT ? states[state].eventless : states[state].handler;
    if (state == NO_STATE) break;
    int found = first_open(machine, states[state].transition_first, states[state].transition_count, event);
    if (found >= 0) return found;
  }
  return -1;
}

// Exit sets are the active states below two domains of one tree, so they meet exactly when one domain holds the other;
// below a domain something is always active. A transition without a target exits nothing and conflicts with nothing.
static bool conflict(const struct machine *machine, const struct chart_transition *a, const struct chart_transition *b) {
  int one = transition_domain(machine, a), other = transition_domain(machine, b);
  if (one == NO_STATE || other == NO_STATE) return false;
  return one == other || state_is_below(machine->chart, one, other) || state_is_below(machine->chart, other, one);
}

// Those that conflict with a new one stand last among those that leave something: domains do not overlap and come in document order, and
// the new one's holds an atomic state that comes after all before it. Answers where they begin; -1: the new one gives way, because its
// source does not lie inside that of one of them.
static int first_conflict(const struct machine *machine, const struct chart_transition *transition) {
  const struct chart *chart = machine->chart;
  int first = machine->enabled_count;
  for (int i = transition->targets.count ? first : 0; i-- > 0;) {
    const struct chart_transition *earlier = &chart->transitions[machine->enabled[i]];
    if (earlier->targets.count == 0) continue;
    if (!conflict(machine, transition, earlier)) break;
    if (!state_is_below(chart, transition->source, earlier->source)) return -1;
    first = i;
  }
  return first;
}

// Adds one, in the order of the atomic states: it gives way to an earlier one unless its source lies inside that one's. One that was
// selected for an earlier atomic state is there already or has given way.
static void enable(struct machine *machine, int number) {
  const struct chart_transition *transition = &machine->chart->transitions[number];
  if (machine->enabled_in[number] == machine->selection) return;
  machine->enabled_in[number] = machine->selection;
  int kept = first_conflict(machine, transition);
  if (kept < 0) return;
  for (int i = kept; i < machine->enabled_count; i++)
    if (machine->chart->transitions[machine->enabled[i]].targets.count == 0) machine->enabled[kept++] = machine->enabled[i];
  machine->enabled[kept++] = number;
  machine->enabled_count = kept;
}

static void select_all(struct machine *machine, int event) {
  const int *atomics = config_atomics(machine->config);
  machine->enabled_count = 0;
  machine->selection++;
  for (int i = 0; i < machine->config->atomic_count; i++) {
    int found = first_above(machine, atomics[i], event);
    if (found >= 0) enable(machine, found);
  }
}

void select_for_event(struct machine *machine) { select_all(machine, machine->event_number); }

void select_eventless(struct machine *machine) {
  machine->enabled_count = 0;
  if (machine->chart->has_eventless) select_all(machine, NO_EVENT);
}

void select_of_timer(struct machine *machine, const struct chart_timer_row *timer) {
  machine->selection++;
  int found = first_open(machine, timer->transition_first, timer->transition_count, NO_EVENT);
  machine->enabled_count = found >= 0;
  if (found >= 0) machine->enabled[0] = found;
}
