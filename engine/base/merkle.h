// The Merkle tree of RFC 9162, section 2.1, over leaf hashes: roots, inclusion and consistency proofs, and their verification. Pure: nodes
// are asked of whoever keeps them. Only complete subtrees are ever asked for, and those never change again; so a proof for a size is right
// for it whatever was appended since.
#ifndef WAYMARK_BASE_MERKLE_H
#define WAYMARK_BASE_MERKLE_H
#include "base/hash.h"

#include <stdbool.h>
#include <stdint.h>

// 2^62 leaves are more than a log ever holds; a proof is never longer than this.
enum { MERKLE_LEVELS_MAX = 64 };

// A complete subtree: it covers the leaves from index << level to before (index + 1) << level.
struct merkle_source {
  void *user;
  bool (*node)(void *user, int level, int64_t index, struct hash *hash); // false: it cannot be read, or is not there
};

struct merkle_proof {
  struct hash hashes[MERKLE_LEVELS_MAX];
  int count;
};

// The roots of the complete subtrees of the leaves so far, largest first: enough to go on from, and to give the root.
struct merkle_frontier {
  struct hash roots[MERKLE_LEVELS_MAX];
  int64_t size; // of the tree
  int count;
};

void merkle_frontier_add(struct merkle_frontier *frontier, struct hash leaf); // an empty one is all zeros
struct hash merkle_frontier_root(const struct merkle_frontier *frontier);
bool merkle_frontier_read(const struct merkle_source *source, int64_t size, struct merkle_frontier *frontier);

// False: the source had no such node, or the numbers make no sense (an index outside the tree, an old size of 0 or over the new one).
bool merkle_root(const struct merkle_source *source, int64_t size, struct hash *root);
bool merkle_inclusion(const struct merkle_source *source, int64_t index, int64_t size, struct merkle_proof *proof);
bool merkle_consistency(const struct merkle_source *source, int64_t old_size, int64_t size, struct merkle_proof *proof);

// 2.1.3.2 and 2.1.4.2, to the letter. A tree of no leaves proves nothing about another, so an old size of 0 is never accepted.
bool merkle_includes(const struct hash *leaf, int64_t index, int64_t size, const struct merkle_proof *proof, const struct hash *root);
bool merkle_consistent(int64_t old_size, const struct hash *old_root, int64_t size, const struct hash *root,
                       const struct merkle_proof *proof);

// Where a complete subtree stands when every one is appended as soon as it is complete, leaves included: the order of a table that only
// grows at its end. Dense from 0; a tree of `size` leaves has merkle_place(0, size) of them.
int64_t merkle_place(int level, int64_t index);
#endif
