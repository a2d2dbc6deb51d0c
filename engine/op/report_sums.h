// The numbers of a table that hang together by its sums, as a network: can a number that is hidden be told from those that are shown?
//
// A sum is a node: a column with its total, or the parts of a row with theirs. Each number stands in at most two of them and leads from the
// one (`tail`) to the other (`head`); whatever stands in one alone leads from or to a node of its own, the ground. When a number is one
// more, each sum that it stands in must be put right by another number, and so on: so what may change is a ring of numbers, and a hidden
// number can be told exactly when no ring of hidden ones goes through it. That is a bridge of the graph, and also a ring that cannot turn
// since a number in it is already as small or as large as it can be.
#ifndef WAYMARK_OP_REPORT_SUMS_H
#define WAYMARK_OP_REPORT_SUMS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sum_cell {
  size_t tail, head;   // nodes
  int64_t value;       // as it is
  int64_t least, most; // while it is hidden, what it may be for all that is known of it
  int64_t cost;        // of hiding it; 0: it is never hidden
  bool hidden;
  bool fixed; // it stands in more sums than two: never part of a ring
};

struct sums {
  struct sum_cell *cells;
  size_t cell_count, node_count;
  size_t ground;      // the last node before they are joined; afterwards each part of the network has one, behind it
  size_t *at, *first; // the cells of node n are at[first[n]] to at[first[n + 1] - 1], the cheapest first
  size_t *hidden_at;  // the hidden ones of node n are hidden_at[first[n]] and so on, hidden_count[n] of them
  size_t *hidden_count;
  struct sums_walk *walk; // of sums_varies and sums_ring: room for every node
};

// For the caller to fill `cells` (zeroed); then sums_join, which adds nodes. Clear in either case.
void sums_init(struct sums *sums, size_t cell_count, size_t node_count);
void sums_join(struct sums *sums);
void sums_clear(struct sums *sums);

// report_ground.c
size_t sums_ground(const struct sums *sums); // for what stands in one sum alone, before they are joined
bool sums_is_ground(const struct sums *sums, size_t node);
void sums_part_grounds(struct sums *sums); // of sums_join

void sums_hide(struct sums *sums, size_t cell); // once they are joined

// Could this hidden number be one more, or one less?
bool sums_varies(struct sums *sums, size_t cell);
// What to hide besides so that a ring goes through it, at the least cost: puts cells into `hide`, which has room for node_count, and says
// how many; 0: there is nothing to hide.
size_t sums_ring(struct sums *sums, size_t cell, size_t *hide);
size_t sums_looks(const struct sums *sums); // how many cells were looked at so far
#endif
