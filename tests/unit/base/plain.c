// Goal: what json_plain_size calls canonical is (json_canonical), to the byte. Method: the texts of random values, whole and with a byte
// changed, added or taken away: a yes must mean that reading the text and writing it canonically gives it back.
#include "base/json.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { VALUES = 20000 };

static json_t *random_value(int depth) {
  static const char *const texts[] = {"", "a", "plain text", "b\"c", "tab\t", "\xc3\xa9", "z/y", "\x7f"};
  json_t *value;
  switch (rand() % (depth > 3 ? 6 : 8)) {
  case 0:
    return json_integer((json_int_t)rand() % 100 - 50);
  case 1:
    return json_integer(rand() % 2 ? INT64_MIN : INT64_MAX);
  case 2:
    return rand() % 2 ? json_null() : json_boolean(rand() % 2);
  case 3:
    return json_real(rand() / 8.0);
  case 4:
  case 5:
    return json_string(texts[rand() % 8]);
  case 6:
    value = json_array();
    for (int i = rand() % 4; i; i--) json_array_append_new(value, random_value(depth + 1));
    return value;
  default:
    value = json_object();
    for (int i = rand() % 5; i; i--) json_object_set_new(value, texts[rand() % 8], random_value(depth + 1));
    return value;
  }
}

static void spoil(char *text) {
  static const char signs[] = "0123456789-+.eE{}[],:\"\\ \ntfn\x80z";
  size_t size = strlen(text), at = (size_t)rand() % (size + 1);
  char sign = signs[(size_t)rand() % (sizeof signs - 1)];
  switch (rand() % 3) {
  case 0:
    if (at < size) text[at] = sign;
    break;
  case 1:
    memmove(text + at + 1, text + at, size - at + 1);
    text[at] = sign;
    break;
  default:
    if (at < size) memmove(text + at, text + at + 1, size - at);
  }
}

static size_t plain_size(const char *text) { return json_plain_size(text, text + strlen(text)); }

// Each is there once, as canonical.c writes it, and they stand behind one that was there before.
static void members_are(const char *text, size_t size, const json_t *value) {
  static const char before[] = "{\"before\":1}";
  struct plain_members members = {0};
  assert_int_equal(json_plain_members(before, before + sizeof before - 1, &members), sizeof before - 1);
  assert_int_equal(json_plain_members(text, text + strlen(text), &members), size);
  assert_int_equal(members.count, 1 + json_object_size(value));
  for (size_t i = 1; i < members.count; i++) {
    char *name = mem_text_part(members.items[i].name, members.items[i].name_size);
    char *canonical = json_canonical(json_object_get(value, name));
    assert_int_equal(members.items[i].value_size, strlen(canonical));
    assert_memory_equal(members.items[i].value, canonical, strlen(canonical));
    mem_free(name), mem_free(canonical);
  }
  mem_free(members.items);
}

// Where it says yes. Answers whether it did.
static bool agrees(const char *text) {
  size_t size = plain_size(text);
  if (size == 0) return false;
  json_t *value = json_loadb(text, size, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
  if (!value) fail_msg("no JSON: %.*s", (int)size, text);
  char *canonical = json_canonical(value);
  if (strlen(canonical) != size || memcmp(canonical, text, size) != 0) fail_msg("not canonical: %.*s, but %s", (int)size, text, canonical);
  mem_free(canonical);
  members_are(text, size, value);
  json_decref(value);
  return true;
}

static void a_yes_is_right(void **state) {
  int whole = 0, spoiled = 0;
  (void)state;
  srand(7);
  for (int i = 0; i < VALUES; i++) {
    json_t *value = random_value(0);
    char *canonical = json_canonical(value), *text = mem_format("%s ", canonical); // room for one more
    text[strlen(canonical)] = '\0';
    whole += agrees(text);
    spoil(text);
    spoiled += agrees(text);
    mem_free(text), mem_free(canonical);
    json_decref(value);
  }
  assert_true(whole > VALUES / 4 && spoiled > VALUES / 50); // it is no use if it never says yes
}

static void what_is_rare_is_left(void **state) {
  static const char *const texts[] = {"",
                                      "-0",
                                      "01",
                                      "1.0",
                                      "1e3",
                                      "1234567890123456789",
                                      "\"\\u0041\"",
                                      "\"\\/\"",
                                      "\"\\",
                                      "\"\x7f\"",
                                      "\"\n\"",
                                      "\"\xc3\"",
                                      "\"\xed\xa0\x80\"",
                                      "{\"\xc3\xa9\":1}",
                                      "{\"a\\nb\":1}",
                                      "{\"b\":1,\"a\":2}",
                                      "{\"a\":1,\"a\":2}",
                                      "[1, 2]",
                                      "[1,]",
                                      "{\"a\"}",
                                      "nul",
                                      "\"open",
                                      "[",
                                      "{\"a\":"};
  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) assert_int_equal(plain_size(texts[i]), 0);
  assert_int_equal(plain_size("{\"a\":[1,-2,{}],\"b\":null},1"), 24);
}

static void what_people_write_is_seen(void **state) {
  static const char *const texts[] = {"\"Caf\xc3\xa9 \xe2\x80\x93 \xf0\x9f\x98\x80\"", "\"two\\nlines\\tand \\\"this\\\" and \\\\\""};
  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) assert_true(agrees(texts[i]));
}

// Each byte at each place of texts of each size, in memory that ends with them: some are looked at sixteen at a time.
static void what_is_plain_is_passed_and_no_more(void **state) {
  enum { SIZE_LAST = 40 };
  (void)state;
  for (size_t size = 1; size <= SIZE_LAST; size++)
    for (size_t at = 0; at < size; at++)
      for (int byte = 1; byte < 256; byte++) {
        char *text = malloc(size + 1);
        memset(text, 'a', size), text[size] = '\0', text[at] = (char)byte;
        bool plain = byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\';
        size_t passed = (size_t)(json_plain_skip(text, text + size) - text);
        if (passed != (plain ? size : at)) fail_msg("byte %d at %zu of %zu: %zu", byte, at, size, passed);
        free(text);
      }
}

static void depth_has_an_end(void **state) {
  (void)state;
  char *deep = mem_new(200001);
  memset(deep, '[', 100000), memset(deep + 100000, ']', 100000);
  assert_int_equal(plain_size(deep), 0);
  mem_free(deep);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_yes_is_right), cmocka_unit_test(what_is_rare_is_left),
                                     cmocka_unit_test(what_people_write_is_seen), cmocka_unit_test(what_is_plain_is_passed_and_no_more),
                                     cmocka_unit_test(depth_has_an_end)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
