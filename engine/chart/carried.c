// Values carried forward from an earlier return (format 6): the field `carried` says of each where it comes from, and whether somebody has
// confirmed it, by saying so or by giving the field anew. What was only copied is not what anybody said.
#include "chart/machine_internal.h"

#include <string.h>

static const char CARRIED[] = "carried";

static int find(const json_t *rows, const char *field) {
  const json_t *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    const char *name = json_text(row, "field");
    if (name && field && strcmp(name, field) == 0) return (int)i;
  }
  return -1;
}

bool carried_confirm(struct machine *machine, const char *name, struct err *err) {
  const struct field *field = chart_field_row(machine->chart, CARRIED);
  const json_t *rows = field ? machine_get(machine, field) : NULL;
  int at = find(rows, name);
  if (at < 0 || json_text(json_array_get(rows, (size_t)at), "confirmed_on")) return true;
  json_t *list = json_copy((json_t *)rows), *row = json_copy(json_array_get(rows, (size_t)at));
  json_put_text(row, "confirmed_on", machine->today);
  json_array_set_new(list, (size_t)at, row);
  return machine_set(machine, field, list, err);
}

bool carried_confirm_named(struct machine *machine, struct err *err) {
  const char *name = json_text(json_object_get(machine->event, "data"), "field");
  const struct field *field = chart_field_row(machine->chart, CARRIED);
  if (!name) return err_set(err, ERR_INVALID, "it does not say which value is confirmed; give `field`");
  if (find(field ? machine_get(machine, field) : NULL, name) < 0) return err_set(err, ERR_INVALID, "\"%s\" was not carried forward", name);
  return carried_confirm(machine, name, err);
}

const char *carried_unconfirmed(const json_t *rows) {
  const json_t *row;
  size_t i;
  json_array_foreach(rows, i, row) if (!json_text(row, "confirmed_on")) return json_text(row, "field");
  return NULL;
}
