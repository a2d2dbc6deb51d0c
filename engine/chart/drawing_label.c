// See drawing_label.h. A line is broken at spaces, by characters: how wide they are is known to whoever has the font.
#include "chart/drawing_label.h"

#include <stdbool.h>
#include <string.h>

void label_quoted(struct buf *out, const char *text) {
  buf_char(out, '"');
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') buf_char(out, '\\');
    buf_char(out, *text == '\n' ? ' ' : *text);
  }
  buf_char(out, '"');
}

static void put_escaped(struct buf *out, char c) {
  if (c == '&' || c == '<' || c == '>' || c == '"')
    buf_text(out, c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&quot;");
  else
    buf_char(out, (unsigned char)c < ' ' ? ' ' : c);
}

// The bytes after the first of a character in UTF-8 are no characters.
static size_t width_of(const char *text, size_t size) {
  size_t width = 0;
  for (size_t i = 0; i < size; i++) width += ((unsigned char)text[i] & 0xC0) != 0x80;
  return width;
}

// How many bytes of the text stand on the next line: whole words while they fit, and one at least.
static size_t line_size(const char *text, size_t width) {
  size_t size = strcspn(text, " ");
  while (text[size]) {
    size_t longer = size + 1 + strcspn(text + size + 1, " ");
    if (width_of(text, longer) > width) break;
    size = longer;
  }
  return size;
}

void label_begin(struct label *label) {
  buf_init(&label->text);
  label->left = false;
}

static void put_line(struct label *label, const char *text, size_t size, int points, const char *tag) {
  struct buf *out = &label->text;
  if (out->size && !label->left) buf_text(out, "<br/>");
  buf_format(out, "<font point-size=\"%d\">", points);
  if (tag) buf_format(out, "<%s>", tag);
  for (size_t i = 0; i < size; i++) put_escaped(out, text[i]);
  if (tag) buf_format(out, "</%s>", tag);
  buf_text(out, label->left ? "</font><br align=\"left\"/>" : "</font>");
}

void label_line(struct label *label, const char *text, int points, const char *tag, size_t width) {
  while (*text == ' ') text++;
  while (*text) {
    size_t size = line_size(text, width);
    put_line(label, text, size, points, tag);
    text += size;
    while (*text == ' ') text++;
  }
}

void label_end(struct label *label, struct buf *out) {
  buf_format(out, "label=<%s>", label->text.size ? label->text.data : " ");
  buf_clear(&label->text);
}
