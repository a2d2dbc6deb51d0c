// A request for erasure as a document of the directory: how it is recorded, how people are told of it, and what it says of an item
// afterwards (erase.h has what is done with it).
#ifndef WAYMARK_RUN_ERASE_REQUEST_H
#define WAYMARK_RUN_ERASE_REQUEST_H
#include "base/json.h"
#include "run/board.h"
#include "store/entry.h"

#define ERASE_KIND "erasure"

// The part of an entry in which it stands.
void erase_request_part(struct entry *entry, const json_t *request);
// REQUEST of op/API.md. A new reference.
json_t *erase_request_json(struct board *board, const json_t *document);
#endif
