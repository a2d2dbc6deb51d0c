// Where the bytes of an entry come from: memory, an open file, or a manifest that is written line by line as it is asked for.
#include "bundle/feed.h"

#include "base/mem.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool memory_rewind(void *user) {
  ((struct memory_feed *)user)->done = 0;
  return true;
}

static ssize_t memory_read(void *user, void *out, size_t size) {
  struct memory_feed *memory = user;
  size_t left = memory->size - memory->done, take = size < left ? size : left;
  if (take) memcpy(out, memory->bytes + memory->done, take);
  memory->done += take;
  return (ssize_t)take;
}

struct zip_feed memory_feed(struct memory_feed *memory, const char *shown) {
  return (struct zip_feed){.user = memory, .rewind = memory_rewind, .read = memory_read, .size = memory->size, .shown = shown};
}

static bool file_rewind(void *user) { return lseek(*(int *)user, 0, SEEK_SET) == 0; }

static ssize_t file_read(void *user, void *out, size_t size) {
  size_t done = 0;
  while (done < size) {
    ssize_t got = read(*(int *)user, (char *)out + done, size - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    if (got == 0) break;
    done += (size_t)got;
  }
  return (ssize_t)done;
}

struct zip_feed file_feed(int *fd, uint64_t size, const char *shown) {
  return (struct zip_feed){.user = fd, .rewind = file_rewind, .read = file_read, .size = size, .shown = shown};
}

static bool is_listed(const struct manifest_feed *manifest, const struct zip_record *record) {
  return (strncmp(manifest->names->data + record->name, "data/", 5) == 0) == (manifest->kind != MANIFEST_TAGS);
}

static const uint8_t *digest_of(const struct manifest_feed *manifest, const struct zip_record *record, size_t *size) {
  *size = manifest->kind == MANIFEST_SHA512 ? SHA512_SIZE : HASH_SIZE;
  return manifest->kind == MANIFEST_SHA512 ? record->digests.sha512 : record->digests.sha256;
}

static bool next_line(struct manifest_feed *manifest) {
  manifest->line.size = 0;
  manifest->done = 0;
  while (manifest->next < manifest->count && manifest->line.size == 0) {
    const struct zip_record *record = &(*manifest->records)[manifest->next++];
    size_t size;
    const uint8_t *digest = digest_of(manifest, record, &size);
    if (is_listed(manifest, record)) manifest_add(&manifest->line, digest, size, manifest->names->data + record->name);
  }
  return manifest->line.size > 0;
}

static bool manifest_rewind(void *user) {
  struct manifest_feed *manifest = user;
  manifest->next = manifest->line.size = manifest->done = 0;
  return true;
}

static ssize_t manifest_read(void *user, void *out, size_t size) {
  struct manifest_feed *manifest = user;
  size_t have = 0;
  while (have < size && (manifest->done < manifest->line.size || next_line(manifest))) {
    size_t left = manifest->line.size - manifest->done, take = size - have < left ? size - have : left;
    memcpy((char *)out + have, manifest->line.data + manifest->done, take);
    manifest->done += take;
    have += take;
  }
  return (ssize_t)have;
}

struct zip_feed manifest_feed(struct manifest_feed *manifest, const char *shown) {
  struct zip_feed feed = {.user = manifest, .rewind = manifest_rewind, .read = manifest_read, .shown = shown};
  for (size_t i = 0; i < manifest->count; i++) {
    const struct zip_record *record = &(*manifest->records)[i];
    size_t size;
    digest_of(manifest, record, &size);
    if (is_listed(manifest, record)) feed.size += 2 * size + 3 + strlen(manifest->names->data + record->name); // two spaces, a line feed
  }
  return feed;
}
