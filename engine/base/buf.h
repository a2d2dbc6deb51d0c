// A growing run of bytes. `data` always has a NUL after its `size` bytes once something was added.
#ifndef WAYMARK_BASE_BUF_H
#define WAYMARK_BASE_BUF_H
#include <stddef.h>

struct buf {
  char *data;
  size_t size;
  size_t capacity;
};

void buf_init(struct buf *buf);
void buf_clear(struct buf *buf);                // Frees what it holds; it may be used again.
void buf_reserve(struct buf *buf, size_t size); // so that this many more bytes move nothing
char *buf_more(struct buf *buf, size_t size);   // counts this many more bytes: the caller writes them where it points
void buf_add(struct buf *buf, const void *bytes, size_t size);
void buf_text(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
void buf_number(struct buf *buf, long long number); // in digits; a tenth of what buf_format takes
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *buf_take(struct buf *buf); // Hands over the text ("" if nothing was added). Caller frees.
#endif
