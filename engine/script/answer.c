// What a worker sent, read as hostile input: a script that broke out of Lua could send anything. Every member and type is checked, and
// text that goes into sentences loses its control characters.
#include "script/internal.h"

#include <stdio.h>
#include <string.h>

enum { ERROR_TEXT_MAX = 1000 };

size_t answer_size_max(enum answer_kind kind) { return WORKER_ANSWER_MAX + 4096u + (kind == ANSWER_MANY ? SCRIPT_MANY_SIZE : 0); }

void answer_clean(char *text) {
  for (unsigned char *c = (unsigned char *)text; *c; c++)
    if (*c < 0x20 || *c == 0x7F) *c = ' ';
}

static json_t *lying(json_t *answer, const char *file, const char *how, struct err *err) {
  json_decref(answer);
  err_set(err, ERR_CORRUPT, "%s: The worker that ran its Lua gave an answer that cannot be trusted (%s), so nothing was taken from it.",
          file, how);
  return NULL;
}

static bool fail_limit(const json_t *answer, const char *file, int time_ms, struct err *err) {
  static const struct {
    const char *word, *sentence;
    int number;
  } rows[] = {
#define LIMIT_ROW(name, word, sentence, number) {word, sentence, number},
      LIMITS(LIMIT_ROW)
#undef LIMIT_ROW
  };
  const char *word = json_text(answer, "limit"), *place = json_text(answer, "place");
  for (size_t i = 0; word && i < sizeof rows / sizeof rows[0]; i++) {
    if (strcmp(rows[i].word, word) != 0) continue;
    char did[120], at[220];
    snprintf(did, sizeof did, rows[i].sentence, rows[i].number ? rows[i].number : time_ms);
    snprintf(at, sizeof at, "%s", place && *place ? place : file);
    answer_clean(at);
    return err_set(err, ERR_LIMIT, "%s: The Lua %s; make it do less work.", at, did);
  }
  return lying(NULL, file, "it names no limit of ours", err) != NULL;
}

static bool fail_error(const char *said, struct err *err) {
  char text[ERROR_TEXT_MAX];
  snprintf(text, sizeof text, "%s", said);
  answer_clean(text);
  return err_set(err, ERR_INVALID, "%s", text);
}

static bool is_position(const json_t *position) {
  return json_array_size(position) == 3 && json_is_string(json_array_get(position, 0)) && json_is_integer(json_array_get(position, 1)) &&
         json_is_integer(json_array_get(position, 2)) && json_integer_value(json_array_get(position, 1)) >= 1 &&
         json_integer_value(json_array_get(position, 2)) >= 1;
}

static const char *positions_wrong(const json_t *positions) {
  const char *pointer;
  json_t *position;
  if (!json_is_object(positions)) return "it has no positions";
  json_object_foreach((json_t *)positions, pointer, position) {
    if (*pointer != '\0' && *pointer != '/') return "a position has no pointer";
    if (!is_position(position)) return "a position is no place";
  }
  return NULL;
}

static const char *used_wrong(const json_t *used) {
  size_t i;
  json_t *name;
  if (!json_is_array(used)) return "it does not say what it used";
  json_array_foreach(used, i, name) if (!json_is_string(name)) return "a used module has no name";
  return NULL;
}

// What a session answers has one type for each kind. No count is larger than what fits into its memory, so that none keeps the parent busy
// for ever.
static const char *session_wrong(const json_t *answer, enum answer_kind kind) {
  const json_t *value = json_object_get(answer, "value");
  if (!value) return "it has no value";
  if (json_object_size(answer) != 1) return "it has members that nobody asked for";
  if (kind == ANSWER_TRUTH) return json_is_boolean(value) ? NULL : "it is neither true nor false";
  if (kind == ANSWER_DONE) return json_is_true(value) ? NULL : "it is not done";
  bool counts = json_is_integer(value) && json_integer_value(value) >= 0 && json_integer_value(value) <= WORKER_MEMORY_MAX / 16;
  return counts ? NULL : "it is no number of items";
}

static const char *load_wrong(const json_t *answer) {
  if (!json_object_get(answer, "value")) return "it has no value";
  if (json_object_size(answer) != 3) return "it has members that nobody asked for";
  const char *wrong = positions_wrong(json_object_get(answer, "positions"));
  return wrong ? wrong : used_wrong(json_object_get(answer, "used"));
}

static const char *shape_wrong(const json_t *answer, enum answer_kind kind) {
  static const char more[] = "it has members that nobody asked for";
  size_t members = json_object_size(answer);
  if (kind >= ANSWER_TRUTH) return session_wrong(answer, kind);
  switch (kind) {
  case ANSWER_READY:
    return json_is_true(json_object_get(answer, "ready")) && members == 1 ? NULL : "it is not ready";
  case ANSWER_CALL:
    return !json_object_get(answer, "value") ? "it has no value" : members == 1 ? NULL : more;
  case ANSWER_DEFINED:
    if (!json_is_true(json_object_get(answer, "defined")) || !json_is_boolean(json_object_get(answer, "warm"))) return "it did not define";
    return members == 2 ? NULL : more;
  case ANSWER_MANY:
    return !json_is_array(json_object_get(answer, "answers")) ? "it has no answers" : members == 1 ? NULL : more;
  default:
    return load_wrong(answer);
  }
}

static int time_ms(enum answer_kind kind) { return kind == ANSWER_LOAD || kind == ANSWER_DEFINED ? WORKER_LOAD_MS : WORKER_CALL_MS; }

json_t *answer_check(json_t *answer, enum answer_kind kind, const char *file, struct err *err) {
  if (!json_is_object(answer)) return lying(answer, file, "it is no object", err);
  const char *error = json_text(answer, "error");
  if (error)
    fail_error(error, err);
  else if (json_object_get(answer, "limit"))
    fail_limit(answer, file, time_ms(kind), err);
  if (error || json_object_get(answer, "limit")) {
    json_decref(answer);
    return NULL;
  }
  const char *wrong = shape_wrong(answer, kind);
  return wrong ? lying(answer, file, wrong, err) : answer;
}

json_t *answer_read(const char *bytes, size_t size, enum answer_kind kind, const char *file, struct err *err) {
  struct err why;
  if (size > answer_size_max(kind)) return lying(NULL, file, "it is too long", err);
  json_t *answer = json_read(bytes, size, "it", &why);
  return answer ? answer_check(answer, kind, file, err) : lying(NULL, file, "it is not the JSON that was agreed", err);
}
