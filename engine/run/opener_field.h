// Fields of text in which an item names the one that opened it (`ref_in`): that item is there is for who sees something of it (R1). Which
// they are is said by the workflow that opens, so they are looked up among all that were published, once while the board is open.
#ifndef WAYMARK_RUN_OPENER_FIELD_H
#define WAYMARK_RUN_OPENER_FIELD_H
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

// The names of those of this item's fields that hold the reference of the item that opened it. What somebody typed into such a field is not
// meant: it would tell them whether there is an item of that reference. A new reference.
json_t *opener_fields(struct board *board, const struct casefile *item);
// May the field of this name hold one, in items of this workflow?
bool opener_field_is(struct board *board, const struct casefile *item, const char *name);
void opener_fields_forget(struct board *board); // something was published
#endif
