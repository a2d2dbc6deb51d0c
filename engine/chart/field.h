// Does a value fit a field? Asked of everything that a step puts into one, whoever it came from.
#ifndef WAYMARK_CHART_FIELD_H
#define WAYMARK_CHART_FIELD_H
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>

struct field_type;

// A canonical field, read once: what is asked of it at every step stands at hand.
struct field {
  const json_t *spec; // borrowed
  const char *name;
  size_t name_size;
  int index;                     // among the chart's fields
  const struct field_type *type; // NULL: of no type that this program knows
  const json_t *options;         // NULL where there are none
};
struct field field_read(const json_t *spec);

// null always fits: it empties the field. The text reads on after "...: ".
bool field_fits(const struct field *field, const json_t *value, struct err *err);
bool field_is_parties(const struct field *field);
bool field_takes_list(const struct field *field);
bool field_is_day(const json_t *value); // a date that there is
// Whether it holds something: an empty or blank text, an empty list, and evidence that was all withdrawn do not count.
// `field` may be NULL: then the value is judged by itself.
bool field_is_filled(const struct field *field, const json_t *value);
#endif
