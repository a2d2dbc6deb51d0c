// Which fields are withheld of an item: those that the profile names, and those into which its workflow copies them (RD3). What a function
// in Lua fills in cannot be followed: where the workflow has one, a text that nothing else fills in goes too (RD4).
#include "base/mem.h"
#include "run/redaction_plan.h"

#include <string.h>

const char *redaction_field_type(const struct redacted_item *item, const char *name) {
  size_t i;
  json_t *field;
  json_array_foreach(json_object_get(item->structure, "fields"), i,
                     field) if (strcmp(json_text(field, "name"), name) == 0) return json_text(field, "type");
  return NULL;
}

const char *redaction_source_why(const struct redacted_item *item, const json_t *value) {
  const char *from = json_text(value, "from"), *name = json_text(value, "name"), *why = NULL, *key;
  size_t i;
  json_t *member;
  if (from && name && (why = json_text(item->fields, name))) return why;
  json_object_foreach((json_t *)value, key, member) if (!why) why = redaction_source_why(item, member);
  json_array_foreach(value, i, member) if (!why) why = redaction_source_why(item, member);
  return why;
}

typedef void action_fn(void *user, const json_t *action);

// Every action anywhere in the definition.
static void each_action(const json_t *value, action_fn *each, void *user) {
  const char *key;
  size_t i;
  json_t *member;
  if (json_text(value, "do")) each(user, value);
  json_object_foreach((json_t *)value, key, member) each_action(member, each, user);
  json_array_foreach(value, i, member) each_action(member, each, user);
}

struct spreading {
  struct redacted_item *item;
  const char *action, *why; // looked for; found
  bool changed, runs;
  json_t *filled; // {FIELD: true}
};

static void spread(void *user, const json_t *action) {
  struct spreading *spreading = user;
  const char *field = json_text(action, "field"), *why;
  if (strcmp(json_text(action, "do"), "run") == 0) spreading->runs = true;
  if (!field) return;
  json_put_flag(spreading->filled, field, true);
  if (json_object_get(spreading->item->fields, field) || !(why = redaction_source_why(spreading->item, action))) return;
  json_put_text(spreading->item->fields, field, why);
  spreading->changed = true;
}

static void note_forms(const json_t *value, json_t *filled) {
  const char *key;
  size_t i;
  json_t *member;
  json_array_foreach(json_object_get(value, "form"), i, member) if (json_text(member, "field"))
      json_put_flag(filled, json_text(member, "field"), true);
  json_object_foreach((json_t *)value, key, member) note_forms(member, filled);
  json_array_foreach(value, i, member) note_forms(member, filled);
}

static bool is_text(const json_t *field) {
  const char *type = json_text(field, "type");
  return type && (strcmp(type, "text") == 0 || strcmp(type, "list") == 0);
}

// Only a function can have filled these.
static void withhold_made(const struct redaction *redaction, struct redacted_item *item, const json_t *filled) {
  size_t i;
  json_t *field;
  json_array_foreach(json_object_get(item->structure, "fields"), i, field) {
    const char *name = json_text(field, "name");
    if (is_text(field) && !json_object_get(filled, name) && !json_object_get(item->fields, name))
      json_put_text(item->fields, name, redaction_why(redaction));
  }
}

static void withhold(struct redacted_item *item, const char *name, const char *why) {
  json_put_text(item->fields, name, why);
  json_put_flag(item->named, name, true);
}

static void by_rules(const struct redaction *redaction, struct redacted_item *item) {
  const char *usual = json_text(redaction->profile, "default"), *reason = json_text(redaction->profile, "reason");
  bool by_list = usual && strcmp(usual, "withhold") == 0;
  size_t i;
  json_t *rule, *field;
  json_array_foreach(json_object_get(redaction->profile, "withhold"), i, rule) if (json_text(rule, "field"))
      withhold(item, json_text(rule, "field"), json_text(rule, "reason"));
  json_array_foreach(json_object_get(item->structure, "fields"), i, field) {
    const char *name = json_text(field, "name");
    if (by_list && !json_array_has(json_object_get(redaction->profile, "show"), name) && !json_object_get(item->fields, name))
      withhold(item, name, reason ? reason : "not for this recipient");
  }
}

void redaction_fields_find(const struct redaction *redaction, struct redacted_item *item) {
  struct spreading spreading = {.item = item, .filled = json_object()};
  by_rules(redaction, item);
  do {
    spreading.changed = false;
    each_action(item->structure, spread, &spreading);
  } while (spreading.changed);
  note_forms(item->structure, spreading.filled);
  if (spreading.runs && json_object_size(item->fields)) withhold_made(redaction, item, spreading.filled);
  json_decref(spreading.filled);
}

static void look(void *user, const json_t *action) {
  struct spreading *spreading = user;
  if (!spreading->why && strcmp(json_text(action, "do"), spreading->action) == 0)
    spreading->why = redaction_source_why(spreading->item, action);
}

const char *redaction_action_why(const struct redacted_item *item, const char *action) {
  struct spreading spreading = {.item = (struct redacted_item *)item, .action = action};
  each_action(item->structure, look, &spreading);
  return spreading.why;
}
