// Texts: what repeats a withheld one is found by its letters, since nobody can know what a person typed where. See redaction_plan.h.
//
// A short text counts only where it stands alone or as whole words: as a part of others it would be found everywhere.
#include "base/mem.h"
#include "run/redaction_plan.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { WHOLE_MAX = 3, WORDS_MAX = 11 }; // letters up to which a text counts as a whole text only, as whole words only

void redaction_needle(struct redaction *redaction, const char *text, int where, const char *why) {
  while (text && isspace((unsigned char)*text)) text++;
  if (!text || !*text) return;
  for (size_t i = 0; i < redaction->needle_count; i++)
    if ((int)redaction->needles[i].where == where && strcasecmp(redaction->needles[i].text, text) == 0) return;
  if (redaction->needle_count == redaction->needle_room) {
    redaction->needle_room = redaction->needle_room ? 2 * redaction->needle_room : 64;
    redaction->needles = mem_grow(redaction->needles, redaction->needle_room, sizeof *redaction->needles);
  }
  redaction->needles[redaction->needle_count++] = (struct needle){.text = mem_text(text), .where = where, .why = why};
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

static bool is_letter(char c) { return isalnum((unsigned char)c) || (unsigned char)c >= 0x80; }

static bool stands_alone(const char *text, const char *at, size_t size) {
  return (at == text || !is_letter(at[-1])) && !is_letter(at[size]);
}

static bool holds(const struct needle *needle, const char *text) {
  size_t size = strlen(needle->text);
  if (needle->where == NEEDLE_WHOLE) return strcasecmp(text, needle->text) == 0;
  for (const char *at = strcasestr(text, needle->text); at; at = strcasestr(at + 1, needle->text))
    if (needle->where == NEEDLE_ANYWHERE || stands_alone(text, at, size)) return true;
  return false;
}

static const char *repeats(const struct redaction *redaction, const char *text) {
  for (size_t i = 0; i < redaction->needle_count; i++)
    if (holds(&redaction->needles[i], text)) return redaction->needles[i].why;
  return NULL;
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
