// The versions of its workflow that an item has lived under (V3). What an entry says is in the words of the version that it was made
// under: whoever reads older entries asks here which that was.
//
// An item that was never moved has none but its own, and of its journal no entry is read as JSON to tell that.
#ifndef WAYMARK_RUN_VERSIONS_H
#define WAYMARK_RUN_VERSIONS_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>
#include <stdint.h>

enum { VERSIONS_MAX = 1000 }; // moves of one item, there and back

struct version {
  const struct definition *definition; // borrowed from the board
  int64_t until;                       // the number of the entry that took the item away from it
};

struct versions {
  struct version *rows; // those before the item's own, oldest first
  size_t count;
};

int64_t version_number(const struct definition *definition);

// As far as the board's journal goes; clear in any case.
bool versions_read(struct board *board, const struct casefile *item, struct versions *versions, struct err *err);
void versions_clear(struct versions *versions);

// The item, to be asked for the words of entry `number`: its definition and chart are those of then, and it has no configuration. Shares
// all else with the item and is not to be freed.
struct casefile versions_item(const struct versions *versions, const struct casefile *item, int64_t number);
// A field by its name: the item's own, else that of the last version that had it. NULL: none had.
const json_t *versions_field(const struct versions *versions, const struct chart *chart, const char *name);
// The item's own canonical definition; where it has lived under others, with the fields that they had besides, and with them in a member
// "before", so that whoever goes through all of it meets what they could do too. A new reference.
json_t *versions_structure(const struct versions *versions, const struct casefile *item);
#endif
