// One macrostep from outside to quiet (S1). W3C SCXML D, mainEventLoop, for one external event: microsteps until no eventless
// transition is enabled and the internal queue is empty, or until the item has ended. A failure anywhere keeps nothing (S6).
#include "chart/step.h"

#include "base/mem.h"
#include "chart/internal.h"

#include <string.h>

static json_t *or_object(const json_t *value) { return value && !json_is_null(value) ? json_incref((json_t *)value) : json_object(); }

static void begin(struct machine *machine, const struct chart *chart, const json_t *fields, const json_t *event, int64_t now_ms,
                  const char *today, const struct step_host *host, struct step_result *result) {
  *result = (struct step_result){.outcome = STEP_TAKEN};
  machine_init(machine, chart, host, result);
  machine->fields = or_object(fields);
  machine->outside = or_object(event);
  machine->event = json_incref(machine->outside);
  machine->now_ms = now_ms;
  machine->today = today;
}

static void drop_effects(struct step_result *result) {
  for (size_t i = 0; i < result->effect_count; i++) {
    json_decref(result->effects[i].value);
    json_decref(result->effects[i].old);
  }
  mem_free(result->effects);
  result->effects = NULL;
  result->effect_count = 0;
}

// Hands over what was made when it ended well; otherwise nothing of it was ever seen.
static void end(struct machine *machine) {
  struct step_result *result = machine->result;
  if (result->outcome == STEP_TAKEN) {
    result->config = machine->config;
    result->fields = machine->fields;
    machine->config = NULL;
    machine->fields = NULL;
  } else
    drop_effects(result);
  machine_clear(machine);
}

// The states whose transitions were taken last are the ones that go round. "A" and "B", in document order.
static void add_looping(const struct machine *machine, struct buf *out) {
  const struct chart *chart = machine->chart;
  const struct step_result *result = machine->result;
  bool *loops = mem_new((size_t)chart->state_count);
  int count = 0, left;
  for (size_t i = result->effect_count, seen = 0; i-- > 0 && seen < 20;) {
    if (result->effects[i].kind != EFFECT_TAKE) continue;
    int state = chart_state_find(chart, result->effects[i].state);
    count += !loops[state];
    loops[state] = true;
    seen++;
  }
  left = count;
  buf_text(out, count > 1 ? "states " : "state ");
  for (int state = 0; state < chart->state_count; state++) {
    if (!loops[state]) continue;
    buf_format(out, "%s\"%s\"", left == count ? "" : left == 1 ? " and " : ", ", chart->states[state].title);
    left--;
  }
  mem_free(loops);
}

// S7. An author can act on this only if it says where.
static bool fail_looping(struct machine *machine) {
  struct buf states = {0};
  add_looping(machine, &states);
  machine_fail(machine, "After %d steps it was still going round, in %s; nothing of it was kept. The workflow must say when that ends.",
               STEP_MICROSTEPS_MAX, states.data);
  buf_clear(&states);
  return false;
}

static bool run_enabled(struct machine *machine) {
  if (machine->microsteps++ == STEP_MICROSTEPS_MAX) return fail_looping(machine);
  return microstep_run(machine);
}

// A raised event has no data of its own; who acted and who decided stay known for as long as what they did runs.
static json_t *event_inside(const struct machine *machine, const char *name) {
  json_t *event = json_object();
  json_put_text(event, "name", name);
  json_object_set_new(event, "data", json_object());
  json_t *actor = json_object_get(machine->outside, "actor"), *decider = json_object_get(machine->outside, "decider");
  if (actor) json_object_set(event, "actor", actor);
  if (decider) json_object_set(event, "decider", decider);
  return event;
}

static void take_from_queue(struct machine *machine) {
  const char *name = machine->queue[machine->queue_next++];
  machine->event_number = chart_event_find(machine->chart, name);
  machine->enabled_count = 0;
  if (machine->event_number == NO_EVENT) return;
  json_decref(machine->event);
  machine->event = event_inside(machine, name);
  select_for_event(machine);
}

static bool run_to_completion(struct machine *machine) {
  machine->is_outside = false;
  while (!config_is_final(machine->chart, machine->config)) {
    select_eventless(machine);
    if (!machine->enabled_count) {
      if (machine->queue_next == machine->queue_count) return true;
      take_from_queue(machine);
    }
    if (machine->enabled_count && !run_enabled(machine)) return false;
  }
  return true;
}

// The values that a start's form brings become fields, as a transition's do.
static bool fill_start(struct machine *machine) {
  const json_t *form = json_object_get(json_object_get(machine->chart->definition, "start"), "form"), *item;
  size_t i;
  json_array_foreach(form, i, item) {
    const char *name = json_text(item, "field");
    json_t *value = json_object_get(json_object_get(machine->outside, "data"), name);
    const json_t *field = chart_field(machine->chart, name);
    struct err err;
    if (value && field && !machine_set(machine, field, json_incref(value), &err))
      return machine_fail(machine, "It could not be started: %s.", err.text);
  }
  return true;
}

void step_start(const struct chart *chart, const json_t *fields, int64_t now_ms, const char *today, const json_t *event,
                const struct step_host *host, struct step_result *result) {
  struct machine machine;
  begin(&machine, chart, fields, event, now_ms, today, host, result);
  machine.config = config_new(chart);
  if (fill_start(&machine) && microstep_enter_initial(&machine)) run_to_completion(&machine);
  end(&machine);
}

static void ignore(struct machine *machine) { machine->result->outcome = STEP_IGNORED; }

static void run_event(struct machine *machine) {
  const char *name = json_text(machine->outside, "name");
  machine->event_number = name ? chart_event_find(machine->chart, name) : NO_EVENT;
  machine->is_outside = true;
  if (!config_is_final(machine->chart, machine->config)) select_for_event(machine);
  if (machine->enabled_count) {
    if (run_enabled(machine)) run_to_completion(machine);
    return;
  }
  ignore(machine);
  reason_event(machine, name ? name : "", &machine->result->reason);
}

// A rung tells first, then does what else it says. Its ladder goes on whatever became of that.
static bool run_rung(struct machine *machine, const json_t *rung) {
  const char *raise = json_text(rung, "raise"), *open = json_text(rung, "open");
  struct effect *effect = machine_effect(machine, EFFECT_TELL, machine->owner);
  if (!effect) return false;
  effect->spec = rung;
  return (!open || action_open(machine, open, json_object())) && (!raise || machine_raise(machine, raise, machine->owner)) &&
         run_to_completion(machine);
}

static const struct chart_timer_row *timer_find(const struct chart *chart, int state, const char *name) {
  const struct chart_state *row = &chart->states[state];
  for (int i = row->timer_first; i < row->timer_first + row->timer_count; i++)
    if (strcmp(chart->timers[i].timer.name, name) == 0) return &chart->timers[i];
  return NULL;
}

static void run_timer(struct machine *machine, int state, const char *name) {
  const struct chart_timer_row *row = state >= 0 && state < machine->chart->state_count ? timer_find(machine->chart, state, name) : NULL;
  bool awake = row && config_is_active(machine->config, state) && !config_is_final(machine->chart, machine->config);
  machine->owner = state;
  if (awake && row->timer.rung) {
    run_rung(machine, row->timer.rung);
    return;
  }
  if (awake) select_of_timer(machine, row);
  if (machine->enabled_count) {
    if (run_enabled(machine)) run_to_completion(machine);
    return;
  }
  ignore(machine);
  reason_timer(machine, row, state, name, &machine->result->reason);
}

void step_run(const struct chart *chart, const struct config *config, const json_t *fields, const struct step_event *event, int64_t now_ms,
              const char *today, const struct step_host *host, struct step_result *result) {
  struct machine machine;
  begin(&machine, chart, fields, event->event, now_ms, today, host, result);
  machine.config = config_copy(config);
  if (event->timer_name)
    run_timer(&machine, event->timer_state, event->timer_name);
  else
    run_event(&machine);
  end(&machine);
}

void step_result_clear(struct step_result *result) {
  drop_effects(result);
  config_free(result->config);
  json_decref(result->fields);
  buf_clear(&result->reason);
  *result = (struct step_result){0};
}
