// Endorsements and chains of them: see endorsement.h. The form is described to the byte in engine/store/FORMAT.md.
#include "seal/endorsement.h"

#include "base/mem.h"

#include <string.h>

// The note's text, without the blank line: a checkpoint's, and the line of the next key.
static void write_text(struct buf *text, const struct checkpoint *head, int64_t epoch, const char *key) {
  checkpoint_write(text, head);
  buf_format(text, "next key %lld %s\n", (long long)epoch, key);
}

char *endorsement_sign(const struct checkpoint *head, int64_t epoch, const char *key, const struct seal_key *by) {
  struct buf note;
  buf_init(&note);
  write_text(&note, head, epoch, key);
  size_t size = note.size;
  buf_char(&note, '\n');
  note_sign(&note, size, head->origin, by);
  return buf_take(&note);
}

bool endorsement_read(const char *note, const char *origin, int64_t epoch, const char *key, const char *by, struct checkpoint *head,
                      struct err *err) {
  uint8_t public_key[SEAL_PUBLIC_SIZE];
  struct buf text;
  if (!checkpoint_read(note, head, err)) return false;
  if (strcmp(head->origin, origin) != 0 || !note_key_read(by, origin, public_key))
    return err_set(err, ERR_INVALID, "The endorsement of signing key %lld is of another log.", (long long)epoch);
  buf_init(&text);
  write_text(&text, head, epoch, key);
  buf_char(&text, '\n');
  bool same = strncmp(note, text.data, text.size) == 0;
  buf_clear(&text);
  if (!same) return err_set(err, ERR_INVALID, "The endorsement of signing key %lld is of another key.", (long long)epoch);
  return note_verify(note, origin, public_key, err);
}

static const json_t *row_of_key(const json_t *rows, const char *key) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (json_text(row, "key") && strcmp(json_text(row, "key"), key) == 0) return row;
  return NULL;
}

static bool link_holds(const json_t *row, const json_t *before, const char *origin, struct err *err) {
  const char *key = json_text(row, "key"), *by = json_text(before, "key"), *note = json_text(row, "endorsement");
  int64_t epoch = json_number(row, "epoch", 0);
  struct checkpoint head;
  struct err why;
  if (!key || !by || json_number(before, "epoch", 0) != epoch - 1)
    return err_set(err, ERR_CORRUPT, "The list of signing keys is not whole at key %lld.", (long long)epoch);
  if (!note) return err_set(err, ERR_CORRUPT, "Signing key %lld is not endorsed by the key before it.", (long long)epoch);
  return endorsement_read(note, origin, epoch, key, by, &head, &why) ||
         err_set(err, ERR_CORRUPT, "The endorsement of signing key %lld does not hold.", (long long)epoch);
}

bool chain_reaches(const json_t *rows, const char *origin, const char *from, const char *to, struct err *err) {
  const json_t *first = row_of_key(rows, from), *before = NULL;
  size_t i;
  json_t *row;
  if (json_array_size(rows) > CHAIN_KEYS_MAX) return err_set(err, ERR_LIMIT, "The list of signing keys is longer than any log's.");
  if (strcmp(from, to) == 0) return true;
  if (!first) return err_set(err, ERR_CORRUPT, "The key that is known is not among the log's signing keys.");
  json_array_foreach(rows, i, row) {
    if (before && !link_holds(row, before, origin, err)) return false;
    if (before && strcmp(json_text(row, "key"), to) == 0) return true;
    if (before || row == first) before = row;
  }
  return err_set(err, ERR_CORRUPT, "The key that is asked about does not follow the one that is known.");
}
