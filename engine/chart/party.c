// Rows of a field of type `parties`. See party.h.
#include "chart/party.h"

#include <string.h>

static const char *const statuses[] = {"named", "asked", "reopened", "returned", "nil", "exempt", "removed", "non_return"};

bool party_is(const json_t *row, const char *status) {
  const char *have = json_text(row, "status");
  return have && strcmp(have, status) == 0;
}

const json_t *party_of_row(const json_t *row) { return party_is(row, "removed") ? NULL : json_object_get(row, "party"); }

bool party_field_is_id(const json_t *field) {
  static const char *const kinds[] = {"agency", "group", "post"};
  const char *type = json_text(field, "type");
  for (size_t i = 0; type && i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(kinds[i], type) == 0) return true;
  return false;
}

json_t *party_of_field(const json_t *field, const json_t *value) {
  if (!json_is_string(value) || !party_field_is_id(field)) return json_incref((json_t *)value);
  return json_pack("{s:O, s:O}", "kind", json_object_get(field, "type"), "id", value);
}

bool party_takes_part(const json_t *row) { return !party_is(row, "removed") && !party_is(row, "exempt"); }
bool party_has_returned(const json_t *row) { return party_is(row, "returned") || party_is(row, "nil"); }
bool party_waits(const json_t *row) { return party_is(row, "named") || party_is(row, "asked") || party_is(row, "reopened"); }

static bool row_fits(const json_t *row) {
  const json_t *party = json_object_get(row, "party");
  bool known = false;
  for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) known = known || party_is(row, statuses[i]);
  return known && json_text(party, "kind") && json_text(party, "id");
}

bool parties_fit(const json_t *value) {
  const json_t *row;
  size_t i;
  json_array_foreach(value, i, row) if (!row_fits(row) || party_find(value, json_object_get(row, "party")) != (int)i) return false;
  return json_is_array(value);
}

int party_find(const json_t *rows, const json_t *party) {
  const json_t *row;
  size_t i;
  json_array_foreach(rows, i, row) if (json_equal(json_object_get(row, "party"), party)) return (int)i;
  return -1;
}

int party_find_item(const json_t *rows, const char *ref) {
  const json_t *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    const char *item = json_text(row, "item");
    if (item && ref && strcmp(item, ref) == 0) return (int)i;
  }
  return -1;
}

json_t *parties_filled(const json_t *old, const json_t *given) {
  json_t *rows = json_array(), *row;
  size_t i;
  json_array_foreach(old, i, row) {
    bool stays = !party_is(row, "named") || party_find(given, json_object_get(row, "party")) >= 0;
    if (stays) json_array_append(rows, row);
  }
  json_array_foreach(given, i, row) if (party_find(rows, json_object_get(row, "party")) < 0) json_array_append(rows, row);
  return rows;
}
