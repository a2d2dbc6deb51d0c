// Signed notes and checkpoints, in the forms that transparency logs share (C2SP signed-note and tlog-checkpoint), so that other people's
// witnesses and tools read ours: a text, a blank line, and a line for each signature.
#ifndef WAYMARK_SEAL_NOTE_H
#define WAYMARK_SEAL_NOTE_H
#include "base/buf.h"
#include "base/hash.h"
#include "seal/key.h"

enum { NOTE_SIZE_MAX = 100000, NOTE_SIGNATURES_MAX = 64, CHECKPOINT_ORIGIN_MAX = 200 };

// Adds the line `— NAME BASE64(key id || signature)` over the `size` bytes of text at the buffer's start; after the text's blank line.
void note_sign(struct buf *note, size_t size, const char *name, const struct seal_key *key);
uint32_t note_key_id(const char *name, const uint8_t public_key[SEAL_PUBLIC_SIZE]);
// The key as verifiers are told it: NAME+ID+BASE64(0x01 || public key). Caller frees. Reading: false when it is no such text.
char *note_key_write(const char *name, const uint8_t public_key[SEAL_PUBLIC_SIZE]);
bool note_key_read(const char *text, const char *name, uint8_t public_key[SEAL_PUBLIC_SIZE]);
// The same of a key that signs something else than the text alone: the type is part of the key's id.
enum note_type { NOTE_ED25519 = 0x01, NOTE_COSIGNATURE = 0x04 };
uint32_t note_typed_id(const char *name, enum note_type type, const uint8_t public_key[SEAL_PUBLIC_SIZE]);
char *note_typed_write(const char *name, enum note_type type, const uint8_t public_key[SEAL_PUBLIC_SIZE]);
bool note_typed_read(const char *text, const char *name, enum note_type type, uint8_t public_key[SEAL_PUBLIC_SIZE]);

// The note's text ends, with its line's end, `size` bytes from its start; the lines of signatures follow after the blank one. NULL: no
// note.
const char *note_signatures(const char *note, size_t *size, struct err *err);
// A signature's line, without its end, read: whose it says it is, and the base64 of what they signed. False: it is none.
struct note_line {
  const char *name, *base64;
  size_t name_size, base64_size;
};
bool note_line_read(const char *line, size_t length, struct note_line *read);

// Is the note's form right, and did this key sign it? Signatures of others are passed over; one under the key's name and id that does not
// hold spoils the note.
bool note_verify(const char *note, const char *name, const uint8_t public_key[SEAL_PUBLIC_SIZE], struct err *err);

struct checkpoint {
  char origin[CHECKPOINT_ORIGIN_MAX];
  int64_t size;
  struct hash root;
};

void checkpoint_write(struct buf *text, const struct checkpoint *checkpoint); // its three lines
// Signs a log's head under the origin's name: the note, and what stands in its last line behind the name; of the head and that the note is
// made again at any later time. Caller frees it.
char *checkpoint_sign(const struct checkpoint *checkpoint, const struct seal_key *key, char signature[SEAL_BASE64_SIZE]);
char *checkpoint_note(const struct checkpoint *checkpoint, const char *signature);
// Reads the head that a note speaks of. It says nothing about who signed it: that is note_verify's.
bool checkpoint_read(const char *note, struct checkpoint *checkpoint, struct err *err);
#endif
