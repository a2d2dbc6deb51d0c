// Which events a transition's descriptors match (W3C SCXML 1.0, 3.12.1). In an SCXML chart `a.b` matches a.b and every name that begins
// with "a.b."; `a.b.*` says the same, and `*` matches any. In a workflow a descriptor without a star is one name exactly: `done.state.work`
// must not be taken for `done.state.work.open`.
#include "base/mem.h"
#include "chart/internal.h"

#include <string.h>

// The next descriptor: its first byte and size; false when there is none.
static bool next_token(const char **at, size_t *size) {
  *at += strspn(*at, " ");
  *size = strcspn(*at, " ");
  return *size > 0;
}

static bool has_star(const char *token, size_t size) { return token[size - 1] == '*' && (size == 1 || token[size - 2] == '.'); }

bool pattern_is_exact(const char *descriptors, bool is_scxml) {
  size_t size = strcspn(descriptors, " ");
  return !descriptors[size] && size > 0 && !is_scxml && !has_star(descriptors, size);
}

static bool token_matches(const char *token, size_t size, const char *name, bool is_scxml) {
  bool star = has_star(token, size), by_prefix = star || is_scxml;
  if (star) size -= size == 1 ? 1 : 2;
  if (is_scxml && size && token[size - 1] == '.') size--;
  if (size == 0) return true;
  if (strncmp(token, name, size) != 0) return false;
  return name[size] == '\0' || (by_prefix && name[size] == '.');
}

bool pattern_matches(const char *descriptors, const char *name, bool is_scxml) {
  size_t size;
  for (const char *at = descriptors; next_token(&at, &size); at += size)
    if (token_matches(at, size, name, is_scxml)) return true;
  return false;
}

// Answers known beforehand take a byte for each pattern and event. Where that would be much, matching waits until an event comes.
enum { KNOWN_MAX = 4 << 20 };

void patterns_resolve(struct chart *chart) {
  if ((int64_t)chart->transition_count * chart->event_count > KNOWN_MAX) return;
  for (int i = 0; i < chart->transition_count; i++) {
    struct chart_transition *transition = &chart->transitions[i];
    if (!transition->patterns) continue;
    transition->known = mem_new((size_t)chart->event_count + 1);
    for (int event = 0; event < chart->event_count; event++)
      transition->known[event] =
          pattern_matches(transition->patterns, json_string_value(json_array_get(chart->event_names, (size_t)event)), chart->is_scxml);
  }
}
