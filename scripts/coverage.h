// For scripts/coverage alone, which puts it before every file that it compiles: jansson's macros as functions.
//
// A macro's conditions count as branches of each line that uses it. json_is_string(value) first asks whether there is a value at all, and
// json_array_foreach() asks for each item whether it is there, which it is: nothing that calls us can make these true or false, so no
// test can reach them. As functions they stand here, outside of every layer; what the caller's line does with the answer is still counted.
#ifndef WAYMARK_COVERAGE_H
#define WAYMARK_COVERAGE_H
#include <jansson.h>

#include <stdbool.h>

#undef json_is_object
#undef json_is_array
#undef json_is_string
#undef json_is_integer
#undef json_is_real
#undef json_is_number
#undef json_is_true
#undef json_is_false
#undef json_is_boolean
#undef json_is_null
#undef json_boolean_value
#undef json_boolean
#undef json_array_foreach
#undef json_object_foreach

static inline bool json_is(const json_t *json, json_type type) { return json && json_typeof(json) == type; }
static inline bool json_is_object(const json_t *json) { return json_is(json, JSON_OBJECT); }
static inline bool json_is_array(const json_t *json) { return json_is(json, JSON_ARRAY); }
static inline bool json_is_string(const json_t *json) { return json_is(json, JSON_STRING); }
static inline bool json_is_integer(const json_t *json) { return json_is(json, JSON_INTEGER); }
static inline bool json_is_real(const json_t *json) { return json_is(json, JSON_REAL); }
static inline bool json_is_number(const json_t *json) { return json_is_integer(json) || json_is_real(json); }
static inline bool json_is_true(const json_t *json) { return json_is(json, JSON_TRUE); }
static inline bool json_is_false(const json_t *json) { return json_is(json, JSON_FALSE); }
static inline bool json_is_boolean(const json_t *json) { return json_is_true(json) || json_is_false(json); }
static inline bool json_is_null(const json_t *json) { return json_is(json, JSON_NULL); }
static inline bool json_boolean_value(const json_t *json) { return json_is_true(json); }
static inline json_t *json_boolean(bool value) { return value ? json_true() : json_false(); }

// An array holds no NULL, and neither does an object: what ends the loop is that there is no more.
static inline json_t *json_value_at(const char *key) { return key ? json_object_iter_value(json_object_key_to_iter(key)) : NULL; }
#define json_array_foreach(array, index, value) for (index = 0; (value = json_array_get(array, index)) != NULL; index++)
#define json_object_foreach(object, key, value)                                                                                            \
  for (key = json_object_iter_key(json_object_iter(object)); (value = json_value_at(key)) != NULL;                                         \
       key = json_object_iter_key(json_object_iter_next(object, json_object_key_to_iter(key))))
#endif
