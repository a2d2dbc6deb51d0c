// Goal: a macrostep does what W3C SCXML 1.0 Appendix D and the contracts S1 to S9 say.
// Method: every tests/chart/*.chart is data: a title, a chart, and events with the trace that each must leave, side by side. Each file
// is run from outside through definition_check, step_start and step_run; between two events the configuration goes through JSON (idea 5).
// tests/chart/README.md says how such a file is written.
#include "base/buf.h"
#include "base/mem.h"
#include "chart/check.h"
#include "chart/step.h"
#include "story.h"

// The moment that all charts run at: 2016-04-04T09:00:00Z.
static const int64_t now_ms = 1459760400000;
static const char *const today = "2016-04-04";

struct play {
  struct story *story;
  struct chart *chart;
  struct config *config;
  json_t *fields;
};

static bool any_rule(void *user, const char *text, struct check_rule *said, struct err *err) {
  said->can_recur = true;
  return (void)user, (void)text, (void)err, true;
}

// Conditions and functions of charts answer by their own label: "true ...", "false ...", else unknown because of it.
static enum truth judge(void *user, const json_t *guard, const struct step_view *view, struct buf *reason) {
  const char *label = json_text(guard, "label");
  (void)user, (void)view;
  if (label && strncmp(label, "true", 4) == 0) return TRUTH_TRUE;
  if (label && strncmp(label, "false", 5) == 0) return TRUTH_FALSE;
  buf_text(reason, "its function stopped");
  return TRUTH_UNKNOWN;
}

// The label of a `run` is the answer that its function gives.
static json_t *run(void *user, const json_t *action, const struct step_view *view, struct err *err) {
  const char *label = json_text(action, "label");
  (void)user, (void)view;
  json_t *answer = json_loads(label, JSON_DECODE_ANY, NULL);
  if (!answer) err_set(err, ERR_LIMIT, "its function was stopped");
  return answer;
}

// What a chart puts into its field `follows` is the event that follows, once.
static const char *follows(void *user, const struct step_view *view) {
  const char *name = json_text(view->fields, "follows");
  (void)user;
  for (size_t i = 0; name && i < view->so_far->effect_count; i++) {
    const struct effect *effect = &view->so_far->effects[i];
    if (effect->kind == EFFECT_RAISE && strcmp(effect->name, name) == 0) return NULL;
  }
  return name;
}

static const struct step_host host = {.guard = judge, .run = run, .follows = follows};

// What every workflow must say and no chart here is about.
static json_t *skeleton(void) {
  return json_pack("{s:s, s:s, s:i, s:{s:{s:s, s:b}}, s:{s:s}, s:{}}", "name", "test", "title", "Test", "version", 1, "roles", "someone",
                   "title", "Someone", "everyone", 1, "start", "by", "someone", "fields");
}

// Charts leave out who may: here everybody may do everything.
static json_t *allow(json_t *transition) {
  if (json_is_string(transition)) return json_pack("{s:O, s:s}", "target", transition, "by", "someone");
  if (!json_object_get(transition, "by")) json_put_text(transition, "by", "someone");
  return json_incref(transition);
}

static void allow_all(json_t *state) {
  const char *key;
  json_t *member;
  void *next;
  json_object_foreach_safe(json_object_get(state, "on"), next, key, member) {
    if (strchr(key, '*') || strncmp(key, "stale.", 6) == 0) continue; // nobody sends a pattern, or what only follows
    for (size_t i = 0; i < json_array_size(member); i++) json_array_set_new(member, i, allow(json_array_get(member, i)));
    if (!json_is_array(member)) json_object_set_new(json_object_get(state, "on"), key, allow(member));
  }
  json_object_foreach(json_object_get(state, "states"), key, member) allow_all(member);
}

static void chart_read(struct story *story, const char *text, size_t size) {
  struct play *play = story->user;
  struct err err = {0};
  play->fields = json_object();
  json_t *given = json_read(text, size, play->story->path, &err);
  if (!given) fail_msg("%s", err.text);
  json_t *raw = skeleton();
  json_object_update(raw, given);
  allow_all(raw);
  struct problems problems;
  problems_init(&problems);
  json_t *definition = definition_check(raw, &(struct check_host){.rule = any_rule}, &problems);
  for (size_t i = 0; i < problems.count; i++)
    print_error("%s: %s: %s\n", play->story->path, problems.items[i].pointer, problems.items[i].text);
  if (!definition) fail_msg("%s: the chart has mistakes", play->story->path);
  play->chart = chart_new(definition, &err);
  if (!play->chart) fail_msg("%s: %s", play->story->path, err.text);
  problems_clear(&problems);
  json_decref(definition);
  json_decref(raw);
  json_decref(given);
}

static const char *id_shown(const char *id) { return *id ? id : "(root)"; }

static void add_json(struct buf *out, const json_t *value) {
  char *text = json_canonical(value);
  buf_text(out, text);
  free(text);
}

static void add_take(struct buf *out, const struct effect *effect) {
  const char *target = json_text(effect->spec, "target");
  const json_t *targets = json_object_get(effect->spec, "targets"), *id;
  size_t i;
  buf_format(out, "take %s", id_shown(effect->state));
  if (target) buf_format(out, " -> %s", target);
  json_array_foreach(targets, i, id) buf_format(out, "%s%s", i ? " and " : " -> ", json_string_value(id));
}

static void add_set(struct buf *out, const struct effect *effect) {
  buf_format(out, "set %s ", effect->name);
  add_json(out, effect->value);
  buf_text(out, " was ");
  add_json(out, effect->old);
}

static void add_effect(struct buf *out, const struct effect *effect) {
  switch (effect->kind) {
  case EFFECT_TAKE:
    add_take(out, effect);
    break;
  case EFFECT_EXIT:
    buf_format(out, "exit %s", id_shown(effect->state));
    break;
  case EFFECT_ENTER:
    buf_format(out, "enter %s", id_shown(effect->state));
    break;
  case EFFECT_SET:
    add_set(out, effect);
    break;
  case EFFECT_TELL:
    buf_format(out, "tell %s", json_text(effect->spec, "text"));
    break;
  case EFFECT_RAISE:
    buf_format(out, "raise %s", effect->name);
    break;
  case EFFECT_OPEN:
    buf_format(out, "open %s ", effect->name);
    add_json(out, effect->value);
    break;
  case EFFECT_STOP_CLOCK:
    buf_text(out, "stop clock ");
    add_json(out, effect->value);
    break;
  case EFFECT_START_CLOCK:
    buf_text(out, "start clock");
    break;
  default: // of SCXML charts, which are run elsewhere
    buf_format(out, "effect %d", effect->kind);
    break;
  }
  buf_char(out, '\n');
}

static void add_states(struct play *play) {
  json_t *ids = config_atomic(play->chart, play->config);
  buf_text(&play->story->seen, "in");
  for (size_t i = 0; i < json_array_size(ids); i++)
    buf_format(&play->story->seen, "%s %s", i ? "," : "", json_string_value(json_array_get(ids, i)));
  buf_text(&play->story->seen, config_is_final(play->chart, play->config) ? ", ended\n" : "\n");
  json_decref(ids);
}

// Keeps what the step made, through JSON; a step that was not taken must have made nothing (S6).
static void keep(struct play *play, struct step_result *result) {
  if (result->outcome != STEP_TAKEN) {
    assert_null(result->config);
    assert_null(result->fields);
    assert_int_equal(result->effect_count, 0);
    assert_true(result->reason.size > 0);
    buf_format(&play->story->seen, "%s: %s\n", result->outcome == STEP_IGNORED ? "ignored" : "failed", result->reason.data);
    return;
  }
  struct err err = {0};
  json_t *written = config_write(play->chart, result->config);
  config_free(play->config);
  play->config = config_read(play->chart, written, &err);
  if (!play->config) fail_msg("%s:%d: %s", play->story->path, play->story->line, err.text);
  json_decref(written);
  json_decref(play->fields);
  play->fields = json_incref(result->fields);
  add_states(play);
}

static json_t *event_of(struct play *play, const char *name, const char *data) {
  json_error_t why;
  json_t *values = *data ? json_loads(data, 0, &why) : json_object();
  if (!values) fail_msg("%s:%d: %s", play->story->path, play->story->line, why.text);
  return json_pack("{s:s, s:o, s:s, s:s}", "name", name, "data", values, "actor", "ann", "decider", "dee");
}

// send EVENT {DATA}
static void play_send(struct play *play, const char *words, struct step_result *result) {
  char name[100];
  size_t size = strcspn(words, " ");
  snprintf(name, sizeof name, "%.*s", (int)size, words);
  json_t *event = event_of(play, name, words + size + strspn(words + size, " "));
  step_run(play->chart, play->config, play->fields, &(struct step_event){.event = event}, now_ms, today, &host, result);
  json_decref(event);
}

// timer STATE NAME
static void play_timer(struct play *play, const char *words, struct step_result *result) {
  char state[100];
  size_t size = strcspn(words, " ");
  snprintf(state, sizeof state, "%.*s", (int)size, words);
  const struct step_event event = {.timer_state = chart_state_find(play->chart, state), .timer_name = words[size] ? words + size + 1 : ""};
  step_run(play->chart, play->config, play->fields, &event, now_ms, today, &host, result);
}

static void play_start(struct play *play, const char *data, struct step_result *result) {
  json_t *event = event_of(play, "start", data);
  step_start(play->chart, play->fields, now_ms, today, event, &host, result);
  json_decref(event);
}

static void run_command(struct story *story, const char *command) {
  struct play *play = story->user;
  struct step_result result;
  if (strncmp(command, "start", 5) == 0)
    play_start(play, command + 5, &result);
  else if (strncmp(command, "send ", 5) == 0)
    play_send(play, command + 5, &result);
  else if (strncmp(command, "timer ", 6) == 0)
    play_timer(play, command + 6, &result);
  else
    fail_msg("%s:%d: \"%s\" is neither start, send nor timer", story->path, story->line, command);
  for (size_t i = 0; i < result.effect_count; i++) add_effect(&story->seen, &result.effects[i]);
  keep(play, &result);
  step_result_clear(&result);
}

static void play_clear(struct story *story) {
  struct play *play = story->user;
  config_free(play->config);
  chart_free(play->chart);
  json_decref(play->fields);
}

static void play_file(void **state) {
  struct play play = {0};
  struct story story = {.path = *state, .user = &play, .run = run_command};
  play.story = &story;
  story_play(&story, chart_read, play_clear);
}

int main(void) { return story_play_all(WAYMARK_SOURCE_DIR "/tests/chart/*.chart", play_file); }
