// Where each chain stands while the journal is read in order: the leaf that the chain's next entry must name. A table in memory, since a
// look into the journal for each entry's predecessor was a tenth of the check.
#include "base/mem.h"
#include "store/verify_internal.h"

#include <string.h>

struct chains {
  struct link *links; // by id, the next free place where two meet; less than half full
  size_t room, count;
};

// All bits of the id come to bear, in whichever of its bytes ids differ: those that tests make count up in one end alone.
static size_t place_of(const struct chains *chains, const struct id *case_id) {
  uint64_t halves[2];
  memcpy(halves, case_id->bytes, sizeof halves);
  uint64_t spread = halves[0] ^ (halves[1] << 32 | halves[1] >> 32);
  spread = (spread ^ spread >> 32) * UINT64_C(0x9E3779B97F4A7C15);
  size_t at = (size_t)(spread >> 32) & (chains->room - 1);
  while (chains->links[at].is_taken && memcmp(&chains->links[at].case_id, case_id, sizeof *case_id) != 0)
    at = (at + 1) & (chains->room - 1);
  return at;
}

static void grow(struct chains *chains) {
  enum { ROOM_FIRST = 256 };
  struct chains old = *chains;
  chains->room = old.room ? old.room * 2 : ROOM_FIRST;
  chains->links = mem_new(chains->room * sizeof *chains->links);
  for (size_t i = 0; i < old.room; i++)
    if (old.links[i].is_taken) chains->links[place_of(chains, &old.links[i].case_id)] = old.links[i];
  mem_free(old.links);
}

struct chains *chains_new(void) {
  struct chains *chains = mem_new(sizeof *chains);
  grow(chains);
  return chains;
}

void chains_free(struct chains *chains) {
  if (!chains) return;
  mem_free(chains->links);
  mem_free(chains);
}

struct link *chains_find(struct chains *chains, struct id case_id) {
  struct link *link = &chains->links[place_of(chains, &case_id)];
  if (link->is_taken) return link;
  if (++chains->count * 2 > chains->room) {
    grow(chains);
    link = &chains->links[place_of(chains, &case_id)];
  }
  link->is_taken = true;
  link->case_id = case_id;
  return link;
}

// The leaf of a chain that nobody came of yet is all zeros, which is what its first entry names.
bool link_follow(struct link *link, const struct entry *entry) {
  if (entry->case_sequence <= 0) return false;
  bool follows = entry->case_sequence == link->case_sequence + 1 && hash_equal(&link->leaf, &entry->previous);
  link->case_sequence = entry->case_sequence;
  link->leaf = entry->leaf;
  return follows;
}
