// Checks the members of guards and actions: each kind of value that may stand in one, and what it becomes (DEFINITION.md).
#include "base/mem.h"
#include "chart/check_term_internal.h"
#include "chart/field.h"

#include <string.h>

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

// A value that is the board's and the calendar's to say (format 7).
static bool asked_check(struct check *check, const struct node *node, const char *source, const char *said) {
  bool is_rule = strcmp(source, "rule") == 0;
  if (!is_rule && strcmp(source, "setting") != 0) return false;
  struct node name = node_member(node, "name");
  format_needs(check, 7);
  if (check->dialect != FOR_WORKFLOW)
    mistake(check, node, "`%s` asks the board, and an SCXML chart has none.", is_rule ? "date_of" : "from_setting");
  else if (!said)
    mistake(check, node, is_rule ? "`date_of` does not say which rule." : "`from_setting` does not say which setting.");
  else if (is_rule)
    rule_check(check, &name, said, NULL);
  else
    name_check(check, &name, said, "a setting");
  return true;
}

static void from_check(struct check *check, const struct node *node) {
  struct node from = node_member(node, "from"), name = node_member(node, "name");
  const char *source = text_check(check, &from), *field = text_check(check, &name);
  json_t *known = json_pack("[s,s,s,s,s,s,s,s,s]", "event", "field", "today", "now", "actor", "decider", "rule", "setting", "entry");
  if (source && !json_array_has(known, source)) {
    char *hint = near_hint(check, source, known);
    mistake(check, &from, "A value cannot come from `%s`.%s", source, hint);
    mem_free(hint);
  } else if (source && strcmp(source, "entry") == 0 && !check->has_entry) {
    mistake(check, node, "`from_entry` is what an entry of a list says, so it stands in the table of `open_each` alone.");
  } else if (source && asked_check(check, node, source, field)) {
    // said
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

// A condition is asked again by whoever lists and counts, who has the item and no step.
static void compared_check(struct check *check, const struct node *term, const struct node *at) {
  const char *from = json_text(at->value, "from");
  bool is_asked = from && (strcmp(from, "rule") == 0 || strcmp(from, "setting") == 0);
  if (json_text(term->value, "op") && is_asked)
    mistake(check, at, "A condition cannot ask for `%s`; put it into a field with `set` first, and compare that.",
            strcmp(from, "rule") == 0 ? "date_of" : "from_setting");
}

static json_t *value_member(struct check *check, const struct node *term, const struct node *at, const struct member *member) {
  bool of_field = member->want == WANT_VALUE;
  const char *name = json_text(term->value, "field");
  const json_t *field = name ? field_find(check, name) : NULL;
  any_value(check, at);
  compared_check(check, term, at);
  if (field && of_field) value_check(check, at, field);
  const char *type = field ? json_text(field, "type") : NULL;
  bool is_empty_list = of_field && type && strcmp(type, "list") == 0 && json_is_object(at->value) && json_object_size(at->value) == 0;
  return is_empty_list ? json_array() : json_incref((json_t *)at->value);
}

// What cannot come out as what is wanted: only `today()` and `date_of` are dates, and no moment is a reason.
static bool source_fits(const char *from, bool is_day) {
  bool is_person = strcmp(from, "actor") == 0 || strcmp(from, "decider") == 0;
  if (strcmp(from, "now") == 0) return false;
  return strcmp(from, "today") == 0 || strcmp(from, "rule") == 0 ? is_day : !(is_day && (is_person || strcmp(from, "setting") == 0));
}

static void said_source(struct check *check, const struct node *at, const struct member *member) {
  const char *from = json_text(at->value, "from"), *name = json_text(at->value, "name");
  bool is_day = member->want == WANT_DAY;
  from_check(check, at);
  if (!source_fits(from, is_day))
    mistake(check, at, "`%s` must come out as %s, which `%s()` does not.", member->key, is_day ? "a date" : "text", from);
  else if (strcmp(from, "field") == 0 && name && field_find(check, name))
    field_check(check, at, name, member->types);
}

// A literal, or where it comes from.
static json_t *said_member(struct check *check, const struct node *term, const struct node *at, const struct member *member) {
  (void)term;
  if (json_text(at->value, "from")) {
    said_source(check, at, member);
    return json_incref((json_t *)at->value);
  }
  const char *text = text_check(check, at);
  if (text && member->want == WANT_DAY && !field_is_day(at->value))
    mistake(check, at, "`%s` is a date, such as `\"2016-09-01\"`, or where one comes from; `%s` is no day that there is.", member->key,
            text);
  return text ? json_string_nocheck(text) : NULL;
}

json_t *values_check(struct check *check, const struct node *at) {
  if (table_check(check, at, "{ about = from_field \"text\" }")) any_value(check, at);
  return at->value ? json_incref((json_t *)at->value) : json_object();
}

static json_t *entry_member(struct check *check, const struct node *at) {
  check->has_entry = true;
  json_t *values = values_check(check, at);
  check->has_entry = false;
  return values;
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
  if (state >= 0 && check->states[state]->kind == STATE_HISTORY && check->dialect == FOR_WORKFLOW)
    mistake(check, at, "`%s` is a history state, which is never active; name the state that it leads back to.", name);
  return state < 0 ? NULL : json_string_nocheck(check->states[state]->id);
}

static json_t *guards_member(struct check *check, const struct node *list, int scope) {
  json_t *of = json_array();
  size_t count = node_count(list);
  if (count == 0) mistake(check, list, "There is no condition in here; name at least one, such as `has \"due\"`.");
  for (size_t i = 0; i < count; i++) {
    struct node item = node_item(list, i);
    json_t *guard = guard_check(check, &item, scope);
    if (guard) json_array_append_new(of, guard);
  }
  return of;
}

static json_t *guard_member(struct check *check, const struct node *list, int scope) {
  if (node_count(list) > 1) mistake(check, list, "`no` takes one condition; put several into `all { ... }` or `any { ... }`.");
  return guards_member(check, list, scope);
}

static json_t *token_member(struct check *check, const struct node *at) {
  const char *text = text_check(check, at);
  if (text && strpbrk(text, " \t\r\n")) mistake(check, at, "`%s` holds blanks; a name of this kind has none.", text);
  return text ? json_string_nocheck(text) : NULL;
}

// The source of a script and the label of a log may be empty, as they may in SCXML.
static json_t *label_member(struct check *check, const struct node *at) {
  if (!json_is_string(at->value)) text_check(check, at);
  return json_is_string(at->value) ? json_incref((json_t *)at->value) : NULL;
}

static json_t *delay_member(struct check *check, const struct node *at) {
  if (!json_is_integer(at->value) || json_integer_value(at->value) < 0)
    mistake(check, at, "`delay_ms` is a whole number of milliseconds, such as `1500`.");
  return json_incref((json_t *)at->value);
}

static bool has_function(const json_t *value) {
  const char *key;
  json_t *member;
  size_t i;
  if (json_object_size(value) == 1 && json_text(value, "fn")) return true;
  json_object_foreach((json_t *)value, key, member) if (has_function(member)) return true;
  json_array_foreach(value, i, member) if (has_function(member)) return true;
  return false;
}

json_t *plain_check(struct check *check, const struct node *at) {
  if (has_function(at->value)) mistake(check, at, "A function cannot be kept as a value; what a chart works out stands in `expr`.");
  return json_incref((json_t *)at->value);
}

static json_t *true_member(struct check *check, const struct node *at) { return flag_check(check, at, false) ? json_true() : NULL; }

static json_t *names_member(struct check *check, const struct node *list) {
  json_t *names = texts_check(check, list);
  if (json_array_size(names) == 0) mistake(check, list, "There is no name in here; leave `%s` out.", list->key);
  return names;
}

static void branch_check(struct check *check, const struct node *branch, bool last, int scope, json_t *out) {
  struct node first = node_place(branch, 0), second = node_place(branch, 1), third = node_place(branch, 2);
  bool has_guard = json_text(first.value, "op") != NULL;
  json_t *made = json_object();
  if (third.value || !first.value || (has_guard ? !second.value : second.value != NULL))
    mistake(check, branch,
            "A branch is a condition and its actions, `{ has \"due\", { raise \"late\" } }`, or actions alone, `{ { raise \"open\" } }`.");
  else if (!has_guard && !last)
    mistake(check, branch, "Only the last branch may be without a condition: those after this one are never come to.");
  json_t *guard = has_guard ? guard_check(check, &first, scope) : NULL;
  if (guard) json_object_set_new(made, "guard", guard);
  json_object_set_new(made, "actions", actions_check(check, has_guard ? &second : &first, scope));
  json_array_append_new(out, made);
}

static json_t *branches_member(struct check *check, const struct node *list, int scope) {
  json_t *out = json_array();
  size_t count = node_count(list);
  for (size_t i = 0; i < count; i++) {
    struct node branch = node_item(list, i);
    branch_check(check, &branch, i + 1 == count, scope, out);
  }
  return out;
}

static json_t *text_member(struct check *check, const struct node *term, const struct node *at, const struct member *member) {
  const char *text = text_check(check, at);
  (void)term;
  if (text && member->want == WANT_RULE) rule_check(check, at, text, NULL);
  if (text && member->want == WANT_ROLE) role_check(check, at, text);
  if (text && member->want == WANT_EVENT) event_check(check, at, text, false);
  if (text && member->want == WANT_APPROVAL) approval_check(check, at, text);
  return text ? json_string_nocheck(text) : NULL;
}

// Of a workflow some state handles it; a chart may raise what only another's handles.
static json_t *raised_member(struct check *check, const struct node *term, const struct node *at, const struct member *member) {
  (void)term, (void)member;
  if (check->dialect != FOR_WORKFLOW) return token_member(check, at);
  const char *text = text_check(check, at);
  if (!text) return NULL;
  event_check(check, at, text, true);
  if (!json_array_has(check->raised, text)) json_array_add(check->raised, text);
  return json_string_nocheck(text);
}

static json_t *told_member(struct check *check, const struct node *at) {
  if (node_count(at) == 0) mistake(check, at, "This tells nobody: name whom, such as `{ \"owner\" }`.");
  json_t *roles = role_list_check(check, at);
  roles_may_read(check, roles);
  return roles;
}

static json_t *field_member(struct check *check, const struct node *term, const struct node *at, const struct member *member) {
  const char *name = text_check(check, at);
  (void)term;
  if (name) field_check(check, at, name, member->types);
  return name ? json_string_nocheck(name) : NULL;
}

static json_t *count_member(struct check *check, const struct node *at) {
  count_check(check, at, true);
  return json_incref((json_t *)at->value);
}

static json_t *amount_member(struct check *check, const struct node *at) {
  if (json_object_get(at->value, "from"))
    any_value(check, at);
  else
    count_check(check, at, false);
  return json_incref((json_t *)at->value);
}

static json_t *flag_member(struct check *check, const struct node *at) { return json_boolean(flag_check(check, at, false)); }

// ---- what each kind of member is checked by

// One of the three is there: what stands there says all, or it depends on the state in which it stands, or on what the term's row says.
static const struct kind {
  json_t *(*plain)(struct check *check, const struct node *at);
  json_t *(*scoped)(struct check *check, const struct node *at, int scope);
  json_t *(*known)(struct check *check, const struct node *term, const struct node *at, const struct member *member);
} kinds[] = {
    [WANT_FIELD] = {.known = field_member},     [WANT_VALUE] = {.known = value_member},        [WANT_ITEM] = {.known = value_member},
    [WANT_VALUES] = {.plain = values_check},    [WANT_COUNT] = {.plain = count_member},        [WANT_AMOUNT] = {.plain = amount_member},
    [WANT_LEVEL] = {.plain = level_member},     [WANT_STATE] = {.scoped = state_member},       [WANT_RULE] = {.known = text_member},
    [WANT_ROLE] = {.known = text_member},       [WANT_TWO_ROLES] = {.plain = two_roles},       [WANT_ROLES] = {.plain = told_member},
    [WANT_RAISED] = {.known = raised_member},   [WANT_EVENT] = {.known = text_member},         [WANT_TEXT] = {.known = text_member},
    [WANT_FLAG] = {.plain = flag_member},       [WANT_FUNCTION] = {.plain = function_member},  [WANT_GUARD] = {.scoped = guard_member},
    [WANT_GUARDS] = {.scoped = guards_member},  [WANT_EXPR] = {.known = text_member},          [WANT_LABEL] = {.plain = label_member},
    [WANT_TOKEN] = {.plain = token_member},     [WANT_DELAY] = {.plain = delay_member},        [WANT_ANY] = {.plain = plain_check},
    [WANT_TRUE] = {.plain = true_member},       [WANT_NAMES] = {.plain = names_member},        [WANT_PARAMS] = {.plain = params_check},
    [WANT_ACTIONS] = {.scoped = actions_check}, [WANT_BRANCHES] = {.scoped = branches_member}, [WANT_DEFINITION] = {.plain = inner_check},
    [WANT_SAID] = {.known = said_member},       [WANT_DAY] = {.known = said_member},           [WANT_APPROVAL] = {.known = text_member},
    [WANT_ENTRY] = {.plain = entry_member},
};

json_t *member_check(struct check *check, const struct node *term, const struct node *at, const struct member *member, int scope) {
  const struct kind *kind = &kinds[member->want];
  if (kind->plain) return kind->plain(check, at);
  return kind->scoped ? kind->scoped(check, at, scope) : kind->known(check, term, at, member);
}
