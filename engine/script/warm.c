// Loading a definition and calling its functions. See warm.h.
//
// W1 Loading has the budget of reading a definition, each call the budget of a call: steps and time begin anew, and memory counts what the
//    call adds.
// W2 Nothing runs of a state between two calls, and no C variable of ours knows more of it than `struct warm` says; so heap_restore and
//    putting those back is all that it takes.
// W3 A call in a state of its own goes the same way, so that its answer is the same, byte for byte.
#include "script/warm.h"

#include "base/mem.h"

#include <lauxlib.h>

#include <string.h>

#define WARM_VALUE "waymark.value" // registry: what the definition's source gave back

// What a protected call works on.
struct call {
  const char *fn;
  const json_t *item;
};

static int run_load(lua_State *L) {
  request_source(L, lua_touserdata(L, 1));
  lua_setfield(L, LUA_REGISTRYINDEX, WARM_VALUE);
  return 0;
}

static int run_call(lua_State *L) {
  const struct call *call = lua_touserdata(L, 1);
  lua_getfield(L, LUA_REGISTRYINDEX, WARM_VALUE);
  if (!value_find(L, call->fn) || !lua_isfunction(L, -1)) {
    lua_pushfstring(L, "There is no function at %s in this definition.", call->fn);
    chunk_fail(L, 0, (struct place){0}, lua_tostring(L, -1));
  }
  value_push(L, call->item);
  lua_call(L, 1, 1);
  return 1;
}

static bool protect(lua_State *L, lua_CFunction run, const void *with, int results, struct buf *answer) {
  lua_pushcfunction(L, chunk_explain);
  lua_pushcfunction(L, run);
  lua_pushlightuserdata(L, (void *)with);
  if (lua_pcall(L, 1, results, 1) == LUA_OK) return true;
  request_error(answer, lua_tostring(L, -1));
  return false;
}

// A stored definition brings the words that it was made with (V1), those of later formats only where it used one.
static struct source source_of(const json_t *request) {
  const json_t *modules = json_object_get(request, "modules");
  struct source source = {.file = json_text(request, "file"), .text = json_text(request, "source")};
  for (int i = 0; i < PRELUDES; i++) {
    const char *words = json_text(modules, chunk_prelude_name(i));
    source.words[i] = (struct words){.text = words, .size = words ? strlen(words) : 0};
  }
  if (!source.words[0].text) source.words[0] = chunk_prelude(0);
  if (!source.file) source.file = "the script";
  if (!source.text) source.text = "";
  source.size = strlen(source.text);
  return source;
}

// Opens the state and runs the sources. False: an error was answered, and the state is closed.
static bool open_state(struct sandbox *sandbox, const json_t *request, struct heap *heap, struct buf *answer) {
  struct source source = source_of(request);
  if (!sandbox_open_in(sandbox, WORKER_MEMORY_MAX, heap)) {
    request_error(answer, "the Lua library would not start");
    return false;
  }
  sandbox->modules = json_object_get(request, "modules");
  sandbox->used = json_array();
  jail_timer(WORKER_LOAD_MS);
  bool ok = protect(sandbox->L, run_load, &source, 0, answer);
  if (ok) {
    lua_settop(sandbox->L, 0);
    sandbox_rest(sandbox);
  } else
    sandbox_close(sandbox);
  jail_timer(0);
  return ok;
}

static void call_in(struct sandbox *sandbox, const char *fn, const json_t *item, struct buf *answer) {
  struct call call = {.fn = fn, .item = item};
  sandbox->memory_max = sandbox->memory + WORKER_MEMORY_MAX;
  sandbox_budget(sandbox);
  jail_timer(WORKER_CALL_MS);
  if (protect(sandbox->L, run_call, &call, 1, answer)) request_value(sandbox, false, answer);
}

static void put_back(struct warm *warm) {
  struct sandbox *sandbox = &warm->sandbox;
  heap_restore(warm->heap);
  sandbox->memory = warm->memory;
  sandbox->collect_at = warm->memory + SCRIPT_REST_MAX;
  sandbox->mark_count = warm->mark_count;
  while (sandbox->file_count > warm->file_count) mem_free((char *)sandbox->files[--sandbox->file_count].name); // a call that used a module
  while (json_array_size(sandbox->used) > warm->used_count) json_array_remove(sandbox->used, json_array_size(sandbox->used) - 1);
}

void warm_clear(struct warm *warm) {
  if (warm->heap) heap_expect_all(warm->heap); // closing writes everywhere
  if (warm->sandbox.L) sandbox_close(&warm->sandbox);
  heap_free(warm->heap);
  json_decref(warm->request);
  *warm = (struct warm){0};
}

bool warm_load(struct warm *warm, json_t *request, struct buf *answer) {
  bool fresh = json_flag(request, "fresh");
  *warm = (struct warm){.heap = fresh ? NULL : heap_new()};
  if (!open_state(&warm->sandbox, request, warm->heap, answer)) {
    warm_clear(warm);
    return false;
  }
  warm->request = json_incref(request);
  warm->memory = warm->sandbox.memory;
  warm->file_count = warm->sandbox.file_count;
  warm->mark_count = warm->sandbox.mark_count;
  warm->used_count = json_array_size(warm->sandbox.used);
  warm->is_warm = warm->heap && heap_seal(warm->heap);
  if (warm->is_warm) return true;
  sandbox_close(&warm->sandbox);
  heap_free(warm->heap);
  warm->heap = NULL;
  return true;
}

void warm_call(struct warm *warm, const char *fn, const json_t *item, struct buf *answer) {
  if (warm->is_warm) {
    heap_enter(warm->heap);
    call_in(&warm->sandbox, fn, item, answer);
    put_back(warm);
    return;
  }
  struct sandbox sandbox;
  if (!open_state(&sandbox, warm->request, NULL, answer)) return;
  call_in(&sandbox, fn, item, answer);
  sandbox_close(&sandbox);
}
