// What is recorded when nothing happens: refusals and ignored events (S9).
#ifndef WAYMARK_RUN_REFUSAL_H
#define WAYMARK_RUN_REFUSAL_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>
#include <stdint.h>

// Appends an entry of kind ENTRY_REFUSED or ENTRY_IGNORED with the event and the sentence in `why`. False with `failed` when it cannot, and
// with nothing recorded when `why` is no rule's no but a failure of the machine (broken, corrupt, full, busy).
bool refusal_record(struct board *board, const struct casefile *item, enum entry_kind kind, const json_t *event, const struct err *why,
                    struct err *failed);
// What changed on the item after revision `seen`, in words: "Submit evidence by Sam Lee on Mon 4 Apr 2016 10:00; ...". Caller frees.
char *refusal_changes_since(struct board *board, const struct casefile *item, int64_t seen);
#endif
