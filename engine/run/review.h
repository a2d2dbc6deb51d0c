// Comparing an item's armed timers with what its active states declare now: after the calendar, the zone's law, a group's meetings or the
// item's clock stops changed (T7, T8), and as the check that none was lost (RELIABILITY T9).
//
// What was due by `past_ms` stays as it is: a breach that is past never moves. That is when the change was made, not when its items are
// looked at: what came due in between has not fired (sweep.h), and goes by the new date. A move is
// {"ref","what","rule","was","is","was_local","is_local"}: instants and their local words, null where there was or is no row.
#ifndef WAYMARK_RUN_REVIEW_H
#define WAYMARK_RUN_REVIEW_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"
#include "run/turn.h"

#include <stdbool.h>
#include <stdint.h>

#define REVIEW_NOTHING_STAYS INT64_MIN // `past_ms` of a check: what is due is compared as well
extern const char REVIEW_CHECK[];      // why: "check", where every difference is a fault that is put right and told to the office

// Makes the rows equal, as parts of the turn's entry. Moves are added to `moves`.
bool review_timers(struct turn *turn, int64_t past_ms, json_t *moves, struct err *err);
// What it follows from: what changed (sweep.h), who changed it (NULL: nobody) and the reason that they gave (NULL: none).
struct review_cause {
  const char *why, *actor, *reason;
};
// The same on one item, in an entry of its own when anything moved.
bool review_item(struct board *board, struct casefile *item, const struct review_cause *cause, int64_t past_ms, json_t *moves,
                 struct err *err);
// What it would do, with the board as it stands in memory; nothing is written.
bool review_look(struct board *board, const struct casefile *item, json_t *moves, struct err *err);
#endif
