// Changes a store's file behind the program's back and stamps its pages anew, as whoever means to go unnoticed would: page checks are there
// for disks, not for people.
#ifndef WAYMARK_TESTS_HELPER_STAMP_H
#define WAYMARK_TESTS_HELPER_STAMP_H
#include <sqlite3.h>

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static inline void stamp_page(uint8_t *page, size_t size) {
  uint32_t one = 0, two = 0, word[2];
  for (size_t at = 0; at + 8 < size; at += 8) {
    for (size_t i = 0; i < 2; i++) {
      const uint8_t *b = page + at + 4 * i;
      word[i] = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    }
    one = one + word[0] + two;
    two = two + word[1] + one;
  }
  for (size_t i = 0; i < 4; i++) {
    page[size - 8 + i] = (uint8_t)(one >> (8 * i));
    page[size - 4 + i] = (uint8_t)(two >> (8 * i));
  }
}

// Nothing happens to a file whose pages bear no checks.
static inline void stamp_file(const char *path) {
  uint8_t header[100];
  FILE *file = fopen(path, "r+b");
  if (!file || fread(header, sizeof header, 1, file) != 1 || header[20] != 8) {
    if (file) fclose(file);
    return;
  }
  size_t size = (size_t)header[16] << 8 | header[17];
  uint8_t *page = malloc(size);
  for (long at = 0; fseek(file, at, SEEK_SET) == 0 && fread(page, size, 1, file) == 1; at += (long)size) {
    stamp_page(page, size);
    fseek(file, at, SEEK_SET);
    size_t put = fwrite(page, size, 1, file);
    assert(put == 1);
    (void)put;
  }
  free(page);
  fclose(file);
}

// The store is closed. A new text of why it could not be done; NULL: it is done. Caller frees it with sqlite3_free.
static inline char *stamp_sql(const char *path, const char *sql) {
  char *why = NULL;
  sqlite3 *db;
  if (sqlite3_open(path, &db) != SQLITE_OK) why = sqlite3_mprintf("%s", sqlite3_errmsg(db));
  if (!why) sqlite3_exec(db, sql, NULL, NULL, &why);
  sqlite3_close(db);
  stamp_file(path);
  return why;
}
#endif
