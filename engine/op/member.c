// What the members of a request must be. One of another type must not count as missing: a version that is no number would overtake
// somebody's change (E2), a key that is no text would do a thing twice (E1).
#include "op/internal.h"

#include <stdlib.h>
#include <string.h>

static bool is_text(const json_t *value) { return json_is_string(value); }
static bool is_object(const json_t *value) { return json_is_object(value); }
static bool is_flag(const json_t *value) { return json_is_boolean(value); }
static bool is_list(const json_t *value) { return json_is_array(value); }
static bool is_texts(const json_t *value) {
  size_t i;
  json_t *one;
  json_array_foreach(value, i, one) if (!json_is_string(one)) return false;
  return json_is_array(value);
}
// A filter that found nothing must not be taken for no filter.
static bool is_some_texts(const json_t *value) { return is_texts(value) && json_array_size(value) > 0; }
static bool is_count(const json_t *value) { return json_is_integer(value) && json_integer_value(value) >= 0; }

enum member_type { COUNT, FLAG, LIST, NUMBERS, OBJECT, SOME_TEXTS, TEXT, TEXTS };

static const struct {
  bool (*is)(const json_t *value);
  const char *must_be;
} types[] = {
    [COUNT] = {is_count, "a whole number of 0 or more"},
    [FLAG] = {is_flag, "true or false"},
    [LIST] = {is_list, "a list of objects"},
    [NUMBERS] = {is_list, "a list of whole numbers"},
    [OBJECT] = {is_object, "an object such as {\"text\":\"...\"}"},
    [SOME_TEXTS] = {is_some_texts, "a list of texts with one or more in it"},
    [TEXT] = {is_text, "text in quotation marks"},
    [TEXTS] = {is_texts, "a list of texts"},
};

struct member {
  const char *name;
  enum member_type type;
};

// By name, since a request is looked through member by member. One that stands in no row may be anything: its operation reads it.
// clang-format off
static const struct member members[] = {
    {"after", TEXT},
    {"all", FLAG},
    {"anyway", FLAG},
    {"as", TEXT},
    {"as_at", TEXT},
    {"at", TEXT},
    {"batch", FLAG},
    {"case", TEXT},
    {"cases", TEXTS},
    {"chaired_by", TEXT},
    {"change", TEXT},
    {"checkpoint", TEXT},
    {"closed", FLAG},
    {"columns", TEXTS},
    {"consistent_with", TEXT},
    {"data", OBJECT},
    {"date", TEXT},
    {"days", FLAG},
    {"decided_by", TEXT},
    {"deputy", TEXT},
    {"description", TEXT},
    {"division", TEXT},
    {"due_before", TEXT},
    {"effect", TEXT},
    {"entries", NUMBERS},
    {"entry", COUNT},
    {"event", TEXT},
    {"fields", TEXTS},
    {"file", TEXT},
    {"first", TEXT},
    {"flag", TEXT},
    {"folder", TEXT},
    {"form", TEXT},
    {"from", COUNT},
    {"group", TEXT},
    {"how", TEXT},
    {"id", TEXT},
    {"incident", TEXT},
    {"key", TEXT},
    {"kind", TEXT},
    {"known", FLAG},
    {"last", TEXT},
    {"late", FLAG},
    {"lead", TEXT},
    {"level", TEXT},
    {"limit", COUNT},
    {"local", FLAG},
    {"log", FLAG},
    {"map", OBJECT},
    {"meeting", TEXT},
    {"mine", FLAG},
    {"minute", TEXT},
    {"modules", OBJECT},
    {"name", TEXT},
    {"new", TEXT},
    {"now", TEXT},
    {"number", COUNT},
    {"of", TEXT},
    {"old", TEXT},
    {"on", TEXT},
    {"only", SOME_TEXTS},
    {"open", FLAG},
    {"part", FLAG},
    {"password", TEXT},
    {"path", TEXT},
    {"period_from", TEXT},
    {"period_to", TEXT},
    {"person", TEXT},
    {"place", TEXT},
    {"plan", TEXT},
    {"profile", TEXT},
    {"purpose", TEXT},
    {"rag", TEXT},
    {"reason", TEXT},
    {"recipient", TEXT},
    {"ref", TEXT},
    {"refs", FLAG},
    {"request", TEXT},
    {"script", LIST},
    {"seen", COUNT},
    {"signing_key", TEXT},
    {"since", TEXT},
    {"source", TEXT},
    {"stale", FLAG},
    {"state", TEXT},
    {"states", TEXTS},
    {"stranded", FLAG},
    {"subject", TEXT},
    {"sure", FLAG},
    {"text", TEXT},
    {"title", TEXT},
    {"to", COUNT},
    {"top", TEXT},
    {"undo", FLAG},
    {"until", TEXT},
    {"version", COUNT},
    {"was_version", TEXT},
    {"what", TEXTS},
    {"what_if", TEXTS},
    {"where", OBJECT},
    {"who", TEXT},
    {"with", TEXT},
    {"with_opened", FLAG},
    {"with_people", FLAG},
    {"witness", TEXT},
    {"workflow", TEXT},
};
// clang-format on

static int by_name(const void *name, const void *member) { return strcmp(name, ((const struct member *)member)->name); }

bool ask_types(const json_t *request, struct err *err) {
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)request, name, value) {
    const struct member *member = bsearch(name, members, sizeof members / sizeof *members, sizeof *members, by_name);
    if (member && !types[member->type].is(value))
      return err_set(err, ERR_INVALID, "\"%s\" in a request must be %s.", name, types[member->type].must_be);
  }
  return true;
}
