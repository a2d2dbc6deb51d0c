// Options that hang on another choice. See offer.h.
#include "chart/offer.h"

const char *offer_by(const json_t *field) {
  void *first = json_object_iter(json_object_get(field, "options_by"));
  return first ? json_object_iter_key(first) : NULL;
}

const json_t *offer_options(const json_t *field, const json_t *value) {
  const char *by = offer_by(field), *is = json_string_value(value);
  const json_t *own = by && is ? json_object_get(json_object_get(json_object_get(field, "options_by"), by), is) : NULL;
  return own ? own : json_object_get(field, "options");
}
