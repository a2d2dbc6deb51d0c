// The board's own words. See terms.h.
//
// They are put in when a stored definition is compiled, and into the names of groups and posts where they are read out (people.h), so what
// is stored and hashed never moves, and every page, message, report and refusal has them at once. Only whole words are replaced, the
// longest that fits first, and what was put in is not looked at again: "A = B; B = A" swaps them.
#include "run/terms.h"

#include "base/buf.h"
#include "base/mem.h"

#include <ctype.h>
#include <string.h>

static bool is_letter(char c) { return isalnum((unsigned char)c) || (unsigned char)c >= 0x80; }

// ---- reading

static char *trimmed(const char *text, size_t size) {
  while (size && isspace((unsigned char)*text)) text++, size--;
  while (size && isspace((unsigned char)text[size - 1])) size--;
  return mem_text_part(text, size);
}

static bool read_pair(json_t *terms, const char *pair, size_t size) {
  const char *equals = memchr(pair, '=', size);
  if (!equals) return false;
  char *word = trimmed(pair, (size_t)(equals - pair)), *said = trimmed(equals + 1, size - (size_t)(equals - pair) - 1);
  json_put_text(terms, word, said);
  mem_free(word);
  mem_free(said);
  return true;
}

json_t *terms_read(const char *text) {
  json_t *terms = json_object();
  bool ok = true;
  for (const char *at = text; ok && *at;) {
    size_t size = strcspn(at, ";");
    if (strspn(at, " \t") < size) ok = read_pair(terms, at, size);
    at += size + (at[size] == ';');
  }
  if (ok) return terms;
  json_decref(terms);
  return NULL;
}

static bool is_word(const char *word) {
  size_t size = word ? strlen(word) : 0;
  for (size_t i = 0; i < size; i++)
    if ((unsigned char)word[i] < ' ' || word[i] == 0x7F || word[i] == '=' || word[i] == ';') return false;
  return size > 0 && size <= TERM_SIZE_MAX;
}

bool terms_check(const json_t *terms, const char *where, struct err *err) {
  const char *word;
  json_t *said;
  if (!json_is_object(terms) || json_object_size(terms) > TERMS_MAX)
    return err_set(err, ERR_INVALID, "%s must be at most %d terms such as \"LLIP = Learning Group; Board = Partnership\".", where,
                   TERMS_MAX);
  json_object_foreach((json_t *)terms, word, said) if (!is_word(word) || !is_word(json_string_value(said))) return err_set(
      err, ERR_INVALID,
      "%s: each term is a word of the workflows and what it is called here, such as \"LLIP = Learning Group\", neither of them empty, over "
      "%d bytes, or with = or ; in it.",
      where, TERM_SIZE_MAX);
  return true;
}

// ---- saying

// The longest term that stands at `at` as whole words; its word of the board, and its size.
static const char *term_at(const json_t *terms, const char *text, const char *at, size_t *size) {
  const char *word, *found = NULL;
  json_t *said;
  *size = 0;
  if (at > text && is_letter(at[-1])) return NULL;
  json_object_foreach((json_t *)terms, word, said) {
    size_t length = strlen(word);
    if (length <= *size || strncmp(at, word, length) != 0 || is_letter(at[length])) continue;
    *size = length;
    found = json_string_value(said);
  }
  return found;
}

char *terms_say(const json_t *terms, const char *text) {
  if (json_object_size(terms) == 0) return mem_text(text);
  struct buf out;
  buf_init(&out);
  for (const char *at = text; *at;) {
    size_t size;
    const char *said = term_at(terms, text, at, &size);
    if (said)
      buf_text(&out, said), at += size;
    else
      buf_char(&out, *at++);
  }
  return buf_take(&out);
}

char *terms_office(const json_t *terms) { return terms_say(terms, "Business Manager"); }

// ---- in a definition

// Members that hold a text for people, wherever they stand. A list's `title` is a field's name, so `list` is passed over.
static bool is_for_people(const char *key) {
  static const char *const keys[] = {"title", "noun", "notice", "label", "hint", "text"};
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
    if (strcmp(keys[i], key) == 0) return true;
  return false;
}

static void say_in(const json_t *terms, json_t *value) {
  const char *key;
  json_t *member;
  size_t i;
  json_array_foreach(value, i, member) say_in(terms, member);
  json_object_foreach(value, key, member) {
    if (!json_is_string(member) || !is_for_people(key)) {
      if (strcmp(key, "list") != 0) say_in(terms, member);
      continue;
    }
    char *said = terms_say(terms, json_string_value(member));
    json_string_set(member, said);
    mem_free(said);
  }
}

json_t *terms_apply(const json_t *terms, json_t *structure) {
  if (json_object_size(terms) == 0) return json_incref(structure);
  json_t *own = json_deep_copy(structure);
  say_in(terms, own);
  return own;
}
