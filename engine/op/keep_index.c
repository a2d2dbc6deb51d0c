// A server keeps the index of items up by itself, so that nobody's list has to (run/listing.h).
#include "op/op.h"
#include "run/listing.h"

// While people work it waits until they pause: each step is a write to the disk. It does not let the index fall back for long.
enum { PAUSE_MS = 200, HASTE_ENTRIES = 5000 };

int64_t op_index_in(struct board *board) {
  int64_t behind = listing_behind(board);
  if (behind <= LISTING_LAG_MAX) return -1;
  return behind > HASTE_ENTRIES ? 0 : PAUSE_MS;
}

bool op_index_step(struct board *board, struct err *err) { return listing_step(board, err); }
