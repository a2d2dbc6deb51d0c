// What an item's history shows where content was erased: what stands in its place, and when, why and by which entry it went (J2).
#ifndef WAYMARK_RUN_ERASED_MARK_H
#define WAYMARK_RUN_ERASED_MARK_H
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>
#include <stdint.h>

// {NUMBER: [{"entry","reason","at","at_local","parts":[{"name","reads"?}]}]} by the numbers of entries of which something was erased, by
// all that is known today. NULL with err. A new reference.
json_t *erased_marks(struct board *board, const struct casefile *item, struct err *err);
// Puts what stands in their place among an entry's parts, as journal_each gives them; fields are left out, which would read as emptied
// then.
void erased_mark_apply(const json_t *marks, json_t *entry);
// Adds "erased on Thu 26 Nov 2026 10:00: WHY (see 9)" to the changes of that entry, and `erased` to its row.
void erased_mark_say(const json_t *marks, int64_t number, json_t *changes);
void erased_mark_put(const json_t *marks, int64_t number, json_t *row);
// An erasure's, a request's or a hold's own words, by its event: false for any other entry.
bool erased_mark_words(struct board *board, const json_t *entry, const json_t *event, struct buf *out);
#endif
