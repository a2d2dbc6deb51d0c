// Manifests (RFC 8493, 2.1.3): a line a file, its digest in lower-case hex, two spaces, its path. `sha256sum -c` reads the same lines.
#include "base/mem.h"
#include "bundle/internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROBLEMS_MAX = 50 }; // a report is for people: after so many, more say nothing new

void bag_problem(json_t *problems, const char *format, ...) {
  if (json_array_size(problems) >= PROBLEMS_MAX) return;
  va_list args;
  va_start(args, format);
  char text[800];
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  json_array_add(problems, json_array_size(problems) + 1 < PROBLEMS_MAX ? text : "There are more problems than are listed here.");
}

void manifest_add(struct buf *text, const void *digest, size_t size, const char *path) {
  char hex[2 * SHA512_SIZE + 1];
  hex_write(hex, digest, size);
  buf_text(text, hex);
  buf_text(text, "  ");
  buf_text(text, path);
  buf_char(text, '\n');
}

static int by_path(const void *a, const void *b) {
  return strcmp(((const struct manifest_line *)a)->path, ((const struct manifest_line *)b)->path);
}

// Cuts one line in two; false when it is no line of a manifest.
static bool cut_line(char *line, size_t digest_size, struct manifest_line *out) {
  uint8_t digest[SHA512_SIZE];
  size_t size = strlen(line), hex = 2 * digest_size;
  if (size > 0 && line[size - 1] == '\r') line[--size] = '\0';
  if (size < hex + 3 || line[hex] != ' ' || line[hex + 1] != ' ') return false;
  line[hex] = '\0';
  *out = (struct manifest_line){.hex = line, .path = line + hex + 2};
  return hex_read(digest, digest_size, line) && !name_why_not(out->path, size - hex - 2);
}

static bool check_doubles(const struct manifest *manifest, const char *name, json_t *problems) {
  bool ok = true;
  for (size_t i = 1; i < manifest->count; i++) {
    if (strcmp(manifest->lines[i - 1].path, manifest->lines[i].path) != 0) continue;
    bag_problem(problems, "%s lists %s more than once.", name, manifest->lines[i].path);
    ok = false;
  }
  return ok;
}

bool manifest_read(struct manifest *manifest, const char *name, char *text, size_t digest_size, json_t *problems) {
  *manifest = (struct manifest){0};
  size_t room = 0, number = 1;
  bool ok = true;
  for (char *next; text && *text; text = next, number++) {
    next = strchr(text, '\n');
    if (next) *next++ = '\0';
    if (manifest->count == room) manifest->lines = mem_grow(manifest->lines, room = room ? 2 * room : 64, sizeof *manifest->lines);
    bool is_line = manifest->count < 2 * BUNDLE_FILES_MAX && cut_line(text, digest_size, &manifest->lines[manifest->count]);
    if (is_line)
      manifest->count++;
    else
      bag_problem(problems, "Line %zu of %s is not a digest, two spaces and a path.", number, name);
    ok = ok && is_line;
  }
  if (manifest->count) qsort(manifest->lines, manifest->count, sizeof *manifest->lines, by_path);
  return check_doubles(manifest, name, problems) && ok;
}

const char *manifest_find(const struct manifest *manifest, const char *path) {
  struct manifest_line key = {.path = path};
  const struct manifest_line *line = manifest->count ? bsearch(&key, manifest->lines, manifest->count, sizeof key, by_path) : NULL;
  return line ? line->hex : NULL;
}

void manifest_clear(struct manifest *manifest) {
  mem_free(manifest->lines);
  *manifest = (struct manifest){0};
}
