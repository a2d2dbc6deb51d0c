// S2: which transitions are enabled. W3C SCXML D, selectTransitions and removeConflictingTransitions: for each active atomic state in
// document order, the first transition on the way up whose guard is true; then the inner of two that conflict stays, else the first.
#include "chart/internal.h"

#include <string.h>

static bool is_persons(const struct chart_transition *transition) {
  return json_array_size(json_object_get(transition->spec, "by")) || json_array_size(json_object_get(transition->spec, "decided_by"));
}

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
json_t *select_fields(const struct machine *machine, const struct chart_transition *transition) {
  const json_t *data = json_object_get(machine->outside, "data");
  if (!machine->is_outside || json_object_size(data) == 0) return json_incref(machine->fields);
  json_t *fields = json_copy(machine->fields);
  if (is_persons(transition))
    lay_over(fields, transition->form, data);
  else
    for (int i = 0; i < machine->chart->transition_count; i++) {
      const struct chart_transition *other = &machine->chart->transitions[i];
      if (other->event == machine->event_number && machine->config->activation[other->source]) lay_over(fields, other->form, data);
    }
  return fields;
}

// R1: a person's move that is not the sender's to take counts as not enabled, whatever its guard says.
bool select_is_theirs(const struct machine *machine, const struct chart_transition *transition) {
  const struct step_host *host = machine->host;
  return !machine->is_outside || !host || !host->may || !is_persons(transition) || host->may(host->may_user, transition->spec);
}

// Guards are pure, so one that stands on an ancestor of several atomic states is asked once a selection.
static bool is_open(struct machine *machine, int number) {
  const struct chart_transition *transition = &machine->chart->transitions[number];
  if (!select_is_theirs(machine, transition)) return false;
  if (!transition->guard) return true;
  if (!machine->asked[number]) {
    json_t *fields = select_fields(machine, transition);
    struct step_view view = machine_view(machine, fields);
    machine->asked[number] = (unsigned char)(1 + guard_judge(transition->guard, &view, machine->host, NULL));
    json_decref(fields);
  }
  return machine->asked[number] == 1 + TRUTH_TRUE;
}

static int first_open(struct machine *machine, int first, int count, int event) {
  for (int i = first; i < first + count; i++)
    if (machine->chart->transitions[i].event == event && is_open(machine, i)) return i;
  return -1;
}

static int first_above(struct machine *machine, int atomic, int event) {
  for (int state = atomic; state != NO_STATE; state = machine->chart->states[state].parent) {
    const struct chart_state *row = &machine->chart->states[state];
    int found = first_open(machine, row->transition_first, row->transition_count, event);
    if (found >= 0) return found;
  }
  return -1;
}

// Exit sets are the active states below two domains of one tree, so they meet exactly when one domain holds the other;
// below a domain something is always active. A transition without a target exits nothing and conflicts with nothing.
static bool conflict(const struct chart *chart, const struct chart_transition *a, const struct chart_transition *b) {
  if (a->domain == NO_STATE || b->domain == NO_STATE) return false;
  return a->domain == b->domain || state_is_below(chart, a->domain, b->domain) || state_is_below(chart, b->domain, a->domain);
}

// Adds one, in the order of the atomic states: it gives way to an earlier one unless its source lies inside that one's.
static void enable(struct machine *machine, int number) {
  const struct chart *chart = machine->chart;
  const struct chart_transition *transition = &chart->transitions[number];
  for (int i = 0; i < machine->enabled_count; i++) {
    const struct chart_transition *earlier = &chart->transitions[machine->enabled[i]];
    if (machine->enabled[i] == number) return;
    if (conflict(chart, transition, earlier) && !state_is_below(chart, transition->source, earlier->source)) return;
  }
  int kept = 0;
  for (int i = 0; i < machine->enabled_count; i++)
    if (!conflict(chart, transition, &chart->transitions[machine->enabled[i]])) machine->enabled[kept++] = machine->enabled[i];
  machine->enabled[kept++] = number;
  machine->enabled_count = kept;
}

static void select_all(struct machine *machine, int event) {
  machine->enabled_count = 0;
  memset(machine->asked, 0, (size_t)machine->chart->transition_count);
  for (int state = 0; state < machine->chart->state_count; state++) {
    if (!machine->config->activation[state] || machine->chart->states[state].last != state) continue;
    int found = first_above(machine, state, event);
    if (found >= 0) enable(machine, found);
  }
}

void select_for_event(struct machine *machine) {
  machine->enabled_count = 0;
  if (machine->event_number != NO_EVENT) select_all(machine, machine->event_number);
}

void select_eventless(struct machine *machine) { select_all(machine, NO_EVENT); }

void select_of_timer(struct machine *machine, const struct chart_timer_row *timer) {
  memset(machine->asked, 0, (size_t)machine->chart->transition_count);
  int found = first_open(machine, timer->transition_first, timer->transition_count, NO_EVENT);
  machine->enabled_count = found >= 0;
  if (found >= 0) machine->enabled[0] = found;
}
