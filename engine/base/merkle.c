// RFC 9162, section 2.1: see merkle.h. Making a proof follows the recursive definitions of PATH and SUBPROOF; checking one follows the
// iterative algorithms. The two are written apart on purpose, so that each is a test of the other.
#include "base/merkle.h"

#include <assert.h>

// The largest power of two smaller than n, which is at least 2.
static int64_t split_of(int64_t n) {
  int64_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

static int level_of(int64_t power) { return __builtin_ctzll((unsigned long long)power); }

static bool is_power(int64_t n) { return (n & (n - 1)) == 0; }

// MTH of the leaves from `start`, `count` of them (at least one): ranges that the splits lead to begin at a multiple of their left part.
static bool range_root(const struct merkle_source *source, int64_t start, int64_t count, struct hash *root) {
  if (is_power(count)) return source->node(source->user, level_of(count), start >> level_of(count), root);
  int64_t k = split_of(count);
  struct hash left, right;
  if (!range_root(source, start, k, &left) || !range_root(source, start + k, count - k, &right)) return false;
  *root = hash_node(&left, &right);
  return true;
}

static bool add_range(const struct merkle_source *source, int64_t start, int64_t count, struct merkle_proof *proof) {
  assert(proof->count < MERKLE_LEVELS_MAX);
  return range_root(source, start, count, &proof->hashes[proof->count++]);
}

// PATH(m, D[start:start+count]), 2.1.3.1.
static bool path(const struct merkle_source *source, int64_t m, int64_t start, int64_t count, struct merkle_proof *proof) {
  if (count == 1) return true;
  int64_t k = split_of(count);
  if (m < k) return path(source, m, start, k, proof) && add_range(source, start + k, count - k, proof);
  return path(source, m - k, start + k, count - k, proof) && add_range(source, start, k, proof);
}

// SUBPROOF(m, D[start:start+count], whole), 2.1.4.1.
static bool subproof(const struct merkle_source *source, int64_t m, int64_t start, int64_t count, bool whole, struct merkle_proof *proof) {
  if (m == count) return whole || add_range(source, start, count, proof);
  int64_t k = split_of(count);
  if (m <= k) return subproof(source, m, start, k, whole, proof) && add_range(source, start + k, count - k, proof);
  return subproof(source, m - k, start + k, count - k, false, proof) && add_range(source, start, k, proof);
}

void merkle_frontier_add(struct merkle_frontier *frontier, struct hash leaf) {
  // As many subtrees of equal size stand at the end as the size has ones at its end.
  for (int64_t size = frontier->size; size & 1; size >>= 1) leaf = hash_node(&frontier->roots[--frontier->count], &leaf);
  frontier->roots[frontier->count++] = leaf;
  frontier->size++;
}

struct hash merkle_frontier_root(const struct merkle_frontier *frontier) {
  if (frontier->count == 0) return hash_tree(NULL, 0);
  struct hash root = frontier->roots[frontier->count - 1];
  for (int i = frontier->count - 2; i >= 0; i--) root = hash_node(&frontier->roots[i], &root);
  return root;
}

bool merkle_frontier_read(const struct merkle_source *source, int64_t size, struct merkle_frontier *frontier) {
  *frontier = (struct merkle_frontier){.size = size};
  for (int level = 62; level >= 0; level--)
    if (size >> level & 1 && !source->node(source->user, level, (size >> level) - 1, &frontier->roots[frontier->count++])) return false;
  return true;
}

bool merkle_root(const struct merkle_source *source, int64_t size, struct hash *root) {
  if (size < 0) return false;
  if (size > 0) return range_root(source, 0, size, root);
  *root = hash_tree(NULL, 0);
  return true;
}

bool merkle_inclusion(const struct merkle_source *source, int64_t index, int64_t size, struct merkle_proof *proof) {
  proof->count = 0;
  return index >= 0 && index < size && path(source, index, 0, size, proof);
}

bool merkle_consistency(const struct merkle_source *source, int64_t old_size, int64_t size, struct merkle_proof *proof) {
  proof->count = 0;
  return old_size > 0 && old_size <= size && subproof(source, old_size, 0, size, true, proof);
}

// 2.1.3.2: fn and sn are the RFC's names.
bool merkle_includes(const struct hash *leaf, int64_t index, int64_t size, const struct merkle_proof *proof, const struct hash *root) {
  if (index < 0 || index >= size) return false;
  int64_t fn = index, sn = size - 1;
  struct hash r = *leaf;
  for (int i = 0; i < proof->count; i++) {
    if (sn == 0) return false;
    if (fn & 1 || fn == sn) {
      r = hash_node(&proof->hashes[i], &r);
      while (!(fn & 1) && fn != 0) fn >>= 1, sn >>= 1;
    } else
      r = hash_node(&r, &proof->hashes[i]);
    fn >>= 1, sn >>= 1;
  }
  return sn == 0 && hash_equal(&r, root);
}

struct climb { // 2.1.4.2's variables
  int64_t fn, sn;
  struct hash fr, sr;
};

static bool climb_step(struct climb *climb, const struct hash *c) {
  if (climb->sn == 0) return false;
  if (climb->fn & 1 || climb->fn == climb->sn) {
    climb->fr = hash_node(c, &climb->fr);
    climb->sr = hash_node(c, &climb->sr);
    while (!(climb->fn & 1) && climb->fn != 0) climb->fn >>= 1, climb->sn >>= 1;
  } else
    climb->sr = hash_node(&climb->sr, c);
  climb->fn >>= 1, climb->sn >>= 1;
  return true;
}

bool merkle_consistent(int64_t old_size, const struct hash *old_root, int64_t size, const struct hash *root,
                       const struct merkle_proof *proof) {
  if (old_size <= 0 || old_size > size) return false;
  if (old_size == size) return proof->count == 0 && hash_equal(old_root, root);
  bool first_is_old = is_power(old_size); // then the proof leaves the old root out
  if (!first_is_old && proof->count == 0) return false;
  struct hash first = first_is_old ? *old_root : proof->hashes[0];
  struct climb climb = {old_size - 1, size - 1, first, first};
  while (climb.fn & 1) climb.fn >>= 1, climb.sn >>= 1;
  for (int i = first_is_old ? 0 : 1; i < proof->count; i++)
    if (!climb_step(&climb, &proof->hashes[i])) return false;
  return climb.sn == 0 && hash_equal(&climb.fr, old_root) && hash_equal(&climb.sr, root);
}

// Before leaf n there stand as many subtrees as 1..n have zeros at their ends, themselves included: n leaves and n - (ones in n) above.
int64_t merkle_place(int level, int64_t index) {
  assert(level >= 0 && index >= 0);
  int64_t leaf = ((index + 1) << level) - 1; // the one that completes it
  return 2 * leaf - __builtin_popcountll((unsigned long long)leaf) + level;
}
