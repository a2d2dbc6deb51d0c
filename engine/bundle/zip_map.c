// Our own strict reading of a zip's structure (APPNOTE 4.3), before any library believes it. libzip with its consistency check still
// reads most hostile archives, and two readers may see two different sets of files in one: here a zip has one meaning or is refused.
//
// Z1  The file is: entries without gaps from its first byte, the central directory, the end record as its last 22 bytes.
// Z2  What an entry's local header says, the central directory says too, and the other way round.
// Z3  No encryption, no parts on other disks, no zip64 (nothing within the limits needs it), no comments, no data after the fact.
// Z4  Only stored or deflated plain files and empty folders; an extra field is whole, and of a kind that changes no meaning.
// Z5  Names mean the same on every system (zip_name.c); numbers are within the limits of internal.h.
#include "base/env.h"
#include "base/mem.h"
#include "bundle/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  END_SIZE = 22,
  CENTRAL_SIZE = 46,
  LOCAL_SIZE = 30,
  LOCATOR_SIZE = 20,
  END_MARK = 0x06054b50,
  CENTRAL_MARK = 0x02014b50,
  LOCAL_MARK = 0x04034b50,
  LOCATOR_MARK = 0x07064b50,
  FLAGS_KNOWN = 0x0806, // deflate's level (bits 1 and 2), names in UTF-8 (bit 11): nothing else changes nothing
  METHOD_STORED = 0,
  METHOD_DEFLATED = 8,
};

static uint16_t u16(const uint8_t *at) { return (uint16_t)(at[0] | at[1] << 8); }
static uint32_t u32(const uint8_t *at) { return (uint32_t)u16(at) | (uint32_t)u16(at + 2) << 16; }

bool zip_refuse(const char *path, struct err *err, const char *format, ...) {
  char why[900];
  va_list args;
  va_start(args, format);
  vsnprintf(why, sizeof why, format, args);
  va_end(args);
  return err_set(err, ERR_INVALID, "The zip %.200s was refused: %s.", path, why);
}

static bool read_at(const struct zip_map *map, uint64_t offset, void *out, size_t size, struct err *err) {
  for (size_t done = 0; done < size;) {
    ssize_t got = pread(map->fd, (char *)out + done, size - done, (off_t)(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return env_fail(err, "read", map->path);
    if (got == 0) return zip_refuse(map->path, err, "it ends before it should");
    done += (size_t)got;
  }
  return true;
}

static bool open_file(struct zip_map *map, struct err *err) {
  struct stat stat;
  map->fd = open(map->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (map->fd < 0 || fstat(map->fd, &stat) != 0) return env_fail(err, "read", map->path);
  if (!S_ISREG(stat.st_mode)) return zip_refuse(map->path, err, "it is not a file");
  map->size = (uint64_t)stat.st_size;
  return true;
}

// Zip64 is told by a locator right before the end record, and some readers obey it whatever the end record says.
static bool check_no_zip64(const struct zip_map *map, struct err *err) {
  uint8_t locator[LOCATOR_SIZE];
  if (map->size < END_SIZE + LOCATOR_SIZE) return true;
  if (!read_at(map, map->size - END_SIZE - LOCATOR_SIZE, locator, sizeof locator, err)) return false;
  return u32(locator) != LOCATOR_MARK || zip_refuse(map->path, err, "it uses the large form (zip64), which no bundle needs");
}

static bool read_end(struct zip_map *map, struct err *err) {
  uint8_t end[END_SIZE];
  if (map->size < END_SIZE) return zip_refuse(map->path, err, "it is no zip: it is too short");
  if (!read_at(map, map->size - END_SIZE, end, sizeof end, err)) return false;
  if (u32(end) != END_MARK || u16(end + 20) != 0)
    return zip_refuse(map->path, err, "it is no zip, was cut short, or something follows its end record");
  if (u16(end + 4) != 0 || u16(end + 6) != 0) return zip_refuse(map->path, err, "it is part of a zip spread over several disks");
  if (u16(end + 8) != u16(end + 10)) return zip_refuse(map->path, err, "its end record gives two numbers of entries");
  map->count = u16(end + 10);
  map->folder_size = u32(end + 12);
  map->folder_offset = u32(end + 16);
  if (map->count == 0) return zip_refuse(map->path, err, "it holds nothing");
  if (map->count > BUNDLE_FILES_MAX)
    return zip_refuse(map->path, err, "it lists %zu entries; the limit is %d", map->count, BUNDLE_FILES_MAX);
  if (map->folder_size > BUNDLE_FOLDER_MAX)
    return zip_refuse(map->path, err, "its list of entries is said to be larger than %d bytes", BUNDLE_FOLDER_MAX);
  if (map->folder_offset + map->folder_size != map->size - END_SIZE)
    return zip_refuse(map->path, err, "its list of entries does not lie where its end record says");
  return check_no_zip64(map, err);
}

// Kinds of extra field that only carry times and owners: 0x5455, 0x5855 and 0x7875 of Info-ZIP, 0x000a of NTFS.
static bool extra_is_harmless(const uint8_t *extra, size_t size) {
  while (size > 0) {
    if (size < 4 || (size_t)u16(extra + 2) + 4 > size) return false;
    uint16_t kind = u16(extra);
    if (kind != 0x5455 && kind != 0x5855 && kind != 0x7875 && kind != 0x000a) return false;
    size -= (size_t)u16(extra + 2) + 4;
    extra += (size_t)u16(extra + 2) + 4;
  }
  return true;
}

// What central header and local header have in common: Z2 compares these.
struct header {
  uint16_t needed, flags, method, time, date, name_size, extra_size;
  uint32_t crc, packed, size;
};

static struct header header_at(const uint8_t *at) { // from "version needed to extract" on
  return (struct header){u16(at),      u16(at + 2),  u16(at + 4),  u16(at + 6),  u16(at + 8),
                         u16(at + 22), u16(at + 24), u32(at + 10), u32(at + 14), u32(at + 18)};
}

static bool headers_equal(const struct header *a, const struct header *b) {
  return a->needed == b->needed && a->flags == b->flags && a->method == b->method && a->time == b->time && a->date == b->date &&
         a->name_size == b->name_size && a->crc == b->crc && a->packed == b->packed && a->size == b->size;
}

static const char *header_why_not(const struct header *header, bool is_folder) {
  if (header->flags & 1) return "is encrypted";
  if (header->flags & 8) return "gives its size only after its bytes";
  if (header->flags & ~FLAGS_KNOWN) return "uses features of zip that no bundle needs";
  if (header->needed > 20) return "needs a newer kind of zip than a bundle does";
  if (header->method != METHOD_STORED && header->method != METHOD_DEFLATED) return "is packed in a way other than stored or deflated";
  if (header->packed == UINT32_MAX || header->size == UINT32_MAX) return "uses the large form (zip64), which no bundle needs";
  if (header->method == METHOD_STORED && header->packed != header->size) return "is stored, yet gives two sizes";
  if (header->method == METHOD_DEFLATED && header->packed < 2) return "is deflated, yet too short for that";
  if (is_folder && (header->size || header->packed || header->crc)) return "is a folder, yet holds bytes";
  if (header->size > BUNDLE_SMALL && header->size / BUNDLE_RATIO_MAX > header->packed) return "would unpack to over 200 times its size";
  return NULL;
}

// The kind of file, by the attributes of the system that made it: links and devices are refused.
static const char *attributes_why_not(uint32_t attributes, bool is_folder) {
  uint32_t mode = attributes >> 16, kind = mode & S_IFMT;
  if (kind != 0 && kind != (is_folder ? S_IFDIR : S_IFREG))
    return is_folder ? "is named as a folder and is none" : "is a link, a device or a folder, not a file";
  if (mode & (S_ISUID | S_ISGID)) return "would run with another's rights";
  if ((attributes & 0x18) && !is_folder) return "is marked as a folder or a disk's name";
  return NULL;
}

// Reads one central header at `at`, of which `left` bytes remain; its length goes to *used.
static bool read_central(struct zip_map *map, struct zip_entry *entry, const uint8_t *at, uint64_t left, size_t *used, struct err *err) {
  if (left < CENTRAL_SIZE || u32(at) != CENTRAL_MARK)
    return zip_refuse(map->path, err, "its list of entries is shorter than its end record says");
  struct header header = header_at(at + 6);
  *used = (size_t)CENTRAL_SIZE + header.name_size + header.extra_size + u16(at + 32);
  if (*used > left) return zip_refuse(map->path, err, "an entry's lengths run over the list of entries");
  const char *name = (const char *)at + CENTRAL_SIZE;
  char shown[BUNDLE_NAME_MAX + 1];
  name_show(name, header.name_size, shown);
  const char *why = name_why_not(name, header.name_size);
  if (why) return zip_refuse(map->path, err, "the name %s %s", shown, why);
  bool is_folder = name[header.name_size - 1] == '/';
  why = header_why_not(&header, is_folder);
  if (!why) why = attributes_why_not(u32(at + 38), is_folder);
  if (!why && u16(at + 34) != 0) why = "lies on another disk";
  if (!why && u16(at + 32) != 0) why = "has a comment, which no bundle's has";
  if (!why && !extra_is_harmless(at + CENTRAL_SIZE + header.name_size, header.extra_size))
    why = "has extra fields that are broken or that change what it means";
  if (why) return zip_refuse(map->path, err, "%s %s", shown, why);
  *entry = (struct zip_entry){
      .name = mem_text_part(name, header.name_size),
      .is_folder = is_folder,
      .flags = header.flags,
      .method = header.method,
      .crc = header.crc,
      .offset = u32(at + 42),
      .packed = header.packed,
      .size = header.size,
  };
  return true;
}

// Compares the local header with the central one at `central`; *end gets where the entry's bytes end (Z1, Z2).
static bool check_local(const struct zip_map *map, const struct zip_entry *entry, const uint8_t *central, uint64_t *end, struct err *err) {
  uint8_t local[LOCAL_SIZE], rest[BUNDLE_NAME_MAX + 1024];
  if (entry->offset + LOCAL_SIZE > map->folder_offset)
    return zip_refuse(map->path, err, "%s does not lie before the list of entries", entry->name);
  if (!read_at(map, entry->offset, local, sizeof local, err)) return false;
  struct header ours = header_at(local + 4), theirs = header_at(central + 6);
  size_t more = (size_t)ours.name_size + ours.extra_size;
  if (u32(local) != LOCAL_MARK) return zip_refuse(map->path, err, "%s is not where the list of entries says", entry->name);
  if (!headers_equal(&ours, &theirs) || more > sizeof rest)
    return zip_refuse(map->path, err, "%s is described in two different ways", entry->name);
  if (!read_at(map, entry->offset + LOCAL_SIZE, rest, more, err)) return false;
  if (memcmp(rest, entry->name, ours.name_size) != 0) return zip_refuse(map->path, err, "%s has two different names", entry->name);
  if (!extra_is_harmless(rest + ours.name_size, ours.extra_size))
    return zip_refuse(map->path, err, "%s has extra fields that are broken or that change what it means", entry->name);
  *end = entry->offset + LOCAL_SIZE + more + entry->packed;
  return true;
}

// One entry by where it lies in the file.
struct place {
  const struct zip_entry *entry;
  const uint8_t *central;
};

static int by_offset(const void *a, const void *b) {
  uint64_t left = ((const struct place *)a)->entry->offset, right = ((const struct place *)b)->entry->offset;
  return (left > right) - (left < right);
}

// Z1: the entries fill the file from its beginning to the central directory, each where the one before ended.
static bool check_places(const struct zip_map *map, struct place *places, struct err *err) {
  uint64_t expected = 0;
  qsort(places, map->count, sizeof *places, by_offset);
  for (size_t i = 0; i < map->count; i++) {
    const struct zip_entry *entry = places[i].entry;
    if (entry->offset < expected) return zip_refuse(map->path, err, "%s lies over another entry", entry->name);
    if (entry->offset > expected) return zip_refuse(map->path, err, "there are bytes before %s that belong to no entry", entry->name);
    if (!check_local(map, entry, places[i].central, &expected, err)) return false;
  }
  if (expected == map->folder_offset) return true;
  return zip_refuse(map->path, err, "there are bytes before its list of entries that belong to no entry, or entries run into it");
}

static bool check_totals(const struct zip_map *map, struct err *err) {
  uint64_t size = 0, packed = 0;
  for (size_t i = 0; i < map->count; i++) {
    size += map->entries[i].size;
    packed += map->entries[i].packed;
  }
  if (size > BUNDLE_SIZE_MAX) return zip_refuse(map->path, err, "it would unpack to over 2 GiB, the limit for a bundle");
  if (size > BUNDLE_SMALL * 16 && size / BUNDLE_RATIO_MAX > packed)
    return zip_refuse(map->path, err, "it would unpack to over 200 times its size");
  return true;
}

static bool read_folder(struct zip_map *map, uint8_t *folder, struct place *places, struct err *err) {
  if (!read_at(map, map->folder_offset, folder, map->folder_size, err)) return false;
  uint64_t at = 0;
  for (size_t i = 0, used = 0; i < map->count; i++, at += used) {
    if (!read_central(map, &map->entries[i], folder + at, map->folder_size - at, &used, err)) return false;
    places[i] = (struct place){.entry = &map->entries[i], .central = folder + at};
  }
  if (at != map->folder_size) return zip_refuse(map->path, err, "its list of entries is longer than its end record says");
  return check_totals(map, err) && check_places(map, places, err) && names_check(map, err);
}

bool zip_map_open(struct zip_map *map, const char *path, struct err *err) {
  *map = (struct zip_map){.path = path, .fd = -1};
  if (!open_file(map, err)) return false;
  if (!read_end(map, err)) {
    map->count = 0;
    return false;
  }
  map->entries = mem_new(map->count * sizeof *map->entries);
  uint8_t *folder = mem_new(map->folder_size);
  struct place *places = mem_new(map->count * sizeof *places);
  bool ok = read_folder(map, folder, places, err);
  mem_free(places);
  mem_free(folder);
  return ok;
}

void zip_map_close(struct zip_map *map) {
  for (size_t i = 0; i < map->count; i++) mem_free(map->entries[i].name);
  mem_free(map->entries);
  mem_free(map->top);
  if (map->fd >= 0) close(map->fd);
  *map = (struct zip_map){.fd = -1};
}
