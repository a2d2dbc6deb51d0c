// Goal: the stored tree is RFC 9162's over the entries' leaves at every size, its proofs hold, it can be made again, and it belongs to the
// transaction of its entry (J1). Method: roots and proofs beside hash_tree over the leaves that the journal gives; rows changed by raw SQL.
#include "base/merkle.h"
#include "fixture.h"

enum { ENTRIES = 70 };

static const struct env *world(void) {
  static struct env env;
  env = env_system();
  return &env;
}

static void fill(struct store *store) {
  put_definition(store);
  for (int i = 0; i < ENTRIES; i++) start_case(store, i + 1, AT(i));
}

struct leaves {
  struct hash hashes[ENTRIES + 8];
  size_t count;
};

static bool take_leaf(void *user, json_t *row) {
  struct leaves *leaves = user;
  assert_true(hex_read(leaves->hashes[leaves->count++].bytes, HASH_SIZE, json_text(row, "leaf")));
  return true;
}

static struct leaves leaves_of(struct store *store) {
  struct err err = {0};
  struct leaves leaves = {.count = 0};
  assert_true(journal_each(store, NULL, take_leaf, &leaves, &err));
  return leaves;
}

static void roots_and_proofs_are_the_rfc_s_at_every_size(void **state) {
  (void)state;
  struct err err = {0};
  char *folder = folder_new();
  struct store *store = make_store(world(), folder);
  fill(store);
  struct leaves leaves = leaves_of(store);
  for (size_t size = 1; size <= leaves.count; size++) {
    struct hash root, wanted = hash_tree(leaves.hashes, size);
    struct merkle_proof proof;
    assert_true(tree_root(store, (int64_t)size, &root, &err) && hash_equal(&root, &wanted));
    for (size_t index = 0; index < size; index++) {
      assert_true(tree_inclusion(store, (int64_t)index, (int64_t)size, &proof, &err));
      assert_true(merkle_includes(&leaves.hashes[index], (int64_t)index, (int64_t)size, &proof, &wanted));
      struct hash old = hash_tree(leaves.hashes, index + 1);
      assert_true(tree_consistency(store, (int64_t)index + 1, (int64_t)size, &proof, &err));
      assert_true(merkle_consistent((int64_t)index + 1, &old, (int64_t)size, &wanted, &proof));
    }
  }
  struct merkle_frontier frontier = {0};
  struct hash root, wanted = hash_tree(leaves.hashes, leaves.count);
  assert_true(tree_follow(store, &frontier, &root, &err) && tree_confirm(store, &frontier, 0, &err) && hash_equal(&root, &wanted));
  store_close(store);
  folder_drop(folder);
}

static void an_entry_that_is_undone_leaves_no_node(void **state) {
  (void)state;
  struct err err = {0};
  char *folder = folder_new();
  struct store *store = make_store(world(), folder);
  fill(store);
  assert_true(store_begin(store, &err));
  start_case(store, 100, AT(100));
  assert_true(store_begin(store, &err));
  start_case(store, 101, AT(101));
  store_rollback(store);
  start_case(store, 102, AT(102));
  assert_true(store_commit(store, &err));
  assert_true(store_begin(store, &err));
  start_case(store, 103, AT(103));
  store_rollback(store);
  assert_int_equal(journal_count(store), ENTRIES + 2);
  assert_sound(store); // compares the rows of the tree too
  store_close(store);
  folder_drop(folder);
}

// As on a store that somebody changed: what does not fit is neither signed nor proven, and a rebuild makes it again.
static void a_changed_tree_is_found_and_made_again(void **state) {
  (void)state;
  static const char *const changes[] = {"UPDATE nodes SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE place = 3",
                                        "DELETE FROM nodes WHERE place = 3",
                                        "UPDATE nodes SET hash = (SELECT hash FROM nodes WHERE place = 0) "
                                        "WHERE place IN (SELECT max(place) FROM nodes)"};
  for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
    struct err err = {0};
    char *folder = folder_new();
    struct store *store = make_store(world(), folder);
    fill(store);
    store_close(store);
    raw(folder, changes[i]);
    store = open_store(world(), folder);
    json_t *report = verify(store);
    const char *table = json_text(json_array_get(json_object_get(report, "problems"), 0), "table");
    assert_string_equal(table, "nodes");
    json_decref(report);
    assert_true(journal_rebuild(store, &err));
    assert_sound(store);
    store_close(store);
    folder_drop(folder);
  }
}

static void what_is_signed_is_read_again_first(void **state) {
  (void)state;
  struct err err = {0};
  struct hash root;
  char *folder = folder_new();
  struct store *store = make_store(world(), folder);
  fill(store);
  store_close(store);
  raw_unguarded(folder, "UPDATE entries SET actor_id = 'ca5e0000000000000000000000000385' WHERE sequence = 41");
  store = open_store(world(), folder);
  struct merkle_frontier frontier = {0};
  assert_false(tree_follow(store, &frontier, &root, &err) && tree_confirm(store, &frontier, 0, &err));
  assert_int_equal(err.code, ERR_CORRUPT);
  store_close(store);
  folder_drop(folder);
}

struct signer {
  int asked, told;
  bool refuses;
};

static bool ask(void *user, struct store *store, struct err *err) {
  struct signer *signer = user;
  signer->asked++;
  assert_true(journal_count(store) > 0);
  return !signer->refuses || err_set(err, ERR_REFUSED, "Not now.");
}

static void told(void *user) { ((struct signer *)user)->told++; }

// Once a commit of entries, at its outermost; a refusal undoes all of it; what only reads or keeps a setting is not signed.
static void whoever_signs_is_asked_before_entries_commit(void **state) {
  (void)state;
  struct err err = {0};
  struct signer signer = {0};
  char *folder = folder_new();
  struct store *store = make_store(world(), folder);
  put_definition(store);
  store_seal_with(store, (struct store_seal){&signer, ask, told});
  start_case(store, 1, AT(1));
  assert_true(store_begin(store, &err));
  start_case(store, 2, AT(2));
  assert_true(store_begin(store, &err));
  start_case(store, 3, AT(3));
  assert_true(store_commit(store, &err) && store_commit(store, &err) && meta_put(store, "x", "y", &err));
  assert_int_equal(signer.asked, 2);
  assert_int_equal(signer.told, 2);
  signer.refuses = true;
  assert_true(store_begin(store, &err));
  start_case(store, 4, AT(4));
  assert_false(store_commit(store, &err));
  assert_string_equal(err.text, "Not now.");
  assert_int_equal(signer.told, 2);
  assert_int_equal(journal_count(store), 3);
  struct store *fork = store_fork(store, &err);
  start_case(fork, 4, AT(4)); // nobody signs what is only tried
  store_close(fork);
  assert_int_equal(signer.asked, 3);
  assert_sound(store);
  store_close(store);
  folder_drop(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(roots_and_proofs_are_the_rfc_s_at_every_size), cmocka_unit_test(an_entry_that_is_undone_leaves_no_node),
      cmocka_unit_test(a_changed_tree_is_found_and_made_again),       cmocka_unit_test(what_is_signed_is_read_again_first),
      cmocka_unit_test(whoever_signs_is_asked_before_entries_commit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
