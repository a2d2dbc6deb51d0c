// What whoever answered a field was asked for. A choice may call a field more fully than the workflow does ("Reason for each missing
// return"), so the item's page says what stood there when it was filled in, until another choice fills it in.
#ifndef WAYMARK_RUN_ANSWERED_H
#define WAYMARK_RUN_ANSWERED_H
#include "run/board.h"
#include "run/casefile.h"

// Never NULL. Borrowed from the item's chart. Of the item's history nothing is read unless a choice that was taken asks for the field by
// another name, and then no more than tells it.
const char *answered_label(struct board *board, const struct casefile *item, const char *field);
#endif
