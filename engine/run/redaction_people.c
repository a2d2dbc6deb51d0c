// Who is not named, and as whom they are shown: "Person 1", in the order in which they first stand in the items, so that the same items
// give the same numbers on any day. See redaction_plan.h.
#include "base/mem.h"
#include "run/redaction_plan.h"

#include <string.h>
#include <strings.h>

static const char DIRECTORY[] = "directory/";

// ---- everybody whom the board ever knew

static void note(json_t *texts, const char *text) {
  if (text && *text && !json_array_has(texts, text)) json_array_add(texts, text);
}

// What others share with them, and dates.
static bool says_nothing_of_them(const char *member) {
  static const char *const members[] = {"agency", "agencies", "key", "deputy", "joined", "left", "absences"};
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
    if (strcmp(member, members[i]) == 0) return true;
  return false;
}

// A name, an address, a number: whatever the directory says of them in words.
static void know_person(struct redaction *redaction, const char *id, const json_t *value) {
  json_t *known = json_object_at(redaction->known, id), *texts = json_array_at(known, "texts"), *member, *text;
  const char *name;
  size_t i;
  note(texts, id);
  json_object_foreach((json_t *)value, name, member) {
    if (says_nothing_of_them(name)) continue;
    note(texts, json_string_value(member));
    json_array_foreach(member, i, text) note(texts, json_string_value(text));
  }
  note(json_array_at(known, "names"), json_text(value, "name"));
  note(json_array_at(known, "agencies"), json_text(value, "agency"));
  json_array_foreach(json_object_get(value, "agencies"), i, text) note(json_array_at(known, "agencies"), json_string_value(text));
}

static void know_title(json_t *titles, const json_t *value) {
  static const char *const members[] = {"name", "short", "title"};
  size_t i;
  json_t *alias;
  for (i = 0; i < sizeof members / sizeof members[0]; i++) note(titles, json_text(value, members[i]));
  json_array_foreach(json_object_get(value, "aliases"), i, alias) note(titles, json_string_value(alias));
}

void redaction_know(struct redaction *redaction, const char *part, const json_t *value) {
  if (strncmp(part, DIRECTORY, sizeof DIRECTORY - 1) != 0) return;
  const char *kind = part + sizeof DIRECTORY - 1, *slash = strchr(kind, '/');
  if (!slash) return;
  char *of = mem_text_part(kind, (size_t)(slash - kind));
  if (strcmp(of, "post") == 0 || strcmp(of, "agency") == 0)
    json_object_set(json_object_at(redaction->stood, of), slash + 1, (json_t *)value);
  if (strcmp(of, "person") == 0)
    know_person(redaction, slash + 1, value);
  else
    know_title(json_array_at(json_object_at(redaction->titles, of), slash + 1), value);
  mem_free(of);
}

// ---- those who are withheld

void redaction_person_add(struct redaction *redaction, const char *person, const char *why) {
  if (!person || !*person || json_object_get(redaction->people, person)) return;
  json_object_set_new(redaction->people, person, json_pack("{s:s}", "why", why));
  if (!json_object_get(redaction->known, person)) know_person(redaction, person, NULL);
}

static void choose_by(struct redaction *redaction, const json_t *rule) {
  const char *who = json_text(rule, "person"), *why = json_text(rule, "reason"), *as = json_text(rule, "as"), *id;
  json_t *known;
  bool any = strcmp(who, "any") == 0, agency = strncmp(who, "agency:", 7) == 0;
  json_object_foreach(redaction->known, id, known) {
    bool chosen = any || (agency ? json_array_has(json_object_get(known, "agencies"), who + 7) : strcmp(who, id) == 0);
    if (!chosen || json_object_get(redaction->people, id)) continue;
    redaction_person_add(redaction, id, why);
    json_put_text(json_object_get(redaction->people, id), "as", as);
  }
}

void redaction_people_choose(struct redaction *redaction) {
  size_t i;
  json_t *rule;
  json_array_foreach(json_object_get(redaction->profile, "withhold"), i, rule) if (json_text(rule, "person")) choose_by(redaction, rule);
}

// ---- as whom they are shown

static bool is_held(const json_t *holder, const char *person) {
  const char *who = json_string_value(holder);
  return who && strcmp(who, person) == 0;
}

// "safeguarding lead of Cleveland Police". Caller frees.
static char *agency_post(const char *post, const char *agency) {
  char *text = mem_format("%s of %s", post, agency ? agency : "an agency");
  for (char *at = text; at < text + strlen(post); at++)
    if (*at == '_') *at = ' ';
  return text;
}

// A post that they hold, such as "LLIP chair", by the directory of the moment that is shown: by today's, the same bundle would change with
// whoever comes and goes (J6). Caller frees; NULL: none.
static char *post_of(const struct redaction *redaction, const char *person) {
  json_t *row, *holder;
  const char *id, *post;
  json_object_foreach(
      json_object_get(redaction->stood, "post"), id,
      row) if (is_held(json_object_get(row, "holder"), person)) return mem_text(json_text(row, "title") ? json_text(row, "title") : id);
  json_object_foreach(json_object_get(redaction->stood, "agency"), id, row) json_object_foreach(
      json_object_get(row, "posts"), post, holder) if (is_held(holder, person)) return agency_post(post, json_text(row, "name"));
  return NULL;
}

static void number(struct redaction *redaction, const char *person, json_t *shown) {
  const char *as = json_text(shown, "as"), *key;
  char *post = as && strcmp(as, "role") == 0 ? post_of(redaction, person) : NULL;
  size_t next = 1;
  json_t *other;
  json_object_foreach(redaction->people, key, other) next += json_text(other, "id") != NULL;
  char *id = mem_format("person-%zu", next), *name = post ? mem_format("Person %zu, %s", next, post) : mem_format("Person %zu", next);
  json_put_text(shown, "id", id);
  json_put_text(shown, "name", name);
  mem_free(id);
  mem_free(name);
  mem_free(post);
}

void redaction_people_name(struct redaction *redaction, const json_t *value) {
  const char *text = json_string_value(value), *key;
  json_t *shown = text ? json_object_get(redaction->people, text) : NULL, *member;
  size_t i;
  if (shown && !json_text(shown, "id")) number(redaction, text, shown);
  json_object_foreach((json_t *)value, key, member) redaction_people_name(redaction, member);
  json_array_foreach(value, i, member) redaction_people_name(redaction, member);
}

// "The Business Manager" is a name on a small board, and nobody is told by these.
static bool is_small(const char *word) {
  return strcasecmp(word, "the") == 0 || strcasecmp(word, "and") == 0 || strcasecmp(word, "for") == 0;
}

// Each word of a name by itself too: people write as it pleases them.
static void add_words(struct redaction *redaction, const char *name, const char *why) {
  for (size_t size; *(name += strspn(name, " ,.")); name += size) {
    size = strcspn(name, " ,.");
    char *word = mem_text_part(name, size);
    if (size > 2 && !is_small(word)) redaction_needle(redaction, word, NEEDLE_WORDS, why);
    mem_free(word);
  }
}

static void add_needles(struct redaction *redaction, const char *person, const char *why) {
  const json_t *known = json_object_get(redaction->known, person);
  json_t *text;
  size_t i;
  json_array_foreach(json_object_get(known, "texts"), i, text) redaction_needle(redaction, json_string_value(text), NEEDLE_WORDS, why);
  json_array_foreach(json_object_get(known, "names"), i, text) add_words(redaction, json_string_value(text), why);
}

void redaction_people_end(struct redaction *redaction) {
  json_t *ids = json_array(), *id, *shown;
  const char *person;
  size_t i;
  json_object_foreach(redaction->people, person, shown) {
    size_t at = json_array_size(ids);
    while (at > 0 && strcmp(json_string_value(json_array_get(ids, at - 1)), person) > 0) at--;
    json_array_insert_new(ids, at, json_string(person));
  }
  json_array_foreach(ids, i, id) {
    person = json_string_value(id);
    shown = json_object_get(redaction->people, person);
    if (!json_text(shown, "id")) number(redaction, person, shown);
    add_needles(redaction, person, json_text(shown, "why"));
  }
  json_decref(ids);
}

// ---- the board's directory

static json_t *document_of(const json_t *shown, const json_t *value) {
  static const char *const kept[] = {"agency", "agencies", "joined", "left", "active", "absent"};
  if (json_is_null(value)) return json_null();
  json_t *document = json_pack("{s:O, s:O}", "id", json_object_get(shown, "id"), "name", json_object_get(shown, "name"));
  for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
    if (json_object_get(value, kept[i])) json_object_set(document, kept[i], json_object_get(value, kept[i]));
  return document;
}

json_t *redaction_directory(const struct redaction *redaction, const char *part, const json_t *value, char **name) {
  static const char PERSON[] = "directory/person/";
  bool is_person = strncmp(part, PERSON, sizeof PERSON - 1) == 0;
  const json_t *shown = is_person ? json_object_get(redaction->people, part + sizeof PERSON - 1) : NULL;
  const char *why = NULL;
  *name = shown ? mem_format("%s%s", PERSON, json_text(shown, "id")) : mem_text(part);
  return shown ? document_of(shown, value) : redaction_rename(redaction, value, &why);
}
