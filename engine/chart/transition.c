// Transitions compiled: where they lead, what they leave, which events they want.
#include "base/mem.h"
#include "chart/machine_internal.h"

#include <string.h>

static bool target_add(struct chart *chart, struct targets *targets, const char *id) {
  int state = id ? chart_state_find(chart, id) : NO_STATE;
  if (state <= ROOT) return false;
  targets->items = list_grow(targets->items, targets->count, sizeof(int));
  targets->items[targets->count++] = state;
  return true;
}

const char *targets_compile(struct chart *chart, const json_t *spec, const char *one, const char *several, struct targets *targets) {
  const json_t *list = json_object_get(spec, several), *target;
  const char *id = json_text(spec, one);
  size_t i;
  if (json_object_get(spec, one) && !target_add(chart, targets, id)) return id ? id : "";
  json_array_foreach(list, i, target) {
    id = json_string_value(target);
    if (!target_add(chart, targets, id)) return id ? id : "";
  }
  return NULL;
}

static bool holds(const struct chart *chart, const struct config *config, int state, const int *targets, int count);

// D, getEffectiveTargetStates: a history stands for what it remembers, or for its default. Without a configuration it is a state.
static bool holds_one(const struct chart *chart, const struct config *config, int state, int target) {
  const struct chart_state *row = &chart->states[target];
  if (row->kind != KIND_HISTORY || !config) return state_is_below(chart, target, state);
  const int *memory = config_memory(config) + row->recorded;
  const struct targets *at_first = &chart->transitions[row->transition_first].targets;
  return memory[0] ? holds(chart, config, state, memory + 1, memory[0]) : holds(chart, config, state, at_first->items, at_first->count);
}

static bool holds(const struct chart *chart, const struct config *config, int state, const int *targets, int count) {
  for (int i = 0; i < count; i++)
    if (!holds_one(chart, config, state, targets[i])) return false;
  return true;
}

// W3C SCXML D, getTransitionDomain: the nearest compound ancestor that holds source and targets. The root counts as one whatever
// its type, as <scxml> does: it is never exited, and a transition of its own moves within it.
static int domain_of(const struct chart *chart, const struct config *config, const struct chart_transition *transition) {
  int source = transition->source, count = transition->targets.count;
  const int *targets = transition->targets.items;
  if (count == 0) return NO_STATE;
  if (transition->internal && chart->states[source].kind == KIND_COMPOUND && holds(chart, config, source, targets, count)) return source;
  int state = source == ROOT ? ROOT : chart->states[source].parent;
  while (state != ROOT && !(chart->states[state].kind == KIND_COMPOUND && holds(chart, config, state, targets, count)))
    state = chart->states[state].parent;
  return state;
}

int transition_domain(const struct machine *machine, const struct chart_transition *transition) {
  return transition->domain != WORKED_OUT ? transition->domain : domain_of(machine->chart, machine->config, transition);
}

static bool leads_to_history(const struct chart *chart, const struct chart_transition *transition) {
  for (int i = 0; i < transition->targets.count; i++)
    if (chart->states[transition->targets.items[i]].kind == KIND_HISTORY) return true;
  return false;
}

static void name_tokens(struct chart *chart, const char *descriptors) {
  for (const char *at = descriptors; *at; at += strcspn(at, " ")) {
    at += strspn(at, " ");
    size_t size = strcspn(at, " ");
    char *token = mem_text_part(at, size);
    if (size && token[size - 1] != '*') chart_event_number(chart, token);
    mem_free(token);
  }
}

static void compile_event(struct chart *chart, struct chart_transition *transition, const char *event) {
  bool one = !strchr(event, ' ') && !strchr(event, '*');
  transition->event = one ? chart_event_number(chart, event) : UNKNOWN_EVENT;
  if (pattern_is_exact(event, chart->is_scxml)) return;
  transition->patterns = event;
  name_tokens(chart, event);
}

static bool add_transition(struct chart *chart, const json_t *spec, int source, struct err *err) {
  const char *event = json_text(spec, "event");
  struct chart_transition transition = {.spec = spec, .source = source, .event = NO_EVENT, .internal = json_flag(spec, "internal")};
  const json_t *guard = json_object_get(spec, "guard"), *form = json_object_get(spec, "form");
  const char *missing = targets_compile(chart, spec, "target", "targets", &transition.targets);
  bool ok = !missing || chart_damaged(chart, err, "a transition leads to a state that is not there:", missing);
  actions_compile(chart, json_object_get(spec, "actions"), &transition.actions);
  transition.domain = domain_of(chart, NULL, &transition);
  if (ok && leads_to_history(chart, &transition)) transition.domain = WORKED_OUT;
  if (event) compile_event(chart, &transition, event);
  transition.form = json_array_size(form) ? form : NULL;
  transition.persons = json_array_size(json_object_get(spec, "by")) || json_array_size(json_object_get(spec, "decided_by"));
  if (guard && !json_is_null(guard)) {
    transition.guard = mem_new(sizeof *transition.guard);
    guard_compile(chart, guard, transition.guard);
  }
  chart->transitions = list_grow(chart->transitions, chart->transition_count, sizeof *chart->transitions);
  chart->transitions[chart->transition_count++] = transition;
  return ok;
}

bool transitions_compile(struct chart *chart, const json_t *list, int source, int *first, int *count, struct err *err) {
  const json_t *spec;
  size_t i;
  *first = chart->transition_count;
  json_array_foreach(list, i, spec) if (!add_transition(chart, spec, source, err)) return false;
  *count = chart->transition_count - *first;
  return true;
}

void transition_clear(struct chart_transition *transition) {
  if (transition->guard) guard_clear(transition->guard);
  mem_free(transition->guard);
  mem_free(transition->known);
  mem_free(transition->targets.items);
  actions_clear(&transition->actions);
}

bool transition_wants(const struct chart *chart, const struct chart_transition *transition, int number, const char *name) {
  if (transition->event == number && number != UNKNOWN_EVENT) return true;
  if (!transition->patterns || number == NO_EVENT) return false;
  return number >= 0 && transition->known ? transition->known[number] : pattern_matches(transition->patterns, name, chart->is_scxml);
}
