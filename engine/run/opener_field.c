// Who opened an item, by its own fields. See opener_field.h.
#include "run/opener_field.h"

#include "run/definition.h"

#include <ctype.h>
#include <string.h>

enum { REF_LONGEST = 200 }; // a longer text is no reference

// ---- what the workflows say

// Every action that opens and says where its own reference goes: {"field","into"} under the workflow that it opens.
static void look(const json_t *value, json_t *found) {
  const char *key, *field = json_text(value, "ref_in"), *workflow = field ? json_text(value, "workflow") : NULL;
  json_t *member;
  size_t i;
  if (workflow) {
    json_t *rows = json_object_get(found, workflow);
    if (!rows) json_object_set_new(found, workflow, rows = json_array());
    json_array_append_new(rows, json_pack("{s:s, s:O}", "field", field, "into", json_object_get(value, "into")));
  }
  json_object_foreach((json_t *)value, key, member) look(member, found);
  json_array_foreach(value, i, member) look(member, found);
}

void opener_fields_forget(struct board *board) {
  json_decref(board->opener_fields);
  board->opener_fields = NULL;
}

static const json_t *rows_of(struct board *board, const struct casefile *item) {
  if (!board->opener_fields) {
    json_t *hashes = definition_with(board->store, "\"ref_in\":"), *hash;
    size_t i;
    board->opener_fields = json_object();
    json_array_foreach(hashes, i, hash) {
      struct err ignored;
      const struct definition *definition = definition_get(board, json_string_value(hash), &ignored);
      if (definition) look(json_object_get(chart_definition(definition->chart), "root"), board->opener_fields);
    }
    json_decref(hashes);
  }
  return json_object_get(board->opener_fields, json_text(casefile_structure(item), "name"));
}

// ---- what an item says

static bool is_text(const struct casefile *item, const char *name) {
  const char *type = json_text(chart_field(item->chart, name), "type");
  return type && strcmp(type, "text") == 0;
}

// Most texts are sentences: whoever has no other need not be asked what the workflows say.
static bool could_be_ref(const struct casefile *item, const char *name, const json_t *value) {
  const char *text = json_string_value(value);
  size_t size = text ? strlen(text) : 0, digits = 0;
  for (size_t i = 0; i < size; i++) digits += isdigit((unsigned char)text[i]) != 0;
  return digits && size < REF_LONGEST && is_text(item, name);
}

static bool opened_it(struct board *board, const char *ref, const char *into, const struct casefile *item) {
  struct err gone;
  struct casefile *opener = casefile_open(board, ref, &gone);
  bool opened = opener && json_array_has(json_object_get(opener->fields, into), item->ref);
  casefile_free(opener);
  return opened;
}

static bool names_opener(struct board *board, const struct casefile *item, const char *name, const char *ref) {
  const json_t *row;
  size_t i;
  json_array_foreach(rows_of(board, item), i, row) {
    if (strcmp(json_text(row, "field"), name) == 0 && opened_it(board, ref, json_text(row, "into"), item)) return true;
  }
  return false;
}

json_t *opener_fields(struct board *board, const struct casefile *item) {
  json_t *names = json_array(), *value;
  const char *name;
  json_object_foreach(item->fields, name, value) {
    if (could_be_ref(item, name, value) && names_opener(board, item, name, json_string_value(value))) json_array_add(names, name);
  }
  return names;
}

bool opener_field_is(struct board *board, const struct casefile *item, const char *name) {
  const json_t *row;
  size_t i;
  if (!name || !is_text(item, name)) return false;
  json_array_foreach(rows_of(board, item), i, row) if (strcmp(json_text(row, "field"), name) == 0) return true;
  return false;
}
