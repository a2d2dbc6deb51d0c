// Goal: hashes that are worked out many at once are those of FIPS 180-4, whatever else is in hand.
// Method: texts of every length about the edges of blocks, and random ones, in sets of every size up to some more than are done side by
// side; each is compared with OpenSSL's own, one at a time.
#include "base/hash_many.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SET_MAX = 70, SIZE_MAX_HERE = 700 };

static void fill(uint8_t *bytes, size_t size) {
  for (size_t i = 0; i < size; i++) bytes[i] = (uint8_t)rand();
}

static void assert_set(struct hash_many *many, const size_t *sizes, int count) {
  static uint8_t texts[SET_MAX][SIZE_MAX_HERE];
  struct hash out[SET_MAX];
  for (int i = 0; i < count; i++) {
    fill(texts[i], sizes[i]);
    memcpy(hash_many_add(many, sizes[i], &out[i]), texts[i], sizes[i]);
  }
  hash_many_run(many);
  for (int i = 0; i < count; i++) {
    struct hash one = hash_of(texts[i], sizes[i]);
    if (!hash_equal(&one, &out[i])) fail_msg("text %d of %d, %zu bytes", i + 1, count, sizes[i]);
  }
}

static void sets_of_any_size_agree(void **state) {
  (void)state;
  struct hash_many many = {0};
  size_t sizes[SET_MAX] = {0};
  for (int count = 0; count <= SET_MAX; count++) {
    for (int i = 0; i < count; i++) sizes[i] = (size_t)rand() % SIZE_MAX_HERE;
    assert_set(&many, sizes, count);
  }
  hash_many_clear(&many);
}

static void texts_of_any_length_agree(void **state) {
  (void)state;
  struct hash_many many = {0};
  size_t sizes[SET_MAX] = {0};
  for (size_t size = 0; size < 300; size++) {
    for (int i = 0; i < SET_MAX; i++) sizes[i] = size;
    assert_set(&many, sizes, SET_MAX);
  }
  hash_many_clear(&many);
}

static void a_known_answer(void **state) {
  (void)state;
  struct hash_many many = {0};
  struct hash out[40];
  char hex[HASH_HEX_SIZE];
  for (int i = 0; i < 40; i++) memcpy(hash_many_add(&many, 3, &out[i]), "abc", 3);
  hash_many_run(&many);
  for (int i = 0; i < 40; i++) {
    hex_write(hex, out[i].bytes, HASH_SIZE);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); // FIPS 180-2, B.1
  }
  hash_many_clear(&many);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_known_answer),
      cmocka_unit_test(sets_of_any_size_agree),
      cmocka_unit_test(texts_of_any_length_agree),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
