// Checks guards and actions by the tables of check_words.c: is there such a word, may it stand here, has it what it needs and nothing else?
#include "base/mem.h"
#include "chart/check_term_internal.h"

#include <string.h>

static const struct term *term_find(const struct family *family, const char *name) {
  for (const struct term *term = family->terms; term->name; term++)
    if (strcmp(term->name, name) == 0) return term;
  return NULL;
}

static void unknown_term(struct check *check, const struct node *node, const struct family *family) {
  struct node at = node_member(node, family->tag);
  const char *name = text_check(check, &at);
  json_t *names = json_array();
  for (const struct term *term = family->terms; term->name; term++)
    if (term->where & check->dialect) json_array_add(names, term->name);
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
            check->dialect == FOR_LUA && family == &guard_family ? "cond \"count > 3\"" : family->terms->example, value);
    mem_free(value);
  }
  json_decref(names);
}

// Why a word that there is has no place here, and what does it instead.
static void wrong_dialect(struct check *check, const struct node *node, const struct term *term) {
  if (check->dialect == FOR_WORKFLOW)
    mistake(check, node, "`%s` belongs to SCXML charts; in a workflow %s.", term->name, term->instead);
  else if (term->where == FOR_LUA)
    mistake(check, node, "`%s` asks the data model, and this chart has none: its `datamodel` is \"null\".", term->name);
  else if (term->where == FOR_FIELDS)
    mistake(check, node, "`%s` is about fields, and a chart with the Lua data model has none; %s.", term->name, term->instead);
  else
    mistake(check, node, "`%s` belongs to workflows; in an SCXML chart %s.", term->name, term->instead);
}

// A member that only some dialects of the term have.
static void wrong_member(struct check *check, const struct node *at, const struct member *member) {
  if (member->where == FOR_LUA)
    mistake(check, at, "`%s` asks the data model, and this chart has none: its `datamodel` is \"null\".", member->key);
  else
    mistake(check, at, "`%s` carries fields, and a chart with the Lua data model has none; use `params` or `content`.", member->key);
}

static void term_keys(struct check *check, const struct node *node, const struct family *family, const struct term *term) {
  const char *known[24];
  size_t count = 0;
  if (family) known[count++] = family->tag;
  if (family && check->dialect == FOR_WORKFLOW) known[count++] = "label";
  for (const struct member *member = term->members; member && member->key; member++) known[count++] = member->key;
  known[count] = NULL;
  char *thing = mem_format("`%s`", term->name);
  keys_check(check, node, !(term->where & FOR_WORKFLOW) ? thing : family == &guard_family ? "a condition" : "an action", known);
  mem_free(thing);
}

static void eithers_check(struct check *check, const struct node *node, const struct term *term) {
  for (const struct either *either = term->eithers; either && either->one; either++) {
    struct node one = node_member(node, either->one), other = node_member(node, either->other);
    if (one.value && other.value)
      mistake(check, &other, "`%s` has both `%s` and `%s`; keep one of them.", term->name, either->one, either->other);
  }
}

void members_check(struct check *check, const struct node *node, const struct family *family, const struct term *term, int scope,
                   json_t *out) {
  term_keys(check, node, family, term);
  eithers_check(check, node, term);
  for (const struct member *member = term->members; member && member->key; member++) {
    struct node at = node_member(node, member->key);
    bool is_missing = !at.value;
    if (is_missing && !member->optional) mistake(check, node, "`%s` lacks its %s; write `%s`.", term->name, member->key, term->example);
    bool has_default =
        check->dialect == FOR_WORKFLOW && (member->want == WANT_FLAG || member->want == WANT_VALUES || member->want == WANT_ENTRY);
    if (is_missing && !has_default) continue;
    if (member->where && !(member->where & check->dialect)) {
      wrong_member(check, &at, member);
      continue;
    }
    json_t *value = member_check(check, node, &at, member, scope);
    if (value) json_object_set_new(out, member->key, value);
  }
}

static json_t *term_check(struct check *check, const struct node *node, const struct family *family, int scope) {
  const char *name = json_text(node->value, family->tag);
  const struct term *term = name ? term_find(family, name) : NULL;
  if (!term) {
    unknown_term(check, node, family);
    return NULL;
  }
  if (!(term->where & check->dialect)) {
    wrong_dialect(check, node, term);
    return NULL;
  }
  json_t *out = json_object();
  json_put_text(out, family->tag, name);
  struct node label = node_member(node, "label");
  if (check->dialect == FOR_WORKFLOW) json_put_text(out, "label", text_check(check, &label));
  members_check(check, node, family, term, scope, out);
  return out;
}

// Words about many parties, and what is carried forward for them.
static bool term_is_of_format_6(const char *name) {
  static const char *const names[] = {"all_returned", "returned",     "differs",    "confirmed", "add_party", "remove_party",
                                      "exempt_party", "reopen_party", "non_return", "signal",    "confirm"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (strcmp(names[i], name) == 0) return true;
  return false;
}

static const char *noun_of(const struct check *check) {
  const char *noun = json_text(check->root.value, "noun");
  return noun ? noun : "item";
}

// Who sees what may not be asked of other items at all, which is said by check_see.c.
static bool is_of_see(const struct node *node) {
  const char *first = NULL;
  for (; node->up; node = node->up) first = node->key;
  return first && strcmp(first, "see") == 0;
}

// It asks after what this item opened; of any other list it would say of each text in it whether there is such an item.
static void all_closed_holds(struct check *check, const struct node *node) {
  struct node at = node_member(node, "field");
  const char *field = json_string_value(at.value), *type = field ? json_text(field_find(check, field), "type") : NULL;
  format_needs(check, 8);
  if (check->is_lost || is_of_see(node) || !type || strcmp(type, "list") != 0 || json_array_has(check->opened, field)) return;
  if (node_member(&check->root, "plain_form").value)
    mistake(
        check, &at,
        "`all_closed` asks whether what this %s opened is closed, and nothing is opened into `%s`; write `all_closed \"opened\"`, the list "
        "that `open = \"review-action\"` fills.",
        noun_of(check), field);
  else
    mistake(check, &at,
            "`all_closed` asks whether what this %s opened is closed, and nothing is opened into `%s`; name a list that `open_into` fills.",
            noun_of(check), field);
}

json_t *guard_check(struct check *check, const struct node *node, int scope) {
  json_t *guard = term_check(check, node, &guard_family, scope);
  const char *op = json_text(guard, "op");
  if (guard && term_is_of_format_6(op)) format_needs(check, 6);
  if (op && strcmp(op, "all_closed") == 0) all_closed_holds(check, node);
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

static bool is_block(const struct node *node) {
  const char *name = json_text(node->value, "do");
  return name && strcmp(name, "block") == 0;
}

// An item that is opened and known from then on (format 8).
static void open_holds(struct check *check, const struct node *node) {
  struct node into = node_member(node, "into"), ref_in = node_member(node, "ref_in");
  if (into.value) format_needs(check, 8);
  if (ref_in.value && !into.value)
    mistake(check, &ref_in, "`ref_in` stands beside `into`; write `open_into(\"actions\", \"review-action\", { ... }, \"review\")`.");
}

// What a word needs beyond its members.
static void action_holds(struct check *check, const struct node *node, const char *name) {
  if (strcmp(name, "if") == 0) format_needs(check, 2);
  if (strcmp(name, "stop_clock") == 0 || strcmp(name, "start_clock") == 0) format_needs(check, 3);
  if (term_is_of_format_6(name)) format_needs(check, 6);
  if (strcmp(name, "open") == 0) open_holds(check, node);
  if (strcmp(name, "gather") == 0) format_needs(check, 9);
  if (strcmp(name, "open_each") == 0) open_holds(check, node);
  if (strcmp(name, "open_each") == 0 || strcmp(name, "name_parties") == 0) format_needs(check, 10);
  if (strcmp(name, "send") == 0) send_holds(check, node);
  if (strcmp(name, "assign") == 0 && !node_member(node, "expr").value && !json_object_get(node->value, "value"))
    mistake(check, node, "`assign` does not say what to put there; write `assign(\"count\", \"count + 1\")`.");
  if (strcmp(name, "cancel") == 0 && !node_member(node, "sendid").value && !node_member(node, "sendidexpr").value)
    mistake(check, node, "`cancel` does not say what; write `cancel { sendid = \"id\" }` with the `id` of a `send`.");
}

static json_t *action_check(struct check *check, const struct node *node, int scope) {
  if (is_block(node)) {
    mistake(check, node,
            check->dialect == FOR_WORKFLOW
                ? "`block` belongs to SCXML charts; in a workflow write the actions in a list."
                : "`block` stands in `entry` and `exit` only; elsewhere the actions are one block by themselves.");
    return NULL;
  }
  json_t *action = term_check(check, node, &action_family, scope);
  if (!action) return NULL;
  clear_to_set(action);
  action_holds(check, node, json_text(action, "do"));
  return action;
}

json_t *actions_check(struct check *check, const struct node *list, int scope) {
  json_t *out = json_array();
  for (size_t i = 0; i < node_count(list); i++) {
    struct node item = node_item(list, i);
    json_t *action = action_check(check, &item, scope);
    if (action) json_array_append_new(out, action);
  }
  return out;
}

static json_t *block_of(json_t *actions) { return json_pack("{s:s, s:o}", "do", "block", "actions", actions); }

// Blocks as they are; plain actions are one.
json_t *blocks_check(struct check *check, const struct node *list, int scope) {
  static const char *const known[] = {"do", "actions", NULL};
  json_t *out = json_array();
  struct node first = node_item(list, 0);
  if (node_count(list) && !is_block(&first)) {
    json_array_append_new(out, block_of(actions_check(check, list, scope)));
    return out;
  }
  for (size_t i = 0; i < node_count(list); i++) {
    struct node item = node_item(list, i), actions = node_member(&item, "actions");
    if (is_block(&item)) {
      keys_check(check, &item, "`block`", known);
      json_array_append_new(out, block_of(actions_check(check, &actions, scope)));
    } else
      mistake(check, &item, "Here blocks and plain actions are mixed; put this into a `block { ... }` too.");
  }
  return out;
}
