// The workflows that come with the program: files of its folder `workflows`, each of which says in its first sentence what it is.
#ifndef WAYMARK_OP_SHIPPED_H
#define WAYMARK_OP_SHIPPED_H
#include "base/env.h"
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>

// [{"name","about"}] by name; `share` is the folder that `workflows` lies in. A new reference; NULL with err.
json_t *shipped_list(const struct env *env, const char *share, struct err *err);
// Is there one of that name? Else `err` names the nearest.
bool shipped_has(const json_t *list, const char *name, struct err *err);
// "a, b,c" as texts without blanks; a new reference.
json_t *shipped_names(const char *text);
#endif
