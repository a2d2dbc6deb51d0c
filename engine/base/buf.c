// A growing run of bytes: see buf.h.
#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NUMBER_SIZE = 24 };

void buf_init(struct buf *buf) { *buf = (struct buf){0}; }

void buf_clear(struct buf *buf) {
  mem_free(buf->data);
  buf_init(buf);
}

void buf_reserve(struct buf *buf, size_t size) {
  size_t needed = buf->size + size + 1;
  if (needed <= buf->capacity) return;
  size_t capacity = buf->capacity ? buf->capacity : 64;
  while (capacity < needed) capacity *= 2;
  buf->data = mem_grow(buf->data, capacity, 1);
  buf->capacity = capacity;
}

char *buf_more(struct buf *buf, size_t size) {
  buf_reserve(buf, size);
  char *start = buf->data + buf->size;
  buf->size += size;
  start[size] = '\0';
  return start;
}

void buf_add(struct buf *buf, const void *bytes, size_t size) {
  char *start = buf_more(buf, size);
  if (size) memcpy(start, bytes, size);
}

void buf_text(struct buf *buf, const char *text) { buf_add(buf, text, strlen(text)); }
void buf_char(struct buf *buf, char c) { *buf_more(buf, 1) = c; }

void buf_number(struct buf *buf, long long number) {
  char digits[NUMBER_SIZE], *at = digits + sizeof digits;
  unsigned long long rest = number < 0 ? 0ULL - (unsigned long long)number : (unsigned long long)number;
  do *--at = (char)('0' + rest % 10);
  while (rest /= 10);
  if (number < 0) *--at = '-';
  buf_add(buf, at, (size_t)(digits + sizeof digits - at));
}

void buf_format(struct buf *buf, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  size_t room = buf->capacity - buf->size;
  int size = vsnprintf(buf->data ? buf->data + buf->size : NULL, room, format, args); // most often it fits
  va_end(args);
  if (size > 0 && (size_t)size >= room) {
    buf_reserve(buf, (size_t)size);
    vsnprintf(buf->data + buf->size, (size_t)size + 1, format, again);
  }
  if (size > 0) buf->size += (size_t)size;
  if (size < 0 && room) buf->data[buf->size] = '\0';
  va_end(again);
}

char *buf_take(struct buf *buf) {
  if (!buf->data) buf_add(buf, "", 0);
  char *text = buf->data;
  buf_init(buf);
  return text;
}
