// The machine of one macrostep: what it changes (fields, configuration, effects, queue) lives here until the step has ended well.
#include "base/mem.h"
#include "chart/internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void machine_init(struct machine *machine, const struct chart *chart, const struct step_host *host, struct step_result *result) {
  *machine = (struct machine){.chart = chart, .host = host, .result = result, .event_number = NO_EVENT};
  machine->enabled = mem_grow(NULL, (size_t)chart->state_count + 1, sizeof(int)); // at most one a state that is atomic
  machine->asked = mem_new((size_t)chart->transition_count + 2 * (size_t)chart->state_count);
  machine->entering = (bool *)machine->asked + chart->transition_count;
  machine->leaving = machine->entering + chart->state_count;
}

void machine_clear(struct machine *machine) {
  config_free(machine->config);
  json_decref(machine->fields);
  json_decref(machine->event);
  json_decref(machine->outside);
  mem_free(machine->queue);
  mem_free(machine->enabled);
  mem_free(machine->asked);
}

struct step_view machine_view(const struct machine *machine, const json_t *fields) {
  return (struct step_view){.chart = machine->chart,
                            .config = machine->config,
                            .fields = fields,
                            .event = machine->event,
                            .now_ms = machine->now_ms,
                            .today = machine->today};
}

struct effect *machine_effect(struct machine *machine, enum effect_kind kind, int state) {
  struct step_result *result = machine->result;
  if (result->effect_count == STEP_EFFECTS_MAX) {
    machine_fail(machine, "One event may not do more than %d things, and this one did; its workflow must be put right.", STEP_EFFECTS_MAX);
    return NULL;
  }
  if ((int)result->effect_count == machine->effect_capacity) {
    machine->effect_capacity = machine->effect_capacity ? machine->effect_capacity * 2 : 16;
    result->effects = mem_grow(result->effects, (size_t)machine->effect_capacity, sizeof *result->effects);
  }
  struct effect *effect = &result->effects[result->effect_count++];
  *effect = (struct effect){.kind = kind, .state = machine->chart->states[state].id, .activation = machine->config->activation[state]};
  return effect;
}

// The caller's fields are shared until something changes, so that a step that changes none copies none.
static json_t *own_fields(struct machine *machine) {
  if (machine->fields_own) return machine->fields;
  json_t *copy = json_copy(machine->fields);
  json_decref(machine->fields);
  machine->fields_own = true;
  return machine->fields = copy;
}

bool machine_set(struct machine *machine, const json_t *field, json_t *value, struct err *err) {
  const char *name = json_text(field, "name");
  json_t *old = json_object_get(machine->fields, name);
  if (!field_fits(field, value, err)) {
    json_decref(value);
    return false;
  }
  if (old ? json_equal(old, value) : json_is_null(value)) {
    json_decref(value);
    return true;
  }
  struct effect *effect = machine_effect(machine, EFFECT_SET, machine->owner);
  if (!effect) {
    json_decref(value);
    return err_set(err, ERR_LIMIT, "too much was done");
  }
  effect->name = name;
  effect->old = old ? json_incref(old) : json_null();
  effect->value = value;
  if (json_is_null(value))
    json_object_del(own_fields(machine), name);
  else
    json_object_set(own_fields(machine), name, value);
  return true;
}

bool machine_raise(struct machine *machine, const char *event, int state) {
  struct effect *effect = machine_effect(machine, EFFECT_RAISE, state);
  if (!effect) return false;
  effect->name = event;
  if (machine->queue_count == machine->queue_capacity) {
    machine->queue_capacity = machine->queue_capacity ? machine->queue_capacity * 2 : 8;
    machine->queue = mem_grow(machine->queue, (size_t)machine->queue_capacity, sizeof *machine->queue);
  }
  machine->queue[machine->queue_count++] = event;
  return true;
}

bool machine_fail(struct machine *machine, const char *format, ...) {
  struct step_result *result = machine->result;
  if (result->outcome == STEP_FAILED) return false;
  result->outcome = STEP_FAILED;
  char *text;
  va_list args;
  va_start(args, format);
  if (vasprintf(&text, format, args) < 0) text = mem_text("The step failed, and there was no memory to say why.");
  va_end(args);
  buf_text(&result->reason, text);
  mem_free(text);
  return false;
}
