// JSON: checked reading, and short questions. See json.h.
#include "base/json.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static void *json_memory(size_t size) {
  void *memory = mem_try(size);
  return memory ? memory : mem_new(size); // which ends the process, or finds some after all
}

// jansson would answer NULL, which its own functions then pass over: an entry or an answer would lack a part in silence. Set before main,
// since it counts for every value that is made.
__attribute__((constructor)) static void json_begin(void) { json_set_alloc_funcs(json_memory, mem_free); }

// The depth of nesting outside strings; jansson's own limit (2048) is not ours to set.
static int depth_of(const char *text, size_t size) {
  int depth = 0, deepest = 0;
  bool in_string = false;
  for (size_t i = 0; i < size; i++) {
    char c = text[i];
    if (in_string) {
      if (c == '\\')
        i++;
      else if (c == '"')
        in_string = false;
    } else if (c == '"')
      in_string = true;
    else if (c == '[' || c == '{')
      deepest = ++depth > deepest ? depth : deepest;
    else if (c == ']' || c == '}')
      depth--;
  }
  return deepest;
}

json_t *json_read(const char *text, size_t size, const char *what, struct err *err) {
  if (depth_of(text, size) > JSON_DEPTH_MAX) {
    err_set(err, ERR_LIMIT, "%s is nested more than %d deep; flatten it.", what, JSON_DEPTH_MAX);
    return NULL;
  }
  json_error_t why;
  json_t *value = json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);
  if (!value) err_set(err, ERR_INVALID, "%s is not valid JSON: line %d, column %d: %s.", what, why.line, why.column, why.text);
  return value;
}

const char *json_text(const json_t *object, const char *key) { return json_string_value(json_object_get(object, key)); }

int64_t json_number(const json_t *object, const char *key, int64_t missing) {
  const json_t *value = json_object_get(object, key);
  return json_is_integer(value) ? json_integer_value(value) : missing;
}

bool json_flag(const json_t *object, const char *key) { return json_is_true(json_object_get(object, key)); }

bool json_same_at(const json_t *one, const json_t *other, const char *key) {
  const json_t *a = json_object_get(one, key), *b = json_object_get(other, key);
  return a && b ? json_equal(a, b) : a == b;
}

json_t *json_object_at(json_t *object, const char *key) {
  json_t *value = json_object_get(object, key);
  if (json_is_object(value)) return value;
  json_object_set_new(object, key, json_object());
  return json_object_get(object, key);
}

json_t *json_array_at(json_t *object, const char *key) {
  json_t *value = json_object_get(object, key);
  if (json_is_array(value)) return value;
  json_object_set_new(object, key, json_array());
  return json_object_get(object, key);
}

// A key is nearly always a plain word, of which jansson need not ask whether it is UTF-8.
void json_put(json_t *object, const char *key, json_t *value) {
  size_t size = 0;
  while ((signed char)key[size] > 0) size++;
  if (key[size])
    json_object_set_new(object, key, value);
  else
    json_object_setn_new_nocheck(object, key, size, value);
}

void json_put_text(json_t *object, const char *key, const char *text) {
  if (text) json_put(object, key, json_string_nocheck(text));
}

void json_put_number(json_t *object, const char *key, int64_t number) { json_put(object, key, json_integer(number)); }
void json_put_flag(json_t *object, const char *key, bool flag) { json_put(object, key, json_boolean(flag)); }

bool json_is_utf8(const char *text) {
  json_t *string = json_string(text);
  json_decref(string);
  return string != NULL;
}

bool json_array_has(const json_t *array, const char *text) {
  size_t i;
  json_t *item;
  json_array_foreach(array, i, item) {
    const char *have = json_string_value(item);
    if (have && strcmp(have, text) == 0) return true;
  }
  return false;
}

bool json_array_holds(const json_t *array, const json_t *value) {
  size_t i;
  json_t *item;
  json_array_foreach(array, i, item) if (json_equal(item, value)) return true;
  return false;
}

char *json_join(const json_t *array, const char *between) {
  struct buf out;
  size_t i;
  json_t *item;
  buf_init(&out);
  json_array_foreach(array, i, item) {
    const char *text = json_string_value(item);
    if (!text) continue;
    if (out.size) buf_text(&out, between);
    buf_text(&out, text);
  }
  return buf_take(&out);
}

void json_array_add(json_t *array, const char *text) { json_array_append_new(array, json_string_nocheck(text)); }

json_t *json_texts(const json_t *rows, const char *key) {
  json_t *texts = json_array(), *row;
  size_t i;
  json_array_foreach(rows, i, row) if (json_text(row, key)) json_array_add(texts, json_text(row, key));
  return texts;
}
