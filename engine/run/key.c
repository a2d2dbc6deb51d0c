// Idempotency keys. See key.h.
#include "run/key.h"

#include "base/mem.h"

#include <string.h>

struct key key_of(const char *actor, const char *text, json_t *request) {
  struct key key = {.actor = actor, .text = text};
  if (!text) {
    json_decref(request);
    return key;
  }
  char *canonical = json_canonical(request);
  struct hash hash = hash_of(canonical, strlen(canonical));
  hex_write(key.digest, hash.bytes, HASH_SIZE);
  mem_free(canonical);
  json_decref(request);
  return key;
}

bool key_answers(struct board *board, const struct key *key, json_t **answer, bool *ok, struct err *err) {
  json_t *used = key->text && key->actor ? key_find(board->store, key->actor, key->text) : NULL;
  if (!used) return false;
  *ok = strcmp(json_text(used, "digest"), key->digest) == 0;
  if (*ok)
    *answer = json_incref(json_object_get(used, "answer"));
  else
    err_set(err, ERR_REFUSED, "The key \"%s\" was used for another request by the same person; nothing was changed. Use a new key.",
            key->text);
  json_decref(used);
  return true;
}

void key_part(const struct key *key, json_t *answer, struct entry *entry) {
  if (!key->text || !key->actor) return;
  entry_part(entry, "key",
             json_pack("{s:s, s:s, s:s, s:O}", "actor", key->actor, "key", key->text, "digest", key->digest, "answer", answer));
}
