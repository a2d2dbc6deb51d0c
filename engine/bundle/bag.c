// The rules of a bag (RFC 8493, and FORMAT.md where it asks for more), over files whose digests were taken from their real bytes.
//
// G1  Every payload file is in both payload manifests, once, with the digest of its bytes; and they list nothing else.
// G2  Every tag file but the tag manifest is in the tag manifest, so that nobody can change what describes the payload.
// G3  Payload-Oxum counts the payload's bytes and files. Nothing has to be fetched from elsewhere: no fetch.txt.
#include "base/mem.h"
#include "bundle/internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// A bag under check.
struct bag {
  const struct zip_map *map;
  char *const *tags;
  json_t *problems;
  struct manifest sha256, sha512, tag;
  int64_t files, bytes; // of the payload
};

static bool is_payload(const struct zip_entry *entry) { return !entry->is_folder && strncmp(entry->path, "data/", 5) == 0; }

static char *tag_text(const struct bag *bag, const char *path) {
  for (size_t i = 0; i < bag->map->count; i++)
    if (bag->tags[i] && strcmp(bag->map->entries[i].path, path) == 0) return bag->tags[i];
  return NULL;
}

static void check_declaration(const struct bag *bag) {
  const char *text = tag_text(bag, "bagit.txt");
  static const char *const good[] = {"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
                                     "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"};
  if (!text)
    bag_problem(bag->problems, "There is no bagit.txt, so this is no bag.");
  else if (strcmp(text, good[0]) != 0 && strcmp(text, good[1]) != 0)
    bag_problem(bag->problems, "bagit.txt does not consist of its two lines (version 1.0, UTF-8).");
}

static void load_manifest(struct bag *bag, struct manifest *manifest, const char *name, size_t digest_size) {
  char *text = tag_text(bag, name);
  if (text)
    manifest_read(manifest, name, text, digest_size, bag->problems);
  else
    bag_problem(bag->problems, "There is no %s.", name);
}

static void check_digest(const struct bag *bag, const struct manifest *manifest, const char *name, const char *path, const void *digest,
                         size_t size) {
  char hex[2 * SHA512_SIZE + 1];
  const char *listed = manifest_find(manifest, path);
  hex_write(hex, digest, size);
  if (!listed)
    bag_problem(bag->problems, "%s is not listed in %s.", path, name);
  else if (strcmp(listed, hex) != 0)
    bag_problem(bag->problems, "%s is not as it was when the bundle was made: its digest is not the one in %s.", path, name);
}

static void check_file(struct bag *bag, const struct zip_entry *entry) {
  if (is_payload(entry)) {
    bag->files++;
    bag->bytes += (int64_t)entry->size;
  }
  if (entry->is_damaged) {
    bag_problem(bag->problems, "%s is damaged: its bytes are not those of the zip's own checksum.", entry->path);
    return;
  }
  if (is_payload(entry)) {
    check_digest(bag, &bag->sha256, "manifest-sha256.txt", entry->path, entry->sha256.bytes, HASH_SIZE);
    check_digest(bag, &bag->sha512, "manifest-sha512.txt", entry->path, entry->sha512, SHA512_SIZE);
    return;
  }
  if (strcmp(entry->path, "fetch.txt") == 0)
    bag_problem(bag->problems, "fetch.txt asks for files from elsewhere; a bundle holds everything itself.");
  if (strcmp(entry->path, "tagmanifest-sha256.txt") != 0)
    check_digest(bag, &bag->tag, "tagmanifest-sha256.txt", entry->path, entry->sha256.bytes, HASH_SIZE);
  bool other = strncmp(entry->path, "manifest-", 9) == 0 && strcmp(entry->path, "manifest-sha256.txt") != 0 &&
               strcmp(entry->path, "manifest-sha512.txt") != 0;
  if (other) bag_problem(bag->problems, "%s uses a digest that is not checked here; only SHA-256 and SHA-512 are.", entry->path);
}

static int by_path(const void *a, const void *b) {
  return strcmp((*(const struct zip_entry *const *)a)->path, (*(const struct zip_entry *const *)b)->path);
}

// Every line of a manifest names a file that is there, of the kind that it lists.
static void check_listed(const struct bag *bag, const struct zip_entry **sorted, const struct manifest *manifest, const char *name,
                         bool payload) {
  for (size_t i = 0; i < manifest->count; i++) {
    struct zip_entry key = {.path = manifest->lines[i].path};
    const struct zip_entry *wanted = &key;
    const struct zip_entry **hit = bsearch(&wanted, sorted, bag->map->count, sizeof *sorted, by_path);
    if (!hit || (*hit)->is_folder)
      bag_problem(bag->problems, "%s is listed in %s and is not there.", key.path, name);
    else if (is_payload(*hit) != payload || strcmp(key.path, "tagmanifest-sha256.txt") == 0)
      bag_problem(bag->problems, "%s is listed in %s, where it does not belong.", key.path, name);
  }
}

static void check_all_listed(const struct bag *bag) {
  const struct zip_entry **sorted = mem_new(bag->map->count * sizeof *sorted);
  for (size_t i = 0; i < bag->map->count; i++) sorted[i] = &bag->map->entries[i];
  qsort(sorted, bag->map->count, sizeof *sorted, by_path);
  check_listed(bag, sorted, &bag->sha256, "manifest-sha256.txt", true);
  check_listed(bag, sorted, &bag->sha512, "manifest-sha512.txt", true);
  check_listed(bag, sorted, &bag->tag, "tagmanifest-sha256.txt", false);
  mem_free(sorted);
}

// "Payload-Oxum: BYTES.FILES", exactly one line of it.
static void check_oxum(const struct bag *bag) {
  const char *text = tag_text(bag, "bag-info.txt"), key[] = "Payload-Oxum: ";
  char expected[64];
  int found = 0;
  bool right = false;
  snprintf(expected, sizeof expected, "%" PRId64 ".%" PRId64, bag->bytes, bag->files);
  for (const char *line = text; line && *line;) {
    size_t size = strcspn(line, "\n");
    if (strncasecmp(line, key, sizeof key - 1) == 0) {
      const char *value = line + sizeof key - 1;
      size_t value_size = size - (sizeof key - 1);
      if (value_size && value[value_size - 1] == '\r') value_size--;
      right = value_size == strlen(expected) && memcmp(value, expected, value_size) == 0;
      found++;
    }
    line += size + (line[size] == '\n');
  }
  if (!text)
    bag_problem(bag->problems, "There is no bag-info.txt.");
  else if (found != 1)
    bag_problem(bag->problems, "bag-info.txt gives Payload-Oxum %d times instead of once.", found);
  else if (!right)
    bag_problem(bag->problems, "bag-info.txt counts another payload than is there, which is %" PRId64 " bytes in %" PRId64 " files.",
                bag->bytes, bag->files);
}

static void say(json_t *proven, char *text) {
  json_array_add(proven, text);
  mem_free(text);
}

// What people may and may not conclude; said with the same care whether or not there were problems.
static void say_proven(const struct bag *bag, json_t *report) {
  json_t *proven = json_array_at(report, "proven");
  bool ok = json_array_size(bag->problems) == 0;
  json_put_flag(report, "ok", ok);
  if (ok && bag->files == 1)
    json_array_add(proven, "The one payload file is as it was when the bundle was made, by SHA-256 and SHA-512.");
  else if (ok)
    say(proven, mem_format("Every one of the %" PRId64 " payload files is as it was when the bundle was made, by SHA-256 and SHA-512.",
                           bag->files));
  if (ok) json_array_add(proven, "No payload file is missing, none was added, and the files that describe them are unchanged, by SHA-256.");
  if (!ok) json_array_add(proven, "Nothing: this is not the bundle that was made, or it was never a whole one.");
}

void bag_check(const struct zip_map *map, char *const *tags, json_t *report) {
  struct bag bag = {.map = map, .tags = tags, .problems = json_array_at(report, "problems")};
  check_declaration(&bag);
  load_manifest(&bag, &bag.sha256, "manifest-sha256.txt", HASH_SIZE);
  load_manifest(&bag, &bag.sha512, "manifest-sha512.txt", SHA512_SIZE);
  load_manifest(&bag, &bag.tag, "tagmanifest-sha256.txt", HASH_SIZE);
  for (size_t i = 0; i < map->count; i++)
    if (!map->entries[i].is_folder) check_file(&bag, &map->entries[i]);
  check_all_listed(&bag);
  check_oxum(&bag);
  if (bag.files == 0) bag_problem(bag.problems, "There is no payload: nothing lies in data/.");
  json_put_number(report, "files", bag.files);
  json_put_number(report, "bytes", bag.bytes);
  json_put_text(report, "top", map->top);
  say_proven(&bag, report);
  manifest_clear(&bag.sha256);
  manifest_clear(&bag.sha512);
  manifest_clear(&bag.tag);
}
