// Which items a bundle holds: those that are named, with all that they opened in turn; or those of one workflow that a theme and a period
// choose. Each only if whoever asks may see it: what they may not see is neither counted nor named (R1).
#ifndef WAYMARK_OP_BUNDLE_ITEMS_H
#define WAYMARK_OP_BUNDLE_ITEMS_H
#include "op/op.h"
#include "store/entry.h"

#include <stddef.h>
#include <stdint.h>

enum { BUNDLE_ITEMS_MAX = 10000 }; // with their files below the limit of files in a bundle

struct bundle_item {
  struct id id;
  char *ref;
  char *path; // "data/items/RA-1": made safe for every computer's files, and another for each item
};

struct bundle_items {
  struct bundle_item *rows;
  size_t count;
  int64_t last;   // sequence of the last content entry of all of them
  json_t *hidden; // {REF: true}: other items that they name, and that whoever asks may not see
};

// False with a sentence: one that is named is not there, or is not theirs to see; or none is left.
bool bundle_items_find(const struct op_call *call, struct bundle_items *items, struct err *err);
void bundle_items_clear(struct bundle_items *items);
#endif
