// What can be said of a condition without an item. See could.h. A workflow's ids are paths, so which state stands in which is read off
// them.
#include "chart/could.h"

#include <string.h>

static bool stands_in(const char *id, const char *around) {
  size_t size = strlen(around);
  return size == 0 || (strncmp(id, around, size) == 0 && (id[size] == '\0' || id[size] == '.'));
}

// Length of the longest path that both stand in.
static size_t shared_size(const char *a, const char *b) {
  size_t shared = 0;
  for (size_t i = 0;; i++) {
    bool ends = (a[i] == '\0' || a[i] == '.') && (b[i] == '\0' || b[i] == '.');
    if (ends) shared = i;
    if (a[i] != b[i] || a[i] == '\0') return shared;
  }
}

static const json_t *state_find(const json_t *state, const char *id, size_t size) {
  const char *own = json_text(state, "id");
  size_t i;
  json_t *inner;
  if (own && strlen(own) == size && strncmp(own, id, size) == 0) return state;
  json_array_foreach(json_object_get(state, "states"), i, inner) {
    const json_t *found = state_find(inner, id, size);
    if (found) return found;
  }
  return NULL;
}

static enum could is_with(const json_t *root, const char *state, const char *other) {
  if (stands_in(state, other)) return COULD_ALWAYS;
  if (stands_in(other, state)) return COULD_PERHAPS;
  const char *kind = json_text(state_find(root, state, shared_size(state, other)), "kind");
  return kind && strcmp(kind, "parallel") == 0 ? COULD_PERHAPS : COULD_NEVER;
}

enum could guard_could(const json_t *root, const json_t *guard, const char *state) {
  const char *op = json_text(guard, "op"), *asked = json_text(guard, "state");
  const json_t *of = json_object_get(guard, "of");
  size_t i;
  json_t *one;
  if (!guard) return COULD_ALWAYS;
  if (!op) return COULD_PERHAPS;
  if (strcmp(op, "in_state") == 0) return asked ? is_with(root, state, asked) : COULD_PERHAPS;
  if (strcmp(op, "no") == 0) return COULD_ALWAYS - guard_could(root, json_array_get(of, 0), state);
  bool all = strcmp(op, "all") == 0, any = strcmp(op, "any") == 0;
  if (!all && !any) return COULD_PERHAPS;
  enum could result = all ? COULD_ALWAYS : COULD_NEVER;
  json_array_foreach(of, i, one) {
    enum could each = guard_could(root, one, state);
    if (all ? each < result : each > result) result = each;
  }
  return result;
}
