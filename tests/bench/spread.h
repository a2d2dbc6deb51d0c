// Many figures of one kind, and what stands at a place of their order: a median says how it usually is, a 99th percentile how bad it gets.
#ifndef WAYMARK_BENCH_SPREAD_H
#define WAYMARK_BENCH_SPREAD_H
#include "base/mem.h"
#include "clock.h"

struct spread {
  double *items;
  size_t count, room;
};

static inline void spread_add(struct spread *spread, double value) {
  if (spread->count == spread->room)
    spread->items = mem_grow(spread->items, spread->room = spread->room ? 2 * spread->room : 1024, sizeof value);
  spread->items[spread->count++] = value;
}

// What `percent` of them do not lie above. 50: the median; 100: the largest.
static inline double spread_at(struct spread *spread, double percent) {
  must(spread->count > 0, "nothing was measured");
  qsort(spread->items, spread->count, sizeof *spread->items, by_size);
  size_t place = (size_t)((double)spread->count * percent / 100);
  return spread->items[place < spread->count ? place : spread->count - 1];
}

static inline void spread_clear(struct spread *spread) {
  mem_free(spread->items);
  *spread = (struct spread){0};
}
#endif
