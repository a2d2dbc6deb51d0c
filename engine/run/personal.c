// The kinds, making a text plain, and going through it once. See personal.h.
#include "run/personal.h"

#include "base/mem.h"
#include "run/personal_scan.h"

#include <string.h>

static const struct {
  const char *word, *title;
  size_t (*match)(const struct scan *scan, size_t at);
} kinds[PERSONAL_KIND_COUNT] = {
    [PERSONAL_NHS] = {"nhs_number", "an NHS number", personal_nhs},
    [PERSONAL_NI] = {"ni_number", "a National Insurance number", personal_ni},
    [PERSONAL_BIRTH] = {"birth_date", "a date of birth", personal_birth},
    [PERSONAL_POSTCODE] = {"postcode", "a postcode", personal_postcode},
    [PERSONAL_ADDRESS] = {"address", "a private address", personal_address},
    [PERSONAL_TELEPHONE] = {"telephone", "a private telephone number", personal_telephone},
    [PERSONAL_EMAIL] = {"email", "a private e-mail address", personal_email},
};

const char *personal_word(enum personal_kind kind) { return kinds[kind].word; }
const char *personal_title(enum personal_kind kind) { return kinds[kind].title; }

bool personal_find(const char *word, enum personal_kind *kind) {
  for (size_t i = 0; i < PERSONAL_KIND_COUNT; i++)
    if (strcmp(kinds[i].word, word) == 0) {
      *kind = (enum personal_kind)i;
      return true;
    }
  return false;
}

// ---- the board's choice

static bool read_one(const char *text, size_t size, unsigned *kinds_read, struct err *err) {
  enum personal_kind kind;
  char *word = mem_text_part(text, size);
  bool known = personal_find(word, &kind);
  if (known) *kinds_read |= 1u << kind;
  if (!known)
    err_set(err, ERR_INVALID,
            "\"%s\" is nothing that is looked for: write all, none, or some of nhs_number, ni_number, birth_date, postcode, address, "
            "telephone and email, parted by commas, with \"all but\" before them to leave those out.",
            word);
  mem_free(word);
  return known;
}

bool personal_read(const char *text, unsigned *wanted, struct err *err) {
  static const char but[] = "all but ";
  bool without = strncmp(text, but, sizeof but - 1) == 0;
  unsigned named = 0;
  if (strcmp(text, "all") == 0 || strcmp(text, "none") == 0) {
    *wanted = text[0] == 'a' ? PERSONAL_ALL : 0;
    return true;
  }
  for (const char *at = text + (without ? sizeof but - 1 : 0);;) {
    at += strspn(at, " ");
    size_t size = strcspn(at, " ,");
    if (!read_one(at, size, &named, err)) return false;
    at += size + strspn(at + size, " ");
    if (!*at) break;
    at += *at == ',';
  }
  *wanted = without ? PERSONAL_ALL & ~named : named;
  return true;
}

// ---- making it plain

// Characters of several bytes that stand for one of ASCII; "" where nothing is seen of them.
static const struct {
  const char *bytes, *plain;
} plain_rows[] = {
    {"\xC2\xA0", " "},     {"\xC2\xAD", ""},      {"\xE2\x80\x8B", ""},  {"\xE2\x80\x8C", ""},   {"\xE2\x80\x8D", ""},
    {"\xE2\x81\xA0", ""},  {"\xEF\xBB\xBF", ""},  {"\xE2\x80\x82", " "}, {"\xE2\x80\x83", " "},  {"\xE2\x80\x87", " "},
    {"\xE2\x80\x88", " "}, {"\xE2\x80\x89", " "}, {"\xE2\x80\x8A", " "}, {"\xE2\x80\xAF", " "},  {"\xE3\x80\x80", " "},
    {"\xE2\x80\x90", "-"}, {"\xE2\x80\x91", "-"}, {"\xE2\x80\x92", "-"}, {"\xE2\x80\x93", "-"},  {"\xE2\x80\x94", "-"},
    {"\xE2\x88\x92", "-"}, {"\xE2\x80\x98", "'"}, {"\xE2\x80\x99", "'"}, {"\xE2\x80\x9C", "\""}, {"\xE2\x80\x9D", "\""},
    {"\xE2\x80\xA2", ";"}, {"\xE2\x80\xA6", "."},
};

static size_t character_size(const char *text) {
  size_t size = 1;
  while (((unsigned char)text[size] & 0xC0) == 0x80) size++;
  return size;
}

// Digits, letters and marks of full width, as East Asian keyboards give them, lie in the order of ASCII from U+FF01 on.
static char plain_wide(const char *text, size_t size) {
  unsigned char second = (unsigned char)text[1], third = size == 3 ? (unsigned char)text[2] : 0;
  if (size != 3 || (unsigned char)text[0] != 0xEF || (second != 0xBC && second != 0xBD)) return SCAN_LETTER;
  int code = (second == 0xBC ? 0 : 0x40) + (third - 0x80); // from U+FF00
  return code >= 1 && code <= 0x5E ? (char)(code + 0x20) : SCAN_LETTER;
}

static size_t put_plain(const char *text, size_t size, char *out) {
  for (size_t i = 0; i < sizeof plain_rows / sizeof plain_rows[0]; i++)
    if (strlen(plain_rows[i].bytes) == size && memcmp(plain_rows[i].bytes, text, size) == 0) {
      size_t more = strlen(plain_rows[i].plain);
      memcpy(out, plain_rows[i].plain, more);
      return more;
    }
  *out = plain_wide(text, size);
  return 1;
}

// No plain character is longer than what it stands for. Caller frees.
static char *plain_take(const char *text, size_t *size) {
  char *out = mem_new(strlen(text) + 1);
  size_t to = 0;
  for (size_t step; *text; text += step) {
    step = (unsigned char)*text < 0x80 ? 1 : character_size(text);
    if ((unsigned char)*text < 0x80)
      out[to++] = *text == '\t' ? ' ' : *text;
    else
      to += put_plain(text, step, out + to);
  }
  *size = to;
  return out;
}

// ---- going through it

// A few characters, and never more than half.
static void put_hint(const char *text, size_t size, char hint[PERSONAL_HINT]) {
  size_t most = size / 2 < 3 ? size / 2 : 3, to = 0;
  for (size_t i = 0; i < size && to < most; i++)
    if (text[i] >= ' ' && text[i] != '"') hint[to++] = text[i];
  hint[to] = '\0';
}

static void look_at(const struct scan *scan, size_t at, unsigned wanted, struct personal_found *found) {
  for (unsigned kind = 0; kind < PERSONAL_KIND_COUNT; kind++) {
    if (!(wanted & ~found->kinds & (1u << kind))) continue; // once is enough of each
    size_t size = kinds[kind].match(scan, at);
    if (!size) continue;
    if (!found->kinds) {
      found->first = (enum personal_kind)kind;
      put_hint(scan->text + at, size, found->hint);
    }
    found->kinds |= 1u << kind;
  }
}

// Nobody was born on a day that is to come, and a day alone is nothing else.
static bool is_day_to_come(const char *text, struct date today) {
  struct date day;
  struct err ignored;
  return strlen(text) == 10 && scan_is_digit(text[0]) && date_read(text, &day, &ignored) && date_days(day) > date_days(today);
}

bool personal_look(const char *text, unsigned wanted, struct date today, struct personal_found *found) {
  struct scan scan = {.today = today};
  *found = (struct personal_found){0};
  if (is_day_to_come(text, today)) return false;
  char *plain = plain_take(text, &scan.size);
  scan.text = plain;
  bool may = strpbrk(plain, "0123456789@") != NULL; // each kind has a digit in it, or is an address of the e-mail
  for (size_t at = 0; may && at < scan.size; at++) {
    bool word = scan_is_word(plain[at]) && scan_begins(&scan, at);
    if (word || plain[at] == '+' || plain[at] == '(') look_at(&scan, at, wanted, found);
  }
  mem_free(plain);
  return found->kinds != 0;
}
