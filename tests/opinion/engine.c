// Goal: what the engine does with a case, as text that the interpreter beside it must write too (README.md says how a trace reads).
// Method: reads one case a line from standard input, {"definition","events":[{"at","event"} or {"at","timer":{"state","name"}}],"bare"?},
// plays it through chart/system.h, or a workflow through chart/step.h, and answers its trace: JSON lines, keys sorted, ended by an empty
// line.
#include "base/buf.h"
#include "base/mem.h"
#include "chart/step.h"
#include "chart/system.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { AFTERWARDS_MS = 200, PATIENCE_S = 60 }; // how long the clock goes on after the last event; a case that takes longer hangs

static json_t *or_null(const json_t *value) { return value ? json_incref((json_t *)value) : json_null(); }
static json_t *text_or_null(const char *text) { return text ? json_string(text) : json_null(); }

static void print_line(json_t *line) { // takes it over
  char *text = json_canonical(line);
  puts(text);
  mem_free(text);
  json_decref(line);
}

// ---- effects

static json_t *took(const struct effect *effect) {
  return json_pack("[s, s, o]", "take", effect->state, text_or_null(json_text(effect->spec, "label")));
}

// What went wrong is said in sentences, which are no part of the norm; that something did, and for which send, is.
static json_t *raised(const struct effect *effect) {
  bool error = strncmp(effect->name, "error.", 6) == 0;
  return json_pack("[s, s, o]", "raise", effect->name, or_null(json_object_get(effect->value, error ? "sendid" : "data")));
}

static json_t *sent(const struct effect *effect) {
  const json_t *value = effect->value;
  return json_pack("[s, O, O, O, O]", "send", json_object_get(value, "event"), json_object_get(value, "target"),
                   json_object_get(value, "delay_ms"), json_object_get(value, "sendid"));
}

static json_t *effect_line(const struct effect *effect) {
  switch (effect->kind) {
  case EFFECT_TAKE:
    return took(effect);
  case EFFECT_EXIT:
    return json_pack("[s, s, I]", "exit", effect->state, (json_int_t)effect->activation);
  case EFFECT_ENTER:
    return json_pack("[s, s, I]", "enter", effect->state, (json_int_t)effect->activation);
  case EFFECT_SET:
    return json_pack("[s, s, O]", "set", effect->name, effect->value);
  case EFFECT_RAISE:
    return raised(effect);
  case EFFECT_LOG:
    return json_pack("[s, s]", "log", effect->name);
  case EFFECT_SEND:
    return sent(effect);
  case EFFECT_CANCEL:
    return json_pack("[s, O]", "cancel", effect->value);
  case EFFECT_INVOKE:
    return json_pack("[s, O]", "invoke", json_object_get(effect->value, "id"));
  case EFFECT_UNINVOKE:
    return json_pack("[s, O]", "uninvoke", effect->value);
  case EFFECT_FORWARD:
    return json_pack("[s, O]", "forward", effect->value);
  case EFFECT_ENDED:
    return json_pack("[s, O]", "ended", effect->value);
  default:
    return json_pack("[s, i]", "unknown", (int)effect->kind);
  }
}

static json_t *effects_list(const struct effect *effects, size_t count) {
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++) json_array_append_new(list, effect_line(&effects[i]));
  return list;
}

// ---- SCXML charts

// What an event carries that the norm does not fix: an error's sentence.
static json_t *event_shown(const json_t *event) {
  const char *name = json_text(event, "name");
  json_t *shown = event ? json_copy((json_t *)event) : json_null();
  if (name && strncmp(name, "error.", 6) == 0) json_object_del(shown, "data");
  return shown;
}

static void tell(void *user, const struct notice *notice) {
  bool *looped = user;
  if (*looped) return;
  if (notice->kind == NOTICE_LIVELOCK) {
    *looped = true;
    print_line(json_pack("{s:b}", "livelock", 1));
  } else if (notice->kind == NOTICE_MACROSTEP) {
    print_line(json_pack("{s:s, s:o, s:o}", "session", notice->session, "event", event_shown(notice->event), "did",
                         effects_list(notice->effects, notice->effect_count)));
  } else if (notice->kind == NOTICE_ENDED) {
    print_line(
        json_pack("{s:s, s:b, s:o}", "session", notice->session, "ended", 1, "did", effects_list(notice->effects, notice->effect_count)));
  }
}

static void print_rest(const struct chart *chart, struct system *system, int64_t at_ms) {
  int64_t next_ms = system_next_ms(system);
  print_line(json_pack("{s:I, s:o, s:O, s:o}", "at", (json_int_t)at_ms, "config", config_write(chart, system_config(system)), "fields",
                       system_fields(system), "next", next_ms == INT64_MAX ? json_null() : json_integer(next_ms)));
}

static void play_events(const struct chart *chart, struct system *system, const json_t *events, bool bare, const bool *looped) {
  int64_t at_ms = 0;
  const json_t *happening;
  size_t i;
  print_rest(chart, system, at_ms);
  json_array_foreach(events, i, happening) {
    const json_t *event = json_object_get(happening, "event");
    at_ms = json_number(happening, "at", 0);
    system_run(system, at_ms);
    if (bare && !json_object_get(event, "data"))
      system_send_name(system, json_text(event, "name"));
    else
      system_send(system, json_copy((json_t *)event));
    system_run(system, at_ms);
    if (*looped) return;
    print_rest(chart, system, at_ms);
  }
  system_run(system, at_ms + AFTERWARDS_MS);
  if (!*looped) print_rest(chart, system, at_ms + AFTERWARDS_MS);
}

static void play_scxml(const struct chart *chart, const json_t *events, bool bare) {
  bool looped = false;
  struct err err;
  struct system *system = system_new(&(struct system_host){.user = &looped, .tell = tell});
  if (!system_start(system, chart, 0, &err))
    print_line(json_pack("{s:s}", "refused", err.text));
  else if (!looped)
    play_events(chart, system, events, bare, &looped);
  system_free(system);
}

// ---- workflows

// A condition that is not the chart's own is the host's: this one answers by its words alone.
static enum truth judge(void *user, const json_t *guard, const struct step_view *view, struct buf *reason) {
  const char *label = json_text(guard, "label");
  (void)user, (void)view, (void)reason;
  return !label ? TRUTH_UNKNOWN : strcmp(label, "open") == 0 ? TRUTH_TRUE : strcmp(label, "shut") == 0 ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

static const struct step_host host = {.guard = judge};

struct item {
  const struct chart *chart;
  struct config *config;  // NULL: it did not start
  json_t *fields, *armed; // armed: [STATE, ACTIVATION, TIMER], as whoever keeps timers would (T1)
};

static void disarm(struct item *item, int64_t activation) {
  for (size_t i = json_array_size(item->armed); i-- > 0;)
    if (json_integer_value(json_array_get(json_array_get(item->armed, i), 1)) == activation) json_array_remove(item->armed, i);
}

static void arm(struct item *item, const char *id, int64_t activation) {
  int state = chart_state_find(item->chart, id);
  for (int i = 0; i < chart_timer_count(item->chart, state); i++)
    json_array_append_new(item->armed, json_pack("[s, I, s]", id, (json_int_t)activation, chart_timer_at(item->chart, state, i).name));
}

static void keep_timers(struct item *item, const struct step_result *result) {
  for (size_t i = 0; i < result->effect_count; i++) {
    const struct effect *effect = &result->effects[i];
    if (effect->kind == EFFECT_EXIT) disarm(item, effect->activation);
    if (effect->kind == EFFECT_ENTER) arm(item, effect->state, effect->activation);
  }
}

// Between two events a configuration lies in the store as JSON (idea 5: no memory is the authority).
static struct config *config_through_json(const struct chart *chart, const struct config *config) {
  struct err err;
  json_t *json = config_write(chart, config);
  struct config *read = config_read(chart, json, &err);
  if (!read) {
    printf("{\"unreadable\":\"%s\"}\n", err.text);
    read = config_copy(config);
  }
  json_decref(json);
  return read;
}

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

// In no order: timers are kept as rows, and a set is all that is promised.
static json_t *armed_sorted(const struct item *item) {
  size_t count = json_array_size(item->armed);
  char **texts = mem_new((count + 1) * sizeof *texts);
  json_t *sorted = json_array();
  for (size_t i = 0; i < count; i++) texts[i] = json_canonical(json_array_get(item->armed, i));
  qsort(texts, count, sizeof *texts, by_text);
  for (size_t i = 0; i < count; i++) {
    json_array_append_new(sorted, json_string(texts[i]));
    mem_free(texts[i]);
  }
  mem_free(texts);
  return sorted;
}

// Takes over what the result holds.
static void note_step(struct item *item, const json_t *event, struct step_result *result) {
  static const char *const words[] = {"taken", "ignored", "failed"};
  keep_timers(item, result);
  if (result->config) {
    config_free(item->config);
    json_decref(item->fields);
    item->config = config_through_json(item->chart, result->config);
    item->fields = json_incref(result->fields);
  }
  json_t *line = json_pack("{s:o, s:s, s:o, s:O, s:o}", "event", or_null(event), "outcome", words[result->outcome], "did",
                           effects_list(result->effects, result->effect_count), "fields", item->fields, "armed", armed_sorted(item));
  json_object_set_new(line, "config", item->config ? config_write(item->chart, item->config) : json_null());
  print_line(line);
  step_result_clear(result);
}

static void play_step(struct item *item, const json_t *happening) {
  const json_t *timer = json_object_get(happening, "timer"), *event = json_object_get(happening, "event");
  struct step_event what = {.event = event};
  struct step_result result;
  if (timer)
    what = (struct step_event){.timer_state = chart_state_find(item->chart, json_text(timer, "state")),
                               .timer_name = json_text(timer, "name")};
  step_run(item->chart, item->config, item->fields, &what, json_number(happening, "at", 0), "1970-01-01", &host, &result);
  json_t *shown = timer ? json_pack("{s:O}", "timer", timer) : json_incref((json_t *)event);
  note_step(item, shown, &result);
  json_decref(shown);
}

static void play_workflow(const struct chart *chart, const json_t *events) {
  struct item item = {.chart = chart, .fields = json_object(), .armed = json_array()};
  struct step_result result;
  const json_t *happening;
  size_t i;
  step_start(chart, item.fields, 0, "1970-01-01", NULL, &host, &result);
  note_step(&item, NULL, &result);
  if (item.config) json_array_foreach(events, i, happening) play_step(&item, happening);
  config_free(item.config);
  json_decref(item.fields);
  json_decref(item.armed);
}

// ---- cases

static void play(const char *text, size_t size) {
  struct err err;
  json_t *given = json_read(text, size, "case", &err);
  json_t *definition = json_object_get(given, "definition");
  struct chart *chart = given ? chart_new(definition, &err) : NULL;
  alarm(PATIENCE_S);
  if (!chart)
    print_line(json_pack("{s:s}", "refused", err.text));
  else if (json_object_get(definition, "datamodel"))
    play_scxml(chart, json_object_get(given, "events"), json_flag(given, "bare"));
  else
    play_workflow(chart, json_object_get(given, "events"));
  puts("");
  fflush(stdout);
  chart_free(chart);
  json_decref(given);
}

int main(void) {
  char *line = NULL;
  size_t room = 0;
  ssize_t size;
  while ((size = getline(&line, &room, stdin)) > 0) play(line, (size_t)size);
  free(line);
  return 0;
}
