// Guards and actions in the words of a workflow's Lua (engine/script/lua/workflow.lua). What has no word of its own, or carries a label
// that its word cannot take, is written as the plain table that the word would make.
#include "base/mem.h"
#include "scxml/internal.h"
#include "scxml/lua.h"

#include <string.h>

// A word and the members that are its arguments, in order; `last` may be missing.
static const struct word {
  const char *tag, *name, *members[3];
  bool last_may_miss;
} words[] = {
    {"op", "has", {"field"}, false},
    {"op", "is", {"field", "value"}, false},
    {"op", "at_least", {"count", "field"}, false},
    {"op", "graded", {"field", "level"}, false},
    {"op", "level", {"field", "level"}, false},
    {"op", "in_state", {"state"}, false},
    {"op", "past", {"rule"}, false},
    {"op", "within", {"rule"}, false},
    {"op", "later_than", {"field", "rule"}, false},
    {"op", "decided_by_other", {"event"}, false},
    {"op", "approved", {"event"}, false},
    {"op", "stale", {"event"}, false},
    {"op", "vacant", {"role"}, false},
    {"op", "all_returned", {"field"}, false},
    {"op", "returned", {"count", "field"}, false},
    {"op", "differs", {"field", "other"}, false},
    {"op", "confirmed", {NULL}, false},
    {"op", "all_closed", {"field"}, false},
    {"op", "cond", {"expr"}, false},
    {"do", "set", {"field", "value"}, false},
    {"do", "add", {"field", "amount"}, false},
    {"do", "append", {"field", "value"}, false},
    {"do", "raise", {"event"}, false},
    {"do", "attach", {NULL}, false},
    {"do", "grade", {NULL}, false},
    {"do", "withdraw", {NULL}, false},
    {"do", "start_clock", {NULL}, false},
    {"do", "add_party", {"field"}, false},
    {"do", "remove_party", {"field"}, false},
    {"do", "exempt_party", {"field"}, false},
    {"do", "reopen_party", {"field"}, false},
    {"do", "non_return", {"field"}, false},
    {"do", "signal", {"field", "event"}, false},
    {"do", "confirm", {NULL}, false},
    {"do", "open", {"workflow", "fields"}, false},
    {"do", "open_each", {"workflow", "field", "fields"}, false}, // with `into` it is written as the table
    {"do", "name_parties", {"field", "duty"}, true},
    {"do", "script", {"source"}, false},
    {"do", "log", {"label", "expr"}, true},
    {"do", "assign", {"location", "expr"}, false},
};

// {"from":"event","name":"x"} is from_event "x"; plain data hold it at any depth.
static json_t *source_piece(const json_t *value) {
  const char *from = json_text(value, "from"), *name = json_text(value, "name");
  if (name && json_object_size(value) == 2 && (strcmp(from, "event") == 0 || strcmp(from, "field") == 0)) {
    char *quoted = lua_quoted(name);
    json_t *piece = piece_code("from_%s %s", from, quoted);
    mem_free(quoted);
    return piece;
  }
  if (name && json_object_size(value) == 2) {
    static const char *const sources[][2] = {{"rule", "date_of"}, {"setting", "from_setting"}, {"entry", "from_entry"}};
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
      if (strcmp(from, sources[i][0]) == 0) return piece_call(sources[i][1], name);
  }
  if (strcmp(from, "entry") == 0 && json_object_size(value) == 1) return piece_code("from_entry()");
  return json_object_size(value) == 1 ? piece_code("%s()", from) : piece_value(value);
}

json_t *lua_value(const json_t *value) {
  if (json_text(value, "from")) return source_piece(value);
  if (!json_is_object(value) && !json_is_array(value)) return piece_value(value);
  json_t *group = piece_group("{", "}"), *member;
  const char *key;
  size_t i;
  json_object_foreach((json_t *)value, key, member) piece_add(group, key, lua_value(member));
  json_array_foreach(value, i, member) piece_add(group, NULL, lua_value(member));
  return group;
}

static size_t argument_count(const struct word *word, const json_t *term) {
  size_t count = 0;
  while (count < 3 && word->members[count]) count++;
  if (count && word->last_may_miss && !json_object_get(term, word->members[count - 1])) count--;
  return count;
}

static const struct word *word_find(const json_t *term, const char *tag) {
  const char *name = json_text(term, tag);
  for (size_t i = 0; name && i < sizeof words / sizeof words[0]; i++)
    if (strcmp(words[i].tag, tag) == 0 && strcmp(words[i].name, name) == 0) return &words[i];
  return NULL;
}

// NULL where the term has other members than its word takes.
static json_t *word_piece(const struct word *word, const json_t *term) {
  size_t count = argument_count(word, term);
  if (json_object_size(term) != count + 1) return NULL;
  for (size_t i = 0; i < count; i++)
    if (!json_object_get(term, word->members[i]) || json_is_null(json_object_get(term, word->members[i]))) return NULL;
  const json_t *only = count == 1 ? json_object_get(term, word->members[0]) : NULL;
  if (json_is_string(only)) return piece_call(word->name, json_string_value(only));
  char *before = mem_format("%s(", word->name);
  json_t *group = piece_group(before, ")");
  for (size_t i = 0; i < count; i++) piece_add(group, NULL, lua_value(json_object_get(term, word->members[i])));
  mem_free(before);
  return group;
}

static json_t *member_piece(const char *key, const json_t *value);

// As the plain table that a word would make.
static json_t *table_piece(const json_t *term) {
  json_t *group = piece_group("{", "}"), *value;
  const char *key;
  json_object_foreach((json_t *)term, key, value) piece_add(group, key, member_piece(key, value));
  return group;
}

static json_t *guards_piece(const char *before, const char *after, const json_t *of) {
  json_t *group = piece_group(before, after), *guard;
  size_t i;
  json_array_foreach(of, i, guard) piece_add(group, NULL, lua_guard(guard));
  return group;
}

// A function is no part of a definition: only where it stood.
static bool has_function(const json_t *term) { return json_text(term, "fn") != NULL; }

json_t *lua_guard(const json_t *guard) {
  const struct word *word = word_find(guard, "op");
  const char *op = json_text(guard, "op");
  const json_t *of = json_object_get(guard, "of"), *roles = json_object_get(guard, "roles");
  json_t *piece = word ? word_piece(word, guard) : NULL;
  if (piece) return piece;
  if (!op || has_function(guard)) return NULL;
  bool bare = json_object_size(guard) == 2;
  if (bare && json_array_size(of) && strcmp(op, "all") == 0) return guards_piece("all {", "}", of);
  if (bare && json_array_size(of) && strcmp(op, "any") == 0) return guards_piece("any {", "}", of);
  if (bare && json_array_size(of) == 1 && strcmp(op, "no") == 0) return guards_piece("no(", ")", of);
  if (bare && json_array_size(roles) == 2 && strcmp(op, "not_the_same") == 0) {
    json_t *group = piece_group("not_the_same(", ")");
    for (size_t i = 0; i < 2; i++) piece_add(group, NULL, piece_value(json_array_get(roles, i)));
    return group;
  }
  return table_piece(guard);
}

static json_t *actions_in(const char *before, const json_t *actions) {
  json_t *group = piece_group(before, "}"), *action;
  size_t i;
  json_array_foreach(actions, i, action) piece_add(group, NULL, lua_action(action));
  return group;
}

json_t *lua_actions(const json_t *actions) { return actions_in("{", actions); }

static json_t *branches_piece(const json_t *branches) {
  json_t *group = piece_group("branches {", "}"), *branch;
  size_t i;
  json_array_foreach(branches, i, branch) {
    json_t *row = piece_group("{", "}");
    if (json_object_get(branch, "guard")) piece_add(row, NULL, lua_guard(json_object_get(branch, "guard")));
    piece_add(row, NULL, lua_actions(json_object_get(branch, "actions")));
    piece_add(group, NULL, row);
  }
  return group;
}

static json_t *member_piece(const char *key, const json_t *value) {
  if (strcmp(key, "actions") == 0 || strcmp(key, "finalize") == 0) return lua_actions(value);
  if (strcmp(key, "of") == 0) return guards_piece("{", "}", value);
  if (strcmp(key, "definition") == 0) return lua_chart(value);
  return lua_value(value);
}

// foreach { ... }, send { ... }: the members as they are, in an order that reads well.
json_t *lua_members(const char *word, const json_t *term, const char *const *order) {
  char *before = *word ? mem_format("%s {", word) : mem_text("{");
  json_t *group = piece_group(before, "}"), *value;
  const char *key;
  mem_free(before);
  for (size_t i = 0; order[i]; i++)
    if (json_object_get(term, order[i])) piece_add(group, order[i], member_piece(order[i], json_object_get(term, order[i])));
  json_object_foreach((json_t *)term, key, value) {
    bool done = strcmp(key, "do") == 0;
    for (size_t i = 0; order[i]; i++) done |= strcmp(order[i], key) == 0;
    if (!done) piece_add(group, key, member_piece(key, value));
  }
  return group;
}

static json_t *assign_value_piece(const json_t *action) {
  json_t *group = piece_group("assign_value(", ")");
  piece_add(group, NULL, piece_value(json_object_get(action, "location")));
  piece_add(group, NULL, piece_value(json_object_get(action, "value")));
  return group;
}

static json_t *tell_piece(const json_t *action) {
  json_t *group = piece_group(json_flag(action, "urgent") ? "tell_urgent(" : "tell(", ")");
  piece_add(group, NULL, piece_value(json_object_get(action, "roles")));
  piece_add(group, NULL, piece_value(json_object_get(action, "text")));
  return group;
}

static bool is_clear(const json_t *action) {
  return json_object_size(action) == 3 && json_text(action, "field") && json_is_null(json_object_get(action, "value"));
}

json_t *lua_action(const json_t *action) {
  static const char *const order[] = {"event", "eventexpr", "array", "item", "index", "target", "targetexpr", "reason", NULL};
  const struct word *word = word_find(action, "do");
  const char *name = json_text(action, "do");
  json_t *piece = word ? word_piece(word, action) : NULL;
  if (piece) return piece;
  if (!name || has_function(action)) return NULL;
  size_t size = json_object_size(action);
  if (strcmp(name, "set") == 0 && is_clear(action)) return piece_call("clear", json_text(action, "field"));
  if (strcmp(name, "block") == 0 && size == 2) return actions_in("block {", json_object_get(action, "actions"));
  if (strcmp(name, "if") == 0 && size == 2) return branches_piece(json_object_get(action, "branches"));
  if (strcmp(name, "assign") == 0 && size == 3) return assign_value_piece(action);
  if (strcmp(name, "tell") == 0 && size == 4) return tell_piece(action);
  static const char *const by_members[] = {"foreach", "send", "cancel", "stop_clock"};
  for (size_t i = 0; i < 4; i++)
    if (strcmp(name, by_members[i]) == 0) return lua_members(name, action, order);
  return table_piece(action);
}
