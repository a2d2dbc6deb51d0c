// A chart as a workflow in Lua: its states nested as they are, each transition in its shortest form, defaults left out. What it says is
// checked into the same definition (engine/chart/DEFINITION.md).
#include "base/mem.h"
#include "scxml/internal.h"
#include "scxml/lua.h"

#include <string.h>

static const char *const no_order[] = {NULL};

// `target = "a"`, or a list of several.
static void target_add(json_t *group, const json_t *transition) {
  const json_t *one = json_object_get(transition, "target"), *several = json_object_get(transition, "targets");
  if (one || several) piece_add(group, "target", piece_value(one ? one : several));
}

// How a transition is written: its event where no table names it, what it says for its timer, and what only workflows have, with the label
// that need not be said.
struct manner {
  bool with_event, is_workflow;
  const json_t *timer; // NULL: nothing
  const char *label;
};

// A name that is the rule need not be said.
static void timer_add(json_t *group, const json_t *timer) {
  const json_t *name = json_object_get(timer, "name"), *catch_up = json_object_get(timer, "catch_up");
  if (name && !json_equal(name, json_object_get(timer, "rule"))) piece_add(group, "name", piece_value(name));
  if (catch_up) piece_add(group, "catch_up", piece_value(catch_up));
}

static json_t *transition_piece(const json_t *transition, struct manner manner) {
  const json_t *event = json_object_get(transition, "event"), *target = json_object_get(transition, "target");
  const json_t *guard = json_object_get(transition, "guard"), *actions = json_object_get(transition, "actions");
  json_t *group = piece_group("{", "}");
  if (event && manner.with_event) piece_add(group, "event", piece_value(event));
  timer_add(group, manner.timer);
  target_add(group, transition);
  if (json_flag(transition, "internal")) piece_add(group, "internal", piece_code("true"));
  if (manner.is_workflow) lua_rights(group, transition, manner.label);
  if (guard) piece_add(group, "guard", lua_guard(guard));
  if (json_array_size(actions)) piece_add(group, "actions", lua_actions(actions));
  if (!json_is_string(target) || json_array_size(json_object_get(group, "items")) != 1) return group;
  json_decref(group);
  return piece_value(target);
}

json_t *lua_transition(const json_t *transition, const json_t *timer, const char *label) {
  return transition_piece(transition, (struct manner){.is_workflow = true, .timer = timer, .label = label});
}

static const char *event_at(const json_t *transitions, size_t i) { return json_text(json_array_get(transitions, i), "event"); }

// `on` and `always` say it where those with an event come first and one event's stand together: tables are grouped, so the order of a chart
// whose patterns interleave has to be written as a list.
static bool can_be_grouped(const json_t *transitions) {
  size_t count = json_array_size(transitions);
  json_t *seen = json_array();
  bool ok = true;
  for (size_t i = 0; i < count && ok; i++) {
    const char *event = event_at(transitions, i), *before = i ? event_at(transitions, i - 1) : NULL;
    if (event && i) ok = before != NULL;
    if (event && !(before && strcmp(before, event) == 0)) {
      ok = ok && !json_array_has(seen, event);
      json_array_add(seen, event);
    }
  }
  json_decref(seen);
  return ok;
}

static bool same_event(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

static void group_add(json_t *on, json_t *state, const json_t *transitions, size_t first, size_t end, bool is_workflow) {
  const char *event = event_at(transitions, first);
  char *label = is_workflow ? lua_label(event ? event : "automatic") : NULL;
  json_t *list = end - first > 1 ? piece_group("{", "}") : NULL;
  for (size_t i = first; i < end; i++) {
    json_t *piece = transition_piece(json_array_get(transitions, i), (struct manner){.is_workflow = is_workflow, .label = label});
    if (list)
      piece_add(list, NULL, piece);
    else
      piece_add(event ? on : state, event ? event : "always", piece);
  }
  if (list) piece_add(event ? on : state, event ? event : "always", list);
  mem_free(label);
}

static void transitions_add(json_t *state, const json_t *transitions, bool is_workflow) {
  size_t count = json_array_size(transitions), end;
  json_t *on = piece_group("{", "}"), *always = piece_group("", "");
  bool grouped = is_workflow || can_be_grouped(transitions);
  for (size_t first = 0; grouped && first < count; first = end) {
    for (end = first + 1; end < count && same_event(event_at(transitions, first), event_at(transitions, end));) end++;
    group_add(on, always, transitions, first, end, is_workflow);
  }
  for (size_t i = 0; !grouped && i < count; i++)
    piece_add(on, NULL, transition_piece(json_array_get(transitions, i), (struct manner){.with_event = true}));
  if (count && !grouped)
    piece_add(state, "transitions", on);
  else if (!piece_is_empty(on))
    piece_add(state, "on", on);
  else
    json_decref(on);
  if (!piece_is_empty(always)) piece_add(state, "always", json_incref(json_array_get(json_object_get(always, "items"), 0)));
  if (piece_is_wrong(always)) json_put_flag(state, "wrong", true);
  json_decref(always);
}

static void history_add(json_t *group, const json_t *state) {
  const json_t *transition = json_array_get(json_object_get(state, "transitions"), 0), *actions = json_object_get(transition, "actions");
  piece_add(group, "type", piece_code("\"history\""));
  if (json_flag(state, "deep")) piece_add(group, "deep", piece_code("true"));
  target_add(group, transition);
  if (json_array_size(actions)) piece_add(group, "actions", lua_actions(actions));
}

// The first child that is no history state is where a state begins when nothing is said.
static bool begins_first(const json_t *state) {
  const json_t *child;
  size_t i;
  const char *initial = json_text(state, "initial");
  json_array_foreach(json_object_get(state, "states"), i, child) {
    const char *kind = json_text(child, "kind"), *id = json_text(child, "id");
    if (kind && strcmp(kind, "history") != 0) return initial && id && strcmp(initial, id) == 0;
  }
  return false;
}

static void initial_add(json_t *group, const json_t *state) {
  const json_t *one = json_object_get(state, "initial"), *several = json_object_get(state, "initials");
  const json_t *actions = json_object_get(state, "initial_actions");
  if (several || (one && !begins_first(state))) piece_add(group, "initial", piece_value(several ? several : one));
  if (actions) piece_add(group, "initial_actions", lua_actions(actions));
}

static void data_add(json_t *group, const json_t *list) {
  json_t *rows = piece_group("{", "}"), *data;
  size_t i;
  json_array_foreach(list, i, data) {
    json_t *row = piece_group("{", "}"), *expr = json_object_get(data, "expr"), *value = json_object_get(data, "value");
    piece_add(row, NULL, piece_value(json_object_get(data, "id")));
    if (expr) piece_add(row, "expr", piece_value(expr));
    if (value) piece_add(row, "value", piece_value(value));
    if (!expr && !value) {
      json_decref(row);
      row = piece_value(json_object_get(data, "id"));
    }
    piece_add(rows, NULL, row);
  }
  piece_add(group, "data", rows);
}

static void invokes_add(json_t *group, const json_t *invokes) {
  static const char *const order[] = {"id", "idlocation", "type", "typeexpr", "src", "srcexpr", NULL};
  json_t *list = piece_group("{", "}"), *invoke;
  size_t i;
  json_array_foreach(invokes, i, invoke) piece_add(list, NULL, lua_members("invoke", invoke, order));
  piece_add(group, "invokes", list);
}

static void chart_members(json_t *group, const json_t *state) {
  const json_t *data = json_object_get(state, "data"), *invokes = json_object_get(state, "invokes"),
               *done = json_object_get(state, "donedata");
  if (data) data_add(group, data);
  if (invokes) invokes_add(group, invokes);
  if (done) piece_add(group, "donedata", lua_members("", done, no_order));
}

// One block is written as the actions in it.
static const json_t *actions_of(const json_t *entry) {
  const json_t *only = json_array_size(entry) == 1 ? json_array_get(entry, 0) : NULL, *actions = json_object_get(only, "actions");
  bool is_block = json_text(only, "do") && strcmp(json_text(only, "do"), "block") == 0;
  return is_block && json_array_size(actions) ? actions : entry;
}

static void states_add(json_t *group, const json_t *states, bool is_workflow);

void lua_state(json_t *group, const json_t *state, bool is_workflow) {
  const json_t *entry = json_object_get(state, "entry"), *leave = json_object_get(state, "exit"),
               *states = json_object_get(state, "states");
  const char *kind = json_text(state, "kind");
  if (kind && strcmp(kind, "history") == 0) return history_add(group, state);
  if (kind && (strcmp(kind, "parallel") == 0 || strcmp(kind, "final") == 0)) piece_add(group, "type", piece_code("\"%s\"", kind));
  initial_add(group, state);
  chart_members(group, state);
  if (json_array_size(entry)) piece_add(group, "entry", lua_actions(actions_of(entry)));
  if (json_array_size(leave)) piece_add(group, "exit", lua_actions(actions_of(leave)));
  transitions_add(group, json_object_get(state, "transitions"), is_workflow);
  if (is_workflow) lua_timers(group, state);
  if (json_array_size(states)) states_add(group, states, is_workflow);
}

static void states_add(json_t *group, const json_t *states, bool is_workflow) {
  json_t *table = piece_open("{", "}"), *state;
  size_t i;
  json_array_foreach(states, i, state) {
    json_t *made = piece_group("{", "}");
    const char *key = json_text(state, is_workflow ? "key" : "id"), *title = json_text(state, "title");
    char *usual = is_workflow && key ? lua_label(key) : NULL;
    if (title && !(usual && strcmp(usual, title) == 0)) piece_add(made, "title", piece_text(title));
    if (is_workflow) lua_state_members(made, state);
    lua_state(made, state, is_workflow);
    piece_add(table, key ? key : "", made);
    mem_free(usual);
  }
  piece_add(group, "states", table);
}

// An inner chart is written as one of its own, without what it has from the outer one.
json_t *lua_chart(const json_t *definition) {
  static const char *const texts[] = {"name", "title", "datamodel", "binding"};
  json_t *group = piece_open("{", "}");
  for (size_t i = 0; i < 4; i++)
    if (json_object_get(definition, texts[i])) piece_add(group, texts[i], piece_value(json_object_get(definition, texts[i])));
  if (json_number(definition, "version", 1) != 1) piece_add(group, "version", piece_value(json_object_get(definition, "version")));
  if (json_object_get(definition, "data")) data_add(group, json_object_get(definition, "data"));
  if (json_object_get(definition, "script")) piece_add(group, "script", lua_actions(json_object_get(definition, "script")));
  if (json_object_get(definition, "fields")) piece_add(group, "fields", lua_fields(json_object_get(definition, "fields")));
  lua_state(group, json_object_get(definition, "root"), false);
  return group;
}

char *scxml_write_lua(const json_t *definition, struct err *err) {
  bool is_workflow = !json_text(definition, "datamodel");
  json_t *chart = is_workflow ? lua_workflow(definition) : lua_chart(definition);
  struct buf out;
  buf_init(&out);
  bool wrong = piece_is_wrong(chart);
  if (!wrong) {
    buf_text(&out, "-- In chart form, written by Waymark; `waymark workflow check` reads it.\nreturn ");
    piece_write(chart, &out);
    buf_char(&out, '\n');
  }
  json_decref(chart);
  if (!wrong) return buf_take(&out);
  buf_clear(&out);
  err_set(err, ERR_REFUSED,
          "This chart cannot be written as Lua: a Lua function in it (`when`, `run`) is no part of the definition, or a list holds a null. "
          "Copy "
          "those parts from their source by hand.");
  return NULL;
}
