// Where a compound state begins, and where a history state leads when nothing was left yet: both name states below a state.
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

// The first child that one can be in, or -1.
static int first_child(const struct check *check, int parent) {
  int child = check->states[parent]->last > parent ? parent + 1 : -1;
  while (child >= 0 && check->states[child]->kind == STATE_HISTORY) child = state_next(check, child);
  return child;
}

static json_t *names_below(const struct check *check, int parent, bool directly) {
  json_t *names = json_array();
  for (int i = parent + 1; i <= check->states[parent]->last; i++)
    if (!directly || check->states[i]->parent == parent) json_array_add(names, check->states[i]->key);
  return names;
}

// In a workflow one state is a child, so that the drawing reads from the outside in; several cannot be.
static int initial_find(const struct check *check, int parent, const char *name, bool directly) {
  int state = state_below_find(check, parent, name);
  return state >= 0 && directly && check->states[state]->parent != parent ? -1 : state;
}

static int one_initial(struct check *check, const struct node *at, int index, bool directly) {
  const char *name = text_check(check, at), *inside = directly ? "a state directly inside" : "inside this state";
  int state = name ? initial_find(check, index, name, directly) : -1;
  if (!name || state >= 0) return state;
  json_t *names = names_below(check, index, directly);
  const char *nearest = nearest_name(name, names);
  char *hint = near_hint(check, name, names);
  mistake(check, at, "`initial` must be %s; `%s` is none.%s", inside, name, hint);
  if (nearest) state = initial_find(check, index, nearest, directly);
  check->is_lost |= state < 0;
  mem_free(hint);
  json_decref(names);
  return state;
}

static void initials_read(struct check *check, const struct node *at, int index) {
  struct states *initial = &check->states[index]->initial;
  bool directly = check->dialect == FOR_WORKFLOW && !json_is_array(at->value);
  for (size_t i = 0; i < node_count(at); i++) {
    struct node item = node_item(at, i);
    int state = one_initial(check, &item, index, directly);
    if (state >= 0) states_add(initial, state);
  }
  if (at->value && (size_t)initial->count == node_count(at)) states_together_check(check, at, initial);
}

void initial_check(struct check *check, int index) {
  struct state *state = check->states[index];
  struct node at = node_member(&state->node, "initial");
  if (state->kind == STATE_COMPOUND)
    initials_read(check, &at, index);
  else if (at.value && state->kind == STATE_PARALLEL)
    mistake(check, &at, "A parallel state has no `initial`: all of its parts start together.");
  else if (at.value)
    mistake(check, &at, "This state has no `initial`, because it has no states inside.");
  int first = state->kind == STATE_COMPOUND && state->initial.count == 0 ? first_child(check, index) : -1;
  if (first >= 0) states_add(&state->initial, first);
}

// ---- history states

static bool place_check(struct check *check, const struct state *state) {
  if (state->parent == 0)
    mistake(check, &state->node,
            "A history state stands inside the state whose past it keeps; `%s` stands at the top, which is never left.", state->key);
  else if (first_child(check, state->parent) < 0)
    mistake(check, &state->node, "`%s` has nothing to remember: there is no other state beside it.", state->key);
  else
    return true;
  check->is_lost = true;
  return false;
}

static void nothing_inside(struct check *check, const struct node *at, const struct state *state, const char *name) {
  json_t *names = names_below(check, state->parent, !state->deep);
  char *hint = near_hint(check, name, names);
  mistake(check, at, "No state inside `%s` is called `%s`.%s", check->states[state->parent]->key, name, hint);
  check->is_lost = true;
  mem_free(hint);
  json_decref(names);
}

// W3C SCXML 1.0, 3.10.2: below the state around it; in a workflow, for a shallow one, directly below, as a reader expects.
static int default_target(struct check *check, const struct node *at, int index) {
  const struct state *state = check->states[index], *around = check->states[state->parent];
  const char *name = text_check(check, at);
  int target = name ? state_below_find(check, state->parent, name) : -1;
  if (name && target < 0) target = state_resolve(check, index, name);
  if (!name)
    check->is_lost = true;
  else if (target < 0)
    nothing_inside(check, at, state, name);
  else if (!state_is_under(check, target, state->parent))
    mistake(check, at, "`%s` remembers what is inside `%s`, so its `target` must be there too; `%s` is not.", state->key, around->key,
            name);
  else if (check->states[target]->kind == STATE_HISTORY)
    mistake(check, at, "`target` is where `%s` leads when nothing was left yet, so it must be a state; `%s` is a history state.",
            state->key, name);
  else if (!state->deep && check->dialect == FOR_WORKFLOW && check->states[target]->parent != state->parent)
    mistake(check, at, "`%s` remembers only what is directly inside `%s`, so its `target` must be there; for `%s` it needs `deep = true`.",
            state->key, around->key, name);
  else
    return target;
  return -1;
}

static void default_targets(struct check *check, int index) {
  struct state *state = check->states[index];
  struct node at = node_member(&state->node, "target");
  size_t count = node_count(&at);
  if (count == 0)
    mistake(check, &state->node, "`%s` does not say where to begin when nothing was left yet; give it a `target`.", state->key);
  for (size_t i = 0; i < count; i++) {
    struct node item = node_item(&at, i);
    int target = default_target(check, &item, index);
    if (target >= 0) states_add(&state->initial, target);
  }
  if (count && (size_t)state->initial.count == count) states_together_check(check, &at, &state->initial);
}

void history_check(struct check *check, int index) {
  struct state *state = check->states[index];
  if (!json_is_object(state->node.value)) return;
  format_needs(check, 2);
  struct node deep = node_member(&state->node, "deep"), actions = node_member(&state->node, "actions");
  state->deep = flag_check(check, &deep, false) || (deep.value && !json_is_boolean(deep.value));
  if (state->deep) json_put_flag(state->spec, "deep", true);
  if (place_check(check, state)) default_targets(check, index);
  json_t *transition = transition_plain(check);
  states_put(check, &state->initial, "target", "targets", transition);
  json_object_set_new(transition, "actions", actions_check(check, &actions, index));
  json_array_append_new(json_array_at(state->spec, "transitions"), transition);
}
