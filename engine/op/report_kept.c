// What the index keeps, by number. See report_kept.h.
#include "op/report_kept.h"

json_t *kept_list(json_t *numbered) {
  json_t *list = json_array(), *number;
  const char *text;
  json_object_foreach(numbered, text, number) {
    while ((json_int_t)json_array_size(list) <= json_integer_value(number)) json_array_append_new(list, json_null());
    json_array_set_new(list, (size_t)json_integer_value(number), json_string(text));
  }
  json_decref(numbered);
  return list;
}

const json_t *kept_at(json_t *list, int64_t number) {
  struct err none;
  json_t *value = json_array_get(list, (size_t)number);
  if (!json_is_string(value)) return json_is_object(value) ? value : NULL;
  json_t *read = json_read(json_string_value(value), json_string_length(value), "the index", &none);
  if (read) json_array_set_new(list, (size_t)number, read);
  return read;
}
