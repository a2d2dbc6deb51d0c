// Quiet hours (T5): what is not urgent leaves by mail on a working day of the board's calendar, within its mail hours; so nobody finds on a
// Sunday night what a computer caught up with.
#ifndef WAYMARK_RUN_QUIET_H
#define WAYMARK_RUN_QUIET_H
#include "base/err.h"
#include "run/board.h"

#include <stdbool.h>
#include <stdint.h>

#define QUIET_DEFAULT "08:00-18:00" // of a board without the setting `mail_hours`

struct quiet {
  int64_t from_ms, to_ms; // of the local day: mail leaves from the first up to before the second
};

// Reads "08:00-18:00"; "00:00-24:00" is the whole of each working day.
bool quiet_read(const char *text, struct quiet *hours, struct err *err);
// The first moment from ms on at which mail may leave; ms itself when that is at once.
int64_t quiet_end(struct board *board, int64_t ms);
#endif
