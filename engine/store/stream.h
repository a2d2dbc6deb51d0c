// Bytes from one descriptor to another, hashed on the way, in a buffer of one size whatever the file's: how evidence comes in, is checked,
// backed up and restored.
#ifndef WAYMARK_STORE_STREAM_H
#define WAYMARK_STORE_STREAM_H
#include "base/env.h"
#include "base/err.h"
#include "base/hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STREAM_HEAD_SIZE = 4096 }; // of a file's beginning, by which its type is told

struct stream {
  int from, to;     // `to` negative: only hashed
  const char *path; // for sentences
  int64_t size_max; // ERR_LIMIT with over_limit's sentence; 0: none
  bool (*over_limit)(int64_t size_max, struct err *err);
  struct hash sha256; // filled
  int64_t size;       // filled
  char head[STREAM_HEAD_SIZE];
  size_t head_size; // filled
};

// Reads `from` to its end.
bool stream_run(const struct env *env, struct stream *stream, struct err *err);
// Copies a file to a new one of that mode and makes its bytes durable; whatever fails, the new one goes. The folder is the caller's to
// sync.
bool stream_copy(const struct env *env, const char *from, const char *to, int mode, struct hash *sha256, int64_t *size, struct err *err);
// The SHA-256 of a file. ERR_NOT_FOUND: there is none.
bool stream_hash(const struct env *env, const char *path, struct hash *sha256, int64_t *size, struct err *err);
#endif
