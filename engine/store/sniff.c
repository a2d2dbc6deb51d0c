// Telling a media type: see sniff.h. The bytes are a stranger's, so libmagic gets a few kilobytes in memory, never a path, and only its
// table of patterns and its look at text run: everything that parses further (archives, executables, OLE, JSON) or unpacks is switched off.
// The table is read when evidence comes in and dropped again: that costs some milliseconds, and no other command has it in memory.
#include "store/sniff.h"

#include <magic.h>
#include <stdio.h>
#include <string.h>

static const int FLAGS = MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF | MAGIC_NO_CHECK_CDF |
                         MAGIC_NO_CHECK_APPTYPE | MAGIC_NO_CHECK_TOKENS | MAGIC_NO_CHECK_JSON | MAGIC_NO_CHECK_CSV;

// It goes into the record: nothing but what a media type is made of (RFC 6838).
static bool is_type(const char *text) {
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/.+-_";
  return strlen(text) < EVIDENCE_TYPE_SIZE && strchr(text, '/') && text[strspn(text, allowed)] == '\0';
}

void sniff_type(const char *head, size_t size, char out[EVIDENCE_TYPE_SIZE]) {
  out[0] = '\0';
  magic_t magic = magic_open(FLAGS);
  const char *type = magic && magic_load(magic, NULL) == 0 ? magic_buffer(magic, head, size) : NULL;
  if (type && is_type(type)) snprintf(out, EVIDENCE_TYPE_SIZE, "%s", type);
  if (magic) magic_close(magic);
}
