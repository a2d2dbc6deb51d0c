// Mending and cutting UTF-8. See utf8.h.
#include "base/utf8.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

static bool is_tail(unsigned char c) { return (c & 0xC0) == 0x80; }

// Overlong forms, surrogates and what is past U+10FFFF are none.
size_t utf8_size(const char *text) {
  const unsigned char *c = (const unsigned char *)text;
  if (c[0] < 0x80) return 1;
  if (c[0] < 0xC2 || c[0] > 0xF4 || !is_tail(c[1])) return 0;
  if (c[0] < 0xE0) return 2;
  if ((c[0] == 0xE0 && c[1] < 0xA0) || (c[0] == 0xED && c[1] > 0x9F) || !is_tail(c[2])) return 0;
  if (c[0] < 0xF0) return 3;
  if ((c[0] == 0xF0 && c[1] < 0x90) || (c[0] == 0xF4 && c[1] > 0x8F) || !is_tail(c[3])) return 0;
  return 4;
}

void utf8_mend(char *text) {
  for (size_t size; *text; text += size) {
    size = utf8_size(text);
    if (size > 0) continue;
    *text = '?';
    size = 1;
  }
}

void utf8_end(char *text, size_t capacity) {
  static const char dots[] = "\xE2\x80\xA6";
  assert(capacity > sizeof dots);
  size_t end = capacity - sizeof dots; // where the dots still fit
  while (end > 0 && is_tail((unsigned char)text[end])) end--;
  memcpy(text + end, dots, sizeof dots);
}

size_t utf8_turns(const char *text) {
  const unsigned char *c = (const unsigned char *)text;
  if (c[0] == 0xD8 && c[1] == 0x9C) return 2; // U+061C
  if (c[0] != 0xE2) return 0;
  bool marks = c[1] == 0x80 && (c[2] == 0x8E || c[2] == 0x8F || (c[2] >= 0xAA && c[2] <= 0xAE)); // U+200E, U+200F, U+202A to U+202E
  bool isolates = c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9;                                  // U+2066 to U+2069
  return marks || isolates ? 3 : 0;
}
