// Our own strict reading of a zip's structure (APPNOTE 4.3), before any library believes it. libzip with its consistency check still
// reads most hostile archives, and two readers may see two different sets of files in one: here a zip has one meaning or is refused.
//
// Z1  The file is: entries without gaps from its first byte, the central directory, the end record as its last 22 bytes.
// Z2  What an entry's local header says, the central directory says too, and the other way round.
// Z3  No parts on other disks, no comments, no data after the fact. Encryption is WinZip's AES-256, of every file or of none. The large
// form
//     (zip64) stands where a small field says so by all ones, and nowhere else.
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

static bool open_file(struct zip_map *map, int fd, struct err *err) {
  struct stat stat;
  map->fd = fd < 0 ? open(map->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (map->fd < 0 || fstat(map->fd, &stat) != 0) return env_fail(err, "read", map->path);
  if (!S_ISREG(stat.st_mode)) return zip_refuse(map->path, err, "it is not a file");
  map->size = (uint64_t)stat.st_size;
  return true;
}

// The small number that the end record gives, or all ones where the large one stands instead: else two readers could take two numbers.
static bool agrees(uint64_t small, uint64_t ones, uint64_t large) { return small == ones || small == large; }

// The large end record and its locator, right before the end record. Some readers obey them whatever the end record says.
static bool read_end64(struct zip_map *map, const uint8_t *end, struct err *err) {
  uint8_t at[END64_SIZE + LOCATOR_SIZE];
  uint64_t place = map->size - END_SIZE - sizeof at;
  if (map->size < END_SIZE + sizeof at) return zip_refuse(map->path, err, "its large end record (zip64) is cut off");
  if (!read_at(map, place, at, sizeof at, err)) return false;
  const uint8_t *locator = at + END64_SIZE;
  if (zip_u32(at) != END64_MARK || zip_u64(at + 4) != END64_SIZE - 12 || zip_u64(locator + 8) != place)
    return zip_refuse(map->path, err, "its large end record (zip64) does not lie where it should");
  if (zip_u32(at + 16) || zip_u32(at + 20) || zip_u32(locator + 4) || zip_u32(locator + 16) > 1)
    return zip_refuse(map->path, err, "it is part of a zip spread over several disks");
  uint64_t count = zip_u64(at + 24), size = zip_u64(at + 40), offset = zip_u64(at + 48);
  if (count != zip_u64(at + 32) || !agrees(zip_u16(end + 10), UINT16_MAX, count) || !agrees(zip_u32(end + 12), UINT32_MAX, size) ||
      !agrees(zip_u32(end + 16), UINT32_MAX, offset))
    return zip_refuse(map->path, err, "its two end records say two things");
  map->count = count;
  map->folder_size = size;
  map->folder_offset = offset;
  map->records_size = END_SIZE + sizeof at;
  return true;
}

static bool has_locator(const struct zip_map *map, bool *has, struct err *err) {
  uint8_t locator[LOCATOR_SIZE];
  *has = false;
  if (map->size < END_SIZE + LOCATOR_SIZE) return true;
  if (!read_at(map, map->size - END_SIZE - LOCATOR_SIZE, locator, sizeof locator, err)) return false;
  *has = zip_u32(locator) == LOCATOR_MARK;
  return true;
}

static bool check_end(const struct zip_map *map, struct err *err) {
  if (map->count == 0) return zip_refuse(map->path, err, "it holds nothing");
  if (map->count > BUNDLE_FILES_MAX)
    return zip_refuse(map->path, err, "it lists %zu entries; the limit is %d", map->count, BUNDLE_FILES_MAX);
  if (map->folder_size > BUNDLE_FOLDER_MAX)
    return zip_refuse(map->path, err, "its list of entries is said to be larger than %d bytes", BUNDLE_FOLDER_MAX);
  if (map->folder_size < map->count * CENTRAL_SIZE)
    return zip_refuse(map->path, err, "its list of entries is shorter than its end record says");
  if (map->folder_offset > map->size || map->folder_offset + map->folder_size != map->size - map->records_size)
    return zip_refuse(map->path, err, "its list of entries does not lie where its end record says");
  return true;
}

static bool read_end(struct zip_map *map, struct err *err) {
  uint8_t end[END_SIZE];
  bool is_large;
  if (map->size < END_SIZE) return zip_refuse(map->path, err, "it is no zip: it is too short");
  if (!read_at(map, map->size - END_SIZE, end, sizeof end, err)) return false;
  if (zip_u32(end) != END_MARK || zip_u16(end + 20) != 0)
    return zip_refuse(map->path, err, "it is no zip, was cut short, or something follows its end record");
  if (zip_u16(end + 4) != 0 || zip_u16(end + 6) != 0) return zip_refuse(map->path, err, "it is part of a zip spread over several disks");
  if (zip_u16(end + 8) != zip_u16(end + 10)) return zip_refuse(map->path, err, "its end record gives two numbers of entries");
  map->count = zip_u16(end + 10);
  map->folder_size = zip_u32(end + 12);
  map->folder_offset = zip_u32(end + 16);
  map->records_size = END_SIZE;
  return has_locator(map, &is_large, err) && (!is_large || read_end64(map, end, err)) && check_end(map, err);
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

static bool is_folder_name(const char *name, size_t size) { return size && name[size - 1] == '/'; }

// NULL, or what is wrong with a central header whose lengths were found to be within the list.
static const char *central_why_not(const struct zip_map *map, struct zip_header *header, const uint8_t *at) {
  bool is_folder = is_folder_name((const char *)at + CENTRAL_SIZE, header->name_size);
  const char *why = zip_header_why_not(header, is_folder);
  if (!why) why = attributes_why_not(zip_u32(at + 38), is_folder);
  if (!why && zip_u16(at + 34) != 0) why = "lies on another disk";
  if (!why && zip_u16(at + 32) != 0) why = "has a comment, which no bundle's has";
  if (!why && !is_folder && header->is_encrypted != map->is_encrypted && map->has_file) why = "is encrypted, or is not, unlike the others";
  return why;
}

// Reads one central header at `at`, of which `left` bytes remain; its length goes to *used, its name to *names.
static bool read_central(struct zip_map *map, struct zip_entry *entry, const uint8_t *at, uint64_t left, size_t *used, char **names,
                         struct err *err) {
  struct zip_header header;
  char shown[BUNDLE_NAME_MAX + 1];
  if (left < CENTRAL_SIZE || zip_u32(at) != CENTRAL_MARK)
    return zip_refuse(map->path, err, "its list of entries is shorter than its end record says");
  size_t name_size = zip_u16(at + 28);
  *used = (size_t)CENTRAL_SIZE + name_size + zip_u16(at + 30) + zip_u16(at + 32);
  if (*used > left) return zip_refuse(map->path, err, "an entry's lengths run over the list of entries");
  const char *name = (const char *)at + CENTRAL_SIZE, *why = name_why_not(name, name_size);
  name_show(name, name_size, shown);
  if (why) return zip_refuse(map->path, err, "the name %s %s", shown, why);
  why = zip_header_read(&header, at, true);
  if (!why) why = central_why_not(map, &header, at);
  if (why) return zip_refuse(map->path, err, "%s %s", shown, why);
  *entry = (struct zip_entry){
      .name = *names,
      .is_folder = is_folder_name(name, name_size),
      .method = header.packing,
      .is_encrypted = header.is_encrypted,
      .has_crc = header.aes_version != 2 || header.crc != 0,
      .crc = header.crc,
      .offset = header.offset,
      .packed = header.packed,
      .size = header.size,
  };
  memcpy(*names, name, name_size);
  *names += name_size + 1;
  if (!entry->is_folder) map->has_file = true, map->is_encrypted = header.is_encrypted;
  return true;
}

// Compares the local header with the central one at `central`; *end gets where the entry's bytes end (Z1, Z2).
static bool check_local(const struct zip_map *map, struct zip_entry *entry, const uint8_t *central, uint64_t *end, struct err *err) {
  uint8_t local[LOCAL_SIZE + BUNDLE_NAME_MAX + 1024];
  struct zip_header ours, theirs;
  if (entry->offset + LOCAL_SIZE > map->folder_offset || entry->offset > map->size)
    return zip_refuse(map->path, err, "%s does not lie before the list of entries", entry->name);
  if (!read_at(map, entry->offset, local, LOCAL_SIZE, err)) return false;
  size_t name_size = zip_u16(local + 26), more = name_size + zip_u16(local + 28);
  if (zip_u32(local) != LOCAL_MARK) return zip_refuse(map->path, err, "%s is not where the list of entries says", entry->name);
  if (name_size != strlen(entry->name) || more > sizeof local - LOCAL_SIZE)
    return zip_refuse(map->path, err, "%s is described in two different ways", entry->name);
  if (!read_at(map, entry->offset + LOCAL_SIZE, local + LOCAL_SIZE, more, err)) return false;
  const char *why = zip_header_read(&ours, local, false);
  if (why) return zip_refuse(map->path, err, "%s %s", entry->name, why);
  zip_header_read(&theirs, central, true); // was found sound
  if (!zip_headers_equal(&ours, &theirs)) return zip_refuse(map->path, err, "%s is described in two different ways", entry->name);
  if (memcmp(local + LOCAL_SIZE, entry->name, name_size) != 0) return zip_refuse(map->path, err, "%s has two different names", entry->name);
  entry->head = (uint16_t)(LOCAL_SIZE + more);
  *end = entry->offset + entry->head + entry->packed;
  return entry->packed <= map->size || zip_refuse(map->path, err, "%s is said to be larger than the zip", entry->name);
}

// One entry by where it lies in the file.
struct place {
  struct zip_entry *entry;
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
    struct zip_entry *entry = places[i].entry;
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
    if (map->entries[i].size > BUNDLE_SIZE_MAX - size)
      return zip_refuse(map->path, err, "it would unpack to over 64 GiB, the limit for a bundle");
    size += map->entries[i].size;
    packed += map->entries[i].packed;
  }
  if (size > BUNDLE_SMALL * 16 && size / BUNDLE_RATIO_MAX > packed)
    return zip_refuse(map->path, err, "it would unpack to over 200 times its size");
  return true;
}

static bool read_folder(struct zip_map *map, uint8_t *folder, struct place *places, struct err *err) {
  if (!read_at(map, map->folder_offset, folder, map->folder_size, err)) return false;
  uint64_t at = 0;
  char *names = map->names;
  for (size_t i = 0, used = 0; i < map->count; i++, at += used) {
    if (!read_central(map, &map->entries[i], folder + at, map->folder_size - at, &used, &names, err)) return false;
    places[i] = (struct place){.entry = &map->entries[i], .central = folder + at};
  }
  if (at != map->folder_size) return zip_refuse(map->path, err, "its list of entries is longer than its end record says");
  return check_totals(map, err) && check_places(map, places, err);
}

bool zip_map_open(struct zip_map *map, const char *path, int fd, struct err *err) {
  *map = (struct zip_map){.path = path, .fd = -1};
  if (!open_file(map, fd, err)) return false;
  if (!read_end(map, err)) {
    map->count = 0;
    return false;
  }
  map->entries = mem_new(map->count * sizeof *map->entries);
  map->names = mem_new(map->folder_size - map->count * (CENTRAL_SIZE - 1)); // of each its name, and a NUL
  uint8_t *folder = mem_new(map->folder_size);
  struct place *places = mem_new(map->count * sizeof *places);
  bool ok = read_folder(map, folder, places, err);
  mem_free(places);
  mem_free(folder);
  return ok && names_check(map, err);
}

void zip_map_close(struct zip_map *map) {
  mem_free(map->entries);
  mem_free(map->names);
  mem_free(map->sorted);
  mem_free(map->top);
  if (map->fd >= 0) close(map->fd);
  *map = (struct zip_map){.fd = -1};
}

const char *zip_path(const struct zip_map *map, const struct zip_entry *entry) { return entry->name + map->top_size + 1; }

bool zip_is_payload(const struct zip_map *map, const struct zip_entry *entry) {
  return !entry->is_folder && strncmp(zip_path(map, entry), "data/", 5) == 0;
}
