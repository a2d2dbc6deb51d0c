// Plugins: Lua that the program trusts, run in this very process: a board's reports. One plugin is one source in a Lua state of its own,
// which can name what a workflow can (no os, io, load), less what catches an error. It asks the board through the words that its caller
// gives it: JSON in, JSON out.
//
// A plugin that takes too long, too much memory or fails ends with a sentence that begins "FILE:LINE:"; the process goes on.
#ifndef WAYMARK_SCRIPT_PLUGIN_H
#define WAYMARK_SCRIPT_PLUGIN_H
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>

enum {
  PLUGIN_STEPS_MAX = 20000000,  // VM instructions of one run, loading included: about a quarter of a second
  PLUGIN_MEMORY_MAX = 64 << 20, // bytes of Lua heap
  PLUGIN_DEPTH_MAX = 20,        // nesting of what it gives back or asks with
  PLUGIN_VALUES_MAX = 500000,   // values in that
};

// A word that a plugin may call: `host.items { ... }`.
struct plugin_word {
  const char *name; // NULL after the last
  // `asked` is a list of what it was called with. A new reference; NULL with err, which then ends the plugin.
  json_t *(*run)(void *user, const json_t *asked, struct err *err);
};

struct plugin;
// Runs the source, which must give back a table. `file` is how sentences call it; `wall_ms`: how long all of it may take, 0 for ever.
// NULL with err. Free with plugin_close.
struct plugin *plugin_open(const char *file, const char *source, int64_t wall_ms, struct err *err);
const json_t *plugin_declared(const struct plugin *plugin); // that table, without its functions; an empty table is a list
bool plugin_has(const struct plugin *plugin, const char *function);
// Calls a function of that table with a table of the words and with `given`. What it gives back, a new reference; NULL with err.
json_t *plugin_run(struct plugin *plugin, const char *function, const struct plugin_word *words, void *user, const json_t *given,
                   struct err *err);
void plugin_close(struct plugin *plugin);
#endif
