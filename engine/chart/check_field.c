// Checks the fields of an item, and whatever names one: forms, deadline rules, values that are to be kept in it.
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

static const char *const types[] = {"text",  "date", "whole", "choice",   "yesno",   "person", "party",   "agency",
                                    "group", "post", "list",  "evidence", "parties", "item",   "carried", NULL};
static const char *const keys[] = {"type", "label", "hint", "options", "options_by", "least", "most", "immaterial", NULL};

const json_t *field_find(const struct check *check, const char *name) {
  size_t i;
  json_t *field;
  json_array_foreach(check->fields, i, field) {
    if (strcmp(json_text(field, "name"), name) == 0) return field;
  }
  return NULL;
}

// Is `word` one of the words of `list`?
static bool has_word(const char *list, const char *word) {
  size_t size = strlen(word);
  for (const char *at = list; (at = strstr(at, word)); at += size)
    if ((at == list || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0')) return true;
  return false;
}

static char *with_or(const char *list) {
  struct buf out;
  buf_init(&out);
  for (const char *c = list; *c; c++) {
    if (*c != ' ')
      buf_char(&out, *c);
    else
      buf_text(&out, strchr(c + 1, ' ') ? ", " : " or ");
  }
  return buf_take(&out);
}

const json_t *field_check(struct check *check, const struct node *node, const char *name, const char *wanted) {
  const json_t *field = field_find(check, name);
  if (!field && check->fields_are_lost) return NULL;
  if (!field) {
    char *hint = near_hint(check, name, check->field_names);
    mistake(check, node, "No field is called `%s`.%s", name, hint);
    mem_free(hint);
    return NULL;
  }
  const char *type = json_text(field, "type");
  if (!wanted || !type || has_word(wanted, type)) return field;
  char *words = with_or(wanted);
  mistake(check, node, "The field `%s` is of type %s; here it must be of type %s.", name, type, words);
  mem_free(words);
  return NULL;
}

static void type_check(struct check *check, const struct node *node, const char *name, json_t *out) {
  struct node at = node_member(node, "type");
  json_t *known = json_array();
  for (size_t i = 0; types[i]; i++) json_array_add(known, types[i]);
  const char *type = text_check(check, &at);
  if (!at.value)
    mistake(check, node, "The field `%s` has no `type`; write for instance `type = \"text\"`.", name);
  else if (type && !json_array_has(known, type)) {
    char *hint = near_hint(check, type, known);
    mistake(check, &at, "No type of field is called `%s`.%s", type, hint);
    mem_free(hint);
  } else
    json_put_text(out, "type", type);
  if (type && (strcmp(type, "parties") == 0 || strcmp(type, "item") == 0)) format_needs(check, 6);
  json_decref(known);
}

static void options_check(struct check *check, const struct node *node, const char *name, json_t *out) {
  struct node at = node_member(node, "options");
  const char *type = json_text(out, "type");
  bool is_choice = type && strcmp(type, "choice") == 0;
  if (!at.value) {
    if (is_choice) mistake(check, node, "The field `%s` is a choice without `options`; write `options = { \"high\", \"low\" }`.", name);
    return;
  }
  json_t *options = texts_check(check, &at);
  if (type && !is_choice)
    mistake(check, &at, "Only a choice has `options`; the field `%s` is of type %s: write `type = \"choice\"`, or take `options` out.",
            name, type);
  else if (node_count(&at) == 0)
    mistake(check, &at, "The choice `%s` has no options to choose from; write `options = { \"high\", \"low\" }`.", name);
  if (is_choice) json_object_set(out, "options", options);
  json_decref(options);
}

static void bound_check(struct check *check, const struct node *node, const char *key, const char *name, json_t *out) {
  struct node at = node_member(node, key);
  const char *type = json_text(out, "type");
  if (!at.value) return;
  format_needs(check, 11);
  if (type && strcmp(type, "whole") != 0)
    mistake(check, &at, "Only a number has `%s`; the field `%s` is of type %s: write `type = \"whole\"`, or take `%s` out.", key, name,
            type, key);
  else if (!json_is_integer(at.value))
    mistake(check, &at, "`%s` must be a whole number, such as `%s = 1`, not %s.", key, key, node_type(at.value));
  else
    json_object_set(out, key, (json_t *)at.value);
}

static void bounds_check(struct check *check, const struct node *node, const char *name, json_t *out) {
  bound_check(check, node, "least", name, out);
  bound_check(check, node, "most", name, out);
  struct node most = node_member(node, "most");
  int64_t least = json_number(out, "least", INT64_MIN), last = json_number(out, "most", INT64_MAX);
  if (least > last)
    mistake(check, &most, "No number is %lld or more and at most %lld, so nobody could fill in `%s`.", (long long)least, (long long)last,
            name);
}

static void one_field(struct check *check, const struct node *node, const char *name) {
  name_check(check, node, name, "a field");
  json_t *out = json_object();
  json_put_text(out, "name", name);
  json_array_append_new(check->fields, out);
  json_array_add(check->field_names, name);
  if (!table_needed(check, node, "{ type = \"text\" }")) return;
  keys_check(check, node, "a field", keys);
  type_check(check, node, name, out);
  label_put(check, node, "label", name, out);
  struct node hint = node_member(node, "hint");
  json_put_text(out, "hint", text_check(check, &hint));
  options_check(check, node, name, out);
  bounds_check(check, node, name, out);
  struct node immaterial = node_member(node, "immaterial");
  flag_check(check, &immaterial, false); // what it says stands in what transitions bind
}

static void declare(struct check *check, const char *name, const char *type, const char *label) {
  if (field_find(check, name)) return;
  json_array_append_new(check->fields, json_pack("{s:s,s:s,s:s}", "name", name, "type", type, "label", label));
  json_array_add(check->field_names, name);
}

void fields_check(struct check *check) {
  struct node fields = node_member(&check->root, "fields");
  bool is_table = table_check(check, &fields, "fields = { due = { type = \"date\" } }");
  check->fields_are_lost = fields.value && !is_table;
  if (is_table) {
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)fields.value, name, value) {
      struct node node = node_member(&fields, name);
      one_field(check, &node, name);
    }
    json_object_foreach((json_t *)fields.value, name, value) {
      struct node node = node_member(&fields, name);
      offer_check(check, &node, name);
    }
  }
  if (check->uses_evidence) declare(check, "evidence", "evidence", "Evidence");
  if (check->uses_carried) declare(check, "carried", "carried", "Carried forward");
  if (check->uses_meeting) declare(check, "meeting", "text", "Meeting");
  if (check->uses_meeting) declare(check, "minute_ref", "text", "Minute reference");
}

static bool form_has(const json_t *form, const char *field) {
  size_t i;
  json_t *item;
  json_array_foreach(form, i, item) {
    if (strcmp(json_text(item, "field"), field) == 0) return true;
  }
  return false;
}

static void form_item(struct check *check, const struct node *node, json_t *form) {
  struct node inner = node_member(node, "optional");
  bool optional = inner.value && json_object_size(node->value) == 1;
  const struct node *at = optional ? &inner : node;
  const char *name = text_check(check, at);
  if (!name || !field_check(check, at, name, NULL)) return;
  const char *type = json_text(field_find(check, name), "type");
  if (type && (strcmp(type, "item") == 0 || strcmp(type, "carried") == 0))
    mistake(check, at, "Nobody fills in `%s`: it is set by the item that this one was opened by.", name);
  else if (form_has(form, name))
    mistake(check, at, "The form asks for `%s` twice.", name);
  else
    json_array_append_new(form, json_pack("{s:s,s:b}", "field", name, "optional", optional));
}

json_t *form_check(struct check *check, const struct node *list) {
  json_t *form = json_array();
  for (size_t i = 0; i < node_count(list); i++) {
    struct node item = node_item(list, i);
    form_item(check, &item, form);
  }
  return form;
}

static bool looks_like_date(const char *text) {
  return strlen(text) == 10 && strspn(text, "0123456789") == 4 && text[4] == '-' && strspn(text + 5, "0123456789") == 2 && text[7] == '-' &&
         strspn(text + 8, "0123456789") == 2;
}

static bool fits(const json_t *value, const char *type) {
  if (strcmp(type, "whole") == 0) return json_is_integer(value);
  if (strcmp(type, "yesno") == 0) return json_is_boolean(value);
  if (strcmp(type, "list") == 0) return json_is_array(value) || json_is_object(value);
  if (strcmp(type, "party") == 0) return json_text(value, "kind") && json_text(value, "id");
  if (strcmp(type, "evidence") == 0 || strcmp(type, "parties") == 0 || strcmp(type, "carried") == 0) return false;
  const char *text = json_string_value(value);
  return text && (strcmp(type, "date") != 0 || looks_like_date(text));
}

static const char *example(const char *type) {
  if (strcmp(type, "whole") == 0) return "a whole number, such as `3`";
  if (strcmp(type, "yesno") == 0) return "`true` or `false`";
  if (strcmp(type, "list") == 0) return "a list, such as `{ \"one\", \"two\" }`";
  if (strcmp(type, "party") == 0) return "a party, such as `{ kind = \"group\", id = \"llip\" }`";
  if (strcmp(type, "evidence") == 0) return "evidence, which only `attach()` adds";
  if (strcmp(type, "parties") == 0) return "who takes part, which forms and `add_party` say";
  if (strcmp(type, "carried") == 0) return "what was carried forward, which only the engine adds";
  return strcmp(type, "date") == 0 ? "a date, such as `\"2016-04-04\"`" : "text";
}

void value_check(struct check *check, const struct node *node, const json_t *field) {
  const char *type = json_text(field, "type"), *name = json_text(field, "name"), *text = json_string_value(node->value);
  if (!type || !node->value || node_is_function(node) || json_object_get(node->value, "from")) return;
  if (!fits(node->value, type)) {
    mistake(check, node, "The field `%s` holds %s; this is %s.", name, example(type), text ? "other text" : node_type(node->value));
    return;
  }
  const json_t *options = json_object_get(field, "options");
  if (!text || !options || json_array_has(options, text)) return;
  char *hint = near_hint(check, text, options);
  mistake(check, node, "`%s` is no option of the field `%s`.%s", text, name, hint);
  mem_free(hint);
}
