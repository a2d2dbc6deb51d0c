// Events that nobody sends, in words: what the item that asked does, what one that was asked answers, what another step or a row of
// lateness sets off. See procedure.h.
#include "chart/procedure_internal.h"

#include <string.h>

static const struct {
  const char *event, *words;
} told[] = {
    {"cycle.removed", "when it is not asked any more"}, {"cycle.exempt", "when it is exempted by whoever asked"},
    {"cycle.reopened", "when it is asked again"},       {"party.asked", "when somebody is asked"},
    {"party.returned", "when an answer is in"},         {"party.nil", "when somebody has nothing to return"},
    {"party.reopened", "when somebody is asked again"},
};

static bool raises(const json_t *actions, const char *event) {
  size_t i;
  json_t *action;
  json_array_foreach(actions, i, action) {
    const char *name = json_text(action, "event");
    if (name && json_text(action, "do") && strcmp(json_text(action, "do"), "raise") == 0 && strcmp(name, event) == 0) return true;
    size_t k;
    json_t *branch;
    json_array_foreach(json_object_get(action, "branches"), k, branch) if (raises(json_object_get(branch, "actions"), event)) return true;
  }
  return false;
}

// Everything that raises it, by what it is called: a choice, or a step that begins or ends. `out` gets them parted by `or`.
static void look(const json_t *value, const char *event, json_t *found) {
  const char *key, *label = json_text(value, "label") ? json_text(value, "label") : json_text(value, "title");
  size_t i;
  json_t *member;
  bool sets_off = raises(json_object_get(value, "actions"), event) || raises(json_object_get(value, "entry"), event) ||
                  raises(json_object_get(value, "exit"), event);
  if (label && sets_off && !json_array_has(found, label)) json_array_add(found, label);
  json_object_foreach((json_t *)value, key, member) look(member, event, found);
  json_array_foreach(value, i, member) look(member, event, found);
}

static const char *rung_rule(const struct chart *chart, const char *event) {
  size_t i, k;
  json_t *ladder, *rung;
  json_array_foreach(json_object_get(chart_definition(chart), "ladders"), i, ladder)
      json_array_foreach(json_object_get(ladder, "rungs"), k, rung) {
    const char *raised = json_text(rung, "raise");
    if (raised && strcmp(raised, event) == 0) return json_text(rung, "rule");
  }
  return NULL;
}

static const char *title_of(const struct chart *chart, const char *id) {
  int state = chart_state_find(chart, id);
  const char *title = state >= 0 ? json_text(chart_state(chart, state), "title") : NULL;
  return title ? title : id;
}

// Of names with a dot: what the engine itself raises.
static bool put_engine(const struct chart *chart, const char *event, struct buf *out) {
  static const char done[] = "done.state.", stale[] = "stale.", cycle[] = "cycle.";
  for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
    if (strcmp(event, told[i].event) == 0) return buf_text(out, told[i].words), true;
  if (strncmp(event, done, sizeof done - 1) == 0)
    buf_format(out, "when \"%s\" has come to its end", title_of(chart, event + sizeof done - 1));
  else if (strncmp(event, stale, sizeof stale - 1) == 0)
    buf_format(out, "when what \"%s\" was decided on has changed", event + sizeof stale - 1);
  else if (strncmp(event, cycle, sizeof cycle - 1) == 0)
    buf_format(out, "when whoever asked says \"%s\"", event + sizeof cycle - 1);
  else
    return false;
  return true;
}

void procedure_heard(const struct chart *chart, const char *event, struct buf *out) {
  const char *rule = rung_rule(chart, event);
  json_t *found = json_array(), *label;
  size_t i;
  if (put_engine(chart, event, out)) {
    json_decref(found);
    return;
  }
  look(json_object_get(chart_definition(chart), "root"), event, found);
  json_array_foreach(found, i, label) buf_format(out, "%s\"%s\"", i ? " or " : "with ", json_string_value(label));
  if (rule) {
    buf_text(out, i ? " or when this has come: " : "when this has come: ");
    procedure_rule(chart, rule, out);
  }
  if (!i && !rule) buf_format(out, "when it hears \"%s\"", event);
  json_decref(found);
}
