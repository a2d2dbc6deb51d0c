// Checks guards and actions. Both are terms: an operator and its members, one table row each (DEFINITION.md), so a new one is a row.
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

enum want {
  WANT_FIELD,  // the name of a field of one of `types`
  WANT_VALUE,  // a value, or where it comes from; fits the term's field
  WANT_ITEM,   // a value that joins a list
  WANT_VALUES, // a table of values by the names of another workflow's fields
  WANT_COUNT,
  WANT_AMOUNT,
  WANT_LEVEL,
  WANT_STATE,
  WANT_RULE,
  WANT_ROLE,
  WANT_TWO_ROLES,
  WANT_ROLES,
  WANT_RAISED, // an event that some state handles, and that this term raises
  WANT_EVENT,
  WANT_TEXT,
  WANT_FLAG,
  WANT_FUNCTION,
  WANT_GUARD,
  WANT_GUARDS,
};

struct member {
  const char *key;
  enum want want;
  const char *types;
  bool optional;
};

struct term {
  const char *name, *example;
  struct member members[4];
};

static const struct term guards[] = {
    {"has", "has \"due\"", {{"field", WANT_FIELD, NULL, false}}},
    {"is", "is(\"priority\", \"high\")", {{"field", WANT_FIELD, NULL, false}, {"value", WANT_VALUE, NULL, false}}},
    {"at_least", "at_least(1, \"evidence\")", {{"count", WANT_COUNT, NULL, false}, {"field", WANT_FIELD, "list whole evidence", false}}},
    {"graded", "graded(\"evidence\", \"process\")", {{"field", WANT_FIELD, "evidence", false}, {"level", WANT_LEVEL, NULL, false}}},
    {"level", "level(\"evidence\", \"impact\")", {{"field", WANT_FIELD, "evidence", false}, {"level", WANT_LEVEL, NULL, false}}},
    {"in_state", "in_state \"work.agreed\"", {{"state", WANT_STATE, NULL, false}}},
    {"all", "all { has \"due\", has \"owner\" }", {{"of", WANT_GUARDS, NULL, false}}},
    {"any", "any { has \"due\", has \"owner\" }", {{"of", WANT_GUARDS, NULL, false}}},
    {"no", "no(has \"due\")", {{"of", WANT_GUARD, NULL, false}}},
    {"past", "past \"end of due\"", {{"rule", WANT_RULE, NULL, false}}},
    {"within", "within \"end of due\"", {{"rule", WANT_RULE, NULL, false}}},
    {"later_than",
     "later_than(\"new_due\", \"end of due\")",
     {{"field", WANT_FIELD, "date text", false}, {"rule", WANT_RULE, NULL, false}}},
    {"not_the_same", "not_the_same(\"chair\", \"owner\")", {{"roles", WANT_TWO_ROLES, NULL, false}}},
    {"decided_by_other", "decided_by_other \"attest\"", {{"event", WANT_EVENT, NULL, false}}},
    {"vacant", "vacant \"owner\"", {{"role", WANT_ROLE, NULL, false}}},
    {"when", "when(\"in plain words\", function(item) ... end)", {{"fn", WANT_FUNCTION, NULL, false}}},
    {0},
};

static const struct term actions[] = {
    {"set", "set(\"due\", today())", {{"field", WANT_FIELD, NULL, false}, {"value", WANT_VALUE, NULL, true}}},
    {"clear", "clear \"due\"", {{"field", WANT_FIELD, NULL, false}}},
    {"add", "add(\"reopen_count\", 1)", {{"field", WANT_FIELD, "whole", false}, {"amount", WANT_AMOUNT, NULL, false}}},
    {"append", "append(\"updates\", from_event \"text\")", {{"field", WANT_FIELD, "list", false}, {"value", WANT_ITEM, NULL, false}}},
    {"raise", "raise \"extended\"", {{"event", WANT_RAISED, NULL, false}}},
    {"tell",
     "tell({ \"owner\" }, \"It was returned.\")",
     {{"roles", WANT_ROLES, NULL, false}, {"text", WANT_TEXT, NULL, false}, {"urgent", WANT_FLAG, NULL, true}}},
    {"attach", "attach()", {{0}}},
    {"grade", "grade()", {{0}}},
    {"withdraw", "withdraw()", {{0}}},
    {"open",
     "open(\"challenge\", { about = from_field \"text\" })",
     {{"workflow", WANT_TEXT, NULL, false}, {"fields", WANT_VALUES, NULL, true}}},
    {"run", "run(\"in plain words\", function(item) ... end)", {{"fn", WANT_FUNCTION, NULL, false}, {"label", WANT_TEXT, NULL, false}}},
    {0},
};

// A family of terms: how it is told apart and what it is called.
struct family {
  const char *tag, *thing, *wrapper;
  const struct term *terms;
};

static const struct family guard_family = {"op", "condition", "when", guards};
static const struct family action_family = {"do", "action", "run", actions};

static json_t *levels(void) { return json_pack("[s,s,s,s]", "output", "process", "impact", "outcome"); }

static json_t *level_member(struct check *check, const struct node *at) {
  const char *level = text_check(check, at);
  json_t *known = levels();
  if (level && !json_array_has(known, level)) {
    char *hint = near_hint(check, level, known);
    mistake(check, at, "No level of evidence is called `%s`.%s", level, hint);
    mem_free(hint);
  }
  json_decref(known);
  return level ? json_string_nocheck(level) : NULL;
}

static void count_check(struct check *check, const struct node *at, bool positive) {
  if (json_is_integer(at->value) && (!positive || json_integer_value(at->value) > 0)) return;
  mistake(check, at, "`%s` must be a whole number%s, such as `1`.", at->key, positive ? " from 1" : "");
}

static json_t *function_member(struct check *check, const struct node *at) {
  if (json_is_string(at->value)) return json_incref((json_t *)at->value);
  if (node_is_function(at)) return json_incref(json_object_get(at->value, "fn"));
  mistake(check, at, "Here a function is needed: `function(item) ... end`, not %s.", node_type(at->value));
  return NULL;
}

static void from_check(struct check *check, const struct node *node) {
  struct node from = node_member(node, "from"), name = node_member(node, "name");
  const char *source = text_check(check, &from), *field = text_check(check, &name);
  json_t *known = json_pack("[s,s,s,s,s,s]", "event", "field", "today", "now", "actor", "decider");
  if (source && !json_array_has(known, source)) {
    char *hint = near_hint(check, source, known);
    mistake(check, &from, "A value cannot come from `%s`.%s", source, hint);
    mem_free(hint);
  } else if (source && (strcmp(source, "field") == 0 || strcmp(source, "event") == 0) && !field) {
    mistake(check, node, "`from_%s` does not say which value is meant.", source);
  } else if (source && field && strcmp(source, "field") == 0)
    field_check(check, &name, field, NULL);
  json_decref(known);
}

// A literal, a source of a value, or a table of them.
static void any_value(struct check *check, const struct node *node) {
  if (node_is_function(node)) {
    mistake(check, node, "A function cannot be kept as a value; use `run(\"in plain words\", function(item) ... end)`.");
  } else if (json_object_get(node->value, "from"))
    from_check(check, node);
  else if (json_is_object(node->value)) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)node->value, key, value) {
      struct node at = node_member(node, key);
      any_value(check, &at);
    }
  } else
    for (size_t i = 0; json_is_array(node->value) && i < json_array_size(node->value); i++) {
      struct node at = node_place(node, i);
      any_value(check, &at);
    }
}

static json_t *value_member(struct check *check, const struct node *term, const struct node *at, bool of_field) {
  const char *name = json_text(term->value, "field");
  const json_t *field = name ? field_find(check, name) : NULL;
  any_value(check, at);
  if (field && of_field) value_check(check, at, field);
  const char *type = field ? json_text(field, "type") : NULL;
  bool is_empty_list = of_field && type && strcmp(type, "list") == 0 && json_is_object(at->value) && json_object_size(at->value) == 0;
  return is_empty_list ? json_array() : json_incref((json_t *)at->value);
}

static json_t *values_member(struct check *check, const struct node *at) {
  if (table_check(check, at, "{ about = from_field \"text\" }")) any_value(check, at);
  return at->value ? json_incref((json_t *)at->value) : json_object();
}

static json_t *two_roles(struct check *check, const struct node *at) {
  const char *first = json_string_value(node_item(at, 0).value), *second = json_string_value(node_item(at, 1).value);
  if (node_count(at) == 2 && first && second && strcmp(first, second) == 0) {
    mistake(check, at, "`not_the_same` compares `%s` with itself, so it is never true.", first);
    return json_array();
  }
  json_t *roles = role_list_check(check, at);
  if (node_count(at) != 2) mistake(check, at, "`not_the_same` compares two roles, such as `not_the_same(\"chair\", \"owner\")`.");
  return roles;
}

static json_t *state_member(struct check *check, const struct node *at, int scope) {
  const char *name = text_check(check, at);
  int state = name ? state_check(check, at, scope, name) : -1;
  return state < 0 ? NULL : json_string_nocheck(check->states[state]->id);
}

static json_t *guards_member(struct check *check, const struct node *list, int scope, bool single) {
  json_t *of = json_array();
  size_t count = node_count(list);
  if (count == 0) mistake(check, list, "There is no condition in here; name at least one, such as `has \"due\"`.");
  if (single && count > 1) mistake(check, list, "`no` takes one condition; put several into `all { ... }` or `any { ... }`.");
  for (size_t i = 0; i < count; i++) {
    struct node item = node_item(list, i);
    json_t *guard = guard_check(check, &item, scope);
    if (guard) json_array_append_new(of, guard);
  }
  return of;
}

static json_t *text_member(struct check *check, const struct node *at, enum want want) {
  const char *text = text_check(check, at);
  if (text && want == WANT_RULE) rule_check(check, at, text);
  if (text && want == WANT_ROLE) role_check(check, at, text);
  if (text && (want == WANT_EVENT || want == WANT_RAISED)) event_check(check, at, text);
  if (text && want == WANT_RAISED && !json_array_has(check->raised, text)) json_array_add(check->raised, text);
  return text ? json_string_nocheck(text) : NULL;
}

static json_t *told_member(struct check *check, const struct node *at) {
  if (node_count(at) == 0) mistake(check, at, "This tells nobody: name whom, such as `{ \"owner\" }`.");
  json_t *roles = role_list_check(check, at);
  roles_may_read(check, roles);
  return roles;
}

static json_t *field_member(struct check *check, const struct node *at, const char *types) {
  const char *name = text_check(check, at);
  if (name) field_check(check, at, name, types);
  return name ? json_string_nocheck(name) : NULL;
}

static json_t *number_member(struct check *check, const struct node *at, bool positive) {
  if (!positive && json_object_get(at->value, "from"))
    any_value(check, at);
  else
    count_check(check, at, positive);
  return json_incref((json_t *)at->value);
}

// The member's canonical value, a new reference; NULL when there is none.
static json_t *member_check(struct check *check, const struct node *term, const struct node *at, const struct member *member, int scope) {
  switch (member->want) {
  case WANT_FIELD:
    return field_member(check, at, member->types);
  case WANT_VALUE:
    return value_member(check, term, at, true);
  case WANT_ITEM:
    return value_member(check, term, at, false);
  case WANT_VALUES:
    return values_member(check, at);
  case WANT_COUNT:
    return number_member(check, at, true);
  case WANT_AMOUNT:
    return number_member(check, at, false);
  case WANT_LEVEL:
    return level_member(check, at);
  case WANT_STATE:
    return state_member(check, at, scope);
  case WANT_TWO_ROLES:
    return two_roles(check, at);
  case WANT_ROLES:
    return told_member(check, at);
  case WANT_FLAG:
    return json_boolean(flag_check(check, at, false));
  case WANT_FUNCTION:
    return function_member(check, at);
  case WANT_GUARD:
    return guards_member(check, at, scope, true);
  case WANT_GUARDS:
    return guards_member(check, at, scope, false);
  default:
    return text_member(check, at, member->want);
  }
}

static const struct term *term_find(const struct family *family, const char *name) {
  for (const struct term *term = family->terms; term->name; term++)
    if (strcmp(term->name, name) == 0) return term;
  return NULL;
}

static void unknown_term(struct check *check, const struct node *node, const struct family *family) {
  struct node at = node_member(node, family->tag);
  const char *name = text_check(check, &at);
  json_t *names = json_array();
  for (const struct term *term = family->terms; term->name; term++) json_array_add(names, term->name);
  if (name) {
    char *hint = near_hint(check, name, names);
    mistake(check, &at, "No %s is called `%s`.%s", family->thing, name, hint);
    mem_free(hint);
  } else if (node_is_function(node)) {
    mistake(check, node,
            "A function cannot stand here as it is; say in words what it does: `%s(\"in plain words\", function(item) ... end)`.",
            family->wrapper);
  } else if (!at.value) {
    char *value =
        json_is_string(node->value) ? mem_format("the text `%s`", json_string_value(node->value)) : mem_text(node_type(node->value));
    mistake(check, node, "Here %s %s is needed, such as `%s`, not %s.", *family->thing == 'a' ? "an" : "a", family->thing,
            family->terms->example, value);
    mem_free(value);
  }
  json_decref(names);
}

static void term_keys(struct check *check, const struct node *node, const struct family *family, const struct term *term) {
  const char *known[8] = {family->tag, "label"};
  for (size_t i = 0; i < 4 && term->members[i].key; i++) known[i + 2] = term->members[i].key;
  keys_check(check, node, family == &guard_family ? "a condition" : "an action", known);
}

static json_t *term_check(struct check *check, const struct node *node, const struct family *family, int scope) {
  const char *name = json_text(node->value, family->tag);
  const struct term *term = name ? term_find(family, name) : NULL;
  if (!term) {
    unknown_term(check, node, family);
    return NULL;
  }
  term_keys(check, node, family, term);
  json_t *out = json_object();
  json_put_text(out, family->tag, name);
  struct node label = node_member(node, "label");
  json_put_text(out, "label", text_check(check, &label));
  for (size_t i = 0; i < 4 && term->members[i].key; i++) {
    const struct member *member = &term->members[i];
    struct node at = node_member(node, member->key);
    bool is_missing = !at.value;
    if (is_missing && !member->optional) mistake(check, node, "`%s` lacks its %s; write `%s`.", name, member->key, term->example);

    if (is_missing && member->want != WANT_FLAG && member->want != WANT_VALUES) continue;
    json_t *value = member_check(check, node, &at, member, scope);
    if (value) json_object_set_new(out, member->key, value);
  }
  return out;
}

json_t *guard_check(struct check *check, const struct node *node, int scope) {
  json_t *guard = term_check(check, node, &guard_family, scope);
  const char *op = json_text(guard, "op");
  if (op && strcmp(op, "when") == 0 && !json_text(node->value, "label"))
    mistake(check, node, "`when` does not say in plain words what it asks; write `when(\"in plain words\", function(item) ... end)`.");
  return guard;
}

// `clear` is an author's word for setting nothing; what runs knows only `set`.
static void clear_to_set(json_t *action) {
  const char *name = json_text(action, "do");
  if (strcmp(name, "clear") != 0 && (strcmp(name, "set") != 0 || json_object_get(action, "value"))) return;
  json_put_text(action, "do", "set");
  json_object_set_new(action, "value", json_null());
}

json_t *actions_check(struct check *check, const struct node *list, int scope) {
  json_t *out = json_array();
  for (size_t i = 0; i < node_count(list); i++) {
    struct node item = node_item(list, i);
    json_t *action = term_check(check, &item, &action_family, scope);
    if (!action) continue;
    clear_to_set(action);
    json_array_append_new(out, action);
  }
  return out;
}
