// What could be taken now: for authorising, explaining and listing. Guards are not asked here.
#include "base/mem.h"
#include "chart/machine_internal.h"

typedef void visit_fn(void *user, const struct chart *chart, const struct chart_transition *transition);

// Every `on` and `always` of active states in the order that selection tries them: from each atomic state upwards, each state once.
static void visit(const struct chart *chart, const struct config *config, visit_fn *each, void *user) {
  bool *seen = mem_new((size_t)chart->state_count);
  for (int atomic = 0; atomic < chart->state_count; atomic++) {
    if (!config_is_active(config, atomic) || chart->states[atomic].last != atomic) continue;
    for (int state = atomic; state != NO_STATE && !seen[state]; state = chart->states[state].parent) {
      const struct chart_state *row = &chart->states[state];
      seen[state] = true;
      for (int i = 0; i < row->transition_count; i++) each(user, chart, &chart->transitions[row->transition_first + i]);
    }
  }
  mem_free(seen);
}

struct wanted {
  int event;
  const char *name;
  json_t *found;
};

static void add_candidate(void *user, const struct chart *chart, const struct chart_transition *transition) {
  struct wanted *wanted = user;
  if (!transition_wants(chart, transition, wanted->event, wanted->name)) return;
  json_t *candidate = json_object();
  json_put_text(candidate, "state", chart->states[transition->source].id);
  json_object_set(candidate, "transition", (json_t *)transition->spec);
  json_array_append_new(wanted->found, candidate);
}

json_t *step_candidates(const struct chart *chart, const struct config *config, const char *event) {
  struct wanted wanted = {.event = event_number_of(chart, event), .name = event, .found = json_array()};
  if (!config_is_final(chart, config)) visit(chart, config, add_candidate, &wanted);
  return wanted.found;
}

json_t *step_events(const struct chart *chart, const struct config *config) {
  json_t *names = json_array();
  if (config_is_final(chart, config)) return names;
  for (int state = 0; state < chart->state_count; state++) {
    const struct chart_state *row = &chart->states[state];
    for (int i = 0; config_is_active(config, state) && i < row->transition_count; i++) {
      const struct chart_transition *transition = &chart->transitions[row->transition_first + i];
      const char *name = transition->patterns ? NULL : json_text(transition->spec, "event"); // a pattern is no name
      if (name && !json_array_has(names, name)) json_array_add(names, name);
    }
  }
  return names;
}

json_t *step_all_candidates(const struct chart *chart, const struct config *config) {
  json_t *all = json_array(), *events = step_events(chart, config), *event;
  size_t i;
  json_array_foreach(events, i, event) {
    json_t *candidates = step_candidates(chart, config, json_string_value(event));
    json_array_extend(all, candidates);
    json_decref(candidates);
  }
  json_decref(events);
  return all;
}
