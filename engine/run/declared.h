// What the active states of an item declare: each of their timers, in the order of the workflow, to be held against the rows that are
// armed. Whoever compares the two (bygone.h, receipts.h) walks them here.
#ifndef WAYMARK_RUN_DECLARED_H
#define WAYMARK_RUN_DECLARED_H
#include "base/json.h"
#include "chart/chart.h"
#include "run/casefile.h"

#include <stdbool.h>
#include <stdint.h>

// A declared timer of an active state. Its texts are borrowed from the chart.
struct declared {
  int state;
  const char *state_id;
  int64_t activation;
  struct chart_timer timer;
  const char *rule; // the one that holds with the item's fields
};

// Calls `each` for every one until it answers false, which is then the answer.
bool declared_each(const struct casefile *item, bool (*each)(void *user, const struct declared *declared), void *user);
// Its row among these timers; borrowed. NULL: it is not armed.
const json_t *declared_row(const struct declared *declared, const json_t *timers);
#endif
