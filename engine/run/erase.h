// Erasure by two people (J2, UK GDPR 17): one asks and says why, another confirms; then the content is gone from the record, and that it
// went, why, and who wanted it stays. A request is a document of the directory, of kind "erasure".
//
// ASKED -> DONE [erase_confirm] or WITHDRAWN [erase_withdraw].
#ifndef WAYMARK_RUN_ERASE_H
#define WAYMARK_RUN_ERASE_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

enum { ERASE_BACKUP_DAYS = 35 }; // how long earlier backups may still hold it: a month's, and some days to deal with them

struct erase_request {
  const char *ref;
  const json_t *asked; // {"all"?,"fields"?,"entries"?,"evidence"?} (erase_scope.h)
  const char *reason, *actor;
};

// What would go, without any of it (erase_plan.h). For whoever may see the item.
bool erase_preview(struct board *board, const struct erase_request *request, json_t **answer, struct err *err);
// The others work inside the caller's transaction; `*recorded` as in event.h.
bool erase_ask(struct board *board, const struct erase_request *request, json_t **answer, bool *recorded, struct err *err);
bool erase_withdraw(struct board *board, const char *id, const char *reason, const char *actor, json_t **answer, bool *recorded,
                    struct err *err);
// `seen`: the plan that the confirmer looked at; NULL: that of the request. ERR_STALE: more, or less, would go by now. When the caller's
// transaction is committed, erase_finish (store/erase.h) is next.
bool erase_confirm(struct board *board, const char *id, const char *seen, const char *actor, json_t **answer, bool *recorded,
                   struct err *err);
// Those that this person may know of: of items that they may see, and all for who may confirm. A new reference.
json_t *erase_list(struct board *board, const char *person);
// What was erased of an item, by all that is known today: [{"at","at_local","reason"}], oldest request first. A new reference.
json_t *erase_done(struct board *board, const struct casefile *item);
// The request, and while it waits what it would drop. NULL: there is none that this person may know of. A new reference.
json_t *erase_show(struct board *board, const char *id, const char *person, struct err *err);
#endif
