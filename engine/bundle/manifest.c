// Manifests (RFC 8493, 2.1.3): a line a file, its digest in lower-case hex, two spaces, its path. `sha256sum -c` reads the same lines.
#include "bundle/internal.h"

#include <string.h>

void manifest_add(struct buf *text, const void *digest, size_t size, const char *path) {
  char hex[2 * SHA512_SIZE + 1];
  hex_write(hex, digest, size);
  buf_text(text, hex);
  buf_text(text, "  ");
  buf_text(text, path);
  buf_char(text, '\n');
}

bool manifest_cut(char *line, size_t digest_size, const char **hex, const char **path) {
  uint8_t digest[SHA512_SIZE];
  size_t size = strlen(line), digits = 2 * digest_size;
  if (size > 0 && line[size - 1] == '\r') line[--size] = '\0';
  if (size < digits + 3 || line[digits] != ' ' || line[digits + 1] != ' ') return false;
  line[digits] = '\0';
  *hex = line;
  *path = line + digits + 2;
  return hex_read(digest, digest_size, line) && !name_why_not(*path, size - digits - 2);
}
