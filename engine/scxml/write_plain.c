// Which actions SCXML can say just as they are, so that they read back the same. Whoever has no data model has fewer: what works something
// out is refused there when it is read.
#include "base/mem.h"
#include "scxml/write.h"

#include <string.h>

enum want {
  WANT_NOTHING,
  WANT_TEXT,
  WANT_ANY_TEXT,
  WANT_SOURCE,
  WANT_DELAY,
  WANT_WORDS,
  WANT_PARAMS,
  WANT_VALUE,
  WANT_ACTIONS,
  WANT_BRANCHES
};

struct member {
  const char *key;
  enum want want;
  bool must, works_out; // must stand; needs a data model
  const char *excludes;
};

static const struct action_row {
  const char *name;
  bool works_out;
  struct member members[16];
} rows[] = {
    {"raise", false, {{"event", WANT_TEXT, true, false, NULL}}},
    {"log", false, {{"label", WANT_ANY_TEXT, true, false, NULL}, {"expr", WANT_TEXT, false, true, NULL}}},
    {"assign",
     true,
     {{"location", WANT_TEXT, true, true, NULL}, {"expr", WANT_TEXT, false, true, "value"}, {"value", WANT_VALUE, false, true, NULL}}},
    {"cancel", false, {{"sendid", WANT_TEXT, false, false, "sendidexpr"}, {"sendidexpr", WANT_TEXT, false, true, NULL}}},
    {"script", true, {{"source", WANT_SOURCE, true, true, NULL}}},
    {"if", false, {{"branches", WANT_BRANCHES, true, false, NULL}}},
    {"foreach",
     true,
     {{"array", WANT_TEXT, true, true, NULL},
      {"item", WANT_TEXT, true, true, NULL},
      {"index", WANT_TEXT, false, true, NULL},
      {"actions", WANT_ACTIONS, true, true, NULL}}},
    {"send",
     false,
     {{"event", WANT_TEXT, false, false, "eventexpr"},
      {"eventexpr", WANT_TEXT, false, true, NULL},
      {"target", WANT_TEXT, false, false, "targetexpr"},
      {"targetexpr", WANT_TEXT, false, true, NULL},
      {"type", WANT_TEXT, false, false, "typeexpr"},
      {"typeexpr", WANT_TEXT, false, true, NULL},
      {"id", WANT_TEXT, false, false, "idlocation"},
      {"idlocation", WANT_TEXT, false, true, NULL},
      {"delay_ms", WANT_DELAY, false, false, "delayexpr"},
      {"delayexpr", WANT_TEXT, false, true, NULL},
      {"namelist", WANT_WORDS, false, true, "content"},
      {"params", WANT_PARAMS, false, true, "content"},
      {"content", WANT_VALUE, false, false, "contentexpr"},
      {"contentexpr", WANT_TEXT, false, true, NULL}}},
};

static bool is_text(const json_t *value) {
  const char *text = json_string_value(value);
  return text && !xml_is_blank(text) && xml_can_hold(text);
}

static bool is_words(const json_t *list) {
  const json_t *word;
  size_t i;
  json_array_foreach(list, i, word) {
    if (!is_text(word) || json_string_value(word)[strcspn(json_string_value(word), " \t\r\n")]) return false;
  }
  return json_array_size(list) > 0;
}

static bool is_params(const json_t *list) {
  const json_t *param;
  size_t i;
  json_array_foreach(list, i, param) {
    const json_t *expr = json_object_get(param, "expr"), *location = json_object_get(param, "location");
    if (json_object_size(param) != 2 || !is_text(json_object_get(param, "name")) || !is_text(expr ? expr : location)) return false;
  }
  return json_array_size(list) > 0;
}

// JSON that is read again as the same: not what only JSON can tell apart.
static bool is_value(const json_t *value) {
  json_t *tidy = value ? value_tidy(value) : NULL;
  bool same = tidy && json_equal(tidy, (json_t *)value);
  json_decref(tidy);
  return same;
}

// An `else` is last, and not alone.
static bool are_branches(const struct writer *writer, const json_t *branches) {
  size_t count = json_array_size(branches);
  for (size_t i = 0; i < count; i++) {
    const json_t *branch = json_array_get(branches, i), *guard = json_object_get(branch, "guard");
    if (json_object_size(branch) != (guard ? 2u : 1u) || !actions_are_plain(writer, json_object_get(branch, "actions"))) return false;
    if (guard ? !guard_is_plain(writer, guard) : i == 0 || i + 1 < count) return false;
  }
  return count > 0;
}

static bool fits(const struct writer *writer, enum want want, const json_t *value) {
  const char *text = json_string_value(value);
  switch (want) {
  case WANT_TEXT:
    return is_text(value);
  case WANT_ANY_TEXT:
  case WANT_SOURCE:
    return text && xml_can_hold(text);
  case WANT_DELAY:
    return json_is_integer(value) && json_integer_value(value) >= 0 && json_integer_value(value) < INT64_C(1000000000000);
  case WANT_WORDS:
    return is_words(value);
  case WANT_PARAMS:
    return is_params(value);
  case WANT_VALUE:
    return is_value(value);
  case WANT_ACTIONS:
    return actions_are_plain(writer, value);
  case WANT_BRANCHES:
    return are_branches(writer, value);
  default:
    return false;
  }
}

static bool has_model(const struct writer *writer) {
  const char *model = json_text(writer->definition, "datamodel");
  return model && strcmp(model, "lua") == 0;
}

static bool members_fit(const struct writer *writer, const struct action_row *row, const json_t *action) {
  size_t known = 1; // `do`
  for (const struct member *member = row->members; member->key; member++) {
    const json_t *value = json_object_get(action, member->key);
    if (!value && member->must) return false;
    if (!value) continue;
    known++;
    if (!fits(writer, member->want, value) || (member->works_out && !has_model(writer))) return false;
    if (member->excludes && json_object_get(action, member->excludes)) return false;
  }
  return known == json_object_size(action);
}

// What no table of members says.
static bool says_enough(const json_t *action, const char *name) {
  const char *target = json_text(action, "target");
  bool waits = json_object_get(action, "delay_ms") || json_object_get(action, "delayexpr");
  if (strcmp(name, "assign") == 0 || strcmp(name, "cancel") == 0) return json_object_size(action) == (*name == 'a' ? 3 : 2);
  if (strcmp(name, "send") != 0) return true;
  if (json_object_get(action, "contentexpr") && (json_object_get(action, "namelist") || json_object_get(action, "params"))) return false;
  if (target && strcmp(target, "#_internal") == 0 && waits) return false;
  return json_object_get(action, "event") || json_object_get(action, "eventexpr") || json_object_get(action, "content") ||
         json_object_get(action, "contentexpr");
}

bool action_is_plain(const struct writer *writer, const json_t *action) {
  const char *name = json_text(action, "do");
  for (size_t i = 0; name && i < sizeof rows / sizeof rows[0]; i++)
    if (strcmp(rows[i].name, name) == 0)
      return (!rows[i].works_out || has_model(writer)) && members_fit(writer, &rows[i], action) && says_enough(action, name);
  return false;
}

bool actions_are_plain(const struct writer *writer, const json_t *actions) {
  const json_t *action;
  size_t i;
  json_array_foreach(actions, i, action) if (!action_is_plain(writer, action)) return false;
  return json_is_array(actions);
}
