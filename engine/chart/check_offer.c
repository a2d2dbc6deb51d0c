// Checks `options_by` (format 12): which options of a choice there are to choose from while another choice is as it is. Looked at once all
// fields are declared, as it may name a later one.
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

static const char EXAMPLE[] = "options_by = { scoring = { rag = { \"green\", \"red\" } } }";

// One list: what is to choose from while the other choice is `is`.
static json_t *list_of(struct check *check, const struct node *at, const json_t *options, const char *name, const char *is) {
  json_t *list = texts_check(check, at), *one;
  size_t i;
  if (node_count(at) == 0)
    mistake(check, at, "While it is `%s` there is nothing to choose from for `%s`; write at least one option.", is, name);
  json_array_foreach(list, i, one) {
    struct node item = node_item(at, i);
    const char *text = json_string_value(one);
    if (json_array_has(options, text)) continue;
    char *hint = near_hint(check, text, options);
    mistake(check, &item, "`%s` is no option of the field `%s`.%s", text, name, hint);
    mem_free(hint);
  }
  return list;
}

static json_t *lists_of(struct check *check, const struct node *at, const json_t *field, const json_t *other) {
  const json_t *options = json_object_get(other, "options");
  json_t *made = json_object(), *value;
  const char *is, *name = json_text(field, "name");
  json_object_foreach((json_t *)at->value, is, value) {
    struct node list = node_member(at, is);
    if (!json_array_has(options, is)) {
      char *hint = near_hint(check, is, options);
      mistake(check, &list, "`%s` is no option of the field `%s`.%s", is, json_text(other, "name"), hint);
      mem_free(hint);
    } else
      json_object_set_new(made, is, list_of(check, &list, json_object_get(field, "options"), name, is));
  }
  return made;
}

static void one_by(struct check *check, const struct node *at, const char *by, json_t *field) {
  const char *name = json_text(field, "name");
  if (strcmp(by, name) == 0) {
    mistake(check, at, "The options of `%s` cannot hang on what it is itself; name another choice.", name);
    return;
  }
  const json_t *other = field_check(check, at, by, "choice");
  if (!other || !table_needed(check, at, "{ rag = { \"green\", \"red\" } }")) return;
  json_t *made = json_object();
  json_object_set_new(made, by, lists_of(check, at, field, other));
  json_object_set_new(field, "options_by", made);
}

void offer_check(struct check *check, const struct node *node, const char *name) {
  struct node at = node_member(node, "options_by");
  json_t *field = (json_t *)field_find(check, name);
  const char *type = json_text(field, "type");
  if (!at.value || !type) return;
  format_needs(check, 12);
  if (strcmp(type, "choice") != 0) {
    mistake(check, &at, "Only a choice has `options_by`; the field `%s` is of type %s: take it out.", name, type);
    return;
  }
  if (!table_needed(check, &at, EXAMPLE)) return;
  const char *by = json_object_iter_key(json_object_iter((json_t *)at.value));
  struct node other = node_member(&at, by ? by : "");
  if (json_object_size(at.value) != 1)
    mistake(check, &at, "The options of `%s` hang on one other choice: write `%s`.", name, EXAMPLE);
  else
    one_by(check, &other, by, field);
}
