// Catching up with what is due over all items, in due order, a batch at a time (T3, T4): one batch is one transaction with a savepoint for
// each timer, and short, so that whoever asks something meanwhile hardly waits.
#ifndef WAYMARK_RUN_CATCHUP_H
#define WAYMARK_RUN_CATCHUP_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"

#include <stdbool.h>

enum catchup_pace {
  CATCHUP_SERVED, // people wait: short batches, and the log is written back between them, a little at a time
  CATCHUP_ALONE,  // nobody does: one sync for many
};

struct catchup {
  json_t *fired;       // [{"ref","at","local","what","state","told","late_ms","skipped"?,"missed"?}]
  json_t *passed_over; // [{"ref","text"}]: items whose timers cannot be run now (aside.h); once each time they were tried
  bool more;           // something is left that is due, or to be looked at (lookout.h)
};

// Runs one batch, or instead writes back what batches have left in the log before people would notice it. False with err: the machine
// failed, as a full disk does; what `fired` holds was kept. Clear it in either case.
bool catchup_run(struct board *board, enum catchup_pace pace, struct catchup *done, struct err *err);
void catchup_clear(struct catchup *done);
#endif
