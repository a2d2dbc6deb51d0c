// The sessions that live in a worker, in the child: opened, asked and closed by their numbers. Each request is one protected call with a
// budget of its own; what goes over it ends the process and so every session.
//
// A request is {"session":N,"op":WORD} with the op's own members, and with what changed since the last one: "event" (null: none), "active"
// (ids), "loops" (how many foreach go on). The answer is {"value":ANY} or {"error":SENTENCE}.
#include "script/live.h"

#include "base/mem.h"

#include <lauxlib.h>

#include <stdio.h>
#include <string.h>

enum { SENTENCE_MAX = 600 }; // bytes of a message that a script made

_Static_assert(offsetof(struct live_session, sandbox) == 0, "sandbox_of finds the session");

static struct live_session *find(const struct live *live, int64_t number) {
  for (size_t i = 0; i < live->count; i++)
    if (live->items[i]->number == number) return live->items[i];
  return NULL;
}

// ---- one request

static int run(lua_State *L) {
  const json_t *request = lua_touserdata(L, 1);
  const struct datamodel_op *op = lua_touserdata(L, 2);
  const json_t *event = json_object_get(request, "event"), *active = json_object_get(request, "active");
  int64_t loops = json_number(request, "loops", -1);
  if (event) environment_see_event(L, event);
  if (active) environment_see_active(L, active);
  if (loops >= 0) datamodel_end_loops(L, loops);
  expression_learn(L, json_object_get(request, "place"), TEXT_LOCATION);
  expression_learn(L, json_object_get(request, "text"), op->kind);
  op->run(L, request);
  return 1;
}

// Pushes what a message says behind its place, without a full stop and no longer than a sentence may be.
static void push_said(lua_State *L, const char *message, int *line) {
  const char *said = expression_said(message, line);
  size_t size = strlen(said);
  if (size > 0 && said[size - 1] == '.') size--;
  if (size > SENTENCE_MAX)
    for (size = SENTENCE_MAX; size > 0 && ((unsigned char)said[size] & 0xC0) == 0x80;) size--;
  lua_pushlstring(L, said, size);
}

// A message handler. The text that ran is named, and in a script the line.
static int explain(lua_State *L) {
  const struct live_session *session = (struct live_session *)sandbox_of(L);
  const char *message = lua_tostring(L, 1);
  int line = 0;
  if (!message) message = lua_pushfstring(L, "a %s was raised as an error", luaL_typename(L, 1));
  push_said(L, message, &line);
  const char *said = lua_tostring(L, -1);
  lua_getfield(L, LUA_REGISTRYINDEX, SESSION_TEXTS);
  const char *shown = session->text && lua_rawgeti(L, -1, -session->text) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
  if (!shown)
    lua_pushfstring(L, "%s.", said);
  else if (shown[0] == '`' || !line)
    lua_pushfstring(L, "%s failed: %s.", shown, said);
  else
    lua_pushfstring(L, "%s failed in line %d: %s.", shown, line, said);
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
    request_error(answer, err.text);
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

static void ask(struct live_session *session, const struct datamodel_op *op, const json_t *request, struct buf *answer) {
  lua_State *L = session->sandbox.L;
  jail_timer(SESSION_CPU_MS);
  collect(session);
  sandbox_budget(&session->sandbox);
  session->text = 0;
  lua_pushcfunction(L, explain);
  lua_pushcfunction(L, run);
  lua_pushlightuserdata(L, (void *)request);
  lua_pushlightuserdata(L, (void *)op);
  if (lua_pcall(L, 2, 1, 1) == LUA_OK)
    answer_plain(session, answer);
  else
    request_error(answer, lua_tostring(L, -1));
  lua_settop(L, 0);
  jail_timer(0);
}

// ---- open and close

static int make(lua_State *L) {
  const json_t *request = lua_touserdata(L, 1);
  environment_open(L, json_text(request, "id"), json_text(request, "name"));
  return 0;
}

static void put_away(struct live_session *session) {
  sandbox_close(&session->sandbox);
  mem_free(session);
}

static void open_one(struct live *live, int64_t number, const json_t *request, struct buf *answer) {
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
    request_error(answer, "The session could not be made.");
    put_away(session);
  }
}

static void close_one(struct live *live, struct live_session *session, struct buf *answer) {
  for (size_t i = 0; i < live->count; i++)
    if (live->items[i] == session) live->items[i] = live->items[--live->count];
  put_away(session);
  buf_text(answer, "{\"value\":true}");
}

void live_run(struct live *live, const json_t *request, struct buf *answer) {
  const char *op = json_text(request, "op");
  int64_t number = json_number(request, "session", 0);
  struct live_session *session = find(live, number);
  if (op && strcmp(op, "open") == 0 && !session)
    open_one(live, number, request, answer);
  else if (op && session && strcmp(op, "close") == 0)
    close_one(live, session, answer);
  else if (session && datamodel_find(op))
    ask(session, datamodel_find(op), request, answer);
  else
    request_error(answer, "There is no such session, or nothing of that kind can be asked of it.");
}
