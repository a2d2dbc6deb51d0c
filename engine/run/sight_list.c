// Which lists of an item are seen. See sight_list.h.
//
// What was judged is kept under the store's stamp and a manual clock's moment, so nothing that is tried, or undone, is judged by what was.
#include "run/sight_list.h"

#include "run/opener_field.h"
#include "run/rights.h"

#include <string.h>

// ---- what was judged

void sight_list_forget(struct board *board) {
  json_decref(board->judged);
  board->judged = NULL;
}

enum seen { ABSENT, HIDDEN, PART, WHOLE }; // of an item, by a person

// {PERSON: {REF: enum seen}}
static json_t *judged_of(struct board *board, const char *person) {
  uint64_t stamp = store_stamp(board->store) * 31 + (board->manual ? (uint64_t)board->manual_ms : 0);
  if (board->judged_stamp != stamp) sight_list_forget(board);
  if (!board->judged) board->judged = json_object();
  board->judged_stamp = stamp;
  return json_object_at(board->judged, person);
}

static enum seen judge(struct board *board, const char *ref, const char *person) {
  struct err ignored;
  struct casefile *item = casefile_open(board, ref, &ignored);
  if (!item) return ABSENT;
  struct sight sight = rights_sight_rows(board, item, person);
  enum seen seen = sight.all ? WHOLE : sight_any(&sight) ? PART : HIDDEN;
  sight_clear(&sight);
  casefile_free(item);
  return seen;
}

// J4: of what a list named once, too, by what is seen of it today.
static enum seen seen_of(struct board *board, const char *ref, const char *person) {
  if (board->present) board = board->present;
  if (!person) return HIDDEN;
  const json_t *known = json_object_get(judged_of(board, person), ref);
  if (known) return (enum seen)json_integer_value(known);
  enum seen seen = judge(board, ref, person);
  json_put_number(judged_of(board, person), ref, seen);
  return seen;
}

// ---- lists

static bool rows_are_seen(struct board *board, const json_t *rows, const char *person) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) {
    const char *ref = json_text(row, "item");
    if (ref && seen_of(board, ref, person) != WHOLE) return false;
  }
  return true;
}

static bool refs_are_seen(struct board *board, const json_t *refs, const char *person) {
  size_t i;
  json_t *ref;
  json_array_foreach(refs, i, ref) if (json_is_string(ref) && seen_of(board, json_string_value(ref), person) == HIDDEN) return false;
  return true;
}

// The references of what the item opened, each a list by itself: that an item is there is for who sees something of it.
static void hide_opened(struct board *board, const struct casefile *item, const char *person, struct sight *sight) {
  json_t *lists = json_array(), *list;
  size_t i;
  json_array_foreach(item->definition->opened, i, list) {
    const char *name = json_string_value(list);
    bool seen = !sight_field(sight, name) || refs_are_seen(board, json_object_get(item->fields, name), person);
    if (!seen) json_array_append(lists, list);
  }
  if (json_array_size(lists)) sight_take(sight, lists);
  json_decref(lists);
}

// The item that opened this one, where a field of text names it.
static void hide_opener(struct board *board, const struct casefile *item, const char *person, struct sight *sight) {
  json_t *names = opener_fields(board, item), *hidden = json_array(), *name;
  size_t i;
  json_array_foreach(names, i, name) {
    const char *field = json_string_value(name), *ref = json_text(item->fields, field);
    if (sight_field(sight, field) && seen_of(board, ref, person) == HIDDEN) json_array_append(hidden, name);
  }
  if (json_array_size(hidden)) sight_take(sight, hidden);
  json_decref(hidden);
  json_decref(names);
}

// One row that is not theirs hides all lists of the item, since a row moves from one to the other; operations on meetings show the rows
// that are.
void sight_list_hide(struct board *board, const struct casefile *item, const char *person, struct sight *sight) {
  json_t *lists = json_array(), *list;
  bool seen = true;
  size_t i;
  json_array_foreach(item->definition->lists, i, list) {
    const char *name = json_string_value(list);
    if (!sight_field(sight, name)) continue;
    json_array_append(lists, list);
    seen = seen && rows_are_seen(board, json_object_get(item->fields, name), person);
  }
  if (!seen) sight_take(sight, lists);
  json_decref(lists);
  hide_opened(board, item, person, sight);
  hide_opener(board, item, person, sight);
}

bool sight_list_makes_rows(struct board *board, const struct casefile *item) {
  const char *column;
  json_t *name;
  if (item->definition->rows_by_list) return true;
  json_object_foreach(json_object_get(casefile_structure(item), "list"), column, name) {
    if (opener_field_is(board, item, json_string_value(name))) return true;
  }
  return false;
}
