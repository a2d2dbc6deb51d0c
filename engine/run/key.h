// Idempotency keys (E1): scoped by board and actor, kept with a digest of the request as long as the item.
#ifndef WAYMARK_RUN_KEY_H
#define WAYMARK_RUN_KEY_H
#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "run/board.h"
#include "run/turn.h"

struct key {
  const char *actor, *text;   // text NULL: the request came without a key
  char digest[HASH_HEX_SIZE]; // of the request; "" without a key
};

struct key key_of(const char *actor, const char *text, json_t *request); // takes over `request`: all that makes it the same request
// True when it was used before: the caller is answered, by the first answer or (another request under the same key) by a refusal in `err`.
bool key_answers(struct board *board, const struct key *key, json_t **answer, bool *ok, struct err *err);
// Keeps the answer with the turn's entry, which is about to be appended; nothing without a key. Where the turn opens or tells other items,
// what comes of that belongs into the answer too: then it is owed until key_settle, and `answer` may still be filled.
void key_keep(struct turn *turn, const struct key *key, json_t *answer);
void key_owe(const struct turn *turn); // its entry was appended: it is the one that an answer which is owed is to
bool key_is_owed(const struct board *board);
bool key_settle(struct board *board, struct err *err); // the answer is whole: it is kept in an entry of its own
void key_forget(struct board *board);                  // the request is over
#endif
