// One macrostep of a workflow's item, pure: the machine works on copies, and a failure anywhere hands none of them over (S6).
#include "chart/step.h"

#include "base/mem.h"
#include "chart/machine_internal.h"

#include <string.h>

static json_t *or_object(const json_t *value) { return value && !json_is_null(value) ? json_incref((json_t *)value) : json_object(); }

static void begin(struct machine *machine, const struct chart *chart, const json_t *fields, const json_t *event, int64_t now_ms,
                  const char *today, const struct step_host *host, struct step_result *result) {
  *result = (struct step_result){.outcome = STEP_TAKEN};
  machine_init(machine, chart, host, result);
  machine->fields = or_object(fields);
  machine->outside = or_object(event);
  machine->event = json_incref(machine->outside);
  machine->event_name = "";
  machine->now_ms = now_ms;
  machine->today = today;
}

static void drop_effects(struct step_result *result) {
  effects_empty(result);
  mem_free(result->effects);
  result->effects = NULL;
}

// Hands over what was made when it ended well; otherwise nothing of it was ever seen.
static void end(struct machine *machine) {
  struct step_result *result = machine->result;
  if (result->outcome == STEP_TAKEN && parties_ask(machine)) {
    result->config = machine->config;
    result->fields = machine->fields;
    machine->config = NULL;
    machine->fields = NULL;
  } else
    drop_effects(result);
  machine_clear(machine);
}

// The values that a start's form brings become fields, as a transition's do.
static bool fill_start(struct machine *machine) {
  const json_t *form = json_object_get(json_object_get(machine->chart->definition, "start"), "form"), *item;
  size_t i;
  json_array_foreach(form, i, item) {
    const char *name = json_text(item, "field");
    json_t *value = json_object_get(json_object_get(machine->outside, "data"), name);
    const struct field *field = chart_field_row(machine->chart, name);
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
  if (fill_start(&machine)) macrostep_enter(&machine);
  end(&machine);
}

static void ignore(struct machine *machine) { machine->result->outcome = STEP_IGNORED; }

static void run_event(struct machine *machine) {
  const char *name = json_text(machine->outside, "name");
  machine->event_name = name ? name : "";
  machine->event_number = name ? chart_event_find(machine->chart, name) : NO_EVENT;
  if (name && machine->event_number == NO_EVENT) machine->event_number = UNKNOWN_EVENT;
  if (name && macrostep_external(machine)) return;
  ignore(machine);
  reason_event(machine, machine->event_name, &machine->result->reason);
}

// A rung tells first, then does what else it says. Its ladder goes on whatever became of that.
static bool run_rung(struct machine *machine, const json_t *rung) {
  const char *raise = json_text(rung, "raise"), *open = json_text(rung, "open");
  struct effect *effect = machine_effect(machine, EFFECT_TELL, machine->owner);
  if (!effect) return false;
  effect->spec = rung;
  return (!open || action_open(machine, NULL, open, json_object())) &&
         (!raise || machine_raise(machine, event_number_of(machine->chart, raise), raise, NULL, machine->owner)) &&
         macrostep_settle(machine);
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
    macrostep_enabled(machine);
    return;
  }
  ignore(machine);
  reason_timer(machine, row, state, name, &machine->result->reason);
}

// It is taken whatever waits for it: the rows are as they are.
static void run_report(struct machine *machine, const struct step_event *event) {
  machine->event_name = "";
  machine->event_number = NO_EVENT;
  if (parties_reported(machine, event->parties, event->rows)) macrostep_settle(machine);
}

static bool take_given(struct machine *machine, const struct step_event *event) {
  const struct field *field = event->given ? chart_field_row(machine->chart, event->given) : NULL;
  struct err err;
  machine->owner = ROOT;
  return !field || machine_set(machine, field, json_incref((json_t *)event->value), &err) ||
         machine_fail(machine, "What was given could not be kept: %s.", err.text);
}

void step_run(const struct chart *chart, const struct config *config, const json_t *fields, const struct step_event *event, int64_t now_ms,
              const char *today, const struct step_host *host, struct step_result *result) {
  struct machine machine;
  begin(&machine, chart, fields, event->event, now_ms, today, host, result);
  machine.config = config_copy(config);
  if (event->parties)
    run_report(&machine, event);
  else if (event->timer_name)
    run_timer(&machine, event->timer_state, event->timer_name);
  else if (take_given(&machine, event))
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
