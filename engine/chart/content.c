// Executable content of SCXML charts that asks the data model (W3C SCXML 1.0, 4 and 5). Without a data model it is an error of its block.
#include "base/mem.h"
#include "chart/machine_internal.h"

#include <string.h>

enum { EACH_MAX = 100000 }; // S7: rounds of one loop

static bool has_model(const struct machine *machine, struct err *err) {
  return machine->model || err_set(err, ERR_INVALID, "there is no data model here to ask");
}

static json_t *ask(struct machine *machine, const char *expr, struct err *err) {
  struct step_view view = machine_view(machine, NULL);
  return has_model(machine, err) ? machine->model->value(machine->model->user, &view, expr, err) : NULL;
}

bool do_assign(struct machine *machine, const struct action *action, struct err *err) {
  struct step_view view = machine_view(machine, NULL);
  return has_model(machine, err) &&
         machine->model->assign(machine->model->user, &view, action->name, json_text(action->spec, "expr"), action->value, err);
}

bool do_script(struct machine *machine, const struct action *action, struct err *err) {
  struct step_view view = machine_view(machine, NULL);
  const char *source = json_text(action->spec, "source");
  return has_model(machine, err) && machine->model->script(machine->model->user, &view, source ? source : "", err);
}

bool do_log(struct machine *machine, const struct action *action, struct err *err) {
  const char *expr = json_text(action->spec, "expr");
  json_t *value = expr ? ask(machine, expr, err) : json_null();
  struct effect *effect = value ? machine_effect(machine, EFFECT_LOG, machine->owner) : NULL;
  if (!effect) {
    json_decref(value);
    return !value ? false : err_set(err, ERR_LIMIT, "too much was done");
  }
  effect->name = action->name;
  effect->value = value;
  return true;
}

static bool run_rounds(struct machine *machine, const struct action *action, int64_t count, struct err *err) {
  for (int64_t i = 0; i < count; i++) {
    struct step_view view = machine_view(machine, NULL);
    if (!machine->model->each_next(machine->model->user, &view, i, err) || !actions_do(machine, &action->parts, err)) return false;
  }
  return true;
}

bool do_foreach(struct machine *machine, const struct action *action, struct err *err) {
  const char *array = json_text(action->spec, "array"), *item = json_text(action->spec, "item"), *index = json_text(action->spec, "index");
  struct step_view view = machine_view(machine, NULL);
  int64_t count = 0;
  if (!has_model(machine, err)) return false;
  if (!machine->model->each_begin(machine->model->user, &view, array ? array : "", item ? item : "", index, &count, err)) return false;
  bool ok = count <= EACH_MAX || err_set(err, ERR_LIMIT, "a loop may have %d rounds, and this one has more", EACH_MAX);
  ok = ok && run_rounds(machine, action, count, err);
  machine->model->each_end(machine->model->user);
  return ok;
}

// ---- <data>

static bool declare(struct machine *machine, const json_t *data, const json_t *given, bool empty) {
  const char *id = json_text(data, "id");
  const json_t *passed = json_object_get(given, id), *value = passed ? passed : json_object_get(data, "value");
  struct step_view view = machine_view(machine, NULL);
  struct err err;
  if (!id || !machine->model) return true;
  bool ok = empty ? machine->model->declare(machine->model->user, &view, id, NULL, NULL, &err)
                  : machine->model->declare(machine->model->user, &view, id, passed ? NULL : json_text(data, "expr"), value, &err);
  return ok || machine_error(machine, "error.execution", err.text);
}

bool content_declare(struct machine *machine, const json_t *list, const json_t *given, bool empty) {
  size_t i;
  const json_t *data;
  json_array_foreach(list, i, data) if (!declare(machine, data, given, empty)) return false;
  return true;
}

// ---- what travels with events and invocations

char *text_evaluate(struct machine *machine, const json_t *spec, const char *literal, const char *expr, struct err *err) {
  const char *given = json_text(spec, literal), *asked = json_text(spec, expr);
  if (given || !asked) return mem_text(given ? given : "");
  json_t *value = ask(machine, asked, err);
  char *text = NULL;
  if (json_is_string(value))
    text = mem_text(json_string_value(value));
  else if (value)
    err_set(err, ERR_INVALID, "`%s` of \"%s\" must give text", expr, asked);
  json_decref(value);
  return text;
}

static bool put_value(struct machine *machine, json_t *out, const char *name, const char *expr, struct err *err) {
  json_t *value = name && expr ? ask(machine, expr, err) : NULL;
  if (!value) return name && expr ? false : err_set(err, ERR_INVALID, "a parameter has no name or no expression");
  json_object_set_new(out, name, value);
  return true;
}

static json_t *named_values(struct machine *machine, const json_t *spec, struct err *err) {
  json_t *out = json_object();
  const json_t *item;
  size_t i;
  bool ok = true;
  json_array_foreach(json_object_get(spec, "namelist"), i, item) ok =
      ok && put_value(machine, out, json_string_value(item), json_string_value(item), err);
  json_array_foreach(json_object_get(spec, "params"), i, item) {
    const char *expr = json_text(item, "expr");
    ok = ok && put_value(machine, out, json_text(item, "name"), expr ? expr : json_text(item, "location"), err);
  }
  if (ok) return out;
  json_decref(out);
  return NULL;
}

json_t *payload_evaluate(struct machine *machine, const json_t *spec, struct err *err) {
  const json_t *content = json_object_get(spec, "content"), *data = json_object_get(spec, "data");
  const char *expr = json_text(spec, "contentexpr");
  struct step_view view = machine_view(machine, NULL);
  if (content) return json_incref((json_t *)content);
  if (expr) return ask(machine, expr, err);
  if (data) return value_evaluate(&view, data, err);
  if (json_object_get(spec, "namelist") || json_object_get(spec, "params")) return named_values(machine, spec, err);
  return json_null();
}

// An id that nobody gave is made, and told to whoever asked for it by a location (SCXML 6.2.4, 6.4.4).
char *id_evaluate(struct machine *machine, const json_t *spec, const char *before, struct err *err) {
  const char *given = json_text(spec, "id"), *location = json_text(spec, "idlocation");
  if (given) return mem_text(given);
  char *id = mem_format("%s.%d", before, ++machine->made_ids);
  if (!location) return id;
  struct step_view view = machine_view(machine, NULL);
  json_t *value = json_string(id);
  bool ok = machine->model ? machine->model->assign(machine->model->user, &view, location, NULL, value, err)
                           : err_set(err, ERR_INVALID, "there is no data model here for `idlocation`");
  json_decref(value);
  if (ok) return id;
  mem_free(id);
  return NULL;
}
