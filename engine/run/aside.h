// Items set aside: their timers cannot be run (a row or a definition that is damaged), and nobody else is to wait for them (RELIABILITY 4,
// T8). Their timers stay armed, so that none is lost (T3); they are tried again after a while. Kept in memory only: another process tries
// at once.
#ifndef WAYMARK_RUN_ASIDE_H
#define WAYMARK_RUN_ASIDE_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"

#include <stdbool.h>
#include <stdint.h>

enum {
  ASIDE_MAX = 1000,                  // items; each costs a seek a claim, and a board with more of them wants mending, not patience
  ASIDE_WAIT_MS = 60 * 1000,         // until they are tried again; twice as long each time
  ASIDE_WAIT_MAX_MS = 60 * 60 * 1000 // but never longer: somebody may have mended it
};

// Sets the timer's item aside. False with err when ASIDE_MAX are aside already.
bool aside_put(struct board *board, const json_t *timer, struct err *err);
// The first timer due by now_ms of an item that is not aside; NULL: none. A new reference.
json_t *aside_first_due(struct board *board, int64_t now_ms);
void aside_forget(struct board *board); // whatever was wrong may be mended: all are tried again
#endif
