// Finding and loading reports. See report_source.h.
#include "op/report_source.h"

#include "base/mem.h"
#include "chart/check.h"
#include "op/report_option.h"
#include "run/definition.h"

#include <string.h>

extern const char *const report_shipped[]; // reports.S: name, text, name, text, ..., NULL, NULL

enum { SERVED_MS = 10000 }; // as long as a simulation may keep others waiting

int64_t report_wall_ms(struct board *board) {
  struct board *present = board->present ? board->present : board;
  return present->is_served ? SERVED_MS : 0;
}

int64_t report_end_ms(struct board *board) {
  int64_t wall_ms = report_wall_ms(board);
  return wall_ms ? board_steady_ms(board) + wall_ms : 0;
}

bool report_in_time(struct board *board, int64_t end_ms, struct err *err) {
  return !end_ms || board_steady_ms(board) <= end_ms ||
         err_set(err, ERR_LIMIT, "Counting took longer than a server may keep others waiting.");
}

// ---- which there are

static void add(json_t *sources, const char *name, const char *text, char *file, bool own) { // takes over `file`
  json_object_set_new(sources, name, json_pack("{s:s, s:s, s:b}", "source", text, "file", file, "own", (int)own));
  mem_free(file);
}

static char *own_folder(struct board *board) { // Caller frees.
  struct board *present = board->present ? board->present : board;
  return mem_format("%s/plugins/reports", present->folder);
}

json_t *report_sources(struct board *board, struct err *err) {
  char *folder = own_folder(board);
  json_t *own = definition_modules_in(&board->env, folder, err), *sources = own ? json_object() : NULL, *text;
  const char *name;
  mem_free(folder);
  for (size_t i = 0; own && report_shipped[i]; i += 2)
    add(sources, report_shipped[i], report_shipped[i + 1], mem_format("%s.lua", report_shipped[i]), false);
  json_object_foreach(own, name, text) add(sources, name, json_string_value(text), mem_format("plugins/reports/%s.lua", name), true);
  json_decref(own);
  return sources;
}

// ---- what one declares

static bool fail(const char *file, const char *sentence, struct err *err) { return err_set(err, ERR_INVALID, "%s: %s", file, sentence); }

static bool is_words(const json_t *declared, const char *member) {
  const char *text = json_text(declared, member);
  return text && *text;
}

static bool check(const struct plugin *plugin, const char *file, const char *name, struct err *err) {
  const json_t *declared = plugin_declared(plugin);
  const char *called = json_text(declared, "name");
  if (!called || strcmp(called, name) != 0)
    return err_set(err, ERR_INVALID, "%s: A report's `name` must be that of its file: name = \"%s\".", file, name);
  if (!is_words(declared, "title")) return fail(file, "A report needs a `title`, which its pages have at the top.", err);
  if (!is_words(declared, "for_whom")) return fail(file, "A report needs `for_whom`: who reads it, and when.", err);
  if (!plugin_has(plugin, "run")) return fail(file, "A report needs `run = function(host, options) ... end`.", err);
  return report_options_check(declared, file, err);
}

struct plugin *report_load_from(struct board *board, const char *name, const json_t *source, struct err *err) {
  const char *file = json_text(source, "file");
  struct plugin *plugin = plugin_open(file, json_text(source, "source"), report_wall_ms(board), err);
  if (plugin && check(plugin, file, name, err)) return plugin;
  plugin_close(plugin);
  return NULL;
}

static void fail_name(const json_t *sources, const char *name, struct err *err) {
  json_t *names = json_array(), *source;
  const char *one;
  char near[NEAREST_WORDS];
  json_object_foreach((json_t *)sources, one, source) json_array_add(names, one);
  err_set(err, ERR_NOT_FOUND, "There is no report called \"%.80s\"%s", name,
          nearest_words(name, names, "; \"waymark report list\" has them all.", near));
  json_decref(names);
}

struct plugin *report_load(struct board *board, const char *name, struct err *err) {
  json_t *sources = report_sources(board, err);
  const json_t *source = json_object_get(sources, name);
  struct plugin *plugin = source ? report_load_from(board, name, source, err) : NULL;
  if (sources && !source) fail_name(sources, name, err);
  json_decref(sources);
  return plugin;
}
