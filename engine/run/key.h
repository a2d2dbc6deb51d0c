// Idempotency keys (E1): scoped by board and actor, kept with a digest of the request as long as the item.
#ifndef WAYMARK_RUN_KEY_H
#define WAYMARK_RUN_KEY_H
#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "run/board.h"
#include "store/entry.h"

struct key {
  const char *actor, *text;   // text NULL: the request came without a key
  char digest[HASH_HEX_SIZE]; // of the request; "" without a key
};

struct key key_of(const char *actor, const char *text, json_t *request); // takes over `request`: all that makes it the same request
// True when it was used before: the caller is answered, by the first answer or (another request under the same key) by a refusal in `err`.
bool key_answers(struct board *board, const struct key *key, json_t **answer, bool *ok, struct err *err);
void key_part(const struct key *key, json_t *answer, struct entry *entry); // nothing without a key
#endif
