// What the files of bundle/ share among themselves: the strict map of a zip, reading and writing through libzip, manifests.
#ifndef WAYMARK_BUNDLE_INTERNAL_H
#define WAYMARK_BUNDLE_INTERNAL_H
#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Limits of a bundle, the same for writing and for reading, so that what was written can always be verified. They are far over the
// largest review's evidence and keep hostile files within seconds and 64 MB of memory (RELIABILITY 6.5).
enum {
  BUNDLE_FILES_MAX = 10000,
  BUNDLE_RATIO_MAX = 200,      // inflated bytes for each stored byte
  BUNDLE_SMALL = 1 << 16,      // under this a ratio says nothing
  BUNDLE_NAME_MAX = 255,       // what common file systems can hold
  BUNDLE_FOLDER_MAX = 8 << 20, // the central directory: 10,000 entries of over 800 bytes
  BUNDLE_TAG_MAX = 4 << 20,    // a tag file: a manifest of 10,000 lines is 2.3 MB
  BUNDLE_CHUNK = 1 << 16,
  SHA512_SIZE = 64,
};
#define BUNDLE_SIZE_MAX (INT64_C(2) << 30)

// One entry of a zip whose structure was found to be sound.
struct zip_entry {
  char *name;       // "bag/data/a.txt"; a folder ends in '/'
  const char *path; // below the top folder; borrowed from name
  bool is_folder;
  uint16_t flags, method;
  uint32_t crc;
  uint64_t offset, packed, size; // where the local header lies; bytes in the zip; bytes when inflated
  bool is_damaged;               // filled by zip_contents: the bytes are not those of its checksum
  struct hash sha256;
  uint8_t sha512[SHA512_SIZE];
};

struct zip_map {
  const char *path; // borrowed
  int fd;
  uint64_t size, folder_offset, folder_size;
  struct zip_entry *entries; // in the order of the central directory
  size_t count;
  char *top; // the one top folder's name
};

// Reads and checks the structure without inflating anything. zip_map_close is due in either case.
bool zip_map_open(struct zip_map *map, const char *path, struct err *err);
void zip_map_close(struct zip_map *map);
// "The zip FILE was refused: ...": false.
bool zip_refuse(const char *path, struct err *err, const char *format, ...) __attribute__((format(printf, 3, 4)));

// NULL, or what is wrong with an entry's name ("leads out of its folder").
const char *name_why_not(const char *name, size_t size);
bool names_check(struct zip_map *map, struct err *err);                              // no two collide, one top folder; sets top and paths
const char *name_show(const char *name, size_t size, char out[BUNDLE_NAME_MAX + 1]); // printable, cut; returns out

// Gets an entry's bytes as they come. `begin` says whether they are wanted; an unwanted entry is not read at all.
struct zip_sink {
  void *user;
  bool (*begin)(void *user, struct zip_entry *entry);
  void (*bytes)(void *user, struct zip_entry *entry, const void *bytes, size_t size);
  void (*end)(void *user, struct zip_entry *entry);
};
// Inflates by libzip and counts: more or fewer bytes than declared are refused, a wrong checksum marks the entry as damaged.
bool zip_contents(struct zip_map *map, const struct zip_sink *sink, struct err *err);

// The whole check of the zip layer: structure and contents. A bag is looked for by bundle_verify only.
bool zip_check(const char *path, struct err *err);

// What a zip is to be made of, in order.
struct zip_item {
  char *name;  // with the top folder
  char *bytes; // NULL: taken from the file `from`
  char *from;
  uint64_t size;
  struct hash sha256;
  uint8_t sha512[SHA512_SIZE];
};
// Writes a stored zip to a new file at `path`: the same items give the same bytes. A file that is not what was hashed is refused.
bool zip_write(const char *path, const struct zip_item *items, size_t count, struct err *err);

// One line of a manifest, borrowed from its text, which manifest_read cuts into lines.
struct manifest_line {
  const char *hex, *path;
};
struct manifest {
  struct manifest_line *lines; // sorted by path
  size_t count;
};
void manifest_add(struct buf *text, const void *digest, size_t size, const char *path);
// False with one problem added for each line that is none.
bool manifest_read(struct manifest *manifest, const char *name, char *text, size_t digest_size, json_t *problems);
const char *manifest_find(const struct manifest *manifest, const char *path); // its digest in hex; NULL: not listed
void manifest_clear(struct manifest *manifest);

void bag_problem(json_t *problems, const char *format, ...) __attribute__((format(printf, 2, 3)));

// The bag's own rules over entries whose digests are known. `tags[i]` is the text of entry i when it is a tag file, else NULL.
void bag_check(const struct zip_map *map, char *const *tags, json_t *report);
#endif
