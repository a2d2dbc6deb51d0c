// Verifying a bundle: the zip's structure (zip_map.c), its bytes (zip_file.c), the bag's rules (bag.c), then the report.
#include "base/mem.h"
#include "bundle/bundle.h"
#include "bundle/internal.h"

#include <string.h>

enum { TAGS_MAX = 16 << 20 }; // all tag files together; ours are two manifests and three short texts

// Entries being read: digests of all, the texts of tag files.
struct intake {
  struct zip_map *map;
  struct hash_stream *sha256, *sha512;
  struct buf text;
  char **tags;
  size_t tags_size;
  bool keep, is_too_large;
};

static bool is_payload(const struct zip_entry *entry) { return strncmp(entry->path, "data/", 5) == 0; }

static bool intake_begin(void *user, struct zip_entry *entry) {
  struct intake *intake = user;
  intake->keep = !is_payload(entry);
  if (intake->keep && (entry->size > BUNDLE_TAG_MAX || (intake->tags_size += entry->size) > TAGS_MAX)) intake->is_too_large = true;
  if (intake->is_too_large) intake->keep = false;
  intake->sha256 = hash_stream_new("SHA256");
  intake->sha512 = hash_stream_new("SHA512");
  return true;
}

static void intake_bytes(void *user, struct zip_entry *entry, const void *bytes, size_t size) {
  struct intake *intake = user;
  (void)entry;
  hash_stream_add(intake->sha256, bytes, size);
  hash_stream_add(intake->sha512, bytes, size);
  if (intake->keep) buf_add(&intake->text, bytes, size);
}

static void intake_end(void *user, struct zip_entry *entry) {
  struct intake *intake = user;
  uint8_t digest[SHA512_SIZE];
  hash_stream_end(intake->sha256, digest);
  memcpy(entry->sha256.bytes, digest, HASH_SIZE);
  hash_stream_end(intake->sha512, entry->sha512);
  if (!intake->keep) return;
  if (intake->text.size && memchr(intake->text.data, 0, intake->text.size)) buf_clear(&intake->text); // no text: judged as an empty one
  intake->tags[entry - intake->map->entries] = buf_take(&intake->text);
}

static bool read_all(struct intake *intake, struct err *err) {
  struct zip_sink sink = {.user = intake, .begin = intake_begin, .bytes = intake_bytes, .end = intake_end};
  if (!zip_contents(intake->map, &sink, err)) return false;
  return !intake->is_too_large ||
         err_set(err, ERR_LIMIT, "The zip %.200s was refused: the files beside its payload are larger than %d bytes each or %d together.",
                 intake->map->path, BUNDLE_TAG_MAX, TAGS_MAX);
}

// Payload files handed on, one at a time, and hashed once more on their way.
struct hand_over {
  const struct bundle_reader *reader;
  struct hash_stream *sha256;
};

static bool hand_begin(void *user, struct zip_entry *entry) {
  struct hand_over *hand = user;
  if (!is_payload(entry) || !hand->reader->begin(hand->reader->user, entry->path, (int64_t)entry->size)) return false;
  hand->sha256 = hash_stream_new("SHA256");
  return true;
}

static void hand_bytes(void *user, struct zip_entry *entry, const void *bytes, size_t size) {
  struct hand_over *hand = user;
  (void)entry;
  hash_stream_add(hand->sha256, bytes, size);
  hand->reader->bytes(hand->reader->user, bytes, size);
}

static void hand_end(void *user, struct zip_entry *entry) {
  struct hand_over *hand = user;
  uint8_t digest[SHA512_SIZE];
  hash_stream_end(hand->sha256, digest);
  if (memcmp(digest, entry->sha256.bytes, HASH_SIZE) != 0)
    entry->is_damaged = true; // the file changed under us: the reader is never told that this was all
  else
    hand->reader->end(hand->reader->user);
}

static bool hand_over(struct zip_map *map, const struct bundle_reader *reader, struct err *err) {
  struct hand_over hand = {.reader = reader};
  struct zip_sink sink = {.user = &hand, .begin = hand_begin, .bytes = hand_bytes, .end = hand_end};
  bool ok = zip_contents(map, &sink, err);
  for (size_t i = 0; ok && i < map->count; i++)
    if (map->entries[i].is_damaged) ok = zip_refuse(map->path, err, "%s changed while it was read", map->entries[i].name);
  return ok;
}

bool bundle_verify(const char *path, const char *password, const struct bundle_reader *reader, json_t **report, struct err *err) {
  (void)password;
  struct zip_map map;
  struct intake intake = {.map = &map};
  json_t *out = NULL;
  bool ok = zip_map_open(&map, path, err);
  if (ok) intake.tags = mem_new(map.count * sizeof *intake.tags);
  ok = ok && read_all(&intake, err);
  if (ok) bag_check(&map, intake.tags, out = json_object());
  if (ok && reader && json_flag(out, "ok")) ok = hand_over(&map, reader, err);
  for (size_t i = 0; intake.tags && i < map.count; i++) mem_free(intake.tags[i]);
  mem_free(intake.tags);
  buf_clear(&intake.text);
  zip_map_close(&map);
  if (ok)
    *report = out;
  else
    json_decref(out);
  return ok;
}
