// Keys of a day: see epoch.h.
//
// NO KEY -> KEY [take_secret: read from the folder; else make]; KEY -> NEXT KEY [turn]. Whichever is in memory counts only while the
// store's newest row names it, so a transaction that named one and was undone leaves nothing.
#include "run/epoch.h"

#include "base/mem.h"
#include "seal/endorsement.h"

#include <stdio.h>
#include <string.h>

static const int64_t DAY_MS = 24 * 60 * 60 * 1000;
static const char LOST[] = "the secret of the key before was not in the board's folder";

static int64_t day_of(int64_t ms) { return ms / DAY_MS - (ms % DAY_MS < 0); }

static bool is_named(const struct seal_key *key, const json_t *row, const char *origin) {
  uint8_t named[SEAL_PUBLIC_SIZE];
  const char *text = json_text(row, "key");
  return text && note_key_read(text, origin, named) && memcmp(named, key->public_key, sizeof named) == 0;
}

static bool journal_key(struct board *board, const struct seal_key *key, const char *text, const char *endorsement, const char *why,
                        struct err *err) {
  struct entry entry;
  int64_t now_ms = board_now(board);
  json_t *value = json_pack("{s:I, s:s}", "epoch", (json_int_t)key->epoch, "key", text);
  json_put_text(value, "endorsement", endorsement);
  json_put_text(value, "why", why);
  entry_init(&entry, ENTRY_SIGNING_KEY, now_ms, now_ms);
  entry_part(&entry, "signing_key", value);
  return board_append(board, &entry, err);
}

// The same text again needs no reading: each commit asks.
static bool is_ours(struct epoch *epoch, const json_t *row, const char *origin) {
  const char *text = json_text(row, "key");
  if (text && *text && strcmp(text, epoch->named) == 0) return true;
  if (!is_named(&epoch->key, row, origin)) return false;
  snprintf(epoch->named, sizeof epoch->named, "%s", text); // one that is cut off is never the same
  return true;
}

// Makes the key after epoch `last`; `by` vouches for it. NULL: nobody does, for the reason `why`, which the first key needs none.
static bool make(struct board *board, struct epoch *epoch, int64_t last, const struct seal_key *by, const char *why,
                 const struct checkpoint *head, struct err *err) {
  struct seal_key fresh;
  if (!seal_key_create(&board->env, board->folder, last + 1, &fresh, err)) return false;
  char *text = note_key_write(head->origin, fresh.public_key);
  char *endorsement = by ? endorsement_sign(head, fresh.epoch, text, by) : NULL;
  bool ok = journal_key(board, &fresh, text, endorsement, why, err);
  mem_free(endorsement);
  mem_free(text);
  epoch->key = fresh;
  epoch->named[0] = '\0';
  epoch->day = day_of(journal_last_recorded(board->store));
  epoch->over = last;
  seal_key_clear(&fresh);
  return ok;
}

// The secret of the key that the row names, from memory or from the folder. That row is committed, as no transaction names two: so what an
// end of the program left of the one before goes at once, and not after a further key took its place.
// *missing says why there is none.
static bool take_secret(struct board *board, struct epoch *epoch, const json_t *row, const char *origin, struct err *missing) {
  struct entry named;
  int64_t number = json_number(row, "epoch", 0);
  if (!row) return false;
  if (epoch->key.epoch == number && is_ours(epoch, row, origin)) return true;
  epoch->named[0] = '\0';
  if (!seal_key_read(&board->env, board->folder, number, &epoch->key, missing) || !is_ours(epoch, row, origin)) return false;
  if (!journal_find(board->store, json_number(row, "sequence", 0), &named, missing)) return false;
  epoch->day = day_of(named.recorded_ms);
  seal_key_erase(&board->env, board->folder, number - 1);
  return true;
}

static bool turn(struct board *board, struct epoch *epoch, const struct checkpoint *head, struct err *err) {
  struct seal_key before = epoch->key;
  bool ok = make(board, epoch, before.epoch, &before, NULL, head, err);
  seal_key_clear(&before);
  return ok;
}

// A key that cannot be read just now is not lost: a new one would say that it was.
static bool may_be_there(const struct err *missing) {
  return missing->code != ERR_NONE && missing->code != ERR_NOT_FOUND && missing->code != ERR_CORRUPT;
}

bool epoch_take(struct board *board, struct epoch *epoch, const struct checkpoint *head, struct err *err) {
  json_t *row = signing_key_last(board->store);
  struct err missing = {0};
  bool ok = false;
  epoch->over = 0;
  if (take_secret(board, epoch, row, head->origin, &missing))
    ok = day_of(journal_last_recorded(board->store)) <= epoch->day || turn(board, epoch, head, err);
  else if (may_be_there(&missing))
    *err = missing;
  else
    ok = make(board, epoch, json_number(row, "epoch", 0), NULL, row ? LOST : NULL, head, err);
  json_decref(row);
  return ok;
}

void epoch_taken(struct board *board, struct epoch *epoch) {
  if (epoch->over) seal_key_erase(&board->env, board->folder, epoch->over);
  epoch->over = 0;
}

void epoch_clear(struct epoch *epoch) { seal_key_clear(&epoch->key); }
