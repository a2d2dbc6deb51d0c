// Seeing at a glance that a text is canonical JSON (json.h): what the program writes nearly always is of this plain kind, and then hashing
// the text is as good as reading it, writing it again and hashing that. Whatever is rarer is not judged here, so there is no second opinion
// on what is canonical: tests/unit/base/plain.c holds a yes to canonical.c.
#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

enum { DIGITS_MAX = 18 }; // fits 64 bits whatever they are

// What stands in a text as it is: printable ASCII but the quote and the backslash. A table, since a payload is mostly texts.
static const bool is_plain[256] = {[' '] = true, ['!'] = true, ['#' ... '['] = true, [']' ... '~'] = true};

// Sixteen at once, as long as there are so many: most texts of a payload end within them.
typedef int8_t lanes __attribute__((vector_size(16)));
typedef uint64_t halves __attribute__((vector_size(16)));

enum { AT_ONCE = sizeof(lanes) };

// Of the first lane that is all ones in one of two words, of which at least one is not 0.
static size_t first_of(halves found) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  return (size_t)(found[0] ? __builtin_ctzll(found[0]) : 64 + __builtin_ctzll(found[1])) / 8;
#else
  return (size_t)(found[0] ? __builtin_clzll(found[0]) : 64 + __builtin_clzll(found[1])) / 8;
#endif
}

const char *json_plain_skip(const char *at, const char *end) {
  for (; end - at >= AT_ONCE; at += AT_ONCE) {
    lanes in;
    memcpy(&in, at, sizeof in);
    halves others = (halves)((in < ' ') | (in == 0x7f) | (in == '"') | (in == '\\')); // as signed numbers, what is over 0x7f is below 0
    if (others[0] | others[1]) return at + first_of(others);
  }
  while (is_plain[(unsigned char)*at]) at++;
  return at;
}

static const char *skip_value(const char *at, const char *end, int depth);

// NULL here and below: this cannot be said by looking. The text's NUL is never passed.
static const char *skip_name(const char *at, const char *end) {
  if (*at++ != '"') return NULL;
  at = json_plain_skip(at, end);
  return *at == '"' ? at + 1 : NULL;
}

// A text has more in it than a name: the marks that are written in one way only, and letters beyond ASCII.
static size_t mark_size(const char *at) {
  if (*at == '\\') return at[1] && strchr("\"\\nt", at[1]) ? 2 : 0;
  return (unsigned char)*at >= 0x80 ? utf8_size(at) : 0;
}

static const char *skip_text(const char *at, const char *end) {
  if (*at++ != '"') return NULL;
  for (size_t size;; at += size) {
    at = json_plain_skip(at, end);
    if (*at == '"') return at + 1;
    if (!(size = mark_size(at))) return NULL;
  }
}

static const char *skip_number(const char *at) {
  const char *digits = at + (*at == '-');
  size_t count = 0;
  while (digits[count] >= '0' && digits[count] <= '9') count++;
  bool zero = *digits == '0';
  if (count == 0 || count > DIGITS_MAX || (zero && (count > 1 || digits != at))) return NULL;
  char after = digits[count];
  return after == '.' || after == 'e' || after == 'E' ? NULL : digits + count;
}

static const char *skip_word(const char *at) {
  static const char *const words[] = {"true", "false", "null"};
  for (int i = 0; i < 3; i++)
    if (strncmp(at, words[i], strlen(words[i])) == 0) return at + strlen(words[i]);
  return NULL;
}

// What stands behind a name is there too: most are told by their first letter.
static bool comes_after(const char *name, size_t size, const char *before, size_t before_size) {
  if (size && before_size && *name != *before) return (unsigned char)*name > (unsigned char)*before;
  int order = memcmp(name, before, size < before_size ? size : before_size);
  return order > 0 || (order == 0 && size > before_size);
}

static void note(struct plain_members *members, const char *name, size_t name_size, const char *value, size_t size) {
  if (members->count == members->room) {
    members->room = members->room ? members->room * 2 : 32;
    members->items = mem_grow(members->items, members->room, sizeof *members->items);
  }
  members->items[members->count++] = (struct plain_member){name, value, name_size, size};
}

// `members` NULL: nobody asks for them.
static inline const char *skip_object_of(const char *at, const char *last, int depth, struct plain_members *members) {
  const char *before = NULL;
  size_t before_size = 0;
  if (*++at == '}') return at + 1;
  for (;; at++) {
    const char *name = at + 1, *end = skip_name(at, last);
    if (!end) return NULL;
    size_t size = (size_t)(end - name) - 1;
    if (before && !comes_after(name, size, before, before_size)) return NULL;
    before = name, before_size = size;
    if (*end != ':' || !(at = skip_value(end + 1, last, depth + 1))) return NULL;
    if (members) note(members, name, size, end + 1, (size_t)(at - end) - 1);
    if (*at == '}') return at + 1;
    if (*at != ',') return NULL;
  }
}

static const char *skip_object(const char *at, const char *last, int depth) { return skip_object_of(at, last, depth, NULL); }

static const char *skip_array(const char *at, const char *end, int depth) {
  if (*++at == ']') return at + 1;
  for (;; at++) {
    if (!(at = skip_value(at, end, depth + 1))) return NULL;
    if (*at == ']') return at + 1;
    if (*at != ',') return NULL;
  }
}

static const char *skip_value(const char *at, const char *end, int depth) {
  if (depth > JSON_DEPTH_MAX) return NULL;
  if (*at == '"') return skip_text(at, end);
  if (*at == '{') return skip_object(at, end, depth);
  if (*at == '[') return skip_array(at, end, depth);
  return *at == '-' || (*at >= '0' && *at <= '9') ? skip_number(at) : skip_word(at);
}

size_t json_plain_members(const char *text, const char *end, struct plain_members *members) {
  const char *after = *text == '{' ? skip_object_of(text, end, 0, members) : skip_value(text, end, 0);
  return after ? (size_t)(after - text) : 0;
}

size_t json_plain_size(const char *text, const char *end) {
  const char *after = skip_value(text, end, 0);
  return after ? (size_t)(after - text) : 0;
}
