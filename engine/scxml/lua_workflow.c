// What a board's workflow has and an SCXML chart has not, in Lua: roles, fields, forms, ladders, timers, ratings
// (engine/chart/DEFINITION.md).
#include "base/mem.h"
#include "scxml/internal.h"
#include "scxml/lua.h"

#include <ctype.h>
#include <string.h>

// What checking makes of a name where no label is given.
char *lua_label(const char *name) {
  char *label = mem_text(name);
  label[0] = (char)toupper((unsigned char)label[0]);
  for (char *c = label; *c; c++)
    if (*c == '_' || *c == '-') *c = ' ';
  return label;
}

// A list of one is written as the one.
static void roles_add(json_t *group, const char *key, const json_t *roles) {
  size_t count = json_array_size(roles);
  if (count) piece_add(group, key, piece_value(count == 1 ? json_array_get(roles, 0) : roles));
}

// { "text", optional "due" }: the word stands before each field that carries the flag of its name.
static json_t *fields_piece(const json_t *rows, const char *word) {
  json_t *group = piece_group("{", "}"), *item;
  size_t i;
  json_array_foreach(rows, i, item) {
    const json_t *field = json_object_get(item, "field");
    piece_add(group, NULL,
              json_flag(item, word) && json_is_string(field) ? piece_call(word, json_string_value(field)) : piece_value(field));
  }
  return group;
}

static json_t *form_piece(const json_t *form) { return fields_piece(form, "optional"); }

void lua_rights(json_t *group, const json_t *transition, const char *usual) {
  const char *label = json_text(transition, "label");
  const json_t *form = json_object_get(transition, "form");
  if (label && !(usual && strcmp(label, usual) == 0)) piece_add(group, "label", piece_text(label));
  roles_add(group, "by", json_object_get(transition, "by"));
  roles_add(group, "decided_by", json_object_get(transition, "decided_by"));
  roles_add(group, "recorded_by", json_object_get(transition, "recorded_by"));
  if (json_flag(transition, "at_meeting")) piece_add(group, "at_meeting", piece_code("true"));
  if (json_array_size(form)) piece_add(group, "form", form_piece(form));
  if (json_object_get(transition, "binds")) piece_add(group, "binds", fields_piece(json_object_get(transition, "binds"), "seen"));
  if (json_object_get(transition, "lapses")) piece_add(group, "lapses", piece_value(json_object_get(transition, "lapses")));
}

void lua_state_members(json_t *group, const json_t *state) {
  const json_t *holder = json_object_get(state, "holder"), *tags = json_object_get(state, "tags"), *due = json_object_get(state, "due"),
               *ladder = json_object_get(state, "ladder");
  if (holder) piece_add(group, "holder", piece_value(holder));
  if (due) piece_add(group, "due", piece_value(due));
  if (json_array_size(tags)) piece_add(group, "tags", piece_value(tags));
  if (ladder) piece_add(group, "ladder", piece_value(ladder));
  if (json_object_get(state, "invoke")) piece_add(group, "invoke", lua_value(json_object_get(state, "invoke")));
}

static json_t *timer_piece(const json_t *timer) {
  const json_t *transitions = json_object_get(timer, "transitions");
  const char *rule = json_text(timer, "rule");
  if (!rule || !json_text(timer, "name")) return NULL;
  char *label = lua_label(rule);
  json_t *list = piece_group("{", "}"), *only;
  for (size_t i = 0; i < json_array_size(transitions); i++)
    piece_add(list, NULL, lua_transition(json_array_get(transitions, i), i == 0 ? timer : NULL, label));
  mem_free(label);
  if (json_array_size(transitions) != 1) return list;
  only = json_incref(json_array_get(json_object_get(list, "items"), 0));
  json_decref(list);
  return only;
}

void lua_timers(json_t *group, const json_t *state) {
  static const char *const kinds[] = {"after", "at", "every"};
  for (size_t k = 0; k < 3; k++) {
    json_t *table = piece_group("{", "}"), *timer;
    size_t i;
    json_array_foreach(json_object_get(state, "timers"), i, timer) {
      const char *kind = json_text(timer, "kind"), *rule = json_text(timer, "rule");
      if (kind && strcmp(kind, kinds[k]) == 0) piece_add(table, rule ? rule : "", timer_piece(timer));
    }
    if (piece_is_empty(table))
      json_decref(table);
    else
      piece_add(group, kinds[k], table);
  }
}

// [{"name":"x",...}] as x = { ... }.
static json_t *named_piece(const json_t *rows) {
  json_t *table = piece_open("{", "}"), *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    json_t *bare = json_copy(row);
    const char *name = json_text(row, "name");
    json_object_del(bare, "name");
    piece_add(table, name ? name : "", piece_value(bare));
    json_decref(bare);
  }
  return table;
}

json_t *lua_fields(const json_t *fields) { return named_piece(fields); }

// Rows of a text and a condition: { "red", past "end of due" }, or the condition first.
static json_t *rows_piece(const json_t *rows, const char *key, bool is_guard_first) {
  json_t *list = piece_group("{", "}"), *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    json_t *pair = piece_group("{", "}");
    if (is_guard_first) piece_add(pair, NULL, lua_guard(json_object_get(row, "guard")));
    piece_add(pair, NULL, piece_value(json_object_get(row, key)));
    if (!is_guard_first) piece_add(pair, NULL, lua_guard(json_object_get(row, "guard")));
    piece_add(list, NULL, pair);
  }
  return list;
}

static json_t *rung_piece(const json_t *rung) {
  static const char *const members[] = {"name", "text", "raise", "open"};
  json_t *row = piece_group("{", "}");
  const json_t *instead = json_object_get(rung, "instead");
  piece_add(row, NULL, piece_value(json_object_get(rung, "rule")));
  if (json_array_size(instead)) piece_add(row, "instead", rows_piece(instead, "rule", true));
  if (json_array_size(json_object_get(rung, "tell"))) piece_add(row, "tell", piece_value(json_object_get(rung, "tell")));
  for (size_t i = 0; i < 4; i++)
    if (json_object_get(rung, members[i])) piece_add(row, members[i], piece_value(json_object_get(rung, members[i])));
  if (json_flag(rung, "urgent")) piece_add(row, "urgent", piece_code("true"));
  return row;
}

static json_t *ladders_piece(const json_t *ladders) {
  json_t *table = piece_open("{", "}"), *ladder, *rung;
  size_t i, j;
  json_array_foreach(ladders, i, ladder) {
    json_t *rungs = piece_group("{", "}");
    json_array_foreach(json_object_get(ladder, "rungs"), j, rung) piece_add(rungs, NULL, rung_piece(rung));
    piece_add(table, json_text(ladder, "name") ? json_text(ladder, "name") : "", rungs);
  }
  return table;
}

static void rows_add(json_t *group, const char *name, const char *key, const json_t *rows) {
  if (json_array_size(rows)) piece_add(group, name, rows_piece(rows, key, false));
}

static json_t *start_piece(const json_t *start) {
  json_t *group = piece_group("{", "}");
  const json_t *form = json_object_get(start, "form");
  roles_add(group, "by", json_object_get(start, "by"));
  if (json_array_size(form)) piece_add(group, "form", form_piece(form));
  if (json_object_get(start, "guard")) piece_add(group, "guard", lua_guard(json_object_get(start, "guard")));
  return group;
}

// `{ "owner", "lead", what = { "text" }, when = in_state "shared" }`
static void see_add(json_t *group, const json_t *lines) {
  json_t *table = piece_group("{", "}"), *line, *role;
  size_t i, j;
  json_array_foreach(lines, i, line) {
    const json_t *what = json_object_get(line, "what"), *when = json_object_get(line, "when");
    json_t *piece = piece_group("{", "}");
    json_array_foreach(json_object_get(line, "roles"), j, role) piece_add(piece, NULL, piece_value(role));
    piece_add(piece, "what", piece_value(json_array_size(what) == 1 ? json_array_get(what, 0) : what));
    if (when) piece_add(piece, "when", lua_guard(when));
    piece_add(table, NULL, piece);
  }
  piece_add(group, "see", table);
}

// What stands in `read` beside `see` are its roles.
static void readers_add(json_t *group, const json_t *definition) {
  const json_t *read = json_object_get(definition, "read"), *see = json_object_get(definition, "see");
  if (see)
    see_add(group, see);
  else if (json_array_size(read))
    piece_add(group, "read", piece_value(read));
}

json_t *lua_workflow(const json_t *definition) {
  static const char *const texts[] = {"name", "title", "noun", "version", "ref", "notice"};
  json_t *group = piece_open("{", "}");
  const json_t *root = json_object_get(definition, "root");
  for (size_t i = 0; i < 6; i++)
    if (json_object_get(definition, texts[i])) piece_add(group, texts[i], piece_value(json_object_get(definition, texts[i])));
  if (json_array_size(json_object_get(definition, "roles"))) piece_add(group, "roles", named_piece(json_object_get(definition, "roles")));
  readers_add(group, definition);
  piece_add(group, "start", start_piece(json_object_get(definition, "start")));
  if (json_array_size(json_object_get(definition, "fields"))) piece_add(group, "fields", lua_fields(json_object_get(definition, "fields")));
  if (json_object_size(json_object_get(definition, "list"))) piece_add(group, "list", piece_value(json_object_get(definition, "list")));
  if (json_array_size(json_object_get(definition, "ladders")))
    piece_add(group, "ladders", ladders_piece(json_object_get(definition, "ladders")));
  rows_add(group, "rag", "colour", json_object_get(definition, "rag"));
  rows_add(group, "warnings", "label", json_object_get(definition, "warnings"));
  lua_state_members(group, root);
  lua_state(group, root, true);
  return group;
}
