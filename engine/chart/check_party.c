// Checks what asks many parties for a return (format 6): `invoke` of a state, and the events that a cycle and its returns send one another.
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

static const char PARTY[] = "party.", CYCLE[] = "cycle.";
static const char *const heard[] = {"party.asked", "party.returned", "party.nil", "party.reopened"};

bool relayed_is(const char *event) { return strncmp(event, PARTY, sizeof PARTY - 1) == 0 || strncmp(event, CYCLE, sizeof CYCLE - 1) == 0; }

bool relayed_event_check(struct check *check, const struct node *node, const char *event) {
  if (!relayed_is(event)) return false;
  format_needs(check, 6);
  if (strncmp(event, CYCLE, sizeof CYCLE - 1) == 0) return name_check(check, node, event + sizeof CYCLE - 1, "an event"), true;
  json_t *known = json_array();
  relayed_events_add(known);
  if (!json_array_has(known, event)) {
    char *hint = near_hint(check, event, known);
    mistake(check, node, "No return says `%s`.%s", event, hint);
    mem_free(hint);
  }
  json_decref(known);
  return true;
}

void relayed_events_add(json_t *events) {
  for (size_t i = 0; i < sizeof heard / sizeof heard[0]; i++) json_array_add(events, heard[i]);
}

bool parties_any(const struct check *check) {
  size_t i;
  json_t *field;
  json_array_foreach(check->fields, i, field) {
    const char *type = json_text(field, "type");
    if (type && strcmp(type, "parties") == 0) return true;
  }
  return false;
}

static void for_each_at(struct check *check, const struct node *node, json_t *out) {
  struct node at = node_member(node, "for_each");
  const char *name = text_check(check, &at);
  if (!at.value) mistake(check, node, "`invoke` does not say whom it asks; write `for_each = \"parties\"` with a field of type parties.");
  if (name && field_check(check, &at, name, "parties")) json_put_text(out, "for_each", name);
}

static void name_at(struct check *check, const struct node *node, const char *key, const char *usual, json_t *out) {
  struct node at = node_member(node, key);
  const char *name = text_check(check, &at);
  json_put_text(out, key, name ? name : usual);
}

void invoke_at(struct check *check, int index, json_t *out) {
  static const char *const keys[] = {"workflow", "for_each", "data", "carry", "party_in", "cycle_in", NULL};
  struct node at = node_member(&check->states[index]->node, "invoke");
  if (!at.value) return;
  format_needs(check, 6);
  if (!table_needed(check, &at, "{ workflow = \"audit-return\", for_each = \"parties\" }")) return;
  keys_check(check, &at, "`invoke`", keys);
  json_t *made = json_object();
  struct node workflow = node_member(&at, "workflow"), data = node_member(&at, "data"), carry = node_member(&at, "carry");
  const char *name = text_check(check, &workflow);
  if (!workflow.value) mistake(check, &at, "`invoke` does not say what it opens; write `workflow = \"audit-return\"`.");
  json_put_text(made, "workflow", name);
  for_each_at(check, &at, made);
  name_at(check, &at, "party_in", "agency", made);
  name_at(check, &at, "cycle_in", "cycle", made);
  json_object_set_new(made, "data", values_check(check, &data));
  if (carry.value) json_object_set_new(made, "carry", texts_check(check, &carry));
  json_object_set_new(out, "invoke", made);
}
