// The order in which people read an item's fields. A workflow's own order stands, but fields that a loop made and named by their number
// (`c_1`, `c_10_reason`, `r_2_lead`) come sorted by their bytes, "10" before "2": here they are in the order of their numbers. What is
// stored and hashed keeps the definition's order.
#ifndef WAYMARK_RUN_FIELD_ORDER_H
#define WAYMARK_RUN_FIELD_ORDER_H
#include "base/json.h"

// Puts rows with the member "name" in order; neighbours of one kind alone change places, and those of one number keep theirs.
void field_order(json_t *rows);
#endif
