// What a name of a state means where it stands, and which states can be active together.
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

bool state_is_under(const struct check *check, int state, int ancestor) {
  return state >= 0 && state > ancestor && state <= check->states[ancestor]->last;
}

int state_next(const struct check *check, int state) {
  int parent = check->states[state]->parent, next = check->states[state]->last + 1;
  return parent >= 0 && next <= check->states[parent]->last ? next : -1;
}

static int child_find(const struct check *check, int parent, const char *key) {
  int child = check->states[parent]->last > parent ? parent + 1 : -1;
  while (child >= 0 && strcmp(check->states[child]->key, key) != 0) child = state_next(check, child);
  return child;
}

static int by_id(const struct check *check, const char *id) { return (int)json_number(check->state_ids, id, -1); }

// A history state is pointed at from outside the state that it stands in, so its own name does where it is the only one of that name.
static int history_find(const struct check *check, const char *key) {
  int found = -1;
  for (int i = 1; i < check->state_count; i++) {
    const struct state *state = check->states[i];
    if (state->kind != STATE_HISTORY || strcmp(state->key, key) != 0) continue;
    if (found >= 0) return -1;
    found = i;
  }
  return found;
}

int state_resolve(const struct check *check, int from, const char *name) {
  if (check->dialect != FOR_WORKFLOW) return by_id(check, name);
  for (int around = check->states[from]->parent; around >= 0; around = check->states[around]->parent) {
    int child = child_find(check, around, name);
    if (child >= 0) return child;
  }
  int state = by_id(check, name);
  return state >= 0 ? state : history_find(check, name);
}

// What could have been written here: first the full id of a state whose own name it is, then whatever is near.
static const char *meant(const struct check *check, int from, const char *name, json_t *names) {
  for (int i = 1; i < check->state_count; i++)
    if (strcmp(check->states[i]->key, name) == 0) return check->states[i]->id;
  for (int i = 1; i < check->state_count; i++) {
    const struct state *state = check->states[i];
    bool by_key = check->dialect != FOR_WORKFLOW || state->kind == STATE_HISTORY;
    if (by_key || state->parent == 0 || state_is_under(check, from, state->parent)) json_array_add(names, state->key);
  }
  for (int i = 1; i < check->state_count && check->dialect == FOR_WORKFLOW; i++)
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

// Below `parent`: by the path from there, by the full id, and last by its own name where only one has it.
int state_below_find(const struct check *check, int parent, const char *name) {
  const char *around = check->states[parent]->id;
  char *path = *around && check->dialect == FOR_WORKFLOW ? mem_format("%s.%s", around, name) : mem_text(name);
  int by_path = by_id(check, path), by_name = by_id(check, name), found = -1;
  mem_free(path);
  if (state_is_under(check, by_path, parent)) return by_path;
  if (state_is_under(check, by_name, parent)) return by_name;
  for (int i = parent + 1; i <= check->states[parent]->last; i++) {
    if (strcmp(check->states[i]->key, name) != 0) continue;
    if (found >= 0) return -1;
    found = i;
  }
  return found;
}

// The child of `around` that is `state` or holds it.
static int child_holding(const struct check *check, int around, int state) {
  while (check->states[state]->parent != around) state = check->states[state]->parent;
  return state;
}

bool states_have_under(const struct check *check, const struct states *states, int state) {
  for (int i = 0; i < states->count; i++)
    if (states->items[i] == state || state_is_under(check, states->items[i], state)) return true;
  return false;
}

// Entering `target` enters the first states below it: those on the way there, those below them, and other parts of what is parallel, where
// no other first state is.
static bool enters_by_initial(const struct check *check, int target, int initial, int state) {
  if (initial == state || state_is_under(check, initial, state)) return true;
  int around = initial;
  while (around != target && !state_is_under(check, state, around)) around = check->states[around]->parent;
  if (around == initial) return state_enters(check, initial, state);
  if (check->states[around]->kind != STATE_PARALLEL || around == target) return false;
  int part = child_holding(check, around, state);
  return !states_have_under(check, &check->states[target]->initial, part) && state_enters(check, part, state);
}

bool state_enters(const struct check *check, int target, int state) {
  if (target == state) return true;
  if (!state_is_under(check, state, target)) return false;
  if (check->states[target]->kind == STATE_PARALLEL) return state_enters(check, child_holding(check, target, state), state);
  const struct states *initial = &check->states[target]->initial;
  for (int i = 0; i < initial->count; i++)
    if (enters_by_initial(check, target, initial->items[i], state)) return true;
  return false;
}

void states_add(struct states *targets, int state) {
  targets->items = mem_grow(targets->items, (size_t)targets->count + 1, sizeof *targets->items);
  targets->items[targets->count++] = state;
}

// A history state stands for what is below the state around it.
static int stands_for(const struct check *check, int state) {
  return check->states[state]->kind == STATE_HISTORY ? check->states[state]->parent : state;
}

// W3C SCXML 1.0, 3.11: neither holds the other, and what holds both is parallel.
static bool can_be_together(const struct check *check, int a, int b) {
  a = stands_for(check, a);
  b = stands_for(check, b);
  if (a == b || state_is_under(check, a, b) || state_is_under(check, b, a)) return false;
  int around = check->states[a]->parent;
  while (!state_is_under(check, b, around)) around = check->states[around]->parent;
  return check->states[around]->kind == STATE_PARALLEL;
}

void states_together_check(struct check *check, const struct node *list, const struct states *targets) {
  for (int i = 1; i < targets->count; i++)
    for (int k = 0; k < i; k++) {
      if (can_be_together(check, targets->items[k], targets->items[i])) continue;
      struct node at = node_item(list, (size_t)i);
      mistake(check, &at, "`%s` and `%s` cannot be active together: several states stand in different regions of a parallel state.",
              check->states[targets->items[k]]->id, check->states[targets->items[i]]->id);
      return;
    }
}

void states_put(struct check *check, const struct states *targets, const char *one, const char *several, json_t *out) {
  if (targets->count == 0) return;
  if (targets->count == 1) {
    json_put_text(out, one, check->states[targets->items[0]]->id);
    return;
  }
  format_needs(check, 2);
  json_t *ids = json_array_at(out, several);
  for (int i = 0; i < targets->count; i++) json_array_add(ids, check->states[targets->items[i]]->id);
}
