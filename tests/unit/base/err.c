// Goal: whatever a sentence quotes, it is UTF-8, ends at a character's boundary, and says by "…" that it was cut; so a failure can always
// be written as JSON. Method: long sentences with characters of each size at every offset of the cut, and bytes that are no character.
#include "base/err.h"

#include "base/json.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const characters[] = {"x", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
enum { CHARACTER_COUNT = sizeof characters / sizeof characters[0], TEXT_SIZE = sizeof((struct err *)0)->text };

static bool ends_in_dots(const char *text) { return strlen(text) > 3 && strcmp(text + strlen(text) - 3, "\xE2\x80\xA6") == 0; }

// `pad` bytes, then that character until `size` is passed.
static void fill(char *out, size_t size, const char *character, int pad) {
  memset(out, 'p', (size_t)pad);
  size_t at = (size_t)pad;
  for (; at < size; at += strlen(character)) memcpy(out + at, character, strlen(character));
  out[at] = '\0';
}

static void a_long_sentence_is_cut_between_characters(void **state) {
  (void)state;
  for (int c = 0; c < CHARACTER_COUNT; c++)
    for (int pad = 0; pad < 5; pad++) {
      char text[TEXT_SIZE + 100];
      struct err err;
      fill(text, TEXT_SIZE + 50, characters[c], pad);
      err_set(&err, ERR_INVALID, "%s", text);
      assert_true(json_is_utf8(err.text));
      assert_true(ends_in_dots(err.text));
      assert_in_range(strlen(err.text), TEXT_SIZE - 5, TEXT_SIZE - 1);
      assert_memory_equal(err.text, text, strlen(err.text) - 3);
    }
}

static void what_fits_is_left_whole(void **state) {
  (void)state;
  char text[TEXT_SIZE + 1];
  struct err err;
  fill(text, TEXT_SIZE - 1, "x", 0);
  err_set(&err, ERR_INVALID, "%s", text);
  assert_string_equal(err.text, text);
  err_set(&err, ERR_INVALID, "caf\xC3\xA9 \xF0\x9F\x98\x80.");
  assert_string_equal(err.text, "caf\xC3\xA9 \xF0\x9F\x98\x80.");
}

static void a_prefix_cuts_alike(void **state) {
  (void)state;
  for (int pad = 0; pad < 5; pad++) {
    char text[TEXT_SIZE];
    struct err err;
    fill(text, TEXT_SIZE - 8, characters[1], 0);
    err_set(&err, ERR_INVALID, "%s", text);
    err_prefix(&err, "%.*s, here and there: ", pad, "ppppp");
    assert_true(json_is_utf8(err.text));
    assert_true(ends_in_dots(err.text));
  }
}

// Each is what RFC 3629 forbids: a tail alone, a head alone, overlong forms, a surrogate, past U+10FFFF, a character broken off.
static void what_is_no_character_is_mended(void **state) {
  (void)state;
  static const char *const bad[] = {"\x80",     "\xC3", "\xC0\xAF",         "\xE0\x80\xAF",    "\xED\xA0\x80", "\xF4\x90\x80\x80",
                                    "\xE2\x82", "\xFF", "\xF0\x80\x80\xAF", "ok \xE2\x82 then"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    struct err err;
    err_set(&err, ERR_INVALID, "%s.", bad[i]);
    assert_true(json_is_utf8(err.text));
    assert_non_null(strchr(err.text, '?'));
  }
  struct err cut;
  err_set(&cut, ERR_INVALID, "\"%.3s\" is none.", "a\xE2\x82\xAC"); // as a reference that is quoted in part
  assert_string_equal(cut.text, "\"a??\" is none.");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_long_sentence_is_cut_between_characters),
      cmocka_unit_test(what_fits_is_left_whole),
      cmocka_unit_test(a_prefix_cuts_alike),
      cmocka_unit_test(what_is_no_character_is_mended),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
