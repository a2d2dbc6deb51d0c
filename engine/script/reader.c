// The trusted reader of sources: a Lua state of its own, which holds lua/reader.lua and what it needs, and never runs a word of the script.
#include "base/mem.h"
#include "script/internal.h"

#include <lauxlib.h>
#include <lualib.h>

#include <stdlib.h>
#include <string.h>

struct reader {
  lua_State *L;
  size_t memory;
};

static void *allocate(void *user, void *old, size_t old_size, size_t new_size) {
  struct reader *reader = user;
  reader->memory += new_size - (old ? old_size : 0);
  if (new_size == 0) {
    free(old);
    return NULL;
  }
  if (reader->memory > SCRIPT_READER_MEMORY) sandbox_limit(NULL, LIMIT_MEMORY);
  void *block = realloc(old, new_size);
  if (!block) sandbox_limit(NULL, LIMIT_MEMORY);
  return block;
}

// Loads one module with `arguments` values from the top of the stack as its `...`, and leaves what it returns.
static void module_load(lua_State *L, const char *text, const char *end, int arguments) {
  if (luaL_loadbufferx(L, text, (size_t)(end - text), "=" SANDBOX_PRELUDE, "t") != LUA_OK) lua_error(L);
  lua_insert(L, -1 - arguments);
  lua_call(L, arguments, 1);
}

struct reader *reader_new(void) {
  struct reader *reader = mem_new(sizeof *reader);
  lua_State *L = reader->L = lua_newstate(allocate, reader);
  luaL_requiref(L, LUA_GNAME, luaopen_base, 1);
  luaL_requiref(L, LUA_STRLIBNAME, luaopen_string, 1);
  luaL_requiref(L, LUA_TABLIBNAME, luaopen_table, 1);
  luaL_requiref(L, LUA_MATHLIBNAME, luaopen_math, 1);
  lua_settop(L, 0);
  module_load(L, script_lua_positions, script_lua_positions_end, 0);
  lua_pushvalue(L, 1);
  module_load(L, script_lua_syntax, script_lua_syntax_end, 1);
  lua_pushvalue(L, 1);
  module_load(L, script_lua_names, script_lua_names_end, 1);
  module_load(L, script_lua_reader, script_lua_reader_end, 3);
  return reader; // the reader's functions are at index 1
}

void reader_free(struct reader *reader) {
  if (!reader) return;
  lua_close(reader->L);
  mem_free(reader);
}

// A fault of the reader itself must not take the sentence away: the source is refused, with Lua's own words.
static void fault(lua_State *L, char **text) {
  *text = mem_format("this cannot be read: %s", lua_tostring(L, -1) ? lua_tostring(L, -1) : "no reason was given");
  lua_settop(L, 1);
}

void reader_explain(struct reader *reader, const char *source, size_t size, const char *message, struct place *place, char **text) {
  lua_State *L = reader->L;
  lua_getfield(L, 1, "explain");
  lua_pushlstring(L, source, size);
  lua_pushstring(L, message);
  if (lua_pcall(L, 2, 3, 0) != LUA_OK) {
    fault(L, text);
    return;
  }
  *place = (struct place){(int)lua_tointeger(L, 2), (int)lua_tointeger(L, 3)};
  *text = mem_text(lua_tostring(L, 4));
  lua_settop(L, 1);
}

char *reader_doubt(struct reader *reader, const char *source, size_t size) {
  lua_State *L = reader->L;
  char *text = NULL;
  lua_getfield(L, 1, "doubt");
  lua_pushlstring(L, source, size);
  if (lua_pcall(L, 1, 1, 0) != LUA_OK)
    fault(L, &text);
  else
    text = mem_text(lua_tostring(L, -1));
  lua_settop(L, 1);
  return text;
}

static int integer_at(lua_State *L, int table, int64_t index) {
  lua_rawgeti(L, table, index);
  int number = (int)lua_tointeger(L, -1);
  lua_pop(L, 1);
  return number;
}

// One constructor, { line, column, key, line, column, ... }, on top of the stack.
static struct made made_read(lua_State *L, int file) {
  int list = lua_gettop(L);
  size_t size = lua_rawlen(L, list), count = size > 2 ? (size - 2) / 3 : 0;
  struct made made = {.file = file, .place = {integer_at(L, list, 1), integer_at(L, list, 2)}, .key_count = count};
  if (count) made.keys = mem_grow(NULL, count, sizeof *made.keys);
  for (size_t i = 0; i < count; i++) {
    int64_t at = 3 + (int64_t)i * 3;
    struct made_key *key = &made.keys[i];
    *key = (struct made_key){.file = file, .place = {integer_at(L, list, at + 1), integer_at(L, list, at + 2)}};
    lua_rawgeti(L, list, at);
    if (lua_isinteger(L, -1))
      key->index = lua_tointeger(L, -1);
    else
      key->name = mem_text(lua_tostring(L, -1));
    lua_pop(L, 1);
  }
  return made;
}

static void made_read_all(lua_State *L, int index, int file, struct made_list *made) {
  size_t count = lua_rawlen(L, index);
  if (!count) return;
  made->items = mem_grow(made->items, made->count + count, sizeof *made->items);
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(L, index, (lua_Integer)i + 1);
    made->items[made->count++] = made_read(L, file);
    lua_pop(L, 1);
  }
}

char *reader_mark(struct reader *reader, const char *source, size_t size, const json_t *known, int file, struct made_list *made,
                  struct place *place, char **text) {
  lua_State *L = reader->L;
  size_t i;
  json_t *name;
  lua_getfield(L, 1, "mark");
  lua_pushlstring(L, source, size);
  lua_newtable(L);
  json_array_foreach(known, i, name) {
    lua_pushboolean(L, 1);
    lua_setfield(L, -2, json_string_value(name));
  }
  char *marked = NULL;
  if (lua_pcall(L, 2, 4, 0) != LUA_OK) {
    fault(L, text);
  } else if (lua_isnil(L, 2)) {
    *place = (struct place){(int)lua_tointeger(L, 3), (int)lua_tointeger(L, 4)};
    *text = mem_text(lua_tostring(L, 5));
  } else {
    made_read_all(L, 3, file, made);
    marked = mem_text(lua_tostring(L, 2));
  }
  lua_settop(L, 1);
  return marked;
}
