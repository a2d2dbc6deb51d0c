// Goal: roots, proofs and their verification are RFC 9162's (J1). Method: the roots that Certificate Transparency's own tests publish; for
// every size up to 300 each proof is accepted and each spoiled one refused, roots being hash_tree's, which shares no code with merkle.c.
#include "base/merkle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { LEAVES = 300 };

struct forest {
  struct hash leaves[LEAVES], roots[LEAVES + 1];
  int64_t asked; // nodes
};

static bool node(void *user, int level, int64_t index, struct hash *hash) {
  struct forest *forest = user;
  int64_t start = index << level, count = (int64_t)1 << level;
  forest->asked++;
  if (start + count > LEAVES) return false;
  *hash = hash_tree(forest->leaves + start, (size_t)count);
  return true;
}

static struct forest *grown(void) {
  static struct forest forest;
  for (int i = 0; i < LEAVES; i++) forest.leaves[i] = hash_leaf(&i, sizeof i);
  for (int i = 0; i <= LEAVES; i++) forest.roots[i] = hash_tree(forest.leaves, (size_t)i);
  return &forest;
}

static void same(struct hash hash, const char *expected) {
  char hex[HASH_HEX_SIZE];
  hex_write(hex, hash.bytes, HASH_SIZE);
  assert_string_equal(hex, expected);
}

static void roots_are_those_of_certificate_transparency(void **state) {
  (void)state;
  static const char *const inputs[] = {"",
                                       "\x00",
                                       "\x10",
                                       "\x20\x21",
                                       "\x30\x31",
                                       "\x40\x41\x42\x43",
                                       "\x50\x51\x52\x53\x54\x55\x56\x57",
                                       "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
  static const size_t sizes[] = {0, 1, 1, 2, 2, 4, 8, 16};
  static const char *const roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  struct merkle_frontier frontier = {0};
  same(merkle_frontier_root(&frontier), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (int i = 0; i < 8; i++) {
    merkle_frontier_add(&frontier, hash_leaf(inputs[i], sizes[i]));
    same(merkle_frontier_root(&frontier), roots[i]);
  }
}

static void frontier_and_nodes_give_the_tree_s_root(void **state) {
  (void)state;
  struct forest *forest = grown();
  struct merkle_source source = {forest, node};
  struct merkle_frontier frontier = {0}, read;
  for (int size = 0; size <= LEAVES; size++) {
    struct hash root, from_frontier = merkle_frontier_root(&frontier);
    assert_true(merkle_root(&source, size, &root) && hash_equal(&root, &forest->roots[size]));
    assert_true(hash_equal(&from_frontier, &root));
    assert_true(merkle_frontier_read(&source, size, &read));
    assert_int_equal(read.count, frontier.count);
    assert_memory_equal(read.roots, frontier.roots, sizeof read.roots[0] * (size_t)read.count);
    if (size < LEAVES) merkle_frontier_add(&frontier, forest->leaves[size]);
  }
}

// Each proof with one thing wrong: a bit of each hash, one hash less, one more, another size.
static void refuses_spoiled(bool (*accepts)(const void *, const struct merkle_proof *, int), const void *what,
                            const struct merkle_proof *proof) {
  for (int i = 0; i < proof->count; i++) {
    struct merkle_proof bad = *proof;
    bad.hashes[i].bytes[i % HASH_SIZE] ^= (uint8_t)(1 << i % 8);
    assert_false(accepts(what, &bad, 0));
  }
  struct merkle_proof less = *proof, more = *proof;
  if (less.count) {
    less.count--;
    assert_false(accepts(what, &less, 0));
    memmove(less.hashes, proof->hashes + 1, sizeof less.hashes - sizeof less.hashes[0]);
    assert_false(accepts(what, &less, 0));
  }
  more.hashes[more.count++] = (struct hash){{1}};
  assert_false(accepts(what, &more, 0));
}

struct inclusion {
  const struct forest *forest;
  int index, size;
};

static bool includes(const void *what, const struct merkle_proof *proof, int shift) {
  const struct inclusion *of = what;
  return merkle_includes(&of->forest->leaves[of->index], of->index + shift, of->size, proof, &of->forest->roots[of->size]);
}

static void every_leaf_is_included_and_nothing_else_is(void **state) {
  (void)state;
  struct forest *forest = grown();
  struct merkle_source source = {forest, node};
  for (int size = 1; size <= LEAVES; size++)
    for (int index = 0; index < size; index++) {
      struct merkle_proof proof;
      struct inclusion what = {forest, index, size};
      assert_true(merkle_inclusion(&source, index, size, &proof) && includes(&what, &proof, 0));
      assert_false(includes(&what, &proof, 1) || includes(&what, &proof, -1));
      assert_false(merkle_includes(&forest->leaves[(index + 1) % LEAVES], index, size, &proof, &forest->roots[size]));
      if (index % 7 == 0 || index == size - 1) refuses_spoiled(includes, &what, &proof);
    }
}

struct consistency {
  const struct forest *forest;
  int old, size;
};

static bool consistent(const void *what, const struct merkle_proof *proof, int shift) {
  const struct consistency *of = what;
  return merkle_consistent(of->old + shift, &of->forest->roots[of->old], of->size, &of->forest->roots[of->size], proof);
}

static void every_older_tree_is_consistent_and_nothing_else_is(void **state) {
  (void)state;
  struct forest *forest = grown();
  struct merkle_source source = {forest, node};
  for (int size = 1; size <= LEAVES; size++)
    for (int old = 1; old <= size; old++) {
      struct merkle_proof proof;
      struct consistency what = {forest, old, size};
      assert_true(merkle_consistency(&source, old, size, &proof) && consistent(&what, &proof, 0));
      if (old < size) assert_false(merkle_consistent(old, &forest->roots[old - 1], size, &forest->roots[size], &proof));
      if (old < size) assert_false(merkle_consistent(old, &forest->roots[old], size, &forest->roots[size - 1], &proof));
      if (old % 7 == 0 || old == size - 1) refuses_spoiled(consistent, &what, &proof);
    }
}

// A verifier that took an empty proof from a tree of no leaves would take any tree for a continuation of any.
static void nothing_is_proven_by_an_empty_tree(void **state) {
  (void)state;
  struct forest *forest = grown();
  struct merkle_source source = {forest, node};
  struct merkle_proof proof = {.count = 0};
  assert_false(merkle_consistent(0, &forest->roots[0], 5, &forest->roots[5], &proof));
  assert_false(merkle_consistent(0, &forest->roots[0], 0, &forest->roots[0], &proof));
  assert_false(merkle_consistent(6, &forest->roots[6], 5, &forest->roots[5], &proof));
  assert_false(merkle_consistent(4, &forest->roots[5], 5, &forest->roots[5], &proof));
  assert_false(merkle_consistent(-1, &forest->roots[1], 5, &forest->roots[5], &proof));
  assert_true(merkle_consistent(5, &forest->roots[5], 5, &forest->roots[5], &proof));
  assert_false(merkle_includes(&forest->leaves[0], 0, 0, &proof, &forest->roots[0]));
  assert_false(merkle_includes(&forest->leaves[0], 0, 2, &proof, &forest->roots[2]));
  assert_true(merkle_includes(&forest->leaves[0], 0, 1, &proof, &forest->roots[1]));
  assert_false(merkle_consistency(&source, 0, 5, &proof) || merkle_consistency(&source, 6, 5, &proof));
  assert_false(merkle_inclusion(&source, 5, 5, &proof) || merkle_inclusion(&source, -1, 5, &proof) ||
               merkle_root(&source, -1, &forest->roots[0]));
}

static void proofs_are_of_the_logarithm_s_length(void **state) {
  (void)state;
  struct forest *forest = grown();
  struct merkle_source source = {forest, node};
  struct merkle_proof proof;
  for (int size = 1; size <= LEAVES; size++)
    for (int index = 0; index < size; index += 11) {
      forest->asked = 0;
      assert_true(merkle_inclusion(&source, index, size, &proof));
      assert_true(proof.count <= 9 && forest->asked <= 18); // 2^9 > 300
    }
}

static void places_are_dense_in_the_order_of_completion(void **state) {
  (void)state;
  int64_t next = 0;
  for (int64_t leaf = 0; leaf < 5000; leaf++)
    for (int level = 0; level == 0 || ((leaf + 1) >> (level - 1)) % 2 == 0; level++)
      assert_int_equal(merkle_place(level, ((leaf + 1) >> level) - 1), next++);
  assert_int_equal(merkle_place(0, 5000), next);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(roots_are_those_of_certificate_transparency), cmocka_unit_test(frontier_and_nodes_give_the_tree_s_root),
      cmocka_unit_test(every_leaf_is_included_and_nothing_else_is),  cmocka_unit_test(every_older_tree_is_consistent_and_nothing_else_is),
      cmocka_unit_test(nothing_is_proven_by_an_empty_tree),          cmocka_unit_test(proofs_are_of_the_logarithm_s_length),
      cmocka_unit_test(places_are_dense_in_the_order_of_completion),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
