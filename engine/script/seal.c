// Tables that a script can read and not change: an empty table whose metatable shows the real one. The metatable has three marks:
// `__index`, a `__newindex` that refuses, and a `__metatable` that is false. No script can make one, since setmetatable takes no
// `__metatable`.
#include "script/internal.h"

#include <lauxlib.h>

static int refuse_change(lua_State *L) { return luaL_error(L, "`%s` cannot be changed", lua_tostring(L, lua_upvalueindex(1))); }

void seal_put(lua_State *L, const char *name) {
  lua_newtable(L);
  lua_createtable(L, 0, 3);
  lua_pushvalue(L, -3);
  lua_setfield(L, -2, "__index");
  lua_pushstring(L, name);
  lua_pushcclosure(L, refuse_change, 1);
  lua_setfield(L, -2, "__newindex");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_remove(L, -2);
}

// The raw member of the metatable on top is of that type; it is left on the stack.
static bool has(lua_State *L, const char *member, int type) {
  lua_pushstring(L, member);
  return lua_rawget(L, -2) == type;
}

bool seal_open(lua_State *L) {
  int top = lua_gettop(L);
  if (!lua_istable(L, top) || !lua_getmetatable(L, top)) return false;
  bool sealed = has(L, "__metatable", LUA_TBOOLEAN) && !lua_toboolean(L, -1);
  lua_settop(L, top + 1);
  sealed = sealed && has(L, "__newindex", LUA_TFUNCTION);
  lua_settop(L, top + 1);
  sealed = sealed && has(L, "__index", LUA_TTABLE);
  if (sealed) lua_copy(L, -1, top);
  lua_settop(L, top);
  return sealed;
}

int seal_make(lua_State *L) {
  const char *name = luaL_checkstring(L, 2);
  lua_pushvalue(L, 1);
  seal_put(L, name);
  return 1;
}

int seal_shown(lua_State *L) {
  lua_settop(L, 1);
  return seal_open(L) ? 1 : 0;
}
