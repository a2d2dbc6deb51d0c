// What people are told when a hand-over is through: whoever takes over what moved, and the Business Manager what stayed.
#ifndef WAYMARK_RUN_HANDOVER_TELL_H
#define WAYMARK_RUN_HANDOVER_TELL_H
#include "base/json.h"
#include "run/board.h"

#include <stdint.h>

// What became of its items: how many, and some of them by reference.
struct handover_moved {
  int64_t count, stayed;
  json_t *refs, *stayed_refs;
};

// Puts the messages into the entry that ends it.
void handover_tell(struct board *board, const json_t *handover, const struct handover_moved *moved, struct entry *entry);
#endif
