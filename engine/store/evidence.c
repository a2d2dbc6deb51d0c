// Evidence files. The order of a store is RELIABILITY 3.1's, and each step has its reason:
//
//   1. a new temp file in evidence/tmp       the same file system, so that the rename is one step
//   2. write while hashing                   the size is that of the bytes received, whatever was declared
//   3. fsync the file                        before its name says that it is whole; an error is never tried again
//   4. close
//   5. rename without replacing              what is there already must hold the same bytes, and then ours is dropped
//   6. fsync the folders                     the rename is not durable by SQLite's own sync
//   7. (the caller) commit the entry         J5: never a row without its file
#include "store/evidence.h"

#include "base/mem.h"
#include "store/internal.h"
#include "store/sniff.h"
#include "store/stream.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

// Where one file goes. All are the struct's own.
struct place {
  char *root, *tmp, *temp_file, *folder, *file;
};

static void place_clear(struct place *place) {
  mem_free(place->root);
  mem_free(place->tmp);
  mem_free(place->temp_file);
  mem_free(place->folder);
  mem_free(place->file);
}

static bool make_folder(const struct env *env, const char *path, struct err *err) {
  return env->files->make_folder(env->user, path) == 0 || errno == EEXIST || env_fail(err, "make the folder", path);
}

static bool sync_folder(const struct env *env, const char *path, struct err *err) {
  return env->files->sync_folder(env->user, path) == 0 || env_sync_fail(path, err);
}

static bool place_begin(const struct env *env, const char *board_folder, struct place *place, struct err *err) {
  char name[ID_TEXT];
  id_write(id_new(env), name);
  place->root = mem_format("%s/evidence", board_folder);
  place->tmp = mem_format("%s/tmp", place->root);
  place->temp_file = mem_format("%s/%s", place->tmp, name);
  return make_folder(env, place->root, err) && make_folder(env, place->tmp, err);
}

static void place_settle(struct place *place, const struct hash *sha256) {
  char hex[HASH_HEX_SIZE];
  hex_write(hex, sha256->bytes, HASH_SIZE);
  place->folder = mem_format("%s/%.2s", place->root, hex);
  place->file = mem_format("%s/%s", place->folder, hex);
}

static bool over_limit(int64_t size_max, struct err *err) {
  return err_set(
      err, ERR_LIMIT,
      "Cannot take the evidence: it is larger than %lld MB, the board's limit for one file (its setting evidence_max). Keep it in "
      "your agency's own store and add its reference.",
      (long long)(size_max >> 20));
}

// Steps 1 to 4. Whatever fails, the temp file goes.
static bool receive(const struct env *env, struct stream *stream, struct err *err) {
  const char *path = stream->path;
  int to = env->files->open(env->user, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (to < 0) return env_fail(err, "make", path);
  stream->to = to;
  bool ok = stream_run(env, stream, err);
  if (ok && stream->size == 0)
    ok = err_set(err, ERR_INVALID, "Cannot take the evidence: the file is empty. Check that the right file was chosen.");
  bool synced = !ok || env->files->sync(env->user, to) == 0;
  int why = errno;
  bool closed = env->files->close(env->user, to) == 0;
  if (!synced || (ok && !closed)) {
    if (!synced) errno = why;
    why = errno;
    env->files->remove(env->user, path);
    errno = why;
    return synced ? env_fail(err, "close", path) : env_sync_fail(path, err);
  }
  if (!ok) env->files->remove(env->user, path);
  return ok;
}

// Steps 5 and 6. The folders are synced even when they were there: whoever made them may have ended before doing so.
static bool publish(const struct env *env, const char *board_folder, const struct place *place, const char *hex, struct err *err) {
  if (!make_folder(env, place->folder, err)) return false;
  if (env->files->rename_new(env->user, place->temp_file, place->file) != 0) {
    if (errno != EEXIST) return env_fail(err, "keep the evidence as", place->file);
    if (!evidence_check(env, board_folder, hex, err)) return false;
    env->files->remove(env->user, place->temp_file);
  }
  return sync_folder(env, place->folder, err) && sync_folder(env, place->root, err) && sync_folder(env, board_folder, err);
}

static bool changed(const char *path, int64_t size, struct err *err) {
  return err_set(err, ERR_CORRUPT,
                 "The evidence file %s does not hold the bytes that were added (it has %lld now); put it back from a backup.", path,
                 (long long)size);
}

static void tell(const struct stream *stream, struct evidence_file *file) {
  *file = (struct evidence_file){.sha256 = stream->sha256, .size = stream->size};
  sniff_type(stream->head, stream->head_size, file->type);
}

bool evidence_hash(const struct env *env, int fd, int64_t size_max, struct evidence_file *file, struct err *err) {
  struct stream stream = {.from = fd, .to = -1, .path = "the evidence", .size_max = size_max, .over_limit = over_limit};
  if (!stream_run(env, &stream, err)) return false;
  tell(&stream, file);
  return true;
}

static bool keep(const struct env *env, const char *board_folder, struct stream *stream, struct err *err) {
  struct place place = {0};
  bool ok = place_begin(env, board_folder, &place, err);
  stream->path = place.temp_file;
  ok = ok && receive(env, stream, err);
  if (ok) {
    char hex[HASH_HEX_SIZE];
    hex_write(hex, stream->sha256.bytes, HASH_SIZE);
    place_settle(&place, &stream->sha256);
    ok = publish(env, board_folder, &place, hex, err);
    if (!ok) env->files->remove(env->user, place.temp_file);
  }
  place_clear(&place);
  return ok;
}

bool evidence_store(const struct env *env, const char *board_folder, int fd, int64_t size_max, struct evidence_file *file,
                    struct err *err) {
  struct stream stream = {.from = fd, .size_max = size_max, .over_limit = over_limit};
  if (!keep(env, board_folder, &stream, err)) return false;
  tell(&stream, file);
  return true;
}

bool evidence_take(const struct env *env, const char *from_folder, const char *to_folder, const struct hash *sha256, int64_t *size,
                   struct err *err) {
  char hex[HASH_HEX_SIZE];
  hex_write(hex, sha256->bytes, HASH_SIZE);
  char *path = evidence_path(from_folder, hex);
  struct stream stream = {.from = env->files->open(env->user, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC, 0)};
  bool ok = (stream.from >= 0 || env_fail(err, "read the evidence file", path)) && keep(env, to_folder, &stream, err);
  if (stream.from >= 0) env->files->close(env->user, stream.from);
  if (ok && !hash_equal(&stream.sha256, sha256)) ok = changed(path, stream.size, err);
  *size = stream.size;
  mem_free(path);
  return ok;
}

char *evidence_path(const char *board_folder, const char *sha256_hex) {
  return mem_format("%s/evidence/%.2s/%s", board_folder, sha256_hex, sha256_hex);
}

bool evidence_copy(const struct env *env, const char *board_folder, const char *sha256_hex, int to, int64_t *size, struct err *err) {
  struct hash wanted;
  // The hex becomes a path: nothing but 64 digits may.
  if (!hex_read(wanted.bytes, HASH_SIZE, sha256_hex))
    return err_set(err, ERR_INVALID, "\"%.80s\" is no SHA-256 of an evidence file.", sha256_hex);
  char *path = evidence_path(board_folder, sha256_hex);
  int fd = env->files->open(env->user, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC, 0);
  struct stream stream = {.from = fd, .to = to, .path = path};
  bool ok = (fd >= 0 || env_fail(err, "read the evidence file", path)) && stream_run(env, &stream, err);
  if (fd >= 0) env->files->close(env->user, fd);
  if (ok && !hash_equal(&wanted, &stream.sha256)) ok = changed(path, stream.size, err);
  *size = stream.size;
  mem_free(path);
  return ok;
}

bool evidence_check(const struct env *env, const char *board_folder, const char *sha256_hex, struct err *err) {
  int64_t size;
  return evidence_copy(env, board_folder, sha256_hex, -1, &size, err);
}

void evidence_clean(const struct env *env, const char *board_folder) {
  char *folder = mem_format("%s/evidence/tmp", board_folder);
  DIR *listing = opendir(folder);
  for (struct dirent *item; listing && (item = readdir(listing));) {
    if (item->d_name[0] == '.') continue;
    char *path = mem_format("%s/%s", folder, item->d_name);
    env->files->remove(env->user, path); // one that stays is only clutter
    mem_free(path);
  }
  if (listing) closedir(listing);
  mem_free(folder);
}
