// Memory: see mem.h for the policy.
#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void *or_end(void *memory) {
  if (memory) return memory;
  static const char sentence[] = "waymark: out of memory; nothing of the request in hand was kept.\n";
  (void)!write(STDERR_FILENO, sentence, sizeof sentence - 1);
  _exit(3);
}

void *mem_new(size_t size) { return or_end(calloc(1, size ? size : 1)); }

// Laying in each small page of such a table costs more than all that is done with what stands in it. It is advice: refused, it is as
// before.
void *mem_new_wide(size_t size) {
  enum { LARGE = 2 << 20 };
  char *memory = mem_new(size);
  uintptr_t from = ((uintptr_t)memory + LARGE - 1) / LARGE * LARGE, to = ((uintptr_t)memory + size) / LARGE * LARGE;
  if (from < to) (void)madvise((void *)from, to - from, MADV_HUGEPAGE);
  return memory;
}

void *mem_grow(void *old, size_t count, size_t size) {
  if (size && count > SIZE_MAX / size) return or_end(NULL);
  size_t bytes = count * size;
  return or_end(realloc(old, bytes ? bytes : 1));
}

void *mem_try(size_t size) { return malloc(size ? size : 1); }

char *mem_text(const char *text) { return text ? mem_text_part(text, strlen(text)) : NULL; }

char *mem_text_part(const char *text, size_t size) {
  char *copy = or_end(malloc(size + 1)); // not cleared first: glibc's calloc is slow for small blocks
  memcpy(copy, text, size);
  copy[size] = '\0';
  return copy;
}

char *mem_format(const char *format, ...) {
  char *text = NULL;
  va_list args;
  va_start(args, format);
  if (vasprintf(&text, format, args) < 0) text = NULL;
  va_end(args);
  return or_end(text);
}

void mem_free(void *memory) { free(memory); }
