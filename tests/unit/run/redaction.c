// Goal: what repeats a withheld text is found by its letters: short texts only where they stand alone or as words, long ones wherever they
// begin, small and capital letters alike; nothing else is (RD3). People are renamed wherever their id stands whole. Method: texts through
// the scrub, side by side with what is left of them.
#include "base/mem.h"
#include "run/redaction_plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct redaction *open_redaction(void) {
  struct redaction *redaction = mem_new(sizeof *redaction);
  redaction->by_word = json_object();
  redaction->places = json_object();
  redaction->people = json_pack("{s:{s:s, s:s}}", "s.reid", "id", "person-1", "why", "not named");
  return redaction;
}

static const struct {
  const char *type, *withheld, *text;
  bool found;
} rows[] = {
    {"text", "yes", "yes", true},
    {"text", "yes", "Yes.", true}, // dots and blanks around it are no other text
    {"text", "yes", "oh yes indeed", false},
    {"text", "leave", "sick LEAVE of the owner", true},
    {"text", "leave", "leaves", false},
    {"text", "leave", "cleave", false},
    {"text", "sick leave since May", "They wrote: Sick leave since May, again", true},
    {"text", "sick leave since May", "sick leave since Maying", true}, // rather too much than too little
    {"text", "sick leave since May", "sick leave since", false},
    {"text", "She was arrested in May.", "we know she was arrested in May, and", true}, // the full stop is no part of it
    {"text", "\"quoted\" words", "so: quoted\" words", true},
    {"text", "März in Köln", "im märz", false},
    {"text", "K\xc3\xb6ln am Rhein", "nach k\xc3\xb6ln am rhein", true},
    {"date", "2016-12-22", "due 2016-12-22.", true},
    {"date", "2016-12-22", "2016-12-23", false},
    {"choice", "high", "high", false},          // one of a few words, which stand everywhere
    {"person", "s.reid", "s.reid rang", false}, // by name, not by field: see redaction_people.c
    {"text", "  ", "anything", false},
    {"text", "...", "...", false},
};

static void what_repeats_a_text_is_found(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct redaction *redaction = open_redaction();
    const char *why = NULL;
    json_t *value = json_string(rows[i].withheld), *text = json_pack("[{s:s}]", "said", rows[i].text);
    redaction_needles_of(redaction, rows[i].type, value, "secret");
    json_t *left = redaction_scrub(redaction, text, &why);
    const char *said = json_text(json_array_get(left, 0), "said");
    if ((strcmp(said, REDACTION_GONE) == 0) != rows[i].found || (why != NULL) != rows[i].found)
      fail_msg("\"%s\" in \"%s\" leaves \"%s\"", rows[i].withheld, rows[i].text, said);
    json_decref(left);
    json_decref(text);
    json_decref(value);
    redaction_free(redaction);
  }
}

static void people_are_renamed_and_numbers_stay(void **state) {
  (void)state;
  struct redaction *redaction = open_redaction();
  const char *why = NULL;
  json_t *value =
      json_pack("{s:s, s:[s, s], s:i, s:b, s:n}", "actor", "s.reid", "others", "l.tanaka", "s.reid", "count", 3, "yes", 1, "none");
  json_t *left = redaction_rename(redaction, value, &why);
  char *text = json_canonical(left);
  assert_string_equal(text, "{\"actor\":\"person-1\",\"count\":3,\"none\":null,\"others\":[\"l.tanaka\",\"person-1\"],\"yes\":true}");
  assert_string_equal(why, "not named");
  mem_free(text);
  json_decref(left);
  json_decref(value);
  redaction_free(redaction);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_repeats_a_text_is_found),
      cmocka_unit_test(people_are_renamed_and_numbers_stay),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
