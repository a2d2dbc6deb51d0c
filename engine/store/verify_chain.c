// Where each chain stands while the journal is read in order: the leaf that the chain's next entry must name. A table in memory, since a
// look into the journal for each entry's predecessor was a tenth of the check.
#include "base/mem.h"
#include "store/internal.h"

#include <string.h>

struct link { // of a chain's last entry; case_sequence 0: none
  struct id case_id;
  int64_t case_sequence;
  struct hash leaf;
  struct late_case *late;
};

struct chains {
  struct link *links; // by id, the next free place where two meet; less than half full
  size_t room, count;
};

static size_t place_of(const struct chains *chains, const struct id *case_id) {
  uint64_t spread;
  memcpy(&spread, case_id->bytes + ID_SIZE - sizeof spread, sizeof spread);
  spread *= UINT64_C(0x9E3779B97F4A7C15); // ids that count up, as tests make them, are spread as random ones are
  size_t at = (size_t)(spread >> 32) & (chains->room - 1);
  while (chains->links[at].case_sequence && memcmp(&chains->links[at].case_id, case_id, sizeof *case_id) != 0)
    at = (at + 1) & (chains->room - 1);
  return at;
}

static void grow(struct chains *chains) {
  enum { ROOM_FIRST = 256 };
  struct chains old = *chains;
  chains->room = old.room ? old.room * 2 : ROOM_FIRST;
  chains->links = mem_new(chains->room * sizeof *chains->links);
  for (size_t i = 0; i < old.room; i++)
    if (old.links[i].case_sequence) chains->links[place_of(chains, &old.links[i].case_id)] = old.links[i];
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

bool chains_follow(struct chains *chains, const struct entry *entry) {
  static const struct hash nothing;
  struct link *link = &chains->links[place_of(chains, &entry->case_id)];
  bool follows =
      entry->case_sequence == link->case_sequence + 1 && hash_equal(link->case_sequence ? &link->leaf : &nothing, &entry->previous);
  if (entry->case_sequence <= 0) return false;
  if (!link->case_sequence && ++chains->count * 2 > chains->room) {
    grow(chains);
    link = &chains->links[place_of(chains, &entry->case_id)];
  }
  link->case_id = entry->case_id;
  link->case_sequence = entry->case_sequence;
  link->leaf = entry->leaf;
  return follows;
}

struct late_case **chains_late(struct chains *chains, struct id case_id) {
  struct link *link = &chains->links[place_of(chains, &case_id)];
  return link->case_sequence ? &link->late : NULL;
}
