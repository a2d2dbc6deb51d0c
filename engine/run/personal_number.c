// Numbers that belong to one person: of the NHS, of National Insurance, of a telephone. See personal.h.
#include "run/personal_scan.h"

#include <string.h>

// ---- NHS numbers: ten digits of which the last checks the others (modulus 11)

enum { NHS_DIGITS = 10 };

static bool nhs_checks(const char digits[NHS_DIGITS]) {
  int sum = 0;
  bool same = true;
  for (int i = 0; i < NHS_DIGITS - 1; i++) sum += (10 - i) * (digits[i] - '0');
  for (int i = 1; i < NHS_DIGITS; i++) same = same && digits[i] == digits[0];
  int check = 11 - sum % 11;
  return !same && (check == 11 ? 0 : check) == digits[NHS_DIGITS - 1] - '0'; // 10 is no digit, so no number has it
}

// Part of a reference, a sum or a longer number is none.
static bool stands_alone(const struct scan *scan, size_t at, size_t end) {
  const char *text = scan->text;
  bool joined = at > 0 && strchr("./_#-", text[at - 1]) && at > 1 && scan_is_digit(text[at - 2]);
  bool goes_on = scan_is_word(text[end]) || (text[end] && strchr("./-", text[end]) && scan_is_digit(text[end + 1]));
  return !joined && !goes_on;
}

// Ten digits, together or as 3, 3 and 4; after the word NHS however they are grouped.
static size_t read_ten(const struct scan *scan, size_t at, bool any_groups, char digits[NHS_DIGITS]) {
  size_t here = at, have = 0;
  while (have < NHS_DIGITS) {
    size_t size = scan_digits(scan, here);
    bool fits = size && have + size <= NHS_DIGITS && (any_groups || size == NHS_DIGITS || (have < 6 ? size == 3 : size == 4));
    if (!fits) return 0;
    memcpy(digits + have, scan->text + here, size);
    have += size;
    here += size;
    if (have < NHS_DIGITS) {
      size_t next = scan_over(scan, here, " -.");
      if (next == here || next > here + 3) return 0;
      here = next;
    }
  }
  return here - at;
}

// "NHS", "NHS no", "NHS number is" just before it.
static bool follows_nhs(const struct scan *scan, size_t at) {
  static const char *const words[] = {"nhs", NULL};
  size_t from = at > 24 ? at - 24 : 0;
  return scan_has_any(scan, from, at, words);
}

size_t personal_nhs(const struct scan *scan, size_t at) {
  char digits[NHS_DIGITS];
  size_t glued = at + 3 < scan->size && strncmp(scan->text + at, "NHS", 3) == 0 ? 3 : 0;
  size_t from = at + glued;
  if (!scan_is_digit(scan->text[from])) return 0;
  size_t size = read_ten(scan, from, false, digits);
  if (!size && (glued || follows_nhs(scan, at))) size = read_ten(scan, from, true, digits);
  return size && nhs_checks(digits) && stands_alone(scan, at, from + size) ? size + glued : 0;
}

// ---- National Insurance numbers: two letters, six digits, a letter from A to D

static bool ni_prefix(char first, char second) {
  static const char *const never[] = {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ", NULL};
  const char pair[] = {(char)(first & ~32), (char)(second & ~32), '\0'};
  if (!scan_is_letter(first) || !scan_is_letter(second) || strchr("DFIQUV", pair[0]) || strchr("DFIOQUV", pair[1])) return false;
  for (const char *const *p = never; *p; p++)
    if (strcmp(*p, pair) == 0) return false;
  return true;
}

static size_t over_gap(const struct scan *scan, size_t at) { return strchr(" -", scan->text[at]) && scan->text[at] ? at + 1 : at; }

static bool follows_insurance(const struct scan *scan, size_t at) {
  static const char *const words[] = {"ni", "nino", "insurance", NULL};
  return scan_has_any(scan, at > 24 ? at - 24 : 0, at, words);
}

// Six digits together or in pairs.
static size_t read_six(const struct scan *scan, size_t at) {
  size_t here = at;
  if (scan_digits(scan, here) == 6) return here + 6;
  for (int pair = 0; pair < 3; pair++) {
    if (scan_digits(scan, here) != 2) return 0;
    here += 2;
    if (pair < 2 && over_gap(scan, here) == here) return 0;
    if (pair < 2) here = over_gap(scan, here);
  }
  return here;
}

size_t personal_ni(const struct scan *scan, size_t at) {
  if (scan->size < at + 8 || scan_letters(scan, at) != 2 || !ni_prefix(scan->text[at], scan->text[at + 1])) return 0;
  size_t digits = read_six(scan, over_gap(scan, at + 2));
  if (!digits) return 0;
  size_t last = over_gap(scan, digits);
  char letter = scan_lower(scan->text[last]);
  if (letter >= 'a' && letter <= 'd' && !scan_is_word(scan->text[last + 1])) return last + 1 - at;
  return !scan_is_word(scan->text[digits]) && follows_insurance(scan, at) ? digits - at : 0; // on old cards the letter is missing
}

// ---- telephone numbers

// Whose number it is stands beside it: a switchboard's is no secret.
static const char *const bodies[] = {"council", "police",  "team",      "teams",      "hub",         "mach",     "mash",        "helpline",
                                     "office",  "service", "services",  "school",     "schools",     "hospital", "surgery",     "reception",
                                     "duty",    "nspcc",   "childline", "board",      "rcscb",       "lscb",     "edt",         "ccg",
                                     "clinic",  "centre",  "trust",     "department", "switchboard", "desk",     "probation",   "borough",
                                     "academy", "college", "nursery",   "enquiries",  "partnership", "manager",  "coordinator", "nurse",
                                     "line",    "contact", "agency",    "charity",    NULL};
static const char *const people[] = {"private", "personal", "mother", "mum", "father",      "dad",       "aunt",     "uncle",
                                     "sister",  "brother",  "gran",   "nan", "grandmother", "neighbour", "landline", NULL};

enum { NEAR = 70 }; // bytes: about a dozen words

static bool is_of_a_body(const struct scan *scan, size_t at, size_t end) {
  size_t from = at > NEAR ? at - NEAR : 0;
  for (size_t i = at; i > from; i--)
    if (scan->text[i - 1] == '\n' || scan->text[i - 1] == ';') from = i;
  return !scan_has_any(scan, from, at, people) && (scan_has_any(scan, from, at, bodies) || scan_has_any(scan, end, end + NEAR / 2, bodies));
}

// The digits of a number with blanks, dashes and brackets between them; *first is the size of its first group. 0: there are too many.
static size_t read_telephone(const struct scan *scan, size_t at, char digits[16], size_t *first) {
  size_t have = 0, end = at;
  *first = 0;
  for (size_t here = at; scan->text[here];) {
    size_t size = scan_digits(scan, here);
    if (!size) break;
    if (have + size > 15) return 0;
    memcpy(digits + have, scan->text + here, size);
    have += size;
    if (!*first) *first = size;
    end = here + size;
    size_t next = scan_over(scan, end, " ()-");
    if (next == end || next > end + 3) break;
    here = next;
  }
  digits[have] = '\0';
  return end - at;
}

// The number as it is dialled here, without its 0; NULL: it is none of this country's.
static const char *national(const char *digits, bool plus, size_t first, size_t opened) {
  if (plus || strncmp(digits, "0044", 4) == 0) {
    digits += plus ? 0 : 2;
    if (strncmp(digits, "44", 2) != 0) return NULL;
    digits += 2;
    return *digits == '0' ? digits + 1 : digits;
  }
  return *digits == '0' && (first >= 3 || opened) ? digits + 1 : NULL;
}

// 1 and 2 are places, 7 is in somebody's pocket; 3, 5, 8 and 9 are firms', charities' and offices'.
static bool is_telephone(const char *number) {
  size_t size = strlen(number);
  return (size == 10 && strchr("127", *number)) || (size == 9 && *number == '1');
}

size_t personal_telephone(const struct scan *scan, size_t at) {
  char digits[16];
  size_t first, marks = scan_over(scan, at, "(+") - at;
  bool plus = memchr(scan->text + at, '+', marks) != NULL;
  if (marks > 2 || (at > 0 && strchr("./-_#", scan->text[at - 1]))) return 0;
  size_t size = read_telephone(scan, at + marks, digits, &first), end = at + marks + size;
  const char *number = size ? national(digits, plus, first, marks) : NULL;
  if (!number || !is_telephone(number) || scan_is_word(scan->text[end]) || !scan_begins(scan, at)) return 0;
  return *number != '7' && is_of_a_body(scan, at, end) ? 0 : end - at;
}
