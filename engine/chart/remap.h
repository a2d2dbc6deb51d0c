// Where an item would stand in another version of its chart: pure, and without a step. No action runs and nothing is taken.
//
// A place is the same where its id is, or where a map says so; below a place that a map names, names go on from there. Its leaves say where
// an item stands; what is above them follows from the new chart. What is lacking is said and never guessed: an item goes whole or not at
// all.
#ifndef WAYMARK_CHART_REMAP_H
#define WAYMARK_CHART_REMAP_H
#include "base/json.h"
#include "chart/chart.h"

struct remap {
  struct config *config; // in the new chart; NULL: something is lacking
  json_t *kept;          // {OLD: NEW}: active states that go on, each with its activation
  json_t *left;          // [OLD]: active states that are not there any more
  json_t *entered;       // [NEW]: states that are entered, as by default
  json_t *lost;          // [OLD]: active leaves, and what a history remembers to come back to, that have no place in the new chart
  json_t *clash;         // [OLD, OLD]: two that it has as alternatives, else empty
};

// `map` is {OLD: NEW}, ids; NEW "" says that a place is left. A region of which nothing is in the new chart is left without being named
// where no other has come in its stead.
void remap_run(const struct chart *from, const struct config *config, const struct chart *to, const json_t *map, struct remap *remap);
void remap_clear(struct remap *remap);

// What somebody calls a state: by its id, else by its title where just one has it. NULL: none. Borrowed from the chart.
const char *remap_find(const struct chart *chart, const char *text);
json_t *remap_places(const struct chart *chart);                                               // ids of its leaves; a new reference
const char *remap_likely(const struct chart *from, const char *state, const struct chart *to); // the place that was probably meant; NULL
#endif
