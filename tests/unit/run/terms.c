// Goal: the board's own words are put in where whole words are, the longest first and none twice, and into nothing but what people read.
// Method: tables of texts; a structure with each member that is said and some that must stay.
#include "run/terms.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void words_are_said_whole_the_longest_first(void **state) {
  static const struct {
    const char *terms, *text, *said;
  } rows[] = {
      {"LLIP = Learning Group", "Agree it at LLIP", "Agree it at Learning Group"},
      {"LLIP = Learning Group", "LLIPs and xLLIP stay, LLIP's does not", "LLIPs and xLLIP stay, Learning Group's does not"},
      {"LLIP = A; LLIP chair = B", "LLIP chair, LLIP member", "B, A member"},
      {"A = B; B = A", "A before B", "B before A"},
      {" A  =  B C ;; ", "A", "B C"},
      {"Rat = Conseil", "R\xc3\xa4t Rat Rat\xc3\xa4", "R\xc3\xa4t Conseil Rat\xc3\xa4"},
      {"", "nothing to say", "nothing to say"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    json_t *terms = terms_read(rows[i].terms);
    char *said = terms_say(terms, rows[i].text);
    assert_string_equal(said, rows[i].said);
    mem_free(said);
    json_decref(terms);
  }
}

static void what_is_no_table_of_terms_is_refused(void **state) {
  static const char *const wrong[] = {"A", "A = B; C", "= B", "A =", "A = B = C"};
  (void)state;
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    struct err err;
    json_t *terms = terms_read(wrong[i]);
    assert_false(terms && terms_check(terms, "The setting terms", &err));
    json_decref(terms);
  }
}

static void only_what_people_read_is_said(void **state) {
  static const char text[] = "{\"name\":\"LLIP\",\"title\":\"LLIP\",\"list\":{\"title\":\"LLIP\"},\"roles\":[{\"name\":\"LLIP\",\"title\":"
                             "\"LLIP\",\"group\":\"LLIP\"}],"
                             "\"root\":{\"id\":\"LLIP\",\"transitions\":[{\"label\":\"LLIP\",\"event\":\"LLIP\",\"actions\":[{\"do\":"
                             "\"tell\",\"text\":\"LLIP\"}]}]}}";
  static const char expected[] =
      "{\"list\":{\"title\":\"LLIP\"},\"name\":\"LLIP\",\"roles\":[{\"group\":\"LLIP\",\"name\":\"LLIP\",\"title\":\"LG\"}],"
      "\"root\":{\"id\":\"LLIP\",\"transitions\":[{\"actions\":[{\"do\":\"tell\",\"text\":\"LG\"}],\"event\":\"LLIP\",\"label\":\"LG\"}]},"
      "\"title\":\"LG\"}";
  (void)state;
  struct err err;
  json_t *structure = json_read(text, strlen(text), "structure", &err), *terms = terms_read("LLIP = LG"),
         *own = terms_apply(terms, structure);
  char *said = json_canonical(own), *before = json_canonical(structure);
  assert_string_equal(said, expected);
  assert_non_null(strstr(before, "\"label\":\"LLIP\""));
  mem_free(said);
  mem_free(before);
  json_decref(own);
  json_decref(terms);
  json_decref(structure);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_are_said_whole_the_longest_first),
      cmocka_unit_test(what_is_no_table_of_terms_is_refused),
      cmocka_unit_test(only_what_people_read_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
