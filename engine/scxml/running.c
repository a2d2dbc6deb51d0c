// The lines of a run (run.h), made of what the sessions tell.
#include "scxml/running.h"

#include "base/mem.h"

#include <string.h>

static void tell(const struct running *running, json_t *line) {
  running->run->tell(running->run->user, line);
  json_decref(line);
}

// State 0 is <scxml>.
static json_t *active_ids(const struct chart *chart, const struct config *config) {
  json_t *ids = json_array();
  for (int state = 1; state < chart_state_count(chart); state++)
    if (config_is_active(config, state)) json_array_add(ids, json_text(chart_state(chart, state), "id"));
  return ids;
}

static void tell_config(const struct running *running, const struct config *config, const json_t *event, int64_t now_ms, bool done) {
  tell(running, json_pack("{s:s, s:O?, s:o, s:o, s:I, s:b}", "type", "config", "after", event, "states", active_ids(running->chart, config),
                          "atomic", config_atomic(running->chart, config), "t", (json_int_t)now_ms, "done", done));
}

void running_config(struct running *running, const json_t *event) {
  tell_config(running, system_config(running->system), event, running->now_ms, system_has_ended(running->system));
}

// What a reader of the lines knows an event by.
static json_t *told_event(const json_t *event) {
  const json_t *data = json_object_get(event, "data");
  json_t *told = event ? json_pack("{s:s}", "name", json_text(event, "name")) : NULL;
  if (data) json_object_set(told, "data", (json_t *)data);
  return told;
}

// NULL for what is told otherwise, and for <scxml> itself, which has no name.
static json_t *traced(const struct effect *effect) {
  const json_t *value = effect->value;
  if ((effect->kind == EFFECT_ENTER || effect->kind == EFFECT_EXIT) && !*effect->state) return NULL;
  switch (effect->kind) {
  case EFFECT_TAKE:
    return json_pack("{s:s, s:s, s:O?, s:O?, s:O?}", "type", "taken", "state", effect->state, "event",
                     json_object_get(effect->spec, "event"), "target", json_object_get(effect->spec, "target"), "targets",
                     json_object_get(effect->spec, "targets"));
  case EFFECT_EXIT:
    return json_pack("{s:s, s:s}", "type", "exited", "state", effect->state);
  case EFFECT_ENTER:
    return json_pack("{s:s, s:s}", "type", "entered", "state", effect->state);
  case EFFECT_SET:
    return json_pack("{s:s, s:s, s:O?}", "type", "set", "field", effect->name, "value", value);
  case EFFECT_RAISE:
    return json_pack("{s:s, s:s}", "type", "raised", "event", effect->name);
  case EFFECT_SEND:
    return json_pack("{s:s, s:O}", "type", "sent", "what", value);
  case EFFECT_CANCEL:
    return json_pack("{s:s, s:O}", "type", "cancelled", "sendid", value);
  case EFFECT_INVOKE:
    return json_pack("{s:s, s:O?}", "type", "invoked", "id", json_object_get(value, "id"));
  case EFFECT_UNINVOKE:
    return json_pack("{s:s, s:O}", "type", "uninvoked", "id", value);
  case EFFECT_FORWARD:
    return json_pack("{s:s, s:O}", "type", "forwarded", "id", value);
  default: // told by lines of their own, or of workflows only
    return NULL;
  }
}

static void tell_effects(const struct running *running, const struct notice *notice) {
  for (size_t i = 0; running->run->trace && i < notice->effect_count; i++) {
    json_t *line = traced(&notice->effects[i]);
    if (!line) continue;
    json_put_text(line, "session", notice->session);
    json_put_number(line, "t", notice->now_ms);
    tell(running, line);
  }
}

static void see_macrostep(struct running *running, const struct notice *notice) {
  bool is_main = notice->chart == running->chart;
  tell_effects(running, notice);
  if (!is_main || (running->run->events && notice->event)) return;
  json_t *event = told_event(notice->event);
  tell_config(running, notice->config, event, notice->now_ms, config_is_final(running->chart, notice->config));
  json_decref(event);
}

void running_tell(struct running *running, const struct notice *notice) {
  if (notice->kind == NOTICE_LOG)
    tell(running, json_pack("{s:s, s:s, s:O?}", "type", "log", "label", notice->label, "value", notice->value));
  else if (notice->kind == NOTICE_MACROSTEP)
    see_macrostep(running, notice);
  else if (notice->kind == NOTICE_ENDED)
    tell_effects(running, notice);
  else if (notice->kind == NOTICE_LIVELOCK && !running->text)
    running->text = mem_format("Session %s: %s", notice->session, notice->text);
  else if (notice->kind == NOTICE_LOST && running->run->trace)
    tell(running, json_pack("{s:s, s:s, s:s, s:I}", "type", "lost", "text", notice->text, "session", notice->session, "t",
                            (json_int_t)notice->now_ms));
}

void running_end(struct running *running, const char *final, const char *reason) {
  json_t *line = json_pack("{s:s, s:s?, s:I}", "type", "end", "final", final, "t", (json_int_t)running->now_ms);
  json_put_text(line, "reason", reason);
  json_put_text(line, "text", running->text);
  tell(running, line);
}

const char *running_final(const struct running *running) {
  const json_t *root = chart_state(running->chart, 0), *child;
  size_t i;
  json_array_foreach(json_object_get(root, "states"), i, child) {
    const char *kind = json_text(child, "kind"), *id = json_text(child, "id");
    int state = id ? chart_state_find(running->chart, id) : -1;
    if (state > 0 && strcmp(kind, "final") == 0 && config_is_active(system_config(running->system), state)) return id;
  }
  return NULL;
}
