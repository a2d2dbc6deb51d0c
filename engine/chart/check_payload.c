// What only the states of SCXML charts carry: values of the data model, what goes along with events, and charts that they invoke.
#include "base/mem.h"
#include "chart/check_term_internal.h"

#include <string.h>

// ---- data

static json_t *datum_check(struct check *check, const struct node *node) {
  static const char *const known[] = {"1", "expr", "value", NULL};
  struct node id = json_is_string(node->value) ? *node : node_place(node, 0), expr = node_member(node, "expr"),
              value = node_member(node, "value");
  const char *name = text_check(check, &id);
  if (!name) {
    if (!id.value) mistake(check, node, "This does not begin with the name of a value, such as `{ \"count\", expr = \"0\" }`.");
    return NULL;
  }
  if (json_is_object(node->value)) keys_check(check, node, "`data`", known);
  json_t *out = json_object();
  json_put_text(out, "id", name);
  json_put_text(out, "expr", text_check(check, &expr));
  if (value.value && expr.value)
    mistake(check, &value, "`%s` has both `expr` and `value`; keep one of them.", name);
  else if (value.value)
    json_object_set_new(out, "value", plain_check(check, &value));
  return out;
}

// `{ "count", expr = "0" }` where a list of such is wanted.
static bool is_datum(const struct node *list) { return json_object_get(list->value, "expr") || json_object_get(list->value, "value"); }

json_t *data_check(struct check *check, const struct node *list) {
  json_t *out = json_array();
  if (check->dialect == FOR_NULL) {
    mistake(check, list, "`data` belongs to a data model, and this chart has none: its `datamodel` is \"null\".");
    return out;
  }
  size_t count = is_datum(list) ? 1 : node_count(list);
  for (size_t i = 0; i < count; i++) {
    struct node item = is_datum(list) ? *list : node_item(list, i);
    json_t *datum = datum_check(check, &item);
    if (datum) json_array_append_new(out, datum);
  }
  return out;
}

// ---- what goes along with an event

static json_t *param_check(struct check *check, const struct node *node) {
  static const char *const known[] = {"name", "expr", "location", NULL};
  struct node name = node_member(node, "name"), expr = node_member(node, "expr"), location = node_member(node, "location");
  json_t *out = json_object();
  if (!table_needed(check, node, "{ name = \"x\", expr = \"1\" }")) return out;
  keys_check(check, node, "a parameter", known);
  if (!name.value) mistake(check, node, "This parameter has no `name`; write `{ name = \"x\", expr = \"1\" }`.");
  if (!expr.value == !location.value)
    mistake(check, node, "A parameter has either an `expr` or a `location`, such as `{ name = \"x\", expr = \"1\" }`.");
  json_put_text(out, "name", text_check(check, &name));
  json_put_text(out, "expr", text_check(check, &expr));
  json_put_text(out, "location", text_check(check, &location));
  return out;
}

json_t *params_check(struct check *check, const struct node *list) {
  json_t *out = json_array();
  list_check(check, list);
  for (size_t i = 0; i < node_count(list); i++) {
    struct node item = node_item(list, i);
    json_array_append_new(out, param_check(check, &item));
  }
  return out;
}

// W3C SCXML 1.0, 6.2.2: what is sent has a name or is content; to oneself, inside, nothing can be late.
void send_holds(struct check *check, const struct node *node) {
  static const char *const what[] = {"event", "eventexpr", "content", "contentexpr"}, *const late[] = {"delay_ms", "delayexpr"};
  const char *target = json_text(node->value, "target");
  int said = 0;
  for (size_t i = 0; i < 4; i++) said += node_member(node, what[i]).value != NULL;
  if (said == 0) mistake(check, node, "`send` does not say what it sends; write `send { event = \"late\", delay_ms = 1000 }`.");
  for (size_t i = 0; i < 2; i++) {
    struct node at = node_member(node, late[i]);
    if (at.value && target && strcmp(target, "#_internal") == 0)
      mistake(check, &at, "What is sent to `#_internal` comes at once; leave `%s` out, or leave `target` out.", late[i]);
  }
}

// ---- states

static json_t *invoke_check(struct check *check, const struct node *node, int scope) {
  json_t *out = json_object();
  if (table_needed(check, node, invoke_term.example)) members_check(check, node, NULL, &invoke_term, scope, out);
  return out;
}

static void invokes_check(struct check *check, const struct node *list, int state, json_t *out) {
  bool is_one = json_is_object(list->value) && !json_object_get(list->value, "1") && json_object_size(list->value) > 0;
  for (size_t i = 0; i < (is_one ? 1 : node_count(list)); i++) {
    struct node item = is_one ? *list : node_item(list, i);
    json_array_append_new(out, invoke_check(check, &item, state));
  }
}

static void donedata_check(struct check *check, const struct node *at, int index) {
  struct state *state = check->states[index];
  json_t *out = json_object();
  if (state->kind != STATE_FINAL)
    mistake(check, at, "`donedata` belongs to a state of `type = \"final\"`: it goes along when all is over.");
  else if (table_check(check, at, donedata_term.example))
    members_check(check, at, NULL, &donedata_term, index, out);
  json_object_set_new(state->spec, "donedata", out);
}

void chart_state_check(struct check *check, int index) {
  struct state *state = check->states[index];
  struct node invokes = node_member(&state->node, "invokes"), donedata = node_member(&state->node, "donedata"),
              data = node_member(&state->node, "data");
  if (invokes.value) invokes_check(check, &invokes, index, json_array_at(state->spec, "invokes"));
  if (donedata.value) donedata_check(check, &donedata, index);
  if (data.value) json_object_set_new(state->spec, "data", data_check(check, &data));
}
