// Checks the transitions of a state: what people may ask for (`on`), what follows by itself (`always`), what time brings is in
// check_timer.c.
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

static const char *const chart_keys[] = {"target", "internal", "guard", "actions", NULL};
static const char *const listed_keys[] = {"event", "target", "internal", "guard", "actions", NULL}; // in `transitions`
static const char *const keys[] = {"target", "internal", "label", "by",       "decided_by", "recorded_by", "at_meeting", "form",
                                   "guard",  "actions",  "name",  "catch_up", "binds",      "lapses",      NULL};
static const char *const list_keys[] = {"target", "by", "decided_by", "guard", "actions", "form", "label", NULL};

static bool is_awaited(const struct check *check, const char *event, bool by_pattern) {
  size_t i;
  json_t *pattern;
  if (json_array_has(check->handled, event)) return true;
  json_array_foreach(check->patterns, i, pattern) if (by_pattern && pattern_covers(json_string_value(pattern), event)) return true;
  return false;
}

void event_check(struct check *check, const struct node *node, const char *event, bool by_pattern) {
  if (is_awaited(check, event, by_pattern)) return;
  char *hint = near_hint(check, event, check->handled);
  mistake(check, node, "No state waits for the event `%s`.%s", event, hint);
  mem_free(hint);
}

// Nobody can send a pattern: it follows what others do, and what people may do has a name.
static bool is_sent(const struct trigger *trigger) {
  return trigger->kind == BY_EVENT && !pattern_is(trigger->event) && !stale_is(trigger->event) && !relayed_is(trigger->event);
}

static void not_sent(struct check *check, const struct node *at, const struct trigger *trigger, const char *key) {
  if (trigger->kind == BY_EVENT)
    mistake(check, at, "`%s` cannot stand here: nobody can send `%s`, which only follows other events; name the event that they may send.",
            key, trigger->event);
  else
    mistake(check, at, "`%s` cannot stand here: no person asks for this, it happens by itself.", key);
}

// Who may take it. Nobody takes what the engine takes by itself (R1).
static void rights_check(struct check *check, const struct node *node, const struct trigger *trigger, json_t *out) {
  static const char *const rights[] = {"by", "decided_by", "recorded_by"};
  for (size_t i = 0; i < 3; i++) {
    struct node at = node_member(node, rights[i]);
    json_t *roles = role_list_check(check, &at);
    roles_may_read(check, roles);
    json_object_set_new(out, rights[i], roles);
    if (at.value && !is_sent(trigger)) not_sent(check, &at, trigger, rights[i]);
  }
  struct node recorded = node_member(node, "recorded_by");
  if (trigger->kind == BY_EVENT && node_count(&recorded) && !node_member(node, "decided_by").value)
    mistake(check, &recorded, "`recorded_by` says who writes a decision down; say with `decided_by` whose decision it is.");
}

static bool form_has(const json_t *form, const char *field) {
  size_t i;
  json_t *item;
  json_array_foreach(form, i, item) {
    if (strcmp(json_text(item, "field"), field) == 0) return true;
  }
  return false;
}

static void form_at(struct check *check, const struct node *node, const struct trigger *trigger, json_t *out) {
  struct node at = node_member(node, "form"), meeting = node_member(node, "at_meeting");
  json_t *form = form_check(check, &at);
  bool at_meeting = flag_check(check, &meeting, false);
  if (!is_sent(trigger) && (node_count(&at) || at_meeting))
    mistake(check, node_count(&at) ? &at : &meeting, "There is no form here: no person asks for this, it happens by itself.");
  static const char *const minuted[] = {"meeting", "minute_ref"};
  for (size_t i = 0; i < 2; i++)
    if (at_meeting && !form_has(form, minuted[i])) json_array_append_new(form, json_pack("{s:s,s:b}", "field", minuted[i], "optional", 0));
  json_object_set_new(out, "form", form);
  json_put_flag(out, "at_meeting", at_meeting);
}

static struct states targets_check(struct check *check, const struct node *list, int from) {
  struct states targets = {0};
  size_t count = json_is_array(list->value) ? json_array_size(list->value) : list->value != NULL;
  for (size_t i = 0; i < count; i++) {
    struct node item = json_is_array(list->value) ? node_place(list, i) : *list;
    const char *name = text_check(check, &item);
    int target = name ? state_check(check, &item, from, name) : -1;
    if (!name) check->is_lost = true;
    if (target >= 0) states_add(&targets, target);
  }
  if (count && (size_t)targets.count == count) states_together_check(check, list, &targets);
  return targets;
}

static bool leads_back(const struct check *check, const struct states *to, int from) {
  for (int i = 0; i < to->count; i++)
    if (state_enters(check, to->items[i], from) || state_is_under(check, to->items[i], from)) return true;
  return false;
}

// An eventless transition that is enabled again as soon as it was taken runs until its bound (S7).
static void loop_check(struct check *check, const struct node *node, const struct edge *edge) {
  bool names_target = json_is_string(node->value) || node_member(node, "target").value;
  if (!edge->at_once) return;
  if (!names_target)
    mistake(check, node, "`always` without a `target` and without a `guard` would happen for ever.");
  else if (leads_back(check, &edge->to, edge->from))
    mistake(check, node, "`always` without a `guard` leads from `%s` back to where it stands, for ever.", check->states[edge->from]->key);
}

static void name_at(struct check *check, const struct node *node, const struct trigger *trigger) {
  struct node at = node_member(node, "name");
  const char *name = text_check(check, &at);
  if (name && trigger->kind != BY_TIMER && trigger->kind != BY_CYCLE)
    mistake(check, &at, "`name` is for the timers of `after`, `at` and `every`; what people read is `label`.");
  else if (name)
    name_check(check, &at, name, "a timer");
}

// T4: what becomes of times that were missed is the timer's own; a second one would be forgotten in silence.
static void catch_up_at(struct check *check, const struct node *node, const struct trigger *trigger) {
  struct node at = node_member(node, "catch_up");
  if (at.value && trigger->kind != BY_CYCLE)
    mistake(check, &at, "`catch_up` says what becomes of missed times, so it is for the timers of `every`.");
}

static void edge_add(struct check *check, struct edge edge) {
  check->edges = room_for(check->edges, check->edge_count, sizeof *check->edges);
  check->edges[check->edge_count++] = edge;
}

static const char *const empty_lists[] = {"by", "decided_by", "recorded_by", "form", "actions"};

// A transition that nobody sends, of which only its target and actions are said.
json_t *transition_plain(struct check *check) {
  json_t *out = json_object();
  json_put_flag(out, "internal", false);
  if (check->dialect != FOR_WORKFLOW) return out;
  json_put_text(out, "label", "Automatic");
  json_put_flag(out, "at_meeting", false);
  for (size_t i = 0; i < 5; i++) json_array_at(out, empty_lists[i]);
  return out;
}

// What only a transition of a workflow has.
static void workflow_part(struct check *check, const struct node *node, const struct trigger *trigger, json_t *out) {
  struct node label = node_member(node, "label");
  const char *given = text_check(check, &label);
  json_put_text(out, "label", given ? given : trigger->label);
  rights_check(check, node, trigger, out);
  form_at(check, node, trigger, out);
  approval_at(check, node, is_sent(trigger), out);
  name_at(check, node, trigger);
  catch_up_at(check, node, trigger);
}

// What is misspelt may have been the target.
static void keys_of(struct check *check, const struct node *node, const struct trigger *trigger) {
  const char *const *known = check->dialect == FOR_WORKFLOW ? keys : trigger->kind == BY_LIST ? listed_keys : chart_keys;
  if (!keys_check(check, node, "a transition", known) && !node_member(node, "target").value) check->is_lost = true;
}

static json_t *transition_check(struct check *check, const struct node *node, int from, const struct trigger *trigger) {
  json_t *out = json_object();
  json_put_text(out, "event", trigger->event);
  bool is_target = json_is_string(node->value);
  struct node target_node = is_target ? *node : node_member(node, "target"), internal = node_member(node, "internal"),
              guard = node_member(node, "guard"), actions = node_member(node, "actions");
  if (!is_target && table_needed(check, node, "{ target = \"agreed\", by = \"owner\" }")) keys_of(check, node, trigger);
  struct edge edge = {.from = from, .to = targets_check(check, &target_node, from)};
  edge.at_once = trigger->kind == BY_STATE && !guard.value && check->dialect == FOR_WORKFLOW && always_is_sure(check, node, from);
  states_put(check, &edge.to, "target", "targets", out);
  edge.internal = flag_check(check, &internal, false);
  json_put_flag(out, "internal", edge.internal);
  if (check->dialect == FOR_WORKFLOW) workflow_part(check, node, trigger, out);
  json_t *condition = guard.value ? guard_check(check, &guard, from) : NULL;
  if (condition) json_object_set_new(out, "guard", condition);
  json_object_set_new(out, "actions", actions_check(check, &actions, from));
  loop_check(check, node, &edge);
  edge_add(check, edge);
  return out;
}

static bool same_rights(const json_t *a, const json_t *b) {
  return json_equal(json_object_get(a, "by"), json_object_get(b, "by")) &&
         json_equal(json_object_get(a, "decided_by"), json_object_get(b, "decided_by"));
}

// Candidates are tried in order: one without a guard leaves nothing to those after it.
static void shadow_check(struct check *check, const struct node *list, const json_t *made) {
  for (size_t i = 0; i + 1 < json_array_size(made); i++) {
    const json_t *first = json_array_get(made, i), *later = json_array_get(made, i + 1);
    struct node at = node_item(list, i), hidden = node_item(list, i + 1);
    if (node_member(&at, "guard").value || !same_rights(first, later)) continue;
    mistake(check, &hidden, "This is never taken: the one before it has no `guard`, so it is always taken first.");
    return;
  }
}

// A list with a stray named value, or one transition: `{ {..}, label = .. }` is the first, `{ target = .. }` the second.
bool transition_is_one(const struct node *node) {
  for (size_t i = 0; list_keys[i]; i++)
    if (json_object_get(node->value, list_keys[i])) return true;
  return !json_is_array(node->value) && !json_object_get(node->value, "1");
}

static int transitions_max(const struct check *check) {
  return check->dialect == FOR_WORKFLOW ? TRANSITIONS_MAX : TRANSITIONS_MAX * CHART_FACTOR;
}

static void full_check(struct check *check, const struct node *list) {
  if (check->edge_count < transitions_max(check) || check->is_full) return;
  check->is_full = true;
  if (check->dialect == FOR_WORKFLOW)
    mistake(check, list, "This workflow has %d transitions or more; split it into several workflows that open one another.",
            transitions_max(check));
  else
    mistake(check, list, "This chart has %d transitions or more; split it into several charts that invoke one another.",
            transitions_max(check));
}

void transitions_check(struct check *check, const struct node *list, int from, const struct trigger *trigger, json_t *out) {
  bool is_one_here = transition_is_one(list);
  size_t count = is_one_here ? 1 : node_count(list);
  if (!list->value) return;
  if (!is_one_here) list_check(check, list);
  json_t *made = json_array();
  int most = transitions_max(check);
  for (size_t i = 0; i < count && check->edge_count < most; i++) {
    struct node item = is_one_here ? *list : node_item(list, i);
    json_array_append_new(made, transition_check(check, &item, from, trigger));
  }
  if (!is_one_here && check->dialect == FOR_WORKFLOW) shadow_check(check, list, made);
  json_array_extend(out, made);
  json_decref(made);
  full_check(check, list);
}

// "done.state.ID" is the engine's own: all of that state's parts are final.
static bool is_done_event(struct check *check, const struct node *node, const char *event) {
  static const char prefix[] = "done.state.";
  if (strncmp(event, prefix, sizeof prefix - 1) != 0) return false;
  const char *id = event + sizeof prefix - 1;
  int state = *id ? state_resolve(check, 0, id) : -1;
  if (state < 0)
    state_check(check, node, 0, id);
  else if (check->states[state]->kind == STATE_ATOMIC || check->states[state]->kind == STATE_FINAL)
    mistake(check, node, "`%s` is never done, because it has no states inside.", id);
  return true;
}

// An event by its name or pattern, as the key of `on`.
static void event_name_check(struct check *check, const struct node *node, const char *event) {
  if (check->dialect != FOR_WORKFLOW)
    descriptor_check(check, node, event);
  else if (pattern_is(event))
    pattern_check(check, node, event);
  else if (!is_done_event(check, node, event) && !stale_event_check(check, node, event) && !relayed_event_check(check, node, event))
    name_check(check, node, event, "an event");
  if (check->dialect == FOR_WORKFLOW && pattern_is(event)) format_needs(check, 2);
}

static void on_check(struct check *check, const struct node *on, int from, json_t *out) {
  const char *event;
  json_t *value;
  if (!table_check(check, on, "on = { submit = { target = \"submitted\", by = \"owner\" } }")) return;
  json_object_foreach((json_t *)on->value, event, value) {
    struct node node = node_member(on, event);
    event_name_check(check, &node, event);
    if (check->dialect == FOR_WORKFLOW) pattern_hides_check(check, on, &node);
    char *label =
        pattern_is(event) || stale_is(event) ? mem_text("Automatic") : label_from(relayed_is(event) ? strchr(event, '.') + 1 : event);
    transitions_check(check, &node, from, &(struct trigger){BY_EVENT, event, label}, out);
    mem_free(label);
  }
}

// `transitions` of an SCXML chart: with and without an event, in the order that counts.
static void listed_check(struct check *check, const struct node *list, int from, json_t *out) {
  for (size_t i = 0; i < node_count(list); i++) {
    struct node item = node_item(list, i), at = node_member(&item, "event");
    const char *event = text_check(check, &at);
    if (event) descriptor_check(check, &at, event);
    if (check->edge_count < transitions_max(check))
      json_array_append_new(out, transition_check(check, &item, from, &(struct trigger){BY_LIST, event, NULL}));
  }
  full_check(check, list);
}

void events_check(struct check *check, int from, json_t *out) {
  const struct node *state = &check->states[from]->node;
  struct node on = node_member(state, "on"), always = node_member(state, "always"), listed = node_member(state, "transitions");
  on_check(check, &on, from, out);
  transitions_check(check, &always, from, &(struct trigger){BY_STATE, NULL, "Automatic"}, out);
  if (check->dialect == FOR_WORKFLOW || !listed.value) return;
  if (on.value || always.value)
    mistake(check, &listed,
            "A state has `transitions`, or `on` and `always`, not both: their order counts, so put all into `transitions`.");
  listed_check(check, &listed, from, out);
}
