// Where the tables stand that the words of the plain form make: where the author wrote what they come from, key by key, and in the order in
// which they were put. So a mistake that is found in what a file expands to is told at the author's own line.
//
// A script cannot reach this; where sources are not marked, as for calls, nothing is kept.
#include "base/mem.h"
#include "script/internal.h"

#include <lauxlib.h>

#include <string.h>

struct spot {
  int file;
  struct place place;
};

static lua_Integer mark_of(lua_State *L, int table) {
  if (lua_type(L, table) != LUA_TTABLE) return 0;
  lua_getfield(L, LUA_REGISTRYINDEX, SANDBOX_MARKS);
  lua_pushvalue(L, table);
  lua_rawget(L, -2);
  lua_Integer number = lua_tointeger(L, -1);
  lua_pop(L, 2);
  return number;
}

static struct made *made_of(lua_State *L, int table) {
  struct sandbox *sandbox = sandbox_of(L);
  lua_Integer number = mark_of(L, table);
  return number > 0 && (size_t)number <= sandbox->made.count ? &sandbox->made.items[number - 1] : NULL;
}

static struct made_key *key_find(lua_State *L, const struct made *made, int key) {
  bool is_text = lua_type(L, key) == LUA_TSTRING;
  for (size_t i = 0; i < made->key_count; i++) {
    struct made_key *at = &made->keys[i];
    if (is_text ? at->name && strcmp(at->name, lua_tostring(L, key)) == 0 : !at->name && at->index == lua_tointeger(L, key)) return at;
  }
  return NULL;
}

// Where the author wrote OLD[OLD_KEY], at 3 and 4.
static struct spot spot_of(lua_State *L) {
  const struct made *made = made_of(L, 3);
  lua_Integer number = made ? 0 : mark_of(L, 3);
  const struct made_key *key = made && !lua_isnil(L, 4) ? key_find(L, made, 4) : NULL;
  if (key && key->place.line) return (struct spot){key->file, key->place};
  if (made) return (struct spot){made->file, made->place};
  if (number < 0) return (struct spot){(int)(-number >> 32), {(int)(-number & 0x7FFFFFFF), 1}};
  return (struct spot){0};
}

// NEW's own, at 1; NULL: no more can be kept.
static struct made *own_of(lua_State *L) {
  struct sandbox *sandbox = sandbox_of(L);
  struct made *made = made_of(L, 1);
  if (made && made->is_ours) return made;
  if (sandbox->mark_count >= SCRIPT_MARKS_MAX) return NULL;
  sandbox->made.items = mem_grow(sandbox->made.items, sandbox->made.count + 1, sizeof *sandbox->made.items);
  made = &sandbox->made.items[sandbox->made.count++];
  *made = (struct made){.is_ours = true};
  sandbox->mark_count++;
  lua_getfield(L, LUA_REGISTRYINDEX, SANDBOX_MARKS);
  lua_pushvalue(L, 1);
  lua_pushinteger(L, (lua_Integer)sandbox->made.count);
  lua_rawset(L, -3);
  lua_pop(L, 1);
  return made;
}

// A key that is put again stays where it was in the order, and stands where it was put last.
static void key_put(lua_State *L, struct made *made, struct spot spot) {
  struct made_key *was = key_find(L, made, 2);
  if (was) {
    was->file = spot.file, was->place = spot.place;
    return;
  }
  made->keys = mem_grow(made->keys, made->key_count + 1, sizeof *made->keys);
  struct made_key *key = &made->keys[made->key_count++];
  *key = (struct made_key){.file = spot.file, .place = spot.place};
  if (lua_type(L, 2) == LUA_TSTRING)
    key->name = mem_text(lua_tostring(L, 2));
  else
    key->index = lua_tointeger(L, 2);
}

int placing_order(lua_State *L) {
  lua_settop(L, 1);
  const struct made *made = made_of(L, 1);
  size_t count = made ? made->key_count : 0;
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    const struct made_key *key = &made->keys[i];
    if (key->name)
      lua_pushstring(L, key->name);
    else
      lua_pushinteger(L, key->index);
    lua_rawseti(L, 2, (lua_Integer)i + 1);
  }
  return 1;
}

int placing_put(lua_State *L) {
  struct sandbox *sandbox = sandbox_of(L);
  lua_settop(L, 4);
  if (!sandbox->reader || lua_type(L, 1) != LUA_TTABLE || sandbox->placed_count >= SCRIPT_VALUES_MAX) return 0;
  sandbox->placed_count++;
  struct spot spot = spot_of(L);
  struct made *made = own_of(L);
  if (!made) return 0;
  if (!lua_isnil(L, 2))
    key_put(L, made, spot);
  else
    made->file = spot.file, made->place = spot.place;
  return 0;
}
