// A chunk: one source compiled with an environment of its own, and the place and sentence of whatever goes wrong in it.
#include "base/mem.h"
#include "script/internal.h"

#include <lauxlib.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char *name, *text, *end;
} preludes[PRELUDES] = {
    {WORKER_PRELUDE, script_lua_workflow, script_lua_workflow_end}, {WORKER_PRELUDE_2, script_lua_chart, script_lua_chart_end},
    {WORKER_PRELUDE_3, script_lua_clock, script_lua_clock_end},     {WORKER_PRELUDE_4, script_lua_approval, script_lua_approval_end},
    {WORKER_PRELUDE_6, script_lua_returns, script_lua_returns_end}, {WORKER_PRELUDE_7, script_lua_values, script_lua_values_end},
    {WORKER_PRELUDE_8, script_lua_opened, script_lua_opened_end},   {WORKER_PRELUDE_9, script_lua_gather, script_lua_gather_end},
    {WORKER_PRELUDE_10, script_lua_each, script_lua_each_end},      {WORKER_PRELUDE_PLAIN, script_lua_plain, script_lua_plain_end},
};

struct words chunk_prelude(int number) {
  return (struct words){.text = preludes[number].text, .size = (size_t)(preludes[number].end - preludes[number].text)};
}

const char *chunk_prelude_name(int number) { return preludes[number].name; }

int chunk_prelude_find(const char *name) {
  for (int i = 0; i < PRELUDES; i++)
    if (strcmp(preludes[i].name, name) == 0) return i;
  return -1;
}

// ---- places

struct place chunk_caller(lua_State *L, int *file) {
  const struct sandbox *sandbox = sandbox_of(L);
  lua_Debug ar;
  for (int level = 0; lua_getstack(L, level, &ar); level++) {
    lua_getinfo(L, "Sl", &ar);
    for (int i = 0; i < sandbox->file_count && ar.currentline > 0; i++)
      if (strcmp(ar.source + 1, sandbox->files[i].label) == 0) {
        *file = i;
        return (struct place){.line = ar.currentline};
      }
  }
  return (struct place){0};
}

// Where the first word of a line stands.
static int first_column(const struct sandbox_file *file, int line) {
  const char *c = file->source, *end = file->source + file->size;
  for (int at = 1; at < line && c < end; c++) at += *c == '\n';
  const char *start = c;
  while (c < end && (*c == ' ' || *c == '\t')) c++;
  return (int)(c - start) + 1;
}

// A message that is whole already starts with this byte, so that chunk_explain leaves it alone.
enum { WHOLE = 1 };

_Noreturn void chunk_fail(lua_State *L, int file, struct place place, const char *sentence) {
  const struct sandbox_file *at = &sandbox_of(L)->files[file];
  if (!place.line)
    lua_pushfstring(L, "%c%s: %s", WHOLE, at->name, sentence);
  else
    lua_pushfstring(L, "%c%s:%d:%d: %s", WHOLE, at->name, place.line, place.column ? place.column : first_column(at, place.line), sentence);
  lua_error(L);
  abort();
}

// "LABEL:12: rest": the rest, and which file and line; NULL when it is of none of the files.
static const char *after_place(const struct sandbox *sandbox, const char *message, int *file, int *line) {
  for (int i = 0; i < sandbox->file_count; i++) {
    size_t size = strlen(sandbox->files[i].label);
    if (strncmp(message, sandbox->files[i].label, size) != 0 || message[size] != ':' || !isdigit((unsigned char)message[size + 1]))
      continue;
    char *end;
    *line = (int)strtol(message + size + 1, &end, 10);
    *file = i;
    return end[0] == ':' && end[1] == ' ' ? end + 2 : end;
  }
  return NULL;
}

static const char *after_prelude(const char *message) {
  size_t size = strlen(SANDBOX_PRELUDE);
  if (strncmp(message, SANDBOX_PRELUDE, size) != 0) return message;
  const char *rest = strstr(message + size, ": ");
  return rest ? rest + 2 : message;
}

// What Lua says of slips that whoever does not program makes too.
static const struct {
  const char *begins, *words;
} slips[] = {
    {"attempt to call a table", "two values stand side by side here; perhaps a comma is missing between them, or on the line before"},
    {"attempt to call a string", "two values stand side by side here; perhaps a comma is missing between them, or on the line before"},
    {"attempt to concatenate ", "`..` joins texts, and what stands on one side of it is none"},
    {"attempt to perform arithmetic on ", "something is worked out here with what is no number"},
    {"attempt to compare ", "two values are compared here that are not both numbers, or not both texts"},
    {"'for' ", "what `for` counts with is no number"},
};

// Lua's own words get a lead-in; a sentence that a script raised stands by itself.
static void push_sentence(lua_State *L, const char *said, int line) {
  static const char *const own[] = {"attempt to ",    "bad argument", "stack overflow", "C stack overflow",
                                    "error in error", "'for' ",       "number "};
  bool lua = false;
  for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) lua = lua || strncmp(said, own[i], strlen(own[i])) == 0;
  for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++) {
    if (strncmp(said, slips[i].begins, strlen(slips[i].begins)) != 0) continue;
    lua_pushfstring(L, "Line %d: %s.", line, slips[i].words);
    return;
  }
  if (lua)
    lua_pushfstring(L, "Line %d: Lua stopped here: %s.", line, said);
  else
    lua_pushstring(L, said);
}

int chunk_explain(lua_State *L) {
  const struct sandbox *sandbox = sandbox_of(L);
  const char *message = lua_tostring(L, 1);
  if (message && message[0] == WHOLE) {
    lua_pushstring(L, message + 1);
    return 1;
  }
  if (!message) message = lua_pushfstring(L, "The script raised a %s as its error, where a sentence was expected.", luaL_typename(L, 1));
  int file = 0, line = 0;
  const char *said = after_place(sandbox, message, &file, &line);
  if (!said) {
    said = after_prelude(message);
    line = chunk_caller(L, &file).line;
  }
  push_sentence(L, said, line);
  const struct sandbox_file *at = &sandbox->files[file];
  if (!line)
    lua_pushfstring(L, "%s: %s", sandbox->file_count ? at->name : "the script", lua_tostring(L, -1));
  else
    lua_pushfstring(L, "%s:%d:%d: %s", at->name, line, first_column(at, line), lua_tostring(L, -1));
  return 1;
}

// ---- marks: which constructor made a table

static void mark(lua_State *L, int table, lua_Integer number) {
  struct sandbox *sandbox = sandbox_of(L);
  if (lua_type(L, table) != LUA_TTABLE || sandbox->mark_count >= SCRIPT_MARKS_MAX) return;
  sandbox->mark_count++;
  lua_getfield(L, LUA_REGISTRYINDEX, SANDBOX_MARKS);
  lua_pushvalue(L, table);
  lua_pushinteger(L, number);
  lua_rawset(L, -3);
  lua_pop(L, 1);
}

// What a marked source calls: at(n, {...}). A script can call it too; the worst it can do is to be told a wrong line.
static int mark_made(lua_State *L) {
  lua_Integer number = lua_tointeger(L, 1), first = lua_tointeger(L, lua_upvalueindex(1));
  lua_settop(L, 2);
  if (number > 0 && first + number <= (lua_Integer)sandbox_of(L)->made.count) mark(L, 2, first + number);
  return 1;
}

// For words: their result was made by the line that called them.
static int mark_called(lua_State *L) {
  int file = 0;
  struct place place = chunk_caller(L, &file);
  lua_settop(L, 1);
  if (place.line) mark(L, 1, -(((lua_Integer)file << 32) + place.line));
  return 1;
}

// ---- loading

static int file_add(lua_State *L, const char *name, const char *source, size_t size) {
  struct sandbox *sandbox = sandbox_of(L);
  if (sandbox->file_count > SCRIPT_MODULES_MAX) luaL_error(L, "more than %d modules are used", SCRIPT_MODULES_MAX);
  struct sandbox_file *file = &sandbox->files[sandbox->file_count];
  size_t length = strlen(name), room = sizeof file->label - 1;
  snprintf(file->label, sizeof file->label, "%s", length > room ? name + (length - room) : name);
  file->name = mem_text(name);
  file->source = source;
  file->size = size;
  return sandbox->file_count++;
}

// Fails with the text that the reader made, which is freed first: no C memory is held while Lua raises.
static _Noreturn void fail_with(lua_State *L, int file, struct place place, char *text) {
  lua_pushstring(L, text);
  mem_free(text);
  chunk_fail(L, file, place, lua_tostring(L, -1));
}

static int load_plain(lua_State *L, const struct sandbox_file *file, const char *source, size_t size) {
  char name[sizeof file->label + 1];
  snprintf(name, sizeof name, "=%s", file->label);
  return luaL_loadbufferx(L, source, size, name, "t");
}

static json_t *words_known(lua_State *L) {
  json_t *known = json_array();
  lua_getfield(L, LUA_REGISTRYINDEX, SANDBOX_BASE);
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
    if (lua_type(L, -2) == LUA_TSTRING) json_array_add(known, lua_tostring(L, -2));
  lua_pop(L, 1);
  return known;
}

// Replaces the compiled chunk on top by the marked one. One that only the marking made too large keeps its plain form: no places, same
// meaning.
static void load_marked(lua_State *L, int index) {
  struct sandbox *sandbox = sandbox_of(L);
  const struct sandbox_file *file = &sandbox->files[index];
  json_t *known = words_known(L);
  struct place place = {0};
  char *text = NULL;
  char *marked = reader_mark(sandbox->reader, file->source, file->size, known, index, &sandbox->made, &place, &text);
  json_decref(known);
  if (!marked) fail_with(L, index, place, text);
  int status = load_plain(L, file, marked, strlen(marked));
  mem_free(marked);
  if (status == LUA_OK)
    lua_remove(L, -2);
  else
    lua_pop(L, 1);
}

static void set_environment(lua_State *L) {
  lua_newtable(L);
  lua_newtable(L);
  lua_getfield(L, LUA_REGISTRYINDEX, SANDBOX_BASE);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_setupvalue(L, -2, 1);
}

void chunk_load(lua_State *L, const char *name, const char *source, size_t size) {
  if (size >= 3 && memcmp(source, "\xEF\xBB\xBF", 3) == 0) source += 3, size -= 3; // a byte order mark, as Windows editors write
  struct sandbox *sandbox = sandbox_of(L);
  int index = file_add(L, name, source, size);
  if (size > WORKER_SOURCE_MAX) {
    lua_pushfstring(L, "It is larger than %d KiB; split it into modules.", WORKER_SOURCE_MAX >> 10);
    chunk_fail(L, index, (struct place){0}, lua_tostring(L, -1));
  }
  lua_Integer first = (lua_Integer)sandbox->made.count;
  if (load_plain(L, &sandbox->files[index], source, size) != LUA_OK) {
    if (!sandbox->reader) chunk_fail(L, index, (struct place){0}, lua_tostring(L, -1));
    struct place place = {0};
    char *text = NULL;
    reader_explain(sandbox->reader, source, size, lua_tostring(L, -1), &place, &text);
    fail_with(L, index, place, text);
  }
  if (sandbox->reader) load_marked(L, index);
  set_environment(L);
  lua_pushinteger(L, first);
  lua_pushcclosure(L, mark_made, 1);
}

// ---- words

static int fail_called(lua_State *L) {
  int file = 0;
  struct place place = chunk_caller(L, &file);
  chunk_fail(L, file, place, luaL_checkstring(L, 1));
}

// A stored definition has only the words that it used, and some of these ask whether a value is one of the others: it is not.
static bool is_asked_by_words(lua_State *L) {
  lua_Debug caller;
  return lua_getstack(L, 1, &caller) && lua_getinfo(L, "S", &caller) && strcmp(caller.source, "=" SANDBOX_PRELUDE) == 0;
}

static int nothing_called(lua_State *L) {
  int file = 0;
  if (is_asked_by_words(L)) return 0;
  struct place place = chunk_caller(L, &file);
  const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : luaL_typename(L, 2);
  lua_pushfstring(L, "Nothing is called `%s` here.", name);
  chunk_fail(L, file, place, lua_tostring(L, -1));
}

// Which words they are stands beside each of these functions.
static void note_used(lua_State *L) {
  json_t *used = sandbox_of(L)->used;
  const char *name = chunk_prelude_name((int)lua_tointeger(L, lua_upvalueindex(1)));
  if (!json_array_has(used, name)) json_array_add(used, name);
}

static int mark_used(lua_State *L) {
  note_used(L);
  return mark_called(L);
}

// For a word that gives back the author's own table: its constructor's place stays.
static int keep_used(lua_State *L) {
  note_used(L);
  lua_settop(L, 1);
  return 1;
}

// Runs one text of words and puts them into SANDBOX_BASE.
static void add_words(lua_State *L, const struct words *words, int number) {
  static const luaL_Reg host[] = {{"mark", mark_called}, {"fail", fail_called}, {"use", module_use}, {NULL, NULL}},
                        noted[] = {{"mark", mark_used},      {"keep", keep_used},   {"fail", fail_called}, {"place", placing_put},
                                   {"order", placing_order}, {"base", module_base}, {"use", module_use},   {NULL, NULL}};
  if (luaL_loadbufferx(L, words->text, words->size, "=" SANDBOX_PRELUDE, "t") != LUA_OK) lua_error(L);
  set_environment(L);
  lua_newtable(L);
  lua_pushinteger(L, number);
  luaL_setfuncs(L, number ? noted : host, 1);
  lua_call(L, 1, 1);
  luaL_checktype(L, -1, LUA_TTABLE);
  lua_getfield(L, LUA_REGISTRYINDEX, SANDBOX_BASE);
  for (lua_pushnil(L); lua_next(L, -3);) {
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, -4);
  }
  lua_pop(L, 2);
}

void chunk_words(lua_State *L, const struct words words[PRELUDES]) {
  for (int i = 0; i < PRELUDES; i++)
    if (words[i].text) add_words(L, &words[i], i);
  lua_getfield(L, LUA_REGISTRYINDEX, SANDBOX_BASE);
  lua_newtable(L);
  lua_pushcfunction(L, nothing_called);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}
