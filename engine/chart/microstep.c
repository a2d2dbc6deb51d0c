// S3: one microstep. W3C SCXML D, exitStates, executeTransitionContent, enterStates. Leave in reverse document order, act, enter in
// document order. Only what is left, taken and entered is looked at.
#include "chart/machine_internal.h"

// An active atomic state below the domain and what is above it, up to there; what is marked already has its ancestors marked too.
static void mark_leaving(struct machine *machine, int state, int domain) {
  for (; state != domain && !(machine->marks[state] & MARK_LEAVE); state = machine->chart->states[state].parent) {
    machine->marks[state] |= MARK_LEAVE;
    machine->entering[machine->entering_count++] = state;
  }
}

static void mark_all_leaving(struct machine *machine) {
  const struct config *config = machine->config;
  for (int i = 0; i < machine->enabled_count; i++) {
    int domain = transition_domain(machine, &machine->chart->transitions[machine->enabled[i]]);
    if (domain == NO_STATE) continue;
    for (int k = config_first_below(config, domain); k < config->atomic_count; k++) {
      if (!state_is_below(machine->chart, config_atomics(config)[k], domain)) break;
      mark_leaving(machine, config_atomics(config)[k], domain);
    }
  }
}

static bool leave(struct machine *machine, int state) {
  if (machine->marks[state] & MARK_TO_INVOKE) machine->to_invoke--;
  machine->marks[state] &= (unsigned char)~(MARK_LEAVE | MARK_TO_INVOKE);
  machine->owner = state;
  if (!machine_effect(machine, EFFECT_EXIT, state) || !actions_run(machine, &machine->chart->states[state].exit)) return false;
  if (machine->live_count) invoke_cancel(machine, state);
  machine->config->activation[state] = 0;
  machine->config_serial++;
  return true;
}

// D, exitStates: histories remember before anything runs. The list is the one that entering uses afterwards.
static bool leave_marked(struct machine *machine) {
  int count = machine->entering_count;
  bool ok = true;
  states_sort(machine->entering, count);
  machine->doing = DOING_LEAVE;
  machine->entering_count = 0;
  for (int i = 0; machine->chart->memory_size && i < count; i++) config_record(machine->chart, machine->config, machine->entering[i]);
  for (int i = count; ok && i-- > 0;) ok = leave(machine, machine->entering[i]);
  if (ok) config_left(machine->config);
  return ok;
}

// The form's values become fields before anything of the transition runs.
static bool fill_form(struct machine *machine, const struct chart_transition *transition) {
  const json_t *data = json_object_get(machine->outside, "data"), *item;
  const char *label = json_text(transition->spec, "label"), *event = json_text(transition->spec, "event");
  size_t i;
  label = label ? label : event ? event : "the next step";
  json_array_foreach(transition->form, i, item) {
    const char *name = json_text(item, "field");
    json_t *value = json_object_get(data, name);
    const struct field *field = chart_field_row(machine->chart, name);
    struct err err;
    if (!value) continue;
    if (!field) return machine_fail(machine, "\"%s\" asks for a field that its workflow does not have.", label);
    if (!machine_fill(machine, field, value, &err)) return machine_fail(machine, "\"%s\" could not be taken: %s.", label, err.text);
  }
  return true;
}

static void take_up(struct machine *machine, const struct chart_transition *transition) {
  machine->owner = transition->source;
  machine->doing = DOING_TAKE;
  machine->taking = transition;
}

static bool take_all(struct machine *machine) {
  for (int i = 0; i < machine->enabled_count; i++) {
    const struct chart_transition *transition = &machine->chart->transitions[machine->enabled[i]];
    take_up(machine, transition);
    struct effect *effect = machine_effect(machine, EFFECT_TAKE, transition->source);
    if (!effect) return false;
    effect->spec = transition->spec;
    if (transition->form && machine->is_outside && !fill_form(machine, transition)) return false;
  }
  return true;
}

static bool act_all(struct machine *machine) {
  for (int i = 0; i < machine->enabled_count; i++) {
    const struct chart_transition *transition = &machine->chart->transitions[machine->enabled[i]];
    take_up(machine, transition);
    if (transition->actions.count && !actions_run(machine, &transition->actions)) return false;
  }
  return true;
}

bool microstep_run(struct machine *machine) {
  mark_all_leaving(machine);
  if (!take_all(machine) || !leave_marked(machine) || !act_all(machine)) return false;
  entry_mark_taken(machine);
  return entry_run(machine);
}

bool microstep_enter_initial(struct machine *machine) {
  entry_mark_initial(machine);
  return entry_run(machine);
}

// D, exitInterpreter.
bool microstep_leave_all(struct machine *machine) {
  for (int i = 0; i < machine->config->atomic_count; i++) mark_leaving(machine, config_atomics(machine->config)[i], NO_STATE);
  return leave_marked(machine);
}
