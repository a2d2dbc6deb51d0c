// What one person sees of one item (R1): nothing, its summary (what a list's row shows), some fields, its history, or everything. Worked
// out by rights_sight; whatever shows content asks it, and sight_cut.h takes from an answer what it does not show.
//
// A workflow without `see` shows everything to whoever may read it, which costs no more than asking that. With `see` (DEFINITION.md, format
// 5) nothing is seen but what a line of it gives; the board's own rules (sight_rule.h) then add and take away.
#ifndef WAYMARK_RUN_SIGHT_H
#define WAYMARK_RUN_SIGHT_H
#include "base/json.h"
#include "chart/chart.h"

#include <stdbool.h>

struct sight {
  bool all, summary, history;
  const struct chart *chart; // of the item's definition, borrowed from the board
  json_t *fields;            // {NAME: true}: those that are seen where not all is; else NULL
};

void sight_clear(struct sight *sight);
bool sight_any(const struct sight *sight); // is there anything at all? Else the item is as one that does not exist

// Adds what words of `see` say: "everything", "summary", "history", names of fields. Taking away knows all of them but "summary".
void sight_add(struct sight *sight, const json_t *words);
void sight_take(struct sight *sight, const json_t *words);

bool sight_field(const struct sight *sight, const char *field);   // false for a field that there is not, unless all is seen
bool sight_title(const struct sight *sight);                      // what the item is called
bool sight_rule(const struct sight *sight, const char *rule);     // does a deadline rule hang only on what is seen?
bool sight_role(const struct sight *sight, const char *role);     // do the fields that say who it is hang only on what is seen?
bool sight_guard(const struct sight *sight, const json_t *guard); // could its answer tell of nothing but what is seen? NULL: yes
#endif
