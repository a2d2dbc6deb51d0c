// Private to personal*.c: the text as the matchers see it, and reading along it. It is plain ASCII by then: what people paste out of a word
// processor (hard spaces, long dashes, digits of other widths) was made plain, and every other letter is one LETTER.
#ifndef WAYMARK_RUN_PERSONAL_SCAN_H
#define WAYMARK_RUN_PERSONAL_SCAN_H
#include "time/instant.h"

#include <stdbool.h>
#include <stddef.h>

enum { SCAN_LETTER = '\x01' }; // a letter that is none of ASCII's

struct scan {
  const char *text; // ends in a NUL
  size_t size;
  struct date today;
};

bool scan_is_digit(char c);
bool scan_is_letter(char c);
bool scan_is_word(char c); // a letter or a digit
bool scan_is_upper(char c);
char scan_lower(char c);
bool scan_begins(const struct scan *scan, size_t at); // a word begins there
size_t scan_digits(const struct scan *scan, size_t at);
size_t scan_letters(const struct scan *scan, size_t at);
size_t scan_over(const struct scan *scan, size_t at, const char *set); // `at`, past characters of the set, 64 at most
// The size of the word at `at`, where it is this one or one of these, whatever its case; 0: it is another. The list ends in NULL.
size_t scan_is(const struct scan *scan, size_t at, const char *word);
size_t scan_is_any(const struct scan *scan, size_t at, const char *const *words);
// Does one of the words stand between `from` and `to`?
bool scan_has_any(const struct scan *scan, size_t from, size_t to, const char *const *words);

// The matchers: the size of what begins at `at`, a place where a word, a bracket or a plus sign begins; 0: nothing of its kind does.
size_t personal_nhs(const struct scan *scan, size_t at);
size_t personal_ni(const struct scan *scan, size_t at);
size_t personal_telephone(const struct scan *scan, size_t at);
size_t personal_postcode(const struct scan *scan, size_t at);
size_t personal_address(const struct scan *scan, size_t at);
size_t personal_email(const struct scan *scan, size_t at);
size_t personal_birth(const struct scan *scan, size_t at);

// A whole date at `at` (personal_date.c); 0: there is none. `*brief`: its year has two digits.
size_t personal_date(const struct scan *scan, size_t at, struct date *date, bool *brief);
// A date of six or eight digits and nothing between them, as forms have it.
size_t personal_date_packed(const struct scan *scan, size_t at, struct date *date);
#endif
