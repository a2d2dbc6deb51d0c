// What an erasure would drop, worked out from an item's entries: shown before it is asked for and before it is confirmed, and then done.
#ifndef WAYMARK_RUN_ERASE_PLAN_H
#define WAYMARK_RUN_ERASE_PLAN_H
#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"
#include "run/erase_scope.h"

#include <stdbool.h>

struct erase_plan {
  struct erase_scope scope;
  json_t *erased;             // the part `erased` of the erasure's entry (store/FORMAT.md)
  json_t *rows;               // [{"entry","local","kind","parts":[TEXT]}], for people
  json_t *values;             // {FIELD: what the item holds of it from then on}: those that change
  bool title;                 // the item's title goes
  json_t *evidence;           // [N]: items that become tombstones
  int64_t messages, keys;     // that go
  char digest[HASH_HEX_SIZE]; // of all that is dropped: what somebody saw and confirmed (R4)
};

// `asked` as in erase_scope.h; it is kept by the caller. ERR_INVALID: it names a field, an entry or evidence that there is not, or nothing.
// Clear in any case.
bool erase_plan_make(struct board *board, const struct casefile *item, const json_t *asked, struct erase_plan *plan, struct err *err);
// In an item that took down what goes elsewhere: `copied`, `said` and `opened` as in erase_scope.h. Nothing of it may go (`erased` is
// empty).
bool erase_plan_copy(struct board *board, const struct casefile *item, const json_t *copied, const json_t *said, bool opened,
                     struct erase_plan *plan, struct err *err);
void erase_plan_clear(struct erase_plan *plan);
// {"ref","plan","rows","emptied":[TEXT],"title","evidence":[N],"files","messages","waiting","keys"}: no content. A new reference.
json_t *erase_plan_json(struct board *board, const struct casefile *item, const struct erase_plan *plan);
// Does the text repeat a long run of what the item holds or held? What it is kept with would outlive an erasure of that.
bool erase_plan_quotes(struct board *board, const struct casefile *item, const char *text);
#endif
