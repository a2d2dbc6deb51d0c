// A small zip built byte by byte, with where its parts lie, so that a test can lie about them. Shared by the tests of hostile zips.
#ifndef WAYMARK_TESTS_UNIT_BUNDLE_MADE_H
#define WAYMARK_TESTS_UNIT_BUNDLE_MADE_H
#include "bundle/internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

// A zip being built, with where its parts lie, so that a test can lie about them.
struct made {
  uint8_t bytes[4096];
  size_t size, local[4], central[4], end, count;
};

static inline void put(struct made *made, const void *bytes, size_t size) {
  assert_true(made->size + size <= sizeof made->bytes);
  memcpy(made->bytes + made->size, bytes, size);
  made->size += size;
}

static inline void put_number(struct made *made, uint32_t number, int size) {
  for (int i = 0; i < size; i++, number >>= 8) put(made, &(uint8_t){(uint8_t)number}, 1);
}

static inline uint32_t crc_of(const char *text) { // CRC-32 of ISO 3309, bit by bit
  uint32_t crc = UINT32_MAX;
  for (; *text; text++) {
    crc ^= (uint8_t)*text;
    for (int i = 0; i < 8; i++) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
  }
  return ~crc;
}

// What both headers have in common, from "version needed" on; `extra` bytes of extra field are announced.
static inline void put_header(struct made *made, const char *name, const char *text, uint32_t extra) {
  put_number(made, 10, 2);
  put_number(made, 0, 4); // flags, method
  put_number(made, 0x00210000, 4);
  put_number(made, crc_of(text), 4);
  put_number(made, (uint32_t)strlen(text), 4);
  put_number(made, (uint32_t)strlen(text), 4);
  put_number(made, (uint32_t)strlen(name), 2);
  put_number(made, extra, 2);
}

static inline void put_end(struct made *made, size_t folder) {
  made->end = made->size;
  put_number(made, 0x06054b50, 4);
  put_number(made, 0, 4);
  put_number(made, (uint32_t)made->count, 2);
  put_number(made, (uint32_t)made->count, 2);
  put_number(made, (uint32_t)(made->end - folder), 4);
  put_number(made, (uint32_t)folder, 4);
  put_number(made, 0, 2);
}

static inline void put_central(struct made *made, const char *const *files, const char *extra, uint32_t extra_size) {
  size_t folder = made->size;
  for (size_t i = 0; i < made->count; i++) {
    made->central[i] = made->size;
    put_number(made, 0x02014b50, 4);
    put_number(made, 0x031e, 2);
    put_header(made, files[2 * i], files[2 * i + 1], extra_size);
    put_number(made, 0, 6);
    put_number(made, files[2 * i][strlen(files[2 * i]) - 1] == '/' ? 040755u << 16 | 0x10 : 0100644u << 16, 4);
    put_number(made, (uint32_t)made->local[i], 4);
    put(made, files[2 * i], strlen(files[2 * i]));
    put(made, extra, extra_size);
  }
  put_end(made, folder);
}

// A sound zip of names and texts, in turns, ended by NULL.
static inline void make(struct made *made, const char *const *files) {
  *made = (struct made){0};
  for (; files[2 * made->count]; made->count++) {
    const char *name = files[2 * made->count], *text = files[2 * made->count + 1];
    made->local[made->count] = made->size;
    put_number(made, 0x04034b50, 4);
    put_header(made, name, text, 0);
    put(made, name, strlen(name));
    put(made, text, strlen(text));
  }
  put_central(made, files, "", 0);
}

static inline bool check(const void *bytes, size_t size, struct err *err) {
  int fd = memfd_create("zip", 0);
  char path[64];
  assert_true(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  *err = (struct err){0};
  bool ok = zip_check(path, NULL, err);
  close(fd);
  assert_true(ok || strstr(err->text, " was refused: "));
  return ok;
}

static const char *const two[] = {"bag/data/a", "hello", "bag/data/b", "there", NULL};

enum place { LOCAL, CENTRAL, BOTH, END }; // BOTH: `at` is the local header's; the central one has two bytes more before it

static inline void lie(struct made *made, enum place place, size_t at, int size, uint32_t value) {
  for (int i = 0; i < size; i++, value >>= 8) {
    if (place == LOCAL || place == BOTH) made->bytes[made->local[0] + at + (size_t)i] = (uint8_t)value;
    if (place == CENTRAL || place == BOTH) made->bytes[made->central[0] + at + (place == BOTH ? 2 : 0) + (size_t)i] = (uint8_t)value;
    if (place == END) made->bytes[made->end + at + (size_t)i] = (uint8_t)value;
  }
}
#endif
