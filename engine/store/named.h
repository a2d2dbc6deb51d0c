// The evidence files that the journal names: a sorted list of 40 bytes a file, so that a scrub, a backup or a search for orphans needs
// memory by the number of files and never by their size.
#ifndef WAYMARK_STORE_NAMED_H
#define WAYMARK_STORE_NAMED_H
#include "base/hash.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct named_file {
  struct hash sha256;
  int64_t sequence; // of the first entry that names it
};

struct named {
  struct named_file *files; // by hash, each once, after named_sort
  size_t count, room;
};

// Adds what up to `count` entries from sequence *from on name, and moves *from on; *more: there are entries left.
bool named_gather(struct store *store, struct named *named, int64_t *from, int count, bool *more, struct err *err);
bool named_gather_all(struct store *store, struct named *named, struct err *err); // and sorts
void named_sort(struct named *named);
const struct named_file *named_find(const struct named *named, const struct hash *sha256); // NULL: no entry names it
void named_clear(struct named *named);
#endif
