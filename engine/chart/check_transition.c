// Checks the transitions of a state: what people may ask for (`on`), what follows by itself (`always`), what time brings (`after`, `at`).
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

static const char *const keys[] = {"target",     "internal", "label", "by",      "decided_by", "recorded_by",
                                   "at_meeting", "form",     "guard", "actions", "name",       NULL};
static const char *const list_keys[] = {"target", "by", "decided_by", "guard", "actions", "form", "label", NULL};

void event_check(struct check *check, const struct node *node, const char *event) {
  if (json_array_has(check->handled, event)) return;
  char *hint = near_hint(check, event, check->handled);
  mistake(check, node, "No state waits for the event `%s`.%s", event, hint);
  mem_free(hint);
}

// Who may take it. Nobody takes what the engine takes by itself (R1).
static void rights_check(struct check *check, const struct node *node, const struct trigger *trigger, json_t *out) {
  static const char *const rights[] = {"by", "decided_by", "recorded_by"};
  for (size_t i = 0; i < 3; i++) {
    struct node at = node_member(node, rights[i]);
    json_t *roles = role_list_check(check, &at);
    roles_may_read(check, roles);
    json_object_set_new(out, rights[i], roles);
    if (at.value && trigger->kind != BY_EVENT)
      mistake(check, &at, "`%s` cannot stand here: no person asks for this, it happens by itself.", rights[i]);
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
  if (trigger->kind != BY_EVENT && (node_count(&at) || at_meeting))
    mistake(check, node_count(&at) ? &at : &meeting, "There is no form here: no person asks for this, it happens by itself.");
  static const char *const minuted[] = {"meeting", "minute_ref"};
  for (size_t i = 0; i < 2; i++)
    if (at_meeting && !form_has(form, minuted[i])) json_array_append_new(form, json_pack("{s:s,s:b}", "field", minuted[i], "optional", 0));
  json_object_set_new(out, "form", form);
  json_put_flag(out, "at_meeting", at_meeting);
}

static int target_check(struct check *check, const struct node *at, int from, json_t *out) {
  const char *name = text_check(check, at);
  int target = name ? state_check(check, at, from, name) : -1;
  if (at->value && !name) check->is_lost = true;
  if (target >= 0) json_put_text(out, "target", check->states[target]->id);
  return target;
}

// An eventless transition that is enabled again as soon as it was taken runs until its bound (S7).
static void loop_check(struct check *check, const struct node *node, int from, int target, const struct trigger *trigger) {
  bool is_guarded = node_member(node, "guard").value != NULL;
  bool names_target = json_is_string(node->value) || node_member(node, "target").value;
  if (trigger->kind != BY_STATE || is_guarded) return;
  if (!names_target)
    mistake(check, node, "`always` without a `target` and without a `guard` would happen for ever.");
  else if (target >= 0 && (state_enters(check, target, from) || state_is_under(check, target, from)))
    mistake(check, node, "`always` without a `guard` leads from `%s` back to where it stands, for ever.", check->states[from]->key);
}

static void name_at(struct check *check, const struct node *node, const struct trigger *trigger) {
  struct node at = node_member(node, "name");
  const char *name = text_check(check, &at);
  if (name && trigger->kind != BY_TIMER)
    mistake(check, &at, "`name` is for the timers of `after` and `at`; what people read is `label`.");
  else if (name)
    name_check(check, &at, name, "a timer");
}

static void edge_add(struct check *check, struct edge edge) {
  check->edges = mem_grow(check->edges, (size_t)check->edge_count + 1, sizeof *check->edges);
  check->edges[check->edge_count++] = edge;
}

static json_t *transition_check(struct check *check, const struct node *node, int from, const struct trigger *trigger) {
  static const char *const texts[] = {"by", "decided_by", "recorded_by", "form", "actions"};
  json_t *out = json_object();
  json_put_text(out, "event", trigger->event);
  bool is_target = json_is_string(node->value);
  struct node target_node = is_target ? *node : node_member(node, "target");
  if (!is_target && table_needed(check, node, "{ target = \"agreed\", by = \"owner\" }")) {
    // What is misspelt may have been the target.
    if (!keys_check(check, node, "a transition", keys) && !node_member(node, "target").value) check->is_lost = true;
  }
  int target = target_check(check, &target_node, from, out);
  struct node internal = node_member(node, "internal"), label = node_member(node, "label"), guard = node_member(node, "guard");
  const char *given = text_check(check, &label);
  json_put_flag(out, "internal", flag_check(check, &internal, false));
  json_put_text(out, "label", given ? given : trigger->label);
  rights_check(check, node, trigger, out);
  form_at(check, node, trigger, out);
  name_at(check, node, trigger);
  json_t *condition = guard.value ? guard_check(check, &guard, from) : NULL;
  if (condition) json_object_set_new(out, "guard", condition);
  struct node actions = node_member(node, "actions");
  json_object_set_new(out, "actions", actions_check(check, &actions, from));
  for (size_t i = 0; i < 5; i++) json_array_at(out, texts[i]);
  loop_check(check, node, from, target, trigger);
  bool at_once = trigger->kind == BY_STATE && !guard.value;
  edge_add(check, (struct edge){from, target, json_flag(out, "internal"), at_once});
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

void transitions_check(struct check *check, const struct node *list, int from, const struct trigger *trigger, json_t *out) {
  bool is_one_here = transition_is_one(list);
  size_t count = is_one_here ? 1 : node_count(list);
  if (!list->value) return;
  if (!is_one_here) list_check(check, list);
  json_t *made = json_array();
  for (size_t i = 0; i < count && check->edge_count < TRANSITIONS_MAX; i++) {
    struct node item = is_one_here ? *list : node_item(list, i);
    json_array_append_new(made, transition_check(check, &item, from, trigger));
  }
  if (!is_one_here) shadow_check(check, list, made);
  json_array_extend(out, made);
  json_decref(made);
  if (check->edge_count < TRANSITIONS_MAX || check->is_full) return;
  check->is_full = true;
  mistake(check, list, "This workflow has %d transitions or more; split it into several workflows that open one another.", TRANSITIONS_MAX);
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

void events_check(struct check *check, int from, json_t *out) {
  struct node on = node_member(&check->states[from]->node, "on"), always = node_member(&check->states[from]->node, "always");
  const char *event;
  json_t *value;
  if (table_check(check, &on, "on = { submit = { target = \"submitted\", by = \"owner\" } }"))
    json_object_foreach((json_t *)on.value, event, value) {
      struct node node = node_member(&on, event);
      if (!is_done_event(check, &node, event)) name_check(check, &node, event, "an event");
      char *label = label_from(event);
      transitions_check(check, &node, from, &(struct trigger){BY_EVENT, event, label}, out);
      mem_free(label);
    }
  transitions_check(check, &always, from, &(struct trigger){BY_STATE, NULL, "Automatic"}, out);
}

static bool timer_is_known(const json_t *timers, const char *name) {
  size_t i;
  json_t *timer;
  json_array_foreach(timers, i, timer) {
    if (strcmp(json_text(timer, "name"), name) == 0) return true;
  }
  return false;
}

// The author's own name of the timer, else its rule.
static struct node timer_name(const struct node *node) {
  struct node first = transition_is_one(node) ? *node : node_item(node, 0);
  return (struct node){.up = node->up, .key = node->key, .index = node->index, .value = json_object_get(first.value, "name")};
}

static void one_timer(struct check *check, const struct node *node, int from, const char *kind, const char *rule, json_t *timers) {
  struct node name_node = timer_name(node);
  const char *name = json_is_string(name_node.value) ? json_string_value(name_node.value) : rule;
  rule_check(check, node, rule);
  if (timer_is_known(timers, name))
    mistake(check, node, "Two timers of this state are called `%s`; give one of them another `name`.", name);
  char *label = label_from(rule);
  json_t *timer = json_pack("{s:s,s:s,s:s}", "name", name, "kind", kind, "rule", rule);
  transitions_check(check, node, from, &(struct trigger){BY_TIMER, NULL, label}, json_array_at(timer, "transitions"));
  json_array_append_new(timers, timer);
  mem_free(label);
}

json_t *timers_check(struct check *check, int from) {
  static const char *const kinds[] = {"after", "at"};
  json_t *timers = json_array();
  for (size_t i = 0; i < 2; i++) {
    struct node table = node_member(&check->states[from]->node, kinds[i]);
    if (!table_check(check, &table, i ? "at = { [\"end of due\"] = \"overdue\" }" : "after = { [\"10 working days\"] = \"late\" }"))
      continue;
    const char *rule;
    json_t *value;
    json_object_foreach((json_t *)table.value, rule, value) {
      struct node node = node_member(&table, rule);
      one_timer(check, &node, from, kinds[i], rule, timers);
    }
  }
  return timers;
}
