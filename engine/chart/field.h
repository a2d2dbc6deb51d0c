// Does a value fit a field? Asked of everything that a step puts into one, whoever it came from.
#ifndef WAYMARK_CHART_FIELD_H
#define WAYMARK_CHART_FIELD_H
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>

// `field` is a canonical field. null always fits: it empties the field. The text reads on after "...: ".
bool field_fits(const json_t *field, const json_t *value, struct err *err);
// Whether it holds something: an empty or blank text, an empty list, and evidence that was all withdrawn do not count.
bool field_is_filled(const json_t *field, const json_t *value);
#endif
