// A witness's folder: what it saw of a board's record, and the key by which it says so. It lies elsewhere than the board.
//
//   LOG.key          the board's signing key as it was seen first, or as somebody accepted it since
//   LOG.checkpoint   the last head that was taken, with the witness's cosignature
//   keys/signing-1   the witness's own secret, made at its first run (seal/key.h)
#ifndef WAYMARK_CLI_WITNESS_H
#define WAYMARK_CLI_WITNESS_H
#include "cli/internal.h"
#include "seal/cosignature.h"

struct witness_folder {
  const struct env *env;
  const char *path;
  char *key_path, *note_path; // of one log, once it is known
  struct seal_key secret;     // the witness's own
  char name[COSIGNER_NAME_MAX];
  char *own_key; // as verifiers are told it
};

// Makes the folder and the witness's key where there are none. Refused where a board lies. Clear it also after a failure.
bool witness_folder_open(struct witness_folder *folder, const struct env *env, const char *path, struct err *err);
void witness_folder_clear(struct witness_folder *folder);
bool witness_folder_of_log(struct witness_folder *folder, const char *origin, struct err *err); // names the log's two files
// Durable before it stands under its name.
bool witness_folder_write(const struct witness_folder *folder, const char *path, const char *text, struct err *err);
bool witness_folder_cosign(const struct witness_folder *folder, struct buf *note, struct err *err); // adds the line
#endif
