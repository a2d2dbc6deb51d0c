// bag-info.txt (RFC 8493, 2.2.2): "Key: value" lines. A value cannot add a line: any run of blanks and control characters in it becomes one
// space. Lines are never folded, since readers differ in how they put folded ones together.
#include "bundle/internal.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

static const char key_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

static bool is_own(const char *key) { return strcasecmp(key, "Payload-Oxum") == 0 || strcasecmp(key, "BagIt-Profile-Identifier") == 0; }

// How many bytes of it are a blank, a control character or what some readers take for a line end: NEL, LS and PS too. 0: none.
static size_t blank_at(const char *at) {
  if ((unsigned char)*at <= 0x20 || *at == 0x7F) return 1;
  if (strncmp(at, "\xC2\x85", 2) == 0) return 2;
  return strncmp(at, "\xE2\x80\xA8", 3) == 0 || strncmp(at, "\xE2\x80\xA9", 3) == 0 ? 3 : 0;
}

static bool add_line(struct buf *text, const char *key, const char *value, struct err *err) {
  if (!key || !value || !key[0] || key[strspn(key, key_letters)] || is_own(key))
    return err_set(err, ERR_INVALID, "The bundle's description was refused: \"%.80s\" cannot be a heading of bag-info.txt.",
                   key ? key : "");
  buf_format(text, "%s: ", key);
  bool is_gap = true;
  for (const char *at = value; *at;) {
    size_t blank = blank_at(at);
    if (!blank || !is_gap) buf_char(text, blank ? ' ' : *at);
    is_gap = blank > 0;
    at += blank ? blank : 1;
  }
  while (text->size && text->data[text->size - 1] == ' ' && value[0]) text->data[--text->size] = '\0';
  buf_char(text, '\n');
  return true;
}

bool info_write(struct buf *text, const json_t *info, const char *profile, int64_t bytes, int64_t files, struct err *err) {
  size_t i;
  json_t *pair;
  json_array_foreach(info, i, pair) {
    const char *key = json_string_value(json_array_get(pair, 0)), *value = json_string_value(json_array_get(pair, 1));
    if (!add_line(text, key, value, err)) return false;
  }
  buf_format(text, "BagIt-Profile-Identifier: %s\n", profile);
  buf_format(text, "Payload-Oxum: %" PRId64 ".%" PRId64 "\n", bytes, files);
  return true;
}
