// Goal: whatever bytes are given for a bundle, reading ends in a report or a sentence, within the limits, never in a crash.
// Method: libFuzzer. The input is the zip; what is accepted is asserted to fill the file without a gap, to have names that lead nowhere,
// and what is called whole to have been handed over byte for byte.
#include "bundle/bundle.h"
#include "bundle/internal.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PASSWORD "correct horse battery" // of the encrypted seeds

static void check_map(const char *path, size_t size) {
  struct zip_map map;
  struct err err = {0};
  uint64_t packed = 0;
  bool ok = zip_map_open(&map, path, -1, &err);
  assert(ok || err.text[0]);
  for (size_t i = 0; ok && i < map.count; i++) {
    const struct zip_entry *entry = &map.entries[i];
    assert(!strstr(entry->name, "..") || !strstr(entry->name, "/../"));
    assert(entry->name[0] != '/' && strncmp(entry->name, map.top, strlen(map.top)) == 0);
    assert(entry->offset + entry->packed < map.folder_offset && entry->size <= BUNDLE_SIZE_MAX);
    assert(zip_map_find(&map, zip_path(&map, entry)) == entry && (entry->is_folder || entry->is_encrypted == map.is_encrypted));
    packed += entry->head + entry->packed;
  }
  assert(!ok || (packed == map.folder_offset && map.folder_offset + map.folder_size + map.records_size == size));
  zip_map_close(&map);
}

static bool want(void *user, const char *path, int64_t size) {
  (void)user;
  assert(strncmp(path, "data/", 5) == 0 && size >= 0);
  return true;
}

static void count(void *user, const void *bytes, size_t size) {
  (void)bytes;
  *(size_t *)user += size;
}

static void end(void *user) { (void)user; }

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char path[64];
  struct err err = {0};
  json_t *report = NULL;
  size_t seen = 0;
  struct bundle_reader reader = {.user = &seen, .begin = want, .bytes = count, .end = end};
  int fd = memfd_create("zip", MFD_CLOEXEC);
  if (fd < 0 || write(fd, data, size) != (ssize_t)size) return close(fd), 0;
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  check_map(path, size);
  bool ok = bundle_verify(path, PASSWORD, &reader, &report, &err);
  assert(ok ? report != NULL : err.text[0] != 0);
  if (ok) assert(json_flag(report, "ok") == (json_array_size(json_object_get(report, "problems")) == 0));
  if (ok && json_flag(report, "ok")) assert((int64_t)seen == json_number(report, "bytes", -1));
  if (ok) assert(zip_check(path, PASSWORD, &err) || strstr(err.text, "damaged"));
  json_decref(report);
  close(fd);
  return 0;
}
