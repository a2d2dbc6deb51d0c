// What waits for somebody on an item, and which decision of theirs is wanted (T5).
#ifndef WAYMARK_RUN_AWAITED_H
#define WAYMARK_RUN_AWAITED_H
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

// {"ref","workflow","noun","title","state_titles":[TEXT],"due"?,"late","waits":[WAIT],"wanted":[{"event","label"}]}: `waits` are the states
// whose turn is this person's, `wanted` what they may take or write down there that leads on; where nothing does, whatever they may. NULL:
// it does not wait for them. A new reference.
json_t *awaited_row(struct board *board, const struct casefile *item, const char *person);
// In the order in which one would look: who is late first, the longest first; then by when they are to be done, then by reference.
void awaited_sort(json_t *rows);
#endif
