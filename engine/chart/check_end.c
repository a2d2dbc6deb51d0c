// Steps from which no end can be reached: two that lead only to each other, say. An item that comes there stays open for ever, and whoever
// holds it is chased for ever.
//
// 1. An end is a state that is closed, or one whose author says that it lasts (`standing`), or a final state at the top, where all regions
//    have one. Where nothing of a workflow is an end, it is a list that goes on for ever: ending.h, and no mistake.
// 2. What one transition can bring about is taken to be more than it is (history states, guards that are true some day), so what is named
//    here is wrong whatever the guards say.
// 3. A region beside others comes to an end with them: it is a clock, say. So only a state beside which nothing ends is looked at.
// 4. What nobody can leave was named by check_reach.c; what leads there is not named again.
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

struct ends {
  const struct check *check;
  bool *arrives; // [edge * state_count + state]: the transition can bring the item to rest in that state
  bool *leads;   // [edge]: an end can be reached by it
  bool *is_end;  // [state]
  bool *can;     // [state]: an end can be reached from it
  int *todo;     // states whose `can` is news
  int todo_count;
};

static bool is_leaf(const struct check *check, int state) {
  return check->states[state]->kind == STATE_ATOMIC || check->states[state]->kind == STATE_FINAL;
}

// ---- where a transition leads

static void begin(const struct check *check, bool *row, int state);

// The parts of a parallel state but those that hold one of `targets`.
static void begin_parts(const struct check *check, bool *row, int parent, const struct states *targets) {
  for (int i = parent + 1; i > 0 && i <= check->states[parent]->last; i = state_next(check, i))
    if (check->states[i]->kind != STATE_HISTORY && !states_have_under(check, targets, i)) begin(check, row, i);
}

static void begin_below(const struct check *check, bool *row, int top, const struct states *targets) {
  for (int i = 0; i < targets->count; i++) {
    begin(check, row, targets->items[i]);
    for (int around = check->states[targets->items[i]]->parent; around > top; around = check->states[around]->parent)
      if (check->states[around]->kind == STATE_PARALLEL) begin_parts(check, row, around, targets);
  }
}

static void begin(const struct check *check, bool *row, int state) {
  const struct state *at = check->states[state];
  if (row[state]) return;
  row[state] = true;
  if (at->kind == STATE_PARALLEL)
    begin_parts(check, row, state, &(struct states){0});
  else if (at->kind == STATE_HISTORY)
    memset(row + at->parent + 1, true, (size_t)(check->states[at->parent]->last - at->parent)); // it may bring back any of them
  else
    begin_below(check, row, state, &at->initial);
}

// ---- ends

static bool has_tag(const struct state *state, const char *wanted) {
  struct node tags = node_member(&state->node, "tags");
  for (size_t i = 0; i < node_count(&tags); i++) {
    const char *tag = json_string_value(node_item(&tags, i).value);
    if (tag && strcmp(tag, wanted) == 0) return true;
  }
  return false;
}

static bool lasts(const struct check *check, int state) {
  for (; state > 0; state = check->states[state]->parent)
    if (has_tag(check->states[state], "standing")) return true;
  return false;
}

static bool has_final(const struct check *check, int parent) {
  for (int i = parent + 1; i > 0 && i <= check->states[parent]->last; i = state_next(check, i))
    if (check->states[i]->kind == STATE_FINAL) return true;
  return false;
}

// A final state ends the item at the top alone: below, it ends the states around it, which may lead on.
static bool ends_all(const struct check *check, int state) {
  int parent = check->states[state]->parent;
  if (check->states[state]->kind != STATE_FINAL || parent == 0) return parent == 0 && check->states[state]->kind == STATE_FINAL;
  if (check->states[parent]->parent != 0 || check->states[0]->kind != STATE_PARALLEL) return false;
  for (int i = 1; i > 0; i = state_next(check, i))
    if (!has_final(check, i)) return false;
  return true;
}

static bool is_end(const struct check *check, int state) {
  const struct state *at = check->states[state];
  return at->is_reached && is_leaf(check, state) && (at->is_closed || lasts(check, state) || ends_all(check, state));
}

static bool any_end(const struct ends *ends, int from, int to) {
  for (int i = from; i <= to; i++)
    if (ends->is_end[i]) return true;
  return false;
}

static bool is_beside_an_end(const struct ends *ends, int state) {
  const struct check *check = ends->check;
  for (int part = state, around = check->states[state]->parent; around >= 0; part = around, around = check->states[around]->parent) {
    const struct state *own = check->states[part], *all = check->states[around];
    if (all->kind == STATE_PARALLEL && (any_end(ends, around + 1, part - 1) || any_end(ends, own->last + 1, all->last))) return true;
  }
  return false;
}

// ---- from which an end can be reached

static void can_end(struct ends *ends, int state) {
  if (ends->can[state]) return;
  ends->can[state] = true;
  ends->todo[ends->todo_count++] = state;
}

static void begin_with_ends(struct ends *ends) {
  const struct check *check = ends->check;
  for (int i = 1; i < check->state_count; i++) {
    const struct state *state = check->states[i];
    bool was_named = state->kind == STATE_ATOMIC && !state->is_left;
    if (is_leaf(check, i) && (ends->is_end[i] || was_named || is_beside_an_end(ends, i))) can_end(ends, i);
  }
}

static void lead_there(struct ends *ends, int edge) {
  const struct check *check = ends->check;
  ends->leads[edge] = true;
  for (int i = 1; i < check->state_count; i++)
    if (is_leaf(check, i) && !ends->can[i] && edge_leaves(check, &check->edges[edge], i)) can_end(ends, i);
}

static void follow_back(struct ends *ends) {
  const struct check *check = ends->check;
  while (ends->todo_count) {
    int state = ends->todo[--ends->todo_count];
    for (int e = 0; e < check->edge_count; e++)
      if (!ends->leads[e] && ends->arrives[(size_t)e * (size_t)check->state_count + (size_t)state]) lead_there(ends, e);
  }
}

// ---- saying so

// The states that it leads to, none of which has an end. They are all marked as named.
static json_t *beyond(struct ends *ends, int first) {
  const struct check *check = ends->check;
  json_t *names = json_array();
  ends->can[first] = true;
  ends->todo[ends->todo_count++] = first;
  while (ends->todo_count) {
    int state = ends->todo[--ends->todo_count];
    if (state != first) json_array_add(names, check->states[state]->key);
    for (int e = 0; e < check->edge_count; e++)
      for (int i = 1; edge_leaves(check, &check->edges[e], state) && i < check->state_count; i++)
        if (is_leaf(check, i) && ends->arrives[(size_t)e * (size_t)check->state_count + (size_t)i]) can_end(ends, i);
  }
  return names;
}

enum { NAMED_MAX = 6 }; // more are no help

// "it leads to `b`, `c` and `d` alone". Caller frees.
static char *names_said(const json_t *names) {
  size_t count = json_array_size(names), shown = count > NAMED_MAX ? NAMED_MAX : count;
  struct buf out = {0};
  buf_text(&out, count ? "it leads to" : "nothing leads on from it");
  for (size_t i = 0; i < shown; i++)
    buf_format(&out, "%s `%s`", i == 0 ? "" : i + 1 == count ? " and" : ",", json_string_value(json_array_get(names, i)));
  if (count > shown) buf_format(&out, " and %zu more", count - shown);
  if (count) buf_text(&out, " alone");
  return buf_take(&out);
}

static void report(struct check *check, struct ends *ends) {
  for (int i = 1; i < check->state_count; i++) {
    if (!is_leaf(check, i) || !check->states[i]->is_reached || ends->can[i]) continue;
    json_t *names = beyond(ends, i);
    char *said = names_said(names);
    mistake(check, &check->states[i]->node,
            "No end can be reached from the state `%s`: %s. Give %s a way to a state that is closed, or write `tags = { \"standing\" }` "
            "where it is to go on for ever.",
            check->states[i]->key, said, json_array_size(names) ? "one of them" : "it");
    mem_free(said);
    json_decref(names);
  }
}

static void arrive(struct ends *ends) {
  const struct check *check = ends->check;
  for (int e = 0; e < check->edge_count; e++) {
    const struct edge *edge = &check->edges[e];
    bool *row = ends->arrives + (size_t)e * (size_t)check->state_count;
    if (edge->to.count) begin_below(check, row, edge_domain(check, edge), &edge->to);
  }
}

static void look(struct check *check, struct ends *ends) {
  arrive(ends);
  begin_with_ends(ends);
  follow_back(ends);
  report(check, ends);
}

void ends_check(struct check *check) {
  size_t states = (size_t)check->state_count, edges = (size_t)check->edge_count;
  struct ends ends = {.check = check, .arrives = mem_new(edges * states + 1), .leads = mem_new(edges + 1)};
  ends.is_end = mem_new(states);
  ends.can = mem_new(states);
  ends.todo = mem_new(states * sizeof *ends.todo);
  for (int i = 1; i < check->state_count; i++) ends.is_end[i] = is_end(check, i);
  if (any_end(&ends, 1, check->state_count - 1)) look(check, &ends);
  mem_free(ends.arrives);
  mem_free(ends.leads);
  mem_free(ends.is_end);
  mem_free(ends.can);
  mem_free(ends.todo);
}
