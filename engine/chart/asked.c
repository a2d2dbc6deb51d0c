// What a choice calls a field. See asked.h.
#include "chart/asked.h"

#include <string.h>

static const char OF_EACH[] = "Reason for each missing return";

// Is one of them, or one inside of them, called that?
static bool does(const json_t *actions, const char *name) {
  const char *key, *called = json_text(actions, "do");
  json_t *member;
  size_t i;
  if (called && strcmp(called, name) == 0) return true;
  json_array_foreach(actions, i, member) if (does(member, name)) return true;
  json_object_foreach((json_t *)actions, key, member) if (does(member, name)) return true;
  return false;
}

bool asked_varies(const struct chart *chart, const char *field) {
  return strcmp(field, "reason") == 0 && !strchr(chart_label(chart, field), ' ');
}

const char *asked_label(const struct chart *chart, const json_t *transition, const char *field) {
  bool for_each = asked_varies(chart, field) && does(json_object_get(transition, "actions"), "non_return");
  return for_each ? OF_EACH : chart_label(chart, field);
}

const char *asked_label_at(const struct chart *chart, const char *state, const char *event, const char *field) {
  int at = state ? chart_state_find(chart, state) : -1;
  const json_t *transitions = at < 0 ? NULL : json_object_get(chart_state(chart, at), "transitions"), *transition;
  size_t i;
  json_array_foreach(transitions, i, transition) {
    const char *name = json_text(transition, "event");
    if (name && event && strcmp(name, event) == 0) return asked_label(chart, transition, field);
  }
  return asked_label(chart, NULL, field);
}
