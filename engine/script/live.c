// The sessions that live in a worker, in the child: opened, asked and closed by their numbers. Each request is one protected call with a
// budget of its own; what goes over it ends the process and so every session.
//
// A request is {"session":N,"op":WORD} with the op's own members, and with what changed since the last one: "event" (null: none), "active"
// (ids), "loops" (how many foreach go on). The answer is {"value":ANY} or {"error":SENTENCE}.
#include "base/mem.h"
#include "script/internal.h"

#include <lauxlib.h>

#include <stdio.h>
#include <string.h>

enum { SENTENCE_MAX = 600 }; // bytes of a message that a script made

static struct live_session *find(const struct live *live, int64_t number) {
  for (size_t i = 0; i < live->count; i++)
    if (live->items[i]->number == number) return live->items[i];
  return NULL;
}

// ---- what can be asked: each leaves one value

// The value of the request's expression, or its plain value.
static void push_value(lua_State *L, const json_t *request) {
  const json_t *text = json_object_get(request, "text"), *value = json_object_get(request, "value");
  if (text) {
    expression_push(L, text, TEXT_EXPRESSION);
    expression_call(L, text, 0, 1);
  } else if (value)
    value_push(L, value);
  else
    lua_pushnil(L);
}

static void run_value(lua_State *L, const json_t *request) { push_value(L, request); }

static void run_cond(lua_State *L, const json_t *request) {
  push_value(L, request);
  lua_pushboolean(L, lua_toboolean(L, -1));
}

// A bare name must be there already (W3C SCXML 1.0, 5.4); what is more than a name is for Lua to judge.
static void run_assign(lua_State *L, const json_t *request) {
  const json_t *place = json_object_get(request, "place");
  expression_push(L, place, TEXT_LOCATION);
  const char *name = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
  if (name) environment_check_name(L, name);
  if (name && !environment_has(L, name)) luaL_error(L, "`%s` is not declared, so nothing can be put into it", name);
  push_value(L, request);
  if (name)
    environment_set(L, name);
  else
    expression_call(L, place, 1, 0);
  lua_pushboolean(L, 1);
}

// It is there from now on, and empty until its value is known.
static void run_declare(lua_State *L, const json_t *request) {
  const char *name = json_text(request, "name");
  environment_check_name(L, name);
  environment_declare(L, name);
  lua_pushnil(L);
  environment_set(L, name);
  push_value(L, request);
  environment_set(L, name);
  lua_pushboolean(L, 1);
}

static void run_script(lua_State *L, const json_t *request) {
  const json_t *text = json_object_get(request, "text");
  expression_push(L, text, TEXT_SCRIPT);
  expression_call(L, text, 0, 0);
  lua_pushboolean(L, 1);
}

// ---- foreach: a loop is a table {items, item, index} in SESSION_LOOPS at its depth

static void declare_missing(lua_State *L, const char *name) {
  if (name && !environment_has(L, name)) environment_declare(L, name);
}

// Replaces the table on top by a list of its values in the order of pairs, and answers how many.
static lua_Integer copy_items(lua_State *L) {
  lua_Integer count = 0;
  int from = lua_gettop(L);
  lua_newtable(L);
  lua_getfield(L, LUA_REGISTRYINDEX, SANDBOX_BASE);
  lua_getfield(L, -1, "pairs");
  lua_pushvalue(L, from);
  lua_call(L, 1, 3); // the table of items, the base, then step, state and key
  for (;; sandbox_charge(L, 1)) {
    lua_pushvalue(L, -3);
    lua_pushvalue(L, -3);
    lua_pushvalue(L, -3);
    lua_call(L, 2, 2);
    if (lua_isnil(L, -2)) break;
    lua_rawseti(L, from + 1, ++count);
    lua_replace(L, -2);
  }
  lua_settop(L, from + 1);
  lua_replace(L, from);
  return count;
}

static void run_each_begin(lua_State *L, const json_t *request) {
  const char *item = json_text(request, "item"), *index = json_text(request, "index");
  environment_check_name(L, item);
  if (index) environment_check_name(L, index);
  push_value(L, request);
  if (!lua_istable(L, -1)) luaL_error(L, "a foreach goes through a table, and its array gave a %s", luaL_typename(L, -1));
  lua_Integer count = copy_items(L);
  declare_missing(L, item);
  declare_missing(L, index);
  lua_getfield(L, LUA_REGISTRYINDEX, SESSION_LOOPS);
  lua_createtable(L, 0, 3);
  lua_pushvalue(L, -3);
  lua_setfield(L, -2, "items");
  lua_pushstring(L, item);
  lua_setfield(L, -2, "item");
  lua_pushstring(L, index);
  lua_setfield(L, -2, "index");
  lua_rawseti(L, -2, json_number(request, "depth", 0));
  lua_pushinteger(L, count);
}

static void run_each_next(lua_State *L, const json_t *request) {
  int64_t at = json_number(request, "at", 0);
  lua_getfield(L, LUA_REGISTRYINDEX, SESSION_LOOPS);
  if (lua_rawgeti(L, -1, json_number(request, "depth", 0)) != LUA_TTABLE) luaL_error(L, "no foreach goes on");
  lua_getfield(L, -1, "item");
  lua_getfield(L, -2, "index");
  lua_getfield(L, -3, "items");
  const char *item = lua_tostring(L, -3), *index = lua_tostring(L, -2);
  lua_rawgeti(L, -1, at + 1);
  environment_set(L, item);
  lua_pushinteger(L, at);
  if (index) environment_set(L, index);
  lua_pushboolean(L, 1);
}

static void end_loops(lua_State *L, int64_t going_on) {
  lua_getfield(L, LUA_REGISTRYINDEX, SESSION_LOOPS);
  for (lua_Integer depth = (lua_Integer)lua_rawlen(L, -1); depth > going_on; depth--) {
    lua_pushnil(L);
    lua_rawseti(L, -2, depth);
  }
  lua_pop(L, 1);
}

static const struct row {
  const char *op;
  void (*run)(lua_State *L, const json_t *request);
} rows[] = {
    {"cond", run_cond},     {"value", run_value},           {"assign", run_assign},       {"declare", run_declare},
    {"script", run_script}, {"each_begin", run_each_begin}, {"each_next", run_each_next},
};

// ---- one request

static void see(lua_State *L, const json_t *request) {
  const json_t *event = json_object_get(request, "event"), *active = json_object_get(request, "active");
  int64_t loops = json_number(request, "loops", -1);
  if (event) environment_see_event(L, event);
  if (active) environment_see_active(L, active);
  if (loops >= 0) end_loops(L, loops);
}

static int run(lua_State *L) {
  const json_t *request = lua_touserdata(L, 1);
  const struct row *row = lua_touserdata(L, 2);
  see(L, request);
  row->run(L, request);
  return 1;
}

// A message handler. The text that ran is named, and in a script the line.
static int explain(lua_State *L) {
  struct live_session *session = (struct live_session *)sandbox_of(L);
  const char *message = lua_tostring(L, 1);
  int line = 0;
  if (!message) message = lua_pushfstring(L, "a %s was raised as an error", luaL_typename(L, 1));
  const char *said = expression_said(message, &line);
  size_t size = strlen(said);
  const char *stop = size && said[size - 1] == '.' ? "" : ".";
  if (size > SENTENCE_MAX)
    for (size = SENTENCE_MAX; size > 0 && ((unsigned char)said[size] & 0xC0) == 0x80;) size--;
  lua_pushlstring(L, said, size);
  said = lua_tostring(L, -1);
  lua_getfield(L, LUA_REGISTRYINDEX, SESSION_TEXTS);
  const char *shown = session->text && lua_rawgeti(L, -1, -session->text) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
  if (!shown)
    lua_pushfstring(L, "%s%s", said, stop);
  else if (shown[0] == '`' || !line)
    lua_pushfstring(L, "%s failed: %s%s", shown, said, stop);
  else
    lua_pushfstring(L, "%s failed in line %d: %s%s", shown, line, said, stop);
  return 1;
}

static void answer_plain(struct live_session *session, struct buf *answer) {
  struct value_out out = {.plain = true};
  struct err err;
  if (value_write(session->sandbox.L, &out, &err)) {
    buf_text(answer, "{\"value\":");
    buf_add(answer, out.json.data, out.json.size);
    buf_char(answer, '}');
  } else
    answer_error(answer, err.text);
  buf_clear(&out.json);
}

// Garbage counts as memory, and Lua would wait for as much again as there is before it collects. So that a session may keep more than
// half of what it is allowed, everything is collected once much has been added to a heap that is half full.
static void collect(struct live_session *session) {
  const struct sandbox *sandbox = &session->sandbox;
  if (sandbox->memory < sandbox->memory_max / 2 || sandbox->memory - sandbox->memory_max / 8 < session->memory_kept) return;
  lua_gc(sandbox->L, LUA_GCCOLLECT);
  session->memory_kept = sandbox->memory;
}

static void ask(struct live_session *session, const struct row *row, const json_t *request, struct buf *answer) {
  lua_State *L = session->sandbox.L;
  jail_timer(SCRIPT_CALL_CPU_MS);
  collect(session);
  sandbox_budget(&session->sandbox);
  session->text = 0;
  lua_pushcfunction(L, explain);
  lua_pushcfunction(L, run);
  lua_pushlightuserdata(L, (void *)request);
  lua_pushlightuserdata(L, (void *)row);
  if (lua_pcall(L, 2, 1, 1) == LUA_OK)
    answer_plain(session, answer);
  else
    answer_error(answer, lua_tostring(L, -1));
  lua_settop(L, 0);
  jail_timer(0);
}

// ---- open and close

static int make(lua_State *L) {
  const json_t *request = lua_touserdata(L, 1);
  environment_open(L, json_text(request, "id"), json_text(request, "name"));
  return 0;
}

static void session_free(struct live_session *session) {
  sandbox_close(&session->sandbox);
  mem_free(session);
}

static void session_make(struct live *live, int64_t number, const json_t *request, struct buf *answer) {
  struct live_session *session = mem_new(sizeof *session);
  bool ok = live->count < SESSION_COUNT_MAX && sandbox_open(&session->sandbox, WORKER_MEMORY_MAX);
  if (ok) {
    struct sandbox_file *file = &session->sandbox.files[session->sandbox.file_count++];
    snprintf(file->label, sizeof file->label, SESSION_CHUNK);
    file->name = mem_format("Session %s", json_text(request, "id"));
    lua_pushcfunction(session->sandbox.L, make);
    lua_pushlightuserdata(session->sandbox.L, (void *)request);
    ok = lua_pcall(session->sandbox.L, 1, 0, 0) == LUA_OK;
  }
  if (ok) {
    session->number = number;
    live->items[live->count++] = session;
    buf_text(answer, "{\"value\":true}");
  } else {
    answer_error(answer, "The session could not be made.");
    session_free(session);
  }
}

static void session_end(struct live *live, struct live_session *session, struct buf *answer) {
  for (size_t i = 0; i < live->count; i++)
    if (live->items[i] == session) live->items[i] = live->items[--live->count];
  session_free(session);
  buf_text(answer, "{\"value\":true}");
}

void live_run(struct live *live, const json_t *request, struct buf *answer) {
  const char *op = json_text(request, "op");
  int64_t number = json_number(request, "session", 0);
  struct live_session *session = find(live, number);
  if (op && strcmp(op, "open") == 0 && !session)
    session_make(live, number, request, answer);
  else if (op && session && strcmp(op, "close") == 0)
    session_end(live, session, answer);
  else {
    for (size_t i = 0; op && session && i < sizeof rows / sizeof rows[0]; i++)
      if (strcmp(op, rows[i].op) == 0) return ask(session, &rows[i], request, answer);
    answer_error(answer, "There is no such session, or nothing of that kind can be asked of it.");
  }
}
