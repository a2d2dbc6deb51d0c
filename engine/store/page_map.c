// See page_map.h.
//
// 1. A page is handed out only after the kernel read it when it was asked to, some at a time, and its checksum was compared: a disk that
//    fails is met by a call that can say so. What is looked at afterwards is the same copy in the kernel's memory.
// 2. Two threads may look at the same pages at once; both find the same.
// 3. A page that is gone when it is looked at ends the program with a sentence: nothing that was found until then would say that it is not
//    all (page_is_gone).
#include "store/page_map.h"

#include "base/err.h"
#include "base/mem.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { AT_ONCE = 65536, PAGE_MAX = 65536 }; // bytes: what the kernel reads ahead by itself
enum { MAPS_MAX = 8 };                      // at a time; a store that is checked beside so many others is read

struct page_map {
  int fd, page_size;
  char *lost; // the sentence where a page is gone that was there
  bool (*is_whole)(const void *page, int size);
  const uint8_t *bytes;
  int64_t size, count; // of pages
  atomic_uchar *state; // of each page: enum state
};

// Summed it is when it is first asked for, and not with those that are laid with it: whoever asks reads it next, while it is at hand.
enum state { AWAY, LAID, GOOD };

static void unmap(struct page_map *map) {
  munmap((void *)map->bytes, (size_t)map->size);
  mem_free((void *)map->state);
  mem_free(map->lost);
  mem_free(map);
}

// ---- pages that are gone

// All maps there are, which is what a signal's handler has to go by: it is the process's, and is there as long as one of them is.
static struct {
  pthread_mutex_t lock;
  struct sigaction before;
  int count;
  _Atomic(struct page_map *) maps[MAPS_MAX];
} laid = {.lock = PTHREAD_MUTEX_INITIALIZER};

// Nothing is called here but what a handler may. Of memory that is none of ours it is as if this were not here.
static void page_is_gone(int number, siginfo_t *about, void *context) {
  (void)context;
  for (int i = 0; i < MAPS_MAX; i++) {
    const struct page_map *map = atomic_load(&laid.maps[i]);
    ptrdiff_t at = map ? (const uint8_t *)about->si_addr - map->bytes : -1;
    if (at < 0 || at >= map->size) continue;
    (void)!write(STDERR_FILENO, map->lost, strlen(map->lost));
    _exit(err_exit(ERR_CORRUPT));
  }
  sigaction(number, &laid.before, NULL); // and the look that brought us here is repeated
}

static bool watch(struct page_map *map) {
  struct sigaction now = {.sa_sigaction = page_is_gone, .sa_flags = SA_SIGINFO};
  bool found = false;
  pthread_mutex_lock(&laid.lock);
  for (int i = 0; i < MAPS_MAX && !found; i++)
    if ((found = !atomic_load(&laid.maps[i]))) atomic_store(&laid.maps[i], map);
  if (found && laid.count++ == 0) sigaction(SIGBUS, &now, &laid.before);
  pthread_mutex_unlock(&laid.lock);
  return found;
}

static void watch_no_more(struct page_map *map) {
  pthread_mutex_lock(&laid.lock);
  for (int i = 0; i < MAPS_MAX; i++)
    if (atomic_load(&laid.maps[i]) == map) atomic_store(&laid.maps[i], NULL), laid.count--;
  if (laid.count == 0) sigaction(SIGBUS, &laid.before, NULL);
  pthread_mutex_unlock(&laid.lock);
}

// ---- maps

struct page_map *page_map_new(int fd, const char *path, int page_size, bool (*is_whole)(const void *page, int size)) {
  struct stat about;
  if (page_size <= 0 || page_size > PAGE_MAX || fstat(fd, &about) != 0 || about.st_size < page_size) return NULL;
  void *bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_SHARED, fd, 0);
  if (bytes == MAP_FAILED) return NULL;
  struct page_map *map = mem_new(sizeof *map);
  *map = (struct page_map){.fd = fd, .page_size = page_size, .is_whole = is_whole, .bytes = bytes, .size = about.st_size};
  map->count = map->size / page_size;
  map->state = mem_new((size_t)map->count * sizeof *map->state);
  map->lost =
      mem_format("waymark: Cannot check %s: a part of it that was read a moment ago can be read no more. Nothing was changed; check "
                 "the disk, keep a copy of the folder, then put back the latest backup.\n",
                 path);
  if (watch(map)) return map;
  unmap(map);
  return NULL;
}

void page_map_free(struct page_map *map) {
  if (!map) return;
  watch_no_more(map);
  unmap(map);
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
  for (int64_t i = first; i < first + count; i++) {
    unsigned char away = AWAY; // the other thread may have found one good meanwhile
    atomic_compare_exchange_strong_explicit(&map->state[i], &away, LAID, memory_order_relaxed, memory_order_relaxed);
  }
}

static bool is_good(struct page_map *map, int64_t at) { return !map->is_whole || map->is_whole(map->bytes + at, map->page_size); }

const void *page_map_at(struct page_map *map, int64_t at, int size) {
  if (size != map->page_size || at % size != 0 || at / size >= map->count) return NULL;
  atomic_uchar *state = &map->state[at / size];
  if (atomic_load_explicit(state, memory_order_relaxed) == AWAY) lay_some(map, at / size);
  if (atomic_load_explicit(state, memory_order_relaxed) == LAID && is_good(map, at))
    atomic_store_explicit(state, GOOD, memory_order_relaxed);
  return atomic_load_explicit(state, memory_order_relaxed) == GOOD ? map->bytes + at : NULL;
}

// To give two gigabytes back page by page takes a thirtieth of a check, so its threads may each do a part.
void page_map_drop(struct page_map *map, int part, int parts) {
  if (!map) return;
  int64_t first = map->count * part / parts, end = map->count * (part + 1) / parts;
  for (int64_t i = first; i < end; i++) atomic_store_explicit(&map->state[i], AWAY, memory_order_relaxed);
  int64_t from = first * map->page_size & -(int64_t)PAGE_MAX, to = end * map->page_size & -(int64_t)PAGE_MAX; // of the system's pages
  if (from < to) (void)madvise((void *)(map->bytes + from), (size_t)(to - from), MADV_DONTNEED);
}
