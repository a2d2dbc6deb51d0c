// Text for a terminal: widths in columns, cuts on character borders, wrapping between words. What people typed may hold control
// characters; none of them may reach the terminal, where they could rewrite what a reader sees.
#include "base/mem.h"
#include "base/utf8.h"
#include "cli/internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

enum { WIDTH_PIPE = 100, WIDTH_MIN = 40, WIDTH_MAX = 400 };

int text_screen(FILE *out) {
  struct winsize size;
  const char *columns = getenv("COLUMNS");
  int width = WIDTH_PIPE;
  if (isatty(fileno(out)) && ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col)
    width = size.ws_col;
  else if (columns && strtol(columns, NULL, 10) > 0)
    width = (int)strtol(columns, NULL, 10);
  return width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
}

// One character at `text`: its bytes, and its columns in *columns; -1 for one that must not be printed.
static size_t character(const char *text, int *columns) {
  wchar_t wide;
  mbstate_t state = {0};
  size_t size = mbrtowc(&wide, text, MB_LEN_MAX, &state);
  if (size == (size_t)-1 || size == (size_t)-2) {
    *columns = -1;
    return 1;
  }
  *columns = utf8_turns(text) ? -1 : wcwidth(wide);
  return size ? size : 1;
}

char *text_clean(const char *text) {
  struct buf out;
  int columns;
  buf_init(&out);
  while (*text) {
    size_t size = character(text, &columns);
    if (*text == '\n')
      buf_char(&out, '\n');
    else if (columns < 0)
      buf_char(&out, (unsigned char)*text < 32 ? ' ' : '?');
    else
      buf_add(&out, text, size);
    text += size;
  }
  return buf_take(&out);
}

size_t text_width(const char *text) {
  size_t width = 0;
  int columns;
  for (; *text; text += character(text, &columns)) {
    character(text, &columns);
    width += columns > 0 ? (size_t)columns : 0;
  }
  return width;
}

size_t text_fit(const char *text, size_t columns) {
  size_t used = 0, bytes = 0, border = 0;
  while (text[bytes] && text[bytes] != '\n') {
    int width;
    size_t size = character(text + bytes, &width);
    if (width > 0) used += (size_t)width;
    if (text[bytes] == ' ') border = bytes;
    if (used > columns) return border ? border : bytes ? bytes : size;
    bytes += size;
  }
  return bytes;
}

void text_pad(FILE *out, size_t columns) {
  while (columns-- > 0) fputc(' ', out);
}

void text_wrap(FILE *out, int width, int first_indent, int indent, const char *text) {
  char *clean = text_clean(text), *rest = clean;
  int used = first_indent;
  do {
    size_t room = width - used > 10 ? (size_t)(width - used) : 10; // a page narrower than its indent still gets words
    size_t size = text_fit(rest, room);
    fwrite(rest, 1, size, out);
    fputc('\n', out);
    rest += size;
    while (*rest == ' ') rest++;
    if (*rest == '\n') rest++;
    if (*rest) text_pad(out, (size_t)indent);
    used = indent;
  } while (*rest);
  mem_free(clean);
}
