// What transitions and states do: one row an action. An action that cannot be done fails the macrostep (S6), in one sentence that
// says which action, where, and why.
#include "base/mem.h"
#include "chart/internal.h"

#include <stdio.h>
#include <string.h>

static json_t *evaluate(const struct machine *machine, const json_t *value, struct err *err) {
  struct step_view view = machine_view(machine, machine->fields);
  return value_evaluate(&view, value, err);
}

// The field that an action names; its value evaluated goes in.
static bool set_field(struct machine *machine, const char *name, json_t *value, struct err *err) {
  const json_t *field = chart_field(machine->chart, name);
  if (!value) return false;
  if (field) return machine_set(machine, field, value, err);
  json_decref(value);
  return err_set(err, ERR_INVALID, "the workflow has no field \"%s\"", name ? name : "");
}

static bool do_set(struct machine *machine, const json_t *action, struct err *err) {
  return set_field(machine, json_text(action, "field"), evaluate(machine, json_object_get(action, "value"), err), err);
}

static bool do_add(struct machine *machine, const json_t *action, struct err *err) {
  const char *name = json_text(action, "field");
  const json_t *old = json_object_get(machine->fields, name);
  json_t *amount = evaluate(machine, json_object_get(action, "amount"), err);
  json_int_t sum = 0;
  bool empty = !old || json_is_null(old), whole = json_is_integer(amount) && (empty || json_is_integer(old));
  bool fits = whole && !__builtin_add_overflow(empty ? 0 : json_integer_value(old), json_integer_value(amount), &sum);
  json_decref(amount);
  if (!amount) return false;
  return fits ? set_field(machine, name, json_integer(sum), err)
              : err_set(err, ERR_INVALID, "\"%s\" and what is added to it must be whole numbers", name);
}

static bool do_append(struct machine *machine, const json_t *action, struct err *err) {
  const char *name = json_text(action, "field");
  const json_t *old = json_object_get(machine->fields, name);
  json_t *value = evaluate(machine, json_object_get(action, "value"), err);
  if (!value) return false;
  json_t *list = json_is_array(old) ? json_copy((json_t *)old) : json_array();
  json_array_append_new(list, value);
  return set_field(machine, name, list, err);
}

static bool do_raise(struct machine *machine, const json_t *action, struct err *err) {
  return machine_raise(machine, json_text(action, "event"), machine->owner) || err_set(err, ERR_LIMIT, "too much was done");
}

static bool do_tell(struct machine *machine, const json_t *action, struct err *err) {
  struct effect *effect = machine_effect(machine, EFFECT_TELL, machine->owner);
  if (!effect) return err_set(err, ERR_LIMIT, "too much was done");
  effect->spec = action;
  return true;
}

bool action_open(struct machine *machine, const char *workflow, json_t *fields) {
  struct effect *effect = machine_effect(machine, EFFECT_OPEN, machine->owner);
  if (!effect) {
    json_decref(fields);
    return false;
  }
  effect->name = workflow;
  effect->value = fields;
  return true;
}

static bool do_open(struct machine *machine, const json_t *action, struct err *err) {
  const json_t *given = json_object_get(action, "fields");
  json_t *fields = json_is_object(given) ? evaluate(machine, given, err) : json_object();
  return fields && (action_open(machine, json_text(action, "workflow"), fields) || err_set(err, ERR_LIMIT, "too much was done"));
}

// The answer comes from a script, so each field is looked at; sorted, so that the record does not hang on the script's order.
static bool take_answer(struct machine *machine, json_t *answer, struct err *err) {
  const char *name;
  json_t *value;
  void *at;
  json_t *names = json_array();
  json_object_foreach(answer, name, value) json_array_add(names, name);
  bool good = json_is_object(answer) || err_set(err, ERR_INVALID, "its function must answer a table of fields to change");
  while (good && json_array_size(names)) {
    size_t first = 0;
    for (size_t i = 1; i < json_array_size(names); i++)
      if (strcmp(json_string_value(json_array_get(names, i)), json_string_value(json_array_get(names, first))) < 0) first = i;
    name = json_string_value(json_array_get(names, first));
    at = json_object_iter_at(answer, name);
    good = set_field(machine, name, json_incref(json_object_iter_value(at)), err);
    json_array_remove(names, first);
  }
  json_decref(names);
  return good;
}

static bool do_run(struct machine *machine, const json_t *action, struct err *err) {
  struct step_view view = machine_view(machine, machine->fields);
  if (!machine->host || !machine->host->run) return err_set(err, ERR_INVALID, "nothing here can run functions");
  json_t *answer = machine->host->run(machine->host->user, action, &view, err);
  bool good = answer && take_answer(machine, answer, err);
  json_decref(answer);
  return good;
}

static bool do_attach(struct machine *machine, const json_t *action, struct err *err) {
  return (void)action, evidence_attach(machine, err);
}
static bool do_grade(struct machine *machine, const json_t *action, struct err *err) { return (void)action, evidence_grade(machine, err); }
static bool do_withdraw(struct machine *machine, const json_t *action, struct err *err) {
  return (void)action, evidence_withdraw(machine, err);
}

static const struct {
  const char *name;
  bool (*run)(struct machine *machine, const json_t *action, struct err *err);
} rows[] = {
    {"set", do_set},   {"add", do_add},       {"append", do_append}, {"raise", do_raise}, {"tell", do_tell},
    {"open", do_open}, {"attach", do_attach}, {"grade", do_grade},   {"run", do_run},     {"withdraw", do_withdraw},
};

static bool run_one(struct machine *machine, const json_t *action, struct err *err) {
  const char *name = json_text(action, "do");
  for (size_t i = 0; name && i < sizeof rows / sizeof rows[0]; i++)
    if (strcmp(rows[i].name, name) == 0) return rows[i].run(machine, action, err);
  return err_set(err, ERR_CORRUPT, "this program does not know it");
}

static bool failed(struct machine *machine, const json_t *action, const struct err *err) {
  const char *name = json_text(action, "do"), *label = json_text(action, "label"), *state = machine->chart->states[machine->owner].title;
  bool taking = strcmp(machine->doing, "taking") == 0;
  char where[400];
  if (taking)
    snprintf(where, sizeof where, "taking \"%s\" in state \"%s\"", machine->taking, state);
  else
    snprintf(where, sizeof where, "%s state \"%s\"", machine->doing, state);
  return machine_fail(machine, "While %s, the action \"%s\" failed: %s. Nothing of it was kept.", where,
                      label  ? label
                      : name ? name
                             : "?",
                      err->text);
}

bool actions_run(struct machine *machine, const json_t *actions) {
  size_t i;
  const json_t *action;
  json_array_foreach(actions, i, action) {
    struct err err;
    if (!run_one(machine, action, &err)) return failed(machine, action, &err);
  }
  return true;
}
