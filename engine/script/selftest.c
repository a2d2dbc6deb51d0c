// Runs the known answers (lua/selftest.lua) in a sandbox like any other, so that the allow-list is proven together with Lua itself.
#include "script/internal.h"

#include <lauxlib.h>

#include <stdio.h>

static int run(lua_State *L) {
  chunk_words(L, (struct words[PRELUDES]){{0}});
  sandbox_budget(sandbox_of(L));
  chunk_load(L, "known answers", script_lua_selftest, (size_t)(script_lua_selftest_end - script_lua_selftest));
  lua_call(L, 1, 0); // what marks tables is its argument
  return 0;
}

bool selftest_run(char *wrong, size_t size) {
  struct sandbox sandbox;
  if (!sandbox_open(&sandbox, WORKER_MEMORY_MAX)) return snprintf(wrong, size, "the Lua library would not start") < 0;
  lua_pushcfunction(sandbox.L, run);
  bool ok = lua_pcall(sandbox.L, 0, 0, 0) == LUA_OK;
  if (!ok) snprintf(wrong, size, "%s", lua_tostring(sandbox.L, -1));
  sandbox_close(&sandbox);
  return ok;
}
