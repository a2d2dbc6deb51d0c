// The leaves and the payloads' roots of some entries at once (base/hash_many.h), in turns: every part's inner hash, then every outer one,
// then leaves, then the trees level by level. What comes out is what entry_leaf and payload_root give (FORMAT.md).
#include "base/mem.h"
#include "store/verify_internal.h"

#include <endian.h>
#include <string.h>

enum { KEY_BLOCK = 64, INNER = 0x36, OUTER = 0x5c, LEAF = 0, NODE = 1 }; // RFC 2104's; RFC 9162's

static uint8_t *put_key(uint8_t *to, const uint8_t salt[HASH_SIZE], uint8_t with) {
  for (int i = 0; i < HASH_SIZE; i++) to[i] = salt[i] ^ with;
  memset(to + HASH_SIZE, with, KEY_BLOCK - HASH_SIZE);
  return to + KEY_BLOCK;
}

static void add_inner(struct hash_many *many, const struct part_text *part, struct hash *hash) {
  uint32_t length = htobe32((uint32_t)part->name_size);
  size_t size = KEY_BLOCK + sizeof length + part->name_size + part->value_size;
  uint8_t *to = put_key(hash_many_add(many, size, hash), part->salt, INNER);
  memcpy(to, &length, sizeof length);
  memcpy(to + sizeof length, part->name, part->name_size);
  memcpy(to + sizeof length + part->name_size, part->value, part->value_size);
}

static void add_outer(struct hash_many *many, const struct part_text *part, struct hash *hash) {
  uint8_t *to = put_key(hash_many_add(many, KEY_BLOCK + HASH_SIZE, hash), part->salt, OUTER);
  memcpy(to, hash->bytes, HASH_SIZE);
}

static void add_leaf(struct hash_many *many, struct hash *hash) {
  uint8_t *to = hash_many_add(many, 1 + HASH_SIZE, hash);
  *to = LEAF;
  memcpy(to + 1, hash->bytes, HASH_SIZE);
}

static void add_header(struct hash_many *many, struct batch_item *item) {
  uint8_t *to = hash_many_add(many, 1 + ENTRY_HEADER_SIZE, &item->leaf);
  *to = LEAF;
  entry_header(&item->entry, to + 1);
}

static void run_commitments(struct batch *batch) {
  const struct part_text *parts = batch->parts.items;
  size_t count = batch->parts.count;
  for (size_t i = 0; i < count; i++) add_inner(&batch->many, &parts[i], &batch->hashes[i]);
  hash_many_run(&batch->many);
  for (size_t i = 0; i < count; i++) add_outer(&batch->many, &parts[i], &batch->hashes[i]);
  hash_many_run(&batch->many);
  for (size_t i = 0; i < count; i++) add_leaf(&batch->many, &batch->hashes[i]);
}

// Neighbours, two by two, become one; the last goes up as it is where it has none.
static void add_level(struct hash_many *many, struct hash *hashes, size_t width) {
  for (size_t i = 0; i + 1 < width; i += 2) {
    uint8_t *to = hash_many_add(many, 1 + 2 * HASH_SIZE, &hashes[i]);
    *to = NODE;
    memcpy(to + 1, &hashes[i], 2 * HASH_SIZE);
  }
}

static size_t close_ranks(struct hash *hashes, size_t width) {
  for (size_t i = 2; i < width; i += 2) hashes[i / 2] = hashes[i];
  return (width + 1) / 2;
}

// False: each tree is its root.
static bool run_level(struct batch *batch) {
  bool more = false;
  for (size_t i = 0; i < batch->count; i++) add_level(&batch->many, batch->hashes + batch->items[i].part_at, batch->items[i].width);
  hash_many_run(&batch->many);
  for (size_t i = 0; i < batch->count; i++) {
    struct batch_item *item = &batch->items[i];
    item->width = close_ranks(batch->hashes + item->part_at, item->width);
    more = more || item->width > 1;
  }
  return more;
}

void roots_work_out(struct batch *batch) {
  if (batch->parts.count > batch->hash_room) {
    batch->hash_room = 2 * batch->parts.count;
    batch->hashes = mem_grow(batch->hashes, batch->hash_room, sizeof *batch->hashes);
  }
  for (size_t i = 0; i < batch->count; i++) {
    batch->items[i].width = batch->items[i].part_count;
    if (batch->items[i].whole) add_header(&batch->many, &batch->items[i]);
  }
  run_commitments(batch);
  hash_many_run(&batch->many);
  while (run_level(batch)) continue;
}
