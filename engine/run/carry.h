// What a return brings along from the last one of the same party (DOMAIN 6): named fields with where they come from; all else begins empty.
#ifndef WAYMARK_RUN_CARRY_H
#define WAYMARK_RUN_CARRY_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"

#include <stdbool.h>

// Puts into `data` (the fields that the return of `opening`, a row of the outbox, begins with) what that row wants carried forward, and
// into its field `carried` where each comes from. `cache` is an object that the caller keeps for openings of one moment.
bool carry_forward(struct board *board, const json_t *opening, json_t *cache, json_t *data, struct err *err);
#endif
