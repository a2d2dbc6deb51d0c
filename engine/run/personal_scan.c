// Reading along a text. See personal_scan.h.
#include "run/personal_scan.h"

#include <string.h>

bool scan_is_digit(char c) { return c >= '0' && c <= '9'; }
bool scan_is_upper(char c) { return c >= 'A' && c <= 'Z'; }
char scan_lower(char c) { return scan_is_upper(c) ? (char)(c + 32) : c; }
bool scan_is_letter(char c) { return (scan_lower(c) >= 'a' && scan_lower(c) <= 'z') || c == SCAN_LETTER; }
bool scan_is_word(char c) { return scan_is_digit(c) || scan_is_letter(c); }

bool scan_begins(const struct scan *scan, size_t at) { return at == 0 || !scan_is_word(scan->text[at - 1]); }

size_t scan_digits(const struct scan *scan, size_t at) {
  size_t size = 0;
  while (scan_is_digit(scan->text[at + size])) size++;
  return size;
}

size_t scan_letters(const struct scan *scan, size_t at) {
  size_t size = 0;
  while (scan_is_letter(scan->text[at + size])) size++;
  return size;
}

enum { OVER_MAX = 64 }; // no two things that belong together stand further apart, and a run of brackets is not gone over from each of them

size_t scan_over(const struct scan *scan, size_t at, const char *set) {
  size_t size = 0;
  while (size < OVER_MAX && scan->text[at + size] && strchr(set, scan->text[at + size])) size++;
  return at + size;
}

size_t scan_is(const struct scan *scan, size_t at, const char *word) {
  size_t size = 0;
  for (; word[size]; size++)
    if (scan_lower(scan->text[at + size]) != word[size]) return 0;
  return scan_is_word(scan->text[at + size]) ? 0 : size;
}

size_t scan_is_any(const struct scan *scan, size_t at, const char *const *words) {
  for (; *words; words++) {
    size_t size = scan_is(scan, at, *words);
    if (size) return size;
  }
  return 0;
}

bool scan_has_any(const struct scan *scan, size_t from, size_t to, const char *const *words) {
  for (size_t at = from; at < to && at < scan->size; at++)
    if (scan_begins(scan, at) && scan_is_any(scan, at, words)) return true;
  return false;
}
