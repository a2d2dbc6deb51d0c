// The actions of a transition as they could run: a list may hold branches (DEFINITION.md, format 2), and whoever asks what a transition
// does must look inside them.
#ifndef WAYMARK_RUN_ACTIONS_H
#define WAYMARK_RUN_ACTIONS_H
#include "base/json.h"

#include <stdbool.h>

// All of them, those of branches in their place; the branches themselves are left out. A new reference.
json_t *actions_flat(const json_t *actions);
bool actions_have(const json_t *actions, const char *name); // is one of them called that?
#endif
