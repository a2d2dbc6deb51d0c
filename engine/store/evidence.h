// Evidence files: content-addressed by SHA-256 under FOLDER/evidence/, append-only, durable before the row that names them commits (J5).
#ifndef WAYMARK_STORE_EVIDENCE_H
#define WAYMARK_STORE_EVIDENCE_H
#include "base/env.h"
#include "base/err.h"
#include "base/hash.h"

#include <stdbool.h>
#include <stdint.h>

// One file, unless the board's setting `evidence_max` (in MB) says otherwise: larger recordings belong in the agency's own store.
#define EVIDENCE_SIZE_MAX (INT64_C(1) << 30)
enum { EVIDENCE_TYPE_SIZE = 100 };

// What is known of a file from its bytes alone.
struct evidence_file {
  struct hash sha256;
  int64_t size;
  char type[EVIDENCE_TYPE_SIZE]; // its media type by its first bytes (sniff.c), "application/pdf"; "" when it could not be told
};

// Streams from `fd` with bounded memory: temp file, write while hashing, sync, rename without replacing, sync folder (RELIABILITY 3.1).
// Not yet named by any row: commit the entry next. An empty file is refused, and one of more than `size_max` bytes.
bool evidence_store(const struct env *env, const char *board_folder, int fd, int64_t size_max, struct evidence_file *file, struct err *err);
// The same, and nothing is kept.
bool evidence_hash(const struct env *env, int fd, int64_t size_max, struct evidence_file *file, struct err *err);
// Copies one from a board's or a backup's folder into another, in the same order; ERR_CORRUPT when it does not hold those bytes.
bool evidence_take(const struct env *env, const char *from_folder, const char *to_folder, const struct hash *sha256, int64_t *size,
                   struct err *err);
// Copies one out into `to` and compares its hash while it is written; ERR_CORRUPT when it does not hold those bytes, and then neither does
// `to`.
bool evidence_copy(const struct env *env, const char *board_folder, const char *sha256_hex, int to, int64_t *size, struct err *err);
char *evidence_path(const char *board_folder, const char *sha256_hex); // Caller frees.
// Re-reads the file and compares its hash; false with ERR_CORRUPT or ERR_NOT_FOUND.
bool evidence_check(const struct env *env, const char *board_folder, const char *sha256_hex, struct err *err);
#endif
