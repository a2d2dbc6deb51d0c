// Running a plugin. See plugin.h.
//
// P1 Everything that can raise runs inside protected(), loading included.
// P2 What a word answers is held by the plugin while Lua takes it over, so that nothing is lost where that raises.
#include "script/plugin.h"

#include "base/mem.h"
#include "script/internal.h"
#include "script/plugin_value.h"

#include <lauxlib.h>

#include <stdio.h>
#include <string.h>

struct plugin {
  struct sandbox sandbox;
  json_t *declared;
  char *file, *source;
  const struct plugin_word *words; // of the call that runs
  void *user;
  const char *function;
  const json_t *given;
  json_t *held; // P2
};

#define PLUGIN_TABLE "waymark.plugin" // registry: what the source gave back
#define PLUGIN_SELF "waymark.self"    // registry: the struct

static struct plugin *plugin_of(lua_State *L) {
  lua_getfield(L, LUA_REGISTRYINDEX, PLUGIN_SELF);
  struct plugin *plugin = lua_touserdata(L, -1);
  lua_pop(L, 1);
  return plugin;
}

static bool protected(struct plugin *plugin, lua_CFunction function, struct err *err) {
  lua_State *L = plugin->sandbox.L;
  lua_settop(L, 0);
  lua_pushcfunction(L, chunk_explain);
  lua_pushcfunction(L, function);
  if (lua_pcall(L, 0, 1, 1) == LUA_OK) return true;
  const char *text = lua_tostring(L, -1);
  bool over = plugin->sandbox.is_over;
  if (text && !(over && strcmp(text, "not enough memory") == 0)) return err_set(err, over ? ERR_LIMIT : ERR_INVALID, "%s", text);
  return err_set(err, ERR_LIMIT, "%s: It used more than %d MiB of memory and was stopped.", plugin->file, PLUGIN_MEMORY_MAX >> 20);
}

// ---- loading

// What could keep an error or a limit from ending the plugin.
static void take_away(lua_State *L) {
  static const char *const names[] = {"pcall", "xpcall", "coroutine"};
  lua_getfield(L, LUA_REGISTRYINDEX, SANDBOX_BASE);
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    lua_pushnil(L);
    lua_setfield(L, -2, names[i]);
  }
  lua_pop(L, 1);
}

static int load(lua_State *L) {
  static const struct words none[PRELUDES];
  struct plugin *plugin = plugin_of(L);
  take_away(L);
  chunk_words(L, none);
  sandbox_budget(&plugin->sandbox);
  chunk_load(L, plugin->file, plugin->source, strlen(plugin->source));
  lua_call(L, 1, 1); // what chunk_load gives a marked source, which this is not
  if (!lua_istable(L, -1)) chunk_fail(L, 0, (struct place){0}, "The file must end by giving back a table: `return { ... }`.");
  lua_pushvalue(L, -1);
  lua_setfield(L, LUA_REGISTRYINDEX, PLUGIN_TABLE);
  return 1;
}

struct plugin *plugin_open(const char *file, const char *source, int64_t wall_ms, struct err *err) {
  struct plugin *plugin = mem_new(sizeof *plugin);
  plugin->file = mem_text(file);
  plugin->source = mem_text(source);
  bool ok = sandbox_open_here(&plugin->sandbox, PLUGIN_MEMORY_MAX, PLUGIN_STEPS_MAX);
  if (!ok) err_set(err, ERR_BROKEN, "The Lua library would not start.");
  if (ok) {
    lua_pushlightuserdata(plugin->sandbox.L, plugin);
    lua_setfield(plugin->sandbox.L, LUA_REGISTRYINDEX, PLUGIN_SELF);
    plugin->sandbox.end_ms = wall_ms ? frame_clock() + wall_ms : 0;
  }
  ok = ok && protected(plugin, load, err);
  if (ok && !(plugin->declared = plugin_value_take(plugin->sandbox.L, true, err))) ok = err_prefix(err, "%s: ", file);
  if (ok) return plugin;
  plugin_close(plugin);
  return NULL;
}

const json_t *plugin_declared(const struct plugin *plugin) { return plugin->declared; }

bool plugin_has(const struct plugin *plugin, const char *function) {
  lua_State *L = plugin->sandbox.L;
  lua_getfield(L, LUA_REGISTRYINDEX, PLUGIN_TABLE);
  lua_pushstring(L, function);
  bool has = lua_rawget(L, -2) == LUA_TFUNCTION;
  lua_pop(L, 2);
  return has;
}

// ---- running

static void let_go(struct plugin *plugin) {
  json_decref(plugin->held);
  plugin->held = NULL;
}

// A word's own sentence, raised where it was called; whose fault it is, is told by its code.
static int raise(lua_State *L, struct plugin *plugin, const struct err *err) {
  char text[sizeof err->text];
  snprintf(text, sizeof text, "%s", err->text);
  if (err->code == ERR_LIMIT || err->code == ERR_BUSY) plugin->sandbox.is_over = true;
  return luaL_error(L, "%s", text);
}

// What it was called with, as a list that ends with the last that is something; NULL with err.
static json_t *asked_of(lua_State *L, struct err *err) {
  json_t *asked = json_array();
  int count = lua_gettop(L);
  for (int i = 1; i <= count; i++) {
    lua_pushvalue(L, i);
    json_t *one = plugin_value_take(L, false, err);
    lua_pop(L, 1);
    if (!one) {
      json_decref(asked);
      return NULL;
    }
    json_array_append_new(asked, one);
  }
  return asked;
}

static int call_word(lua_State *L) {
  struct plugin *plugin = plugin_of(L);
  const struct plugin_word *word = &plugin->words[lua_tointeger(L, lua_upvalueindex(1))];
  struct err err;
  luaL_checkstack(L, 8, NULL);
  if (plugin->sandbox.end_ms && frame_clock() > plugin->sandbox.end_ms) sandbox_over(L, "took too long");
  json_t *asked = asked_of(L, &err);
  let_go(plugin);
  plugin->held = asked ? word->run(plugin->user, asked, &err) : NULL;
  json_decref(asked);
  if (!plugin->held) return raise(L, plugin, &err);
  value_push(L, plugin->held);
  let_go(plugin);
  return 1;
}

static void push_words(lua_State *L, const struct plugin *plugin) {
  lua_newtable(L);
  for (int i = 0; plugin->words[i].name; i++) {
    lua_pushinteger(L, i);
    lua_pushcclosure(L, call_word, 1);
    lua_setfield(L, -2, plugin->words[i].name);
  }
}

static int run(lua_State *L) {
  struct plugin *plugin = plugin_of(L);
  lua_getfield(L, LUA_REGISTRYINDEX, PLUGIN_TABLE);
  lua_getfield(L, -1, plugin->function);
  push_words(L, plugin);
  value_push(L, plugin->given);
  lua_call(L, 2, 1);
  return 1;
}

json_t *plugin_run(struct plugin *plugin, const char *function, const struct plugin_word *words, void *user, const json_t *given,
                   struct err *err) {
  plugin->words = words;
  plugin->user = user;
  plugin->function = function;
  plugin->given = given;
  bool ok = protected(plugin, run, err);
  json_t *value = ok ? plugin_value_take(plugin->sandbox.L, false, err) : NULL;
  if (ok && !value) err_prefix(err, "%s: ", plugin->file);
  let_go(plugin);
  lua_settop(plugin->sandbox.L, 0);
  return value;
}

void plugin_close(struct plugin *plugin) {
  if (!plugin) return;
  let_go(plugin);
  sandbox_close(&plugin->sandbox);
  json_decref(plugin->declared);
  mem_free(plugin->file);
  mem_free(plugin->source);
  mem_free(plugin);
}
