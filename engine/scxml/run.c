// One run of a chart: see run.h. The sessions are chart/system.h's; here time passes, events come from a script, and notices become lines.
#include "scxml/run.h"

#include "base/mem.h"
#include "chart/system.h"
#include "scxml/model.h"
#include "scxml/running.h"
#include "scxml/scxml.h"

#include <string.h>

static bool model_open(void *user, const struct chart *chart, const char *session_id, struct model *model, struct err *err) {
  struct running *running = user;
  return scxml_model_open(running->models, chart, session_id, model, err);
}

static void model_close(void *user, struct model *model) {
  struct running *running = user;
  scxml_model_close(running->models, model);
}

static json_t *document(void *user, const char *src, const char *text, struct err *err) {
  const struct running *running = user;
  const char *folder = running->run->folder;
  if (src) return scxml_read_src(folder, src, err);
  return scxml_read(&(struct scxml_source){.file = "the content", .folder = folder, .name = "invoked", .text = text, .size = strlen(text)},
                    err);
}

static void tell(void *user, const struct notice *notice) { running_tell(user, notice); }

// A script that a limit stopped takes every value with it, so nothing more can be right.
static bool is_over(const struct running *running) {
  return system_has_ended(running->system) || scxml_models_are_stopped(running->models);
}

// Runs what is due up to then, one instant after the other. False: that would be past the time that the run has.
static bool pass_time(struct running *running, int64_t until_ms) {
  const struct scxml_run *run = running->run;
  bool enough = until_ms <= run->time_max_ms;
  if (!enough) until_ms = run->time_max_ms;
  while (!is_over(running) && running->now_ms < until_ms) {
    int64_t next_ms = system_next_ms(running->system);
    running->now_ms = next_ms < until_ms ? next_ms : until_ms;
    if (run->wait) run->wait(run->user, running->now_ms);
    system_run(running->system, running->now_ms);
  }
  return enough || is_over(running);
}

static bool play(struct running *running) {
  const json_t *row;
  size_t i;
  json_array_foreach(running->run->events, i, row) {
    json_t *event = json_deep_copy(json_object_get(row, "event"));
    if (!pass_time(running, running->now_ms + json_number(row, "after", 0))) {
      json_decref(event);
      return false;
    }
    system_send(running->system, json_copy(event));
    system_run(running->system, running->now_ms);
    running_config(running, event);
    json_decref(event);
  }
  return true;
}

// Until it has ended or nothing is left to come. False: out of time.
static bool run_on(struct running *running) {
  while (!is_over(running) && system_next_ms(running->system) != INT64_MAX)
    if (!pass_time(running, system_next_ms(running->system))) return false;
  return true;
}

// Has the chart states by those names? Only then do they say how a run went.
static bool has_verdict(const struct chart *chart) { return chart_state_find(chart, "pass") > 0 || chart_state_find(chart, "fail") > 0; }

static enum scxml_end judge(struct running *running, bool in_time) {
  const char *final = running_final(running), *reason = NULL;
  enum scxml_end end = SCXML_PASSED;
  if (system_was_stopped(running->system) || (running->text && !final))
    reason = "livelock";
  else if (scxml_models_are_stopped(running->models))
    reason = "a script was stopped by a limit";
  else if (!in_time)
    reason = "time";
  if (reason)
    end = SCXML_LIMIT;
  else if (final)
    end = strcmp(final, "fail") == 0 ? SCXML_FAILED : SCXML_PASSED;
  else {
    bool is_idle = system_next_ms(running->system) == INT64_MAX;
    reason = is_idle ? "idle" : "script ended";
    end = is_idle && has_verdict(running->chart) ? SCXML_AT_REST : SCXML_PASSED;
  }
  running_end(running, end == SCXML_LIMIT ? NULL : final, reason);
  return end;
}

static bool start_and_run(struct running *running, enum scxml_end *end, struct err *err) {
  if (!system_start(running->system, running->chart, 0, err)) return false;
  bool in_time = running->run->events ? play(running) : run_on(running);
  *end = judge(running, in_time);
  return true;
}

bool scxml_run(json_t *definition, const struct scxml_run *run, enum scxml_end *end, struct err *err) {
  struct running running = {.run = run, .chart = chart_new(definition, err)};
  if (!running.chart) return false;
  running.models = scxml_models_new();
  struct system_host host = {.user = &running, .model_open = model_open, .model_close = model_close, .document = document, .tell = tell};
  running.system = system_new(&host);
  bool ok = start_and_run(&running, end, err);
  system_free(running.system);
  scxml_models_free(running.models);
  chart_free(running.chart);
  mem_free(running.text);
  return ok;
}

bool scxml_events_check(const json_t *events, struct err *err) {
  static const char *const shape = "{\"events\": [{\"after\": 100, \"event\": {\"name\": \"go\"}}]}";
  const json_t *row;
  size_t i;
  if (!json_is_array(events)) return err_set(err, ERR_INVALID, "The script has no list of events; it is written %s.", shape);
  json_array_foreach(events, i, row) {
    const json_t *after = json_object_get(row, "after");
    const char *name = json_text(json_object_get(row, "event"), "name");
    if (!name) return err_set(err, ERR_INVALID, "Event %zu of the script has no name; a script is written %s.", i + 1, shape);
    if (after && (!json_is_integer(after) || json_integer_value(after) < 0 || json_integer_value(after) > INT64_MAX / 2))
      return err_set(err, ERR_INVALID, "\"after\" of event %zu of the script must be a whole number of milliseconds.", i + 1);
  }
  return true;
}
