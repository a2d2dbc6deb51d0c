// What a plugin gives back, as JSON. Nothing here raises, so what was made so far can be given up when a value does not fit.
#include "script/plugin_value.h"

#include "base/mem.h"
#include "script/internal.h"
#include "script/plugin.h"

#include <lauxlib.h>

#include <math.h>

struct taking {
  lua_State *L;
  int depth, values;
  bool with_functions; // they are passed over; else refused
  struct err *err;
};

static json_t *take(struct taking *taking);

static json_t *refuse(struct taking *taking, const char *sentence) {
  err_set(taking->err, ERR_INVALID, "%s", sentence);
  return NULL;
}

static json_t *take_text(struct taking *taking) {
  size_t size;
  const char *text = lua_tolstring(taking->L, -1, &size);
  json_t *value = text_is_utf8(text, size) ? json_stringn(text, size) : NULL;
  return value ? value : refuse(taking, "A text holds bytes that are no UTF-8 text.");
}

static json_t *take_number(struct taking *taking) {
  if (lua_isinteger(taking->L, -1)) return json_integer(lua_tointeger(taking->L, -1));
  double number = lua_tonumber(taking->L, -1);
  return isfinite(number) ? json_real(number) : refuse(taking, "A number is not finite, as after a division by nothing.");
}

static json_t *take_list(struct taking *taking, lua_Unsigned count) {
  json_t *list = json_array();
  for (lua_Unsigned i = 1; i <= count; i++) {
    lua_rawgeti(taking->L, -1, (lua_Integer)i);
    json_t *value = take(taking);
    lua_pop(taking->L, 1);
    if (!value) {
      json_decref(list);
      return NULL;
    }
    json_array_append_new(list, value);
  }
  return list;
}

// A member of the table on top, whose key and value lie above it.
static bool take_member(struct taking *taking, json_t *object) {
  size_t size;
  if (taking->with_functions && lua_isfunction(taking->L, -1)) return true;
  if (lua_type(taking->L, -2) != LUA_TSTRING)
    return refuse(taking, "A table has both numbers and names as keys, or a list has a gap in it.") != NULL;
  const char *key = lua_tolstring(taking->L, -2, &size);
  if (!text_is_utf8(key, size)) return refuse(taking, "A key holds bytes that are no UTF-8 text.") != NULL;
  json_t *value = take(taking);
  return value && json_object_set_new(object, key, value) == 0;
}

static json_t *take_object(struct taking *taking) {
  json_t *object = json_object();
  for (lua_pushnil(taking->L); lua_next(taking->L, -2); lua_pop(taking->L, 1)) {
    if (take_member(taking, object)) continue;
    lua_pop(taking->L, 2);
    json_decref(object);
    return NULL;
  }
  return object;
}

static size_t count_of(lua_State *L) {
  size_t count = 0;
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) count++;
  return count;
}

// Has the table on top anything in it?
static bool is_filled(lua_State *L) {
  lua_pushnil(L);
  if (!lua_next(L, -2)) return false;
  lua_pop(L, 2);
  return true;
}

static json_t *take_table(struct taking *taking) {
  if (taking->depth >= PLUGIN_DEPTH_MAX || !lua_checkstack(taking->L, 8))
    return refuse(taking, "Tables are nested more than 20 deep here, or one holds itself.");
  lua_Unsigned list = lua_rawlen(taking->L, -1);
  bool is_list = list ? count_of(taking->L) == list : !is_filled(taking->L);
  taking->depth++;
  json_t *value = is_list ? take_list(taking, list) : take_object(taking);
  taking->depth--;
  return value;
}

static json_t *take(struct taking *taking) {
  if (++taking->values > PLUGIN_VALUES_MAX) return refuse(taking, "More than 500,000 values are given back at once.");
  switch (lua_type(taking->L, -1)) {
  case LUA_TNIL:
    return json_null();
  case LUA_TBOOLEAN:
    return json_boolean(lua_toboolean(taking->L, -1));
  case LUA_TNUMBER:
    return take_number(taking);
  case LUA_TSTRING:
    return take_text(taking);
  case LUA_TTABLE:
    return take_table(taking);
  default:
    return refuse(taking, "A function can be no part of what is given back.");
  }
}
_Static_assert(PLUGIN_DEPTH_MAX == 20 && PLUGIN_VALUES_MAX == 500000, "the sentences name the numbers");

json_t *plugin_value_take(lua_State *L, bool with_functions, struct err *err) {
  struct taking taking = {.L = L, .with_functions = with_functions, .err = err};
  json_t *value = take(&taking), *ordered = value ? json_canonical_copy(value) : NULL; // Lua's own order is another each time
  json_decref(value);
  return ordered;
}
