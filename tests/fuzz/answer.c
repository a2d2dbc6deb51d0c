// Goal: whatever a worker sends, reading its answer ends in a value of the agreed shape or in one clean sentence. Method: libFuzzer; the
// first byte chooses what was asked for.
#include "script/internal.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_sentence(const struct err *err) {
  assert(err->code == ERR_CORRUPT || err->code == ERR_INVALID || err->code == ERR_LIMIT);
  for (const unsigned char *c = (const unsigned char *)err->text; *c; c++) assert(*c >= 0x20 && *c != 0x7F);
}

static void check_load(const json_t *answer) {
  const char *pointer;
  json_t *position;
  assert(json_object_get(answer, "value") && json_is_array(json_object_get(answer, "used")));
  json_object_foreach(json_object_get(answer, "positions"), pointer, position) {
    assert(pointer[0] == '\0' || pointer[0] == '/');
    assert(json_is_string(json_array_get(position, 0)) && json_integer_value(json_array_get(position, 1)) > 0);
  }
}

// What the parent relies on without asking again.
static void check_value(const json_t *value, enum answer_kind kind) {
  if (kind == ANSWER_TRUTH) assert(json_is_boolean(value));
  if (kind == ANSWER_DONE) assert(json_is_true(value));
  if (kind == ANSWER_COUNT) assert(json_is_integer(value) && json_integer_value(value) >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1) return 0;
  struct err err = {0};
  enum answer_kind kind = (enum answer_kind)(data[0] % (ANSWER_DONE + 1));
  json_t *answer = answer_read((const char *)data + 1, size - 1, kind, "fuzz.lua", &err);
  if (!answer)
    check_sentence(&err);
  else if (kind == ANSWER_LOAD)
    check_load(answer);
  else if (kind != ANSWER_DEFINED && kind != ANSWER_MANY) {
    assert(json_object_size(answer) == 1);
    check_value(json_object_get(answer, "value"), kind);
  }
  json_decref(answer);
  return 0;
}
