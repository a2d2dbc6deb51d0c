// What is entered: W3C SCXML D, computeEntrySet and enterStates. States to enter are marked and listed; the list is put into document order
// when all are known, so the work hangs on what is entered, not on the chart.
#include "chart/machine_internal.h"

#include <stdlib.h>
#include <string.h>

static void mark_below(struct machine *machine, int state);

static bool is_active(const struct machine *machine, int state) { return machine->config->activation[state] != 0; }

// What is above it and not active is entered with it sooner or later, which takes the mark away again.
static void mark(struct machine *machine, int state) {
  if (machine->marks[state] & MARK_ENTER) return;
  machine->marks[state] |= MARK_ENTER;
  machine->entering[machine->entering_count++] = state;
  while (!(machine->marks[state] & MARK_HOLDS)) {
    machine->marks[state] |= MARK_HOLDS;
    int parent = machine->chart->states[state].parent;
    if (parent == NO_STATE || is_active(machine, parent)) break;
    state = parent;
  }
}

static void mark_regions(struct machine *machine, int parallel) {
  const struct chart *chart = machine->chart;
  for (int child = parallel + 1; child <= chart->states[parallel].last; child = state_after(chart, child))
    if (chart->states[child].kind != KIND_HISTORY && !(machine->marks[child] & MARK_HOLDS)) mark_below(machine, child);
}

// D, addAncestorStatesToEnter. An ancestor that is parallel brings its other regions along. What is active stays as it is: by the letter of
// D a transition from within a state to a history of that state would enter parts of it a second time without having left them.
static void mark_above(struct machine *machine, int state, int up_to) {
  const struct chart_state *states = machine->chart->states;
  for (int above = states[state].parent; above != up_to && above != NO_STATE && !is_active(machine, above); above = states[above].parent) {
    mark(machine, above);
    if (states[above].kind == KIND_PARALLEL) mark_regions(machine, above);
  }
}

static void mark_all(struct machine *machine, const int *targets, int count, int up_to) {
  for (int i = 0; i < count; i++) mark_below(machine, targets[i]);
  for (int i = 0; i < count; i++) mark_above(machine, targets[i], up_to);
}

// A history stands for what it remembers; where that is nothing, for its default, whose actions then run on entering its parent.
static void mark_history(struct machine *machine, int history) {
  const struct chart_state *row = &machine->chart->states[history];
  const int *memory = config_memory(machine->config) + row->recorded;
  const struct targets *targets = &machine->chart->transitions[row->transition_first].targets;
  if (memory[0]) {
    mark_all(machine, memory + 1, memory[0], row->parent);
    return;
  }
  if (!is_active(machine, row->parent) && !(machine->marks[history] & MARK_DEFAULT)) {
    machine->marks[history] |= MARK_DEFAULT;
    machine->default_histories++;
  }
  mark_all(machine, targets->items, targets->count, row->parent);
}

// D, addDescendantStatesToEnter.
static void mark_below(struct machine *machine, int state) {
  const struct chart_state *row = &machine->chart->states[state];
  if (row->kind == KIND_HISTORY) {
    mark_history(machine, state);
    return;
  }
  mark(machine, state);
  if (row->kind == KIND_PARALLEL) mark_regions(machine, state);
  if (row->kind != KIND_COMPOUND) return;
  machine->marks[state] |= MARK_DEFAULT;
  mark_all(machine, row->initial.items, row->initial.count, state);
}

void entry_mark_taken(struct machine *machine) {
  const struct chart *chart = machine->chart;
  for (int i = 0; i < machine->enabled_count; i++) {
    const struct chart_transition *transition = &chart->transitions[machine->enabled[i]];
    int domain = transition_domain(machine, transition);
    if (domain == NO_STATE) continue;
    mark_all(machine, transition->targets.items, transition->targets.count, domain);
    // The root is the one domain that may be parallel: all of its regions were left, so all are entered.
    if (chart->states[domain].kind == KIND_PARALLEL) mark_regions(machine, domain);
  }
}

void entry_mark_initial(struct machine *machine) { mark_below(machine, ROOT); }

static int by_number(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

// Few are entered or left as a rule, and many are nearly in order: what is far from it is handed over.
void states_sort(int *states, int count) {
  int moves = 0;
  for (int i = 1; i < count && moves <= 16 * count; i++) {
    int state = states[i], at = i;
    for (; at > 0 && states[at - 1] > state; at--) states[at] = states[at - 1];
    states[at] = state;
    moves += i - at;
  }
  if (moves > 16 * count) qsort(states, (size_t)count, sizeof *states, by_number);
}

static bool run_history_default(struct machine *machine, int parent) {
  const struct chart *chart = machine->chart;
  for (int child = parent + 1; child <= chart->states[parent].last; child = state_after(chart, child)) {
    if (chart->states[child].kind != KIND_HISTORY || !(machine->marks[child] & MARK_DEFAULT)) continue;
    machine->marks[child] &= (unsigned char)~MARK_DEFAULT;
    machine->default_histories--;
    if (!actions_run(machine, &chart->transitions[chart->states[child].transition_first].actions)) return false;
  }
  return true;
}

static bool raise_one(struct machine *machine, int state, json_t *data) {
  const struct chart_state *row = &machine->chart->states[state];
  json_t *json = NULL;
  if (machine->chart->is_scxml) {
    json = json_pack("{s:s, s:s}", "name", row->done, "type", "platform");
    if (!json_is_null(data)) json_object_set(json, "data", data);
  }
  return machine_raise(machine, row->done_event, row->done, json, state);
}

// The data of a final state; an error gives none and is raised (SCXML 5.5).
static json_t *donedata_of(struct machine *machine, const struct chart_state *final) {
  struct err err;
  if (!final->donedata) return json_null();
  json_t *data = payload_evaluate(machine, final->donedata, &err);
  if (data) return data;
  machine_error(machine, "error.execution", err.text);
  return json_null();
}

// S4, D: a final child makes its parent done; a parallel state is done when its last region ends, and may be a region itself.
static bool raise_done(struct machine *machine, int final, json_t *data) {
  const struct chart_state *states = machine->chart->states;
  int state = states[final].parent;
  if (!raise_one(machine, state, data)) return false;
  for (state = states[state].parent; state > ROOT && states[state].kind == KIND_PARALLEL; state = states[state].parent) {
    if (!config_is_in_final(machine->chart, machine->config, state)) return true;
    if (!raise_one(machine, state, json_null())) return false;
  }
  return true;
}

static bool end(struct machine *machine, int final) {
  const struct chart_state *row = &machine->chart->states[final];
  bool top = row->parent == ROOT, ok;
  if (top && !machine->chart->is_scxml) return true; // config_is_final says so
  json_t *data = donedata_of(machine, row);
  struct effect *effect = top ? machine_effect(machine, EFFECT_ENDED, final) : NULL;
  if (effect) effect->value = json_incref(data);
  ok = top ? effect != NULL : raise_done(machine, final, data);
  machine->has_ended = machine->has_ended || top;
  json_decref(data);
  return ok;
}

// SCXML 5.3.2: data that binds late gets its value when its state is first entered.
static bool bind_late(struct machine *machine, int state) {
  const struct chart_state *row = &machine->chart->states[state];
  if (!row->data || !machine->chart->binds_late || machine->marks[state] & MARK_BOUND) return true;
  machine->marks[state] |= MARK_BOUND;
  return content_declare(machine, row->data, NULL, false);
}

static bool enter(struct machine *machine, int state) {
  const struct chart_state *row = &machine->chart->states[state];
  bool by_default = machine->marks[state] & MARK_DEFAULT;
  machine->marks[state] &= (unsigned char)~(MARK_ENTER | MARK_DEFAULT | MARK_HOLDS);
  machine->owner = state;
  if (row->invoke_count) machine->marks[state] |= MARK_TO_INVOKE, machine->to_invoke++;
  config_enter(machine->chart, machine->config, state);
  machine->config_serial++;
  if (!machine_effect(machine, EFFECT_ENTER, state) || !bind_late(machine, state) || !actions_run(machine, &row->entry)) return false;
  if (by_default && !actions_run(machine, &row->initial_actions)) return false;
  if (machine->default_histories && !run_history_default(machine, state)) return false;
  return row->kind != KIND_FINAL || end(machine, state);
}

bool entry_run(struct machine *machine) {
  states_sort(machine->entering, machine->entering_count);
  machine->doing = DOING_ENTER;
  bool ok = true;
  for (int i = 0; ok && i < machine->entering_count; i++) ok = enter(machine, machine->entering[i]);
  machine->entering_count = 0;
  return ok;
}
