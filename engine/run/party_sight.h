// What a party sees of a cycle (P3): its own row, that of a return which it may see, and the others' where the workflow's stage says so.
// Whoever sees the cycle by more than taking part, as the office does, sees all rows.
#ifndef WAYMARK_RUN_PARTY_SIGHT_H
#define WAYMARK_RUN_PARTY_SIGHT_H
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"
#include "run/sight.h"

#include <stdbool.h>

// The rows of the item's field of type parties that this person is shown, without the reference of a return that is not theirs to see. A
// new reference. `part`, if given: are there others?
json_t *party_sight_rows(struct board *board, const struct casefile *item, const char *field, const char *person, bool *part);
// Takes from what is seen each field of type parties of which a row is not shown: what is made of the whole would tell of all rows.
void party_sight_hide(struct board *board, const struct casefile *item, const char *person, struct sight *sight);
#endif
