// Why nothing happened (S9), in sentences that can be read out at a meeting.
#include "chart/machine_internal.h"

#include <string.h>

// state "A"; or states "A", "B" and "C".
static void add_titles(const struct machine *machine, const int *states, int count, struct buf *out) {
  buf_text(out, count > 1 ? "states " : "state ");
  for (int i = 0; i < count; i++)
    buf_format(out, "%s\"%s\"", i == 0 ? "" : i == count - 1 ? " and " : ", ", machine->chart->states[states[i]].title);
}

static void add_states(const struct machine *machine, struct buf *out) {
  add_titles(machine, config_atomics(machine->config), machine->config->atomic_count, out);
}

// The states whose transitions were taken last are the ones that go round.
void reason_looping(const struct machine *machine, struct buf *out) {
  const struct chart *chart = machine->chart;
  const struct step_result *result = machine->result;
  int states[20], count = 0;
  for (size_t i = result->effect_count, seen = 0; i-- > 0 && seen < 20;) {
    if (result->effects[i].kind != EFFECT_TAKE) continue;
    int state = chart_state_find(chart, result->effects[i].state), at = 0;
    while (at < count && states[at] < state) at++;
    seen++;
    if (at < count && states[at] == state) continue;
    memmove(&states[at + 1], &states[at], (size_t)(count++ - at) * sizeof states[0]);
    states[at] = state;
  }
  add_titles(machine, states, count, out);
}

// The conditions that stand in the way: of `all`, each part that is not true; of anything else, the whole.
static void add_failing(const json_t *guard, const json_t *explained, struct buf *out, int *count) {
  const char *result = json_text(explained, "result"), *reason = json_text(explained, "reason"), *op = json_text(guard, "op");
  const json_t *parts = json_object_get(guard, "of"), *explanations = json_object_get(explained, "of");
  if (strcmp(result, "true") == 0) return;
  if (op && strcmp(op, "all") == 0) {
    for (size_t i = 0; i < json_array_size(parts); i++) add_failing(json_array_get(parts, i), json_array_get(explanations, i), out, count);
    return;
  }
  buf_format(out, "%s%s (%s%s%s)", (*count)++ ? "; " : "", json_text(explained, "label"), result, reason ? ": " : "", reason ? reason : "");
}

static void add_needs(struct machine *machine, const struct chart_transition *transition, int *candidates, struct buf *out) {
  json_t *fields = select_fields(machine, transition);
  struct step_view view = machine_view(machine, fields);
  const json_t *guard = transition->guard ? transition->guard->spec : NULL;
  json_t *explained = guard_explain(guard, &view, machine->host);
  int count = 0;
  buf_text(out, (*candidates)++ ? "; or else it needs: " : "; it needs: ");
  add_failing(guard, explained, out, &count);
  if (!count) buf_text(out, json_text(explained, "label"));
  json_decref(explained);
  json_decref(fields);
}

void reason_event(struct machine *machine, const char *event, struct buf *out) {
  const struct chart *chart = machine->chart;
  int candidates = 0;
  struct buf needs = {0};
  for (int i = 0; i < chart->transition_count; i++) {
    const struct chart_transition *transition = &chart->transitions[i];
    bool wanted = machine->event_number != NO_EVENT && transition->guard;
    wanted = wanted && transition_wants(chart, transition, machine->event_number, machine->event_name);
    wanted = wanted && config_is_active(machine->config, transition->source) && select_is_theirs(machine, transition);
    if (wanted) add_needs(machine, transition, &candidates, &needs);
  }
  bool ended = config_is_final(chart, machine->config);
  buf_format(out, candidates && !ended ? "\"%s\" changed nothing in " : "\"%s\" is not something that can happen in ", event);
  add_states(machine, out);
  if (ended)
    buf_text(out, ", where it has ended");
  else if (needs.data)
    buf_text(out, needs.data);
  buf_char(out, '.');
  buf_clear(&needs);
}

void reason_timer(struct machine *machine, const struct chart_timer_row *timer, int state, const char *name, struct buf *out) {
  const struct chart *chart = machine->chart;
  bool known = state >= 0 && state < chart->state_count;
  const char *title = known ? chart->states[state].title : "?";
  if (!timer) {
    buf_format(out, "State \"%s\" has no timer \"%s\" in this version of the workflow.", title, name);
    return;
  }
  buf_format(out, "The timer \"%s\" of state \"%s\" changed nothing", name, title);
  int candidates = 0;
  if (config_is_final(chart, machine->config))
    buf_text(out, ": it has ended");
  else if (!config_is_active(machine->config, state)) {
    buf_text(out, ": it is now in ");
    add_states(machine, out);
  } else
    for (int i = 0; i < timer->transition_count; i++)
      add_needs(machine, &chart->transitions[timer->transition_first + i], &candidates, out);
  buf_char(out, '.');
}
