// Companions. See companions.h.
#include "run/companions.h"

#include <string.h>

static void add(struct board *board, const char *name, json_t *names) {
  json_t *used = name && !json_array_has(names, name) ? workflow_find(board->store, name) : NULL;
  if (name && !used && !json_array_has(names, name)) json_array_add(names, name);
  json_decref(used);
}

static bool is_opening(const json_t *value) {
  const char *action = json_text(value, "do");
  return action ? strcmp(action, "open") == 0 || strcmp(action, "open_each") == 0
                : json_object_get(value, "for_each") != NULL; // of a state: its `invoke`
}

// One of several branches; where there is one alone, it only asks whether something is there.
static bool is_choice(const char *key, const json_t *value) { return strcmp(key, "branches") == 0 && json_array_size(value) > 1; }

static void look(struct board *board, const json_t *value, json_t *names) {
  const char *key;
  json_t *member;
  size_t i;
  if (json_is_object(value) && is_opening(value)) add(board, json_text(value, "workflow"), names);
  if (json_text(value, "rule") && json_text(value, "open")) add(board, json_text(value, "open"), names); // a rung
  json_object_foreach((json_t *)value, key, member) if (!is_choice(key, member)) look(board, member, names);
  json_array_foreach(value, i, member) look(board, member, names);
}

json_t *companions_missing(struct board *board, const json_t *structure) {
  json_t *names = json_array();
  look(board, structure, names);
  return names;
}
