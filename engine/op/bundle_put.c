// Putting a file into a bundle. Nothing is kept here: what is put is hashed and written at once, so that a bundle of ten thousand items
// takes no more memory than its largest.
#include "base/mem.h"
#include "op/bundle_making.h"

#include <stdlib.h>
#include <string.h>

bool bundle_put_bytes(struct making *making, const char *path, const void *bytes, size_t size) {
  return bundle_add(making->bundle, path, bytes, size, making->err);
}

bool bundle_put_text(struct making *making, const char *path, char *text) {
  bool ok = bundle_put_bytes(making, path, text, strlen(text));
  mem_free(text);
  return ok;
}

bool bundle_put_json(struct making *making, const char *path, json_t *value) {
  char *text = json_dumps(value, JSON_SORT_KEYS | JSON_INDENT(1));
  bool ok = bundle_put_bytes(making, path, text ? text : "null", text ? strlen(text) : strlen("null"));
  json_decref(value);
  free(text); // jansson's
  return ok;
}
