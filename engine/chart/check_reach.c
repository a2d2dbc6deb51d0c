// What can be said only of the whole: states that nothing reaches or nobody can leave, and events that nobody can ask for.
// Guards are taken to be true some day, so what is named here is wrong whatever they say.
#include "chart/check_internal.h"

#include <string.h>

static void enter_by_default(struct check *check, int state);

static void reach(struct check *check, int state) { check->states[state]->is_reached = true; }

// The parts of a parallel state but those that hold one of `targets`.
static void enter_children(struct check *check, int parent, const struct states *targets) {
  for (int i = parent + 1; i > 0 && i <= check->states[parent]->last; i = state_next(check, i)) {
    bool is_part = check->states[i]->kind != STATE_HISTORY && !check->states[i]->is_begun;
    if (is_part && !states_have_under(check, targets, i)) enter_by_default(check, i);
  }
}

// Entering states below `top` enters those around each, the other parts of parallel ones, and where each begins (SCXML, Appendix D:
// addAncestorStatesToEnter). What a history state brings back was reached before; what is new is its default.
static void enter_below(struct check *check, int top, const struct states *targets) {
  for (int i = 0; i < targets->count; i++) {
    int target = targets->items[i];
    for (int around = check->states[target]->parent; around > top; around = check->states[around]->parent) {
      reach(check, around);
      if (check->states[around]->kind == STATE_PARALLEL) enter_children(check, around, targets);
    }
    if (!check->states[target]->is_begun) enter_by_default(check, target);
  }
}

static void enter_by_default(struct check *check, int state) {
  struct state *at = check->states[state];
  at->is_begun = true;
  reach(check, state);
  if (at->kind == STATE_PARALLEL)
    enter_children(check, state, &(struct states){0});
  else if (at->kind == STATE_HISTORY)
    enter_below(check, at->parent, &at->initial);
  else
    enter_below(check, state, &at->initial);
}

// What an edge enters hangs on its targets alone, so each is followed once.
static void mark_reached(struct check *check) {
  enter_by_default(check, 0);
  for (bool changed = true; changed;) {
    changed = false;
    for (int i = 0; i < check->edge_count; i++) {
      struct edge *edge = &check->edges[i];
      if (edge->is_followed || !check->states[edge->from]->is_reached) continue;
      edge->is_followed = changed = true;
      enter_below(check, -1, &edge->to);
    }
  }
}

static bool all_under(const struct check *check, const struct states *targets, int around) {
  for (int i = 0; i < targets->count; i++)
    if (!state_is_under(check, targets->items[i], around)) return false;
  return true;
}

// Its source when internal, else what surrounds both its ends.
int edge_domain(const struct check *check, const struct edge *edge) {
  if (edge->internal && check->states[edge->from]->kind == STATE_COMPOUND && all_under(check, &edge->to, edge->from)) return edge->from;
  int around = check->states[edge->from]->parent;
  while (around > 0 && (check->states[around]->kind != STATE_COMPOUND || !all_under(check, &edge->to, around)))
    around = check->states[around]->parent;
  return around < 0 ? 0 : around;
}

// Can both be active at once? They can when one holds the other or their nearest common state is parallel.
static bool are_together(const struct check *check, int a, int b) {
  if (a == b || state_is_under(check, a, b) || state_is_under(check, b, a)) return true;
  int around = check->states[a]->parent;
  while (around >= 0 && !state_is_under(check, b, around)) around = check->states[around]->parent;
  return around >= 0 && check->states[around]->kind == STATE_PARALLEL;
}

bool always_is_sure(const struct check *check, const struct node *node, int from) {
  struct node own = node_member(&check->states[from]->node, "always");
  if (!transition_is_one(&own) && node_item(&own, 0).value != node->value) return false;
  for (int i = 1; i < check->state_count; i++) {
    bool may_come_first = i != from && are_together(check, from, i) && !state_is_under(check, from, i);
    if (may_come_first && node_member(&check->states[i]->node, "always").value) return false;
  }
  return true;
}

bool edge_leaves(const struct check *check, const struct edge *edge, int state) {
  if (edge->to.count == 0 || !state_is_under(check, state, edge_domain(check, edge))) return false;
  return are_together(check, edge->from, state) && !(edge->to.items[0] == state && edge->from == state);
}

static void mark_left(struct check *check) {
  for (int state = 1; state < check->state_count; state++)
    for (int i = 0; i < check->edge_count && !check->states[state]->is_left; i++)
      check->states[state]->is_left = edge_leaves(check, &check->edges[i], state);
}

static bool has_one_child(const struct check *check, int parent) {
  int count = 0;
  for (int i = parent + 1; i > 0 && i <= check->states[parent]->last; i = state_next(check, i))
    count += check->states[i]->kind != STATE_HISTORY;
  return count == 1;
}

// A part of a parallel state that is one single state only stands beside the others; nobody has to leave it.
static bool stands_beside(const struct check *check, int state) {
  for (int around = check->states[state]->parent; around >= 0; state = around, around = check->states[around]->parent) {
    if (check->states[around]->kind == STATE_PARALLEL) return true;
    if (!has_one_child(check, around)) return false;
  }
  return false;
}

static void states_report(struct check *check) {
  for (int i = 1; i < check->state_count; i++) {
    const struct state *state = check->states[i];
    if (!state->is_reached) {
      if (check->states[state->parent]->is_reached)
        mistake(check, &state->node, "Nothing leads to the state `%s`: make it the target of something, or take it out.", state->key);
    } else if (state->kind == STATE_ATOMIC && !state->is_closed && !state->is_left && !stands_beside(check, i))
      mistake(check, &state->node, "Nobody can leave the state `%s`: give it a way out, make it `type = \"final\"`, or tag it `closed`.",
              state->key);
  }
}

// Several are not followed: the other regions may have a say.
static int only_one(const struct states *targets) { return targets->count == 1 ? targets->items[0] : -1; }

// Where one is at once after entering `state`; -1: it rests.
static int at_once_from(const struct check *check, int state) {
  while (state >= 0) {
    for (int i = 0; i < check->edge_count; i++)
      if (check->edges[i].at_once && check->edges[i].from == state) return only_one(&check->edges[i].to);
    state = check->states[state]->kind == STATE_HISTORY ? -1 : only_one(&check->states[state]->initial);
  }
  return -1;
}

// A circle of states that all lead on at once never comes to rest (S7). It is named once, at its first state.
static bool is_circle(const struct check *check, int state) {
  int at = at_once_from(check, state);
  if (at == state) return false; // named where it was checked
  for (int steps = 0; at >= state && steps < check->state_count; steps++, at = at_once_from(check, at))
    if (at == state) return true;
  return false;
}

static void circles_report(struct check *check) {
  for (int i = 0; i < check->edge_count; i++) {
    int from = check->edges[i].from;
    if (!check->edges[i].at_once || !is_circle(check, from)) continue;
    struct node always = node_member(&check->states[from]->node, "always");
    mistake(check, &always, "`always` leads from `%s` through other states back to it, for ever; give one of them a `guard`.",
            check->states[from]->key);
    return;
  }
}

static bool is_taken_by_someone(const struct node *node) {
  struct node by = node_member(node, "by"), decided_by = node_member(node, "decided_by");
  return node_count(&by) > 0 || node_count(&decided_by) > 0;
}

static void askable(struct check *check, const struct node *list, const char *event) {
  bool is_one = transition_is_one(list);
  for (size_t i = 0; i < (is_one ? 1 : node_count(list)); i++) {
    struct node item = is_one ? *list : node_item(list, i);
    if (is_taken_by_someone(&item)) continue;
    mistake(check, &item, "Nobody can ask for `%s`: name who may with `by = \"owner\"`; nothing else raises this event either.", event);
    return;
  }
}

static void events_report(struct check *check) {
  for (int i = 0; i < check->state_count; i++) {
    struct node on = node_member(&check->states[i]->node, "on");
    const char *event;
    json_t *value;
    if (check->states[i]->kind == STATE_FINAL || check->states[i]->kind == STATE_HISTORY) continue;
    json_object_foreach((json_t *)on.value, event, value) {
      struct node list = node_member(&on, event);
      bool is_engines = pattern_is(event) || stale_is(event) || relayed_is(event) || strncmp(event, "done.state.", 11) == 0;
      if (!is_engines && !json_array_has(check->raised, event)) askable(check, &list, event);
    }
  }
}

void reach_check(struct check *check) {
  events_report(check);
  patterns_report(check);
  if (check->is_lost) return;
  circles_report(check);
  mark_reached(check);
  mark_left(check);
  states_report(check);
  ends_check(check);
}
