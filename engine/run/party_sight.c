// Rows of parties by who looks. See party_sight.h.
#include "run/party_sight.h"

#include "run/rights.h"
#include "run/subject.h"

#include <string.h>

static bool may_see(struct board *board, const char *ref, const char *person) {
  struct err unseen;
  struct casefile *item = ref && person ? rights_open(board, ref, person, &unseen) : NULL;
  casefile_free(item);
  return item != NULL;
}

static bool is_own(struct board *board, const json_t *row, const char *person) {
  struct board *now = board->present ? board->present : board; // J4: by who they are today
  json_t *keys = subject_of_party(row), *key;
  bool own = false;
  size_t i;
  json_array_foreach(keys, i, key) own = own || (person && subject_is_held_by(now, json_string_value(key), person));
  json_decref(keys);
  return own;
}

json_t *party_sight_rows(struct board *board, const struct casefile *item, const char *field, const char *person, bool *part) {
  const json_t *rows = json_object_get(item->fields, field);
  bool all = person && rights_see_beside(board, item, field, person);
  json_t *shown = json_array(), *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    bool seen = may_see(board, json_text(row, "item"), person);
    if (!all && !seen && !is_own(board, row, person)) continue;
    json_t *one = json_copy(row);
    if (!seen) json_object_del(one, "item");
    json_array_append_new(shown, one);
  }
  if (part) *part = json_array_size(shown) < json_array_size(rows);
  return shown;
}

static bool is_part(struct board *board, const struct casefile *item, const char *field, const char *person) {
  bool part = false;
  if (rights_see_beside(board, item, field, person)) return false;
  json_decref(party_sight_rows(board, item, field, person, &part));
  return part;
}

void party_sight_hide(struct board *board, const struct casefile *item, const char *person, struct sight *sight) {
  json_t *hidden = json_array(), *field;
  size_t i;
  json_array_foreach(json_object_get(casefile_structure(item), "fields"), i, field) {
    const char *name = json_text(field, "name");
    if (strcmp(json_text(field, "type"), "parties") != 0 || !sight_field(sight, name)) continue;
    if (is_part(board, item, name, person)) json_array_add(hidden, name);
  }
  if (json_array_size(hidden)) sight_take(sight, hidden);
  json_decref(hidden);
}
