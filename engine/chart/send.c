// <send> and <cancel> (W3C SCXML 1.0, 6.2 and 6.3): arguments are worked out when the action runs and travel as values (S8). What goes to
// the own internal queue is raised at once; the rest is an effect, delivered when the macrostep has ended.
#include "base/mem.h"
#include "chart/machine_internal.h"

#include <stdlib.h>
#include <string.h>

static const char *const processors[] = {"", "scxml", "http://www.w3.org/TR/scxml/#SCXMLEventProcessor",
                                         "http://www.w3.org/TR/scxml#SCXMLEventProcessor"};
#define PROCESSOR "http://www.w3.org/TR/scxml/#SCXMLEventProcessor"

enum { DELAY_MAX_S = 10 * 366 * 86400 }; // ten years: more is a mistake, and far from overflowing

// One sending, its arguments worked out.
struct sending {
  char *event, *target, *type, *id;
  json_t *data;
  int64_t delay_ms;
};

// CSS2 times, as SCXML 6.2.4 wants: "1s", ".5s", "100ms".
static bool read_delay(const char *text, int64_t *delay_ms, struct err *err) {
  size_t digits = strspn(text, "0123456789."); // no hexadecimal, no exponent
  char *unit, *number_text = mem_text_part(text, digits);
  double number = digits && digits < 20 ? strtod(number_text, &unit) : -1;
  double scale = number < 0 || *unit ? 0 : strcmp(text + digits, "s") == 0 ? 1000 : strcmp(text + digits, "ms") == 0 ? 1 : 0;
  mem_free(number_text);
  if (scale == 0 || number * scale > DELAY_MAX_S * 1000.0)
    return err_set(err, ERR_INVALID, "a delay is written like 1s, .5s or 100ms, not \"%.40s\"", text);
  *delay_ms = (int64_t)(number * scale + 0.5);
  return true;
}

static bool work_out_delay(struct machine *machine, const json_t *spec, struct sending *sending, struct err *err) {
  sending->delay_ms = json_number(spec, "delay_ms", 0);
  if (!json_text(spec, "delayexpr")) return true;
  char *text = text_evaluate(machine, spec, "delay", "delayexpr", err);
  bool ok = text && read_delay(text, &sending->delay_ms, err);
  mem_free(text);
  return ok;
}

static bool work_out(struct machine *machine, const json_t *spec, struct sending *sending, struct err *err) {
  return (sending->id = id_evaluate(machine, spec, "send", err)) &&
         (sending->event = text_evaluate(machine, spec, "event", "eventexpr", err)) &&
         (sending->target = text_evaluate(machine, spec, "target", "targetexpr", err)) &&
         (sending->type = text_evaluate(machine, spec, "type", "typeexpr", err)) && work_out_delay(machine, spec, sending, err) &&
         (sending->data = payload_evaluate(machine, spec, err));
}

static void sending_clear(struct sending *sending) {
  mem_free(sending->event);
  mem_free(sending->target);
  mem_free(sending->type);
  mem_free(sending->id);
  json_decref(sending->data);
}

static bool is_known_type(const char *type) {
  for (size_t i = 0; i < sizeof processors / sizeof processors[0]; i++)
    if (strcmp(processors[i], type) == 0) return true;
  return false;
}

// SCXML 5.10.1: `sendid` only where the author named one, `origin` only where an answer can be sent to.
static json_t *event_of(const struct machine *machine, const json_t *spec, const struct sending *sending, bool internal) {
  json_t *event = json_pack("{s:s, s:s}", "name", sending->event, "type", internal ? "internal" : "external");
  if (!json_is_null(sending->data)) json_object_set(event, "data", sending->data);
  if (json_text(spec, "id") || json_text(spec, "idlocation")) json_put_text(event, "sendid", sending->id);
  if (internal) return event;
  char *origin = mem_format("#_scxml_%s", machine->router ? machine->router->session_id : "main");
  json_put_text(event, "origin", origin);
  json_put_text(event, "origintype", PROCESSOR);
  mem_free(origin);
  return event;
}

static bool raise_internal(struct machine *machine, const json_t *spec, const struct sending *sending, struct err *err) {
  json_t *event = event_of(machine, spec, sending, true);
  const char *name = json_text(event, "name");
  return machine_raise(machine, event_number_of(machine->chart, name), name, event, machine->owner) ||
         err_set(err, ERR_LIMIT, "too much was done");
}

static bool post(struct machine *machine, const json_t *spec, const struct sending *sending, struct err *err) {
  struct effect *effect = machine_effect(machine, EFFECT_SEND, machine->owner);
  if (!effect) return err_set(err, ERR_LIMIT, "too much was done");
  effect->value = json_pack("{s:o, s:s, s:I, s:s}", "event", event_of(machine, spec, sending, false), "target", sending->target, "delay_ms",
                            (json_int_t)sending->delay_ms, "sendid", sending->id);
  effect->name = json_text(json_object_get(effect->value, "event"), "name");
  return true;
}

// A session that there is not: error.communication, and the block goes on, since the error is the event's (SCXML C.1).
static bool is_reached(const struct machine *machine, const char *target) {
  return !*target || (machine->router && machine->router->reaches(machine->router->user, target));
}

static bool deliver(struct machine *machine, const json_t *spec, const struct sending *sending, struct err *err) {
  const char *target = sending->target;
  if (!is_known_type(sending->type)) return err_set(err, ERR_INVALID, "events cannot be sent by \"%.80s\"", sending->type);
  if (*target && strncmp(target, "#_", 2) != 0) return err_set(err, ERR_INVALID, "there is no such place as \"%.80s\"", target);
  if (strcmp(target, "#_internal") == 0 && sending->delay_ms == 0) return raise_internal(machine, spec, sending, err);
  if (strcmp(target, "#_internal") == 0) return err_set(err, ERR_INVALID, "what is sent to #_internal cannot be delayed");
  if (is_reached(machine, target)) return post(machine, spec, sending, err);
  return machine_error(machine, "error.communication", "the session that the event was sent to is not there");
}

// The error that actions_run makes of a failure carries the id that the author gave (SCXML 5.10.1).
bool do_send(struct machine *machine, const struct action *action, struct err *err) {
  struct sending sending = {0};
  bool ok = work_out(machine, action->spec, &sending, err);
  bool named = sending.id && (json_text(action->spec, "id") || json_text(action->spec, "idlocation"));
  machine->error_sendid = named ? json_string(sending.id) : NULL;
  ok = ok && deliver(machine, action->spec, &sending, err);
  if (ok) {
    json_decref(machine->error_sendid);
    machine->error_sendid = NULL;
  }
  sending_clear(&sending);
  return ok;
}

bool do_cancel(struct machine *machine, const struct action *action, struct err *err) {
  char *id = text_evaluate(machine, action->spec, "sendid", "sendidexpr", err);
  struct effect *effect = id ? machine_effect(machine, EFFECT_CANCEL, machine->owner) : NULL;
  if (effect) effect->value = json_string(id);
  bool ok = effect || (id && err_set(err, ERR_LIMIT, "too much was done"));
  mem_free(id);
  return ok && effect;
}
