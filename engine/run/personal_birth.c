// Dates of birth: a date beside a word such as "born", beside an age that fits it, or straight after the word for a child. A date alone
// says nothing: these are people who write down when they met. See personal.h.
#include "run/personal_scan.h"

#include <string.h>

enum { AGE_MAX = 25, WORDS_MAX = 7 };

static const char *const breaks[] = {"after", "before", "since",  "between", "until", "till",
                                     "from",  "by",     "within", "during",  "than",  NULL};

// What joins what is said to its date, and what ends it.
static const char joins[] = " :=,()[]-\"'/";

static int age_on(struct date born, struct date day) {
  int age = day.year - born.year;
  return day.month < born.month || (day.month == born.month && day.day < born.day) ? age - 1 : age;
}

static bool is_past(const struct scan *scan, struct date date) { return date_days(date) <= date_days(scan->today); }

// The end of the first date within so many words of `at`, where nothing parts the two; 0: there is none.
static size_t date_within(const struct scan *scan, size_t at, int words, bool packed, struct date *date) {
  bool brief;
  size_t here = scan_over(scan, at, packed ? " :=,()[]-\"'/.\n" : joins); // a form has the date in the line below
  for (int word = 0; word <= words && scan_is_word(scan->text[here]); word++) {
    size_t size = personal_date(scan, here, date, &brief);
    if (!size && packed) size = personal_date_packed(scan, here, date);
    if (size) return here + size;
    if (scan_is_any(scan, here, breaks)) return 0;
    while (scan_is_word(scan->text[here])) here++;
    here = scan_over(scan, here, joins);
  }
  return 0;
}

// ---- "born", "DOB", "date of birth"

// The size of what says that a date of birth follows. *form: it is a form's word, after which little else is said.
static size_t says_born(const struct scan *scan, size_t at, bool *form) {
  static const char *const birth[] = {"date of birth", "date-of-birth", "birth date", "birthdate", "birthday",
                                      "dob",           "d.o.b",         "d o b",      "d/o/b",     NULL};
  static const char *const born[] = {"born", "b", NULL};
  size_t size = scan_is_any(scan, at, birth);
  *form = size > 0;
  if (!size) size = scan_is_any(scan, at, born);
  return size;
}

static bool stands_before(const struct scan *scan, size_t at, bool form) {
  static const char *const to[] = {"to", "be", "not", "recorded", "missing", "checked", "and", NULL};
  struct date date;
  size_t end = date_within(scan, at, form ? 4 : WORDS_MAX, form, &date);
  return end && !(form && scan_has_any(scan, at, end, to));
}

static size_t after_word(const struct scan *scan, size_t at) {
  bool form, brief, short_word;
  struct date date;
  size_t size = says_born(scan, at, &form);
  if (!size) return 0;
  short_word = size == 1; // "b. 12/03/2009" and nothing looser
  size_t end = at + size;
  if (short_word) {
    size_t begin = scan_over(scan, end, " .");
    return begin > end && personal_date(scan, begin, &date, &brief) && is_past(scan, date) && scan_lower(scan->text[at]) == scan->text[at]
               ? size
               : 0;
  }
  return stands_before(scan, end, form) ? size : 0;
}

// "12/03/2009 (DOB)", "12 March 2009 is her date of birth"
static bool before_word(const struct scan *scan, size_t end) {
  static const char *const fill[] = {"is", "was", "his", "her", "their", "the", "as", "being", NULL};
  bool form;
  size_t here = scan_over(scan, end, " ("), size;
  for (int words = 0; words < 3 && (size = scan_is_any(scan, here, fill)); words++) here = scan_over(scan, here + size, " ");
  size = says_born(scan, here, &form);
  return size > 1 && here > end;
}

// ---- an age

// "aged 6", "6 years old", "6-year-old", "6 yrs": its size, and how old; 0: no age is said.
static size_t says_age(const struct scan *scan, size_t at, int *age) {
  static const char *const words[] = {"aged", "age", NULL};
  static const char *const years[] = {"year-old", "years old", "year old", "yrs old", "yr old", "yrs", "years", "yo", NULL};
  size_t word = scan_is_any(scan, at, words), number = word ? scan_over(scan, at + word, " :") : at, digits = scan_digits(scan, number);
  if (digits < 1 || digits > 2) return 0;
  *age = scan->text[number] - '0';
  if (digits == 2) *age = *age * 10 + scan->text[number + 1] - '0';
  size_t unit = scan_over(scan, number + digits, " -"), size = scan_is_any(scan, unit, years);
  if (size) return unit + size - at;
  return word && !scan_is_word(scan->text[number + digits]) ? number + digits - at : 0;
}

// Is somebody who was born then about so old? An age is often some months behind what it was written for.
static bool fits_age(const struct scan *scan, struct date born, int age) {
  int real = age_on(born, scan->today);
  return is_past(scan, born) && age <= AGE_MAX && age >= 1 && real >= age - 1 && real <= age + 1;
}

static size_t after_age(const struct scan *scan, size_t at) {
  int age;
  struct date date;
  size_t size = says_age(scan, at, &age);
  return size && date_within(scan, at + size, 2, false, &date) && fits_age(scan, date, age) ? size : 0;
}

static bool before_age(const struct scan *scan, size_t end, struct date date) {
  int age;
  size_t here = scan_over(scan, end, " ,(");
  return here > end && says_age(scan, here, &age) && fits_age(scan, date, age);
}

// ---- straight after the word for a child

static bool is_child(const struct scan *scan, size_t from, size_t to) {
  static const char *const words[] = {"child",   "boy",  "girl",  "baby", "infant", "toddler", "son",      "daughter", "brother", "sister",
                                      "sibling", "twin", "pupil", "yp",   "niece",  "nephew",  "step-son", "stepson",  NULL};
  return scan_is_any(scan, from, words) == to - from;
}

// Where the word before `at` begins, over blanks and the marks in `set`; `*end` where it ends.
static size_t word_back(const struct scan *scan, size_t at, const char *set, size_t *end) {
  while (at > 0 && strchr(set, scan->text[at - 1])) at--;
  *end = at;
  while (at > 0 && scan_is_word(scan->text[at - 1])) at--;
  return at;
}

// "Child A (12/03/2009)". In brackets it is the child's own date; without them it may be of what was done about the child not long ago.
static bool after_child(const struct scan *scan, size_t at, struct date date) {
  size_t end, from = word_back(scan, at, " (,:-", &end);
  bool bracket = memchr(scan->text + end, '(', at - end) != NULL;
  if (end == at || at - end > 4) return false;
  if (end - from == 1) from = word_back(scan, from, " ", &end); // "A", "1"
  int age = age_on(date, scan->today);
  return is_child(scan, from, end) && age >= (bracket ? 1 : 2) && age <= AGE_MAX;
}

// The whole text is a date, of when a child was born rather than of a meeting.
static bool is_all(const struct scan *scan, size_t at, size_t end, struct date date) {
  int age = age_on(date, scan->today);
  return scan_over(scan, 0, " \n") == at && scan_over(scan, end, " .\n") == scan->size && age >= 2 && age < 19;
}

size_t personal_birth(const struct scan *scan, size_t at) {
  struct date date;
  bool brief;
  size_t size = after_word(scan, at);
  if (!size) size = after_age(scan, at);
  if (size || scan->text[at] == '(' || scan->text[at] == '+') return size;
  size = personal_date(scan, at, &date, &brief);
  if (!size || !is_past(scan, date)) return 0;
  size_t end = at + size;
  bool birth = before_word(scan, end) || before_age(scan, end, date) || after_child(scan, at, date) || is_all(scan, at, end, date);
  return birth ? size : 0;
}
