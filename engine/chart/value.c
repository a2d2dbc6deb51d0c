// Values in actions: a literal, or something of the event, the item or the moment, worked out when the action runs (S8).
#include "chart/internal.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static json_t *or_null(const json_t *value) { return value ? json_incref((json_t *)value) : json_null(); }

static json_t *from_event(const struct step_view *view, const char *name) {
  return or_null(json_object_get(json_object_get(view->event, "data"), name));
}

static json_t *from_field(const struct step_view *view, const char *name) { return or_null(json_object_get(view->fields, name)); }
static json_t *from_today(const struct step_view *view, const char *name) { return (void)name, json_string(view->today); }
static json_t *from_actor(const struct step_view *view, const char *name) {
  return (void)name, or_null(json_object_get(view->event, "actor"));
}

// Who decided: the actor's own decision unless another decider was named.
static json_t *from_decider(const struct step_view *view, const char *name) {
  const json_t *decider = json_object_get(view->event, "decider");
  return decider && !json_is_null(decider) ? or_null(decider) : from_actor(view, name);
}

// RFC 3339 in UTC, to the millisecond. Written here since this layer does not know `time/`.
static json_t *from_now(const struct step_view *view, const char *name) {
  (void)name;
  int64_t ms = view->now_ms % 1000, seconds = view->now_ms / 1000;
  if (ms < 0) ms += 1000, seconds--;
  time_t instant = (time_t)seconds;
  struct tm utc;
  char text[64], day[40];
  gmtime_r(&instant, &utc);
  strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &utc);
  snprintf(text, sizeof text, "%s.%03dZ", day, (int)ms);
  return json_string(text);
}

// The world's to say (format 7): the step itself knows neither time nor board.
static bool is_asked(const char *word) { return strcmp(word, "rule") == 0 || strcmp(word, "setting") == 0; }

static json_t *ask(const struct step_view *view, const char *word, const char *name, struct err *err) {
  const struct step_host *host = view->host;
  if (host && host->value && name) return host->value(host->user, word, name, view, err);
  err_set(err, ERR_INVALID, "nothing here can say what \"%s\" comes to", name ? name : word);
  return NULL;
}

// Of a list's entry: all of it, or one member.
static json_t *from_entry(const struct step_view *view, const char *name) {
  return or_null(name ? json_object_get(view->entry, name) : view->entry);
}

static const struct {
  const char *from;
  json_t *(*get)(const struct step_view *view, const char *name);
} sources[] = {
    {"event", from_event}, {"field", from_field},     {"today", from_today}, {"now", from_now},
    {"actor", from_actor}, {"decider", from_decider}, {"entry", from_entry},
};

static json_t *from(const struct step_view *view, const char *word, const char *name, struct err *err) {
  for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
    if (strcmp(sources[i].from, word) == 0) return sources[i].get(view, name);
  if (is_asked(word)) return ask(view, word, name, err);
  err_set(err, ERR_CORRUPT, "this program does not know where \"%s\" comes from", word);
  return NULL;
}

static json_t *evaluate_object(const struct step_view *view, const json_t *object, struct err *err) {
  json_t *out = json_object(), *member;
  const char *key;
  json_object_foreach((json_t *)object, key, member) {
    json_t *value = value_evaluate(view, member, err);
    if (!value) {
      json_decref(out);
      return NULL;
    }
    json_object_set_new(out, key, value);
  }
  return out;
}

static json_t *evaluate_array(const struct step_view *view, const json_t *array, struct err *err) {
  json_t *out = json_array(), *member;
  size_t i;
  json_array_foreach(array, i, member) {
    json_t *value = value_evaluate(view, member, err);
    if (!value) {
      json_decref(out);
      return NULL;
    }
    json_array_append_new(out, value);
  }
  return out;
}

json_t *value_evaluate(const struct step_view *view, const json_t *value, struct err *err) {
  const char *word = json_text(value, "from");
  if (word) return from(view, word, json_text(value, "name"), err);
  if (json_is_object(value)) return evaluate_object(view, value, err);
  if (json_is_array(value)) return evaluate_array(view, value, err);
  return or_null(value);
}

bool value_is_literal(const json_t *value) {
  const char *key;
  json_t *member;
  size_t i;
  if (json_text(value, "from")) return false;
  json_object_foreach((json_t *)value, key, member) if (!value_is_literal(member)) return false;
  json_array_foreach(value, i, member) if (!value_is_literal(member)) return false;
  return value != NULL;
}
