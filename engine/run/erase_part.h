// One part of an entry without what is to go: whether it is dropped, and what stands in its place (store/erased.c).
#ifndef WAYMARK_RUN_ERASE_PART_H
#define WAYMARK_RUN_ERASE_PART_H
#include "base/json.h"
#include "run/erase_scope.h"

#include <stdbool.h>
#include <stdint.h>

// True when the part must be dropped. *reads: what it reads as from then on, a new reference; NULL: as if it had not been there.
// `loses_event` says that the entry's event is dropped: an idempotency key goes with it, since its digest is of the same request.
bool erase_part(const struct erase_scope *scope, int64_t number, int kind, const char *name, const json_t *value, bool loses_event,
                json_t **reads);
// Was it only recorded that an erasure or a hold was refused? It holds no content, and must not change what is about to go.
bool erase_part_is_own(int kind, const json_t *event);
// What a part is to people: "Note", "what was filled in". Caller frees.
char *erase_part_words(const struct erase_scope *scope, const char *name);
#endif
