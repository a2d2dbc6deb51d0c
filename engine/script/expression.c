// The texts of a session's chart: each is compiled once and kept by its number, so that it need not be sent or read again. A text that Lua
// refuses is kept with the sentence that says so. Each call gets the session's environment anew, whatever the text did to its `_ENV`.
#include "script/internal.h"

#include <lauxlib.h>

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 60 }; // bytes of a text that a sentence shows: enough to find it in the chart

static lua_Integer number_of(const json_t *text) { return (lua_Integer)json_integer_value(json_array_get(text, 0)); }

const char *expression_said(const char *message, int *line) {
  static const char *const chunks[] = {SESSION_CHUNK ":", SANDBOX_PRELUDE ":"};
  for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
    if (strncmp(message, chunks[i], strlen(chunks[i])) != 0) continue;
    char *end;
    long number = strtol(message + strlen(chunks[i]), &end, 10);
    if (strncmp(end, ": ", 2) != 0) continue;
    if (i == 0 && number > 0 && number < INT_MAX) *line = (int)number;
    return end + 2;
  }
  return message;
}

// How sentences call the text: `x + 1`, or the script. One line, cut between two characters.
static void push_shown(lua_State *L, const char *source, enum text_kind kind) {
  while (isspace((unsigned char)*source)) source++;
  size_t size = strcspn(source, "\r\n"), whole = strlen(source);
  if (kind == TEXT_SCRIPT) {
    lua_pushliteral(L, "The script");
    return;
  }
  if (size > SHOWN_MAX) size = SHOWN_MAX;
  while (size > 0 && ((unsigned char)source[size] & 0xC0) == 0x80) size--;
  lua_pushlstring(L, source, size);
  lua_pushfstring(L, "`%s%s`", lua_tostring(L, -1), size < whole ? "..." : "");
  lua_remove(L, -2);
}

// The sentence for a text that Lua refused with `message`.
static void push_refusal(lua_State *L, const char *shown, const char *message, enum text_kind kind) {
  int line = 0;
  const char *said = expression_said(message, &line);
  if (kind == TEXT_LOCATION)
    lua_pushfstring(L, "%s is no place that a value can be put into.", shown);
  else if (kind == TEXT_SCRIPT && line)
    lua_pushfstring(L, "%s cannot be read as Lua in line %d: %s.", shown, line, said);
  else
    lua_pushfstring(L, "%s cannot be read as Lua: %s.", shown, said);
}

// The wrappings of a text that must all compile; the last one is kept. An expression alone could be nothing at all, and a location two
// statements, or a declaration.
static const char *const wrappings[][2] = {
    [TEXT_EXPRESSION] = {"local _ = %s\n", "return %s\n"},
    [TEXT_LOCATION] = {"return (%s\n)", "%s\n= ..."},
    [TEXT_SCRIPT] = {NULL, "%s"},
};

static bool compile(lua_State *L, const char *source, enum text_kind kind) {
  for (int i = 0; i < 2; i++) {
    if (!wrappings[kind][i]) continue;
    lua_pushfstring(L, wrappings[kind][i], source);
    size_t size;
    const char *wrapped = lua_tolstring(L, -1, &size);
    sandbox_charge(L, (int64_t)size / 16);
    int status = luaL_loadbufferx(L, wrapped, size, "=" SESSION_CHUNK, "t");
    lua_remove(L, -2);
    if (status != LUA_OK) return false;
    if (i == 0) lua_pop(L, 1);
  }
  return true;
}

// The name that the location is and nothing else; NULL where it is more. Pushes it.
static const char *push_bare_name(lua_State *L, const char *source) {
  while (isspace((unsigned char)*source)) source++;
  size_t size = 0;
  while (isalnum((unsigned char)source[size]) || source[size] == '_') size++;
  for (const char *rest = source + size; *rest; rest++)
    if (!isspace((unsigned char)*rest)) return NULL;
  return lua_pushlstring(L, source, size);
}

// Adds a new text to the table of texts on top.
static void add(lua_State *L, lua_Integer number, const char *source, enum text_kind kind) {
  push_shown(L, source, kind);
  if (!compile(L, source, kind)) {
    push_refusal(L, lua_tostring(L, -2), lua_tostring(L, -1), kind);
    lua_rawseti(L, -4, -number);
    lua_pop(L, 2);
    lua_pushboolean(L, 0);
  } else {
    lua_insert(L, -2);
    lua_rawseti(L, -3, -number);
    if (kind == TEXT_LOCATION && push_bare_name(L, source)) lua_remove(L, -2);
  }
  lua_rawseti(L, -2, number);
}

void expression_push(lua_State *L, const json_t *text, enum text_kind kind) {
  lua_Integer number = number_of(text);
  const char *source = json_string_value(json_array_get(text, 1));
  lua_getfield(L, LUA_REGISTRYINDEX, SESSION_TEXTS);
  if (source) add(L, number, source, kind);
  if (lua_rawgeti(L, -1, number) == LUA_TBOOLEAN) {
    lua_rawgeti(L, -2, -number);
    lua_error(L);
  }
  if (lua_isnil(L, -1)) luaL_error(L, "there is no text %d", (int)number);
  lua_remove(L, -2);
}

void expression_call(lua_State *L, const json_t *text, int arguments, int results) {
  struct live_session *session = (struct live_session *)sandbox_of(L);
  int function = lua_gettop(L) - arguments;
  lua_getfield(L, LUA_REGISTRYINDEX, SESSION_ENVIRONMENT);
  lua_setupvalue(L, function, 1);
  session->text = number_of(text);
  lua_call(L, arguments, results);
  session->text = 0;
}
