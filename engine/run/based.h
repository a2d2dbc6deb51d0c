// The workflows that one in plain form is based on: `based_on "theme"` means the file theme.lua beside it, which goes to the worker among
// the modules as "theme.lua".
#ifndef WAYMARK_RUN_BASED_H
#define WAYMARK_RUN_BASED_H
#include "base/env.h"
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>

// The name of the next that a source takes, from `at` on, which moves behind it; NULL: no more. Caller frees.
char *based_next(const char **at);
// Adds those of FOLDER that the source names, and those that they take in turn. One that there is not is the reader's to tell.
bool based_add(const struct env *env, const char *folder, const char *source, json_t *modules, struct err *err);
#endif
