// A growing run of bytes: see buf.h.
#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void buf_init(struct buf *buf) { *buf = (struct buf){0}; }

void buf_clear(struct buf *buf) {
  mem_free(buf->data);
  buf_init(buf);
}

static void reserve(struct buf *buf, size_t extra) {
  size_t needed = buf->size + extra + 1;
  if (needed <= buf->capacity) return;
  size_t capacity = buf->capacity ? buf->capacity : 64;
  while (capacity < needed) capacity *= 2;
  buf->data = mem_grow(buf->data, capacity, 1);
  buf->capacity = capacity;
}

void buf_add(struct buf *buf, const void *bytes, size_t size) {
  reserve(buf, size);
  if (size) memcpy(buf->data + buf->size, bytes, size);
  buf->size += size;
  buf->data[buf->size] = '\0';
}

void buf_text(struct buf *buf, const char *text) { buf_add(buf, text, strlen(text)); }
void buf_char(struct buf *buf, char c) { buf_add(buf, &c, 1); }

void buf_format(struct buf *buf, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int size = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (size > 0) {
    reserve(buf, (size_t)size);
    vsnprintf(buf->data + buf->size, (size_t)size + 1, format, again);
    buf->size += (size_t)size;
  }
  va_end(again);
}

char *buf_take(struct buf *buf) {
  if (!buf->data) buf_add(buf, "", 0);
  char *text = buf->data;
  buf_init(buf);
  return text;
}
