// Gathering. See gather.h.
//
// The rows of a workflow's items are gone through as they are stored, and only what fits becomes an item at work: a colour is worked out
// for those alone.
#include "run/gather.h"

#include "base/mem.h"
#include "base/natural.h"
#include "chart/check.h"
#include "run/definition.h"
#include "run/value.h"
#include "run/view.h"

#include <string.h>

struct gathering {
  struct board *board;
  const struct casefile *self;
  const json_t *query;
  json_t *rows, *met; // met: {VALUE of `one_by`: true}
  struct err *err;
};

// ---- which items

// A list fits where one of its items does: an action may serve several indicators.
static bool fits(const json_t *wanted, const json_t *value) {
  const json_t *one;
  size_t i;
  if (!wanted || !value || json_is_null(wanted) || json_is_null(value)) return false;
  if (json_equal((json_t *)wanted, (json_t *)value)) return true;
  if (json_is_array(wanted)) {
    json_array_foreach(wanted, i, one) if (fits(one, value)) return true;
    return false;
  }
  json_array_foreach(value, i, one) if (json_equal((json_t *)one, (json_t *)wanted)) return true;
  return false;
}

static bool fits_all(const json_t *where, const json_t *fields) {
  const char *name;
  json_t *wanted;
  json_object_foreach((json_t *)where, name, wanted) if (!fits(wanted, json_object_get(fields, name))) return false;
  return true;
}

// Dates are written so that they can be compared as texts.
static bool is_within(const json_t *query, const json_t *fields) {
  const char *dated = json_text(query, "dated"), *first = json_text(query, "first"), *last = json_text(query, "last");
  const char *on = dated ? json_text(fields, dated) : NULL;
  if (!dated) return true;
  return on && (!first || strcmp(on, first) >= 0) && (!last || strcmp(on, last) <= 0);
}

static bool is_new(struct gathering *gathering, const json_t *fields) {
  const char *by = json_text(gathering->query, "one_by");
  const json_t *value = by ? json_object_get(fields, by) : NULL;
  if (!by) return true;
  if (!value || json_is_null(value)) return false;
  char *key = json_canonical(value);
  bool is = !json_object_get(gathering->met, key);
  json_put_flag(gathering->met, key, true);
  mem_free(key);
  return is;
}

// ---- what is taken of one

static json_t *evidence_count(const json_t *pieces) {
  json_int_t count = 0;
  const json_t *piece;
  size_t i;
  json_array_foreach(pieces, i, piece) count += !json_text(piece, "withdrawn");
  return json_integer(count);
}

// What has a place of its own stays there: evidence is counted, and a file is not copied.
static json_t *taken(const struct casefile *item, const char *name) {
  const json_t *value = json_object_get(item->fields, name);
  const char *type = json_text(chart_field(item->chart, name), "type");
  if (type && strcmp(type, "evidence") == 0) return evidence_count(value);
  return value && !json_is_null(value) ? json_deep_copy(value) : NULL;
}

static json_t *row_of(struct gathering *gathering, struct casefile *item) {
  json_t *rag = view_rag(gathering->board, item), *name;
  char *state = casefile_state_words(item);
  json_t *row = json_pack("{s:s, s:s, s:s, s:O, s:b}", "ref", item->ref, "title", item->title, "state", state, "colour",
                          json_object_get(rag, "colour"), "closed", item->closed);
  size_t i;
  json_array_foreach(json_object_get(gathering->query, "take"), i, name) {
    json_t *value = taken(item, json_string_value(name));
    if (value) json_object_set_new(row, json_string_value(name), value);
  }
  json_decref(rag);
  mem_free(state);
  return row;
}

// ---- all of them

static bool is_full(struct gathering *gathering) {
  if (json_array_size(gathering->rows) < VALUE_LIST_MAX) return false;
  return err_set(gathering->err, ERR_LIMIT,
                 "more than %d items of %s fit; say more closely which are meant, by `where`, by `one_by` or by `dated`", VALUE_LIST_MAX,
                 json_text(gathering->query, "of")),
         true;
}

static bool take(struct gathering *gathering, json_t *stored) {
  if (is_full(gathering)) return false;
  struct casefile *item = casefile_from_row(gathering->board, stored, false, gathering->err);
  if (item) json_array_append_new(gathering->rows, row_of(gathering, item));
  casefile_free(item);
  return item != NULL;
}

static bool look_at(struct gathering *gathering, json_t *stored) {
  const json_t *fields = json_object_get(stored, "fields");
  bool is_self = strcmp(json_text(stored, "id"), gathering->self->hex) == 0;
  if (is_self || !fits_all(json_object_get(gathering->query, "where"), fields) || !is_within(gathering->query, fields)) return true;
  return !is_new(gathering, fields) || take(gathering, stored);
}

// A slip in a name would gather nothing for ever, and nobody would see it. Items of older versions may lack what the newest one has.
static bool has_field(const struct definition *definition, const char *name, struct err *err) {
  const json_t *structure = json_object_get(definition->document, "structure");
  if (!name || chart_field(definition->chart, name)) return true;
  char near[NEAREST_WORDS];
  json_t *names = json_texts(json_object_get(structure, "fields"), "name");
  err_set(err, ERR_INVALID, "%s has no field called \"%s\"%s", json_text(structure, "name"), name, nearest_words(name, names, "", near));
  json_decref(names);
  return false;
}

static bool has_fields(const struct definition *definition, const json_t *query, struct err *err) {
  const char *name;
  json_t *value;
  size_t i;
  json_object_foreach(json_object_get(query, "where"), name, value) if (!has_field(definition, name, err)) return false;
  json_array_foreach(json_object_get(query, "take"), i, value) if (!has_field(definition, json_string_value(value), err)) return false;
  return has_field(definition, json_text(query, "one_by"), err) && has_field(definition, json_text(query, "dated"), err);
}

// Texts that a fitting item's fields hold for certain, so that most others need not be read. Caller frees both.
static void needles(const json_t *where, char *found[2]) {
  const char *name;
  json_t *wanted;
  int count = 0;
  json_object_foreach((json_t *)where, name, wanted) if (json_is_string(wanted) && count < 2) found[count++] = json_canonical(wanted);
}

// What this step has asked ahead is its own: a colour of another item is worked out in a turn of that item, which would drop it at its end.
static bool look_at_all(struct gathering *gathering) {
  struct board *board = gathering->board;
  struct foresight *own = board->foresight;
  board->foresight = NULL;
  char *found[2] = {NULL, NULL};
  needles(json_object_get(gathering->query, "where"), found);
  json_t *all = case_list_holding(board->store, json_text(gathering->query, "of"), found[0], found[1]), *stored;
  natural_sort(all, "ref");
  bool ok = true;
  size_t i;
  json_array_foreach(all, i, stored) ok = ok && look_at(gathering, stored);
  json_decref(all);
  mem_free(found[0]);
  mem_free(found[1]);
  board->foresight = own;
  return ok;
}

json_t *gather_items(struct board *board, const struct casefile *self, const json_t *query, struct err *err) {
  struct err unknown;
  const struct definition *definition = definition_newest(board, json_text(query, "of"), &unknown);
  if (!definition) return unknown.code == ERR_NOT_FOUND ? json_array() : (*err = unknown, NULL);
  if (!has_fields(definition, query, err)) return NULL;
  struct gathering gathering = {.board = board, .self = self, .query = query, .rows = json_array(), .met = json_object(), .err = err};
  bool ok = look_at_all(&gathering);
  json_decref(gathering.met);
  if (ok) return gathering.rows;
  json_decref(gathering.rows);
  return NULL;
}
