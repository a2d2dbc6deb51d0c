// Where an item stands and its deadlines, as a recipient gets them: what a date or a text that is withheld would be known by goes with it.
// See redaction_part.h.
#include "run/redaction_part.h"

#include <string.h>

// ---- where the item stands

static bool hides_dates(const struct redacted_item *item) {
  const char *name;
  json_t *why;
  json_object_foreach(item->fields, name, why) {
    const char *type = redaction_field_type(item, name);
    if (type && (strcmp(type, "date") == 0 || strcmp(type, "text") == 0)) return true;
  }
  return false;
}

// Cycles are counted from an anchor, which the times that they came would give away.
static void strip_times(json_t *configuration) {
  static const char *const members[] = {"last", "round", "armed"};
  const char *state;
  json_t *activation;
  json_object_foreach(json_object_get(configuration, "activations"), state,
                      activation) for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) json_object_del(activation, members[i]);
}

static void strip_stops(const struct looking *at, json_t *configuration, const char **why) {
  static const char *const members[] = {"reason", "authority", "review"};
  const char *reason = redaction_action_why(at->item, "stop_clock");
  json_t *stop;
  size_t i;
  if (!reason || !json_array_size(json_object_get(configuration, "stops"))) return;
  *why = *why ? *why : reason;
  json_array_foreach(json_object_get(configuration, "stops"), i, stop) for (size_t m = 0; m < sizeof members / sizeof members[0]; m++) {
    if (json_object_get(stop, members[m])) json_object_del(stop, members[m]);
    if (m == 0) json_put_text(stop, members[m], REDACTION_GONE);
  }
}

struct fate redaction_configuration_part(const struct looking *at, const char *rest, const json_t *value) {
  const char *why = NULL;
  (void)rest;
  json_t *renamed = redaction_rename(at->redaction, value, &why), *instead = json_deep_copy(renamed);
  static const char *const said[] = {"ladders", "stops"};
  for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
    if (json_object_get(instead, said[i]))
      json_object_set_new(instead, said[i], redaction_scrub(at->redaction, json_object_get(instead, said[i]), &why));
  strip_stops(at, instead, &why);
  if (json_object_del(instead, "shares") == 0 && !why) why = redaction_why(at->redaction); // whom it is shared with names people
  if (hides_dates(at->item)) strip_times(instead);
  if (!why && !json_equal(instead, value)) why = redaction_why(at->redaction);
  json_decref(renamed);
  return redaction_if_changed(why, instead);
}

// ---- deadlines

static const char *rules_why(const struct looking *at, const json_t *rows, const char *name) {
  const char *why = NULL;
  size_t i, j;
  json_t *row, *instead;
  json_array_foreach(rows, i, row) {
    if (!json_text(row, "name") || strcmp(json_text(row, "name"), name) != 0) continue;
    if (!why) why = redaction_rule_why(at->redaction, at->item->hex, json_text(row, "rule"));
    json_array_foreach(json_object_get(row, "instead"), j, instead) if (!why) why =
        redaction_rule_why(at->redaction, at->item->hex, json_text(instead, "rule"));
  }
  return why;
}

// Any timer of that name in any state: a name means one rule in most workflows, and what is not told by mistake can be asked for.
static const char *state_why(const struct looking *at, const json_t *state, const char *name) {
  const char *why = rules_why(at, json_object_get(state, "timers"), name);
  size_t i;
  json_t *inner;
  json_array_foreach(json_object_get(state, "states"), i, inner) if (!why) why = state_why(at, inner, name);
  return why;
}

static const char *rung_why(const struct looking *at, const json_t *structure, const char *name) {
  const char *slash = strchr(name, '/'), *why = NULL;
  size_t i;
  json_t *ladder;
  json_array_foreach(json_object_get(structure, "ladders"), i, ladder) {
    const char *called = json_text(ladder, "name");
    if (!why && slash && called && strncmp(called, name, (size_t)(slash - name)) == 0)
      why = rules_why(at, json_object_get(ladder, "rungs"), slash + 1);
  }
  return why;
}

// In whichever version that the item has lived under.
static const char *declared_why(const struct looking *at, const json_t *structure, const char *name) {
  const char *why = state_why(at, json_object_get(structure, "root"), name);
  size_t i;
  json_t *older;
  if (!why) why = rung_why(at, structure, name);
  json_array_foreach(json_object_get(structure, "before"), i, older) if (!why) why = declared_why(at, older, name);
  return why;
}

struct fate redaction_timer_part(const struct looking *at, const char *rest, const json_t *value) {
  const char *name = json_text(value, "name"), *why = redaction_rule_why(at->redaction, at->item->hex, json_text(value, "rule"));
  (void)rest;
  if (!why && name) why = declared_why(at, at->item->structure, name);
  return (struct fate){.why = why};
}
