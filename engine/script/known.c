// Which definitions the running worker holds, as the parent remembers it: it chooses the slot, so the worker needs no rule of its own.
#include "base/mem.h"
#include "script/internal.h"

#include <string.h>

static void forget(struct known *known) {
  json_decref(known->source);
  json_decref(known->modules);
  mem_free(known->file);
  *known = (struct known){0};
}

void known_forget(struct worker *worker, int slot) { forget(&worker->known[slot]); }

void known_clear(struct worker *worker) {
  for (int i = 0; i < SCRIPT_WARM_MAX; i++) forget(&worker->known[i]);
}

static bool is_equal(const json_t *a, const json_t *b) { return (!a && !b) || json_equal(a, b); }

// A document that is kept has the very same texts, so most comparing ends at the pointers.
static bool is_same(const struct known *known, const char *file, const json_t *document) {
  return known->source && is_equal(known->source, json_object_get(document, "source")) &&
         is_equal(known->modules, json_object_get(document, "modules")) && strcmp(known->file, file) == 0;
}

int known_slot(struct worker *worker, const char *file, const json_t *document, bool *found) {
  int oldest = 0;
  *found = false;
  for (int i = 0; i < SCRIPT_WARM_MAX && !*found; i++) {
    *found = is_same(&worker->known[i], file, document);
    if (*found || worker->known[i].used < worker->known[oldest].used) oldest = i;
  }
  worker->known[oldest].used = ++worker->tick;
  return oldest;
}

// The modules are copied, since who holds the document may change which there are.
void known_put(struct worker *worker, int slot, const char *file, const json_t *document, bool warm) {
  struct known *known = &worker->known[slot];
  json_t *modules = json_object_get(document, "modules");
  forget(known);
  *known = (struct known){.warm = warm, .used = ++worker->tick, .file = mem_text(file)};
  known->source = json_incref(json_object_get(document, "source"));
  known->modules = json_copy(modules);
}
