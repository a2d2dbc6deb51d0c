// Cosignatures: see cosignature.h. What is signed is `cosignature/v1`, the line `time SECONDS`, and the note's text; the line's base64 is
// of key id (4 bytes), the time (8, big-endian) and the signature (64).
#include "seal/cosignature.h"

#include "base/mem.h"

#include <string.h>

enum { ID_SIZE = 4, TIME_SIZE = 8, STAMPED_SIZE = ID_SIZE + TIME_SIZE + SEAL_SIGNATURE_SIZE, BASE64_ROOM = 112 };

static void put_number(uint8_t *out, int size, uint64_t number) {
  for (int i = 0; i < size; i++) out[i] = (uint8_t)(number >> (8 * (size - 1 - i)));
}

static int64_t get_number(const uint8_t *bytes, int size) {
  uint64_t number = 0;
  for (int i = 0; i < size; i++) number = number << 8 | bytes[i];
  return (int64_t)(number & INT64_MAX);
}

static void message_of(struct buf *message, const char *text, size_t size, int64_t seconds) {
  buf_init(message);
  buf_format(message, "cosignature/v1\ntime %lld\n", (long long)seconds);
  buf_add(message, text, size);
}

// The name ends where the id and the key, of which the sizes are known, begin.
bool cosigner_read(const char *text, struct cosigner *cosigner) {
  enum { REST = 1 + 8 + 1 + 44 };
  size_t size = strlen(text);
  if (size <= REST || size - REST >= sizeof cosigner->name) return false;
  memcpy(cosigner->name, text, size - REST);
  cosigner->name[size - REST] = '\0';
  return !strpbrk(cosigner->name, " +\n") && note_typed_read(text, cosigner->name, NOTE_COSIGNATURE, cosigner->public_key);
}

char *cosignature_sign(const char *note, const char *name, const struct seal_key *key, int64_t at_ms, struct err *err) {
  size_t text_size;
  uint8_t bytes[STAMPED_SIZE];
  char base64[BASE64_ROOM];
  struct buf message;
  int64_t seconds = at_ms / 1000;
  if (!note_signatures(note, &text_size, err)) return NULL;
  put_number(bytes, ID_SIZE, note_typed_id(name, NOTE_COSIGNATURE, key->public_key));
  put_number(bytes + ID_SIZE, TIME_SIZE, (uint64_t)seconds);
  message_of(&message, note, text_size, seconds);
  seal_sign(key, message.data, message.size, bytes + ID_SIZE + TIME_SIZE);
  buf_clear(&message);
  base64_write(bytes, sizeof bytes, base64, sizeof base64);
  return mem_format("\xe2\x80\x94 %s %s\n", name, base64);
}

// The first line under the witness's name and key id. NULL: there is none.
static const char *find_line(const char *note, const struct cosigner *cosigner, uint8_t bytes[STAMPED_SIZE], size_t *text_size,
                             struct err *err) {
  uint8_t id[ID_SIZE];
  struct note_line read;
  const char *line = note_signatures(note, text_size, err);
  put_number(id, ID_SIZE, note_typed_id(cosigner->name, NOTE_COSIGNATURE, cosigner->public_key));
  for (const char *end; line && *line; line = end + 1) {
    end = strchr(line, '\n');
    if (note_line_read(line, (size_t)(end - line), &read) && read.name_size == strlen(cosigner->name) &&
        memcmp(read.name, cosigner->name, read.name_size) == 0 && base64_read(bytes, STAMPED_SIZE, read.base64, read.base64_size) &&
        memcmp(bytes, id, ID_SIZE) == 0)
      return line;
  }
  if (line) err_set(err, ERR_INVALID, "This checkpoint is not cosigned by the witness %s.", cosigner->name);
  return NULL;
}

bool cosignature_verify(const char *note, const struct cosigner *cosigner, int64_t *at_ms, struct err *err) {
  uint8_t bytes[STAMPED_SIZE];
  size_t text_size;
  struct buf message;
  if (!find_line(note, cosigner, bytes, &text_size, err)) return false;
  int64_t seconds = get_number(bytes + ID_SIZE, TIME_SIZE);
  message_of(&message, note, text_size, seconds);
  bool ok =
      seconds <= INT64_MAX / 1000 && seal_signature_holds(cosigner->public_key, message.data, message.size, bytes + ID_SIZE + TIME_SIZE);
  buf_clear(&message);
  if (ok) *at_ms = seconds * 1000;
  return ok || err_set(err, ERR_INVALID, "The cosignature of the witness %s does not fit this checkpoint.", cosigner->name);
}

char *cosignature_line(const char *note, const struct cosigner *cosigner) {
  uint8_t bytes[STAMPED_SIZE];
  size_t text_size;
  struct err ignored;
  const char *line = find_line(note, cosigner, bytes, &text_size, &ignored);
  return line ? mem_text_part(line, strcspn(line, "\n")) : NULL;
}
