// What can be asked of a session, one row each (engine/chart/model.h says what each means). Each runs inside a protected call, raises what
// went wrong, and leaves one value, which is the answer.
#include "script/live.h"

#include <lauxlib.h>

#include <string.h>

// The value of the request's expression, or its plain value.
static void push_value(lua_State *L, const json_t *request) {
  const json_t *text = json_object_get(request, "text"), *value = json_object_get(request, "value");
  if (text) {
    expression_push(L, text);
    expression_call(L, text, 0, 1);
  } else if (value)
    value_push(L, value);
  else
    lua_pushnil(L);
}

static void run_value(lua_State *L, const json_t *request) { push_value(L, request); }

static void run_cond(lua_State *L, const json_t *request) {
  push_value(L, request);
  lua_pushboolean(L, lua_toboolean(L, -1));
}

// A bare name must be there already (W3C SCXML 1.0, 5.4); what is more than a name is for Lua to judge.
static void run_assign(lua_State *L, const json_t *request) {
  const json_t *place = json_object_get(request, "place");
  expression_push(L, place);
  const char *name = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
  if (name && !environment_has(L, name)) {
    environment_check_name(L, name);
    luaL_error(L, "`%s` is not declared, so nothing can be put into it", name);
  }
  push_value(L, request);
  if (name)
    environment_set(L, name);
  else
    expression_call(L, place, 1, 0);
  lua_pushboolean(L, 1);
}

// It is there from now on, and empty until its value is known.
static void run_declare(lua_State *L, const json_t *request) {
  const char *name = json_text(request, "name");
  environment_check_name(L, name);
  environment_declare(L, name);
  lua_pushnil(L);
  environment_set(L, name);
  push_value(L, request);
  environment_set(L, name);
  lua_pushboolean(L, 1);
}

static void run_script(lua_State *L, const json_t *request) {
  const json_t *text = json_object_get(request, "text");
  expression_push(L, text);
  expression_call(L, text, 0, 0);
  lua_pushboolean(L, 1);
}

// ---- foreach: a loop is a table {items, item, index} in SESSION_LOOPS at its depth

static void declare_missing(lua_State *L, const char *name) {
  if (name && !environment_has(L, name)) environment_declare(L, name);
}

// Replaces the table on top by a list of its values in the order of pairs, and answers how many.
static lua_Integer copy_items(lua_State *L) {
  lua_Integer count = 0;
  int from = lua_gettop(L);
  lua_newtable(L);
  lua_getfield(L, LUA_REGISTRYINDEX, SANDBOX_BASE);
  lua_getfield(L, -1, "pairs");
  lua_pushvalue(L, from);
  lua_call(L, 1, 3); // the table of items, the base, then step, state and key
  for (;; sandbox_charge(L, 1)) {
    lua_pushvalue(L, -3);
    lua_pushvalue(L, -3);
    lua_pushvalue(L, -3);
    lua_call(L, 2, 2);
    if (lua_isnil(L, -2)) break;
    lua_rawseti(L, from + 1, ++count);
    lua_replace(L, -2);
  }
  lua_settop(L, from + 1);
  lua_replace(L, from);
  return count;
}

static void run_each_begin(lua_State *L, const json_t *request) {
  const char *item = json_text(request, "item"), *index = json_text(request, "index");
  environment_check_name(L, item);
  if (index) environment_check_name(L, index);
  push_value(L, request);
  if (!lua_istable(L, -1)) luaL_error(L, "a foreach goes through a table, and its array gave a %s", luaL_typename(L, -1));
  lua_Integer count = copy_items(L);
  declare_missing(L, item);
  declare_missing(L, index);
  lua_getfield(L, LUA_REGISTRYINDEX, SESSION_LOOPS);
  lua_createtable(L, 0, 3);
  lua_pushvalue(L, -3);
  lua_setfield(L, -2, "items");
  lua_pushstring(L, item);
  lua_setfield(L, -2, "item");
  lua_pushstring(L, index);
  lua_setfield(L, -2, "index");
  lua_rawseti(L, -2, json_number(request, "depth", 0));
  lua_pushinteger(L, count);
}

static void run_each_next(lua_State *L, const json_t *request) {
  int64_t at = json_number(request, "at", 0);
  lua_getfield(L, LUA_REGISTRYINDEX, SESSION_LOOPS);
  if (lua_rawgeti(L, -1, json_number(request, "depth", 0)) != LUA_TTABLE) luaL_error(L, "no foreach goes on");
  lua_getfield(L, -1, "item");
  lua_getfield(L, -2, "index");
  lua_getfield(L, -3, "items");
  const char *item = lua_tostring(L, -3), *index = lua_tostring(L, -2);
  lua_rawgeti(L, -1, at + 1);
  environment_set(L, item);
  lua_pushinteger(L, at);
  if (index) environment_set(L, index);
  lua_pushboolean(L, 1);
}

static const struct datamodel_op ops[] = {
    {"cond", TEXT_EXPRESSION, run_cond},           {"value", TEXT_EXPRESSION, run_value}, {"assign", TEXT_EXPRESSION, run_assign},
    {"declare", TEXT_EXPRESSION, run_declare},     {"script", TEXT_SCRIPT, run_script},   {"each_begin", TEXT_EXPRESSION, run_each_begin},
    {"each_next", TEXT_EXPRESSION, run_each_next},
};

void datamodel_end_loops(lua_State *L, int64_t going_on) {
  lua_getfield(L, LUA_REGISTRYINDEX, SESSION_LOOPS);
  for (lua_Integer depth = (lua_Integer)lua_rawlen(L, -1); depth > going_on; depth--) {
    lua_pushnil(L);
    lua_rawseti(L, -2, depth);
  }
  lua_pop(L, 1);
}

const struct datamodel_op *datamodel_find(const char *word) {
  for (size_t i = 0; word && i < sizeof ops / sizeof ops[0]; i++)
    if (strcmp(word, ops[i].word) == 0) return &ops[i];
  return NULL;
}
