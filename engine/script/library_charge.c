// How many steps a call of a library costs, by what it is given. See library_charge.h.
#include "script/library_charge.h"

#include "script/internal.h"

#include <lauxlib.h>

#include <string.h>

static int64_t text_cost(lua_State *L, int from) {
  int64_t bytes = 0;
  for (int i = from; i <= lua_gettop(L); i++)
    if (lua_type(L, i) == LUA_TSTRING) bytes += (int64_t)lua_rawlen(L, i);
  return bytes / 16;
}

static int64_t number_or(lua_State *L, int index, int64_t missing) {
  int is_number;
  lua_Integer number = lua_tointegerx(L, index, &is_number);
  return is_number ? number : missing;
}

static int64_t between(int64_t from, int64_t to) {
  if (to <= from) return 0;
  uint64_t wide = (uint64_t)to - (uint64_t)from;
  return wide < INT32_MAX ? (int64_t)wide : INT32_MAX;
}

static int64_t range_cost(lua_State *L) { return between(number_or(L, 2, 1), number_or(L, 3, (int64_t)lua_rawlen(L, 1))); }

enum { MATCH_WORK_MAX = 20000000 }; // looks at a character: some tenths of a second

// In how many ways a pattern can be tried at one place: what repeats may end at any of the text's bytes, a `?` at two. A NUL byte is a
// character like another.
static double match_ways(const char *pattern, size_t size, double text) {
  double ways = 1;
  for (size_t i = 0; i < size; i++) {
    bool escaped = i > 0 && pattern[i - 1] == '%' && (pattern[i] == 'b' || (pattern[i] >= '1' && pattern[i] <= '9'));
    bool repeats = pattern[i] && strchr("*+-", pattern[i]);
    ways *= pattern[i] == '?' ? 2 : escaped || repeats ? text + 1 : 1;
  }
  return ways;
}

// A set is looked through for each character.
static int64_t match_cost(lua_State *L, bool plain) {
  size_t size = 0;
  const char *pattern = lua_type(L, 2) == LUA_TSTRING ? lua_tolstring(L, 2, &size) : "";
  if (!sandbox_of(L)->in_process || plain) return text_cost(L, 1);
  double text = lua_type(L, 1) == LUA_TSTRING ? (double)lua_rawlen(L, 1) : 0, places = *pattern == '^' ? 1 : text + 1;
  double work = match_ways(pattern, size, text) * places * (double)(size / 16 + 1);
  if (work > MATCH_WORK_MAX) luaL_error(L, "This pattern on a text of %d bytes could take for ever.", (int)text);
  return (int64_t)(work / 4) + text_cost(L, 1); // one costs as much as a few of Lua's own steps
}

// A plugin's own __len counts, since no timer ends what goes by it.
static int64_t list_cost(lua_State *L) {
  if (lua_type(L, 1) != LUA_TTABLE) return 0;
  return sandbox_of(L)->in_process ? luaL_len(L, 1) : (int64_t)lua_rawlen(L, 1);
}

static int64_t join_cost(lua_State *L) {
  int64_t to = number_or(L, 4, -1);
  return to < 0 ? list_cost(L) : between(number_or(L, 3, 1), to);
}

static int64_t cost(lua_State *L, enum charge charge) {
  if (charge == MATCH || charge == FIND) return match_cost(L, charge == FIND && lua_toboolean(L, 4));
  if (charge == TEXTS) return text_cost(L, 1);
  if (charge == LIST) return list_cost(L) / 4;
  if (charge == JOIN) return join_cost(L) / 4;
  if (charge == RANGE) return range_cost(L) / 4;
  return charge == THREAD ? SCRIPT_HOOK_STEPS : 0;
}

// The original runs in this very frame, so that its messages name the function and the line as if nothing stood between.
int library_charged(lua_State *L) {
  enum charge charge = (enum charge)lua_tointeger(L, lua_upvalueindex(2));
  sandbox_charge(L, cost(L, charge));
  int results = lua_tocfunction(L, lua_upvalueindex(1))(L);
  for (int i = -results; i < 0 && charge != FREE; i++) {
    if (lua_type(L, i) != LUA_TSTRING) continue;
    if (lua_rawlen(L, i) > WORKER_STRING_MAX) sandbox_limit(L, LIMIT_TEXT);
    sandbox_charge(L, (int64_t)lua_rawlen(L, i) / 16);
  }
  return results;
}
