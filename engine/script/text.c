// Text on its way into JSON: is it UTF-8, and how is it written there.
#include "script/internal.h"

// The length of the UTF-8 sequence at text, 0 when it is none (RFC 3629).
static size_t utf8_size(const unsigned char *text, size_t left) {
  unsigned char c = text[0];
  size_t size = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
  if (size == 0 || size > left) return 0;
  for (size_t i = 1; i < size; i++)
    if ((text[i] & 0xC0) != 0x80) return 0;
  if ((c == 0xE0 && text[1] < 0xA0) || (c == 0xED && text[1] > 0x9F) || (c == 0xF0 && text[1] < 0x90) || (c == 0xF4 && text[1] > 0x8F))
    return 0;
  return size;
}

bool text_is_utf8(const char *text, size_t size) {
  for (size_t i = 0; i < size;) {
    size_t step = text[i] ? utf8_size((const unsigned char *)text + i, size - i) : 0;
    if (!step) return false;
    i += step;
  }
  return true;
}

static bool is_plain(unsigned char c) { return c >= 0x20 && c != '"' && c != '\\' && c != 0x7F; }

void buf_json_text(struct buf *buf, const char *text, size_t size) {
  buf_char(buf, '"');
  for (size_t i = 0, from; i < size; i++) {
    for (from = i; i < size && is_plain((unsigned char)text[i]); i++) continue;
    buf_add(buf, text + from, i - from);
    if (i == size) break;
    unsigned char c = (unsigned char)text[i];
    if (c == '"' || c == '\\')
      buf_format(buf, "\\%c", c);
    else
      buf_format(buf, "\\u%04x", c);
  }
  buf_char(buf, '"');
}
