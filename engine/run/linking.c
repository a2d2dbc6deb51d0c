// What is put into lists of items. See linking.h.
#include "run/linking.h"

#include "run/definition.h"
#include "run/rights.h"

#include <string.h>

// A row may hold its reference as `item`, as those of meetings do.
static const char *ref_of(const json_t *row) { return json_is_string(row) ? json_string_value(row) : json_text(row, "item"); }

static bool stands_in(const json_t *list, const char *ref) {
  size_t i;
  json_t *row;
  json_array_foreach(list, i, row) {
    const char *have = ref_of(row);
    if (have && strcmp(have, ref) == 0) return true;
  }
  return false;
}

static bool one_fits(struct board *board, const char *ref, const char *person, struct err *err) {
  struct casefile *other = rights_open(board, ref, person, err);
  casefile_free(other);
  return other != NULL;
}

bool linking_fits(struct board *board, const struct casefile *item, const json_t *was, const json_t *fields, const char *person,
                  struct err *err) {
  size_t i, k;
  json_t *name, *row;
  if (!person) return true;
  json_array_foreach(item->definition->opened, i, name) {
    const char *field = json_string_value(name);
    const json_t *before = json_object_get(was, field);
    json_array_foreach(json_object_get(fields, field), k, row) {
      const char *ref = ref_of(row);
      if (ref && !stands_in(before, ref) && !one_fits(board, ref, person, err)) return false;
    }
  }
  return true;
}
