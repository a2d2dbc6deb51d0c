// Goal: hashes are the standards' own: FIPS 180-4, RFC 4231 (HMAC) and RFC 9162's tree. Method: published vectors, and OpenSSL's HMAC
// beside ours.
#include "base/hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void same(struct hash hash, const char *expected) {
  char hex[HASH_HEX_SIZE];
  hex_write(hex, hash.bytes, HASH_SIZE);
  assert_string_equal(hex, expected);
}

static void one_shot_is_sha256(void **state) {
  (void)state;
  same(hash_of("", 0), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  same(hash_of("abc", 3), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void hmac_is_rfc_4231(void **state) {
  (void)state;
  uint8_t key[131];
  memset(key, 0x0b, 20);
  same(hash_hmac(key, 20, "Hi There", 8), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  memset(key, 0xaa, sizeof key); // a key longer than the block is hashed first
  static const char text[] = "Test Using Larger Than Block-Size Key - Hash Key First";
  same(hash_hmac(key, sizeof key, text, sizeof text - 1), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void hmac_agrees_with_openssl(void **state) {
  (void)state;
  uint8_t bytes[300];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)(i * 7);
  for (size_t size = 0; size < sizeof bytes; size += 13) {
    uint8_t theirs[32];
    unsigned length = sizeof theirs;
    assert_non_null(HMAC(EVP_sha256(), bytes, 32, bytes, size, theirs, &length));
    struct hash ours = hash_hmac(bytes, 32, bytes, size);
    assert_memory_equal(ours.bytes, theirs, 32);
  }
}

// RFC 9162 2.1.1 by hand for three leaves: node(node(a, b), c).
static void tree_splits_at_the_largest_power_of_two(void **state) {
  (void)state;
  struct hash leaves[3] = {hash_leaf("a", 1), hash_leaf("b", 1), hash_leaf("c", 1)};
  struct hash left = hash_node(&leaves[0], &leaves[1]), root = hash_node(&left, &leaves[2]), tree = hash_tree(leaves, 3);
  assert_true(hash_equal(&root, &tree));
  same(hash_tree(NULL, 0), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void hex_is_exact(void **state) {
  (void)state;
  uint8_t bytes[2];
  assert_true(hex_read(bytes, 2, "00ff"));
  assert_false(hex_read(bytes, 2, "00f"));
  assert_false(hex_read(bytes, 2, "00ff0"));
  assert_false(hex_read(bytes, 2, "00FF"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_shot_is_sha256),
      cmocka_unit_test(hmac_is_rfc_4231),
      cmocka_unit_test(hmac_agrees_with_openssl),
      cmocka_unit_test(tree_splits_at_the_largest_power_of_two),
      cmocka_unit_test(hex_is_exact),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
