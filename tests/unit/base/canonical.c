// Goal: the canonical text of a value is for ever the one that entries were hashed with (FORMAT.md, DEFINITION.md): jansson's with sorted
// keys and no spaces. Method: make many random values, in which every kind, every character that is escaped, long and nested objects and
// texts that are no UTF-8 come up, and compare byte by byte; then a few by hand.
#include "base/json.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { VALUES = 20000, DEPTH_MAX = 5, TEXT_MAX = 24 };

// A generator of our own (xorshift64), so that a failure comes again.
static uint64_t next(uint64_t *seed) {
  *seed ^= *seed << 13;
  *seed ^= *seed >> 7;
  *seed ^= *seed << 17;
  return *seed;
}

static size_t below(uint64_t *seed, size_t count) { return next(seed) % count; }

static size_t random_text(uint64_t *seed, bool is_name, char out[4 * TEXT_MAX]) {
  static const char *const pieces[] = {"a",    "B",    "7",    "_", "/", "\"", "\\", "\n",   "\t",
                                       "\x01", "\x1f", "\x7f", "é", "€", "😀",  " ",  "\xff", "\xc3"};
  size_t count = below(seed, TEXT_MAX), size = 0;
  size_t kinds = below(seed, 3) ? 5 : below(seed, 3) || is_name ? 16 : 18; // mostly plain, sometimes escaped, seldom no UTF-8
  for (size_t i = 0; i < count; i++) {
    const char *piece = pieces[below(seed, kinds)];
    memcpy(out + size, piece, strlen(piece));
    size += strlen(piece);
  }
  if (!below(seed, 50)) out[size++] = '\0';
  return size;
}

static json_t *random_value(uint64_t *seed, int depth);

static json_t *random_object(uint64_t *seed, int depth) {
  json_t *object = json_object();
  size_t count = below(seed, 20) ? below(seed, 6) : 20 + below(seed, 60);
  char name[4 * TEXT_MAX];
  for (size_t i = 0; i < count; i++) {
    size_t size = random_text(seed, true, name);
    json_object_setn_new_nocheck(object, name, size, random_value(seed, depth + 1));
  }
  return object;
}

static json_t *random_array(uint64_t *seed, int depth) {
  json_t *array = json_array();
  for (size_t count = below(seed, 5); count; count--) json_array_append_new(array, random_value(seed, depth + 1));
  return array;
}

static json_t *random_value(uint64_t *seed, int depth) {
  char text[4 * TEXT_MAX];
  switch (below(seed, depth < DEPTH_MAX ? 9 : 7)) {
  case 0:
    return json_null();
  case 1:
    return json_boolean(below(seed, 2));
  case 2:
    return json_integer((json_int_t)next(seed));
  case 3:
    return json_integer((json_int_t)below(seed, 2000) - 1000);
  case 4:
    return json_real((double)(int64_t)next(seed) / 1024);
  case 5:
  case 6: {
    size_t size = random_text(seed, false, text);
    return json_stringn_nocheck(text, size);
  }
  case 7:
    return random_array(seed, depth);
  default:
    return random_object(seed, depth);
  }
}

static void it_is_janssons(void **state) {
  (void)state;
  uint64_t seed = 20161109;
  for (int i = 0; i < VALUES; i++) {
    json_t *value = random_value(&seed, 0);
    char *have = json_canonical(value), *wanted = json_dumps(value, JSON_SORT_KEYS | JSON_COMPACT | JSON_ENCODE_ANY);
    assert_string_equal(have, wanted ? wanted : "null");
    mem_free(have);
    free(wanted);
    json_decref(value);
  }
}

static void assert_canonical(json_t *value, const char *wanted) {
  char *have = json_canonical(value);
  assert_string_equal(have, wanted);
  mem_free(have);
  json_decref(value);
}

static void the_ends_of_numbers(void **state) {
  (void)state;
  assert_canonical(json_integer(INT64_MIN), "-9223372036854775808");
  assert_canonical(json_integer(INT64_MAX), "9223372036854775807");
  assert_canonical(json_integer(0), "0");
  assert_canonical(json_real(0.5), "0.5");
}

static void names_in_order_of_their_bytes(void **state) {
  (void)state;
  assert_canonical(json_pack("{s:i, s:i, s:i, s:i, s:i}", "b", 1, "a_", 2, "a", 3, "é", 4, "Z", 5),
                   "{\"Z\":5,\"a\":3,\"a_\":2,\"b\":1,\"é\":4}");
}

// One bad text spoils the value that holds it, and nothing that stands before it.
static void no_utf8_is_null(void **state) {
  (void)state;
  struct buf out;
  json_t *value = json_object();
  json_object_set_new(value, "bad", json_string_nocheck("\xff"));
  buf_init(&out);
  buf_text(&out, "before:");
  json_canonical_add(&out, value);
  assert_string_equal(out.data, "before:null");
  buf_clear(&out);
  json_decref(value);
  assert_canonical(NULL, "null");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_is_janssons),
      cmocka_unit_test(the_ends_of_numbers),
      cmocka_unit_test(names_in_order_of_their_bytes),
      cmocka_unit_test(no_utf8_is_null),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
