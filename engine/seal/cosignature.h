// Cosignatures (C2SP tlog-cosignature, Ed25519): a witness that saw a log grow says, with the time, that this checkpoint is the largest
// that it saw, and that all that it saw before is its beginning. A line of the checkpoint's note like any signature, under the witness's
// name.
#ifndef WAYMARK_SEAL_COSIGNATURE_H
#define WAYMARK_SEAL_COSIGNATURE_H
#include "seal/note.h"

enum { COSIGNER_NAME_MAX = 200, COSIGNATURE_LINE_MAX = 320 };

// A witness's key as verifiers are told it, NAME+ID+BASE64(0x04 || public key), taken apart; false: it is none.
struct cosigner {
  char name[COSIGNER_NAME_MAX];
  uint8_t public_key[SEAL_PUBLIC_SIZE];
};
bool cosigner_read(const char *text, struct cosigner *cosigner);

// The line, with its end, that a witness adds to a checkpoint's note. Caller frees. NULL with a sentence: that is no note.
char *cosignature_sign(const char *note, const char *name, const struct seal_key *key, int64_t at_ms, struct err *err);
// Did this witness cosign the note, and when (whole seconds)? ERR_INVALID with a sentence when it did not, or that does not hold.
bool cosignature_verify(const char *note, const struct cosigner *cosigner, int64_t *at_ms, struct err *err);
// The line of this witness in the note, without its end. Caller frees. NULL: there is none.
char *cosignature_line(const char *note, const struct cosigner *cosigner);
#endif
