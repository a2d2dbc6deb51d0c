// Shared by what takes from answers (sight_cut.c, sight_cut_due.c): whose answer it is, and what stands where something was taken.
#ifndef WAYMARK_RUN_SIGHT_CUTTING_H
#define WAYMARK_RUN_SIGHT_CUTTING_H
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"
#include "run/sight.h"

#include <stdbool.h>

struct sight_cutting {
  struct board *board;
  struct casefile *item;
  const struct sight *sight;
};

extern const char SIGHT_NOT_SHOWN[]; // "not shown to you"

// Keeps those rows of a list of which `keeps` says so.
void sight_keep(json_t *rows, bool (*keeps)(const void *user, json_t *row), const void *user);
json_t *sight_hidden_who(const char *title); // a WHO whose name is not told; a new reference
const char *sight_turn_rule(const struct casefile *item,
                            const char *role); // by when the holder of an active state is to be done; NULL: no rule
void sight_cut_dues(const struct sight_cutting *cutting, json_t *rows); // of a page: row by row beside the item's timers
#endif
