// Definitions as the runtime uses them: an author's source becomes a stored document (DEFINITION.md), and a document a compiled chart.
#ifndef WAYMARK_RUN_DEFINITION_H
#define WAYMARK_RUN_DEFINITION_H
#include "base/err.h"
#include "base/json.h"
#include "chart/chart.h"
#include "run/board.h"
#include "run/rules_read.h"

struct definition {
  char hash[HASH_HEX_SIZE];
  json_t *document;    // {"format","structure","source","modules"}
  struct chart *chart; // of the structure, in the board's own words (terms.h)
  bool retired;        // the board's words are others by now: whoever holds it goes on, nobody else gets it
  bool asks_lua;       // it has conditions or actions in Lua
  json_t *readers;     // roles that a rule of it names, each once: whoever holds one may see its items (R1)
  json_t *lists;       // names of its fields that are lists
  bool rows_by_list;   // a column of its items' rows, or a role of them, goes by one of these
  json_t *opened;      // those of them that it puts the references of items into that it opens
  json_t *acting;      // {PLACE: [ROLE]}: whom moves from there are for (grant.c); of the places that were asked for
  struct rules_read *rules;
};

void definition_free(struct definition *definition);

// The compiled definition of that hash, kept by the board. Borrowed until the board closes; NULL with err.
const struct definition *definition_get(struct board *board, const char *hash, struct err *err);
// Frees all but the first `count` that were compiled: of a trial that is over, to whoever holds none of them.
void definition_forget(struct board *board, size_t count);
// The newest published version of a workflow; ERR_NOT_FOUND names the near ones.
const struct definition *definition_newest(struct board *board, const char *name, struct err *err);

// Checks a source. `problems` gets [{"file","line","column","source_line","text"}]; returns the document, NULL when there are problems.
json_t *definition_read(struct worker *worker, const char *file, const char *source, const json_t *modules, json_t *problems);
// The same; those that come of the same file, by which whoever is asked answers (plain form), are appended to `with`.
json_t *definition_read_with(struct worker *worker, const char *file, const char *source, const json_t *modules, json_t *problems,
                             json_t *with);
// Checks, stores and records a workflow as published, and those that come of the same file; the same bytes again change nothing. Edited
// under a live version number: refused.
bool definition_publish(struct board *board, const char *file, const char *source, const json_t *modules, const struct id *actor,
                        json_t **answer, struct err *err);
// Lua modules that workflows may `use`: every FOLDER/workflows/lib/*.lua by its name without ".lua". A new reference.
json_t *definition_modules(const struct env *env, const char *folder, struct err *err);
json_t *definition_modules_in(const struct env *env, const char *path, struct err *err); // every PATH/*.lua
#endif
