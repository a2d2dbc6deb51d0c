// What the members of a request must be. One of another type must not count as missing: a version that is no number would overtake
// somebody's change (E2), a key that is no text would do a thing twice (E1).
#include "op/internal.h"

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

static const struct {
  bool (*is)(const json_t *value);
  const char *must_be;
  const char *members[64]; // to the first NULL
} types[] = {
    {is_count, "a whole number of 0 or more", {"version", "from", "to", "entry", "seen", "limit", "number"}},
    {is_object, "an object such as {\"text\":\"...\"}", {"data", "modules", "where"}},
    {is_list, "a list of objects", {"script"}},
    {is_texts, "a list of texts", {"what_if", "cases", "fields", "what", "states"}},
    {is_some_texts, "a list of texts with one or more in it", {"only"}},
    {is_list, "a list of whole numbers", {"entries"}},
    {is_flag,
     "true or false",
     {"open", "batch", "days", "local", "late", "stale", "known", "with_opened", "all", "log", "with_people", "mine", "anyway", "sure",
      "stranded"}},
    {is_text,
     "text in quotation marks",
     {"meeting", "group", "on", "at", "place", "minute", "chaired_by", "who", "form", "of", "effect", "subject", "person", "with"}},
    {is_text,
     "text in quotation marks",
     {"as",          "now",    "workflow",    "ref",       "title",      "key",         "case",      "event",
      "decided_by",  "state",  "lead",        "rag",       "due_before", "text",        "until",     "name",
      "level",       "date",   "description", "top",       "file",       "source",      "kind",      "id",
      "incident",    "how",    "reason",      "path",      "change",     "division",    "after",     "was_version",
      "checkpoint",  "folder", "as_at",       "recipient", "purpose",    "period_from", "period_to", "consistent_with",
      "signing_key", "since",  "witness",     "password",  "request",    "plan",        "flag",      "profile",
      "old",         "new",    "on",          "first",     "last",       "deputy"}},
};

bool ask_types(const json_t *request, struct err *err) {
  for (size_t t = 0; t < sizeof types / sizeof types[0]; t++)
    for (const char *const *member = types[t].members; *member; member++) {
      const json_t *value = json_object_get(request, *member);
      if (value && !types[t].is(value)) return err_set(err, ERR_INVALID, "\"%s\" in a request must be %s.", *member, types[t].must_be);
    }
  return true;
}
