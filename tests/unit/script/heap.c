// Goal: whatever is done to the blocks of a sealed heap, putting it back leaves every byte of before, and nothing of since
// (engine/script/heap.c, H1 to H4). Method: random blocks and random uses of them, many times over, compared byte for byte; with and
// without write protection.
#include "script/heap.h"

#include "harness.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BLOCKS = 600, ROUNDS = 25, USES = 900 };

struct block {
  unsigned char *at;
  size_t size;
  unsigned char first; // what its bytes count up from
};

// A sequence that is the same each time.
static uint32_t random_next(uint32_t *seed) { return *seed = *seed * 1664525u + 1013904223u; }

static size_t random_size(uint32_t *seed) {
  static const size_t up_to[] = {40, 40, 40, 300, 1500, 9000};
  return 1 + (random_next(seed) >> 8) % up_to[(random_next(seed) >> 8) % 6];
}

static void fill(struct block *block, unsigned char first) {
  block->first = first;
  for (size_t i = 0; i < block->size; i++) block->at[i] = (unsigned char)(first + i);
}

static void expect_filled(const struct block *block, const char *what) {
  for (size_t i = 0; i < block->size; i++)
    if (block->at[i] != (unsigned char)(block->first + i)) fail_msg("%s: byte %zu of %zu", what, i, block->size);
}

static struct block block_new(struct heap *heap, uint32_t *seed) {
  struct block block = {.size = random_size(seed)};
  block.at = heap_resize(heap, NULL, 5, block.size);
  assert_non_null(block.at);
  assert_int_equal((uintptr_t)block.at % 16, 0);
  fill(&block, (unsigned char)(random_next(seed) >> 8));
  return block;
}

static void block_resize(struct heap *heap, struct block *block, uint32_t *seed) {
  size_t size = random_size(seed), kept = size < block->size ? size : block->size;
  block->at = heap_resize(heap, block->at, block->size, size);
  block->size = kept;
  expect_filled(block, "resized");
  block->size = size;
  fill(block, block->first);
}

// While it is made: blocks come, grow, shrink and go.
static void make(struct heap *heap, struct block *blocks, uint32_t *seed) {
  for (int i = 0; i < BLOCKS; i++) blocks[i] = block_new(heap, seed);
  for (int i = 0; i < 4 * BLOCKS; i++) {
    struct block *block = &blocks[(random_next(seed) >> 8) % BLOCKS];
    expect_filled(block, "made");
    if (i % 2) {
      block_resize(heap, block, seed);
    } else {
      assert_null(heap_resize(heap, block->at, block->size, 0));
      *block = block_new(heap, seed);
    }
  }
}

// Some rounds touch few blocks, some all.
static void use(struct heap *heap, const struct block *made, struct block *blocks, int round, uint32_t *seed) {
  memcpy(blocks, made, BLOCKS * sizeof *blocks);
  heap_enter(heap);
  if (round % 7 == 6) heap_expect_all(heap);
  int uses = round % 3 ? 20 : USES;
  for (int i = 0; i < uses; i++) {
    struct block *block = &blocks[(random_next(seed) >> 8) % (round % 2 ? 12 : BLOCKS)];
    expect_filled(block, "used");
    if (i % 3 == 0)
      fill(block, (unsigned char)i);
    else if (i % 3 == 1)
      block_resize(heap, block, seed);
    else {
      assert_null(heap_resize(heap, block->at, block->size, 0));
      *block = block_new(heap, seed);
    }
  }
  heap_restore(heap);
}

static void expect_put_back(uint32_t seed) {
  static struct block made[BLOCKS], blocks[BLOCKS];
  struct heap *heap = heap_new();
  assert_non_null(heap);
  make(heap, made, &seed);
  assert_true(heap_seal(heap));
  for (int round = 0; round < ROUNDS; round++) {
    use(heap, made, blocks, round, &seed);
    for (int i = 0; i < BLOCKS; i++) expect_filled(&made[i], "put back");
  }
  heap_expect_all(heap);
  heap_free(heap);
}

static void everything_is_put_back(void **state) {
  (void)state;
  for (uint32_t seed = 1; seed <= 2; seed++) expect_put_back(seed);
  heap_guard();
  for (uint32_t seed = 3; seed <= 6; seed++) expect_put_back(seed);
}

static void what_does_not_fit_cannot_be_sealed(void **state) {
  (void)state;
  struct heap *heap = heap_new();
  char *small = heap_resize(heap, NULL, 0, 100), *large = heap_resize(heap, NULL, 0, HEAP_IMAGE_MAX + 1);
  assert_non_null(large);
  memset(large, 7, HEAP_IMAGE_MAX + 1);
  assert_false(heap_seal(heap));
  large = heap_resize(heap, large, HEAP_IMAGE_MAX + 1, 2 * HEAP_IMAGE_MAX);
  assert_int_equal(large[HEAP_IMAGE_MAX], 7);
  assert_null(heap_resize(heap, large, 2 * HEAP_IMAGE_MAX, 0));
  memset(small, 3, 100);
  assert_true(heap_seal(heap)); // what went does not count
  heap_free(heap);
  heap = heap_new();
  for (int i = 0; i < 3000; i++) assert_non_null(heap_resize(heap, NULL, 0, 1000));
  assert_false(heap_seal(heap));
  heap_free(heap);
}

// A fault that is no write to an image that runs still ends the process by a signal.
static void another_fault_ends_the_process(void **state) {
  (void)state;
  int status;
  // A page that nothing may be written to, and no image.
  volatile int *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  pid_t pid = fork();
  if (pid == 0) {
    close(2);
    signal(SIGILL, SIG_DFL); // the framework's own, as is SIGSEGV's until the guard
    signal(SIGSEGV, SIG_DFL);
    heap_guard();
    *page = 1;
    _exit(0);
  }
  waitpid(pid, &status, 0);
  munmap((void *)page, 4096);
  assert_true(WIFSIGNALED(status));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(everything_is_put_back),
    cmocka_unit_test(what_does_not_fit_cannot_be_sealed),
    cmocka_unit_test(another_fault_ends_the_process),
};

int main(void) { return cmocka_run_group_tests(tests, NULL, NULL); }
