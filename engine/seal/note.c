// Signed notes: see note.h. The rules cited are those of C2SP's signed-note and tlog-checkpoint.
#include "seal/note.h"

#include "base/json.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { SIGNED_SIZE = 4 + SEAL_SIGNATURE_SIZE };

static const char DASH[] = "\xe2\x80\x94 "; // an em dash and a space begin a signature's line

static void put_id(uint8_t out[4], uint32_t id) {
  for (int i = 0; i < 4; i++) out[i] = (uint8_t)(id >> (24 - 8 * i));
}

uint32_t note_typed_id(const char *name, enum note_type type, const uint8_t public_key[SEAL_PUBLIC_SIZE]) {
  const char typed[2] = {'\n', (char)type};
  const struct hash_piece pieces[] = {{name, strlen(name)}, {typed, sizeof typed}, {public_key, SEAL_PUBLIC_SIZE}};
  struct hash hash = hash_of_pieces(pieces, sizeof pieces / sizeof pieces[0]);
  return (uint32_t)hash.bytes[0] << 24 | (uint32_t)hash.bytes[1] << 16 | (uint32_t)hash.bytes[2] << 8 | hash.bytes[3];
}

char *note_typed_write(const char *name, enum note_type type, const uint8_t public_key[SEAL_PUBLIC_SIZE]) {
  uint8_t typed[1 + SEAL_PUBLIC_SIZE] = {(uint8_t)type};
  char base64[SEAL_BASE64_SIZE];
  memcpy(typed + 1, public_key, SEAL_PUBLIC_SIZE);
  base64_write(typed, sizeof typed, base64, sizeof base64);
  return mem_format("%s+%08x+%s", name, note_typed_id(name, type, public_key), base64);
}

bool note_typed_read(const char *text, const char *name, enum note_type type, uint8_t public_key[SEAL_PUBLIC_SIZE]) {
  uint8_t typed[1 + SEAL_PUBLIC_SIZE];
  // Base64 has a plus of its own: the key's part begins after the id, which stands behind the name.
  size_t size = strlen(name);
  if (strncmp(text, name, size) != 0 || text[size] != '+') return false;
  const char *key = text + size + 1 + 8 + 1;
  if (strlen(text) <= size + 10 || key[-1] != '+' || !base64_read(typed, sizeof typed, key, strlen(key))) return false;
  memcpy(public_key, typed + 1, SEAL_PUBLIC_SIZE);
  char *again = note_typed_write(name, type, public_key);
  bool same = strcmp(again, text) == 0;
  mem_free(again);
  return same;
}

uint32_t note_key_id(const char *name, const uint8_t public_key[SEAL_PUBLIC_SIZE]) { return note_typed_id(name, NOTE_ED25519, public_key); }
char *note_key_write(const char *name, const uint8_t public_key[SEAL_PUBLIC_SIZE]) {
  return note_typed_write(name, NOTE_ED25519, public_key);
}
bool note_key_read(const char *text, const char *name, uint8_t public_key[SEAL_PUBLIC_SIZE]) {
  return note_typed_read(text, name, NOTE_ED25519, public_key);
}

// Over the `size` bytes of `text`: base64 of key id || signature.
static void sign_text(const void *text, size_t size, const char *name, const struct seal_key *key, char base64[SEAL_BASE64_SIZE]) {
  uint8_t bytes[SIGNED_SIZE];
  put_id(bytes, note_key_id(name, key->public_key));
  seal_sign(key, text, size, bytes + 4);
  base64_write(bytes, sizeof bytes, base64, SEAL_BASE64_SIZE);
}

static void add_signature(struct buf *note, const char *name, const char *base64) {
  buf_text(note, DASH);
  buf_text(note, name);
  buf_char(note, ' ');
  buf_text(note, base64);
  buf_char(note, '\n');
}

void note_sign(struct buf *note, size_t size, const char *name, const struct seal_key *key) {
  char base64[SEAL_BASE64_SIZE];
  sign_text(note->data, size, name, key, base64);
  add_signature(note, name, base64);
}

static bool fail(const char *why, struct err *err) { return err_set(err, ERR_INVALID, "This is no signed checkpoint: %s.", why); }

// Where the signatures begin, after the last blank line; NULL: the form is wrong.
static const char *signatures_of(const char *note, struct err *err) {
  size_t size = strlen(note);
  if (size > NOTE_SIZE_MAX || size == 0 || note[size - 1] != '\n' || !json_is_utf8(note)) {
    fail("it is no UTF-8 text of whole lines, or too long", err);
    return NULL;
  }
  for (const char *c = note; *c; c++)
    if ((unsigned char)*c < ' ' && *c != '\n') {
      fail("it holds control characters", err);
      return NULL;
    }
  const char *found = NULL;
  for (const char *blank = note; (blank = strstr(blank, "\n\n")); blank++) found = blank + 2;
  if (!found || !*found) fail("it has no blank line with signatures after it", err);
  return found && *found ? found : NULL;
}

const char *note_signatures(const char *note, size_t *size, struct err *err) {
  const char *lines = signatures_of(note, err);
  if (lines) *size = (size_t)(lines - note) - 1;
  return lines;
}

bool note_line_read(const char *line, size_t length, struct note_line *read) {
  size_t dash = sizeof DASH - 1;
  const char *who = line + dash, *blank = length > dash && memcmp(line, DASH, dash) == 0 ? memchr(who, ' ', length - dash) : NULL;
  if (!blank || blank == who) return false;
  *read = (struct note_line){who, blank + 1, (size_t)(blank - who), length - (size_t)(blank + 1 - line)};
  return true;
}

// One signature's line. Says whether it is in form; whose it is, is looked at where it is this key's.
static bool check_line(const char *line, size_t length, const char *note, size_t text_size, const char *name, const uint8_t *public_key,
                       bool *found, struct err *err) {
  uint8_t bytes[SIGNED_SIZE], id[4];
  struct note_line read;
  if (!note_line_read(line, length, &read)) return fail("a line after the blank one is no signature", err);
  if (read.name_size != strlen(name) || memcmp(read.name, name, read.name_size) != 0) return true; // somebody else's: passed over
  put_id(id, note_key_id(name, public_key));
  if (!base64_read(bytes, sizeof bytes, read.base64, read.base64_size) || memcmp(bytes, id, 4) != 0) return true;
  if (!seal_signature_holds(public_key, note, text_size, bytes + 4)) return fail("its signature does not fit its text", err);
  *found = true;
  return true;
}

bool note_verify(const char *note, const char *name, const uint8_t public_key[SEAL_PUBLIC_SIZE], struct err *err) {
  size_t text_size;
  const char *line = note_signatures(note, &text_size, err);
  if (!line) return false;
  bool found = false;
  int count = 0;
  for (const char *end; *line; line = end + 1) {
    end = strchr(line, '\n');
    if (++count > NOTE_SIGNATURES_MAX) return fail("it has too many signatures", err);
    if (!check_line(line, (size_t)(end - line), note, text_size, name, public_key, &found, err)) return false;
  }
  return found || fail("it is not signed by the key that it is checked against", err);
}

void checkpoint_write(struct buf *note, const struct checkpoint *checkpoint) {
  char base64[SEAL_BASE64_SIZE];
  base64_write(checkpoint->root.bytes, HASH_SIZE, base64, sizeof base64);
  buf_text(note, checkpoint->origin);
  buf_char(note, '\n');
  buf_number(note, checkpoint->size);
  buf_char(note, '\n');
  buf_text(note, base64);
  buf_char(note, '\n');
}

// Its text, with room for the one signature.
static void begin_note(struct buf *note, const struct checkpoint *checkpoint) {
  enum { LINES = 200 }; // but for the origin's two
  buf_init(note);
  buf_reserve(note, LINES + 2 * strlen(checkpoint->origin));
  checkpoint_write(note, checkpoint);
}

static char *end_note(struct buf *note, const struct checkpoint *checkpoint, const char *signature) {
  buf_char(note, '\n');
  add_signature(note, checkpoint->origin, signature);
  return buf_take(note);
}

char *checkpoint_sign(const struct checkpoint *checkpoint, const struct seal_key *key, char signature[SEAL_BASE64_SIZE]) {
  struct buf note;
  begin_note(&note, checkpoint);
  sign_text(note.data, note.size, checkpoint->origin, key, signature);
  return end_note(&note, checkpoint, signature);
}

char *checkpoint_note(const struct checkpoint *checkpoint, const char *signature) {
  struct buf note;
  begin_note(&note, checkpoint);
  return end_note(&note, checkpoint, signature);
}

// A whole number in its one form: no sign, no leading zero, and small enough for every reader.
static bool read_size(const char *text, size_t length, int64_t *size) {
  if (length == 0 || length > 18 || (text[0] == '0' && length > 1)) return false;
  *size = 0;
  for (size_t i = 0; i < length; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    *size = *size * 10 + (text[i] - '0');
  }
  return true;
}

bool checkpoint_read(const char *note, struct checkpoint *checkpoint, struct err *err) {
  const char *signatures = signatures_of(note, err);
  if (!signatures) return false;
  const char *lines[4] = {note};
  for (int i = 0; i < 3; i++) {
    lines[i + 1] = strchr(lines[i], '\n') + 1;
    if (lines[i + 1] == lines[i] + 1 || lines[i + 1] >= signatures) return fail("it lacks its origin, size or root", err);
  }
  size_t origin = (size_t)(lines[1] - lines[0]) - 1;
  if (origin >= sizeof checkpoint->origin) return fail("its origin is too long", err);
  memcpy(checkpoint->origin, note, origin);
  checkpoint->origin[origin] = '\0';
  return (read_size(lines[1], (size_t)(lines[2] - lines[1]) - 1, &checkpoint->size) &&
          base64_read(checkpoint->root.bytes, HASH_SIZE, lines[2], (size_t)(lines[3] - lines[2]) - 1)) ||
         fail("its size or root is not in form", err);
}
