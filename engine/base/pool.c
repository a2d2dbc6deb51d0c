// Freed blocks by size, a list for each size of glibc's and for each thread. See pool.h.
#include "base/pool.h"

#include "base/mem.h"

#include <jansson.h>

#include <malloc.h>
#include <stdlib.h>

// A block of glibc's has a multiple of 16 bytes, 8 of them its own: what it holds is 24, 40, 56... JSON's small ones are under 184.
enum { STEP = 16, OWN = 8, CLASSES = 11, KEPT_MAX = 1000 };

struct block {
  struct block *next;
};

static _Thread_local struct {
  struct block *first[CLASSES];
  int count[CLASSES];
} pool;

// As before the pool served (json.c): JSON that finds no memory ends the process, and never passes for JSON that is not there.
static void *new_block(size_t size) {
  void *memory = malloc(size);
  return memory ? memory : mem_new(size);
}

static void *take(size_t size) {
  size_t class = size <= STEP + OWN ? 0 : (size - OWN - 1) / STEP;
  if (class >= CLASSES || !pool.first[class]) return new_block(size);
  struct block *block = pool.first[class];
  pool.first[class] = block->next;
  pool.count[class]--;
  return block;
}

static void give(void *memory) {
  if (!memory) return;
  size_t class = (malloc_usable_size(memory) - OWN) / STEP - 1;
  if (class >= CLASSES || pool.count[class] >= KEPT_MAX) {
    free(memory);
    return;
  }
  struct block *block = memory;
  block->next = pool.first[class];
  pool.first[class] = block;
  pool.count[class]++;
}

void pool_drop(void) {
  for (size_t class = 0; class < CLASSES; class ++)
    for (struct block *block; (block = pool.first[class]); pool.count[class]--) {
      pool.first[class] = block->next;
      free(block);
    }
}

// A sanitizer wants to see each block come and go.
void pool_serve_json(void) {
#ifndef __SANITIZE_ADDRESS__
  json_set_alloc_funcs(take, give);
#else
  (void)take, (void)give;
#endif
}
