// Moving an item to another version of its workflow, and back (V3). An entry of its own, at rest; no action runs, nobody is told and
// nothing is opened, and no transition is taken: what is enabled there by itself comes with the next event.
//
//   migrate.c       the turn: places, activations, ladders, deadlines
//   migrate_told.c  rungs and timers that were used up, under the other version's words
//   migrate_look.c  what it would do to one item, and why it cannot
//   migrate_lose.c  what it would lose without a word: a clock that starts again, who sees it, who is kept apart
//   migrate_set.c   dates that stay, and would be others by its rules
//   migrate_sight.c who would see more or less of it
//   migrate_back.c  the way back, as long as nothing came after
//   ready.c         moves that are worked out before the transaction that makes them
#ifndef WAYMARK_RUN_MIGRATE_H
#define WAYMARK_RUN_MIGRATE_H
#include "base/err.h"
#include "base/json.h"
#include "chart/remap.h"
#include "run/board.h"
#include "run/casefile.h"
#include "run/turn.h"

#include <stdbool.h>
#include <stdint.h>

struct migration {
  const struct definition *to; // borrowed from the board
  const json_t *map;           // {OLD: NEW}, ids or titles; NEW "": that place is left; or rungs, "LADDER/RUNG"
  const char *reason, *actor;
  bool previews; // it is looked at for people: what nothing is refused for is found out too
};

// The map in ids, as far as it names places of the item's own version; a new reference.
json_t *migrate_map(const struct migration *migration, const struct chart *from);

// Carries the turn's item over, in memory and as the entry's parts; `remap` is where it will stand, with a configuration. `moves` gets
// {"ref","what","place","was","is","was_local","is_local"} for each date that is another one now, instants or null.
bool migrate_turn(struct turn *turn, const struct migration *migration, const struct remap *remap, json_t *moves, struct err *err);

// What was told is told there too, places going on as `kept` says; of an item that is still by its old version.
void migrate_told(struct casefile *item, const struct migration *migration, const json_t *kept);
bool migrate_has_rung(const struct chart *chart, const char *text); // "LADDER/RUNG", as a map names one
// The map as far as it names rungs of the item's own version; a new reference.
json_t *migrate_rungs(const struct migration *migration, const struct chart *from);

// One item, as it would be if it were moved now: {"ref","title","version","verdict","text"?,"closes"?,"dates","places","left","entered",
// "kept"?,"sight"?}; see API.md. A new reference.
json_t *migrate_look(struct board *board, const struct casefile *item, const struct migration *migration);
bool migrate_may(const json_t *looked); // can it be moved?

// A move worked out on a copy by what carries it out, and not recorded yet.
struct migrate_tried {
  json_t *row;            // as migrate_look answers it
  struct casefile *after; // NULL: it cannot be worked out, and the row says why
  struct turn turn;       // of `after`
};
void migrate_try(struct board *board, const struct casefile *item, const struct migration *migration, struct migrate_tried *tried);
// Records it, in an entry of its own. Of one that can be, of an item that is as it was.
bool migrate_tried_append(struct migrate_tried *tried, struct err *err);
void migrate_tried_clear(struct migrate_tried *tried);
// Why it had better not be, though it fits: in a sentence's part. NULL: there is no such reason. Caller frees.
char *migrate_loses(struct board *board, const struct casefile *before, const struct casefile *after, const char *actor);
// Dates that it keeps and that the other version's rules would have given it otherwise: [{"field","label","place"?,"rules","is",
// "is_local"?,"would"?,"would_local"?}], days. A new reference.
json_t *migrate_set(struct board *board, const struct casefile *before, const struct casefile *after);
// Who sees of it what they did not, {"lost"|"less"|"more"|"gained":[{"id","name","agency"?,"agency_name"?}]}, members that are not empty.
// A new reference.
json_t *migrate_sight(struct board *board, const struct casefile *before, const struct casefile *after);

// Puts the item back to where it stood before it was moved last, exactly; refused with what came after.
bool migrate_back(struct board *board, struct casefile *item, const char *reason, const char *actor, struct err *err);
#endif
