// The rules of a bag (RFC 8493, and FORMAT.md where it asks for more), over files whose digests were taken from their real bytes.
//
// G1  Every payload file is in both payload manifests, once, with the digest of its bytes; and they list nothing else.
// G2  Every tag file but the tag manifest is in the tag manifest, so that nobody can change what describes the payload.
// G3  Payload-Oxum counts the payload's bytes and files. Nothing has to be fetched from elsewhere: no fetch.txt.
//
// Manifests are read a line at a time and never held: of 100,000 files they are 25 MB. What is kept is which files each of them lists.
#include "base/mem.h"
#include "bundle/internal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
  PROBLEMS_MAX = 50, // a report is for people: after so many, more say nothing new
  LINE_MAX_SIZE = 2 * SHA512_SIZE + 2 + BUNDLE_NAME_MAX + 1,
};

// The manifests: which bit of `listed` is whose.
static const struct manifest_kind {
  const char *name;
  size_t digest_size;
  bool of_payload;
} kinds[] = {
    {"manifest-sha256.txt", HASH_SIZE, true},
    {"manifest-sha512.txt", SHA512_SIZE, true},
    {"tagmanifest-sha256.txt", HASH_SIZE, false},
};
enum { KINDS = sizeof kinds / sizeof kinds[0], TAG_MANIFEST = 2 };

// A bag under check.
struct check {
  const struct bag *bag;
  json_t *problems;
  uint8_t *listed;              // of each entry: bit k when manifest k lists it
  int64_t files, bytes;         // of the payload
  int kind;                     // the manifest that is being read, with
  struct hash_stream *sha256;   // a digest of what comes,
  char line[LINE_MAX_SIZE + 1]; // the line so far,
  size_t size, number;          // its size, which may be over its room, and its number
};

void bag_problem(json_t *problems, const char *format, ...) {
  if (json_array_size(problems) >= PROBLEMS_MAX) return;
  va_list args;
  va_start(args, format);
  char text[800];
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  json_array_add(problems, json_array_size(problems) + 1 < PROBLEMS_MAX ? text : "There are more problems than are listed here.");
}

static void check_declaration(const struct check *check) {
  const char *text = check->bag->declaration;
  static const char *const good[] = {"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
                                     "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"};
  if (!text)
    bag_problem(check->problems, "There is no bagit.txt, so this is no bag.");
  else if (strcmp(text, good[0]) != 0 && strcmp(text, good[1]) != 0)
    bag_problem(check->problems, "bagit.txt does not consist of its two lines (version 1.0, UTF-8).");
}

static const uint8_t *digest_of(const struct check *check, size_t index) {
  const struct digests *digests = &check->bag->digests[index];
  return kinds[check->kind].digest_size == HASH_SIZE ? digests->sha256 : digests->sha512;
}

// One file that a manifest lists: it is there, of the kind that it lists, once, and has that digest.
static void check_listed(struct check *check, const char *hex, const char *path) {
  const struct manifest_kind *kind = &kinds[check->kind];
  const struct zip_entry *entry = zip_map_find(check->bag->map, path);
  char real[2 * SHA512_SIZE + 1];
  if (!entry || entry->is_folder) {
    bag_problem(check->problems, "%s is listed in %s and is not there.", path, kind->name);
    return;
  }
  size_t index = (size_t)(entry - check->bag->map->entries);
  uint8_t bit = (uint8_t)(1 << check->kind);
  if (check->listed[index] & bit) bag_problem(check->problems, "%s lists %s more than once.", kind->name, path);
  check->listed[index] |= bit;
  hex_write(real, digest_of(check, index), kind->digest_size);
  if (zip_is_payload(check->bag->map, entry) != kind->of_payload || strcmp(path, kinds[TAG_MANIFEST].name) == 0)
    bag_problem(check->problems, "%s is listed in %s, where it does not belong.", path, kind->name);
  else if (!entry->is_damaged && strcmp(real, hex) != 0)
    bag_problem(check->problems, "%s is not as it was when the bundle was made: its digest is not the one in %s.", path, kind->name);
}

static void check_line(struct check *check) {
  const struct manifest_kind *kind = &kinds[check->kind];
  const char *hex, *path;
  check->number++;
  check->line[check->size < LINE_MAX_SIZE ? check->size : LINE_MAX_SIZE] = '\0';
  bool is_line =
      check->size <= LINE_MAX_SIZE && strlen(check->line) == check->size && manifest_cut(check->line, kind->digest_size, &hex, &path);
  check->size = 0;
  if (is_line)
    check_listed(check, hex, path);
  else
    bag_problem(check->problems, "Line %zu of %s is not a digest, two spaces and a path.", check->number, kind->name);
}

static bool manifest_begin(void *user, struct zip_entry *entry) {
  struct check *check = user;
  if (strcmp(zip_path(check->bag->map, entry), kinds[check->kind].name) != 0 || entry->is_damaged) return false;
  check->size = check->number = 0;
  check->sha256 = hash_stream_new("SHA256");
  return true;
}

static void manifest_bytes(void *user, struct zip_entry *entry, const void *bytes, size_t size) {
  struct check *check = user;
  (void)entry;
  hash_stream_add(check->sha256, bytes, size);
  for (const char *at = bytes, *end = at + size; at < end;) {
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    size_t more = (size_t)((stop ? stop : end) - at), room = check->size < LINE_MAX_SIZE ? LINE_MAX_SIZE - check->size : 0;
    memcpy(check->line + (check->size < LINE_MAX_SIZE ? check->size : 0), at, more < room ? more : room);
    check->size += more;
    at += more;
    if (!stop) return;
    check_line(check);
    at++;
  }
}

// What the second reading gave must be what the first one hashed.
static void manifest_end(void *user, struct zip_entry *entry) {
  struct check *check = user;
  uint8_t digest[SHA512_SIZE];
  if (check->size) check_line(check);
  hash_stream_end(check->sha256, digest);
  const struct digests *before = &check->bag->digests[entry - check->bag->map->entries];
  if (memcmp(digest, before->sha256, HASH_SIZE) != 0)
    bag_problem(check->problems, "%s changed while it was read.", kinds[check->kind].name);
}

static bool read_manifest(struct check *check, int kind, struct err *err) {
  struct zip_taker taker = {.user = check, .begin = manifest_begin, .bytes = manifest_bytes, .end = manifest_end};
  check->kind = kind;
  if (!zip_map_find(check->bag->map, kinds[kind].name)) bag_problem(check->problems, "There is no %s.", kinds[kind].name);
  return zip_contents(check->bag->map, &taker, err);
}

static void check_all_listed(const struct check *check, const struct zip_entry *entry, const char *path) {
  bool payload = zip_is_payload(check->bag->map, entry);
  uint8_t listed = check->listed[entry - check->bag->map->entries];
  for (int i = 0; i < KINDS; i++)
    if (kinds[i].of_payload == payload && !(listed & 1 << i) && strcmp(path, kinds[TAG_MANIFEST].name) != 0)
      bag_problem(check->problems, "%s is not listed in %s.", path, kinds[i].name);
}

static void check_file(struct check *check, const struct zip_entry *entry) {
  const char *path = zip_path(check->bag->map, entry);
  bool payload = zip_is_payload(check->bag->map, entry);
  check->files += payload;
  check->bytes += payload ? (int64_t)entry->size : 0;
  if (entry->is_damaged) bag_problem(check->problems, "%s is damaged: its bytes are not those of the zip's own checksum.", path);
  if (strcmp(path, "fetch.txt") == 0)
    bag_problem(check->problems, "fetch.txt asks for files from elsewhere; a bundle holds everything itself.");
  check_all_listed(check, entry, path);
  bool other = (strncmp(path, "manifest-", 9) == 0 || strncmp(path, "tagmanifest-", 12) == 0) && strcmp(path, kinds[0].name) != 0 &&
               strcmp(path, kinds[1].name) != 0 && strcmp(path, kinds[TAG_MANIFEST].name) != 0;
  if (other) bag_problem(check->problems, "%s uses a digest that is not checked here; only SHA-256 and SHA-512 are.", path);
}

// "Payload-Oxum: BYTES.FILES", exactly one line of it.
static void check_oxum(const struct check *check) {
  const char *text = check->bag->info, key[] = "Payload-Oxum: ";
  char expected[64];
  int found = 0;
  bool right = false;
  snprintf(expected, sizeof expected, "%" PRId64 ".%" PRId64, check->bytes, check->files);
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
    bag_problem(check->problems, "There is no bag-info.txt.");
  else if (found != 1)
    bag_problem(check->problems, "bag-info.txt gives Payload-Oxum %d times instead of once.", found);
  else if (!right)
    bag_problem(check->problems, "bag-info.txt counts another payload than is there, which is %" PRId64 " bytes in %" PRId64 " files.",
                check->bytes, check->files);
}

static void say(json_t *proven, char *text) {
  json_array_add(proven, text);
  mem_free(text);
}

// What people may and may not conclude; said with the same care whether or not there were problems.
static void say_proven(const struct check *bag, json_t *report) {
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

bool bag_check(const struct bag *bag, json_t *report, struct err *err) {
  struct check check = {.bag = bag, .problems = json_array_at(report, "problems"), .listed = mem_new(bag->map->count)};
  bool ok = true;
  check_declaration(&check);
  for (int i = 0; ok && i < KINDS; i++) ok = read_manifest(&check, i, err);
  for (size_t i = 0; ok && i < bag->map->count; i++)
    if (!bag->map->entries[i].is_folder) check_file(&check, &bag->map->entries[i]);
  check_oxum(&check);
  if (check.files == 0) bag_problem(check.problems, "There is no payload: nothing lies in data/.");
  json_put_number(report, "files", check.files);
  json_put_number(report, "bytes", check.bytes);
  json_put_text(report, "top", bag->map->top);
  json_put_flag(report, "encrypted", bag->map->is_encrypted);
  say_proven(&check, report);
  mem_free(check.listed);
  return ok;
}
