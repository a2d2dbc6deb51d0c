// The texts of a session's chart: each is compiled once and kept by its number, so that it need not be sent or read again. A text that Lua
// refuses is kept with the sentence that says so. Each call gets the session's environment anew, whatever the text did to its `_ENV`.
#include "base/mem.h"
#include "script/live.h"

#include <lauxlib.h>

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
  SHOWN_MAX = 60,    // bytes of a text that a sentence shows: enough to find it in the chart
  DOUBTFUL_MIN = 500 // bytes: 250 constants take two each
};

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
  while (whole > 0 && isspace((unsigned char)source[whole - 1])) whole--;
  if (size > whole) size = whole;
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

// Pushes the name that the location is, and nothing where it is more than a name.
static void push_bare_name(lua_State *L, const char *source) {
  while (isspace((unsigned char)*source)) source++;
  size_t size = 0;
  while (isalnum((unsigned char)source[size]) || source[size] == '_') size++;
  for (const char *rest = source + size; *rest; rest++)
    if (!isspace((unsigned char)*rest)) return;
  lua_pushlstring(L, source, size);
}

// What this Lua would get wrong without a word (README.md, the faults of 5.4.4) is refused. Only a text with so many constants and such an
// operator can be, so that hardly any is looked at. Pushes the sentence.
static bool is_doubtful(lua_State *L, const char *source) {
  size_t size = strlen(source);
  if (size < DOUBTFUL_MIN || !strpbrk(source, "&|~")) return false;
  jail_timer(WORKER_LOAD_MS); // reading takes longer than running, as a definition's does
  struct reader *reader = reader_new();
  char *doubt = reader_doubt(reader, source, size);
  reader_free(reader);
  jail_timer(SESSION_CPU_MS);
  if (doubt) lua_pushstring(L, doubt);
  mem_free(doubt);
  return doubt != NULL;
}

// Adds a new text to the table of texts on top.
static void add(lua_State *L, lua_Integer number, const char *source, enum text_kind kind) {
  int texts = lua_gettop(L);
  push_shown(L, source, kind);
  bool ok = compile(L, source, kind);
  if (!ok) push_refusal(L, lua_tostring(L, texts + 1), lua_tostring(L, -1), kind);
  if (ok && is_doubtful(L, source)) ok = false;
  if (ok && kind == TEXT_LOCATION) push_bare_name(L, source);
  lua_pushvalue(L, ok ? texts + 1 : -1);
  lua_rawseti(L, texts, -number);
  if (!ok) lua_pushboolean(L, 0);
  lua_rawseti(L, texts, number);
  lua_settop(L, texts);
}

void expression_learn(lua_State *L, const json_t *text, enum text_kind kind) {
  const char *source = json_string_value(json_array_get(text, 1));
  if (!source) return;
  lua_getfield(L, LUA_REGISTRYINDEX, SESSION_TEXTS);
  add(L, number_of(text), source, kind);
  lua_pop(L, 1);
}

void expression_push(lua_State *L, const json_t *text) {
  lua_Integer number = number_of(text);
  lua_getfield(L, LUA_REGISTRYINDEX, SESSION_TEXTS);
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
