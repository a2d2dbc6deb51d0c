// Catching up with what is due over all items, in due order, a batch at a time (T3, T4): one batch is one transaction with a savepoint for
// each timer, and short, so that whoever asks something meanwhile hardly waits.
#ifndef WAYMARK_RUN_CATCHUP_H
#define WAYMARK_RUN_CATCHUP_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"

#include <stdbool.h>

enum {
  CATCHUP_BATCH_MAX = 100, // timers of one batch
  CATCHUP_BATCH_MS = 3 // no timer is begun after so long: about what a command takes by itself with its sync, so nobody waits for much more
};

struct catchup {
  json_t *fired;       // [{"ref","at","local","what","state","told","late_ms","skipped"?}]
  json_t *passed_over; // [{"ref","text"}]: items whose timers cannot be run now (aside.h); once each time they were tried
  bool more;           // something is left that is due
};

// Runs one batch. False with err: the machine failed, as a full disk does; what `fired` holds was kept. Clear it in either case.
bool catchup_run(struct board *board, struct catchup *done, struct err *err);
void catchup_clear(struct catchup *done);
#endif
