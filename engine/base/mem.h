// Memory. Running out ends the process unacknowledged with exit 3: nothing half done is ever answered.
// Sizes that come from outside use mem_try, which can fail.
#ifndef WAYMARK_BASE_MEM_H
#define WAYMARK_BASE_MEM_H
#include <stddef.h>

void *mem_new(size_t size); // Zeroed. Caller frees with mem_free.
// Zeroed too. For a table of many megabytes that is looked into everywhere: the system is asked to lay it in large pages.
void *mem_new_wide(size_t size);
void *mem_grow(void *old, size_t count, size_t size); // Like realloc(old, count * size), checked for overflow.
void *mem_try(size_t size);                           // NULL when there is none. Not zeroed.
char *mem_text(const char *text);                     // A copy; NULL stays NULL. Caller frees.
char *mem_text_part(const char *text, size_t size);   // A copy of `size` bytes with a NUL after them. Caller frees.
char *mem_format(const char *format, ...) __attribute__((format(printf, 1, 2))); // Caller frees.
void mem_free(void *memory);                                                     // NULL is fine.
#endif
