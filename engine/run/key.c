// Idempotency keys. See key.h.
#include "run/key.h"

#include "base/mem.h"
#include "run/people.h"
#include "run/relay.h"

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

static bool sets_off(const struct turn *turn) {
  for (size_t i = 0; i < turn->entry.part_count; i++)
    if (strncmp(turn->entry.parts[i].name, "open/", 5) == 0) return true;
  return relay_may_tell(turn->item);
}

void key_keep(struct turn *turn, const struct key *key, json_t *answer) {
  if (!key->text || !key->actor) return;
  json_t *kept = json_pack("{s:s, s:s, s:s, s:O}", "actor", key->actor, "key", key->text, "digest", key->digest, "answer", answer);
  if (!sets_off(turn)) {
    entry_part(&turn->entry, "key", kept);
    return;
  }
  key_forget(turn->board);
  turn->board->owed = json_pack("{s:s, s:s, s:o}", "case", turn->item->hex, "actor", key->actor, "key", kept);
}

// What the turn opens comes by here too, later.
void key_owe(const struct turn *turn) {
  json_t *kept = json_object_get(turn->board->owed, "key");
  if (kept && !json_object_get(kept, "entry")) json_put_number(kept, "entry", turn->entry.case_sequence);
}

bool key_is_owed(const struct board *board) { return board->owed != NULL; }

bool key_settle(struct board *board, struct err *err) {
  struct entry entry;
  int64_t now = board_now(board);
  if (!board->owed) return true;
  entry_init(&entry, ENTRY_ANSWER, now, now);
  id_read(&entry.case_id, json_text(board->owed, "case"));
  people_key(board, json_text(board->owed, "actor"), &entry.actor_id);
  entry_part(&entry, "key", json_incref(json_object_get(board->owed, "key")));
  key_forget(board);
  return board_append(board, &entry, err);
}

void key_forget(struct board *board) {
  json_decref(board->owed);
  board->owed = NULL;
}
