// Lua to JSON for plugins, whose values are trusted to be small and not to change while they are read (plugin.h).
#ifndef WAYMARK_SCRIPT_PLUGIN_VALUE_H
#define WAYMARK_SCRIPT_PLUGIN_VALUE_H
#include "base/err.h"
#include "base/json.h"

#include <lua.h>

#include <stdbool.h>

// The value on top of the stack, which stays there; an empty table is a list. `with_functions`: members that are functions are passed over,
// else refused. A new reference; NULL with err.
json_t *plugin_value_take(lua_State *L, bool with_functions, struct err *err);
#endif
