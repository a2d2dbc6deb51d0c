// Collects and checks the states: their kinds, children, initials, and what each name in a target means.
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

const char *const state_keys[] = {"title", "holder", "tags",  "type", "initial", "entry",  "exit",
                                  "on",    "always", "after", "at",   "ladder",  "states", NULL};
static const char *const kind_words[] = {"atomic", "compound", "parallel", "final"};

static enum state_kind kind_check(struct check *check, const struct state *state) {
  struct node at = node_member(&state->node, "type");
  const char *type = text_check(check, &at);
  bool has_children = json_is_object(state->nursery.value) && json_object_size(state->nursery.value) > 0;
  if (type && strcmp(type, "parallel") == 0) return STATE_PARALLEL;
  if (type && strcmp(type, "final") == 0 && state->parent >= 0) return STATE_FINAL;
  if (type) mistake(check, &at, "`type` is `parallel` or `final`, or is left out; it cannot be `%s`.", type);
  return has_children || state->parent < 0 ? STATE_COMPOUND : STATE_ATOMIC;
}

static bool is_tagged_closed(const struct node *node) {
  struct node tags = node_member(node, "tags");
  for (size_t i = 0; i < node_count(&tags); i++) {
    const char *tag = json_string_value(node_item(&tags, i).value);
    if (tag && strcmp(tag, "closed") == 0) return true;
  }
  return false;
}

static void collect_events(struct check *check, const struct state *state) {
  const char *event;
  json_t *value;
  json_object_foreach(json_object_get(state->node.value, "on"), event, value) {
    if (json_array_size(check->handled) < TRANSITIONS_MAX && !json_array_has(check->handled, event)) json_array_add(check->handled, event);
  }
}

static char *id_under(const struct state *parent, const char *key) {
  return *parent->id ? mem_format("%s.%s", parent->id, key) : mem_text(key);
}

static int collect(struct check *check, struct node node, const char *key, int parent);

static void collect_children(struct check *check, int index) {
  struct state *state = check->states[index];
  if (!table_check(check, &state->nursery, "states = { proposed = { ... } }")) {
    check->is_lost |= state->nursery.value != NULL;
    return;
  }
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)state->nursery.value, key, value) {
    struct node node = node_member(&state->nursery, key);
    name_check(check, &node, key, "a state");
    collect(check, node, key, index);
    if (check->is_cut) return;
  }
}

// Nothing more is collected then.
static bool is_too_large(struct check *check, const struct node *node, const char *key, int depth) {
  check->is_cut = check->state_count == STATES_MAX || depth > CHART_DEPTH_MAX;
  if (depth > CHART_DEPTH_MAX)
    mistake(check, node, "State `%s` is nested more than %d deep; move it outward, or into a workflow of its own.", key, CHART_DEPTH_MAX);
  else if (check->is_cut)
    mistake(check, node, "This workflow has more than %d states; split it into several workflows that open one another.", STATES_MAX);
  return check->is_cut;
}

static int collect(struct check *check, struct node node, const char *key, int parent) {
  int depth = parent < 0 ? 0 : check->states[parent]->depth + 1;
  if (is_too_large(check, &node, key, depth)) return -1;
  int index = check->state_count++;
  struct state *state = check->states[index] = mem_new(sizeof *state);
  state->node = node;
  state->nursery = node_member(&state->node, "states");
  state->key = key;
  state->parent = parent;
  state->depth = depth;
  state->initial = -1;
  state->id = parent < 0 ? mem_text("") : id_under(check->states[parent], key);
  state->is_closed = is_tagged_closed(&state->node) || (parent >= 0 && check->states[parent]->is_closed);
  state->kind = kind_check(check, state);
  collect_events(check, state);
  collect_children(check, index);
  return index;
}

// The first child, or -1.
static int first_child(const struct check *check, int parent) {
  return parent + 1 < check->state_count && check->states[parent + 1]->parent == parent ? parent + 1 : -1;
}

static int child_find(const struct check *check, int parent, const char *name) {
  for (int i = parent + 1; i < check->state_count; i++) {
    const struct state *state = check->states[i];
    if (state->parent == parent && (strcmp(state->key, name) == 0 || strcmp(state->id, name) == 0)) return i;
  }
  return -1;
}

static json_t *child_names(const struct check *check, int parent) {
  json_t *names = json_array();
  for (int i = parent + 1; i < check->state_count; i++)
    if (check->states[i]->parent == parent) json_array_add(names, check->states[i]->key);
  return names;
}

static void initial_check(struct check *check, int index) {
  struct state *state = check->states[index];
  struct node at = node_member(&state->node, "initial");
  const char *name = text_check(check, &at);
  if (state->kind == STATE_COMPOUND) state->initial = first_child(check, index);
  if (!name) return;
  int child = child_find(check, index, name);
  if (state->kind == STATE_PARALLEL)
    mistake(check, &at, "A parallel state has no `initial`: all of its parts start together.");
  else if (state->kind != STATE_COMPOUND)
    mistake(check, &at, "This state has no `initial`, because it has no states inside.");
  else if (child < 0) {
    json_t *names = child_names(check, index);
    const char *nearest = nearest_name(name, names);
    char *hint = near_hint(check, name, names);
    mistake(check, &at, "`initial` must be a state directly inside; `%s` is none.%s", name, hint);
    if (nearest) child = child_find(check, index, nearest);
    check->is_lost |= !nearest;
    mem_free(hint);
    json_decref(names);
  }
  if (child >= 0 && state->kind == STATE_COMPOUND) state->initial = child;
}

void states_collect(struct check *check) {
  collect(check, check->root, "", -1);
  if (check->state_count == 1 && !node_member(&check->root, "states").value)
    mistake(check, &check->root, "The workflow has no `states`; give it at least one, such as `states = { proposed = { ... } }`.");
  for (int i = 0; i < check->state_count; i++) initial_check(check, i);
}

int state_resolve(const struct check *check, int from, const char *name) {
  for (int around = check->states[from]->parent; around >= 0; around = check->states[around]->parent)
    for (int i = around + 1; i < check->state_count; i++)
      if (check->states[i]->parent == around && strcmp(check->states[i]->key, name) == 0) return i;
  for (int i = 1; i < check->state_count; i++)
    if (strcmp(check->states[i]->id, name) == 0) return i;
  return -1;
}

bool state_is_under(const struct check *check, int state, int ancestor) {
  while (state >= 0 && (state = check->states[state]->parent) >= 0)
    if (state == ancestor) return true;
  return false;
}

// What could have been written here: first the full id of a state whose own name it is, then whatever is near.
static const char *meant(const struct check *check, int from, const char *name, json_t *names) {
  for (int i = 1; i < check->state_count; i++)
    if (strcmp(check->states[i]->key, name) == 0) return check->states[i]->id;
  for (int i = 1; i < check->state_count; i++) {
    const struct state *state = check->states[i];
    if (state->parent == 0 || state_is_under(check, from, state->parent)) json_array_add(names, state->key);
  }
  for (int i = 1; i < check->state_count; i++)
    if (check->states[i]->parent > 0) json_array_add(names, check->states[i]->id);
  return nearest_name(name, names);
}

int state_check(struct check *check, const struct node *node, int from, const char *name) {
  int state = state_resolve(check, from, name);
  if (state >= 0) return state;
  if (is_enough(check)) return -1;
  json_t *names = json_array();
  const char *near = meant(check, from, name, names);
  char *hint = near ? mem_format(" Did you mean `%s`?", near) : near_hint(check, name, names);
  mistake(check, node, "No state is called `%s` here.%s", name, hint);
  state = near ? state_resolve(check, from, near) : -1;
  if (state < 0) check->is_lost = true;
  mem_free(hint);
  json_decref(names);
  return state;
}

bool state_enters(const struct check *check, int target, int state) {
  for (; state != target; state = check->states[state]->parent) {
    int parent = check->states[state]->parent;
    if (parent < 0) return false;
    if (check->states[parent]->kind == STATE_COMPOUND && check->states[parent]->initial != state) return false;
  }
  return true;
}

// What stands in the way of what a state of this kind is.
static void kind_holds(struct check *check, const struct state *state) {
  static const char *const leaving[] = {"on", "always", "after", "at", "ladder", "states", NULL};
  for (size_t i = 0; state->kind == STATE_FINAL && leaving[i]; i++) {
    struct node at = node_member(&state->node, leaving[i]);
    if (node_count(&at) == 0) continue;
    mistake(check, &at, "`%s` is final, so it cannot have `%s`. A state that can be opened again is tagged `closed` instead.", state->key,
            leaving[i]);
  }
  if (state->kind == STATE_PARALLEL && json_object_size(state->nursery.value) == 0)
    mistake(check, &state->node, "This is parallel but has no states inside to run side by side.");
  else if (state->kind != STATE_FINAL && json_is_object(state->nursery.value) && json_object_size(state->nursery.value) == 0)
    mistake(check, &state->nursery, "There is no state in here; name at least one, or leave `states` out.");
}

static void holder_check(struct check *check, const struct state *state) {
  struct node at = node_member(&state->node, "holder");
  const char *holder = text_check(check, &at);
  if (!holder) return;
  role_check(check, &at, holder);
  json_put_text(state->spec, "holder", holder);
  if (!json_array_has(check->readers, holder)) json_array_add(check->readers, holder);
}

static void ladder_check(struct check *check, const struct state *state) {
  struct node at = node_member(&state->node, "ladder");
  const char *ladder = text_check(check, &at);
  if (!ladder) return;
  json_put_text(state->spec, "ladder", ladder);
  if (check->ladders_are_lost || json_array_has(check->ladder_names, ladder)) return;
  char *hint = near_hint(check, ladder, check->ladder_names);
  mistake(check, &at, "No ladder is called `%s`.%s", ladder, hint);
  mem_free(hint);
}

static json_t *actions_at(struct check *check, int index, const char *key) {
  struct node at = node_member(&check->states[index]->node, key);
  return actions_check(check, &at, index);
}

static void one_state(struct check *check, int index) {
  struct state *state = check->states[index];
  json_t *out = state->spec;
  json_put_text(out, "id", state->id);
  json_put_text(out, "key", state->key);
  json_put_text(out, "kind", kind_words[state->kind]);
  if (state->initial >= 0) json_put_text(out, "initial", check->states[state->initial]->id);
  struct node tags = node_member(&state->node, "tags");
  json_object_set_new(out, "tags", texts_check(check, &tags));
  holder_check(check, state);
  json_object_set_new(out, "entry", actions_at(check, index, "entry"));
  json_object_set_new(out, "exit", actions_at(check, index, "exit"));
  kind_holds(check, state);
  events_check(check, index, json_array_at(out, "transitions"));
  json_object_set_new(out, "timers", timers_check(check, index));
  ladder_check(check, state);
  json_array_at(out, "states");
}

void states_check(struct check *check) {
  for (int i = 0; i < check->state_count; i++) {
    struct state *state = check->states[i];
    state->spec = json_object();
    if (i == 0) {
      json_put_text(state->spec, "title", json_text(check->root.value, "title"));
    } else if (table_needed(check, &state->node, "{ title = \"Proposed\" }")) {
      check->is_lost |= !keys_check(check, &state->node, "a state", state_keys); // perhaps `on`, misspelt
      label_put(check, &state->node, "title", state->key, state->spec);
    } else
      check->is_lost = true;
    one_state(check, i);
    if (i > 0) json_array_append_new(json_array_at(check->states[state->parent]->spec, "states"), state->spec);
  }
}
