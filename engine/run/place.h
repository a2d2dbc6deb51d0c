// Where a mistake stands in an author's file: from JSON pointers and "FILE:LINE:COLUMN:" texts to lines that can be shown.
#ifndef WAYMARK_RUN_PLACE_H
#define WAYMARK_RUN_PLACE_H
#include "base/json.h"
#include "chart/check.h"

// Both add {"file","line","column","source_line","text"} to `out`. Modules are named "lib/NAME.lua".
void place_of_error(const char *file, const char *source, const json_t *modules, const char *text, json_t *out);
void place_of_problem(const char *file, const char *source, const json_t *modules, const json_t *positions, const struct problem *problem,
                      json_t *out);
// By file, line and column, each once: a table that a function made may be met many times.
void place_sort(json_t *problems);
#endif
