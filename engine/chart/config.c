// Configurations: one number a state, its activation, so that copying one is a memcpy and asking is an index.
#include "base/mem.h"
#include "chart/chart.h"
#include "chart/internal.h"

#include <string.h>

static struct config *config_of_size(int state_count) {
  struct config *config = mem_new(sizeof *config + (size_t)state_count * sizeof config->activation[0]);
  config->state_count = state_count;
  return config;
}

static bool damaged(struct err *err, const char *why, const char *state) {
  return err_set(err, ERR_CORRUPT, "The stored state of this item does not fit its workflow: %s \"%s\". Run `waymark journal verify`.", why,
                 state);
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
    config->activation[state] = activation;
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
    children++;
    inside += config->activation[child] != 0;
  }
  int wanted = row->kind == KIND_PARALLEL ? children : row->kind == KIND_COMPOUND;
  return !active || inside == wanted || damaged(err, "it is in too many or too few parts of", row->id);
}

struct config *config_new(const struct chart *chart) {
  return config_of_size(chart->state_count);
}

struct config *config_read(const struct chart *chart, const json_t *json, struct err *err) {
  struct config *config = config_new(chart);
  config->entered = json_number(json, "entered", 0);
  bool good = read_active(chart, config, json_object_get(json, "active"), err);
  for (int state = 0; good && state < chart->state_count; state++) good = check_state(chart, config, state, err);
  if (good) return config;
  config_free(config);
  return NULL;
}

struct config *config_copy(const struct config *config) {
  struct config *copy = config_of_size(config->state_count);
  memcpy(copy, config, sizeof *config + (size_t)config->state_count * sizeof config->activation[0]);
  return copy;
}

void config_free(struct config *config) { mem_free(config); }

json_t *config_write(const struct chart *chart, const struct config *config) {
  json_t *json = json_object(), *active = json_object_at(json, "active");
  for (int state = 0; state < config->state_count; state++)
    if (config->activation[state]) json_put_number(active, chart->states[state].id, config->activation[state]);
  json_put_number(json, "entered", config->entered);
  return json;
}

bool config_is_active(const struct config *config, int state) {
  return state >= 0 && state < config->state_count && config->activation[state] != 0;
}
int64_t config_activation(const struct config *config, int state) {
  return config_is_active(config, state) ? config->activation[state] : 0;
}

json_t *config_atomic(const struct chart *chart, const struct config *config) {
  json_t *ids = json_array();
  for (int state = 0; state < config->state_count; state++)
    if (config->activation[state] && chart->states[state].last == state) json_array_add(ids, chart->states[state].id);
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
    bool ended =
        parallel ? config_is_in_final(chart, config, child) : chart->states[child].kind == KIND_FINAL && config->activation[child] != 0;
    if (ended != parallel) return ended;
  }
  return parallel;
}

bool config_is_final(const struct chart *chart, const struct config *config) { return config_is_in_final(chart, config, ROOT); }
