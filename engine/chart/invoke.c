// Invocations (W3C SCXML 1.0, 6.4 and 6.5; D, mainEventLoop): begun at the end of the macrostep that entered their state and did not leave
// it again, ended with it; while they run, their events go through `finalize` and outside events are passed on where the author says so.
#include "base/mem.h"
#include "chart/machine_internal.h"

#include <string.h>

static const char *const types[] = {"", "scxml", "http://www.w3.org/TR/scxml/", "http://www.w3.org/TR/scxml"};

static bool check_type(struct machine *machine, const json_t *spec, struct err *err) {
  char *type = text_evaluate(machine, spec, "type", "typeexpr", err);
  bool known = false;
  for (size_t i = 0; type && i < sizeof types / sizeof types[0]; i++) known = known || strcmp(types[i], type) == 0;
  if (type && !known) err_set(err, ERR_INVALID, "a session of type \"%.80s\" cannot be invoked", type);
  mem_free(type);
  return known;
}

// {"src"} or {"text"} or {"definition"}: where the chart comes from.
static json_t *work_out_source(struct machine *machine, const json_t *spec, struct err *err) {
  json_t *definition = json_object_get(spec, "definition"), *out = json_object();
  if (definition) {
    json_object_set(out, "definition", definition);
    return out;
  }
  bool text = json_text(spec, "contentexpr") != NULL;
  char *value = text ? text_evaluate(machine, spec, "content", "contentexpr", err) : text_evaluate(machine, spec, "src", "srcexpr", err);
  if (value) json_put_text(out, text ? "text" : "src", value);
  mem_free(value);
  if (value) return out;
  json_decref(out);
  return NULL;
}

static json_t *values_of(struct machine *machine, const json_t *spec, struct err *err) {
  bool some = json_object_get(spec, "namelist") || json_object_get(spec, "params") || json_object_get(spec, "data");
  json_t *only = json_copy((json_t *)spec);
  json_object_del(only, "contentexpr");
  json_t *values = some ? payload_evaluate(machine, only, err) : json_object();
  json_decref(only);
  return values;
}

static bool begin(struct machine *machine, int state, int index, char *id, json_t *what) {
  struct effect *effect = machine_effect(machine, EFFECT_INVOKE, state);
  if (!effect) {
    mem_free(id);
    json_decref(what);
    return false;
  }
  json_put_text(what, "id", id);
  effect->value = what;
  machine->live = mem_grow(machine->live, (size_t)machine->live_count + 1, sizeof *machine->live);
  machine->live[machine->live_count++] = (struct live){.state = state, .index = index, .id = id};
  return true;
}

static bool begin_one(struct machine *machine, int state, int index) {
  const json_t *spec = machine->chart->states[state].invokes[index].spec;
  struct err err;
  json_t *what = NULL, *values = NULL;
  char *id = check_type(machine, spec, &err) ? id_evaluate(machine, spec, machine->chart->states[state].id, &err) : NULL;
  if (id) what = work_out_source(machine, spec, &err);
  if (what) values = values_of(machine, spec, &err);
  if (values) {
    json_object_set_new(what, "data", values);
    return begin(machine, state, index, id, what);
  }
  mem_free(id);
  json_decref(what);
  return machine_error(machine, "error.execution", err.text);
}

// In entry order, which document order is within a macrostep; a state entered and left again is not marked any more.
bool invoke_pending(struct machine *machine) {
  const struct chart *chart = machine->chart;
  for (int state = 0; machine->to_invoke && state < chart->state_count; state++) {
    if (!(machine->marks[state] & MARK_TO_INVOKE)) continue;
    machine->to_invoke--;
    machine->marks[state] &= (unsigned char)~MARK_TO_INVOKE;
    machine->owner = state;
    for (int i = 0; i < chart->states[state].invoke_count; i++)
      if (!begin_one(machine, state, i)) return false;
  }
  return true;
}

static void forget(struct machine *machine, int at) {
  mem_free(machine->live[at].id);
  memmove(&machine->live[at], &machine->live[at + 1], (size_t)(machine->live_count - at - 1) * sizeof *machine->live);
  machine->live_count--;
}

void invoke_cancel(struct machine *machine, int state) {
  for (int i = 0; i < machine->live_count; i++) {
    if (machine->live[i].state != state) continue;
    struct effect *effect = machine_effect(machine, EFFECT_UNINVOKE, state);
    if (effect) effect->value = json_string(machine->live[i].id);
    forget(machine, i--);
  }
}

void invoke_forget(struct machine *machine, const char *id) {
  for (int i = machine->live_count - 1; i >= 0; i--)
    if (strcmp(machine->live[i].id, id) == 0) forget(machine, i);
}

// SCXML 6.5: an empty <finalize> takes what came back under the names of `namelist` and of parameters that are locations.
static bool take_back(struct machine *machine, const char *location, const char *name) {
  json_t *value = json_object_get(json_object_get(machine->event, "data"), name ? name : "");
  struct step_view view = machine_view(machine, NULL);
  struct err err;
  if (!value || !location || !machine->model) return true;
  return machine->model->assign(machine->model->user, &view, location, NULL, value, &err) ||
         machine_error(machine, "error.execution", err.text);
}

static bool finalize(struct machine *machine, const struct chart_invoke *invoke) {
  const json_t *item;
  size_t i;
  bool ok = true;
  if (invoke->finalize.count) return actions_run(machine, &invoke->finalize);
  json_array_foreach(json_object_get(invoke->spec, "namelist"), i, item) ok =
      ok && take_back(machine, json_string_value(item), json_string_value(item));
  json_array_foreach(json_object_get(invoke->spec, "params"), i, item) ok =
      ok && take_back(machine, json_text(item, "location"), json_text(item, "name"));
  return ok;
}

static bool forward(struct machine *machine, const struct live *live) {
  struct effect *effect = machine_effect(machine, EFFECT_FORWARD, live->state);
  if (effect) effect->value = json_string(live->id);
  return effect != NULL;
}

bool invoke_receive(struct machine *machine, const json_t *event) {
  const char *from = json_text(event, "invokeid");
  for (int i = 0; i < machine->live_count; i++) {
    const struct live *live = &machine->live[i];
    const struct chart_invoke *invoke = &machine->chart->states[live->state].invokes[live->index];
    machine->owner = live->state;
    machine->doing = DOING_FINALIZE;
    if (from && strcmp(from, live->id) == 0 && invoke->finalizes && !finalize(machine, invoke)) return false;
    if (invoke->autoforward && !forward(machine, live)) return false;
  }
  return true;
}
