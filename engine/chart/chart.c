// Compiling: the canonical structure laid out in arrays in document order, so that stepping compares integers. A definition
// comes out of a store, so each thing that stepping relies on is looked at here once and never again.
#include "chart/chart.h"

#include "base/mem.h"
#include "chart/internal.h"

#include <string.h>

static bool damaged(struct chart *chart, struct err *err, const char *what, const char *name) {
  const char *workflow = json_text(chart->definition, "name");
  return err_set(err, ERR_CORRUPT, "The stored definition of workflow \"%s\" cannot be used: %s \"%s\". Publish the workflow again.",
                 workflow ? workflow : "?", what, name ? name : "");
}

// An object from each item's name to the item, so that finding one is a hash lookup.
static json_t *index_of(const json_t *list) {
  json_t *names = json_object(), *item;
  size_t i;
  json_array_foreach(list, i, item) {
    const char *name = json_text(item, "name");
    if (name) json_object_set(names, name, item);
  }
  return names;
}

static int event_number(struct chart *chart, const char *name) {
  int known = chart_event_find(chart, name);
  if (known != NO_EVENT) return known;
  json_object_set_new(chart->events_by_name, name, json_integer(chart->event_count));
  return chart->event_count++;
}

static const char *name_made(struct chart *chart, const char *before, const char *between, const char *after) {
  char *text = mem_format("%s%s%s", before, between, after);
  json_t *name = json_string_nocheck(text);
  mem_free(text);
  json_array_append_new(chart->names, name);
  return json_string_value(name);
}

static bool kind_read(const char *word, enum chart_kind *kind) {
  static const char *const words[] = {"atomic", "compound", "parallel", "final"};
  for (int i = 0; word && i < 4; i++)
    if (strcmp(words[i], word) == 0) {
      *kind = (enum chart_kind)i;
      return true;
    }
  return false;
}

// Appends a state and everything below it. `depth` is bounded by JSON_DEPTH_MAX: the text was read by json_read.
static bool add_state(struct chart *chart, json_t *spec, int parent, struct err *err) {
  const char *id = json_text(spec, "id");
  int number = chart->state_count;
  if (!id || json_object_get(chart->states_by_id, id)) return damaged(chart, err, "there is no state id, or it stands twice:", id);
  chart->states = mem_grow(chart->states, (size_t)number + 1, sizeof *chart->states);
  struct chart_state state = {.spec = spec, .id = id, .parent = parent, .initial = NO_STATE};
  if (!kind_read(json_text(spec, "kind"), &state.kind)) return damaged(chart, err, "its kind is unknown: state", id);
  state.title = json_text(spec, "title") ? json_text(spec, "title") : id;
  state.entry = json_object_get(spec, "entry");
  state.exit = json_object_get(spec, "exit");
  chart->states[chart->state_count++] = state;
  json_object_set_new(chart->states_by_id, id, json_integer(number));
  json_t *children = json_object_get(spec, "states"), *child;
  size_t i;
  json_array_foreach(children, i, child) if (!add_state(chart, child, number, err)) return false;
  chart->states[number].last = chart->state_count - 1;
  bool has_children = json_array_size(children) > 0;
  if (has_children != (state.kind == KIND_COMPOUND || state.kind == KIND_PARALLEL))
    return damaged(chart, err, "its kind does not fit its states: state", id);
  return true;
}

// W3C SCXML D, getTransitionDomain: the nearest compound ancestor that holds source and target. The root counts as one whatever
// its type, as <scxml> does: it is never exited, and a transition of its own moves within it.
static int domain_of(const struct chart *chart, int source, int target, bool internal) {
  if (target == NO_STATE) return NO_STATE;
  if (internal && chart->states[source].kind == KIND_COMPOUND && state_is_below(chart, target, source)) return source;
  int state = source == ROOT ? ROOT : chart->states[source].parent;
  while (state != ROOT && !(chart->states[state].kind == KIND_COMPOUND && state_is_below(chart, target, state)))
    state = chart->states[state].parent;
  return state;
}

static bool add_transition(struct chart *chart, const json_t *spec, int source, struct err *err) {
  const char *target = json_text(spec, "target"), *event = json_text(spec, "event");
  struct chart_transition transition = {
      .spec = spec, .source = source, .target = NO_STATE, .event = event ? event_number(chart, event) : NO_EVENT};
  if (target) transition.target = chart_state_find(chart, target);
  if (target && transition.target <= ROOT) return damaged(chart, err, "a transition leads to a state that is not there:", target);
  transition.domain = domain_of(chart, source, transition.target, json_flag(spec, "internal"));
  transition.guard = json_object_get(spec, "guard");
  transition.actions = json_object_get(spec, "actions");
  transition.form = json_object_get(spec, "form");
  chart->transitions = mem_grow(chart->transitions, (size_t)chart->transition_count + 1, sizeof *chart->transitions);
  chart->transitions[chart->transition_count++] = transition;
  return true;
}

static bool add_transitions(struct chart *chart, const json_t *list, int source, int *first, int *count, struct err *err) {
  const json_t *spec;
  size_t i;
  *first = chart->transition_count;
  json_array_foreach(list, i, spec) if (!add_transition(chart, spec, source, err)) return false;
  *count = chart->transition_count - *first;
  return true;
}

static struct chart_timer_row *new_timer(struct chart *chart, int source, const char *name, const json_t *spec) {
  chart->timers = mem_grow(chart->timers, (size_t)chart->timer_count + 1, sizeof *chart->timers);
  struct chart_timer_row *row = &chart->timers[chart->timer_count++];
  *row = (struct chart_timer_row){.timer = {.name = name, .rule = json_text(spec, "rule")}};
  chart->states[source].timer_count++;
  return row;
}

static bool add_timer(struct chart *chart, const json_t *spec, int source, struct err *err) {
  const char *name = json_text(spec, "name");
  if (!name || !json_text(spec, "rule")) return damaged(chart, err, "a timer has no name or no rule in state", chart->states[source].id);
  struct chart_timer_row *row = new_timer(chart, source, name, spec);
  return add_transitions(chart, json_object_get(spec, "transitions"), source, &row->transition_first, &row->transition_count, err);
}

static bool add_rung(struct chart *chart, const char *ladder, const json_t *rung, int index, int source, struct err *err) {
  const char *name = json_text(rung, "name");
  if (!name || !json_text(rung, "rule")) return damaged(chart, err, "a rung has no name or no rule in ladder", ladder);
  struct chart_timer_row *row = new_timer(chart, source, name_made(chart, ladder, "/", name), rung);
  row->timer.rung = rung;
  row->timer.rung_index = index;
  return true;
}

static bool add_ladder(struct chart *chart, const char *ladder, int source, struct err *err) {
  const json_t *found = chart_ladder(chart, ladder), *rung;
  size_t i;
  if (!found) return damaged(chart, err, "there is no ladder", ladder);
  json_array_foreach(json_object_get(found, "rungs"), i, rung) if (!add_rung(chart, ladder, rung, (int)i, source, err)) return false;
  return true;
}

static bool add_timers(struct chart *chart, int number, struct err *err) {
  const json_t *spec = chart->states[number].spec, *timer;
  const char *ladder = json_text(spec, "ladder");
  size_t i;
  chart->states[number].timer_first = chart->timer_count;
  json_array_foreach(json_object_get(spec, "timers"), i, timer) if (!add_timer(chart, timer, number, err)) return false;
  return !ladder || add_ladder(chart, ladder, number, err);
}

static bool find_initial(struct chart *chart, int number, struct err *err) {
  struct chart_state *state = &chart->states[number];
  if (state->kind != KIND_COMPOUND) return true;
  const char *initial = json_text(state->spec, "initial");
  state->initial = initial ? chart_state_find(chart, initial) : NO_STATE;
  return state_is_below(chart, state->initial, number) || damaged(chart, err, "it does not say where it begins: state", state->id);
}

static void name_done(struct chart *chart, int number) {
  struct chart_state *state = &chart->states[number];
  if (number == ROOT || (state->kind != KIND_COMPOUND && state->kind != KIND_PARALLEL)) return;
  state->done = name_made(chart, "done", ".state.", state->id);
}

static bool compile(struct chart *chart, struct err *err) {
  json_t *root = json_object_get(chart->definition, "root");
  if (json_number(chart->definition, "format", 0) != 1 || !root) return damaged(chart, err, "it is not of", "format 1");
  if (!add_state(chart, root, NO_STATE, err)) return false;
  for (int i = 0; i < chart->state_count; i++) {
    struct chart_state *state = &chart->states[i];
    if (!find_initial(chart, i, err)) return false;
    name_done(chart, i);
    if (!add_transitions(chart, json_object_get(state->spec, "transitions"), i, &state->transition_first, &state->transition_count, err))
      return false;
    if (!add_timers(chart, i, err)) return false;
  }
  return true;
}

struct chart *chart_new(json_t *definition, struct err *err) {
  struct chart *chart = mem_new(sizeof *chart);
  chart->definition = json_incref(definition);
  chart->states_by_id = json_object();
  chart->events_by_name = json_object();
  chart->names = json_array();
  chart->fields_by_name = index_of(json_object_get(definition, "fields"));
  chart->roles_by_name = index_of(json_object_get(definition, "roles"));
  chart->ladders_by_name = index_of(json_object_get(definition, "ladders"));
  if (compile(chart, err)) return chart;
  chart_free(chart);
  return NULL;
}

void chart_free(struct chart *chart) {
  if (!chart) return;
  json_decref(chart->states_by_id);
  json_decref(chart->events_by_name);
  json_decref(chart->fields_by_name);
  json_decref(chart->roles_by_name);
  json_decref(chart->ladders_by_name);
  json_decref(chart->names);
  json_decref(chart->definition);
  mem_free(chart->states);
  mem_free(chart->transitions);
  mem_free(chart->timers);
  mem_free(chart);
}

const json_t *chart_definition(const struct chart *chart) { return chart->definition; }
int chart_state_count(const struct chart *chart) { return chart->state_count; }
int chart_state_find(const struct chart *chart, const char *id) { return (int)json_number(chart->states_by_id, id, NO_STATE); }
int chart_event_find(const struct chart *chart, const char *name) { return (int)json_number(chart->events_by_name, name, NO_EVENT); }
const json_t *chart_state(const struct chart *chart, int state) { return chart->states[state].spec; }
const json_t *chart_field(const struct chart *chart, const char *name) { return json_object_get(chart->fields_by_name, name); }
const json_t *chart_role(const struct chart *chart, const char *name) { return json_object_get(chart->roles_by_name, name); }
const json_t *chart_ladder(const struct chart *chart, const char *name) { return json_object_get(chart->ladders_by_name, name); }
int chart_timer_count(const struct chart *chart, int state) { return chart->states[state].timer_count; }

struct chart_timer chart_timer_at(const struct chart *chart, int state, int index) {
  return chart->timers[chart->states[state].timer_first + index].timer;
}
