// From one external event to quiet (S1). W3C SCXML D, mainEventLoop: microsteps until no eventless transition is enabled and the internal
// queue is empty, or until it has ended; then what was entered for good is invoked.
#include "base/mem.h"
#include "chart/machine_internal.h"

// S7. An author can act on this only if it says where.
static bool fail_looping(struct machine *machine) {
  struct buf states = {0};
  reason_looping(machine, &states);
  machine_fail(machine, "After %d steps it was still going round, in %s; %s. The workflow must say when that ends.", STEP_MICROSTEPS_MAX,
               states.data, machine->chart->is_scxml ? "it was stopped" : "nothing of it was kept");
  buf_clear(&states);
  return false;
}

static bool run_enabled(struct machine *machine) {
  if (machine->microsteps++ == STEP_MICROSTEPS_MAX) return fail_looping(machine);
  return microstep_run(machine);
}

// A raised event of a workflow has no data of its own; who acted and who decided stay known for as long as what they did runs.
static json_t *event_inside(const struct machine *machine, const char *name) {
  json_t *event = json_object();
  json_put_text(event, "name", name);
  json_object_set_new(event, "data", json_object());
  json_t *actor = json_object_get(machine->outside, "actor"), *decider = json_object_get(machine->outside, "decider");
  if (actor) json_object_set(event, "actor", actor);
  if (decider) json_object_set(event, "decider", decider);
  return event;
}

static bool is_over(const struct machine *machine) {
  return machine->chart->is_scxml ? machine->has_ended : config_is_final(machine->chart, machine->config);
}

static void take_from_queue(struct machine *machine) {
  struct queued queued;
  machine->enabled_count = 0;
  if (!queue_take(&machine->queue, &queued)) return;
  machine_see(machine, queued.number, queued.name, queued.json ? queued.json : event_inside(machine, queued.name));
  select_for_event(machine);
}

static bool is_failed(const struct machine *machine) { return machine->result->outcome == STEP_FAILED; }

// What follows from all of it is the host's to say, and runs as if it had been raised. The name is kept by the effect.
static bool raise_what_follows(struct machine *machine) {
  const struct step_host *host = machine->host;
  if (!host || !host->follows || machine->chart->is_scxml) return false;
  struct step_view view = machine_view(machine, NULL);
  const char *name = host->follows(host->user, &view);
  if (!name) return false;
  json_t *event = event_inside(machine, name);
  return machine_raise(machine, event_number_of(machine->chart, name), json_text(event, "name"), event, 0);
}

static bool settle_once(struct machine *machine) {
  while (!is_over(machine)) {
    select_eventless(machine);
    if (!machine->enabled_count) {
      if (machine->queue.next == machine->queue.count && !raise_what_follows(machine)) break;
      take_from_queue(machine);
    }
    if (is_failed(machine) || (machine->enabled_count && !run_enabled(machine))) return false;
  }
  return !is_failed(machine);
}

// What invoking raises is worked off before the next external event.
bool macrostep_settle(struct machine *machine) {
  machine->is_outside = false;
  do {
    if (!settle_once(machine)) return false;
    if (is_over(machine) || !machine->to_invoke) return true;
    if (!invoke_pending(machine)) return false;
  } while (machine->queue.next < machine->queue.count);
  return true;
}

bool macrostep_enter(struct machine *machine) { return microstep_enter_initial(machine) && macrostep_settle(machine); }

bool macrostep_enabled(struct machine *machine) { return run_enabled(machine) && macrostep_settle(machine); }

bool macrostep_external(struct machine *machine) {
  machine->is_outside = true;
  machine->enabled_count = 0;
  if (!is_over(machine)) select_for_event(machine);
  if (machine->enabled_count == 0) return false;
  macrostep_enabled(machine);
  return true;
}

void macrostep_end(struct machine *machine) {
  machine->is_outside = false;
  microstep_leave_all(machine);
}
