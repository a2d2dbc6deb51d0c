// Where somebody lives and is written to: postcodes, addresses, private e-mail. See personal.h.
#include "run/personal_scan.h"

#include <string.h>

// ---- postcodes, as the Post Office publishes their form: area, district, sector, unit

static const char areas[] =
    " AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA "
    "HD "
    "HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S "
    "SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE ";

static bool is_area(const struct scan *scan, size_t at, size_t size) {
  char name[5] = {' ', 0};
  for (size_t i = 0; i < size; i++) name[1 + i] = (char)(scan->text[at + i] & ~32);
  name[1 + size] = ' ';
  return strstr(areas, name) != NULL;
}

// "TS10", "W1A": the size of the half before the blank, of which the last digit may be the next half's.
static size_t outward(const struct scan *scan, size_t at, size_t digits) {
  size_t letters = scan_letters(scan, at);
  if (letters < 1 || letters > 2 || scan_digits(scan, at + letters) < digits || !is_area(scan, at, letters)) return 0;
  return letters + digits;
}

// "1AB", and no "1st", "2nd" or "5wd", which follow a letter and a number in "S11 2nd round" and "L1 5wd".
static bool inward(const struct scan *scan, size_t at) {
  static const char *const ordinals[] = {"st", "nd", "rd", "th", "wd", "hr", NULL};
  const char *text = scan->text;
  if (!scan_is_digit(text[at]) || !scan_is_letter(text[at + 1]) || !scan_is_letter(text[at + 2]) || scan_is_word(text[at + 3]))
    return false;
  if (text[at + 1] == SCAN_LETTER || text[at + 2] == SCAN_LETTER) return false;
  if (strchr("cikmov", scan_lower(text[at + 1])) || strchr("cikmov", scan_lower(text[at + 2]))) return false;
  return scan_is_upper(text[at + 1]) || !scan_is_any(scan, at + 1, ordinals);
}

static size_t postcode_with(const struct scan *scan, size_t at, size_t digits) {
  size_t out = outward(scan, at, digits);
  if (!out) return 0;
  if (digits == 1 && scan_is_letter(scan->text[at + out]) && scan->text[at + out] != SCAN_LETTER) out++; // "W1A"
  size_t in = at + out, gap = scan_over(scan, in, " -");
  if (gap > in + 2) return 0;
  return inward(scan, gap) ? gap + 3 - at : 0;
}

size_t personal_postcode(const struct scan *scan, size_t at) {
  if (!scan_is_letter(scan->text[at])) return 0;
  size_t two = postcode_with(scan, at, 2);
  return two ? two : postcode_with(scan, at, 1);
}

// ---- a house's number, a name or two, and a word for a street

static const char *const streets[] = {"street",   "road", "rd",      "avenue", "ave",     "lane",
                                      "crescent", "cres", "terrace", "grove",  "gardens", NULL};
// Words for streets that mean other things too: they count only where the name ends with them.
static const char *const perhaps[] = {"st",   "close", "drive", "court",  "place",  "way",     "walk",   "row",   "mews",
                                      "hill", "park",  "view",  "green",  "square", "rise",    "bank",   "garth", "croft",
                                      "wynd", "dr",    "ln",    "parade", "meadow", "meadows", "fields", NULL};
// What a number before a name counts, and what is no name of a street.
static const char *const counted[] = {"section", "indicator",      "action",     "priority", "item",     "standard", "page",      "article",
                                      "chapter", "stage",          "phase",      "version",  "band",     "level",    "grade",     "outcome",
                                      "rec",     "recommendation", "objective",  "part",     "table",    "figure",   "tier",      "year",
                                      "key",     "group",          "minute",     "minutes",  "appendix", "quarter",  "paragraph", "para",
                                      "agenda",  "schedule",       "regulation", NULL};
static const char *const no_name[] = {
    "january",   "february", "march",  "april",   "may",      "june",   "july",        "august",  "september", "october", "november",
    "december",  "jan",      "feb",    "mar",     "apr",      "jun",    "jul",         "aug",     "sep",       "sept",    "oct",
    "nov",       "dec",      "family", "crown",   "youth",    "county", "magistrates", "supreme", "coroners",  "monday",  "tuesday",
    "wednesday", "thursday", "friday", "working", "calendar", "day",    "days",        "week",    "weeks",     "month",   "months",
    "the",       "of",       "and",    "to",      "in",       "on",     "for",         NULL};

static bool is_counted(const struct scan *scan, size_t at) {
  size_t end = at, from;
  while (end > 0 && strchr(" .-:", scan->text[end - 1])) end--;
  for (from = end; from > 0 && scan_is_letter(scan->text[from - 1]); from--) {}
  return from < end && scan_is_any(scan, from, counted) == end - from;
}

// Is the number a house's? "4.2", "£12", "12%" and the years of our time are none.
static size_t house(const struct scan *scan, size_t at) {
  size_t size = scan_digits(scan, at);
  if (size < 1 || size > 4 || (at > 0 && strchr(".-_$#", scan->text[at - 1])) || is_counted(scan, at)) return 0;
  bool year = size == 4 && (strncmp(scan->text + at, "19", 2) == 0 || strncmp(scan->text + at, "20", 2) == 0);
  if (scan_letters(scan, at + size) == 1) size++; // 12a
  return year || scan_is_word(scan->text[at + size]) ? 0 : size;
}

static bool name_ends(const struct scan *scan, size_t at) {
  size_t next = scan_over(scan, at, " ");
  char c = scan->text[next];
  return !c || strchr(",.;:)\n\"'", c) || (next > at && scan_is_upper(c));
}

size_t personal_address(const struct scan *scan, size_t at) {
  size_t number = scan_is_digit(scan->text[at]) ? house(scan, at) : 0, here = at + number;
  bool capitals = true;
  if (!number) return 0;
  for (int words = 0; words < 4; words++) {
    size_t begin = scan_over(scan, here, words ? " " : " ,"), size = scan_letters(scan, begin);
    if (begin == here || begin > here + 2 || !size) return 0;
    size_t sure = words ? scan_is_any(scan, begin, streets) : 0, may = words ? scan_is_any(scan, begin, perhaps) : 0;
    bool ends = name_ends(scan, begin + size), high = scan_is_upper(scan->text[begin]);
    if (sure && ((capitals && high) || ends)) return begin + sure - at;
    if (may && capitals && high && ends) return begin + may - at;
    if (scan_is_any(scan, begin, no_name) || (words && !capitals)) return 0;
    capitals = capitals && high;
    here = begin + size;
    if (scan->text[here] == '\'') here += 1 + scan_letters(scan, here + 1); // "King's"
  }
  return 0;
}

// ---- e-mail that people have at home

static const char *const homes[] = {
    "gmail",    "googlemail", "hotmail", "outlook", "live",       "msn",         "yahoo",  "ymail",    "rocketmail",
    "icloud",   "me",         "mac",     "aol",     "btinternet", "btopenworld", "sky",    "talktalk", "virginmedia",
    "ntlworld", "blueyonder", "tiscali", "gmx",     "proton",     "protonmail",  "mail",   "fastmail", "zoho",
    "plusnet",  "orange",     "o2",      "tesco",   "wanadoo",    "freeserve",   "yandex", "pm",       NULL};

// A word may begin in the middle of an address; what counts is that one does.
size_t personal_email(const struct scan *scan, size_t at) {
  size_t size = 0;
  while (size < 64 && (scan_is_word(scan->text[at + size]) || (scan->text[at + size] && strchr("._%+-", scan->text[at + size])))) size++;
  if (!size || scan->text[at + size] != '@') return 0;
  size_t domain = at + size + 1, label = 0;
  while (scan_is_word(scan->text[domain + label]) || scan->text[domain + label] == '-') label++;
  if (scan->text[domain + label] != '.') return 0;
  return scan_is_any(scan, domain, homes) ? domain + label - at : 0;
}
