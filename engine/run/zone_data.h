// The machine's zone data: TZif files, which follow the law when it changes, before what is built in. A board records which it was last
// worked out with, so that a change is seen, journalled and followed by another look at every deadline (T7).
#ifndef WAYMARK_RUN_ZONE_DATA_H
#define WAYMARK_RUN_ZONE_DATA_H
#include "base/env.h"
#include "base/json.h"
#include "time/zone.h"

#include <stdbool.h>

struct board; // board.h

// ERR_INVALID: no name of a zone; ERR_NOT_FOUND: there is no such zone here. Give back with zone_data_close.
const struct zone *zone_data_open(const struct env *env, const char *name, struct err *err);
void zone_data_close(const struct zone *zone); // takes NULL, and leaves what is built in alone
// {"zone","version","release"}: release is that of the machine's data, "" where it is not known. A new reference.
json_t *zone_data_json(const struct env *env, const struct zone *zone);

// Reads the board's zone again. Where it is not what was recorded, it is recorded in an entry and, when local times may now be others,
// every deadline is looked at again. *changed says that an entry was made. A board that is open goes on with what it opened until then.
bool zone_data_check(struct board *board, const char *actor, bool *changed, struct err *err);
// The same, once for an open board: only where its zone is not by the version that was recorded does it read anything. Before anything is
// written or fires, outside any transaction; where *changed, the sweep comes first.
bool zone_data_keep_up(struct board *board, bool *changed, struct err *err);
#endif
