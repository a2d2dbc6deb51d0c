// Whether an item of a workflow ever ends: looked for in its canonical definition. See ending.h.
#include "chart/ending.h"

#include <string.h>

static bool ends(const json_t *state) {
  const json_t *tags = json_object_get(state, "tags");
  const char *kind = json_text(state, "kind");
  size_t i;
  json_t *child;
  if (json_array_has(tags, "closed") || json_array_has(tags, "standing") || (kind && strcmp(kind, "final") == 0)) return true;
  json_array_foreach(json_object_get(state, "states"), i, child) if (ends(child)) return true;
  return false;
}

bool ending_any(const json_t *structure) { return ends(json_object_get(structure, "root")); }
