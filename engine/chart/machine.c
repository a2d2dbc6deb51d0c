// The machine: a chart at work. What it changes (fields, configuration, effects, queue) and what it asks of others go through here.
#include "base/mem.h"
#include "chart/machine_internal.h"
#include "chart/party.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void machine_init(struct machine *machine, const struct chart *chart, const struct step_host *host, struct step_result *result) {
  size_t states = (size_t)chart->state_count, transitions = (size_t)chart->transition_count;
  *machine = (struct machine){.chart = chart, .host = host, .result = result, .event_number = NO_EVENT};
  machine->asked_in = mem_new(transitions * (2 * sizeof(uint64_t) + 1) + ((size_t)chart->leaf_count + 1 + states) * sizeof(int) + states);
  machine->enabled_in = machine->asked_in + transitions;
  machine->enabled = (int *)(machine->enabled_in + transitions); // at most one a state that is atomic
  machine->entering = machine->enabled + chart->leaf_count + 1;
  machine->marks = (unsigned char *)(machine->entering + states);
  machine->answers = machine->marks + states;
}

void machine_clear(struct machine *machine) {
  config_free(machine->config);
  for (int i = 0; machine->slots && i < machine->chart->field_count; i++) json_decref(machine->slots[i]);
  mem_free(machine->slots);
  json_decref(machine->fields);
  json_decref(machine->event);
  json_decref(machine->outside);
  json_decref(machine->error_sendid);
  queue_clear(&machine->queue);
  for (int i = 0; i < machine->live_count; i++) mem_free(machine->live[i].id);
  mem_free(machine->live);
  mem_free(machine->asked_in);
}

json_t *machine_get(const struct machine *machine, const struct field *field) {
  return machine->slots ? machine->slots[field->index] : json_object_getn(machine->fields, field->name, field->name_size);
}

// The fields as one object; where they lie in slots, that object is brought up to date when somebody wants to see it.
json_t *machine_fields(struct machine *machine) {
  for (int i = 0; machine->slots_ahead && i < machine->chart->field_count; i++) {
    const struct field *field = &machine->chart->fields[i];
    if (machine->slots[i])
      json_object_setn_nocheck(machine->fields, field->name, field->name_size, machine->slots[i]);
    else
      json_object_deln(machine->fields, field->name, field->name_size);
  }
  machine->slots_ahead = false;
  return machine->fields;
}

struct step_view machine_view(struct machine *machine, const json_t *fields) {
  if (!fields) fields = machine_fields(machine);
  return (struct step_view){.chart = machine->chart,
                            .config = machine->config,
                            .fields = fields,
                            .event = machine->event,
                            .now_ms = machine->now_ms,
                            .today = machine->today,
                            .event_serial = machine->event_serial,
                            .config_serial = machine->config_serial,
                            .so_far = machine->result,
                            .host = machine->host,
                            .model = machine->model};
}

void machine_see(struct machine *machine, int number, const char *name, json_t *event) {
  json_decref(machine->event);
  machine->event = event;
  machine->event_number = number;
  machine->event_name = name;
  machine->event_serial++;
}

void effects_empty(struct step_result *result) {
  for (size_t i = 0; i < result->effect_count; i++) {
    json_decref(result->effects[i].value);
    json_decref(result->effects[i].old);
  }
  result->effect_count = 0;
}

// S7. A chart with more states than the bound may still leave and enter each of them in one macrostep.
static size_t effects_max(const struct machine *machine) {
  size_t states = 4 * (size_t)machine->chart->state_count;
  return states > STEP_EFFECTS_MAX ? states : STEP_EFFECTS_MAX;
}

// Room for more, never over the bound: so one comparison an effect watches both.
static bool effects_grow(struct machine *machine) {
  size_t max = effects_max(machine), room = machine->effect_room ? 2 * machine->effect_room : 16;
  if (machine->result->effect_count == max)
    return machine_fail(machine, "One event may not do more than %zu things, and this one did; its workflow must be put right.", max);
  machine->effect_room = room < max ? room : max;
  machine->result->effects = mem_grow(machine->result->effects, machine->effect_room, sizeof *machine->result->effects);
  return true;
}

struct effect *machine_effect(struct machine *machine, enum effect_kind kind, int state) {
  struct step_result *result = machine->result;
  if (result->effect_count == machine->effect_room && !effects_grow(machine)) return NULL;
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

// `old` is held by the effect already.
static void put(struct machine *machine, const struct field *field, json_t *value) {
  if (machine->slots) {
    json_decref(machine->slots[field->index]);
    machine->slots[field->index] = json_is_null(value) ? NULL : json_incref(value);
    machine->slots_ahead = true;
  } else if (json_is_null(value))
    json_object_deln(own_fields(machine), field->name, field->name_size);
  else
    json_object_setn_new_nocheck(own_fields(machine), field->name, field->name_size, json_incref(value));
}

bool machine_set(struct machine *machine, const struct field *field, json_t *value, struct err *err) {
  json_t *old = machine_get(machine, field);
  struct effect *effect = NULL;
  bool fits = field_fits(field, value, err), same = fits && (old ? json_equal(old, value) : json_is_null(value));
  if (fits && !same) effect = machine_effect(machine, EFFECT_SET, machine->owner);
  if (!effect) json_decref(value);
  if (!fits || same) return fits;
  if (!effect) return err_set(err, ERR_LIMIT, "too much was done");
  effect->name = field->name;
  effect->old = old ? json_incref(old) : json_null();
  effect->value = value;
  put(machine, field, value);
  return true;
}

// A form's value: of those who take part, the ones who were asked stay; what had been carried forward is confirmed by being given.
bool machine_fill(struct machine *machine, const struct field *field, const json_t *value, struct err *err) {
  json_t *new = field_is_parties(field) ? parties_filled(machine_get(machine, field), value) : json_incref((json_t *)value);
  return machine_set(machine, field, new, err) && carried_confirm(machine, field->name, err);
}

bool machine_raise(struct machine *machine, int number, const char *name, json_t *json, int state) {
  struct effect *effect = machine_effect(machine, EFFECT_RAISE, state);
  if (!effect) {
    json_decref(json);
    return false;
  }
  effect->name = name;
  effect->value = json ? json_incref(json) : NULL;
  queue_add(&machine->queue, (struct queued){.number = number, .name = name, .json = json});
  return true;
}

// SCXML 3.12.2: errors are events like others, of the platform's.
bool machine_error(struct machine *machine, const char *name, const char *why) {
  json_t *json =
      json_pack("{s:s, s:s, s:o*, s:{s:s}}", "name", name, "type", "platform", "sendid", machine->error_sendid, "data", "reason", why);
  machine->error_sendid = NULL;
  return machine_raise(machine, event_number_of(machine->chart, name), json_text(json, "name"), json, machine->owner);
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
