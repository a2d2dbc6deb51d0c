// What happens to those who take part: named, removed, exempted, asked again, closed without; and asking those who were not asked yet (P1).
// All of it is a new list in the field; what a return has to be told is an effect, and so is a return that is to be opened.
#include "chart/machine_internal.h"
#include "chart/party.h"

#include <string.h>

// One action at work on one party, or on all that wait.
struct work {
  struct machine *machine;
  const struct action *action;
  json_t *rows;                       // a copy, owned
  const json_t *party, *reason, *due; // due: the party's own, from now on
};

static const json_t *data_of(const struct machine *machine, const char *name) {
  return json_object_get(json_object_get(machine->event, "data"), name);
}

static bool is_blank(const json_t *text) {
  const char *value = json_string_value(text);
  return !value || !value[strspn(value, " \t\r\n")];
}

static bool work_begin(struct work *work, struct machine *machine, const struct action *action, struct err *err) {
  const json_t *rows = action->field ? machine_get(machine, action->field) : NULL;
  if (!action->field) return err_set(err, ERR_INVALID, "the workflow has no field \"%s\"", action->name);
  *work = (struct work){.machine = machine,
                        .action = action,
                        .party = data_of(machine, "party"),
                        .reason = data_of(machine, "reason"),
                        .due = data_of(machine, "new_due")};
  work->rows = json_is_array(rows) ? json_copy((json_t *)rows) : json_array();
  return true;
}

static bool work_end(struct work *work, bool ok, struct err *err) {
  if (ok) return machine_set(work->machine, work->action->field, work->rows, err);
  json_decref(work->rows);
  return false;
}

// The event for the return of this row, `cycle.WHAT`; nothing where there is no return.
static bool tell_return(struct machine *machine, const json_t *row, const char *what, const json_t *reason, const json_t *due,
                        struct err *err) {
  if (!json_text(row, "item")) return true;
  struct effect *effect = machine_effect(machine, EFFECT_SIGNAL, machine->owner);
  if (!effect) return err_set(err, ERR_LIMIT, "too much was done");
  json_t *data = json_object();
  if (!is_blank(reason)) json_object_set(data, "reason", (json_t *)reason);
  if (!is_blank(due)) json_object_set(data, "due", (json_t *)due);
  effect->value = json_pack("{s:O, s:s+, s:o}", "item", json_object_get(row, "item"), "event", "cycle.", what, "data", data);
  effect->name = json_text(effect->value, "event");
  return true;
}

// The row with another status, in the list. Borrowed from it.
static json_t *row_becomes(struct work *work, size_t at, const char *status) {
  json_t *row = json_copy(json_array_get(work->rows, at));
  json_put_text(row, "status", status);
  json_object_del(row, "reason");
  if (!is_blank(work->reason)) json_object_set(row, "reason", (json_t *)work->reason);
  json_array_set_new(work->rows, at, row);
  return row;
}

static const char *id_of(const struct work *work) {
  const char *id = json_text(work->party, "id");
  return id ? id : "?";
}

static bool find(const struct work *work, int *at, struct err *err) {
  if (!json_is_object(work->party)) return err_set(err, ERR_INVALID, "it does not say who is meant; give `party`");
  *at = party_find(work->rows, work->party);
  return true;
}

static bool find_there(const struct work *work, int *at, struct err *err) {
  return find(work, at, err) && (*at >= 0 || err_set(err, ERR_INVALID, "%s does not take part", id_of(work)));
}

static bool needs_reason(const struct work *work, struct err *err) {
  return !is_blank(work->reason) || err_set(err, ERR_INVALID, "it needs a reason; give `reason`");
}

// Asked again, with the return that there is: by the date that is given, else by the one that it had.
static bool ask_again(struct work *work, int at, struct err *err) {
  json_t *row = json_array_get(work->rows, (size_t)at);
  row = row_becomes(work, (size_t)at, json_text(row, "item") ? "reopened" : "named");
  json_object_del(row, "returned_on");
  json_object_del(row, "late");
  if (!is_blank(work->due)) json_object_set(row, "due", (json_t *)work->due);
  return tell_return(work->machine, row, "reopened", work->reason, work->due, err);
}

// Whoever was removed comes back with the return that they had.
static bool add_again(struct work *work, int at, struct err *err) {
  const json_t *row = json_array_get(work->rows, (size_t)at);
  if (!party_is(row, "removed")) return err_set(err, ERR_INVALID, "%s takes part already", id_of(work));
  return ask_again(work, at, err);
}

static bool add(struct work *work, struct err *err) {
  int at = -1;
  if (!find(work, &at, err)) return false;
  if (at >= 0) return add_again(work, at, err);
  json_array_append_new(
      work->rows, json_pack("{s:O, s:s, s:O*}", "party", work->party, "status", "named", "due", is_blank(work->due) ? NULL : work->due));
  return true;
}

static bool leave_out(struct work *work, const char *status, struct err *err) {
  int at = -1;
  if (!find_there(work, &at, err) || !needs_reason(work, err)) return false;
  const json_t *row = json_array_get(work->rows, (size_t)at);
  if (party_is(row, status)) return err_set(err, ERR_INVALID, "%s is %s already", id_of(work), status);
  return tell_return(work->machine, row_becomes(work, (size_t)at, status), status, work->reason, NULL, err);
}

static bool take_out(struct work *work, struct err *err) { return leave_out(work, "removed", err); }
static bool exempt(struct work *work, struct err *err) { return leave_out(work, "exempt", err); }

static bool reopen(struct work *work, struct err *err) {
  int at = -1;
  if (!find_there(work, &at, err)) return false;
  const json_t *row = json_array_get(work->rows, (size_t)at);
  if (party_waits(row)) return err_set(err, ERR_INVALID, "%s has not returned anything yet", id_of(work));
  if (party_is(row, "removed")) return err_set(err, ERR_INVALID, "%s was removed; add it again instead", id_of(work));
  return ask_again(work, at, err);
}

// Closing without: the one that is named, else all that have not returned. Their returns stay open, and are taken late (P2).
static bool close_without(struct work *work, struct err *err) {
  int at = -1;
  if (work->party && !find_there(work, &at, err)) return false;
  if (at >= 0 && !party_waits(json_array_get(work->rows, (size_t)at)))
    return err_set(err, ERR_INVALID, "%s is not waited for", id_of(work));
  for (size_t i = 0; i < json_array_size(work->rows); i++) {
    if ((at >= 0 && (int)i != at) || !party_waits(json_array_get(work->rows, i))) continue;
    if (!needs_reason(work, err)) return false;
    row_becomes(work, i, "non_return");
  }
  return true;
}

static bool run(struct machine *machine, const struct action *action, bool (*does)(struct work *work, struct err *err), struct err *err) {
  struct work work;
  return work_begin(&work, machine, action, err) && work_end(&work, does(&work, err), err);
}

// The agencies that there are, or those with a duty: whoever takes part already, or did, stays as it is.
static void name_all(struct work *work, const json_t *agencies) {
  size_t i;
  json_t *id;
  json_array_foreach(agencies, i, id) {
    json_t *party = json_pack("{s:s, s:O}", "kind", "agency", "id", id);
    if (party_find(work->rows, party) < 0) json_array_append_new(work->rows, json_pack("{s:O, s:s}", "party", party, "status", "named"));
    json_decref(party);
  }
}

static bool anybody_takes_part(const json_t *rows) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (party_takes_part(row)) return true;
  return false;
}

// To ask nobody is never meant: nothing would come back, and nobody would be chased.
static bool nobody_is_asked(const struct step_host *host, const char *duty, const struct step_view *view, struct err *err) {
  json_t *said = host->value(host->user, "nobody", duty, view, err);
  if (said) err_set(err, ERR_REFUSED, "%s", json_string_value(said));
  json_decref(said);
  return false;
}

bool party_name(struct machine *machine, const struct action *action, struct err *err) {
  struct work work;
  struct step_view view = machine_view(machine, NULL);
  const struct step_host *host = machine->host;
  const char *given = json_text(action->spec, "duty"), *duty = given ? given : "";
  if (!host || !host->value) return err_set(err, ERR_INVALID, "nothing here knows the agencies");
  json_t *agencies = host->value(host->user, "agencies", duty, &view, err);
  bool ok = agencies && work_begin(&work, machine, action, err);
  if (ok) {
    name_all(&work, agencies);
    bool some = anybody_takes_part(work.rows);
    ok = work_end(&work, some || nobody_is_asked(host, duty, &view, err), err);
  }
  json_decref(agencies);
  return ok;
}

bool party_add(struct machine *machine, const struct action *action, struct err *err) { return run(machine, action, add, err); }
bool party_remove(struct machine *machine, const struct action *action, struct err *err) { return run(machine, action, take_out, err); }
bool party_exempt(struct machine *machine, const struct action *action, struct err *err) { return run(machine, action, exempt, err); }
bool party_reopen(struct machine *machine, const struct action *action, struct err *err) { return run(machine, action, reopen, err); }
bool party_non_return(struct machine *machine, const struct action *action, struct err *err) {
  return run(machine, action, close_without, err);
}

bool party_signal(struct machine *machine, const struct action *action, struct err *err) {
  const json_t *rows = action->field ? machine_get(machine, action->field) : NULL, *row;
  const char *event = json_text(action->spec, "event");
  size_t i;
  json_array_foreach(rows, i, row) {
    if (!party_is(row, "removed") && !tell_return(machine, row, event ? event : "?", NULL, NULL, err)) return false;
  }
  return true;
}

// ---- asking, and what returns say

static bool ask_one(struct machine *machine, int state, const json_t *invoke, const json_t *row, struct err *err) {
  struct step_view view = machine_view(machine, NULL);
  const json_t *data = json_object_get(invoke, "data");
  json_t *fields = data ? value_evaluate(&view, data, err) : json_object();
  struct effect *effect = fields ? machine_effect(machine, EFFECT_ASK, state) : NULL;
  if (!effect) {
    json_decref(fields);
    return fields ? err_set(err, ERR_LIMIT, "too much was done") : false;
  }
  effect->name = json_text(invoke, "workflow");
  effect->spec = invoke;
  effect->value = json_pack("{s:O, s:o}", "party", json_object_get(row, "party"), "fields", fields);
  return true;
}

static bool ask_all(struct machine *machine, int state, const json_t *invoke, struct err *err) {
  const struct field *field = chart_field_row(machine->chart, json_text(invoke, "for_each"));
  const json_t *rows = field ? machine_get(machine, field) : NULL;
  json_t *list = json_is_array(rows) ? json_copy((json_t *)rows) : json_array(), *row;
  size_t i;
  json_array_foreach(list, i, row) {
    if (!party_is(row, "named")) continue;
    if (!ask_one(machine, state, invoke, row, err)) return json_decref(list), false;
    json_t *asked = json_copy(row);
    json_put_text(asked, "status", "asked");
    json_put_text(asked, "asked_on", machine->today);
    json_array_set_new(list, i, asked);
  }
  machine->owner = state;
  if (field) return machine_set(machine, field, list, err);
  json_decref(list);
  return err_set(err, ERR_INVALID, "the workflow has no field \"%s\"", json_text(invoke, "for_each"));
}

bool parties_ask(struct machine *machine) {
  const struct chart *chart = machine->chart;
  struct err err;
  for (int i = 0; chart->asks && i < chart->state_count; i++) {
    const json_t *invoke = json_object_get(chart->states[i].spec, "invoke");
    if (!invoke || !config_is_active(machine->config, i)) continue;
    if (!ask_all(machine, i, invoke, &err))
      return machine_fail(machine, "In state \"%s\" the returns could not be asked for: %s.", chart->states[i].title, err.text);
  }
  return true;
}

static bool raise_status(struct machine *machine, const json_t *was, const json_t *row) {
  const char *status = json_text(row, "status");
  if (!status || party_is(was, status)) return true;
  const char *name = chart_relayed(machine->chart, status);
  return !name || machine_raise(machine, event_number_of(machine->chart, name), name, NULL, ROOT);
}

bool parties_reported(struct machine *machine, const char *name, const json_t *rows) {
  const struct field *field = chart_field_row(machine->chart, name);
  json_t *old = field ? json_incref(machine_get(machine, field)) : NULL, *row;
  struct err err;
  machine->owner = ROOT;
  bool ok = field ? machine_set(machine, field, json_incref((json_t *)rows), &err)
                  : err_set(&err, ERR_INVALID, "the workflow has no field \"%s\"", name);
  if (!ok) machine_fail(machine, "What the returns say could not be kept: %s.", err.text);
  size_t i;
  json_array_foreach(rows, i, row) {
    int at = party_find(old, json_object_get(row, "party"));
    ok = ok && raise_status(machine, at < 0 ? NULL : json_array_get(old, (size_t)at), row);
  }
  json_decref(old);
  return ok;
}

// The chart's own copy of "party.STATUS", where something of it waits for that; NULL: nothing does.
const char *chart_relayed(const struct chart *chart, const char *status) {
  static const char *const names[] = {"party.asked", "party.returned", "party.nil", "party.reopened"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (strcmp(names[i] + sizeof "party." - 1, status) == 0) return chart_event_find(chart, names[i]) == NO_EVENT ? NULL : names[i];
  return NULL;
}
