// What was signed, read again: see signing.h. A checkpoint's note is made of the row that was kept, the tree and the log's name.
#include "base/mem.h"
#include "run/signing.h"
#include "seal/note.h"

#include <stdio.h>
#include <string.h>

void signing_origin(struct board *board, char out[64]) {
  char *log = meta_find(board->store, "log");
  snprintf(out, 64, "waymark/%s", log ? log : "");
  mem_free(log);
}

bool signing_note(struct board *board, const json_t *row, char **note, struct err *err) {
  struct checkpoint head = {.size = json_number(row, "size", 0)};
  const char *signature = json_text(row, "signature");
  signing_origin(board, head.origin);
  if (!tree_root(board->store, head.size, &head.root, err)) return false;
  *note = checkpoint_note(&head, signature ? signature : "");
  return true;
}

static json_t *key_of_epoch(struct board *board, int64_t epoch) {
  json_t *rows = signing_key_list(board->store), *row, *found = NULL;
  size_t i;
  json_array_foreach(rows, i, row) if (json_number(row, "epoch", 0) == epoch) found = json_incref(row);
  json_decref(rows);
  return found;
}

bool signing_holds(struct board *board, const char *note, int64_t epoch, struct err *err) {
  char origin[64];
  uint8_t public_key[SEAL_PUBLIC_SIZE];
  json_t *key = key_of_epoch(board, epoch);
  const char *text = json_text(key, "key");
  signing_origin(board, origin);
  bool ok = (text && note_key_read(text, origin, public_key)) ||
            err_set(err, ERR_CORRUPT, "The journal names no signing key %lld.", (long long)epoch);
  ok = ok && note_verify(note, origin, public_key, err);
  json_decref(key);
  return ok;
}

bool signing_covering(struct board *board, int64_t size, char **note, int64_t *note_size, struct err *err) {
  json_t *row = checkpoint_covering(board->store, size);
  *note = NULL;
  bool ok = row && signing_note(board, row, note, err) && signing_holds(board, *note, json_number(row, "epoch", 0), err);
  if (ok) *note_size = json_number(row, "size", 0);
  if (row && !ok) mem_free(*note);
  if (!row) err_set(err, ERR_REFUSED, "No signed checkpoint covers %lld entries yet; the board's next change signs them.", (long long)size);
  json_decref(row);
  return ok;
}

json_t *signing_chain(struct board *board, int64_t epoch) {
  json_t *rows = signing_key_list(board->store), *row, *chain = json_array();
  size_t i;
  json_array_foreach(rows, i, row) if (json_number(row, "epoch", 0) <= epoch) json_array_append(chain, row);
  json_decref(rows);
  return chain;
}

json_t *signing_chain_from(struct board *board, const char *key) {
  json_t *rows = signing_key_list(board->store), *row, *chain = json_array();
  size_t i;
  json_array_foreach(rows, i, row) if (json_array_size(chain) || strcmp(json_text(row, "key") ? json_text(row, "key") : "", key) == 0)
      json_array_append(chain, row);
  json_decref(rows);
  return chain;
}

char *signing_key_of(struct board *board, const char *note, struct err *err) {
  json_t *rows = signing_key_list(board->store), *row;
  char origin[64], *found = NULL;
  uint8_t public_key[SEAL_PUBLIC_SIZE];
  struct err ignored;
  size_t i;
  signing_origin(board, origin);
  json_array_foreach(rows, i, row) {
    const char *text = json_text(row, "key");
    if (!found && text && note_key_read(text, origin, public_key) && note_verify(note, origin, public_key, &ignored))
      found = mem_text(text);
  }
  json_decref(rows);
  if (!found)
    err_set(err, ERR_CORRUPT,
            "The kept checkpoint is not signed by any key that this journal names: it is forged, or the journal was written anew.");
  return found;
}

// What this program commits is signed with it: anything else was done to the store by somebody else.
static bool covers_all(struct board *board, int64_t size, struct err *err) {
  int64_t count = journal_count(board->store);
  if (size == count) return true;
  return err_set(
      err, ERR_CORRUPT,
      "The last checkpoint covers %lld entries and the journal has %lld: %s. Run `waymark journal verify`, and put back the newest "
      "waymark.db.",
      (long long)size, (long long)count, size > count ? "its end was cut off" : "something else than this program added to it");
}

bool signing_last(struct board *board, char **note, char **key, struct err *err) {
  json_t *row = checkpoint_last(board->store), *named = signing_key_last(board->store);
  bool ok = row && named && json_text(named, "key");
  if (!ok)
    err_set(err, ERR_REFUSED,
            "Nothing is signed on this board yet: its first change by this program makes its key and signs what it holds.");
  ok = ok && covers_all(board, json_number(row, "size", 0), err) && signing_note(board, row, note, err);
  if (ok) *key = mem_text(json_text(named, "key"));
  json_decref(named);
  json_decref(row);
  return ok;
}
