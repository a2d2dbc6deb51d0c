// Verifying a bundle: the zip's structure (zip_map.c), its bytes (zip_unpack.c), the bag's rules (bag.c), then the report.
#include "base/mem.h"
#include "bundle/bundle.h"
#include "bundle/internal.h"

#include <string.h>

// Entries being read: digests of all, the texts of the two tag files that are read as texts.
struct intake {
  struct bag *bag;
  struct hasher *hasher;
  struct buf text;
  char **wanted; // where the text goes; NULL: it is not kept
  bool is_too_large;
};

static char **text_of(struct bag *bag, const struct zip_entry *entry) {
  const char *path = zip_path(bag->map, entry);
  if (strcmp(path, "bagit.txt") == 0) return &bag->declaration;
  return strcmp(path, "bag-info.txt") == 0 ? &bag->info : NULL;
}

static bool intake_begin(void *user, struct zip_entry *entry) {
  struct intake *intake = user;
  intake->wanted = text_of(intake->bag, entry);
  if (intake->wanted && entry->size > BUNDLE_TAG_MAX) {
    intake->is_too_large = true;
    intake->wanted = NULL;
  }
  hasher_begin(intake->hasher, entry->size);
  return true;
}

static void intake_bytes(void *user, struct zip_entry *entry, const void *bytes, size_t size) {
  struct intake *intake = user;
  (void)entry;
  hasher_add(intake->hasher, bytes, size);
  if (intake->wanted) buf_add(&intake->text, bytes, size);
}

static void intake_end(void *user, struct zip_entry *entry) {
  struct intake *intake = user;
  hasher_end(intake->hasher, &intake->bag->digests[entry - intake->bag->map->entries]);
  if (!intake->wanted) return;
  if (intake->text.size && memchr(intake->text.data, 0, intake->text.size)) buf_clear(&intake->text); // no text: judged as an empty one
  *intake->wanted = buf_take(&intake->text);
}

static bool read_all(struct bag *bag, struct err *err) {
  struct intake intake = {.bag = bag, .hasher = hasher_new()};
  struct zip_taker taker = {.user = &intake, .begin = intake_begin, .bytes = intake_bytes, .end = intake_end};
  bool ok = zip_contents(bag->map, &taker, err);
  hasher_free(intake.hasher); // all digests are there now
  buf_clear(&intake.text);
  if (ok && intake.is_too_large)
    return err_set(err, ERR_LIMIT, "The zip %.200s was refused: its bagit.txt or bag-info.txt is larger than %d bytes.", bag->map->path,
                   BUNDLE_TAG_MAX);
  return ok;
}

// Payload files handed on, one at a time, and hashed once more on their way.
struct hand_over {
  const struct bag *bag;
  const struct bundle_reader *reader;
  struct hash_stream *sha256;
};

static bool hand_begin(void *user, struct zip_entry *entry) {
  struct hand_over *hand = user;
  const struct zip_map *map = hand->bag->map;
  if (!zip_is_payload(map, entry) || !hand->reader->begin(hand->reader->user, zip_path(map, entry), (int64_t)entry->size)) return false;
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
  if (memcmp(digest, hand->bag->digests[entry - hand->bag->map->entries].sha256, HASH_SIZE) != 0)
    entry->is_damaged = true; // the file changed under us: the reader is never told that this was all
  else
    hand->reader->end(hand->reader->user);
}

static bool hand_over(const struct bag *bag, const struct bundle_reader *reader, struct err *err) {
  struct hand_over hand = {.bag = bag, .reader = reader};
  struct zip_taker taker = {.user = &hand, .begin = hand_begin, .bytes = hand_bytes, .end = hand_end};
  bool ok = zip_contents(bag->map, &taker, err);
  for (size_t i = 0; ok && i < bag->map->count; i++)
    if (bag->map->entries[i].is_damaged) ok = zip_refuse(bag->map->path, err, "%s changed while it was read", bag->map->entries[i].name);
  return ok;
}

bool bundle_verify(const char *path, const char *password, const struct bundle_reader *reader, json_t **report, struct err *err) {
  struct zip_map map;
  struct bag bag = {.map = &map};
  json_t *out = NULL;
  bool ok = zip_map_open(&map, path, -1, err);
  map.password = password;
  if (ok) bag.digests = mem_new(map.count * sizeof *bag.digests);
  ok = ok && read_all(&bag, err) && bag_check(&bag, out = json_object(), err);
  if (ok && reader && json_flag(out, "ok")) ok = hand_over(&bag, reader, err);
  mem_free(bag.digests);
  mem_free(bag.declaration);
  mem_free(bag.info);
  zip_map_close(&map);
  if (ok)
    *report = out;
  else
    json_decref(out);
  return ok;
}
