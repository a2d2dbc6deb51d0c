// What an entry of a zip may be called. A name is taken only if every system that may unpack the bundle understands it in the same
// way: that leaves printable ASCII without the characters and words that some file system gives a meaning of its own.
#include "base/mem.h"
#include "bundle/internal.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *name_show(const char *name, size_t size, char out[BUNDLE_NAME_MAX + 1]) {
  if (size > BUNDLE_NAME_MAX) size = BUNDLE_NAME_MAX;
  for (size_t i = 0; i < size; i++) out[i] = name[i] >= 0x20 && name[i] < 0x7F ? name[i] : '?';
  out[size] = '\0';
  return out;
}

// Names that some system takes for a device, whatever ending they have: CON, NUL, COM1, LPT1 and so on.
static bool is_device(const char *part, size_t size) {
  static const char *const devices[] = {"con", "prn", "aux", "nul"};
  const char *dot = memchr(part, '.', size);
  size_t stem = dot ? (size_t)(dot - part) : size;
  for (size_t i = 0; stem == 3 && i < sizeof devices / sizeof devices[0]; i++)
    if (strncasecmp(part, devices[i], 3) == 0) return true;
  return stem == 4 && (strncasecmp(part, "com", 3) == 0 || strncasecmp(part, "lpt", 3) == 0) && isdigit((unsigned char)part[3]);
}

static const char *part_why_not(const char *part, size_t size) {
  if (size == 0) return "has an empty folder's name in it";
  if (part[0] == '.' && (size == 1 || (size == 2 && part[1] == '.'))) return "leads out of its folder";
  if (part[size - 1] == '.' || part[size - 1] == ' ') return "has a part that ends in a dot or a space";
  return is_device(part, size) ? "is a device's name on some computers" : NULL;
}

static const char *bytes_why_not(const char *name, size_t size) {
  for (size_t i = 0; i < size; i++) {
    unsigned char byte = (unsigned char)name[i];
    if (byte < 0x20 || byte == 0x7F) return "holds a control character";
    if (byte > 0x7F) return "holds a letter outside plain ASCII, which may be written in more than one way";
    if (byte == '\\') return "holds a backslash";
    if (strchr(":*?\"<>|", byte)) return "holds a character that names a drive or a pattern on some computers";
  }
  return NULL;
}

const char *name_why_not(const char *name, size_t size) {
  if (size == 0) return "is empty";
  if (size > BUNDLE_NAME_MAX) return "is longer than 255 bytes";
  const char *why = bytes_why_not(name, size);
  if (why) return why;
  if (name[0] == '/') return "begins at the root of the disk";
  if (name[size - 1] == '/') size--;
  for (size_t start = 0; !why && start <= size;) {
    const char *slash = memchr(name + start, '/', size - start);
    size_t end = slash ? (size_t)(slash - name) : size;
    why = part_why_not(name + start, end - start);
    start = end + 1;
  }
  return why;
}

// Small letters; a slash comes before everything else, so that what lies in a folder comes right after it.
static int fold(char letter) { return letter == '/' ? 1 : tolower((unsigned char)letter); }

int name_compare(const char *a, const char *b) {
  while (*a && fold(*a) == fold(*b)) a++, b++;
  if (*a == '/' && !a[1]) a++; // the slash of a folder
  if (*b == '/' && !b[1]) b++;
  return (*a ? fold(*a) : 0) - (*b ? fold(*b) : 0);
}

static int by_name(const void *a, const void *b) {
  return name_compare((*(const struct zip_entry *const *)a)->name, (*(const struct zip_entry *const *)b)->name);
}

// Is a file treated as a folder by what comes right after it: "a" before "a/b"?
static bool is_folder_of(const struct zip_entry *file, const struct zip_entry *next) {
  size_t size = strlen(file->name);
  return !file->is_folder && strncasecmp(file->name, next->name, size) == 0 && next->name[size] == '/';
}

static bool check_collisions(const struct zip_map *map, struct err *err) {
  for (size_t i = 1; i < map->count; i++) {
    const struct zip_entry *one = map->sorted[i - 1], *next = map->sorted[i];
    if (name_compare(one->name, next->name) == 0)
      return zip_refuse(map->path, err, "%s and %s would be one file on many computers", one->name, next->name);
    if (is_folder_of(one, next)) return zip_refuse(map->path, err, "%s is a file, and %s lies in it as in a folder", one->name, next->name);
  }
  return true;
}

static bool set_top(struct zip_map *map, struct err *err) {
  size_t size = map->top_size = strcspn(map->entries[0].name, "/");
  map->top = mem_text_part(map->entries[0].name, size);
  for (size_t i = 0; i < map->count; i++) {
    const struct zip_entry *entry = &map->entries[i];
    if (strncmp(entry->name, map->top, size) != 0 || entry->name[size] != '/')
      return zip_refuse(map->path, err, "%s does not lie in the one top folder %s, as everything in a bundle does", entry->name, map->top);
  }
  return true;
}

bool names_check(struct zip_map *map, struct err *err) {
  map->sorted = mem_new(map->count * sizeof *map->sorted);
  for (size_t i = 0; i < map->count; i++) map->sorted[i] = &map->entries[i];
  qsort(map->sorted, map->count, sizeof *map->sorted, by_name);
  return check_collisions(map, err) && set_top(map, err);
}

struct zip_entry *zip_map_find(const struct zip_map *map, const char *path) {
  char name[2 * BUNDLE_NAME_MAX + 2];
  int size = snprintf(name, sizeof name, "%s/%s", map->top, path);
  struct zip_entry key = {.name = name};
  const struct zip_entry *wanted = &key;
  const struct zip_entry **hit = bsearch(&wanted, map->sorted, map->count, sizeof *map->sorted, by_name);
  bool is_it = hit && size > 0 && (size_t)size < sizeof name && strcmp((*hit)->name, name) == 0;
  return is_it ? &map->entries[*hit - map->entries] : NULL;
}
