// Goal: sessions of SCXML charts run as W3C SCXML 1.0 says, together and on a clock that is passed in (system.h): histories, content,
// errors, sending, delays, invocations. Method: every tests/chart/*.session is data: a canonical definition (with `'kind'` and such left
// out where it can be told), commands, and what every session then did, side by side. Their data model is toy_model.h.
#include "base/mem.h"
#include "chart/step.h"
#include "chart/system.h"
#include "story.h"
#include "toy_model.h"

enum { MANY = 100, MANY_STEPS = 12 }; // more effects of a macrostep, and macrosteps of a command, than anybody reads

struct play {
  struct story *story;
  struct chart *chart;
  struct system *system;
  json_t *names; // of events, which must outlive the run
  int64_t now_ms;
  int told; // macrosteps of this command
};

// ---- a chart is written short

static void fill_state(json_t *state, bool is_root);

static void fill_definition(json_t *definition) {
  if (!json_object_get(definition, "format")) json_object_set_new(definition, "format", json_integer(2));
  if (!json_object_get(definition, "name")) json_object_set_new(definition, "name", json_string("test"));
  if (!json_object_get(definition, "datamodel")) json_object_set_new(definition, "datamodel", json_string("lua"));
  fill_state(json_object_get(definition, "root"), true);
}

static void fill_state(json_t *state, bool is_root) {
  json_t *children = json_object_get(state, "states"), *child, *invoke;
  size_t i;
  if (is_root) json_object_set_new(state, "id", json_string(""));
  json_array_foreach(children, i, child) fill_state(child, false);
  json_array_foreach(json_object_get(state, "invokes"), i, invoke) {
    json_t *definition = json_object_get(invoke, "definition");
    if (json_object_get(definition, "root")) fill_definition(definition);
  }
  if (!json_object_get(state, "kind")) json_object_set_new(state, "kind", json_string(json_array_size(children) ? "compound" : "atomic"));
  bool compound = strcmp(json_text(state, "kind"), "compound") == 0,
       begins = json_object_get(state, "initial") || json_object_get(state, "initials");
  if (compound && !begins) json_object_set(state, "initial", json_object_get(json_array_get(children, 0), "id"));
}

static json_t *definition_read(const char *text, size_t size, const char *path) {
  char *copy = mem_text_part(text, size);
  json_error_t why;
  for (char *c = copy; *c; c++)
    if (*c == '\'') *c = '"';
  json_t *definition = json_loads(copy, JSON_REJECT_DUPLICATES, &why);
  if (!definition) fail_msg("%s: line %d of the chart, column %d: %s", path, why.line, why.column, why.text);
  mem_free(copy);
  fill_definition(definition);
  return definition;
}

// ---- what is told

static void add_value(struct buf *out, const json_t *value) {
  char *text = json_canonical(value);
  buf_text(out, text);
  free(text);
}

static const char *shown(const char *id) { return *id ? id : "(root)"; }

static void add_effect(struct buf *out, const struct effect *effect) {
  static const char *const words[] = {"take", "exit", "enter",  "set",    "tell",     "open",    "raise",
                                      "log",  "send", "cancel", "invoke", "uninvoke", "forward", "ended"};
  const json_t *targets = json_object_get(effect->spec, "targets");
  buf_text(out, words[effect->kind]);
  if (effect->kind <= EFFECT_ENTER) buf_format(out, " %s", shown(effect->state));
  if (effect->kind == EFFECT_TAKE && json_text(effect->spec, "target")) buf_format(out, " -> %s", json_text(effect->spec, "target"));
  if (effect->kind == EFFECT_TAKE && targets) buf_text(out, " -> "), add_value(out, targets);
  if (effect->name) buf_format(out, " %s", effect->name);
  if (effect->kind == EFFECT_SEND) {
    if (*json_text(effect->value, "target")) buf_format(out, " to %s", json_text(effect->value, "target"));
    if (json_number(effect->value, "delay_ms", 0)) buf_format(out, " in %lld", (long long)json_number(effect->value, "delay_ms", 0));
  } else if (effect->kind == EFFECT_INVOKE) {
    buf_format(out, " %s", json_text(effect->value, "id"));
  } else if (effect->kind != EFFECT_RAISE && effect->value && !json_is_null(effect->value)) {
    buf_char(out, ' ');
    add_value(out, effect->value);
  }
  const json_t *data = effect->kind == EFFECT_RAISE ? json_object_get(effect->value, "data") : NULL;
  if (data) buf_char(out, ' '), add_value(out, data);
  buf_char(out, '\n');
}

static void add_places(struct buf *out, const struct notice *notice) {
  json_t *ids = config_atomic(notice->chart, notice->config);
  buf_text(out, "in");
  for (size_t i = 0; i < json_array_size(ids); i++) buf_format(out, "%s %s", i ? "," : "", json_string_value(json_array_get(ids, i)));
  buf_char(out, '\n');
  json_decref(ids);
}

static void tell(void *user, const struct notice *notice) {
  struct play *play = user;
  struct buf *out = &play->story->seen;
  if (notice->kind == NOTICE_LOG) return; // its effect is shown
  if (strcmp(notice->session, "main") != 0) buf_format(out, "%s:\n", notice->session + 5);
  if (notice->kind == NOTICE_LIVELOCK) buf_format(out, "livelock: %s\n", notice->text);
  if (notice->kind == NOTICE_LOST) buf_format(out, "lost: %s\n", notice->text);
  if (notice->kind != NOTICE_MACROSTEP && notice->kind != NOTICE_ENDED) return;
  if (play->told++ >= MANY_STEPS) return;
  if (notice->now_ms != play->now_ms) buf_format(out, "at %lld\n", (long long)notice->now_ms);
  if (notice->event) buf_format(out, "on %s\n", json_text(notice->event, "name"));
  if (notice->effect_count > MANY) buf_format(out, "%zu effects\n", notice->effect_count);
  for (size_t i = 0; i < notice->effect_count && notice->effect_count <= MANY; i++) add_effect(out, &notice->effects[i]);
  if (notice->kind == NOTICE_ENDED)
    buf_text(out, "over\n");
  else
    add_places(out, notice);
}

static bool model_open(void *user, const struct chart *chart, const char *session_id, struct model *model, struct err *err) {
  (void)user, (void)session_id;
  if (strcmp(json_text(chart_definition(chart), "name"), "closed") == 0) return err_set(err, ERR_BROKEN, "no data model today");
  *model = toy_open();
  return true;
}

static void model_close(void *user, struct model *model) { (void)user, toy_close(model); }

static json_t *document(void *user, const char *src, const char *text, struct err *err) {
  (void)user;
  static const char *const waits = "{'root':{'states':[{'id':'only'}]}}";
  if (src && strcmp(src, "waits") == 0) return definition_read(waits, strlen(waits), src);
  if (text) return definition_read(text, strlen(text), "contentexpr");
  err_set(err, ERR_NOT_FOUND, "there is no document %s", src);
  return NULL;
}

// ---- commands

// send EVENT {DATA}
static void play_send(struct play *play, const char *words) {
  size_t size = strcspn(words, " ");
  json_t *event = json_pack("{s:s%}", "name", words, size);
  json_t *data = words[size] ? json_loads(words + size, JSON_DECODE_ANY, NULL) : NULL;
  if (data) json_object_set_new(event, "data", data);
  system_send(play->system, event);
}

static void run_command(struct story *story, const char *command) {
  struct play *play = story->user;
  struct err err;
  play->told = 0;
  if (strcmp(command, "start") == 0) {
    if (!system_start(play->system, play->chart, 0, &err)) buf_format(&story->seen, "failed: %s\n", err.text);
    return;
  }
  if (strncmp(command, "at ", 3) == 0) {
    play->now_ms = strtoll(command + 3, (char **)&command, 10);
    system_run(play->system, play->now_ms);
    command += strspn(command, " ");
  }
  if (strncmp(command, "send ", 5) == 0)
    play_send(play, command + 5);
  else if (strncmp(command, "name ", 5) == 0) {
    json_array_append_new(play->names, json_string(command + 5));
    system_send_name(play->system, json_string_value(json_array_get(play->names, json_array_size(play->names) - 1)));
  } else if (strcmp(command, "fields") == 0)
    add_value(&story->seen, system_fields(play->system)), buf_char(&story->seen, '\n');
  else if (strcmp(command, "next") == 0)
    buf_format(&story->seen, "%lld\n", (long long)(system_next_ms(play->system) == INT64_MAX ? -1 : system_next_ms(play->system)));
  else if (*command)
    fail_msg("%s:%d: \"%s\" is none of start, at, send, name, fields, next", story->path, story->line, command);
  system_run(play->system, play->now_ms);
}

static void begin(struct story *story, const char *chart, size_t size) {
  struct play *play = story->user;
  struct err err;
  json_t *definition = definition_read(chart, size, story->path);
  play->chart = chart_new(definition, &err);
  if (!play->chart) fail_msg("%s: %s", story->path, err.text);
  json_decref(definition);
  play->system = system_new(
      &(struct system_host){.user = play, .model_open = model_open, .model_close = model_close, .document = document, .tell = tell});
  play->names = json_array();
}

static void end(struct story *story) {
  struct play *play = story->user;
  system_free(play->system);
  chart_free(play->chart);
  json_decref(play->names);
}

static void play_file(void **state) {
  struct play play = {0};
  struct story story = {.path = *state, .user = &play, .run = run_command};
  play.story = &story;
  story_play(&story, begin, end);
}

int main(void) { return story_play_all(WAYMARK_SOURCE_DIR "/tests/chart/*.session", play_file); }
