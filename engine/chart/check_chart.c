// An SCXML chart as a whole: what stands at its top beside its states. It has no people, forms or deadlines, so hardly anything is asked of
// it.
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

static const char *const keys[] = {"name",    "title",  "version", "datamodel", "binding", "data",        "script",
                                   "initial", "states", "fields",  "on",        "always",  "transitions", NULL};

enum dialect dialect_of(const json_t *raw, enum dialect around) {
  const json_t *model = json_object_get(raw, "datamodel");
  if (!model || json_is_null(model)) return around;
  return json_is_string(model) && strcmp(json_string_value(model), "null") == 0 ? FOR_NULL : FOR_LUA;
}

static void name_of(struct check *check, json_t *out) {
  struct node at = node_member(&check->root, "name"), title = node_member(&check->root, "title");
  if (!at.value) mistake(check, &check->root, "The chart has no `name`; give it one, such as `name = \"lift\"`.");
  json_put_text(out, "name", text_check(check, &at));
  json_put_text(out, "title", text_check(check, &title));
}

static void version_of(struct check *check, json_t *out) {
  struct node at = node_member(&check->root, "version");
  if (at.value && (!json_is_integer(at.value) || json_integer_value(at.value) < 1))
    mistake(check, &at, "`version` must be a whole number from 1, such as `version = 1`.");
  json_put_number(out, "version", at.value ? json_integer_value(at.value) : 1);
}

static void model_of(struct check *check, json_t *out) {
  struct node at = node_member(&check->root, "datamodel"), binding = node_member(&check->root, "binding");
  const char *model = text_check(check, &at), *when = text_check(check, &binding);
  if (model && strcmp(model, "lua") != 0 && strcmp(model, "null") != 0)
    mistake(check, &at, "`datamodel` is `lua` or `null`; it cannot be `%s`.", model);
  json_put_text(out, "datamodel", check->dialect == FOR_LUA ? "lua" : "null");
  if (when && strcmp(when, "late") == 0)
    json_put_text(out, "binding", when);
  else if (when && strcmp(when, "early") != 0)
    mistake(check, &binding, "`binding` is `early` or `late`; it cannot be `%s`.", when);
}

static void script_of(struct check *check, json_t *out) {
  struct node list = node_member(&check->root, "script");
  for (size_t i = 0; i < node_count(&list); i++) {
    struct node item = node_item(&list, i);
    const char *word = json_text(item.value, "do");
    if (!word || strcmp(word, "script") != 0)
      mistake(check, &item, "At the top only scripts run when the chart is loaded; write `script = { script \"count = 0\" }`.");
  }
  if (list.value) json_object_set_new(out, "script", actions_check(check, &list, 0));
}

static void values_of(struct check *check, json_t *out) {
  struct node data = node_member(&check->root, "data"), fields = node_member(&check->root, "fields");
  if (check->dialect == FOR_NULL && fields.value) {
    fields_check(check);
    json_object_set(out, "fields", check->fields);
  }
  if (data.value) json_object_set_new(out, "data", data_check(check, &data));
}

// A chart with the Lua data model has no fields.
static void top_keys_check(struct check *check) {
  const char *known[sizeof keys / sizeof keys[0]];
  size_t count = 0;
  for (size_t i = 0; keys[i]; i++)
    if (check->dialect == FOR_NULL || strcmp(keys[i], "fields") != 0) known[count++] = keys[i];
  known[count] = NULL;
  keys_check(check, &check->root, "a chart", known);
}

json_t *chart_check(struct check *check) {
  json_t *out = json_object();
  json_put_number(out, "format", 2);
  top_keys_check(check);
  name_of(check, out);
  version_of(check, out);
  model_of(check, out);
  values_of(check, out);
  states_collect(check);
  script_of(check, out);
  states_check(check);
  json_object_set_new(out, "root", check->states[0]->spec);
  return out;
}
