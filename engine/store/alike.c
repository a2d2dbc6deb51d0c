// References that differ by capital and small letters alone. The table's own index knows each reference by its bytes, and one that did not
// would be another format of the store. So it is asked letter by letter which of both there are beginnings with: two seeks a letter,
// however many items there are. That a beginning leads nowhere ends nothing, so that it takes as long as one that leads somewhere (R1).
#include "store/internal.h"

#include <stdio.h>
#include <string.h>

enum { LETTERS_MAX = 40 }; // of a reference: run/start.c gives none that is longer

static bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// Is there a reference from the one text on and before the other?
static bool any_between(struct store *store, const char *from, const char *before) {
  sqlite3_stmt *find = sql_get(&store->sql, SQL_REFS_BETWEEN);
  sql_bind(find, "tt", from, before);
  bool any = sql_row_or_stop(&store->sql, find);
  sql_end(find);
  return any;
}

// With the first `size` characters of the text?
static bool any_begins(struct store *store, const char *text, size_t size) {
  char from[LETTERS_MAX + 1], before[LETTERS_MAX + 1];
  snprintf(from, sizeof from, "%.*s", (int)size, text);
  snprintf(before, sizeof before, "%s", from);
  before[size - 1]++;
  return any_between(store, from, before);
}

static bool is_there(struct store *store, const char *ref) {
  char next[LETTERS_MAX + 2];
  snprintf(next, sizeof next, "%s\x01", ref); // no character of a reference comes before it
  return any_between(store, ref, next);
}

// Of each text those with a capital or a small letter there, as far as references begin so; or one that leads nowhere.
static json_t *with_both(struct store *store, const json_t *texts, size_t place) {
  json_t *found = json_array(), *one;
  char text[LETTERS_MAX + 1];
  size_t i;
  json_array_foreach(texts, i, one) {
    snprintf(text, sizeof text, "%s", json_string_value(one));
    text[place] &= ~('a' ^ 'A'); // capital letters come first
    for (int k = 0; k < 2; k++, text[place] ^= 'a' ^ 'A')
      if (any_begins(store, text, place + 1) && json_array_size(found) < CASE_ALIKE_MAX) json_array_add(found, text);
  }
  if (json_array_size(found) == 0) json_array_add(found, text);
  return found;
}

json_t *case_alike(struct store *store, const char *ref) {
  json_t *texts = json_array(), *alike = json_array(), *one;
  size_t i, size = strlen(ref);
  if (size <= LETTERS_MAX) json_array_add(texts, ref);
  for (size_t place = 0; place < size && json_array_size(texts); place++) {
    if (!is_letter(ref[place])) continue;
    json_t *longer = with_both(store, texts, place);
    json_decref(texts);
    texts = longer;
  }
  json_array_foreach(texts, i, one) if (is_there(store, json_string_value(one))) json_array_append(alike, one);
  json_decref(texts);
  return alike;
}
