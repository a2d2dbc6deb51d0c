// A signing key: Ed25519 by libsodium. The secret lies in the board's folder, never in its store, one file an epoch, readable by its owner
// alone; who has the store without the folder's keys can rewrite history, but cannot sign it.
#ifndef WAYMARK_SEAL_KEY_H
#define WAYMARK_SEAL_KEY_H
#include "base/env.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum { SEAL_PUBLIC_SIZE = 32, SEAL_SECRET_SIZE = 64, SEAL_SIGNATURE_SIZE = 64, SEAL_BASE64_SIZE = 96 };

struct seal_key {
  int64_t epoch; // from 1
  uint8_t public_key[SEAL_PUBLIC_SIZE], secret[SEAL_SECRET_SIZE];
};

// Makes FOLDER/keys/signing-EPOCH durably, in place of one that never came into use. Wipe it with seal_key_clear.
bool seal_key_create(const struct env *env, const char *folder, int64_t epoch, struct seal_key *key, struct err *err);
bool seal_key_read(const struct env *env, const char *folder, int64_t epoch, struct seal_key *key, struct err *err);
// Writes over the secret of an epoch that is over, and removes it. Nothing happens when it is gone.
void seal_key_erase(const struct env *env, const char *folder, int64_t epoch);
void seal_key_clear(struct seal_key *key);

void seal_sign(const struct seal_key *key, const void *bytes, size_t size, uint8_t signature[SEAL_SIGNATURE_SIZE]);
bool seal_signature_holds(const uint8_t public_key[SEAL_PUBLIC_SIZE], const void *bytes, size_t size,
                          const uint8_t signature[SEAL_SIGNATURE_SIZE]);

// Base64 of RFC 4648, section 4, padded. Reading takes exactly `size` bytes in their one canonical text.
void base64_write(const void *bytes, size_t size, char *out, size_t room);
bool base64_read(void *bytes, size_t size, const char *text, size_t length);
#endif
