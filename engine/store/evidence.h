// Evidence files: content-addressed by SHA-256 under FOLDER/evidence/, append-only, durable before the row that names them commits (J5).
#ifndef WAYMARK_STORE_EVIDENCE_H
#define WAYMARK_STORE_EVIDENCE_H
#include "base/env.h"
#include "base/err.h"
#include "base/hash.h"

#include <stdbool.h>
#include <stdint.h>

enum { EVIDENCE_SIZE_MAX = 1 << 30 }; // one file; larger recordings belong in the agency's own store, referenced

// Streams from `fd` with bounded memory: temp file, write while hashing, sync, rename without replacing, sync folder (RELIABILITY 3.1).
// Not yet named by any row: commit the entry next. An empty file is refused.
bool evidence_store(const struct env *env, const char *board_folder, int fd, struct hash *sha256, int64_t *size, struct err *err);
// The same hash and size, and nothing is kept.
bool evidence_hash(const struct env *env, int fd, struct hash *sha256, int64_t *size, struct err *err);
char *evidence_path(const char *board_folder, const char *sha256_hex); // Caller frees.
// Re-reads the file and compares its hash; false with ERR_CORRUPT or ERR_NOT_FOUND.
bool evidence_check(const struct env *env, const char *board_folder, const char *sha256_hex, struct err *err);
#endif
