// Putting a mistake right (J7): an entry is recorded to have been in error, and what was meant. Both stay; nothing is taken back.
#ifndef WAYMARK_RUN_CORRECT_H
#define WAYMARK_RUN_CORRECT_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"

#include <stdbool.h>
#include <stdint.h>

struct correct_request {
  const char *ref;     // of the item
  int64_t number;      // of the entry in the item's own chain, from 1: as its history numbers them
  const json_t *meant; // {FIELD: value as it was meant}; NULL or {}: the entry was in error as a whole
  const char *reason, *actor;
  const char *key; // E1; NULL: none
};

// For the Business Manager's office, and for who recorded the entry as far as they filled in the field themselves (R3). A field that
// nothing set since reads as it was meant from now on, and deadlines that hang on it move (T6); one that was set again keeps what it was
// set to. Where the item stands is left alone: no step is taken. Works inside the caller's transaction; `*recorded` as in event.h.
bool correct_entry(struct board *board, const struct correct_request *request, json_t **answer, bool *recorded, struct err *err);
#endif
