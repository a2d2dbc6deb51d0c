// Timers that are due: each used up in the commit of its effect (T1 to T3, T5, T11). catchup.h runs those of all items in due order.
#ifndef WAYMARK_RUN_DUE_H
#define WAYMARK_RUN_DUE_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"
#include "run/turn.h"

#include <stdbool.h>
#include <stdint.h>

enum {
  DUE_FIRINGS_MAX = 200,     // of one item at one instant: a ladder has a handful of rungs
  DUE_BEFORE_EVENT_MAX = 500 // before one event: some tens of milliseconds, while everybody else waits
};

// Fires one armed timer as timer_first_due gave it, inside the caller's transaction; on failure roll that back. `fired` gets
// {"ref","at","local","what","state","told","late_ms","skipped"?,"missed"?}, or nothing when it got stuck.
bool due_fire(struct board *board, const json_t *timer, json_t *fired, struct err *err);
// T11: fires what is due on one item; *item is replaced by the item as it then is. *wrote is set when something fired. ERR_BUSY, with what
// fired to be kept, when more than DUE_BEFORE_EVENT_MAX are due: the event must wait for its turn.
bool due_run_case(struct board *board, struct casefile **item, bool *wrote, struct err *err);

// One timer of an item in memory, as a turn that is not appended: for forecasts too. The rung's ladder is advanced; a rung that a higher
// one overtakes by `real_now_ms` is skipped (T5). *skipped says so.
bool due_take(struct turn *turn, const json_t *timer, int64_t real_now_ms, bool *skipped, struct err *err);
// S6: a timer's step that got stuck, once more and now; it was consumed then, so none is dropped. Nothing, when its state was left since.
bool due_retry(struct board *board, struct casefile *item, json_t *event, bool *recorded, struct err *err);
// What a timer is about, in words: the rung's text or where it leads. Caller frees.
char *due_words(const struct casefile *item, const json_t *timer);
json_t *due_roles(const struct casefile *item, const json_t *timer);      // whom it would tell; a new reference
const json_t *due_rung(const struct casefile *item, const json_t *timer); // NULL for after and at
#endif
