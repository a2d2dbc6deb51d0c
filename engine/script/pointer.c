// JSON into Lua, and the way to one value of a script by a JSON pointer (RFC 6901): what value.c wrote is found again here.
#include "script/internal.h"

#include <lauxlib.h>

#include <stdlib.h>
#include <string.h>

// What the parent sends is its own and under JSON_DEPTH_MAX deep.
void value_push(lua_State *L, const json_t *json) {
  luaL_checkstack(L, 8, "nested too deep");
  switch (json_typeof(json)) {
  case JSON_OBJECT: {
    const char *key;
    json_t *value;
    lua_createtable(L, 0, (int)json_object_size(json));
    json_object_foreach((json_t *)json, key, value) {
      value_push(L, value);
      lua_setfield(L, -2, key);
    }
    return;
  }
  case JSON_ARRAY:
    lua_createtable(L, (int)json_array_size(json), 0);
    for (size_t i = 0; i < json_array_size(json); i++) {
      value_push(L, json_array_get(json, i));
      lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return;
  case JSON_STRING:
    lua_pushlstring(L, json_string_value(json), json_string_length(json));
    return;
  case JSON_INTEGER:
    lua_pushinteger(L, json_integer_value(json));
    return;
  case JSON_REAL:
    lua_pushnumber(L, json_real_value(json));
    return;
  case JSON_TRUE:
    lua_pushboolean(L, 1);
    return;
  case JSON_FALSE:
    lua_pushboolean(L, 0);
    return;
  default:
    lua_pushnil(L);
  }
}

// The table on top has the keys 1..n and no others: value.c wrote it as a list, which counts from 0.
static bool is_list(lua_State *L) {
  lua_Unsigned size = lua_rawlen(L, -1), count = 0;
  bool ok = true;
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
    count++;
    ok = ok && lua_isinteger(L, -2) && lua_tointeger(L, -2) >= 1 && (lua_Unsigned)lua_tointeger(L, -2) <= size;
  }
  return ok && count == size;
}

// Replaces the value on top by its member named by one segment of a pointer: the key as text, else as a number.
static void member_find(lua_State *L, const char *segment, size_t size) {
  if (!lua_istable(L, -1)) {
    lua_pushnil(L);
    lua_replace(L, -2);
    return;
  }
  lua_pushlstring(L, segment, size);
  if (lua_rawget(L, -2) == LUA_TNIL && size > 0 && size < 19 && strspn(segment, "-0123456789") >= size) {
    lua_pop(L, 1);
    lua_rawgeti(L, -1, strtoll(segment, NULL, 10) + (is_list(L) ? 1 : 0));
  }
  lua_remove(L, -2);
}

bool value_find(lua_State *L, const char *pointer) {
  lua_pushvalue(L, -1);
  while (*pointer == '/') {
    struct buf segment;
    buf_init(&segment);
    for (pointer++; *pointer && *pointer != '/'; pointer++) {
      if (pointer[0] == '~' && (pointer[1] == '0' || pointer[1] == '1'))
        buf_char(&segment, *++pointer == '0' ? '~' : '/');
      else
        buf_char(&segment, *pointer);
    }
    member_find(L, segment.data ? segment.data : "", segment.size);
    buf_clear(&segment);
  }
  return *pointer == '\0' && !lua_isnil(L, -1);
}
