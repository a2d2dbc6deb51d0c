// What one source takes from another: `use "NAME"`, a module that workflows share, and `based_on "NAME"`, the workflow that another one is
// based on, which is kept among the modules as "NAME.lua"; `use "NAME.lua"` takes that workflow's table as it is.
#include "script/internal.h"

#include <lauxlib.h>

#include <string.h>

// What the two differ in.
static const struct kind {
  const char *wanted, *missing, *circle;
} as_module = {"`use` wants the name of a module as text: use \"ladder\".", "There is no module called `%s` to use.",
               "The module `%s` uses itself, perhaps through another module; break the circle."},
  as_base = {"`based_on` wants the name of a workflow as text: based_on \"theme\" { ... }.",
             "There is no workflow file `%s` beside this one to be based on; `waymark workflow shipped` lists those that `waymark workflow "
             "new` can put there.",
             "The workflow `%s` is based on itself, perhaps through another one; break the circle."};

static _Noreturn void fail(lua_State *L, const char *format, const char *name) {
  int file = 0;
  struct place place = chunk_caller(L, &file);
  lua_pushfstring(L, format, name);
  chunk_fail(L, file, place, lua_tostring(L, -1));
}

static const char *source_of(lua_State *L, const char *name, const struct kind *kind) {
  const char *source = json_text(sandbox_of(L)->modules, name);
  if (chunk_prelude_find(name) >= 0) // among a stored definition's modules
    fail(L, "`%s` is the program's own name; call the module something else.", name);
  if (!source) fail(L, kind->missing, name);
  return source;
}

// The name at 1, and nothing else on the stack: runs it once and answers what it returned.
static int load(lua_State *L, const struct kind *kind) {
  const char *name = lua_tostring(L, 1);
  lua_getfield(L, LUA_REGISTRYINDEX, SANDBOX_LOADED);
  if (lua_getfield(L, 2, name) == LUA_TBOOLEAN && !lua_toboolean(L, -1)) fail(L, kind->circle, name);
  if (!lua_isnil(L, -1)) return 1;
  const char *source = source_of(L, name, kind);
  lua_pushboolean(L, 0);
  lua_setfield(L, 2, name);
  json_array_add(sandbox_of(L)->used, name);
  chunk_load(L, name, source, strlen(source));
  lua_call(L, 1, 1);
  if (lua_isnil(L, -1)) lua_pop(L, 1), lua_pushboolean(L, 1);
  lua_pushvalue(L, -1);
  lua_setfield(L, 2, name);
  return 1;
}

static void name_check(lua_State *L, const struct kind *kind) {
  if (lua_type(L, 1) != LUA_TSTRING) fail(L, "%s", kind->wanted);
  lua_settop(L, 1);
}

int module_use(lua_State *L) {
  name_check(L, &as_module);
  return load(L, &as_module);
}

int module_base(lua_State *L) {
  name_check(L, &as_base);
  lua_pushfstring(L, "%s.lua", lua_tostring(L, 1));
  lua_replace(L, 1);
  return load(L, &as_base);
}
