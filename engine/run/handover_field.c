// Fields that change hands. See handover_field.h.
#include "run/handover_field.h"

#include "chart/party.h"

#include <string.h>

static bool is_text(const json_t *value, const char *text) {
  const char *given = json_string_value(value);
  return given && strcmp(given, text) == 0;
}

// The value with `old` in it replaced by `new`, wherever a role would look: by itself, in a list, as a party. `party`: the kind of party
// that it may be, NULL for a person, who is a text. Somebody who stands in a list already does not stand there twice. A new reference;
// NULL: it is not in it.
static json_t *replaced(const json_t *value, const char *party, const char *old, const char *new) {
  if (!party && is_text(value, old)) return json_string(new);
  if (party && is_text(json_object_get(value, "kind"), party) && is_text(json_object_get(value, "id"), old)) {
    json_t *copy = json_copy((json_t *)value);
    json_object_set_new(copy, "id", json_string(new));
    return copy;
  }
  json_t *list = json_array(), *one;
  bool any = false;
  size_t i, j;
  json_array_foreach(value, i, one) {
    json_t *changed = replaced(one, party, old, new), *is = changed ? changed : one;
    bool doubled = false;
    any = any || changed;
    for (j = 0; j < json_array_size(list); j++) doubled = doubled || json_equal(json_array_get(list, j), is);
    if (!doubled) json_array_append(list, is);
    json_decref(changed);
  }
  if (any) return list;
  json_decref(list);
  return NULL;
}

static bool is_party(const json_t *row, const char *kind, const char *id) {
  const json_t *party = json_object_get(row, "party");
  return is_text(json_object_get(party, "kind"), kind) && is_text(json_object_get(party, "id"), id);
}

static bool stands_in(const json_t *rows, const char *kind, const char *id) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (is_party(row, kind, id)) return true;
  return false;
}

// Who takes part (P1): a row goes on as the other's, with its return. Where the other has a row of its own, who was not asked yet is not
// asked twice; two that were asked stay two, since each has a return. A new reference; NULL: it is not in it.
static json_t *rows_replaced(const json_t *rows, const char *kind, const char *old, const char *new) {
  if (!stands_in(rows, kind, old)) return NULL;
  bool both = stands_in(rows, kind, new), any = false;
  json_t *out = json_array(), *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    bool own = is_party(row, kind, old), named = is_text(json_object_get(row, "status"), "named");
    json_t *copy = json_copy(row);
    if (own && !both) json_object_set_new(copy, "party", json_pack("{s:s, s:s}", "kind", kind, "id", new));
    any = any || (own && (!both || named));
    if (!(own && both && named)) json_array_append(out, copy);
    json_decref(copy);
  }
  if (any) return out;
  json_decref(out);
  return NULL;
}

static void change(const struct casefile *item, const char *field, const char *party, const json_t *handover, json_t *changes) {
  const json_t *value = field ? json_object_get(item->fields, field) : NULL;
  const char *old = json_text(handover, "old"), *new = json_text(handover, "new");
  bool rows = json_object_get(json_array_get(value, 0), "party") != NULL;
  json_t *after = !value ? NULL : rows ? rows_replaced(value, party ? party : "person", old, new) : replaced(value, party, old, new);
  if (after) json_object_set_new(changes, field, after);
}

// A field that holds an agency by its id changes hands with the agency; one that holds a group or a post does not.
static void change_who(const struct casefile *item, const char *field, bool agency, const json_t *handover, json_t *changes) {
  const json_t *declared = field ? chart_field(item->chart, field) : NULL;
  if (!party_field_is_id(declared))
    change(item, field, agency ? "agency" : NULL, handover, changes);
  else if (agency && is_text(json_object_get(declared, "type"), "agency"))
    change(item, field, NULL, handover, changes);
}

static void change_by_role(const struct casefile *item, const json_t *role, bool agency, const json_t *handover, json_t *changes) {
  static const char *const by_id[] = {"of", "not_from"}, *const by_who[] = {"person_in", "any_in"};
  for (size_t i = 0; i < 2; i++) {
    if (agency) change(item, json_text(role, by_id[i]), NULL, handover, changes);
    change_who(item, json_text(role, by_who[i]), agency, handover, changes);
  }
}

json_t *handover_fields(const struct casefile *item, const json_t *handover) {
  json_t *changes = json_object(), *role;
  bool agency = is_text(json_object_get(handover, "kind"), "agency");
  size_t i;
  json_array_foreach(json_object_get(casefile_structure(item), "roles"), i, role) change_by_role(item, role, agency, handover, changes);
  if (json_object_size(changes)) return changes;
  json_decref(changes);
  return NULL;
}

static bool holds(const json_t *value, const char *id) {
  const char *name;
  json_t *member;
  size_t i;
  if (json_is_string(value)) return strcmp(json_string_value(value), id) == 0;
  json_object_foreach((json_t *)value, name, member) if (holds(member, id)) return true;
  json_array_foreach(value, i, member) if (holds(member, id)) return true;
  return false;
}

bool handover_mentions(const json_t *row, const char *id) { return holds(json_object_get(row, "fields"), id); }

bool handover_names(const struct casefile *item, const char *field, const char *person) {
  json_t *asked = json_pack("{s:s, s:s, s:s}", "kind", "person", "old", person, "new", ""), *changes = handover_fields(item, asked);
  bool named = json_object_get(changes, field) != NULL;
  json_decref(changes);
  json_decref(asked);
  return named;
}
