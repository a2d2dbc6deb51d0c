// Compiling: the canonical structure laid out in arrays in document order, so that stepping compares integers. A definition
// comes out of a store, so each thing that stepping relies on is looked at here once and never again.
#include "chart/chart.h"

#include "base/mem.h"
#include "chart/internal.h"

#include <string.h>

bool chart_damaged(const struct chart *chart, struct err *err, const char *what, const char *name) {
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

int chart_event_number(struct chart *chart, const char *name) {
  int known = chart_event_find(chart, name);
  if (known != NO_EVENT) return known;
  json_object_set_new_nocheck(chart->events_by_name, name, json_integer(chart->event_count));
  json_array_append_new(chart->event_names, json_string_nocheck(name));
  return chart->event_count++;
}

const char *chart_name_made(struct chart *chart, const char *before, const char *between, const char *after) {
  char *text = mem_format("%s%s%s", before, between, after);
  json_t *name = json_string_nocheck(text);
  mem_free(text);
  json_array_append_new(chart->names, name);
  return json_string_value(name);
}

static bool kind_read(const char *word, enum chart_kind *kind) {
  static const char *const words[] = {"atomic", "compound", "parallel", "final", "history"};
  for (int i = 0; word && i < 5; i++)
    if (strcmp(words[i], word) == 0) {
      *kind = (enum chart_kind)i;
      return true;
    }
  return false;
}

static bool too_large(const struct chart *chart, struct err *err, const char *what, int max, const char *state) {
  const char *workflow = json_text(chart->definition, "name");
  return err_set(err, ERR_LIMIT, "Workflow \"%s\" %s %d, which is the most, at state \"%s\"; split it into several workflows.",
                 workflow ? workflow : "?", what, max, state);
}

// What a state holds must fit what it is.
static bool check_children(const struct chart *chart, int number, int inner, struct err *err) {
  const struct chart_state *state = &chart->states[number];
  bool wants = state->kind == KIND_COMPOUND || state->kind == KIND_PARALLEL;
  if ((inner > 0) != wants || (!wants && state->last != number))
    return chart_damaged(chart, err, "its kind does not fit its states: state", state->id);
  if (state->kind == KIND_PARALLEL && inner > CHART_REGIONS_MAX)
    return too_large(chart, err, "has a parallel state with more parts than", CHART_REGIONS_MAX, state->id);
  return true;
}

static void count_state(struct chart *chart, const struct chart_state *state) {
  chart->leaf_count += state_is_leaf(state);
  if (state->kind == KIND_HISTORY) chart->states[state->parent].recorded++;
}

// Appends a state and everything below it.
static bool add_state(struct chart *chart, json_t *spec, int parent, int depth, struct err *err) {
  const char *id = json_text(spec, "id"), *title = json_text(spec, "title");
  int number = chart->state_count, inner = 0;
  if (!id || json_object_get(chart->states_by_id, id)) return chart_damaged(chart, err, "there is no state id, or it stands twice:", id);
  if (number == CHART_STATES_MAX) return too_large(chart, err, "has more states than", CHART_STATES_MAX, id);
  if (depth > CHART_DEPTH_MAX) return too_large(chart, err, "has states nested deeper than", CHART_DEPTH_MAX, id);
  struct chart_state state = {.spec = spec, .id = id, .parent = parent, .title = title ? title : id, .deep = json_flag(spec, "deep")};
  if (!kind_read(json_text(spec, "kind"), &state.kind)) return chart_damaged(chart, err, "its kind is unknown: state", id);
  if (state.kind == KIND_HISTORY && depth == 0) return chart_damaged(chart, err, "the root is a history:", id);
  chart->states = list_grow(chart->states, number, sizeof *chart->states);
  chart->states[chart->state_count++] = state;
  json_object_set_new_nocheck(chart->states_by_id, id, json_integer(number));
  count_state(chart, &state);
  json_t *children = json_object_get(spec, "states"), *child;
  size_t i;
  json_array_foreach(children, i, child) {
    int at = chart->state_count;
    if (!add_state(chart, child, number, depth + 1, err)) return false;
    inner += chart->states[at].kind != KIND_HISTORY;
  }
  chart->states[number].last = chart->state_count - 1;
  return check_children(chart, number, inner, err);
}

static bool find_initial(struct chart *chart, int number, struct err *err) {
  struct chart_state *state = &chart->states[number];
  if (state->kind != KIND_COMPOUND) return true;
  const char *missing = targets_compile(chart, state->spec, "initial", "initials", &state->initial);
  bool inside = !missing && state->initial.count > 0;
  for (int i = 0; i < state->initial.count; i++) inside = inside && state_is_below(chart, state->initial.items[i], number);
  return inside || chart_damaged(chart, err, "it does not say where it begins: state", state->id);
}

static void name_done(struct chart *chart, int number) {
  struct chart_state *state = &chart->states[number];
  if (number == ROOT || (state->kind != KIND_COMPOUND && state->kind != KIND_PARALLEL)) return;
  state->done = chart_name_made(chart, "done", ".state.", state->id);
  state->done_event = chart_event_number(chart, state->done);
}

// Room in a configuration for what each history may have to remember: a deep one leaves of its parent, a shallow one children.
static void place_histories(struct chart *chart) {
  for (int i = 0; i < chart->state_count; i++) {
    struct chart_state *state = &chart->states[i];
    if (state->kind != KIND_HISTORY) continue;
    int room = 0, parent = state->parent;
    for (int child = parent + 1; child <= chart->states[parent].last; child = state->deep ? child + 1 : state_after(chart, child))
      room += state->deep ? state_is_leaf(&chart->states[child]) : chart->states[child].kind != KIND_HISTORY;
    state->recorded = chart->memory_size;
    chart->memory_size += 1 + room;
  }
}

// A history's default has neither event nor guard, and leads to something below the history's parent.
static bool check_history(struct chart *chart, int number, struct err *err) {
  const struct chart_state *state = &chart->states[number];
  const struct chart_transition *way = &chart->transitions[state->transition_first];
  bool good = state->transition_count == 1 && way->event == NO_EVENT && !way->guard && way->targets.count > 0;
  for (int i = 0; good && i < way->targets.count; i++) {
    int target = way->targets.items[i];
    good = state_is_below(chart, target, state->parent) && chart->states[target].kind != KIND_HISTORY;
  }
  return good || chart_damaged(chart, err, "it does not say where it goes at first: history", state->id);
}

static void compile_invokes(struct chart *chart, int number) {
  const json_t *list = json_object_get(chart->states[number].spec, "invokes"), *spec;
  struct chart_state *state = &chart->states[number];
  size_t i;
  state->invokes = json_array_size(list) ? mem_new(json_array_size(list) * sizeof *state->invokes) : NULL;
  json_array_foreach(list, i, spec) {
    const json_t *finalize = json_object_get(spec, "finalize");
    struct chart_invoke *invoke = &state->invokes[state->invoke_count++];
    *invoke = (struct chart_invoke){.spec = spec, .finalizes = finalize != NULL, .autoforward = json_flag(spec, "autoforward")};
    actions_compile(chart, finalize, &invoke->finalize);
  }
}

static void compile_contents(struct chart *chart, int number) {
  struct chart_state *state = &chart->states[number];
  state->data = json_object_get(state->spec, "data");
  chart->asks = chart->asks || json_object_get(state->spec, "invoke");
  state->donedata = json_object_get(state->spec, "donedata");
  actions_compile(chart, json_object_get(state->spec, "entry"), &state->entry);
  actions_compile(chart, json_object_get(state->spec, "exit"), &state->exit);
  actions_compile(chart, json_object_get(state->spec, "initial_actions"), &state->initial_actions);
  compile_invokes(chart, number);
}

// The nearest state at or above this one that has something to try; parents come first, so theirs are known.
static void find_handlers(struct chart *chart, int number) {
  struct chart_state *state = &chart->states[number];
  const struct chart_state *parent = number == ROOT ? NULL : &chart->states[state->parent];
  state->handler = parent ? parent->handler : NO_STATE;
  state->eventless = parent ? parent->eventless : NO_STATE;
  if (state->kind == KIND_HISTORY) return;
  for (int i = state->transition_first; i < state->transition_first + state->transition_count; i++)
    *(chart->transitions[i].event == NO_EVENT ? &state->eventless : &state->handler) = number;
  chart->has_eventless = chart->has_eventless || state->eventless != NO_STATE;
}

static bool compile_state(struct chart *chart, int number, struct err *err) {
  struct chart_state *state = &chart->states[number];
  const json_t *transitions = json_object_get(state->spec, "transitions");
  name_done(chart, number);
  if (!find_initial(chart, number, err)) return false;
  compile_contents(chart, number);
  if (!transitions_compile(chart, transitions, number, &state->transition_first, &state->transition_count, err)) return false;
  find_handlers(chart, number);
  if (state->kind == KIND_HISTORY && !check_history(chart, number, err)) return false;
  return timers_compile(chart, number, err);
}

static bool compile(struct chart *chart, struct err *err) {
  json_t *root = json_object_get(chart->definition, "root");
  int64_t format = json_number(chart->definition, "format", 0);
  if (format < 1 || format > 12 || !root) return chart_damaged(chart, err, "it is not of", "format 1 to 12");
  if (!add_state(chart, root, NO_STATE, 0, err)) return false;
  place_histories(chart);
  for (int i = 0; i < chart->state_count; i++)
    if (!compile_state(chart, i, err)) return false;
  actions_compile(chart, json_object_get(chart->definition, "script"), &chart->scripts);
  patterns_resolve(chart);
  judged_compile(chart);
  return true;
}

static void index_fields(struct chart *chart) {
  const json_t *list = json_object_get(chart->definition, "fields"), *spec;
  size_t i;
  chart->fields = mem_new((json_array_size(list) + 1) * sizeof *chart->fields);
  chart->fields_by_name = json_object();
  json_array_foreach(list, i, spec) {
    chart->fields[i] = field_read(spec);
    chart->fields[i].index = chart->field_count++;
    json_object_set_new_nocheck(chart->fields_by_name, chart->fields[i].name, json_integer((json_int_t)i));
  }
}

struct chart *chart_new(json_t *definition, struct err *err) {
  struct chart *chart = mem_new(sizeof *chart);
  const char *binding = json_text(definition, "binding");
  chart->definition = json_incref(definition);
  chart->is_scxml = json_text(definition, "datamodel") != NULL;
  chart->binds_late = binding && strcmp(binding, "late") == 0;
  chart->states_by_id = json_object();
  chart->events_by_name = json_object();
  chart->event_names = json_array();
  chart->names = json_array();
  chart->roles_by_name = index_of(json_object_get(definition, "roles"));
  chart->ladders_by_name = index_of(json_object_get(definition, "ladders"));
  index_fields(chart);
  if (compile(chart, err)) return chart;
  chart_free(chart);
  return NULL;
}

static void state_clear(struct chart_state *state) {
  actions_clear(&state->entry);
  actions_clear(&state->exit);
  actions_clear(&state->initial_actions);
  for (int i = 0; i < state->invoke_count; i++) actions_clear(&state->invokes[i].finalize);
  mem_free(state->invokes);
  mem_free(state->initial.items);
}

void chart_free(struct chart *chart) {
  if (!chart) return;
  for (int i = 0; i < chart->state_count; i++) state_clear(&chart->states[i]);
  for (int i = 0; i < chart->transition_count; i++) transition_clear(&chart->transitions[i]);
  actions_clear(&chart->scripts);
  judged_clear(chart);
  json_decref(chart->states_by_id);
  json_decref(chart->events_by_name);
  json_decref(chart->event_names);
  json_decref(chart->fields_by_name);
  json_decref(chart->roles_by_name);
  json_decref(chart->ladders_by_name);
  json_decref(chart->names);
  json_decref(chart->group_names);
  json_decref(chart->definition);
  mem_free(chart->fields);
  mem_free(chart->states);
  mem_free(chart->transitions);
  mem_free(chart->timers);
  mem_free(chart);
}

void chart_name_groups(struct chart *chart, json_t *names) {
  json_decref(chart->group_names);
  chart->group_names = json_incref(names);
}

const char *chart_group_name(const struct chart *chart, const char *id) {
  const char *name = json_text(chart->group_names, id);
  return name ? name : id;
}

const json_t *chart_definition(const struct chart *chart) { return chart->definition; }
int chart_state_count(const struct chart *chart) { return chart->state_count; }
int chart_state_find(const struct chart *chart, const char *id) { return (int)json_number(chart->states_by_id, id, NO_STATE); }
int chart_event_find(const struct chart *chart, const char *name) { return (int)json_number(chart->events_by_name, name, NO_EVENT); }
int event_number_of(const struct chart *chart, const char *name) {
  int number = chart_event_find(chart, name);
  return number == NO_EVENT ? UNKNOWN_EVENT : number;
}
const json_t *chart_state(const struct chart *chart, int state) { return chart->states[state].spec; }

const struct field *chart_field_row(const struct chart *chart, const char *name) {
  int64_t index = name ? json_number(chart->fields_by_name, name, -1) : -1;
  return index < 0 ? NULL : &chart->fields[index];
}

const json_t *chart_field(const struct chart *chart, const char *name) {
  const struct field *field = chart_field_row(chart, name);
  return field ? field->spec : NULL;
}

const char *chart_label(const struct chart *chart, const char *field) {
  const char *label = json_text(chart_field(chart, field), "label");
  return label ? label : field;
}

const json_t *chart_role(const struct chart *chart, const char *name) { return json_object_get(chart->roles_by_name, name); }
const json_t *chart_ladder(const struct chart *chart, const char *name) { return json_object_get(chart->ladders_by_name, name); }
