// Texts: what repeats a withheld one is found by its letters, since nobody can know what a person typed where. See redaction_plan.h.
//
// A short text counts only where it stands alone or as whole words: as a part of others it would be found everywhere. All begin with a
// word.
#include "base/mem.h"
#include "run/redaction_plan.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { WHOLE_MAX = 3, WORDS_MAX = 11 }; // letters up to which a text counts as a whole text only, as whole words only
enum { KEY_MAX = 40 };                  // of its first word, by which it is found

static bool is_letter(char c) { return isalnum((unsigned char)c) || (unsigned char)c >= 0x80; }

// The first word in small letters: whatever repeats a text begins with it, so that a long list costs no more than a short one.
static void key_of(const char *text, char key[KEY_MAX + 1]) {
  size_t size = 0;
  while (size < KEY_MAX && is_letter(text[size])) key[size] = (char)tolower((unsigned char)text[size]), size++;
  key[size] = '\0';
}

static const char *first_word(const char *text) {
  while (*text && !is_letter(*text)) text++;
  return text;
}

static bool is_known(const struct redaction *redaction, const json_t *bucket, const char *text, int where) {
  size_t i;
  json_t *place;
  json_array_foreach(bucket, i, place) {
    const struct needle *needle = &redaction->needles[json_integer_value(place)];
    if ((int)needle->where == where && strcasecmp(needle->text, text) == 0) return true;
  }
  return false;
}

// From its first letter to its last: a sentence is repeated without its full stop too. Caller frees.
static char *bare(const char *text) {
  const char *start = first_word(text);
  size_t size = strlen(start);
  while (size > 0 && !is_letter(start[size - 1])) size--;
  return mem_text_part(start, size);
}

static void add_needle(struct redaction *redaction, const char *text, int where, const char *why) {
  char key[KEY_MAX + 1];
  key_of(text, key);
  json_t *bucket = json_array_at(redaction->by_word, key);
  if (is_known(redaction, bucket, text, where)) return;
  if (redaction->needle_count == redaction->needle_room) {
    redaction->needle_room = redaction->needle_room ? 2 * redaction->needle_room : 64;
    redaction->needles = mem_grow(redaction->needles, redaction->needle_room, sizeof *redaction->needles);
  }
  json_array_append_new(bucket, json_integer((json_int_t)redaction->needle_count));
  redaction->needles[redaction->needle_count++] = (struct needle){.text = mem_text(text), .where = where, .why = why};
}

void redaction_needle(struct redaction *redaction, const char *text, int where, const char *why) {
  char *letters = bare(text ? text : "");
  if (*letters) add_needle(redaction, letters, where, why);
  mem_free(letters);
}

static void add_texts(struct redaction *redaction, const json_t *value, const char *why) {
  const char *text = json_string_value(value), *key;
  size_t i;
  json_t *member;
  if (text) {
    size_t size = strlen(text);
    redaction_needle(redaction, text, size <= WHOLE_MAX ? NEEDLE_WHOLE : size <= WORDS_MAX ? NEEDLE_WORDS : NEEDLE_ANYWHERE, why);
  }
  json_object_foreach((json_t *)value, key, member) add_texts(redaction, member, why);
  json_array_foreach(value, i, member) add_texts(redaction, member, why);
}

static void add_titles(struct redaction *redaction, const char *kind, const json_t *value, const char *why) {
  const char *id = json_is_string(value) ? json_string_value(value) : json_text(value, "id"),
             *of = json_text(value, "kind") ? json_text(value, "kind") : kind;
  size_t i;
  json_t *title;
  if (!id) return;
  redaction_needle(redaction, id, NEEDLE_WORDS, why);
  json_array_foreach(json_object_get(json_object_get(redaction->titles, of), id), i, title)
      redaction_needle(redaction, json_string_value(title), NEEDLE_WORDS, why);
}

// One of a few options, a yes, a number: these stand everywhere and say nothing where they do. A person is no text (redaction_people.c).
void redaction_needles_of(struct redaction *redaction, const char *type, const json_t *value, const char *why) {
  static const char *const plain[] = {"choice", "yesno", "whole", "person", NULL}, *const titled[] = {"party", "agency", "group", "post",
                                                                                                      NULL};
  for (size_t i = 0; type && plain[i]; i++)
    if (strcmp(plain[i], type) == 0) return;
  for (size_t i = 0; type && titled[i]; i++)
    if (strcmp(titled[i], type) == 0) {
      add_titles(redaction, type, value, why);
      return;
    }
  if (type && strcmp(type, "date") == 0)
    redaction_needle(redaction, json_string_value(value), NEEDLE_WORDS, why);
  else
    add_texts(redaction, value, why);
}

// Does it stand at this word of the text?
static bool stands_at(const struct needle *needle, const char *text, const char *at) {
  size_t size = strlen(needle->text);
  if (strncasecmp(at, needle->text, size) != 0) return false;
  if (needle->where == NEEDLE_WHOLE) return at == first_word(text) && !*first_word(at + size);
  return needle->where == NEEDLE_ANYWHERE || !is_letter(at[size]);
}

static const char *repeats_at(const struct redaction *redaction, const char *text, const char *at) {
  char key[KEY_MAX + 1];
  size_t i;
  json_t *place;
  key_of(at, key);
  json_array_foreach(json_object_get(redaction->by_word, key), i, place) {
    const struct needle *needle = &redaction->needles[json_integer_value(place)];
    if (stands_at(needle, text, at)) return needle->why;
  }
  return NULL;
}

static const char *repeats(const struct redaction *redaction, const char *text) {
  const char *why = NULL;
  for (const char *at = first_word(text); *at && !why; at = first_word(at)) {
    why = repeats_at(redaction, text, at);
    while (is_letter(*at)) at++;
  }
  return why;
}

static json_t *replaced(const struct redaction *redaction, const json_t *value, bool texts, const char **why) {
  const char *text = json_string_value(value);
  const json_t *person = json_object_get(redaction->people, text);
  const char *reason = person ? json_text(person, "why") : texts ? repeats(redaction, text) : NULL;
  if (!reason) return json_incref((json_t *)value);
  *why = *why ? *why : reason;
  return json_string(person ? json_text(person, "id") : REDACTION_GONE);
}

static json_t *walk(const struct redaction *redaction, const json_t *value, bool texts, const char **why) {
  const char *key;
  size_t i;
  json_t *member, *out;
  if (json_is_string(value)) return replaced(redaction, value, texts, why);
  if (!json_is_object(value) && !json_is_array(value)) return json_incref((json_t *)value);
  out = json_is_object(value) ? json_object() : json_array();
  json_object_foreach((json_t *)value, key, member) json_object_set_new(out, key, walk(redaction, member, texts, why));
  json_array_foreach(value, i, member) json_array_append_new(out, walk(redaction, member, texts, why));
  return out;
}

json_t *redaction_scrub(const struct redaction *redaction, const json_t *value, const char **why) {
  return walk(redaction, value, true, why);
}

json_t *redaction_rename(const struct redaction *redaction, const json_t *value, const char **why) {
  return walk(redaction, value, false, why);
}

void redaction_withhold(struct redaction *redaction, const char *text, const char *why) {
  redaction_needle(redaction, text, NEEDLE_WORDS, why);
}

bool redaction_repeats(const struct redaction *redaction, const json_t *value) {
  const char *why = NULL;
  json_decref(redaction_scrub(redaction, value, &why));
  return why != NULL;
}
