// What one entry of an item's journal says, taken apart for a page that has a column for each: what was done, who did and who decided it,
// why, where the item stood then, the minute of a decision, and what is withheld. history.h has the same in one line.
#ifndef WAYMARK_RUN_ACCOUNT_H
#define WAYMARK_RUN_ACCOUNT_H
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

// Why it came to this: the text of a refusal, of what got stuck, of a correction, of a note. Borrowed from `parts`; NULL: nothing says so.
const char *account_why(const json_t *entry, const json_t *parts);
char *account_why_said(const json_t *entry, const json_t *parts); // with the reason that was given for it. Caller frees; NULL: none
// Puts into a row of `case.history` (API.md): "what", "who_name", "decided_by_name", "why", "became", "decision", "corrects" and
// "withheld", each where
// the entry says so. `parts` are the entry's (history_parts).
void account_put(struct board *board, const struct casefile *item, const json_t *entry, const json_t *parts, json_t *row);
#endif
