// Entries that somebody made, picked out of the journal by their headers: of one item, by one person, within a time. An item's are its own
// and the looks at it, which stand in the board's chain and name it (look.h).
#ifndef WAYMARK_STORE_TRAIL_H
#define WAYMARK_STORE_TRAIL_H
#include "store/store.h"

struct trail_ask {
  const char *case_hex;   // NULL: of all
  const char *actor_hex;  // NULL: anybody's, but not the engine's
  int64_t from_ms, to_ms; // when it was recorded, both included
  int64_t after;          // sequence behind which it begins; -1: at the first
};

// Calls `each` with {"sequence","recorded","kind","kind_words","case":HEX,"actor":HEX,"event"?} in order, until it returns false. The row
// is borrowed. It costs as much as the journal is long, but reads only the payloads of those that fit.
bool trail_each(struct store *store, const struct trail_ask *ask, bool (*each)(void *user, json_t *row), void *user, struct err *err);
// The cases of which an entry was recorded after that instant, [HEX], the board's own chain among them. It costs as much as was recorded
// since. A new reference; NULL with err.
json_t *trail_cases_after(struct store *store, int64_t at_ms, struct err *err);
// The cases of which an entry holds one of these texts in its payload, as JSON writes it, {HEX: true}. It reads all of the journal, once. A
// new reference; NULL with err.
json_t *trail_cases_naming(struct store *store, const json_t *texts, struct err *err);
#endif
