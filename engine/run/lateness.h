// Whose turn it is on an item, and who is late (T5). Lateness is the holder's: a state says by when its holder is to be done (`due`), so
// work that waits for a group is late on the group, whatever else of the item has gone past its date.
#ifndef WAYMARK_RUN_LATENESS_H
#define WAYMARK_RUN_LATENESS_H
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

// A row for each active state that has a holder, in document order: {"role","title","people"?:[WHO],"due"?,"local"?,"late","since"?,"why"?,
// "text","told"?:[TITLE]}. `since` is the day after which it is late; `why` says why no date is known, where the state has a rule for one;
// `text` is all of it in words: "late: Action owner since Wed 30 Nov 2016". A new reference.
json_t *lateness_list(struct board *board, const struct casefile *item, bool with_people);
// Whom the lateness of this state was brought before, by their roles' titles: not its holder, who is reminded. A new reference.
json_t *lateness_told(const struct casefile *item, const json_t *state);
bool lateness_any(const json_t *rows); // is anybody late?
#endif
