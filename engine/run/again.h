// Timers that come again: which time this is, how many were missed while the program was off, and what is done about those (T4, T10).
#ifndef WAYMARK_RUN_AGAIN_H
#define WAYMARK_RUN_AGAIN_H
#include "base/err.h"
#include "base/json.h"
#include "run/activation.h"
#include "run/turn.h"

#include <stdbool.h>
#include <stdint.h>

enum { AGAIN_MISSED_MAX = 10000 };              // counted so far: a day and more of every minute
#define AGAIN_LATE_MS (INT64_C(60) * 60 * 1000) // `skip`: a time that is later than an hour is passed over

struct again {
  bool every;                  // it comes again at all
  bool skipped;                // this time is passed over, by the rule's own `catch_up`
  int64_t missed;              // times after this one that are over as well and do not run
  struct activation_time last; // the last time that is dealt with now
};

// What is to be done about a timer that is due, when it really is `real_now_ms`.
bool again_plan(struct turn *turn, const json_t *timer, int64_t real_now_ms, struct again *again, struct err *err);
#endif
