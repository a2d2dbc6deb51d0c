// What waits for a group: the items that its next meeting is to decide on, and for each which decision, since when, and what is missing.
#ifndef WAYMARK_RUN_WANTED_H
#define WAYMARK_RUN_WANTED_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

// Calls `each` with every item that may wait for the group: open ones, and no meetings. It is the one place that says which items are
// looked at; what is wanted of one is judged by wanted_row alone, so it may call with too many and never with too few. By the index those
// that the group or its chair holds, and those of wanted_deciders; where that cannot be asked, all.
typedef bool wanted_fn(void *user, struct casefile *item); // false: stop. The item is borrowed.
bool wanted_each(struct board *board, const char *group, wanted_fn *each, void *user, struct err *err);

// The subjects (subject.h) that decide a move which may be wanted though the item waits for others: what can be told from the item alone,
// so too many rather than too few. A new reference.
json_t *wanted_deciders(const struct casefile *item);

// The item as the group's agenda shows it:
// {"ref","noun","title","lead","revision","state_titles":[TEXT],"colour","exception":[TEXT],"late",
// "since"?,"since_local"?,"turn"?:TEXT,"moves":[{"event","label","ready","why_not":[TEXT],"binds"}]}. `exception` says why it comes first;
// `since` is since when it waits. NULL: it does not wait for the group; with `anyhow` it is shown all the same, as it was put on by hand. A
// new reference.
json_t *wanted_row(struct board *board, struct casefile *item, const char *group, const char *person, bool anyhow);
#endif
