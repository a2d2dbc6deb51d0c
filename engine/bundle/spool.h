// What is put together piece by piece before its size is known: in memory while it is small, then in a file without a name.
#ifndef WAYMARK_BUNDLE_SPOOL_H
#define WAYMARK_BUNDLE_SPOOL_H
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct spool {
  struct buf bytes; // while fd is -1
  int fd;
  uint64_t size;
};

void spool_init(struct spool *spool);
void spool_clear(struct spool *spool);
bool spool_add(struct spool *spool, const char *folder, const void *bytes, size_t size, struct err *err);
#endif
