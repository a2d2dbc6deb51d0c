// The actions of a transition, those of its branches too. See actions.h.
#include "run/actions.h"

#include <string.h>

static void add_each(const json_t *actions, json_t *out) {
  size_t i, j;
  json_t *action, *branch;
  json_array_foreach(actions, i, action) {
    const json_t *branches = json_object_get(action, "branches");
    if (!branches) json_array_append(out, action);
    json_array_foreach(branches, j, branch) add_each(json_object_get(branch, "actions"), out);
  }
}

json_t *actions_flat(const json_t *actions) {
  json_t *all = json_array();
  add_each(actions, all);
  return all;
}

bool actions_have(const json_t *actions, const char *name) {
  size_t i, j;
  json_t *action, *branch;
  json_array_foreach(actions, i, action) {
    const json_t *branches = json_object_get(action, "branches");
    if (!branches && strcmp(json_text(action, "do"), name) == 0) return true;
    json_array_foreach(branches, j, branch) if (actions_have(json_object_get(branch, "actions"), name)) return true;
  }
  return false;
}
