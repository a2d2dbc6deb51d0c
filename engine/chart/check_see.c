// Checks `see`: who sees what of an item, and in which states (R1; format 5). A workflow that has it denies by default, so that whoever
// must act and could not see, or fill in, what they act on is a mistake, told by what can be known without an item: the states of `when`.
#include "base/mem.h"
#include "chart/check_internal.h"
#include "chart/could.h"

#include <string.h>

static const char row_example[] = "{ \"owner\", what = \"everything\" }";
static const char *const words[] = {"everything", "summary", "history"};

// ---- `when`: of states and fields alone

static const struct {
  const char *op, *why;
} strangers[] = {
    {"past", "hangs on the clock, so what a person sees would change while nobody does anything"},
    {"within", "hangs on the clock, so what a person sees would change while nobody does anything"},
    {"later_than", "hangs on the clock, so what a person sees would change while nobody does anything"},
    {"today", "hangs on the clock, so what a person sees would change while nobody does anything"},
    {"now", "hangs on the clock, so what a person sees would change while nobody does anything"},
    {"not_the_same", "hangs on people, and whose line this is its roles say already"},
    {"decided_by_other", "hangs on people, and whose line this is its roles say already"},
    {"vacant", "hangs on people, and whose line this is its roles say already"},
    {"all_closed", "hangs on other items, so what a person sees would change while nothing is done here"},
    {"actor", "hangs on people, and whose line this is its roles say already"},
    {"decider", "hangs on people, and whose line this is its roles say already"},
    {"event", "hangs on what somebody sends, and whoever looks sends nothing"},
    {"when", "asks Lua, and a list would run it once for each of its items"},
    {"approved", "hangs on the record of a decision, and who sees that is what is asked here"},
    {"stale", "hangs on the record of a decision, and who sees that is what is asked here"},
};

static const char *why_strange(const char *word) {
  for (size_t i = 0; word && i < sizeof strangers / sizeof strangers[0]; i++)
    if (strcmp(strangers[i].op, word) == 0) return strangers[i].why;
  return NULL;
}

// What in a condition asks for more than states and fields. NULL: nothing.
static const char *stranger_in(const json_t *value) {
  const char *op = json_text(value, "op"), *from = json_text(value, "from"), *key, *found = NULL;
  json_t *member;
  size_t i;
  if (why_strange(op)) return op;
  if (why_strange(from)) return from;
  json_object_foreach((json_t *)value, key, member) if (!found) found = stranger_in(member);
  json_array_foreach(value, i, member) if (!found) found = stranger_in(member);
  return found;
}

static void when_of(struct check *check, const struct node *row, json_t *out) {
  struct node at = node_member(row, "when");
  json_t *guard = at.value ? guard_check(check, &at, 0) : NULL;
  const char *stranger = stranger_in(guard);
  if (stranger)
    mistake(check, &at, "`%s` cannot say when somebody sees something: it %s; ask for states and fields, as with `in_state` or `has`.",
            stranger, why_strange(stranger));
  if (guard) json_object_set_new(out, "when", guard);
}

// ---- `what`

static bool is_word(const char *name) {
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (strcmp(words[i], name) == 0) return true;
  return false;
}

static void word_check(struct check *check, const struct node *item, const char *name) {
  if (is_word(name) || field_find(check, name) || check->fields_are_lost) return;
  json_t *names = json_copy(check->field_names);
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) json_array_add(names, words[i]);
  char *hint = near_hint(check, name, names);
  mistake(check, item, "`%s` is nothing of an item that could be seen: `what` is \"everything\", \"summary\", \"history\", or fields.%s",
          name, hint);
  mem_free(hint);
  json_decref(names);
}

static void what_of(struct check *check, const struct node *row, json_t *out) {
  struct node at = node_member(row, "what");
  if (!at.value || node_count(&at) == 0) {
    mistake(check, row, "This line does not say what they see; write `what = \"everything\"`, \"summary\", or a list of fields.");
    return;
  }
  json_t *what = texts_check(check, &at);
  for (size_t i = 0; i < node_count(&at); i++) {
    struct node item = node_item(&at, i);
    if (json_is_string(item.value)) word_check(check, &item, json_string_value(item.value));
  }
  if (json_array_has(what, "everything") && json_array_size(what) > 1)
    mistake(check, &at, "\"everything\" has all the rest in it; write `what = \"everything\"` alone.");
  json_object_set_new(out, "what", what);
}

// ---- a line

// Its roles are the list part of the table, whose named part is the rest.
static json_t *roles_of(struct check *check, const struct node *row) {
  json_t *roles = json_array();
  for (size_t i = 0; node_place(row, i).value; i++) {
    struct node item = node_place(row, i);
    const char *name = text_check(check, &item);
    if (!name) continue;
    role_check(check, &item, name);
    if (json_array_has(roles, name)) mistake(check, &item, "`%s` is in this line twice.", name);
    json_array_add(roles, name);
  }
  if (json_array_size(roles) == 0)
    mistake(check, row, "This line of `see` names nobody; begin it with one role or several, such as `%s`.", row_example);
  return roles;
}

static void row_keys_check(struct check *check, const struct node *row) {
  static const char *const known[] = {"what", "when", NULL};
  const char *key;
  json_t *value;
  json_t *named = json_object();
  json_object_foreach((json_t *)row->value, key, value) if (strspn(key, "0123456789") != strlen(key)) json_object_set(named, key, value);
  struct node rest = *row;
  rest.value = named;
  keys_check(check, &rest, "a line of `see`", known);
  json_decref(named);
}

static json_t *row_check(struct check *check, const struct node *row) {
  json_t *out = json_object();
  if (!json_is_array(row->value) && !json_is_object(row->value)) {
    mistake(check, row, "A line of `see` is a table, such as `%s`, not %s.", row_example, node_type(row->value));
    return out;
  }
  if (json_is_object(row->value)) row_keys_check(check, row);
  json_object_set_new(out, "roles", roles_of(check, row));
  what_of(check, row, out);
  when_of(check, row, out);
  return out;
}

// ---- could somebody see something in a state?

static bool is_everyone(const json_t *roles, const char *name) {
  size_t i;
  json_t *role;
  json_array_foreach(roles, i, role) if (strcmp(json_text(role, "name"), name) == 0) return json_flag(role, "everyone");
  return false;
}

static bool is_for(const json_t *roles, const json_t *line, const char *role) {
  size_t i;
  json_t *name;
  json_array_foreach(json_object_get(line, "roles"), i,
                     name) if (strcmp(json_string_value(name), role) == 0 || is_everyone(roles, json_string_value(name))) return true;
  return false;
}

struct seeing {
  struct check *check;
  const json_t *roles, *lines, *list; // canonical
};

static bool is_never(const struct seeing *seeing, const json_t *when, int state) {
  return guard_could(seeing->check->states[0]->spec, when, seeing->check->states[state]->id) == COULD_NEVER;
}

// All that this role could see while the state is active, `state` -1: ever. A new reference; empty: nothing.
static json_t *could_see(const struct seeing *seeing, const char *role, int state) {
  json_t *seen = json_array(), *line, *word;
  size_t i, j;
  json_array_foreach(seeing->lines, i, line) {
    if (!is_for(seeing->roles, line, role)) continue;
    if (state >= 0 && is_never(seeing, json_object_get(line, "when"), state)) continue;
    json_array_foreach(json_object_get(line, "what"), j, word) json_array_append(seen, word);
  }
  return seen;
}

static bool has_field(const struct seeing *seeing, const json_t *seen, const char *field) {
  const char *column;
  json_t *name;
  if (json_array_has(seen, "everything") || json_array_has(seen, field)) return true;
  if (!json_array_has(seen, "summary")) return false;
  json_object_foreach((json_t *)seeing->list, column, name) if (strcmp(json_string_value(name), field) == 0) return true;
  return false;
}

// The minute of a meeting is written down by whoever records it, not looked up.
static void form_see(const struct seeing *seeing, const struct node *at, const json_t *transition, const char *role, const json_t *seen) {
  size_t i;
  json_t *asked;
  json_array_foreach(json_object_get(transition, "form"), i, asked) {
    const char *field = json_text(asked, "field");
    if (strcmp(field, "meeting") == 0 || strcmp(field, "minute_ref") == 0 || has_field(seeing, seen, field)) continue;
    mistake(seeing->check, at, "The form asks `%s` for `%s`, which `see` never shows them here; add it to what they see.", role, field);
  }
}

static void role_sees(const struct seeing *seeing, const struct node *at, int state, const json_t *transition, const char *role,
                      const char *does) {
  json_t *seen = could_see(seeing, role, state), *ever = could_see(seeing, role, -1);
  if (json_array_size(seen))
    form_see(seeing, at, transition, role, seen);
  else if (json_array_size(ever)) // who never sees anything is told of once
    mistake(seeing->check, at, "`%s` %s in `%s`, where no line of `see` shows them anything; give them one that is true there.", role, does,
            seeing->check->states[state]->id);
  json_decref(ever);
  json_decref(seen);
}

static void transition_sees(const struct seeing *seeing, int state, const json_t *transition) {
  static const char *const rights[] = {"by", "decided_by", "recorded_by"}, *const does[] = {"acts", "decides", "records"};
  const char *event = json_text(transition, "event");
  const struct node *from = &seeing->check->states[state]->node;
  struct node on = node_member(from, "on"), at = event ? node_member(&on, event) : *from;
  size_t j;
  json_t *role;
  for (size_t i = 0; i < 3; i++)
    json_array_foreach(json_object_get(transition, rights[i]), j, role)
        role_sees(seeing, &at, state, transition, json_string_value(role), does[i]);
}

static void state_sees(const struct seeing *seeing, int state) {
  const json_t *spec = seeing->check->states[state]->spec;
  const char *holder = json_text(spec, "holder");
  struct node at = node_member(&seeing->check->states[state]->node, "holder");
  size_t i;
  json_t *transition;
  if (holder) role_sees(seeing, &at, state, NULL, holder, "holds the item");
  json_array_foreach(json_object_get(spec, "transitions"), i, transition) transition_sees(seeing, state, transition);
}

static void roles_see(const struct seeing *seeing, const struct node *at) {
  size_t i;
  json_t *role;
  json_array_foreach(seeing->check->readers, i, role) {
    json_t *ever = could_see(seeing, json_string_value(role), -1);
    if (json_array_size(ever) == 0)
      mistake(seeing->check, at, "`%s` acts on an item, holds it or is told of it, and no line of `see` shows them anything of it.",
              json_string_value(role));
    json_decref(ever);
  }
}

// ---- the whole

// "summary" would be the word and the field.
static void fields_check_apart(struct check *check) {
  struct node fields = node_member(&check->root, "fields");
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    struct node at = node_member(&fields, words[i]);
    if (at.value)
      mistake(check, &at, "A field cannot be called `%s` where there is `see`, in which that is a word of its own; call it `%s_text`.",
              words[i], words[i]);
  }
}

static json_t *readers_of(const json_t *lines) {
  json_t *all = json_array(), *line, *role;
  size_t i, j;
  json_array_foreach(lines, i, line)
      json_array_foreach(json_object_get(line, "roles"), j, role) if (!json_array_has(all, json_string_value(role)))
          json_array_append(all, role);
  return all;
}

bool see_check(struct check *check, json_t *out) {
  struct node at = node_member(&check->root, "see"), read = node_member(&check->root, "read"), first = node_place(&at, 0);
  if (!at.value) return false;
  format_needs(check, 5);
  if (read.value)
    mistake(check, &read, "`see` says who sees what, so `read` cannot stand beside it; write these roles into `see`, such as `%s`.",
            row_example);
  if (node_member(&at, "what").value || json_is_string(first.value) || !json_is_array(at.value)) {
    mistake(check, &at, "`see` is a list of lines, such as `see = { %s }`.", row_example);
    return true;
  }
  fields_check_apart(check);
  json_t *lines = json_array_at(out, "see");
  size_t before = check->problems->count;
  for (size_t i = 0; i < node_count(&at); i++) {
    struct node row = node_item(&at, i);
    json_array_append_new(lines, row_check(check, &row));
  }
  json_object_set_new(out, "read", readers_of(lines));
  struct seeing seeing = {check, json_object_get(out, "roles"), lines, json_object_get(out, "list")};
  if (check->problems->count > before || check->roles_are_lost) return true; // what is wrong already would be told again
  roles_see(&seeing, &at);
  for (int state = 0; state < check->state_count; state++) state_sees(&seeing, state);
  return true;
}
