// S3: one microstep. W3C SCXML D, exitStates, executeTransitionContent, enterStates. Leave in reverse document order, act, enter in
// document order. States are numbered in document order, so sets of states are flags and both orders are loops.
#include "chart/internal.h"

#include <string.h>

// Marks a state and what comes active with it: D, addDescendantStatesToEnter.
static void mark_below(struct machine *machine, int state);

static bool has_marked(const struct machine *machine, int state) {
  for (int i = state; i <= machine->chart->states[state].last; i++)
    if (machine->entering[i]) return true;
  return false;
}

static void mark_regions(struct machine *machine, int parallel) {
  for (int child = parallel + 1; child <= machine->chart->states[parallel].last; child = state_after(machine->chart, child))
    if (!has_marked(machine, child)) mark_below(machine, child);
}

// D, addAncestorStatesToEnter. An ancestor that is parallel brings its other regions along.
static void mark_above(struct machine *machine, int state, int up_to) {
  for (int above = machine->chart->states[state].parent; above != up_to; above = machine->chart->states[above].parent) {
    machine->entering[above] = true;
    if (machine->chart->states[above].kind == KIND_PARALLEL) mark_regions(machine, above);
  }
}

static void mark_below(struct machine *machine, int state) {
  const struct chart_state *row = &machine->chart->states[state];
  machine->entering[state] = true;
  if (row->kind == KIND_PARALLEL) mark_regions(machine, state);
  if (row->kind != KIND_COMPOUND) return;
  mark_below(machine, row->initial);
  mark_above(machine, row->initial, state);
}

static void mark_entering(struct machine *machine) {
  const struct chart *chart = machine->chart;
  for (int i = 0; i < machine->enabled_count; i++) {
    const struct chart_transition *transition = &chart->transitions[machine->enabled[i]];
    if (transition->domain != NO_STATE) mark_below(machine, transition->target);
  }
  for (int i = 0; i < machine->enabled_count; i++) {
    const struct chart_transition *transition = &chart->transitions[machine->enabled[i]];
    if (transition->domain == NO_STATE) continue;
    mark_above(machine, transition->target, transition->domain);
    // The root is the one domain that may be parallel: all of its regions were left, so all are entered.
    if (chart->states[transition->domain].kind == KIND_PARALLEL) mark_regions(machine, transition->domain);
  }
}

static void mark_leaving(struct machine *machine) {
  for (int i = 0; i < machine->enabled_count; i++) {
    int domain = machine->chart->transitions[machine->enabled[i]].domain;
    if (domain == NO_STATE) continue;
    for (int state = domain + 1; state <= machine->chart->states[domain].last; state++)
      if (machine->config->activation[state]) machine->leaving[state] = true;
  }
}

static bool leave_all(struct machine *machine) {
  machine->doing = "leaving";
  for (int state = machine->chart->state_count - 1; state >= 0; state--) {
    if (!machine->leaving[state]) continue;
    machine->leaving[state] = false;
    machine->owner = state;
    if (!machine_effect(machine, EFFECT_EXIT, state) || !actions_run(machine, machine->chart->states[state].exit)) return false;
    machine->config->activation[state] = 0;
  }
  return true;
}

// S4, D: a final child makes its parent done; a parallel state is done when its last region ends, and may be a region itself.
static bool raise_done(struct machine *machine, int final) {
  const struct chart_state *states = machine->chart->states;
  int state = states[final].parent;
  if (state != ROOT && !machine_raise(machine, states[state].done, state)) return false;
  for (state = states[state].parent; state > ROOT && states[state].kind == KIND_PARALLEL; state = states[state].parent) {
    if (!config_is_in_final(machine->chart, machine->config, state)) return true;
    if (!machine_raise(machine, states[state].done, state)) return false;
  }
  return true;
}

static bool enter_all(struct machine *machine) {
  machine->doing = "entering";
  for (int state = 0; state < machine->chart->state_count; state++) {
    if (!machine->entering[state]) continue;
    machine->entering[state] = false;
    machine->owner = state;
    machine->config->activation[state] = ++machine->config->entered;
    if (!machine_effect(machine, EFFECT_ENTER, state) || !actions_run(machine, machine->chart->states[state].entry)) return false;
    if (machine->chart->states[state].kind == KIND_FINAL && !raise_done(machine, state)) return false;
  }
  return true;
}

static void take_up(struct machine *machine, const struct chart_transition *transition) {
  const char *label = json_text(transition->spec, "label"), *event = json_text(transition->spec, "event");
  machine->owner = transition->source;
  machine->doing = "taking";
  machine->taking = label ? label : event ? event : "the next step";
}

// The form's values become fields before anything of the transition runs.
static bool fill_form(struct machine *machine, const struct chart_transition *transition) {
  if (!machine->is_outside) return true;
  const json_t *data = json_object_get(machine->outside, "data"), *item;
  size_t i;
  json_array_foreach(transition->form, i, item) {
    json_t *value = json_object_get(data, json_text(item, "field"));
    const json_t *field = chart_field(machine->chart, json_text(item, "field"));
    struct err err;
    if (!value) continue;
    if (!field) return machine_fail(machine, "\"%s\" asks for a field that its workflow does not have.", machine->taking);
    if (!machine_set(machine, field, json_incref(value), &err))
      return machine_fail(machine, "\"%s\" could not be taken: %s.", machine->taking, err.text);
  }
  return true;
}

static bool take_all(struct machine *machine) {
  for (int i = 0; i < machine->enabled_count; i++) {
    const struct chart_transition *transition = &machine->chart->transitions[machine->enabled[i]];
    take_up(machine, transition);
    struct effect *effect = machine_effect(machine, EFFECT_TAKE, transition->source);
    if (!effect) return false;
    effect->spec = transition->spec;
    if (!fill_form(machine, transition)) return false;
  }
  return true;
}

static bool act_all(struct machine *machine) {
  for (int i = 0; i < machine->enabled_count; i++) {
    take_up(machine, &machine->chart->transitions[machine->enabled[i]]);
    if (!actions_run(machine, machine->chart->transitions[machine->enabled[i]].actions)) return false;
  }
  return true;
}

bool microstep_run(struct machine *machine) {
  mark_leaving(machine);
  if (!take_all(machine) || !leave_all(machine) || !act_all(machine)) return false;
  mark_entering(machine);
  return enter_all(machine);
}

bool microstep_enter_initial(struct machine *machine) {
  mark_below(machine, ROOT);
  return enter_all(machine);
}
