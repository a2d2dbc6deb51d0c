// Streaming: see stream.h.
#include "store/stream.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

enum { CHUNK_SIZE = 1 << 16 }; // larger ones read no faster

static bool write_all(const struct env *env, int fd, const char *bytes, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t put = env->files->write(env->user, fd, bytes + done, size - done);
    if (put < 0 && errno != EINTR) return false;
    if (put > 0) done += (size_t)put;
  }
  return true;
}

static void keep_head(struct stream *stream, const char *chunk, size_t size) {
  size_t room = STREAM_HEAD_SIZE - stream->head_size, taken = size < room ? size : room;
  memcpy(stream->head + stream->head_size, chunk, taken);
  stream->head_size += taken;
}

// The limit is one on bytes received, whatever was declared.
static bool take(const struct env *env, struct stream *stream, const char *chunk, size_t size, struct err *err) {
  stream->size += (int64_t)size;
  if (stream->size_max > 0 && stream->size > stream->size_max) return stream->over_limit(stream->size_max, err);
  keep_head(stream, chunk, size);
  return stream->to < 0 || write_all(env, stream->to, chunk, size) || env_fail(err, "write", stream->path);
}

bool stream_run(const struct env *env, struct stream *stream, struct err *err) {
  struct hash_stream *hash = hash_stream_new("SHA256");
  char *chunk = mem_new(CHUNK_SIZE);
  uint8_t digest[64];
  bool ok = true;
  stream->size = 0;
  stream->head_size = 0;
  while (ok) {
    ssize_t got = env->files->read(env->user, stream->from, chunk, CHUNK_SIZE);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) ok = env_fail(err, "read", stream->path);
    if (got <= 0) break;
    hash_stream_add(hash, chunk, (size_t)got);
    ok = take(env, stream, chunk, (size_t)got, err);
  }
  hash_stream_end(hash, digest);
  memcpy(stream->sha256.bytes, digest, HASH_SIZE);
  mem_free(chunk);
  return ok;
}

static bool copy_open(const struct env *env, int from, const char *to, int mode, struct stream *stream, struct err *err) {
  int fd = env->files->open(env->user, to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  if (fd < 0) return env_fail(err, "make", to);
  *stream = (struct stream){.from = from, .to = fd, .path = to};
  bool ok = stream_run(env, stream, err);
  if (ok && env->files->sync(env->user, fd) != 0) ok = env_fail(err, "make durable", to);
  if (env->files->close(env->user, fd) != 0 && ok) ok = env_fail(err, "close", to);
  if (!ok) env->files->remove(env->user, to);
  return ok;
}

bool stream_copy(const struct env *env, const char *from, const char *to, int mode, struct hash *sha256, int64_t *size, struct err *err) {
  struct stream stream;
  int fd = env->files->open(env->user, from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC, 0);
  if (fd < 0) return env_fail(err, "read", from);
  bool ok = copy_open(env, fd, to, mode, &stream, err);
  env->files->close(env->user, fd);
  if (!ok) return false;
  *sha256 = stream.sha256;
  *size = stream.size;
  return true;
}

bool stream_hash(const struct env *env, const char *path, struct hash *sha256, int64_t *size, struct err *err) {
  int fd = env->files->open(env->user, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC, 0);
  if (fd < 0) return env_fail(err, "read", path);
  struct stream stream = {.from = fd, .to = -1, .path = path};
  bool ok = stream_run(env, &stream, err);
  env->files->close(env->user, fd);
  if (!ok) return false;
  *sha256 = stream.sha256;
  *size = stream.size;
  return true;
}
