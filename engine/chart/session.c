// One SCXML session: its life around the machine. W3C SCXML D, interpret, mainEventLoop and exitInterpreter.
//
// NEW -> RUNNING [session_start] -> ENDED [a top-level final state, session_stop, or a bound that was passed]
#include "base/mem.h"
#include "chart/session_internal.h"

#include <assert.h>

static bool reaches(void *user, const char *target) {
  const struct session *session = user;
  return system_reaches(session->system, session, target);
}

struct session *session_new(struct system *system, struct session *parent, const char *invokeid, const struct chart *chart) {
  struct session *session = mem_new(sizeof *session);
  session->system = system;
  session->parent = parent;
  session->depth = parent ? parent->depth + 1 : 0;
  session->chart = chart;
  session->invokeid = mem_text(invokeid);
  session->id = parent ? mem_format("%s.%s", parent->id, invokeid) : mem_text("main");
  session->router = (struct router){.user = session, .reaches = reaches, .session_id = session->id};
  machine_init(&session->machine, chart, NULL, &session->result);
  session->machine.router = &session->router;
  session->machine.config = config_new(chart);
  session->machine.fields = json_object();
  session->machine.fields_own = true;
  session->machine.slots = mem_new(((size_t)chart->field_count + 1) * sizeof(json_t *));
  session->machine.today = "";
  session->machine.event_name = "";
  return session;
}

void session_free(struct session *session) {
  if (!session) return;
  const struct system_host *host = system_host_of(session->system);
  if (session->has_model) host->model_close(host->user, &session->model);
  machine_clear(&session->machine);
  step_result_clear(&session->result);
  config_free(session->last);
  chart_free(session->own_chart);
  mem_free(session->invokeid);
  mem_free(session->id);
  mem_free(session);
}

// ---- what a macrostep asks of the system, done in order when it has ended

static void invoke(struct session *session, const struct effect *effect) {
  struct err err;
  const json_t *what = effect->value;
  if (system_invoke(session->system, session, what, &err)) return;
  invoke_forget(&session->machine, json_text(what, "id"));
  system_tell(session, (struct notice){.kind = NOTICE_LOST, .text = err.text});
  machine_error(&session->machine, "error.communication", err.text);
}

// `effect` is a copy: the list may move while it grows.
static void carry_out(struct session *session, struct effect effect) {
  struct system *system = session->system;
  const char *id = json_string_value(effect.value);
  switch (effect.kind) {
  case EFFECT_LOG:
    system_tell(session, (struct notice){.kind = NOTICE_LOG, .label = effect.name, .value = effect.value});
    break;
  case EFFECT_SEND:
    system_deliver(system, session, effect.value);
    break;
  case EFFECT_CANCEL:
    system_cancel(system, session, id);
    break;
  case EFFECT_INVOKE:
    invoke(session, &effect);
    break;
  case EFFECT_UNINVOKE:
    system_uninvoke(system, session, id);
    break;
  case EFFECT_FORWARD:
    system_forward(system, session, id);
    break;
  default: // done already, within the step
    break;
  }
}

// An invocation that could not begin raises an error, which runs before the next event; what that asks for is done too.
static void carry_out_all(struct session *session) {
  const struct machine *machine = &session->machine;
  for (size_t i = 0; i < session->result.effect_count; i++) {
    if (session->result.effects[i].kind >= EFFECT_LOG) carry_out(session, session->result.effects[i]);
    bool last = i + 1 == session->result.effect_count, waits = machine->queue.next < machine->queue.count;
    if (last && waits && !machine->has_ended && session->result.outcome != STEP_FAILED) macrostep_settle(&session->machine);
  }
}

static void tell(const struct session *session, enum notice_kind kind, const json_t *event) {
  system_tell(session, (struct notice){
                           .kind = kind, .event = event, .effects = session->result.effects, .effect_count = session->result.effect_count});
}

// A session that has ended has an effect that says so: without room for one the macrostep has failed.
static json_t *donedata_of(const struct session *session) {
  for (size_t i = 0;; i++) {
    assert(i < session->result.effect_count);
    if (session->result.effects[i].kind == EFFECT_ENDED) return json_incref(session->result.effects[i].value);
  }
}

void session_stop(struct session *session) {
  if (!session->is_running) return;
  session->is_running = false;
  session->last = config_copy(session->machine.config);
  effects_empty(&session->result);
  macrostep_end(&session->machine);
  carry_out_all(session);
  tell(session, NOTICE_ENDED, NULL);
}

// By a bound: no more of its content runs. What it has invoked ends with it.
static void break_off(struct session *session) {
  session->was_stopped = true;
  session->is_running = false;
  session->last = config_copy(session->machine.config);
  system_tell(session, (struct notice){.kind = NOTICE_LIVELOCK, .text = session->result.reason.data});
  for (int i = 0; i < session->machine.live_count; i++) system_uninvoke(session->system, session, session->machine.live[i].id);
  system_ended(session->system, session, NULL);
}

static void finish(struct session *session, const json_t *event) {
  struct step_result *result = &session->result;
  carry_out_all(session);
  system_tell(session,
              (struct notice){.kind = NOTICE_MACROSTEP, .event = event, .effects = result->effects, .effect_count = result->effect_count});
  if (result->outcome == STEP_FAILED) {
    break_off(session);
  } else if (session->machine.has_ended) {
    json_t *donedata = donedata_of(session);
    session_stop(session);
    system_ended(session->system, session, donedata);
    json_decref(donedata);
  }
}

static void begin(struct session *session) {
  effects_empty(&session->result);
  session->result.outcome = STEP_TAKEN;
  session->machine.microsteps = 0;
  session->machine.now_ms = system_now(session->system);
}

void session_receive(struct session *session, struct queued queued) {
  struct machine *machine = &session->machine;
  json_t *event = json_incref(queued.json);
  begin(session);
  json_decref(machine->outside);
  machine->outside = json_incref(event);
  machine->outside_name = queued.name;
  machine_see(machine, queued.number, queued.name, queued.json);
  if (machine->live_count) invoke_receive(machine, event);
  if (session->result.outcome != STEP_FAILED && !macrostep_external(machine)) macrostep_settle(machine);
  finish(session, event);
  json_decref(event);
}

// ---- the start

static bool declare_states(struct session *session, bool empty) {
  for (int state = 0; state < session->chart->state_count; state++)
    if (!content_declare(&session->machine, session->chart->states[state].data, NULL, empty)) return false;
  return true;
}

// SCXML 5.3.2: early binding gives all data their values before anything runs, late binding those of a state when it is first entered.
static bool load(struct session *session, const json_t *given) {
  struct machine *machine = &session->machine;
  bool late = session->chart->binds_late;
  machine->doing = DOING_LOAD;
  if (!content_declare(machine, json_object_get(session->chart->definition, "data"), given, false)) return false;
  if (!declare_states(session, late)) return false;
  for (int i = 0; i < session->chart->scripts.count; i++) {
    struct actions one = {.items = &session->chart->scripts.items[i], .count = 1};
    if (!actions_run(machine, &one)) return false;
  }
  return true;
}

static bool open_model(struct session *session, struct err *err) {
  const struct system_host *host = system_host_of(session->system);
  const char *datamodel = json_text(session->chart->definition, "datamodel");
  if (!datamodel || datamodel[0] == 'n') return true; // "null"
  if (!host->model_open) return err_set(err, ERR_INVALID, "Nothing here has the data model \"%s\".", datamodel);
  session->has_model = host->model_open(host->user, session->chart, session->id, &session->model, err);
  session->machine.model = session->has_model ? &session->model : NULL;
  return session->has_model;
}

bool session_start(struct session *session, const json_t *given, struct err *err) {
  if (!open_model(session, err)) return false;
  begin(session);
  session->is_running = true;
  if (load(session, given)) macrostep_enter(&session->machine);
  finish(session, NULL);
  return true;
}
