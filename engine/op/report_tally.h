// Items counted in groups, for `host.count`: by what (`by`), those that are what (`where`), and of each group how many are what besides
// (`of`). An item with several values in a field of lists counts once under each.
#ifndef WAYMARK_OP_REPORT_TALLY_H
#define WAYMARK_OP_REPORT_TALLY_H
#include "run/board.h"

#include <stdbool.h>

enum { TALLY_MEASURES_MAX = 12 };

// One condition of `of`, each part of which may be missing.
struct tally_measure {
  const char *name;
  const char *due_from, *due_before, *closed_from, *closed_before, *started_from, *started_before;
  const char *open_on; // it was open when that day began
  int open;            // 1: it is, 0: it is not, -1: either
};

struct tally {
  struct board *board;
  const json_t *by, *where;
  const char *workflow;
  struct tally_measure measures[TALLY_MEASURES_MAX];
  size_t measure_count;
  int open;       // as of a measure: of all that is counted
  json_t *groups; // {KEY: {"values":{..},"words":{..},"items":N,"NAME":N}}
};

// What is counted of one item, or of several that are the same in all of it. Borrowed.
struct tally_facts {
  const char *workflow, *workflow_title, *lead_words;
  const json_t *facets, *lead; // facet.h; {"type","value"} of what a list calls lead, NULL: none
  const char *due, *started, *closed_on;
  bool closed;
};

bool tally_init(struct tally *tally, struct board *board, const json_t *spec, struct err *err); // borrows `spec`. Clear in either case
bool tally_measure_is(const struct tally_measure *measure, const struct tally_facts *facts);
bool tally_wants(const struct tally *tally, const struct tally_facts *facts); // workflow, `open`, `where`
// Adds `items` items, and to each measure as many as `counts` says.
void tally_add(struct tally *tally, const struct tally_facts *facts, int64_t items, const int64_t *counts);
json_t *tally_rows(const struct tally *tally); // in the order of their values; a new reference
void tally_clear(struct tally *tally);
#endif
