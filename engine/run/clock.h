// Clock surprises, purely: two readings of the machine's clocks are compared, one that may be set and one that never is
// (RELIABILITY 3.2, 3.5). What is done about a surprise is hold.h's.
#ifndef WAYMARK_RUN_CLOCK_H
#define WAYMARK_RUN_CLOCK_H
#include "base/env.h"

#include <stdbool.h>
#include <stdint.h>

enum {
  CLOCK_STEP_MS = 2000,    // less is the jitter of a busy machine, or a leap second
  CLOCK_LEAP_MINUTES = 15, // the setting `clock_leap` when it is missing
  CLOCK_GAP_DAYS = 100     // the setting `clock_gap`: three months of being switched off are nothing odd, a flat battery is
};

struct clock_reading {
  int64_t wall_ms, steady_ms;
  bool is_synchronised;
};

enum clock_change { CLOCK_RUNS, CLOCK_STEPPED_BACK, CLOCK_STEPPED_AHEAD, CLOCK_LEAPT };

struct clock_surprise {
  enum clock_change change;
  int64_t was_ms; // what the wall clock should have said
  int64_t is_ms;
  int64_t by_ms; // ahead; below 0: back
};

struct clock_reading clock_read(const struct env *env); // of the two clocks alone
// Does the system vouch for it? Asked by whom that matters to: it costs as much as all else of a look, and most find that time went by.
void clock_vouch(const struct env *env, struct clock_reading *reading);
// What happened between two readings of one process. More than `leap_ms` ahead is a leap.
struct clock_surprise clock_compare(const struct clock_reading *before, const struct clock_reading *now, int64_t leap_ms);
// What happened since the last journal entry, when nothing is known of the time between: only a clock before it, or more than `gap_ms`
// after it, is odd.
struct clock_surprise clock_compare_start(int64_t recorded_ms, const struct clock_reading *now, int64_t gap_ms);

const char *clock_words(enum clock_change change); // "stepped back"
#endif
