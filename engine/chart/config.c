// Configurations: one number a state, its activation, so that asking is an index; a list of the active atomic states, so that selection
// does not look at the whole chart; and what histories remember. One block each, so that copying one is a memcpy.
#include "base/mem.h"
#include "chart/chart.h"
#include "chart/machine_internal.h"

#include <string.h>

static bool damaged(struct err *err, const char *why, const char *state) {
  return err_set(err, ERR_CORRUPT, "The stored state of this item does not fit its workflow: %s \"%s\". Run `waymark journal verify`.", why,
                 state);
}

// Where the memory of the next history begins.
static int memory_end(const struct chart *chart, int history) {
  for (int state = history + 1; state < chart->state_count; state++)
    if (chart->states[state].kind == KIND_HISTORY) return chart->states[state].recorded;
  return chart->memory_size;
}

static bool read_active(const struct chart *chart, struct config *config, const json_t *active, struct err *err) {
  const char *id;
  const json_t *value;
  void *i = json_object_iter((json_t *)active);
  for (; i; i = json_object_iter_next((json_t *)active, i)) {
    id = json_object_iter_key(i);
    value = json_object_iter_value(i);
    int state = chart_state_find(chart, id);
    if (state < 0) return damaged(err, "the workflow has no state", id);
    int64_t activation = json_is_integer(value) ? json_integer_value(value) : 0;
    if (activation < 1 || activation > config->entered) return damaged(err, "nothing says when it entered", id);
    if (chart->states[state].kind == KIND_HISTORY) return damaged(err, "this is no state to be in:", id);
    config->activation[state] = activation;
  }
  return true;
}

// What histories remember, as config_write put it: states below the history's parent, no more than there is room for.
static bool read_memory(const struct chart *chart, struct config *config, const json_t *history, struct err *err) {
  const char *id;
  json_t *states;
  json_object_foreach((json_t *)history, id, states) {
    int number = chart_state_find(chart, id), *memory;
    const struct chart_state *row = number < 0 ? NULL : &chart->states[number];
    if (!row || row->kind != KIND_HISTORY) return damaged(err, "the workflow has no history", id);
    memory = config_memory(config) + row->recorded;
    int room = (int)(memory_end(chart, number) - row->recorded - 1);
    for (size_t i = 0; i < json_array_size(states); i++) {
      const char *name = json_string_value(json_array_get(states, i));
      int state = name ? chart_state_find(chart, name) : NO_STATE;
      if (memory[0] == room || !state_is_below(chart, state, row->parent)) return damaged(err, "it cannot remember what it does:", id);
      memory[++memory[0]] = state;
    }
  }
  return true;
}

// What the norm calls a legal configuration: a compound state has one active child, a parallel one all, and none has an inactive parent.
static bool check_state(const struct chart *chart, const struct config *config, int state, struct err *err) {
  const struct chart_state *row = &chart->states[state];
  bool active = config->activation[state] != 0;
  if (active && state != ROOT && !config->activation[row->parent])
    return damaged(err, "it is in a part of a state that it is not in:", row->id);
  int children = 0, inside = 0;
  for (int child = state + 1; child <= row->last; child = state_after(chart, child)) {
    children += chart->states[child].kind != KIND_HISTORY;
    inside += config->activation[child] != 0;
  }
  int wanted = row->kind == KIND_PARALLEL ? children : row->kind == KIND_COMPOUND;
  return !active || inside == wanted || damaged(err, "it is in too many or too few parts of", row->id);
}

struct config *config_new(const struct chart *chart) {
  size_t numbers = (size_t)chart->leaf_count + (size_t)chart->memory_size;
  size_t size = sizeof(struct config) + (size_t)chart->state_count * sizeof(int64_t) + numbers * sizeof(int);
  struct config *config = mem_new(size);
  config->size = size;
  config->state_count = chart->state_count;
  config->leaf_count = chart->leaf_count;
  config->memory_size = chart->memory_size;
  return config;
}

static void list_atomics(const struct chart *chart, struct config *config) {
  int *atomics = config_atomics(config);
  for (int state = 0; state < chart->state_count; state++)
    if (config->activation[state] && state_is_leaf(&chart->states[state])) atomics[config->atomic_count++] = state;
}

struct config *config_read(const struct chart *chart, const json_t *json, struct err *err) {
  struct config *config = config_new(chart);
  config->entered = json_number(json, "entered", 0);
  bool good =
      read_active(chart, config, json_object_get(json, "active"), err) && read_memory(chart, config, json_object_get(json, "history"), err);
  for (int state = 0; good && state < chart->state_count; state++) good = check_state(chart, config, state, err);
  if (good) {
    list_atomics(chart, config);
    return config;
  }
  config_free(config);
  return NULL;
}

struct config *config_copy(const struct config *config) {
  struct config *copy = mem_new(config->size);
  memcpy(copy, config, config->size);
  return copy;
}

void config_free(struct config *config) { mem_free(config); }

static void write_memory(const struct chart *chart, const struct config *config, json_t *json) {
  for (int state = 0; config->memory_size && state < chart->state_count; state++) {
    const struct chart_state *row = &chart->states[state];
    const int *memory = config_memory(config) + row->recorded;
    if (row->kind != KIND_HISTORY || !memory[0]) continue;
    json_t *ids = json_array_at(json_object_at(json, "history"), row->id);
    for (int i = 1; i <= memory[0]; i++) json_array_add(ids, chart->states[memory[i]].id);
  }
}

json_t *config_write(const struct chart *chart, const struct config *config) {
  json_t *json = json_object(), *active = json_object_at(json, "active");
  for (int state = 0; state < config->state_count; state++)
    if (config->activation[state]) json_put_number(active, chart->states[state].id, config->activation[state]);
  json_put_number(json, "entered", config->entered);
  write_memory(chart, config, json);
  return json;
}

void config_enter(const struct chart *chart, struct config *config, int state) {
  config->activation[state] = ++config->entered;
  if (!state_is_leaf(&chart->states[state])) return;
  int *atomics = config_atomics(config), at = config->atomic_count++;
  for (; at > 0 && atomics[at - 1] > state; at--) atomics[at] = atomics[at - 1];
  atomics[at] = state;
}

int config_first_below(const struct config *config, int state) {
  int low = 0, high = config->atomic_count;
  while (low < high) {
    int middle = (low + high) / 2;
    if (config_atomics(config)[middle] > state)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

void config_left(struct config *config) {
  int *atomics = config_atomics(config), kept = 0;
  for (int i = 0; i < config->atomic_count; i++)
    if (config->activation[atomics[i]]) atomics[kept++] = atomics[i];
  config->atomic_count = kept;
}

// D, exitStates: a deep history remembers the active atomic states below its parent, a shallow one its active children.
static void record(const struct chart *chart, struct config *config, const struct chart_state *history) {
  int *memory = config_memory(config) + history->recorded, parent = history->parent;
  memory[0] = 0;
  for (int i = history->deep ? config_first_below(config, parent) : config->atomic_count; i < config->atomic_count; i++) {
    if (!state_is_below(chart, config_atomics(config)[i], parent)) break;
    memory[++memory[0]] = config_atomics(config)[i];
  }
  for (int child = parent + 1; !history->deep && child <= chart->states[parent].last; child = state_after(chart, child))
    if (config->activation[child]) memory[++memory[0]] = child;
}

void config_record(const struct chart *chart, struct config *config, int parent) {
  if (!chart->states[parent].recorded) return;
  for (int child = parent + 1; child <= chart->states[parent].last; child = state_after(chart, child))
    if (chart->states[child].kind == KIND_HISTORY) record(chart, config, &chart->states[child]);
}

bool config_is_active(const struct config *config, int state) {
  return state >= 0 && state < config->state_count && config->activation[state] != 0;
}
int64_t config_activation(const struct config *config, int state) {
  return config_is_active(config, state) ? config->activation[state] : 0;
}

json_t *config_atomic(const struct chart *chart, const struct config *config) {
  json_t *ids = json_array();
  const int *atomics = config_atomics(config);
  for (int i = 0; i < config->atomic_count; i++)
    if (config->activation[atomics[i]]) json_array_add(ids, chart->states[atomics[i]].id);
  return ids;
}

bool config_has_tag(const struct chart *chart, const struct config *config, const char *tag) {
  for (int state = 0; state < config->state_count; state++)
    if (config->activation[state] && json_array_has(json_object_get(chart->states[state].spec, "tags"), tag)) return true;
  return false;
}

bool config_is_in_final(const struct chart *chart, const struct config *config, int state) {
  const struct chart_state *row = &chart->states[state];
  if (row->kind != KIND_COMPOUND && row->kind != KIND_PARALLEL) return false;
  bool parallel = row->kind == KIND_PARALLEL;
  for (int child = state + 1; child <= row->last; child = state_after(chart, child)) {
    if (chart->states[child].kind == KIND_HISTORY) continue;
    bool ended =
        parallel ? config_is_in_final(chart, config, child) : chart->states[child].kind == KIND_FINAL && config->activation[child] != 0;
    if (ended != parallel) return ended;
  }
  return parallel;
}

bool config_is_final(const struct chart *chart, const struct config *config) { return config_is_in_final(chart, config, ROOT); }
