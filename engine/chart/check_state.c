// Collects and checks the states: their kinds, children and members, and what each becomes.
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

static const char *const workflow_keys[] = {"title", "holder", "tags",   "type",   "initial",         "entry", "exit", "on",     "always",
                                            "after", "at",     "ladder", "states", "initial_actions", "every", "due",  "invoke", NULL};
static const char *const chart_keys[] = {"title",  "type",        "initial", "initial_actions", "entry", "exit",   "on",
                                         "always", "transitions", "invokes", "donedata",        "data",  "states", NULL};
static const char *const history_keys[] = {"title", "type", "deep", "target", "actions", NULL};
static const char *const kind_words[] = {"atomic", "compound", "parallel", "final", "history"};

static enum state_kind kind_check(struct check *check, const struct state *state) {
  struct node at = node_member(&state->node, "type");
  const char *type = text_check(check, &at);
  bool has_children = json_is_object(state->nursery.value) && json_object_size(state->nursery.value) > 0;
  if (type && strcmp(type, "parallel") == 0) return STATE_PARALLEL;
  if (type && strcmp(type, "final") == 0 && state->parent >= 0) return STATE_FINAL;
  if (type && strcmp(type, "history") == 0 && state->parent >= 0) return STATE_HISTORY;
  if (type) mistake(check, &at, "`type` is `parallel`, `final` or `history`, or is left out; it cannot be `%s`.", type);
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
  if (check->dialect != FOR_WORKFLOW) return; // there, anybody may send anything
  json_object_foreach(json_object_get(state->node.value, "on"), event, value) {
    json_t *list = pattern_is(event) ? check->patterns : check->handled;
    if (json_array_size(list) < TRANSITIONS_MAX && !json_array_has(list, event)) json_array_add(list, event);
  }
}

static char *id_under(const struct check *check, const struct state *parent, const char *key) {
  bool has_path = check->dialect == FOR_WORKFLOW && *parent->id;
  return has_path ? mem_format("%s.%s", parent->id, key) : mem_text(key);
}

// An id of an SCXML chart is whatever XML takes for one; only what cannot be an id at all is refused.
static void id_check(struct check *check, const struct node *node, const char *id) {
  bool is_number = *id && strspn(id, "0123456789") == strlen(id);
  if (check->dialect == FOR_WORKFLOW || is_number)
    name_check(check, node, id, "a state");
  else if (!*id || strpbrk(id, " \t\r\n"))
    mistake(check, node, "`%s` cannot be the id of a state: it must not be empty or hold blanks.", id);
  else if (strlen(id) > ID_MAX_SIZE)
    mistake(check, node, "`%.20s...` cannot be the id of a state: it is longer than %d letters; shorten it.", id, ID_MAX_SIZE);
}

static void id_note(struct check *check, const struct node *node, int index) {
  const char *id = check->states[index]->id;
  if (check->dialect != FOR_WORKFLOW && json_object_get(check->state_ids, id))
    mistake(check, node, "Two states have the id `%s`; ids are unique in the whole chart, so rename one.", id);
  else
    json_object_set_new(check->state_ids, id, json_integer(index));
}

static void collect(struct check *check, struct node node, const char *key, int parent);

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
    id_check(check, &node, key);
    collect(check, node, key, index);
    if (check->is_cut) return;
  }
}

// Nothing more is collected then.
static bool is_too_large(struct check *check, const struct node *node, const char *key, int depth) {
  bool is_chart = check->dialect != FOR_WORKFLOW;
  int most = is_chart ? STATES_MAX * CHART_FACTOR : STATES_MAX;
  check->is_cut = check->state_count == most || depth > CHART_DEPTH_MAX;
  if (depth > CHART_DEPTH_MAX)
    mistake(check, node, "State `%s` is nested more than %d deep; move it outward, or into a %s of its own.", key, CHART_DEPTH_MAX,
            is_chart ? "chart" : "workflow");
  else if (check->is_cut && is_chart)
    mistake(check, node, "This chart has more than %d states; split it into several charts that invoke one another.", most);
  else if (check->is_cut)
    mistake(check, node, "This workflow has more than %d states; split it into several workflows that open one another.", most);
  return check->is_cut;
}

static void collect(struct check *check, struct node node, const char *key, int parent) {
  int depth = parent < 0 ? 0 : check->states[parent]->depth + 1;
  if (is_too_large(check, &node, key, depth)) return;
  int index = check->state_count++;
  check->states = room_for(check->states, index, sizeof *check->states);
  struct state *state = check->states[index] = mem_new(sizeof *state);
  state->node = node;
  state->nursery = node_member(&state->node, "states");
  state->key = key;
  state->parent = parent;
  state->depth = depth;
  state->id = parent < 0 ? mem_text("") : id_under(check, check->states[parent], key);
  state->is_closed = is_tagged_closed(&state->node) || (parent >= 0 && check->states[parent]->is_closed);
  state->kind = kind_check(check, state);
  if (parent >= 0) id_note(check, &state->node, index);
  collect_events(check, state);
  if (state->kind != STATE_HISTORY) collect_children(check, index);
  state->last = check->state_count - 1;
}

void states_collect(struct check *check) {
  collect(check, check->root, "", -1);
  if (check->state_count == 1 && !node_member(&check->root, "states").value)
    mistake(check, &check->root, "The %s has no `states`; give it at least one, such as `states = { proposed = { ... } }`.",
            check->dialect == FOR_WORKFLOW ? "workflow" : "chart");
  for (int i = 0; i < check->state_count; i++)
    if (check->states[i]->kind != STATE_HISTORY) initial_check(check, i);
}

// What stands in the way of what a state of this kind is.
static void kind_holds(struct check *check, const struct state *state) {
  static const char *const leaving[] = {"on",     "always", "transitions", "after",   "at",     "every",
                                        "ladder", "due",    "states",      "invokes", "invoke", NULL};
  for (size_t i = 0; state->kind == STATE_FINAL && leaving[i]; i++) {
    struct node at = node_member(&state->node, leaving[i]);
    if (node_count(&at) == 0) continue;
    const char *instead = check->dialect == FOR_WORKFLOW ? " A state that can be opened again is tagged `closed` instead." : "";
    mistake(check, &at, "`%s` is final, so it cannot have `%s`.%s", state->key, leaving[i], instead);
  }
  size_t parts = json_object_size(state->nursery.value);
  if (state->kind == STATE_PARALLEL && parts == 0)
    mistake(check, &state->node, "This is parallel but has no states inside to run side by side.");
  else if (state->kind == STATE_PARALLEL && parts > PARTS_MAX)
    mistake(check, &state->node, "This is parallel with more than %d parts; let some of them be charts that it invokes.", PARTS_MAX);
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

// T5: by when its holder is to be done. Without a holder there is nobody to be late.
static void due_check(struct check *check, const struct state *state) {
  struct node at = node_member(&state->node, "due");
  const char *rule = text_check(check, &at);
  if (!rule) return;
  format_needs(check, 3);
  if (!node_member(&state->node, "holder").value)
    mistake(check, &at,
            "`due` says by when a state's holder is to be done, and this state has none; say whose turn it is, such as "
            "`holder = \"owner\"`.");
  if (rule_check(check, &at, rule, NULL)) json_put_text(state->spec, "due", rule);
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
  bool in_blocks = check->dialect != FOR_WORKFLOW && strcmp(key, "initial_actions") != 0;
  return in_blocks ? blocks_check(check, &at, index) : actions_check(check, &at, index);
}

static void initial_actions_check(struct check *check, int index) {
  struct state *state = check->states[index];
  struct node at = node_member(&state->node, "initial_actions");
  if (!at.value) return;
  if (state->kind != STATE_COMPOUND)
    mistake(check, &at, "`initial_actions` run when the first of the states inside is entered, and this state has no such first.");
  format_needs(check, 2);
  json_object_set_new(state->spec, "initial_actions", actions_at(check, index, "initial_actions"));
}

// What only a state of a workflow has.
static void workflow_state(struct check *check, int index) {
  struct state *state = check->states[index];
  struct node tags = node_member(&state->node, "tags");
  json_object_set_new(state->spec, "tags", texts_check(check, &tags));
  holder_check(check, state);
  due_check(check, state);
  invoke_at(check, index, state->spec);
}

static void one_state(struct check *check, int index) {
  struct state *state = check->states[index];
  bool is_workflow = check->dialect == FOR_WORKFLOW;
  json_t *out = state->spec;
  json_put_text(out, "id", state->id);
  if (is_workflow) json_put_text(out, "key", state->key);
  json_put_text(out, "kind", kind_words[state->kind]);
  if (state->kind == STATE_HISTORY) {
    history_check(check, index);
    return;
  }
  states_put(check, &state->initial, "initial", "initials", out);
  if (is_workflow) workflow_state(check, index);
  json_object_set_new(out, "entry", actions_at(check, index, "entry"));
  json_object_set_new(out, "exit", actions_at(check, index, "exit"));
  initial_actions_check(check, index);
  kind_holds(check, state);
  events_check(check, index, json_array_at(out, "transitions"));
  if (is_workflow) json_object_set_new(out, "timers", timers_check(check, index));
  if (is_workflow) ladder_check(check, state);
  if (!is_workflow && index > 0) chart_state_check(check, index);
  json_array_at(out, "states");
}

// Tells what stands in a state and means nothing there. False: what was meant may matter for what is reached.
static bool state_keys(struct check *check, const struct state *state) {
  const char *const *known = state->kind == STATE_HISTORY ? history_keys : check->dialect == FOR_WORKFLOW ? workflow_keys : chart_keys;
  return keys_check(check, &state->node, state->kind == STATE_HISTORY ? "a history state" : "a state", known);
}

static void title_put(struct check *check, const struct state *state) {
  struct node at = node_member(&state->node, "title");
  if (check->dialect == FOR_WORKFLOW)
    label_put(check, &state->node, "title", state->key, state->spec);
  else
    json_put_text(state->spec, "title", text_check(check, &at));
}

void states_check(struct check *check) {
  for (int i = 0; i < check->state_count; i++) {
    struct state *state = check->states[i];
    state->spec = json_object();
    if (i == 0) {
      if (check->dialect == FOR_WORKFLOW) json_put_text(state->spec, "title", json_text(check->root.value, "title"));
    } else if (table_needed(check, &state->node, "{ title = \"Proposed\" }")) {
      check->is_lost |= !state_keys(check, state); // perhaps `on`, misspelt
      title_put(check, state);
    } else
      check->is_lost = true;
    one_state(check, i);
    if (i > 0) json_array_append_new(json_array_at(check->states[state->parent]->spec, "states"), state->spec);
  }
}
