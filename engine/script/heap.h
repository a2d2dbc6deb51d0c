// The memory of one Lua state that can be put back as it was, byte for byte: whatever ran in between leaves no trace, in tables, upvalues,
// coroutines, interned texts or the collector's marks.
//
// LOADING -> SEALED [heap_seal]   SEALED -> SEALED [heap_restore]
#ifndef WAYMARK_SCRIPT_HEAP_H
#define WAYMARK_SCRIPT_HEAP_H
#include <stdbool.h>
#include <stddef.h>

enum {
  HEAP_IMAGE_MAX = 2 << 20,  // bytes of a state that can be put back: a 256 KiB source makes about as much
  HEAP_NURSERY = 64 << 10,   // bytes for the small blocks of one use: an ordinary call needs a tenth
  HEAP_NURSERY_BLOCK = 1024, // larger blocks grow and shrink, and are left to the C library
};

struct heap;

struct heap *heap_new(void); // NULL: the machine has no memory. Free with heap_free.
void heap_free(struct heap *heap);

// As realloc, with size 0 to free; `old_size` is what was asked for last, or anything for a new block. NULL: the machine has no memory.
void *heap_resize(struct heap *heap, void *old, size_t old_size, size_t new_size);

// What is there now is what heap_restore puts back. False: it is larger than HEAP_IMAGE_MAX, or there is no memory for the copy.
bool heap_seal(struct heap *heap);
// Of a sealed heap. Before its state runs; the state of one heap runs at a time.
void heap_enter(struct heap *heap);
// Every block that was asked for since the sealing is gone, and every block of before has its bytes again. Nothing of the state may be
// running.
void heap_restore(struct heap *heap);
// All of the image is about to be written (a collector marks every block); saves finding that out page by page.
void heap_expect_all(struct heap *heap);

// From here on this process finds out which pages of an image are ever written, by write protection and a handler of SIGSEGV; those alone
// are put back. Without it whole images are.
void heap_guard(void);
#endif
