// Items counted in groups, for `host.count`: by what (`by`), those that are what (`where`), and of each group how many are what besides
// (`of`). An item with several values in a field of lists counts once under each.
//
// Items that are the same in all that is looked at are added together. What a group is called is worked out once for each combination of
// facets, and once for each lead: the parts of a group's name are found by tally_parts and tally_at, whose answers stay the same, so that
// whoever adds many items keeps them.
#ifndef WAYMARK_OP_REPORT_TALLY_H
#define WAYMARK_OP_REPORT_TALLY_H
#include "run/board.h"

#include <stdbool.h>

enum { TALLY_MEASURES_MAX = 12, TALLY_KEYS_MAX = 5 };

// One condition of `of`, each part of which may be missing.
struct tally_measure {
  const char *name;
  const char *due_from, *due_before, *closed_from, *closed_before, *started_from, *started_before;
  const char *implemented_before, *not_implemented_before; // the second: what was not, or not yet when that day began
  const char *open_on;                                     // it was open when that day began
  int open;                                                // 1: it is, 0: it is not, -1: either
};

struct tally_group {
  json_t *values, *words; // {KEY: TEXT}
  int64_t items, counts[TALLY_MEASURES_MAX];
};

struct tally {
  struct board *board;
  const json_t *by, *where;
  const char *workflow;
  struct tally_measure measures[TALLY_MEASURES_MAX];
  size_t measure_count;
  int open;                  // as of a measure: of all that is counted
  bool by_lead;              // the lead is among the keys
  struct tally_group *parts; // groups without their lead
  struct tally_group *groups;
  size_t part_count, group_count;
  json_t *part_numbers, *group_numbers; // {NAME: NUMBER}
};

// What is counted of one item, or of several that are the same in all of it. Borrowed.
struct tally_facts {
  const char *workflow, *workflow_title;
  const json_t *facets, *lead; // facet.h; {"type","value"} of what a list calls lead, NULL: none
  const char *due, *started, *closed_on, *implemented_on;
  bool closed;
};

// Counts by `by`, a list of keys. Borrows `spec` and `by`. Clear in either case.
bool tally_init(struct tally *tally, struct board *board, const json_t *spec, const json_t *by, struct err *err);
bool tally_measure_is(const struct tally_measure *measure, const struct tally_facts *facts);
// Workflow, `open` and what `where` says of all but the lead; what it says of the lead.
bool tally_wants(const struct tally *tally, const struct tally_facts *facts);
bool tally_wants_lead(const struct tally *tally, const struct tally_facts *facts);
// Numbers of parts, by all keys but the lead; and the number of the group that a part is with a lead's value number `index` (false past the
// last). Appends to `numbers`, a list of whole numbers.
void tally_parts(struct tally *tally, const struct tally_facts *facts, json_t *numbers);
void tally_at(struct tally *tally, size_t part, const struct tally_facts *facts, json_t *numbers);
void tally_raise(struct tally *tally, size_t group, int64_t items, const int64_t *counts);
void tally_add(struct tally *tally, const struct tally_facts *facts, int64_t items, const int64_t *counts); // all of it at once
json_t *tally_rows(const struct tally *tally); // in the order of their values; a new reference
void tally_clear(struct tally *tally);
#endif
