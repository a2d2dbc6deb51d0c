// What names a person elsewhere than in a post or a group, when they hand over: rules of the board about who sees what, and absences of
// others for which they stand in. See handover.h.
#ifndef WAYMARK_RUN_HANDOVER_NAMED_H
#define WAYMARK_RUN_HANDOVER_NAMED_H
#include "base/json.h"
#include "run/board.h"
#include "store/entry.h"

// A rule that lets them see more goes with the work, since whoever takes over needs it: it ends, and a new one is for them. One that denies
// is about the person, and stays theirs. Whoever is away and has them as deputy has the other from now on; if that is the one who is away,
// nobody. What is over stays as it was. Adds parts to the entry and lines to `said`, as handover_directory.
void handover_named(struct board *board, const json_t *handover, struct entry *entry, json_t *said);
#endif
