// Memory with an image. See heap.h.
//
// H1 Until it is sealed, blocks come from one region, the image, by size classes whose freed blocks are used again; what the region cannot
//    hold comes from the C library ("outside"), and a state with such a block cannot be sealed.
// H2 Once it is sealed, nothing new comes from the image: small blocks come from the nursery, which only grows, all others from outside.
//    So restoring is a copy over the image, an empty nursery, and freeing what is outside.
// H3 A block of the image that Lua frees or moves after the sealing stays where it is: its bytes come back with the image.
// H4 Under heap_guard a sealed image can be read only. The first write to a page makes it *hot*: from then on it can be written, and
//    restoring copies it. A definition's calls write the same few pages, so the handler is soon not needed any more, and what a call costs
//    does not grow with the definition.
#include "script/heap.h"

#include "script/internal.h"

#include <assert.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
  STEP = 16, // of the small classes; also what every block is aligned to
  SMALL_MAX = 1024,
  SMALL_CLASSES = SMALL_MAX / STEP + 1,
  LARGE_CLASSES = 12, // powers of two above SMALL_MAX, up to the whole image
  PAGE = 4096,        // x86-64 and most others; where pages are larger, heap_guard does nothing
  PAGES = HEAP_IMAGE_MAX / PAGE,
};

// Before each block from outside.
struct outside {
  struct outside *before, *after;
};
_Static_assert(sizeof(struct outside) % STEP == 0, "a block from outside is aligned like any other");

struct unused {
  struct unused *next;
};

struct heap {
  char *image, *copy; // copy: NULL until it is sealed
  char *nursery;
  size_t image_used, nursery_used;
  struct unused *classes[SMALL_CLASSES + LARGE_CLASSES];
  struct outside *outside;  // the newest
  unsigned char hot[PAGES]; // of a sealed image: this page may be written
  bool all;                 // all of them are, for this use
};

// What the handler knows: it takes no argument. `running` is changed only between two uses.
static struct {
  bool on;
  struct heap *running;
} guard;

static size_t pages_of(const struct heap *heap) { return (heap->image_used + PAGE - 1) / PAGE; }

// What is no write to the image that runs is a fault of Lua's or ours, and ends the process: the trap has no handler.
static void page_written(int signal_number, siginfo_t *info, void *context) {
  (void)signal_number, (void)context;
  struct heap *heap = guard.running;
  uintptr_t at = (uintptr_t)info->si_addr, from = heap ? (uintptr_t)heap->image : 0;
  size_t page = (at - from) / PAGE;
  if (!heap || at < from || page >= pages_of(heap) || heap->hot[page]) __builtin_trap();
  heap->hot[page] = 1;
  if (mprotect(heap->image + page * PAGE, PAGE, PROT_READ | PROT_WRITE) != 0) __builtin_trap();
}

void heap_guard(void) {
  struct sigaction action = {.sa_sigaction = page_written, .sa_flags = SA_SIGINFO};
  if (SCRIPT_ASAN || sysconf(_SC_PAGESIZE) != PAGE) return; // AddressSanitizer has a handler of its own
  guard.on = sigaction(SIGSEGV, &action, NULL) == 0;
}

struct heap *heap_new(void) {
  struct heap *heap = calloc(1, sizeof *heap);
  if (!heap) return NULL;
  void *image = mmap(NULL, HEAP_IMAGE_MAX, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  heap->image = image == MAP_FAILED ? NULL : image;
  heap->nursery = malloc(HEAP_NURSERY);
  if (heap->image && heap->nursery) return heap;
  heap_free(heap);
  return NULL;
}

static void free_outside(struct heap *heap) {
  for (struct outside *block = heap->outside, *after; block; block = after) {
    after = block->after;
    free(block);
  }
  heap->outside = NULL;
}

void heap_free(struct heap *heap) {
  if (!heap) return;
  free_outside(heap);
  if (heap->image) munmap(heap->image, HEAP_IMAGE_MAX);
  if (guard.running == heap) guard.running = NULL;
  free(heap->copy);
  free(heap->nursery);
  free(heap);
}

// ---- outside

static void link_in(struct heap *heap, struct outside *block) {
  *block = (struct outside){.after = heap->outside};
  if (heap->outside) heap->outside->before = block;
  heap->outside = block;
}

static void link_out(struct heap *heap, struct outside *block) {
  if (block->before)
    block->before->after = block->after;
  else
    heap->outside = block->after;
  if (block->after) block->after->before = block->before;
}

static void *outside_take(struct heap *heap, size_t size) {
  struct outside *block = size < SIZE_MAX - sizeof *block ? malloc(sizeof *block + size) : NULL;
  if (!block) return NULL;
  link_in(heap, block);
  return block + 1;
}

static void *outside_resize(struct heap *heap, void *old, size_t size) {
  struct outside *block = (struct outside *)old - 1;
  if (size >= SIZE_MAX - sizeof *block) return NULL;
  link_out(heap, block);
  struct outside *grown = realloc(block, sizeof *block + size);
  link_in(heap, grown ? grown : block);
  return grown ? grown + 1 : NULL;
}

static void outside_free(struct heap *heap, void *old) {
  struct outside *block = (struct outside *)old - 1;
  link_out(heap, block);
  free(block);
}

// ---- the image, while it is made

// The class of a size, and in *room how large its blocks are.
static int class_of(size_t size, size_t *room) {
  if (size <= SMALL_MAX) {
    int number = (int)((size + STEP - 1) / STEP);
    *room = (size_t)number * STEP;
    return number;
  }
  int number = SMALL_CLASSES;
  for (*room = 2 * SMALL_MAX; *room < size; *room *= 2) number++;
  return number;
}

static void *image_take(struct heap *heap, size_t size) {
  size_t room;
  if (size > HEAP_IMAGE_MAX) return outside_take(heap, size);
  int class = class_of(size, &room);
  struct unused *block = heap->classes[class];
  if (block) {
    heap->classes[class] = block->next;
    return block;
  }
  if (room > HEAP_IMAGE_MAX - heap->image_used) return outside_take(heap, size);
  heap->image_used += room;
  return heap->image + heap->image_used - room;
}

static void image_give(struct heap *heap, void *old, size_t size) {
  size_t room;
  struct unused *block = old;
  int class = class_of(size, &room);
  block->next = heap->classes[class];
  heap->classes[class] = block;
}

static bool stays(size_t old_size, size_t new_size) {
  size_t old_room, new_room;
  if (new_size > HEAP_IMAGE_MAX) return false;
  return class_of(old_size, &old_room) == class_of(new_size, &new_room);
}

// ---- any block

static bool is_in(const void *block, const char *region, size_t size) {
  uintptr_t at = (uintptr_t)block, from = (uintptr_t)region;
  return at >= from && at < from + size;
}

static void *nursery_take(struct heap *heap, size_t size) {
  size_t room = (size + STEP - 1) / STEP * STEP;
  if (size > HEAP_NURSERY_BLOCK || room > HEAP_NURSERY - heap->nursery_used) return outside_take(heap, size);
  heap->nursery_used += room;
  return heap->nursery + heap->nursery_used - room;
}

static void *take(struct heap *heap, size_t size) { return heap->copy ? nursery_take(heap, size) : image_take(heap, size); }

static void give(struct heap *heap, void *old, size_t size) {
  if (is_in(old, heap->image, HEAP_IMAGE_MAX)) {
    if (!heap->copy) image_give(heap, old, size); // H3
  } else if (!is_in(old, heap->nursery, HEAP_NURSERY))
    outside_free(heap, old);
}

static void *move(struct heap *heap, void *old, size_t old_size, size_t new_size) {
  void *block = take(heap, new_size);
  if (!block) return NULL;
  memcpy(block, old, old_size < new_size ? old_size : new_size);
  give(heap, old, old_size);
  return block;
}

void *heap_resize(struct heap *heap, void *old, size_t old_size, size_t new_size) {
  if (!old) return new_size ? take(heap, new_size) : NULL;
  if (!new_size) {
    give(heap, old, old_size);
    return NULL;
  }
  bool image = is_in(old, heap->image, HEAP_IMAGE_MAX), nursery = is_in(old, heap->nursery, HEAP_NURSERY);
  if (!image && !nursery) return outside_resize(heap, old, new_size);
  if (heap->copy ? new_size <= old_size : stays(old_size, new_size)) return old;
  return move(heap, old, old_size, new_size);
}

// ---- the image, once it is made

// The copy has whole pages, as the image has.
bool heap_seal(struct heap *heap) {
  size_t size = pages_of(heap) * PAGE;
  assert(!heap->copy);
  if (heap->outside || !size) return false;
  heap->copy = malloc(size);
  if (!heap->copy) return false;
  memcpy(heap->copy, heap->image, size);
  if (!guard.on || mprotect(heap->image, size, PROT_READ) != 0) memset(heap->hot, 1, pages_of(heap));
  return true;
}

void heap_enter(struct heap *heap) {
  assert(heap->copy);
  guard.running = heap;
}

void heap_expect_all(struct heap *heap) {
  if (!heap->copy || mprotect(heap->image, pages_of(heap) * PAGE, PROT_READ | PROT_WRITE) != 0) return;
  memset(heap->hot, 1, pages_of(heap));
  heap->all = true;
}

// After a use that wrote every page, finding out begins anew: the next one writes few again.
static void cool(struct heap *heap) {
  size_t pages = pages_of(heap);
  bool all = heap->all;
  heap->all = false;
  if (guard.on && all && mprotect(heap->image, pages * PAGE, PROT_READ) == 0) memset(heap->hot, 0, pages);
}

void heap_restore(struct heap *heap) {
  size_t pages = pages_of(heap);
  assert(heap->copy);
  for (size_t first = 0, end; first < pages; first = end) {
    for (end = first + 1; end < pages && heap->hot[end] == heap->hot[first]; end++) continue;
    if (heap->hot[first]) memcpy(heap->image + first * PAGE, heap->copy + first * PAGE, (end - first) * PAGE);
  }
  cool(heap);
  heap->nursery_used = 0;
  free_outside(heap);
}
