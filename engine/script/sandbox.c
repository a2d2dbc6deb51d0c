// One fresh Lua state with its limits. Whatever goes over one ends the *process*, after a last word to the parent: no pcall, coroutine or
// metamethod can catch that, and Lua never sees a refused allocation, which is what makes 5.4.4's use-after-free reachable.
//
// B1 Steps are counted over all coroutines: each inherits the hook and pays for its start, because its own count begins anew.
// B2 Memory is what Lua's heap holds, garbage included; the cap is checked before malloc.
// B3 C functions pay by the size of what they are given (library.c); what no size foretells is ended by the timer (jail.c).
// B4 A plugin (plugin.h) is trusted and runs in this process: there a limit raises, and nothing that it can name catches an error.
#include "base/mem.h"
#include "script/internal.h"

#include <lauxlib.h>
#include <lualib.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SANDBOX_ENDED = 83 }; // exit code after a limit: the frame before it says which

struct sandbox *sandbox_of(lua_State *L) {
  return *(struct sandbox **)lua_getextraspace(L);
}

// Only plain characters of a file's name, since this is written without any library's help, even from the allocator.
static void place_write(char *out, size_t size, const char *file, int line) {
  size_t used = 0;
  for (const char *c = file; *c && used + 16 < size; c++)
    if ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || strchr("._-/ ", *c)) out[used++] = *c;
  snprintf(out + used, size - used, ":%d", line);
}

_Noreturn void sandbox_over(lua_State *L, const char *what) {
  sandbox_of(L)->is_over = true;
  luaL_error(L, "It %s and was stopped.", what);
  abort();
}

static _Noreturn void raise_limit(lua_State *L, enum limit limit) {
  const struct sandbox *sandbox = sandbox_of(L);
  char what[80];
  if (limit == LIMIT_STEPS)
    snprintf(what, sizeof what, "ran for more than %d million steps", (int)(sandbox->steps_max / 1000000));
  else if (limit == LIMIT_MEMORY)
    snprintf(what, sizeof what, "used more than %d MiB of memory", (int)(sandbox->memory_max >> 20));
  else
    snprintf(what, sizeof what, "made a text of more than %d MiB", WORKER_STRING_MAX >> 20);
  sandbox_over(L, what);
}

_Noreturn void sandbox_limit(lua_State *L, enum limit limit) {
  static const char *const words[] = {
#define LIMIT_WORD(name, word, sentence, number) word,
      LIMITS(LIMIT_WORD)
#undef LIMIT_WORD
  };
  char place[200] = "", frame[300];
  int file = 0;
  if (L && sandbox_of(L)->in_process) raise_limit(L, limit);
  struct place at = L ? chunk_caller(L, &file) : (struct place){0};
  if (at.line) place_write(place, sizeof place, sandbox_of(L)->files[file].name, at.line);
  int size = snprintf(frame, sizeof frame, "{\"limit\":\"%s\",\"place\":\"%s\",\"call\":%d}", words[limit], place, jail_marked());
  jail_timer(0);
  struct err ignored;
  frame_send(WORKER_FD, frame, (size_t)size, NULL, &ignored);
  _exit(SANDBOX_ENDED);
}

// Of a plugin. Its hook looks at the memory; what a few steps between two looks could take beyond twice as much is refused.
static void *allocate_here(struct sandbox *sandbox, void *old, size_t before, size_t new_size) {
  bool too_much = new_size > before && new_size - before > 2 * sandbox->memory_max - sandbox->memory;
  void *block = too_much ? NULL : realloc(old, new_size);
  if (too_much) sandbox->is_over = true;
  if (block) sandbox->memory += new_size - before;
  return block;
}

static void *allocate(void *user, void *old, size_t old_size, size_t new_size) {
  struct sandbox *sandbox = user;
  size_t before = old ? old_size : 0; // for a new block Lua passes its type there
  if (new_size == 0) {
    sandbox->memory -= before;
    if (sandbox->heap)
      heap_resize(sandbox->heap, old, old_size, 0);
    else
      free(old);
    return NULL;
  }
  if (sandbox->in_process) return allocate_here(sandbox, old, before, new_size);
  if (new_size > before && new_size - before > sandbox->memory_max - sandbox->memory) sandbox_limit(NULL, LIMIT_MEMORY);
  void *block = sandbox->heap ? heap_resize(sandbox->heap, old, old_size, new_size) : realloc(old, new_size);
  if (!block) sandbox_limit(NULL, LIMIT_MEMORY);
  sandbox->memory += new_size - before;
  return block;
}

void sandbox_charge(lua_State *L, int64_t steps) {
  struct sandbox *sandbox = sandbox_of(L);
  if (steps > sandbox->steps_max) steps = sandbox->steps_max + 1; // so that sums cannot overflow
  if (steps > 0) sandbox->steps += steps;
  if (sandbox->steps > sandbox->steps_max) sandbox_limit(L, LIMIT_STEPS);
  if (sandbox->memory <= sandbox->collect_at) return;
  sandbox->collect_at = SIZE_MAX;
  if (sandbox->heap) heap_expect_all(sandbox->heap);
  lua_gc(L, LUA_GCRESTART);
}

void sandbox_rest(struct sandbox *sandbox) {
  lua_gc(sandbox->L, LUA_GCCOLLECT);
  lua_gc(sandbox->L, LUA_GCSTOP);
  sandbox->collect_at = sandbox->memory + SCRIPT_REST_MAX;
}

static void look_here(lua_State *L, const struct sandbox *sandbox) {
  if (sandbox->memory > sandbox->memory_max) lua_gc(L, LUA_GCCOLLECT);
  if (sandbox->memory > sandbox->memory_max) sandbox_limit(L, LIMIT_MEMORY);
  if (sandbox->end_ms && frame_clock() > sandbox->end_ms) sandbox_over(L, "took too long");
}

static void count(lua_State *L, lua_Debug *ar) {
  (void)ar;
  sandbox_charge(L, SCRIPT_HOOK_STEPS);
  if (sandbox_of(L)->in_process) look_here(L, sandbox_of(L));
}

void sandbox_budget(struct sandbox *sandbox) {
  sandbox->steps = 0;
  lua_sethook(sandbox->L, count, LUA_MASKCOUNT, SCRIPT_HOOK_STEPS);
}

bool sandbox_open(struct sandbox *sandbox, size_t memory_max) { return sandbox_open_in(sandbox, memory_max, NULL); }

static bool open_state(struct sandbox *sandbox) {
  lua_State *L = sandbox->L = lua_newstate(allocate, sandbox);
  if (!L) return false;
  *(struct sandbox **)lua_getextraspace(L) = sandbox;
  lua_newtable(L);
  lua_setfield(L, LUA_REGISTRYINDEX, SANDBOX_MARKS);
  lua_newtable(L);
  lua_setfield(L, LUA_REGISTRYINDEX, SANDBOX_LOADED);
  library_open(L);
  return true;
}

bool sandbox_open_in(struct sandbox *sandbox, size_t memory_max, struct heap *heap) {
  *sandbox = (struct sandbox){.memory_max = memory_max, .heap = heap, .collect_at = SIZE_MAX, .steps_max = WORKER_INSTRUCTIONS_MAX};
  return open_state(sandbox);
}

bool sandbox_open_here(struct sandbox *sandbox, size_t memory_max, int64_t steps_max) {
  *sandbox = (struct sandbox){.memory_max = memory_max, .collect_at = SIZE_MAX, .steps_max = steps_max, .in_process = true};
  return open_state(sandbox);
}

void sandbox_close(struct sandbox *sandbox) {
  if (sandbox->L) lua_close(sandbox->L);
  for (size_t i = 0; i < sandbox->made.count; i++) {
    for (size_t k = 0; k < sandbox->made.items[i].key_count; k++) mem_free((char *)sandbox->made.items[i].keys[k].name);
    mem_free(sandbox->made.items[i].keys);
  }
  mem_free(sandbox->made.items);
  for (int i = 0; i < sandbox->file_count; i++) mem_free((char *)sandbox->files[i].name);
  json_decref(sandbox->used);
  *sandbox = (struct sandbox){0};
}
