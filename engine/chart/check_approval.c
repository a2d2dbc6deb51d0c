// Checks approvals (format 4): what a transition `binds` of what its decider saw, which approvals it ends (`lapses`), and the events
// `stale.EVENT` that the engine raises when something bound has changed since. Only a transition that a person takes is an approval.
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

static const char STALE[] = "stale.";

static void collect_of(struct check *check, const struct node *list, const char *event) {
  bool is_one = transition_is_one(list);
  for (size_t i = 0; i < (is_one ? 1 : node_count(list)); i++) {
    struct node item = is_one ? *list : node_item(list, i);
    if (node_member(&item, "binds").value && !json_array_has(check->bound, event)) json_array_add(check->bound, event);
  }
}

void approvals_collect(struct check *check) {
  for (int i = 0; i < check->state_count; i++) {
    struct node on = node_member(&check->states[i]->node, "on");
    const char *event;
    json_t *value;
    json_object_foreach((json_t *)on.value, event, value) {
      struct node list = node_member(&on, event);
      collect_of(check, &list, event);
    }
  }
}

bool approval_check(struct check *check, const struct node *node, const char *event) {
  format_needs(check, 4);
  if (json_array_has(check->bound, event)) return true;
  char *hint = near_hint(check, event, check->bound);
  mistake(check, node, "`%s` is no approval: no transition of that name says what it `binds`.%s", event, hint);
  mem_free(hint);
  return false;
}

bool stale_is(const char *event) { return strncmp(event, STALE, sizeof STALE - 1) == 0; }

bool stale_event_check(struct check *check, const struct node *node, const char *event) {
  if (!stale_is(event)) return false;
  approval_check(check, node, event + sizeof STALE - 1);
  return true;
}

void stale_events_add(const struct check *check, json_t *events) {
  size_t i;
  json_t *event;
  json_array_foreach(check->bound, i, event) {
    char *name = mem_format("%s%s", STALE, json_string_value(event));
    json_array_add(events, name);
    mem_free(name);
  }
}

// ---- what is bound

static bool has_field(const json_t *rows, const char *field) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (strcmp(json_text(row, "field"), field) == 0) return true;
  return false;
}

static void bind(json_t *binds, const char *field, bool seen) {
  json_array_append_new(binds, json_pack("{s:s, s:b}", "field", field, "seen", seen));
}

// `seen "evidence"`: the pieces that were there, so that more of them is no change.
static void bind_item(struct check *check, const struct node *item, json_t *binds) {
  struct node inner = node_member(item, "seen");
  bool seen = inner.value && json_object_size(item->value) == 1;
  const struct node *at = seen ? &inner : item;
  const char *name = text_check(check, at);
  if (!name || !field_check(check, at, name, seen ? "evidence" : NULL)) return;
  if (has_field(binds, name))
    mistake(check, item, "`binds` names `%s` twice.", name);
  else
    bind(binds, name, seen);
}

static bool is_immaterial(struct check *check, const char *name) {
  struct node fields = node_member(&check->root, "fields"), field = node_member(&fields, name), at = node_member(&field, "immaterial");
  return json_is_true(at.value);
}

// `binds = true`: every field but those that say `immaterial`, those that this very form asks for, and the minute, which each meeting fills
// in anew.
static void bind_all(struct check *check, const json_t *form, json_t *binds) {
  size_t i;
  json_t *field;
  json_array_foreach(check->fields, i, field) {
    const char *name = json_text(field, "name");
    bool minute = strcmp(name, "meeting") == 0 || strcmp(name, "minute_ref") == 0;
    if (!minute && !has_field(form, name) && !is_immaterial(check, name)) bind(binds, name, false);
  }
}

static json_t *binds_of(struct check *check, const struct node *at, const json_t *form) {
  json_t *binds = json_array();
  if (json_is_true(at->value))
    bind_all(check, form, binds);
  else if (json_is_boolean(at->value) || json_is_number(at->value) || node_is_function(at))
    mistake(check, at, "`binds` is a list of fields, such as `binds = { \"text\", seen \"evidence\" }`, or `true` for every field.");
  else {
    list_check(check, at);
    for (size_t i = 0; i < node_count(at); i++) {
      struct node item = json_object_get(at->value, "seen") ? *at : node_item(at, i);
      bind_item(check, &item, binds);
    }
    if (node_count(at) == 0)
      mistake(check, at,
              "`binds` names nothing, so nothing would make this approval stale; name the fields that were looked at, or `true`.");
  }
  return binds;
}

static json_t *lapses_of(struct check *check, const struct node *at) {
  json_t *events = texts_check(check, at), *event;
  size_t i;
  json_array_foreach(events, i, event) approval_check(check, at, json_string_value(event));
  return events;
}

void approval_at(struct check *check, const struct node *node, bool is_sent, json_t *out) {
  struct node binds = node_member(node, "binds"), lapses = node_member(node, "lapses");
  if (!binds.value && !lapses.value) return;
  format_needs(check, 4);
  if (binds.value && !is_sent)
    mistake(check, &binds, "`binds` says what a person saw who decided, and no person asks for this: it happens by itself.");
  if (binds.value) json_object_set_new(out, "binds", binds_of(check, &binds, json_object_get(out, "form")));
  if (lapses.value) json_object_set_new(out, "lapses", lapses_of(check, &lapses));
}
