// Which content is to go. See erase_scope.h.
//
// 1. What was asked for is found by its place: a field's parts, an entry's parts, an evidence item by its number or its bytes.
// 2. Its copies are found by their texts, wherever in the item's entries they stand: in a message, a refusal's sentence, another field. A
//    text of fewer than TEXT_MIN bytes ("yes", "done") is no copy of anything, nor is what is chosen and not written (a date, a person):
//    another field may hold the same.
#include "run/erase_scope.h"

#include "base/mem.h"

#include <ctype.h>
#include <string.h>

enum { TEXT_MIN = 5, RUN_MIN = 24, NAME_MIN = 3 }; // a run of as many bytes in common is no accident, nor is a name

static bool has_number(const json_t *numbers, int64_t number) {
  size_t i;
  const json_t *one;
  json_array_foreach(numbers, i, one) if (json_integer_value(one) == number) return true;
  return false;
}

const json_t *erase_scope_spec(const struct erase_scope *scope, const char *name) {
  return versions_field(&scope->versions, scope->chart, name);
}

bool erase_scope_is_written(const json_t *field) {
  const char *type = json_text(field, "type");
  bool chosen = type && strcmp(type, "text") != 0 && strcmp(type, "list") != 0 && strcmp(type, "evidence") != 0;
  return !chosen && !json_object_get(field, "options");
}

static void add_text(struct erase_scope *scope, const char *text, bool written) {
  if (!text || strcmp(text, ERASED_TEXT) == 0) return;
  if (!written)
    json_put_flag(scope->exact, text, true);
  else if (strlen(text) >= TEXT_MIN)
    json_put_flag(scope->texts, text, true);
}

// What people said of it, and its bytes' own name; not when it came in and who brought it.
static void add_evidence(struct erase_scope *scope, const json_t *item) {
  static const char *const members[] = {"sha256", "name", "title", "description", "withdrawn"};
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) add_text(scope, json_text(item, members[i]), true);
  json_put_flag(scope->files, json_text(item, "sha256"), true);
}

static void add_value(struct erase_scope *scope, const json_t *value, bool written) {
  const char *name;
  json_t *one;
  size_t i;
  if (json_text(value, "sha256")) {
    add_evidence(scope, value);
    return;
  }
  add_text(scope, json_string_value(value), written);
  json_array_foreach(value, i, one) add_value(scope, one, written);
  json_object_foreach((json_t *)value, name, one) {
    add_text(scope, name, written);
    add_value(scope, one, written);
  }
}

static void gather_items(struct erase_scope *scope, const json_t *list) {
  size_t i;
  json_t *item;
  json_array_foreach(list, i, item) if (has_number(scope->evidence, json_number(item, "id", 0)) && json_text(item, "sha256"))
      add_evidence(scope, item);
}

// A list of evidence holds what earlier entries brought: of an entry goes what came with it, which its event says.
static void gather_field(struct erase_scope *scope, const char *name, const json_t *value, bool whole) {
  const json_t *field = erase_scope_spec(scope, name);
  const char *type = json_text(field, "type");
  bool is_evidence = type && strcmp(type, "evidence") == 0;
  gather_items(scope, value);
  if (erase_scope_field(scope, name) || scope->all || (whole && !is_evidence)) add_value(scope, value, erase_scope_is_written(field));
}

static void gather_event(struct erase_scope *scope, const json_t *event, bool whole) {
  const char *name;
  json_t *value;
  json_object_foreach(json_object_get(event, "data"), name, value) {
    if (whole || erase_scope_field(scope, name)) add_value(scope, value, erase_scope_is_written(erase_scope_spec(scope, name)));
  }
}

static const char *after(const char *name, const char *prefix) {
  size_t size = strlen(prefix);
  return strncmp(name, prefix, size) == 0 ? name + size : NULL;
}

static bool has_text(const struct erase_scope *scope, const char *text) {
  const char *one;
  json_t *value;
  if (strcmp(text, ERASED_TEXT) == 0) return false;
  json_object_foreach(scope->texts, one, value) if (strstr(text, one)) return true;
  return false;
}

static json_t *tombstone(const json_t *item) {
  static const char *const kept[] = {"id", "level", "at", "by", "grade"};
  json_t *stone = json_pack("{s:s, s:b}", "withdrawn", ERASED_TEXT, "erased", 1);
  for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
    json_t *value = json_object_get(item, kept[i]);
    if (value) json_object_set(stone, kept[i], value);
  }
  return stone;
}

// A row that was gathered: of which item. NULL: it is none.
static const char *row_ref(const json_t *value) {
  return json_text(value, "state") && json_text(value, "colour") ? json_text(value, "ref") : NULL;
}

// What the engine says in a row of an item's standing is no content of that item.
static bool is_standing(const char *name) {
  static const char *const names[] = {"ref", "title", "state", "colour", "closed"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (strcmp(name, names[i]) == 0) return true;
  return false;
}

// A row without what goes of its item: by the fields' names, so that a date and a choice go too, and by texts.
static json_t *redact_row(const struct erase_scope *scope, const json_t *row, const json_t *source) {
  json_t *out = json_object(), *one;
  const char *name;
  json_object_foreach((json_t *)row, name, one) {
    bool goes = !is_standing(name) && (json_flag(source, "all") || json_array_has(json_object_get(source, "fields"), name));
    bool title = strcmp(name, "title") == 0 && json_flag(source, "title");
    if (!goes) json_object_set_new(out, name, title ? json_string(ERASED_TEXT) : erase_scope_redact(scope, one, false));
  }
  return out;
}

static json_t *redact_object(const struct erase_scope *scope, const json_t *value, bool whole) {
  const char *name, *sha256 = json_text(value, "sha256"), *ref = scope->copied ? row_ref(value) : NULL;
  json_t *out, *one;
  if (sha256 && (whole || json_object_get(scope->files, sha256))) return tombstone(value);
  if (ref) {
    const json_t *source = json_object_get(scope->copied, ref);
    return source ? redact_row(scope, value, source) : json_incref((json_t *)value);
  }
  out = json_object();
  json_object_foreach((json_t *)value, name, one)
      json_object_set_new(out, has_text(scope, name) ? ERASED_TEXT : name, erase_scope_redact(scope, one, whole));
  return out;
}

json_t *erase_scope_redact(const struct erase_scope *scope, const json_t *value, bool whole) {
  const char *text = json_string_value(value);
  size_t i;
  json_t *one;
  if (text) return (whole && *text) || has_text(scope, text) ? json_string(ERASED_TEXT) : json_incref((json_t *)value);
  if (json_is_object(value)) return redact_object(scope, value, whole);
  if (!json_is_array(value)) return whole ? json_null() : json_incref((json_t *)value);
  json_t *out = json_array();
  json_array_foreach(value, i, one) json_array_append_new(out, erase_scope_redact(scope, one, whole));
  return out;
}

bool erase_scope_whole(const struct erase_scope *scope, int64_t number) { return scope->all || has_number(scope->entries, number); }

// The field that a title is taken from goes with it: it holds the same.
bool erase_scope_field(const struct erase_scope *scope, const char *name) {
  bool is_title = scope->title_field && strcmp(scope->title_field, name) == 0;
  return json_array_has(scope->fields, name) || (is_title && json_array_has(scope->fields, "title"));
}

bool erase_scope_title(const struct erase_scope *scope) {
  return scope->all || erase_scope_field(scope, "title") || (scope->title_field && erase_scope_field(scope, scope->title_field));
}

static void add_said(struct erase_scope *scope, const char *text) {
  const char *one;
  json_t *value;
  json_object_foreach((json_t *)scope->said, one, value) if (strstr(text, one)) json_put_flag(scope->texts, one, true);
}

// `inside` a row of an item of which something goes. A row within a row is the copy of a copy.
static void gather_copies(struct erase_scope *scope, const json_t *value, bool inside) {
  const char *text = json_string_value(value), *ref = row_ref(value), *name;
  json_t *one;
  size_t i;
  if (ref) inside = json_object_get(scope->copied, ref) != NULL;
  if (text && inside) add_said(scope, text);
  json_array_foreach(value, i, one) gather_copies(scope, one, inside);
  json_object_foreach((json_t *)value, name, one) gather_copies(scope, one, inside);
}

void erase_scope_gather(struct erase_scope *scope, int64_t number, const json_t *parts) {
  if (scope->copied) {
    gather_copies(scope, parts, scope->opened && number == 1);
    return;
  }
  bool whole = erase_scope_whole(scope, number);
  const char *name, *field;
  json_t *value;
  json_object_foreach((json_t *)parts, name, value) {
    if ((field = after(name, "field/")) || (field = after(name, "meant/"))) gather_field(scope, field, value, whole);
    if (strcmp(name, "event") == 0) gather_event(scope, value, whole);
    if (strcmp(name, "title") == 0 && (whole || erase_scope_title(scope))) add_text(scope, json_string_value(value), true);
    if (strcmp(name, "case") == 0 && (whole || erase_scope_title(scope))) add_text(scope, json_text(value, "title"), true);
  }
}

static bool has_run(const char *text, const char *of) {
  size_t size = strlen(of);
  for (size_t i = 0; i + RUN_MIN <= size; i++)
    if (memmem(text, strlen(text), of + i, RUN_MIN)) return true;
  return false;
}

bool erase_scope_quotes(const struct erase_scope *scope, const char *text) {
  const char *one;
  json_t *value;
  json_object_foreach(scope->texts, one, value) if (has_run(one, text)) return true;
  return false;
}

static bool is_of_word(char c) { return isalnum((unsigned char)c) || (c & 0x80); }

// A name or a number: a capital or a figure in it, but not the capital that every sentence begins with.
static bool is_telling(const char *text, const char *word, size_t size) {
  bool begins = word == text || (word - text > 1 && word[-1] == ' ' && strchr(".!?", word[-2]));
  for (size_t i = begins ? 1 : 0; size >= NAME_MIN && i < size; i++)
    if (isupper((unsigned char)word[i]) || isdigit((unsigned char)word[i])) return true;
  return false;
}

static bool has_word(const char *text, const char *word, size_t size) {
  for (const char *at = text; (at = memmem(at, strlen(at), word, size)); at += size)
    if ((at == text || !is_of_word(at[-1])) && !is_of_word(at[size])) return true;
  return false;
}

static bool shares_name(const char *text, const char *of) {
  for (const char *word = of; *word;) {
    size_t size = 0;
    while (is_of_word(word[size])) size++;
    if (is_telling(of, word, size) && has_word(text, word, size)) return true;
    word += size ? size : 1;
  }
  return false;
}

bool erase_scope_repeats(const struct erase_scope *scope, const char *text) {
  const char *one;
  json_t *value;
  if (has_text(scope, text)) return true;
  json_object_foreach(scope->texts, one, value) if (has_run(one, text) || shares_name(one, text)) return true;
  return false;
}

void erase_scope_init(struct erase_scope *scope, const struct chart *chart, struct versions versions, const char *title_field,
                      const json_t *asked) {
  *scope = (struct erase_scope){.chart = chart,
                                .versions = versions,
                                .title_field = title_field,
                                .all = json_flag(asked, "all"),
                                .fields = json_object_get(asked, "fields"),
                                .entries = json_object_get(asked, "entries"),
                                .evidence = json_object_get(asked, "evidence"),
                                .texts = json_object(),
                                .exact = json_object(),
                                .files = json_object()};
}

void erase_scope_init_copy(struct erase_scope *scope, const struct chart *chart, struct versions versions, const json_t *copied,
                           const json_t *said, bool opened) {
  erase_scope_init(scope, chart, versions, NULL, NULL);
  scope->copied = copied;
  scope->said = said;
  scope->opened = opened;
}

void erase_scope_clear(struct erase_scope *scope) {
  versions_clear(&scope->versions);
  json_decref(scope->texts);
  json_decref(scope->exact);
  json_decref(scope->files);
}
