// Playing the tape up to a cut: see cut.h. What is not yet durable waits in a list, in order; a sync takes out and applies what it covers;
// what is left in the end meets its fate.
#include "cut.h"

#include "base/mem.h"

#include <string.h>

enum { SECTOR = 512 };

struct waiting {
  const struct record **records;
  int count;
};

uint64_t random_next(struct random *random) { // splitmix64
  uint64_t z = random->state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

int random_below(struct random *random, int bound) { return (int)(random_next(random) % (uint64_t)bound); }

static bool is_of_bytes(const struct record *record) { return record->kind == TAPE_WRITE || record->kind == TAPE_SIZE; }

static void apply(struct disk *disk, const struct record *record) {
  switch (record->kind) {
  case TAPE_WRITE:
    disk_write(disk, record->node, record->at, record->bytes, record->size);
    break;
  case TAPE_SIZE:
    disk_size(disk, record->node, record->at);
    break;
  case TAPE_MAKE:
    disk_link(disk, record->folder, record->name, record->node);
    break;
  case TAPE_MOVE:
    if (disk_find(disk, record->folder, record->name) == record->node) disk_unlink(disk, record->folder, record->name);
    disk_link(disk, record->to_folder, record->to_name, record->node);
    break;
  case TAPE_REMOVE:
    disk_unlink(disk, record->folder, record->name);
    break;
  default:
    break;
  }
}

static bool covers(const struct record *sync, const struct record *record) {
  if (sync->kind == TAPE_SYNC) return is_of_bytes(record) && record->node == sync->node;
  bool moves = record->kind == TAPE_MOVE && record->to_folder == sync->folder;
  return !is_of_bytes(record) && (record->folder == sync->folder || moves);
}

static void make_durable(struct disk *disk, struct waiting *waiting, const struct record *sync) {
  int kept = 0;
  for (int i = 0; i < waiting->count; i++)
    if (covers(sync, waiting->records[i]))
      apply(disk, waiting->records[i]);
    else
      waiting->records[kept++] = waiting->records[i];
  waiting->count = kept;
}

static void play(struct disk *disk, struct waiting *waiting, const struct record *record) {
  if (record->kind == TAPE_MAKE) disk_node(disk, record->makes_folder); // the same number as on the tape
  if (record->kind == TAPE_SYNC || record->kind == TAPE_SYNC_FOLDER)
    make_durable(disk, waiting, record);
  else if (record->kind != TAPE_ACK)
    waiting->records[waiting->count++] = record;
}

static void tear(struct disk *disk, const struct record *record, struct random *random) {
  size_t from = 0;
  if (record->kind != TAPE_WRITE) return;
  while (from < record->size) {
    size_t end = SECTOR - (size_t)(record->at + (int64_t)from) % SECTOR + from, to = end < record->size ? end : record->size;
    if (random_below(random, 2)) disk_write(disk, record->node, record->at + (int64_t)from, record->bytes + from, to - from);
    from = to;
  }
}

static void meet(struct disk *disk, const struct record *record, enum fate fate, bool *over, struct random *random) {
  if (fate == FATE_PREFIX && random_below(random, 4) == 0) *over = true;
  if (fate == FATE_NONE || (fate == FATE_PREFIX && *over) || (fate == FATE_SOME && random_below(random, 2))) return;
  if (fate == FATE_TORN && is_of_bytes(record))
    tear(disk, record, random);
  else
    apply(disk, record);
}

// All that waits for one file, or all names.
static void end_of(struct disk *disk, const struct waiting *waiting, int first, struct random *random) {
  enum fate fate = (enum fate)random_below(random, FATE_COUNT);
  bool over = false, bytes = is_of_bytes(waiting->records[first]);
  for (int i = first; i < waiting->count; i++) {
    const struct record *record = waiting->records[i];
    if (is_of_bytes(record) == bytes && (!bytes || record->node == waiting->records[first]->node)) meet(disk, record, fate, &over, random);
  }
}

static bool was_met(const struct waiting *waiting, int at) {
  const struct record *record = waiting->records[at];
  for (int i = 0; i < at; i++) {
    bool bytes = is_of_bytes(waiting->records[i]);
    if (bytes == is_of_bytes(record) && (!bytes || waiting->records[i]->node == record->node)) return true;
  }
  return false;
}

void cut_make(const struct tape *tape, int upto, struct random *random, struct disk *disk) {
  struct waiting waiting = {.records = mem_new((size_t)upto * sizeof *waiting.records)};
  disk_copy(disk, &tape->begun);
  for (int i = 0; i < upto; i++) play(disk, &waiting, &tape->records[i]);
  for (int i = 0; i < waiting.count; i++)
    if (!was_met(&waiting, i)) end_of(disk, &waiting, i, random);
  mem_free(waiting.records);
}
