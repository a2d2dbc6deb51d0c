// What transitions and states do: one row an action. In a workflow an action that cannot be done fails the macrostep (S6), in one sentence
// that says which action, where, and why; in an SCXML chart it raises error.execution and ends its block (SCXML 4.10).
#include "base/mem.h"
#include "chart/machine_internal.h"

#include <stdio.h>
#include <string.h>

static json_t *evaluate(struct machine *machine, const json_t *value, struct err *err) {
  struct step_view view = machine_view(machine, NULL);
  return value_evaluate(&view, value, err);
}

static json_t *value_of(struct machine *machine, const struct action *action, struct err *err) {
  return action->literal ? json_incref((json_t *)action->value) : evaluate(machine, action->value, err);
}

// The field that an action names; its value evaluated goes in.
static bool set_field(struct machine *machine, const struct field *field, const char *name, json_t *value, struct err *err) {
  if (!value) return false;
  if (field) return machine_set(machine, field, value, err);
  json_decref(value);
  return err_set(err, ERR_INVALID, "the workflow has no field \"%s\"", name);
}

static bool do_set(struct machine *machine, const struct action *action, struct err *err) {
  return set_field(machine, action->field, action->name, value_of(machine, action, err), err);
}

static const json_t *old_of(const struct machine *machine, const struct action *action) {
  return action->field ? machine_get(machine, action->field) : NULL;
}

static bool do_add(struct machine *machine, const struct action *action, struct err *err) {
  const json_t *old = old_of(machine, action);
  json_t *amount = value_of(machine, action, err);
  json_int_t sum = 0;
  bool empty = !old || json_is_null(old), whole = json_is_integer(amount) && (empty || json_is_integer(old));
  bool fits = whole && !__builtin_add_overflow(empty ? 0 : json_integer_value(old), json_integer_value(amount), &sum);
  json_decref(amount);
  if (!amount) return false;
  return fits ? set_field(machine, action->field, action->name, json_integer(sum), err)
              : err_set(err, ERR_INVALID, "\"%s\" and what is added to it must be whole numbers", action->name);
}

static bool do_append(struct machine *machine, const struct action *action, struct err *err) {
  const json_t *old = old_of(machine, action);
  json_t *value = value_of(machine, action, err);
  if (!value) return false;
  json_t *list = json_is_array(old) ? json_copy((json_t *)old) : json_array();
  json_array_append_new(list, value);
  return set_field(machine, action->field, action->name, list, err);
}

// An event of an SCXML chart always has its JSON, since a data model may look at it.
static bool do_raise(struct machine *machine, const struct action *action, struct err *err) {
  json_t *json = machine->chart->is_scxml ? json_pack("{s:s, s:s}", "name", action->name, "type", "internal") : NULL;
  return machine_raise(machine, action->event, action->name, json, machine->owner) || err_set(err, ERR_LIMIT, "too much was done");
}

static bool do_tell(struct machine *machine, const struct action *action, struct err *err) {
  struct effect *effect = machine_effect(machine, EFFECT_TELL, machine->owner);
  if (!effect) return err_set(err, ERR_LIMIT, "too much was done");
  effect->spec = action->spec;
  return true;
}

bool action_open(struct machine *machine, const json_t *spec, const char *workflow, json_t *fields) {
  struct effect *effect = machine_effect(machine, EFFECT_OPEN, machine->owner);
  if (!effect) {
    json_decref(fields);
    return false;
  }
  effect->name = workflow;
  effect->spec = spec;
  effect->value = fields;
  return true;
}

static bool do_open(struct machine *machine, const struct action *action, struct err *err) {
  json_t *fields = json_is_object(action->value) ? evaluate(machine, action->value, err) : json_object();
  return fields &&
         (action_open(machine, action->spec, json_text(action->spec, "workflow"), fields) || err_set(err, ERR_LIMIT, "too much was done"));
}

// Lua has one empty table for a list and for anything else.
static json_t *answered(const struct field *field, const json_t *answer, const char *name) {
  json_t *value = json_object_get(answer, name);
  bool is_nothing = json_is_object(value) && json_object_size(value) == 0;
  return is_nothing && field_takes_list(field) ? json_array() : json_incref(value);
}

// One item for each entry of a list; what each begins with may come from its entry.
static bool do_open_each(struct machine *machine, const struct action *action, struct err *err) {
  const json_t *old = old_of(machine, action);
  json_t *list = json_is_array(old) ? json_copy((json_t *)old) : json_array(), *entry;
  const char *workflow = json_text(action->spec, "workflow");
  bool ok = true;
  size_t i;
  json_array_foreach(list, i, entry) {
    struct step_view view = machine_view(machine, NULL);
    view.entry = entry;
    json_t *fields = ok ? value_evaluate(&view, action->value, err) : NULL;
    ok = fields && (action_open(machine, action->spec, workflow, fields) || err_set(err, ERR_LIMIT, "too much was done"));
  }
  json_decref(list);
  return ok;
}

// The answer comes from a script, so each field is looked at; sorted, so that the record does not hang on the script's order.
static bool take_answer(struct machine *machine, json_t *answer, struct err *err) {
  const char *name;
  json_t *value;
  json_t *names = json_array();
  json_object_foreach(answer, name, value) json_array_add(names, name);
  bool good = json_is_object(answer) || err_set(err, ERR_INVALID, "its function must answer a table of fields to change");
  while (good && json_array_size(names)) {
    size_t first = 0;
    for (size_t i = 1; i < json_array_size(names); i++)
      if (strcmp(json_string_value(json_array_get(names, i)), json_string_value(json_array_get(names, first))) < 0) first = i;
    name = json_string_value(json_array_get(names, first));
    const struct field *field = chart_field_row(machine->chart, name);
    good = set_field(machine, field, name, answered(field, answer, name), err);
    json_array_remove(names, first);
  }
  json_decref(names);
  return good;
}

static bool do_run(struct machine *machine, const struct action *action, struct err *err) {
  struct step_view view = machine_view(machine, NULL);
  if (!machine->host || !machine->host->run) return err_set(err, ERR_INVALID, "nothing here can run functions");
  json_t *answer = machine->host->run(machine->host->user, action->spec, &view, err);
  bool good = answer && take_answer(machine, answer, err);
  json_decref(answer);
  return good;
}

// What other items say is the host's to know; what it answered stands in the field, and so in the record.
static bool do_gather(struct machine *machine, const struct action *action, struct err *err) {
  struct step_view view = machine_view(machine, NULL);
  if (!machine->host || !machine->host->gather) return err_set(err, ERR_INVALID, "there are no other items here");
  json_t *query = value_evaluate(&view, action->spec, err);
  json_t *rows = query ? machine->host->gather(machine->host->user, query, &view, err) : NULL;
  json_decref(query);
  return set_field(machine, action->field, action->name, rows, err);
}

static bool do_attach(struct machine *machine, const struct action *action, struct err *err) {
  return (void)action, evidence_attach(machine, err);
}
static bool do_grade(struct machine *machine, const struct action *action, struct err *err) {
  return (void)action, evidence_grade(machine, err);
}
static bool do_withdraw(struct machine *machine, const struct action *action, struct err *err) {
  return (void)action, evidence_withdraw(machine, err);
}

static bool do_confirm(struct machine *machine, const struct action *action, struct err *err) {
  return (void)action, carried_confirm_named(machine, err);
}

static bool do_stop_clock(struct machine *machine, const struct action *action, struct err *err) {
  return clock_stop(machine, action->spec, err);
}
static bool do_start_clock(struct machine *machine, const struct action *action, struct err *err) {
  return (void)action, clock_start(machine, err);
}

// ---- actions that hold actions

static bool do_block(struct machine *machine, const struct action *action, struct err *err) {
  return actions_run(machine, &action->parts) || err_set(err, ERR_LIMIT, "too much was done");
}

// SCXML 5.9.1: a condition that cannot be judged raises error.execution and counts as false.
static bool is_true(struct machine *machine, const struct guard *guard) {
  struct step_view view = machine_view(machine, NULL);
  struct buf why = {0};
  bool threw = false;
  view.threw = &threw;
  enum truth truth = guard_answer(guard, &view, machine->host, &why);
  if (threw) machine_error(machine, "error.execution", why.data);
  buf_clear(&why);
  return truth == TRUTH_TRUE;
}

static bool do_if(struct machine *machine, const struct action *action, struct err *err) {
  for (int i = 0; i < action->parts.count; i++) {
    const struct action *branch = &action->parts.items[i];
    if (is_true(machine, branch->guard)) return actions_do(machine, &branch->parts, err);
  }
  return true;
}

static bool do_nothing_known(struct machine *machine, const struct action *action, struct err *err) {
  return (void)machine, (void)action, err_set(err, ERR_CORRUPT, "this program does not know it");
}

static const struct row {
  const char *name, *value, *label; // members that hold the action's value and its name
  bool (*run)(struct machine *machine, const struct action *action, struct err *err);
} rows[] = {
    {"set", "value", "field", do_set},
    {"add", "amount", "field", do_add},
    {"append", "value", "field", do_append},
    {"raise", NULL, "event", do_raise},
    {"tell", NULL, NULL, do_tell},
    {"open", "fields", NULL, do_open},
    {"open_each", "fields", "field", do_open_each},
    {"name_parties", NULL, "field", party_name},
    {"attach", NULL, NULL, do_attach},
    {"grade", NULL, NULL, do_grade},
    {"run", NULL, NULL, do_run},
    {"gather", NULL, "field", do_gather},
    {"withdraw", NULL, NULL, do_withdraw},
    {"stop_clock", NULL, NULL, do_stop_clock},
    {"start_clock", NULL, NULL, do_start_clock},
    {"add_party", NULL, "field", party_add},
    {"remove_party", NULL, "field", party_remove},
    {"exempt_party", NULL, "field", party_exempt},
    {"reopen_party", NULL, "field", party_reopen},
    {"non_return", NULL, "field", party_non_return},
    {"signal", NULL, "field", party_signal},
    {"confirm", NULL, NULL, do_confirm},
    {"block", NULL, NULL, do_block},
    {"if", NULL, NULL, do_if},
    {"foreach", NULL, NULL, do_foreach},
    {"assign", "value", "location", do_assign},
    {"script", NULL, NULL, do_script},
    {"log", NULL, "label", do_log},
    {"send", NULL, NULL, do_send},
    {"cancel", NULL, NULL, do_cancel},
};

// ---- compiling

static const struct row *row_of(const json_t *spec) {
  static const struct row unknown = {.run = do_nothing_known};
  const char *name = json_text(spec, "do");
  for (size_t i = 0; name && i < sizeof rows / sizeof rows[0]; i++)
    if (strcmp(rows[i].name, name) == 0) return &rows[i];
  return &unknown;
}

static struct guard *compile_guard(const struct chart *chart, const json_t *spec) {
  if (!spec || json_is_null(spec)) return NULL;
  struct guard *guard = mem_new(sizeof *guard);
  guard_compile(chart, spec, guard);
  return guard;
}

static void compile_one(struct chart *chart, const json_t *spec, struct action *action);

static void compile_branches(struct chart *chart, const json_t *branches, struct action *action) {
  const json_t *branch;
  size_t i;
  action->parts.items = mem_new((json_array_size(branches) + 1) * sizeof *action->parts.items);
  json_array_foreach(branches, i, branch) {
    struct action *part = &action->parts.items[action->parts.count++];
    *part = (struct action){.spec = branch, .guard = compile_guard(chart, json_object_get(branch, "guard"))};
    actions_compile(chart, json_object_get(branch, "actions"), &part->parts);
  }
}

static void compile_one(struct chart *chart, const json_t *spec, struct action *action) {
  const struct row *row = row_of(spec);
  const char *name = row->label ? json_text(spec, row->label) : NULL;
  *action = (struct action){.run = row->run, .spec = spec, .name = name ? name : "", .event = NO_EVENT};
  action->value = row->value ? json_object_get(spec, row->value) : NULL;
  action->literal = value_is_literal(action->value);
  action->field = chart_field_row(chart, name);
  if (row->run == do_raise) action->event = chart_event_number(chart, action->name);
  if (row->run == do_if)
    compile_branches(chart, json_object_get(spec, "branches"), action);
  else
    actions_compile(chart, json_object_get(spec, "actions"), &action->parts);
}

void actions_compile(struct chart *chart, const json_t *list, struct actions *actions) {
  const json_t *spec;
  size_t i;
  if (json_array_size(list) == 0) return;
  actions->items = mem_new(json_array_size(list) * sizeof *actions->items);
  json_array_foreach(list, i, spec) compile_one(chart, spec, &actions->items[actions->count++]);
}

void actions_clear(struct actions *actions) {
  for (int i = 0; i < actions->count; i++) {
    struct action *action = &actions->items[i];
    if (action->guard) guard_clear(action->guard);
    mem_free(action->guard);
    actions_clear(&action->parts);
  }
  mem_free(actions->items);
}

// ---- running

static const char *taken_label(const struct machine *machine) {
  const char *label = json_text(machine->taking->spec, "label"), *event = json_text(machine->taking->spec, "event");
  return label ? label : event ? event : "the next step";
}

static bool failed(struct machine *machine, const struct action *action, const struct err *err) {
  const char *name = json_text(action->spec, "do"), *label = json_text(action->spec, "label"),
             *state = machine->chart->states[machine->owner].title;
  char where[400];
  if (err->code == ERR_REFUSED) {
    machine->result->refused = true;
    return machine_fail(machine, "%s", err->text);
  }
  if (machine->doing == DOING_TAKE)
    snprintf(where, sizeof where, "taking \"%s\" in state \"%s\"", taken_label(machine), state);
  else
    snprintf(where, sizeof where, "%s state \"%s\"", machine->doing == DOING_ENTER ? "entering" : "leaving", state);
  return machine_fail(machine, "While %s, the action \"%s\" failed: %s. Nothing of it was kept.", where,
                      label  ? label
                      : name ? name
                             : "?",
                      err->text);
}

bool actions_do(struct machine *machine, const struct actions *actions, struct err *err) {
  for (int i = 0; i < actions->count; i++)
    if (!actions->items[i].run(machine, &actions->items[i], err)) return false;
  return true;
}

bool actions_run_some(struct machine *machine, const struct actions *actions) {
  struct err err;
  for (int i = 0; i < actions->count; i++) {
    const struct action *action = &actions->items[i];
    if (action->run(machine, action, &err)) continue;
    if (machine->result->outcome == STEP_FAILED) return false;
    return machine->chart->is_scxml ? machine_error(machine, "error.execution", err.text) : failed(machine, action, &err);
  }
  return machine->result->outcome != STEP_FAILED;
}
