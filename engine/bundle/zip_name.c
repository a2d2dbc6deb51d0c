// What an entry of a zip may be called. A name is taken only if every system that may unpack the bundle understands it in the same
// way: that leaves printable ASCII without the characters and words that some file system gives a meaning of its own.
#include "base/mem.h"
#include "bundle/internal.h"

#include <ctype.h>
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

// An entry's name in small letters, without the slash of a folder: two that are equal would be one file on many computers.
struct folded {
  char *name;
  const struct zip_entry *entry;
};

static int by_name(const void *a, const void *b) { return strcmp(((const struct folded *)a)->name, ((const struct folded *)b)->name); }

static struct folded fold(const struct zip_entry *entry) {
  char *name = mem_text(entry->name);
  for (char *at = name; *at; at++) *at = (char)tolower((unsigned char)*at);
  if (entry->is_folder) name[strlen(name) - 1] = '\0';
  return (struct folded){.name = name, .entry = entry};
}

// A file that another entry treats as a folder: "a" beside "a/b".
static const struct zip_entry *file_above(const struct folded *sorted, size_t count, char *name) {
  const struct zip_entry *found = NULL;
  for (char *slash = strchr(name, '/'); slash && !found; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    struct folded key = {.name = name};
    const struct folded *hit = bsearch(&key, sorted, count, sizeof key, by_name);
    *slash = '/';
    if (hit && !hit->entry->is_folder) found = hit->entry;
  }
  return found;
}

static bool check_collisions(struct zip_map *map, const struct folded *sorted, struct err *err) {
  for (size_t i = 1; i < map->count; i++)
    if (strcmp(sorted[i - 1].name, sorted[i].name) == 0)
      return zip_refuse(map->path, err, "%s and %s would be one file on many computers", sorted[i - 1].entry->name, sorted[i].entry->name);
  for (size_t i = 0; i < map->count; i++) {
    char *name = mem_text(sorted[i].name);
    const struct zip_entry *above = file_above(sorted, map->count, name);
    mem_free(name);
    if (above) return zip_refuse(map->path, err, "%s is a file, and %s lies in it as in a folder", above->name, sorted[i].entry->name);
  }
  return true;
}

static bool set_top(struct zip_map *map, struct err *err) {
  size_t size = strcspn(map->entries[0].name, "/");
  map->top = mem_text_part(map->entries[0].name, size);
  for (size_t i = 0; i < map->count; i++) {
    struct zip_entry *entry = &map->entries[i];
    if (strncmp(entry->name, map->top, size) != 0 || entry->name[size] != '/')
      return zip_refuse(map->path, err, "%s does not lie in the one top folder %s, as everything in a bundle does", entry->name, map->top);
    entry->path = entry->name + size + 1;
  }
  return true;
}

bool names_check(struct zip_map *map, struct err *err) {
  struct folded *sorted = mem_new(map->count * sizeof *sorted);
  for (size_t i = 0; i < map->count; i++) sorted[i] = fold(&map->entries[i]);
  qsort(sorted, map->count, sizeof *sorted, by_name);
  bool ok = check_collisions(map, sorted, err) && set_top(map, err);
  for (size_t i = 0; i < map->count; i++) mem_free(sorted[i].name);
  mem_free(sorted);
  return ok;
}
