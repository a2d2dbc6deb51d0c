// Everything that a script can name, as one table: what is not a row here does not exist for it. Functions of Lua's own libraries are
// called through a wrapper that makes them pay for the size of their work, since no hook runs inside C.
#include "script/internal.h"
#include "script/library_charge.h"

#include <lauxlib.h>
#include <lualib.h>

#include <stdio.h>
#include <string.h>

// Left out on purpose: collectgarbage, dofile, load, loadfile, print, require, rawget, rawset, warn, _G, _VERSION; the libraries os, io,
// debug and package; math.random and randomseed (a step must replay); string.dump, pack, packsize and unpack; coroutine.close (5.4.4 runs
// out of C stack). pairs, next, sort and the read-only tables are written in Lua (lua/sandbox.lua).
static const struct row {
  const char *library; // NULL: stands by itself
  const char *name;
  enum charge charge;
} rows[] = {
    {NULL, "assert", FREE},
    {NULL, "error", FREE},
    {NULL, "ipairs", FREE},
    {NULL, "pcall", FREE},
    {NULL, "rawequal", FREE},
    {NULL, "rawlen", FREE},
    {NULL, "select", FREE},
    {NULL, "tonumber", TEXTS},
    {NULL, "type", FREE},
    {NULL, "xpcall", FREE},
    {"math", "abs", FREE},
    {"math", "acos", FREE},
    {"math", "asin", FREE},
    {"math", "atan", FREE},
    {"math", "ceil", FREE},
    {"math", "cos", FREE},
    {"math", "deg", FREE},
    {"math", "exp", FREE},
    {"math", "floor", FREE},
    {"math", "fmod", FREE},
    {"math", "log", FREE},
    {"math", "max", FREE},
    {"math", "min", FREE},
    {"math", "modf", FREE},
    {"math", "rad", FREE},
    {"math", "sin", FREE},
    {"math", "sqrt", FREE},
    {"math", "tan", FREE},
    {"math", "tointeger", TEXTS},
    {"math", "type", FREE},
    {"math", "ult", FREE},
    {"string", "byte", RANGE},
    {"string", "char", FREE},
    {"string", "find", FIND},
    {"string", "gmatch", MATCH},
    {"string", "gsub", MATCH},
    {"string", "len", FREE},
    {"string", "lower", TEXTS},
    {"string", "match", MATCH},
    {"string", "reverse", TEXTS},
    {"string", "sub", TEXTS},
    {"string", "upper", TEXTS},
    {"table", "concat", JOIN},
    {"table", "insert", LIST},
    {"table", "move", RANGE},
    {"table", "pack", FREE},
    {"table", "remove", LIST},
    {"table", "unpack", RANGE},
    {"utf8", "char", FREE},
    {"utf8", "codepoint", TEXTS},
    {"utf8", "codes", FREE},
    {"utf8", "len", TEXTS},
    {"utf8", "offset", TEXTS},
    {"coroutine", "create", THREAD},
    {"coroutine", "isyieldable", FREE},
    {"coroutine", "resume", FREE},
    {"coroutine", "running", FREE},
    {"coroutine", "status", FREE},
    {"coroutine", "wrap", THREAD},
    {"coroutine", "yield", FREE},
};

static const struct {
  const char *library, *name;
} constants[] = {{"math", "huge"}, {"math", "maxinteger"}, {"math", "mininteger"}, {"math", "pi"}, {"utf8", "charpattern"}};

// tostring never shows an address: a table is "table". A script's __tostring is its own business and pays for its own steps.
static int text_of(lua_State *L) {
  luaL_checkany(L, 1);
  if (luaL_getmetafield(L, 1, "__tostring") != LUA_TNIL) {
    lua_pushvalue(L, 1);
    lua_call(L, 1, 1);
    if (!lua_isstring(L, -1)) return luaL_error(L, "'__tostring' must return a string");
    return 1;
  }
  int type = lua_type(L, 1);
  if (type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TBOOLEAN || type == LUA_TNIL)
    luaL_tolstring(L, 1, NULL);
  else
    lua_pushstring(L, lua_typename(L, type));
  return 1;
}

static int repeat(lua_State *L) {
  size_t size, gap = 0;
  luaL_checklstring(L, 1, &size);
  lua_Integer times = luaL_checkinteger(L, 2);
  if (!lua_isnoneornil(L, 3)) luaL_checklstring(L, 3, &gap);
  if (times > 0 && size + gap > 0 && (lua_Unsigned)times > WORKER_STRING_MAX / (size + gap)) sandbox_limit(L, LIMIT_TEXT);
  sandbox_charge(L, times > 0 ? (int64_t)((size + gap) * (size_t)times / 16) : 0);
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

// Arguments that would show an address are made texts first; `%p` shows nothing else and is refused.
static int format(lua_State *L) {
  size_t size;
  const char *text = luaL_checklstring(L, 1, &size);
  for (size_t i = 0; i + 1 < size; i++) {
    if (text[i] != '%') continue;
    do i++;
    while (i + 1 < size && strchr("-+ #0.123456789", text[i]));
    if (text[i] == 'p') return luaL_error(L, "'%%p' would show an address, which is different each time");
  }
  for (int i = 2; i <= lua_gettop(L); i++) {
    int type = lua_type(L, i);
    if (type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TBOOLEAN || type == LUA_TNIL) continue;
    lua_pushcfunction(L, text_of);
    lua_pushvalue(L, i);
    lua_call(L, 1, 1);
    lua_replace(L, i);
  }
  size_t all = size;
  for (int i = 2; i <= lua_gettop(L); i++) all += lua_type(L, i) == LUA_TSTRING ? lua_rawlen(L, i) : 0;
  if (all > WORKER_STRING_MAX) sandbox_limit(L, LIMIT_TEXT);
  sandbox_charge(L, (int64_t)all / 16);
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

// The metamethods that a script may give a table. __gc runs where no hook does, __mode and __close reach known faults of 5.4.4, __metatable
// would hide a table from its owner, and __name would put a script's words into our messages.
static const char *const metamethods[] = {"__index", "__newindex", "__call", "__tostring", "__pairs", "__len",  "__eq",  "__lt",
                                          "__le",    "__concat",   "__unm",  "__add",      "__sub",   "__mul",  "__div", "__idiv",
                                          "__mod",   "__pow",      "__band", "__bor",      "__bxor",  "__bnot", "__shl", "__shr"};
static const char *const refused[] = {"__gc", "__close", "__mode", "__metatable", "__name"};

static void refuse_fields(lua_State *L, int index) {
  for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
    lua_pushstring(L, refused[i]);
    if (lua_rawget(L, index) != LUA_TNIL) luaL_error(L, "a metatable may not have '%s' here", refused[i]);
    lua_pop(L, 1);
  }
}

// The table gets a copy that no script can reach, so that nothing refused can be put in later. getmetatable answers the original.
static int set_metatable(lua_State *L) {
  int type = lua_type(L, 2);
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
  if (luaL_getmetafield(L, 1, "__metatable") == LUA_TBOOLEAN) return luaL_error(L, "this table cannot be changed");
  lua_settop(L, 2);
  if (type == LUA_TTABLE) {
    refuse_fields(L, 2);
    lua_newtable(L);
    for (size_t i = 0; i < sizeof metamethods / sizeof metamethods[0]; i++) {
      lua_pushstring(L, metamethods[i]);
      lua_rawget(L, 2);
      lua_setfield(L, 3, metamethods[i]);
    }
    lua_pushvalue(L, 2);
    lua_setfield(L, 3, "__metatable");
  }
  lua_setmetatable(L, 1);
  sandbox_charge(L, (int)(sizeof metamethods / sizeof metamethods[0]));
  lua_settop(L, 1);
  return 1;
}

static int get_metatable(lua_State *L) {
  luaL_checkany(L, 1);
  if (lua_type(L, 1) != LUA_TTABLE || luaL_getmetafield(L, 1, "__metatable") != LUA_TTABLE) lua_pushnil(L);
  return 1;
}

// Pushes the table that a row belongs to within the table at `index`, making it where it is missing.
static void push_library(lua_State *L, int index, const char *library) {
  if (!library)
    lua_pushvalue(L, index);
  else
    luaL_getsubtable(L, index, library);
}

static void add_function(lua_State *L, const char *library, const char *name, lua_CFunction wrapper, int charge) {
  int globals = lua_gettop(L) - 1, base = globals + 1;
  push_library(L, globals, library);
  lua_getfield(L, -1, name);
  lua_pushinteger(L, charge);
  lua_pushcclosure(L, wrapper, 2);
  push_library(L, base, library);
  lua_insert(L, -2);
  lua_setfield(L, -2, name);
  lua_pop(L, 2);
}

static void add_constants(lua_State *L) {
  int globals = lua_gettop(L) - 1, base = globals + 1;
  for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++) {
    push_library(L, globals, constants[i].library);
    push_library(L, base, constants[i].library);
    lua_getfield(L, -2, constants[i].name);
    lua_setfield(L, -2, constants[i].name);
    lua_pop(L, 2);
  }
}

static void open_originals(lua_State *L) {
  static const luaL_Reg libraries[] = {{LUA_GNAME, luaopen_base},       {LUA_STRLIBNAME, luaopen_string},
                                       {LUA_TABLIBNAME, luaopen_table}, {LUA_MATHLIBNAME, luaopen_math},
                                       {LUA_UTF8LIBNAME, luaopen_utf8}, {LUA_COLIBNAME, luaopen_coroutine}};
  for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++) {
    luaL_requiref(L, libraries[i].name, libraries[i].func, 1);
    lua_pop(L, 1);
  }
}

// Methods of texts are the wrapped functions; the metatable itself is out of reach, since getmetatable answers for tables only.
static void lock_texts(lua_State *L) {
  lua_pushliteral(L, "");
  lua_getmetatable(L, -1);
  lua_getfield(L, LUA_REGISTRYINDEX, SANDBOX_BASE);
  lua_getfield(L, -1, "string");
  lua_setfield(L, -3, "__index");
  lua_pop(L, 3);
}

// Runs lua/sandbox.lua with the raw functions that it needs; it finishes the allow-list.
static void finish_in_lua(lua_State *L) {
  if (luaL_loadbufferx(L, script_lua_sandbox, (size_t)(script_lua_sandbox_end - script_lua_sandbox), "=" SANDBOX_PRELUDE, "t"))
    lua_error(L);
  lua_pushglobaltable(L);
  lua_getfield(L, LUA_REGISTRYINDEX, SANDBOX_BASE);
  lua_pushcfunction(L, seal_make);
  lua_pushcfunction(L, seal_shown);
  lua_call(L, 4, 0);
}

static void clear_globals(lua_State *L) {
  lua_newtable(L);
  lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  lua_pushnil(L);
  lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
}

void library_open(lua_State *L) {
  open_originals(L);
  lua_pushglobaltable(L);
  lua_newtable(L);
  lua_pushvalue(L, -1);
  lua_setfield(L, LUA_REGISTRYINDEX, SANDBOX_BASE);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) add_function(L, rows[i].library, rows[i].name, library_charged, rows[i].charge);
  add_function(L, NULL, "tostring", text_of, FREE);
  add_function(L, NULL, "setmetatable", set_metatable, FREE);
  add_function(L, NULL, "getmetatable", get_metatable, FREE);
  add_function(L, "string", "rep", repeat, FREE);
  add_function(L, "string", "format", format, FREE);
  add_constants(L);
  lua_pop(L, 2);
  lock_texts(L);
  finish_in_lua(L);
  clear_globals(L);
}
