// The environment of a session: its globals are one table, which falls back on the system variables (W3C SCXML 1.0, 5.10) and In(), and
// these on the allow-list. The protected names never stand in the table itself, so that each try to set one meets __newindex. A name that
// nobody made is nil, as the Lua data model wants it, and not a mistake as in a workflow.
#include "script/live.h"

#include <lauxlib.h>

#include <ctype.h>
#include <string.h>

#define PROCESSOR "http://www.w3.org/TR/scxml/#SCXMLEventProcessor"

static const char *const protected_names[] = {"_event", "_sessionid", "_name", "_ioprocessors", "_x", "In"};

static bool is_protected(const char *name) {
  for (size_t i = 0; i < sizeof protected_names / sizeof protected_names[0]; i++)
    if (strcmp(name, protected_names[i]) == 0) return true;
  return false;
}

static void check_own(lua_State *L, const char *name) {
  if (is_protected(name)) luaL_error(L, "`%s` is the platform's own and cannot be changed", name);
}

static int set_global(lua_State *L) {
  if (lua_type(L, 2) == LUA_TSTRING) check_own(L, lua_tostring(L, 2));
  lua_rawset(L, 1);
  return 0;
}

static int in_state(lua_State *L) {
  luaL_checkstring(L, 1);
  lua_getfield(L, LUA_REGISTRYINDEX, SESSION_ACTIVE);
  lua_pushvalue(L, 1);
  lua_rawget(L, -2);
  lua_pushboolean(L, lua_toboolean(L, -1));
  return 1;
}

// Both names of the one processor that there is (5.10, C.1), with the address that others send to.
static void push_processors(lua_State *L, const char *id) {
  lua_newtable(L);
  lua_newtable(L);
  lua_pushfstring(L, "#_scxml_%s", id);
  lua_setfield(L, -2, "location");
  seal_put(L, "_ioprocessors");
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, PROCESSOR);
  lua_setfield(L, -2, "scxml");
  seal_put(L, "_ioprocessors");
}

// Leaves the table of system variables on the stack.
static void push_system(lua_State *L, const char *id, const char *name) {
  lua_newtable(L);
  lua_pushstring(L, id);
  lua_setfield(L, -2, "_sessionid");
  lua_pushstring(L, name); // NULL: nil
  lua_setfield(L, -2, "_name");
  push_processors(L, id);
  lua_setfield(L, -2, "_ioprocessors");
  lua_newtable(L);
  seal_put(L, "_x");
  lua_setfield(L, -2, "_x");
  lua_pushcfunction(L, in_state);
  lua_setfield(L, -2, "In");
}

// The table on top falls back on the one in the registry under `base`. Its metatable is out of reach; `__metatable` is true where seal.c
// writes false, so that a session's globals are not taken for a sealed table.
static void fall_back(lua_State *L, const char *base) {
  lua_createtable(L, 0, 3);
  lua_getfield(L, LUA_REGISTRYINDEX, base);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, set_global);
  lua_setfield(L, -2, "__newindex");
  lua_pushboolean(L, 1);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
}

void environment_open(lua_State *L, const char *id, const char *name) {
  static const char *const tables[] = {SESSION_DECLARED, SESSION_ACTIVE, SESSION_LOOPS, SESSION_TEXTS};
  push_system(L, id, name);
  fall_back(L, SANDBOX_BASE);
  lua_setfield(L, LUA_REGISTRYINDEX, SESSION_SYSTEM);
  lua_newtable(L);
  fall_back(L, SESSION_SYSTEM);
  lua_setfield(L, LUA_REGISTRYINDEX, SESSION_ENVIRONMENT);
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
    lua_newtable(L);
    lua_setfield(L, LUA_REGISTRYINDEX, tables[i]);
  }
}

void environment_see_event(lua_State *L, const json_t *event) {
  lua_getfield(L, LUA_REGISTRYINDEX, SESSION_SYSTEM);
  lua_pushliteral(L, "_event");
  value_push(L, event);
  if (lua_istable(L, -1)) seal_put(L, "_event");
  lua_rawset(L, -3);
  lua_pop(L, 1);
}

void environment_see_active(lua_State *L, const json_t *ids) {
  lua_createtable(L, 0, (int)json_array_size(ids));
  for (size_t i = 0; i < json_array_size(ids); i++) {
    lua_pushstring(L, json_string_value(json_array_get(ids, i)));
    lua_pushboolean(L, 1);
    lua_rawset(L, -3);
  }
  lua_setfield(L, LUA_REGISTRYINDEX, SESSION_ACTIVE);
}

// ---- variables

static bool is_true_in(lua_State *L, const char *table, const char *name) {
  lua_getfield(L, LUA_REGISTRYINDEX, table);
  lua_pushstring(L, name);
  bool found = lua_rawget(L, -2) != LUA_TNIL;
  lua_pop(L, 2);
  return found;
}

bool environment_has(lua_State *L, const char *name) {
  return is_true_in(L, SESSION_DECLARED, name) || is_true_in(L, SESSION_ENVIRONMENT, name);
}

void environment_set(lua_State *L, const char *name) {
  lua_getfield(L, LUA_REGISTRYINDEX, SESSION_ENVIRONMENT);
  lua_pushstring(L, name);
  lua_pushvalue(L, -3);
  lua_rawset(L, -3);
  lua_pop(L, 2);
}

void environment_declare(lua_State *L, const char *name) {
  lua_getfield(L, LUA_REGISTRYINDEX, SESSION_DECLARED);
  lua_pushboolean(L, 1);
  lua_setfield(L, -2, name);
  lua_pop(L, 1);
}

void environment_check_name(lua_State *L, const char *name) {
  if (is_true_in(L, SESSION_DECLARED, name)) return; // it was checked then
  check_own(L, name);
  bool ok = isalpha((unsigned char)name[0]) || name[0] == '_';
  for (const char *c = name; *c; c++) ok = ok && (isalnum((unsigned char)*c) || *c == '_');
  lua_pushfstring(L, "local %s", name);
  ok = ok && luaL_loadstring(L, lua_tostring(L, -1)) == LUA_OK; // else it is a word of Lua's own, such as `end`
  if (!ok) luaL_error(L, "`%s` is no name that a variable can have in Lua", name);
  lua_pop(L, 2);
}
