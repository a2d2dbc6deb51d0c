// Reading a definition, in the worker: a fresh state, the words, the script, and what it gave back as JSON. And how any answer is written.
#include "base/hash.h"
#include "base/mem.h"
#include "script/internal.h"

#include <lauxlib.h>

#include <stdio.h>
#include <string.h>

static void check_table(lua_State *L) {
  if (lua_istable(L, -1)) return;
  lua_pushfstring(L, "The file must end by giving back a table: `return { ... }`. It gave back %s.",
                  lua_isnil(L, -1) ? "nothing" : luaL_typename(L, -1));
  chunk_fail(L, 0, (struct place){0}, lua_tostring(L, -1));
}

void request_source(lua_State *L, const struct source *source) {
  chunk_words(L, source->words);
  sandbox_budget(sandbox_of(L)); // the words are ours; what follows is the script's
  chunk_load(L, source->file, source->text, source->size);
  lua_call(L, 1, 1);
}

static int run_source(lua_State *L) {
  request_source(L, lua_touserdata(L, 1));
  check_table(L);
  return 1;
}

void request_error(struct buf *answer, const char *text) {
  buf_text(answer, "{\"error\":");
  // A message may carry any bytes of the script; what is not ASCII is shown as `?` only when it would spoil the JSON.
  char *copy = mem_text(text ? text : "the script failed without a reason");
  json_t *check = json_string(copy);
  for (char *c = copy; *c && !check; c++)
    if ((unsigned char)*c > 126) *c = '?';
  json_decref(check);
  buf_json_text(answer, copy, strlen(copy) < 4000 ? strlen(copy) : 4000);
  buf_char(answer, '}');
  mem_free(copy);
}

void request_value(struct sandbox *sandbox, bool places, struct buf *answer) {
  struct value_out out = {.want_positions = places};
  struct err err;
  size_t before = answer->size;
  if (!value_write(sandbox->L, &out, &err)) {
    request_error(answer, err.text);
  } else {
    buf_text(answer, "{\"value\":");
    buf_add(answer, out.json.data, out.json.size);
    if (places) {
      char *used = json_canonical(sandbox->used);
      buf_text(answer, ",\"positions\":{");
      buf_add(answer, out.positions.data, out.positions.size);
      buf_format(answer, "},\"used\":%s", used);
      free(used);
    }
    buf_char(answer, '}');
  }
  buf_clear(&out.json);
  buf_clear(&out.positions);
  if (answer->size - before > WORKER_ANSWER_MAX) sandbox_limit(NULL, LIMIT_ANSWER);
}

// Runs the source in a fresh state. With a reader, sources are marked and places are answered.
static void source_run(struct source *source, const json_t *modules, struct reader *reader, struct buf *answer) {
  struct sandbox sandbox;
  if (!sandbox_open(&sandbox, WORKER_MEMORY_MAX)) {
    request_error(answer, "the Lua library would not start");
    return;
  }
  sandbox.reader = reader;
  sandbox.modules = modules;
  sandbox.used = json_array();
  lua_State *L = sandbox.L;
  lua_pushcfunction(L, chunk_explain);
  lua_pushcfunction(L, run_source);
  lua_pushlightuserdata(L, source);
  if (lua_pcall(L, 1, 1, 1) != LUA_OK)
    request_error(answer, lua_tostring(L, -1));
  else
    request_value(&sandbox, reader != NULL, answer);
  sandbox_close(&sandbox);
}

// The source as bytes: JSON text, or hexadecimal when it is no UTF-8. Caller frees.
static char *source_read(const json_t *request, size_t *size) {
  const char *hex = json_text(request, "source_hex"), *text = json_text(request, "source");
  *size = hex ? strlen(hex) / 2 : text ? strlen(text) : 0;
  char *source = mem_new(*size + 1);
  if (hex && !hex_read(source, *size, hex)) *size = 0;
  if (!hex && text) memcpy(source, text, *size);
  source[*size] = '\0';
  return source;
}

static void load_run(const json_t *request, struct source *source, struct buf *answer) {
  const char *dialect = json_text(request, "dialect");
  bool has_words = dialect && strcmp(dialect, "workflow") == 0;
  for (int i = 0; has_words && i < PRELUDES; i++) source->words[i] = chunk_prelude(i);
  struct reader *reader = reader_new();
  source_run(source, json_object_get(request, "modules"), reader, answer);
  reader_free(reader);
}

void request_run(const json_t *request, struct buf *answer) {
  const char *file = json_text(request, "file");
  struct source source = {.file = file ? file : "the script"};
  char *text = source_read(request, &source.size);
  source.text = text;
  jail_timer(WORKER_LOAD_MS);
  load_run(request, &source, answer);
  jail_timer(0);
  mem_free(text);
}
