// SHA-256 of many short texts at once, which a processor with wide registers does in half the time that they take one by one.
#ifndef WAYMARK_BASE_HASH_MANY_H
#define WAYMARK_BASE_HASH_MANY_H
#include "base/buf.h"
#include "base/hash.h"

struct hash_many { // zeros: there is none yet
  struct buf blocks;
  struct hash_job *jobs, *sorted;
  size_t count, room;
};

// One more text of that size: write it where this points, before the next is added. `out` is written when they are run, and must live until
// then.
uint8_t *hash_many_add(struct hash_many *many, size_t size, struct hash *out);
void hash_many_run(struct hash_many *many); // all that were added; then there is none
void hash_many_clear(struct hash_many *many);
#endif
