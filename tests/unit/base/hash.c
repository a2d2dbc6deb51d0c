// Goal: hashes are the standards' own: FIPS 180-4, RFC 4231 (HMAC) and RFC 9162's tree. Method: published vectors, and OpenSSL's HMAC
// beside ours.
#include "base/hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
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

// Around every length at which another block begins, and where short texts end.
static void any_length_agrees_with_openssl(void **state) {
  (void)state;
  static uint8_t bytes[2200];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)(i * 7 + i / 256);
  bytes[0] = 0; // a leaf's tag
  for (size_t size = 0; size < sizeof bytes; size++) {
    uint8_t theirs[32];
    unsigned length = sizeof theirs;
    size_t key_size = 1 + size % 100;
    assert_non_null(HMAC(EVP_sha256(), bytes, (int)key_size, bytes, size, theirs, &length));
    struct hash ours = hash_hmac(bytes, key_size, bytes, size);
    assert_memory_equal(ours.bytes, theirs, 32);
    assert_int_equal(EVP_Digest(bytes, size, theirs, &length, EVP_sha256(), NULL), 1);
    ours = size ? hash_leaf(bytes + 1, size - 1) : hash_of(bytes, size);
    assert_memory_equal(ours.bytes, theirs, 32);
    ours = hash_of(bytes, size);
    assert_memory_equal(ours.bytes, theirs, 32);
  }
}

static void pieces_are_hashed_as_the_whole(void **state) {
  (void)state;
  static uint8_t bytes[2200];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)(i * 11 + i / 256);
  for (size_t size = 0; size < sizeof bytes; size++) {
    size_t one = size / 3, two = size / 5;
    const struct hash_piece pieces[] = {{bytes, one}, {NULL, 0}, {bytes + one, two}, {bytes + one + two, size - one - two}};
    struct hash whole = hash_of(bytes, size), ours = hash_of_pieces(pieces, 4);
    assert_memory_equal(ours.bytes, whole.bytes, 32);
    whole = hash_hmac(bytes, 1 + size % 100, bytes, size);
    ours = hash_hmac_of_pieces(bytes, 1 + size % 100, pieces, 4);
    assert_memory_equal(ours.bytes, whole.bytes, 32);
  }
  same(hash_of_pieces(NULL, 0), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
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

// In every place every byte, at lengths that are read digit by digit, many at once, and both. Each text ends where its memory does.
static void hex_is_exact_in_every_place(void **state) {
  (void)state;
  static const uint8_t bytes[] = {0x00, 0x9a, 0xf9, 0x0f, 0xa0, 0x12, 0x34, 0x56, 0x78,
                                  0x9b, 0xbc, 0xcd, 0xde, 0xef, 0xff, 0x01, 0x80, 0x7f};
  for (size_t size = 0; size <= sizeof bytes; size++) {
    uint8_t read[sizeof bytes];
    char *hex = malloc(2 * size + 1);
    hex_write(hex, bytes, size);
    assert_true(hex_read(read, size, hex));
    assert_memory_equal(read, bytes, size);
    for (size_t at = 0; at < 2 * size; at++)
      for (int byte = 0; byte < 256; byte++) {
        char kept = hex[at];
        hex[at] = (char)byte;
        bool is_digit = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
        if (hex_read(read, size, hex) != is_digit) fail_msg("byte %d at %zu of %zu", byte, at, size);
        hex[at] = kept;
      }
    if (size) assert_false(hex_read(read, size - 1, hex));
    free(hex);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_shot_is_sha256),
      cmocka_unit_test(hmac_is_rfc_4231),
      cmocka_unit_test(any_length_agrees_with_openssl),
      cmocka_unit_test(pieces_are_hashed_as_the_whole),
      cmocka_unit_test(tree_splits_at_the_largest_power_of_two),
      cmocka_unit_test(hex_is_exact),
      cmocka_unit_test(hex_is_exact_in_every_place),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
