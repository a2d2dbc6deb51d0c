// Evidence files that no entry names: left when an event was refused after its file came in. They wait in evidence/quarantine/, each
// with a note, and are removed when nobody missed them.
#ifndef WAYMARK_STORE_ORPHAN_H
#define WAYMARK_STORE_ORPHAN_H
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

enum { ORPHAN_KEEP_DAYS = 30 }; // the setting `quarantine_days` when it is missing

struct orphan_round {
  int64_t keep_ms;    // how long a quarantined file is kept
  int moved, removed; // filled: by this step
  bool more;          // ask again
};

// One step of looking: short, so that people are served in between. Outside any transaction.
bool orphan_step(struct store *store, struct orphan_round *round, struct err *err);
void orphan_stop(struct store *store);
#endif
