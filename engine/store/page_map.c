// See page_map.h.
//
// 1. A page is handed out only after the kernel read it when it was asked to, some at a time, and its checksum was compared: a disk that
//    fails is met by a call that can say so. What is looked at afterwards is the same copy in the kernel's memory.
// 2. Two threads may look at the same pages at once; both find the same.
#include "store/page_map.h"

#include "base/mem.h"

#include <errno.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { AT_ONCE = 65536, PAGE_MAX = 65536 }; // bytes: what the kernel reads ahead by itself

struct page_map {
  int fd, page_size;
  bool (*is_whole)(const void *page, int size);
  const uint8_t *bytes;
  int64_t size, count; // of pages
  atomic_uchar *good;  // a page that was read is what was written
};

struct page_map *page_map_new(int fd, int page_size, bool (*is_whole)(const void *page, int size)) {
  struct stat about;
  if (page_size <= 0 || page_size > PAGE_MAX || fstat(fd, &about) != 0 || about.st_size < page_size) return NULL;
  void *bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_SHARED, fd, 0);
  if (bytes == MAP_FAILED) return NULL;
  struct page_map *map = mem_new(sizeof *map);
  *map = (struct page_map){.fd = fd, .page_size = page_size, .is_whole = is_whole, .bytes = bytes, .size = about.st_size};
  map->count = map->size / page_size;
  map->good = mem_new((size_t)map->count * sizeof *map->good);
  return map;
}

void page_map_free(struct page_map *map) {
  if (!map) return;
  munmap((void *)map->bytes, (size_t)map->size);
  mem_free((void *)map->good);
  mem_free(map);
}

// The kernel lays the pages into our memory, which spares a copy of each; one that is too old to do it when asked has them read instead.
static bool lay(const struct page_map *map, int64_t at, size_t size) {
  uint8_t pages[AT_ONCE];
  if (madvise((void *)(map->bytes + at), size, MADV_POPULATE_READ) == 0) return true;
  return errno == EINVAL && pread(map->fd, pages, size, (off_t)at) == (ssize_t)size;
}

// Some, or where one of them cannot be had that page alone.
static void lay_some(struct page_map *map, int64_t page) {
  int64_t at_once = AT_ONCE / map->page_size, first = page - page % at_once;
  int64_t count = map->count - first < at_once ? map->count - first : at_once;
  if (!lay(map, first * map->page_size, (size_t)(count * map->page_size))) first = page, count = 1;
  if (count == 1 && !lay(map, first * map->page_size, (size_t)map->page_size)) return;
  for (int64_t i = first; i < first + count; i++)
    if (!map->is_whole || map->is_whole(map->bytes + i * map->page_size, map->page_size))
      atomic_store_explicit(&map->good[i], 1, memory_order_relaxed);
}

const void *page_map_at(struct page_map *map, int64_t at, int size) {
  if (size != map->page_size || at % size != 0 || at / size >= map->count) return NULL;
  atomic_uchar *good = &map->good[at / size];
  if (!atomic_load_explicit(good, memory_order_relaxed)) lay_some(map, at / size);
  return atomic_load_explicit(good, memory_order_relaxed) ? map->bytes + at : NULL;
}
