// See page_map.h.
//
// 1. A page is handed out only after it was read through the kernel, some at a time, and its checksum compared: a disk that fails is met by
//    a read that can say so. What is looked at afterwards is the same copy in the kernel's memory.
// 2. Two threads may look at the same pages at once; both find the same.
#include "store/page_map.h"

#include "base/mem.h"

#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { AT_ONCE = 16, PAGE_MAX = 65536 }; // pages a read: what the kernel reads ahead by itself

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

static void read_some(struct page_map *map, int64_t first) {
  uint8_t pages[AT_ONCE * PAGE_MAX / 16]; // of pages up to 4096 bytes; of larger ones fewer
  int64_t at_once = (int64_t)sizeof pages / map->page_size;
  first -= first % at_once;
  ssize_t size = pread(map->fd, pages, sizeof pages, (off_t)(first * map->page_size));
  for (int64_t i = 0; (i + 1) * map->page_size <= size; i++)
    if (!map->is_whole || map->is_whole(pages + i * map->page_size, map->page_size))
      atomic_store_explicit(&map->good[first + i], 1, memory_order_relaxed);
}

const void *page_map_at(struct page_map *map, int64_t at, int size) {
  if (size != map->page_size || at % size != 0 || at / size >= map->count) return NULL;
  atomic_uchar *good = &map->good[at / size];
  if (!atomic_load_explicit(good, memory_order_relaxed)) read_some(map, at / size);
  return atomic_load_explicit(good, memory_order_relaxed) ? map->bytes + at : NULL;
}
