// The lines of what an entry changed: fields, dates, what was told, and what was put right. See history_change.h.
#include "run/history_change.h"

#include "base/buf.h"
#include "base/mem.h"
#include "chart/asked.h"
#include "run/approval.h"
#include "run/people.h"
#include "run/personal.h"
#include "run/value.h"

#include <string.h>

static void add_field_change(struct board *board, const struct casefile *item, const char *name, const json_t *value, const json_t *step,
                             json_t *changes) {
  const char *label = asked_label_at(item->chart, json_text(step, "from"), json_text(step, "take"), name);
  char *shown = value_show(board, chart_field(item->chart, name), value);
  char *line = json_is_null(value) ? mem_format("%s emptied", label) : mem_format("%s: %s", label, shown);
  json_array_add(changes, line);
  mem_free(line);
  mem_free(shown);
}

// "late/L1: Tue 7 Jun 2016 23:59 (was Mon 6 Jun 2016 23:59)"
static void add_moves(const json_t *note, json_t *changes) {
  size_t i;
  json_t *move;
  json_array_foreach(json_object_get(note, "moves"), i, move) {
    const char *was = json_text(move, "was_local"), *is = json_text(move, "is_local");
    bool same = was && is && strcmp(was, is) == 0;
    char *line = same ? mem_format("%s: %s, no longer provisional", json_text(move, "what"), is)
                      : mem_format("%s: %s (was %s)", json_text(move, "what"), is ? is : "no date", was ? was : "no date");
    json_array_add(changes, line);
    mem_free(line);
  }
}

// "Due date: Fri 30 Sep 2016 was meant, not Mon 31 Oct 2016"; what was changed since stands as it was changed.
static void add_meant(struct board *board, const struct casefile *item, const json_t *parts, const char *name, const json_t *value,
                      json_t *said, json_t *changes) {
  const json_t *field = chart_field(item->chart, name), *was = json_object_get(said, name);
  char *part = mem_format("field/%s", name);
  bool stands = json_object_get(parts, part) != NULL;
  char *is_words = json_is_null(value) ? mem_text("nothing") : value_show(board, field, value),
       *was_words = !was                ? NULL
                    : json_is_null(was) ? mem_text("nothing")
                                        : value_show(board, field, was);
  char *line = mem_format("%s: %s was meant%s%s%s", chart_label(item->chart, name), is_words, was ? ", not " : "", was ? was_words : "",
                          stands ? "" : "; it was changed since, and stays as it is");
  json_array_add(changes, line);
  json_object_set(said, name, (json_t *)value);
  mem_free(line);
  mem_free(was_words);
  mem_free(is_words);
  mem_free(part);
}

void history_marks_add(const struct history_errors *errors, const char *number, json_t *changes) {
  size_t i;
  json_t *mark;
  json_array_foreach(json_object_get(errors->marks, number), i, mark) {
    char *line = mem_format("in error: %s (see %lld)", json_text(mark, "reason"), (long long)json_number(mark, "entry", 0));
    json_array_add(changes, line);
    mem_free(line);
  }
}

// R4: what a decision bound, and which decisions a change made stale.
static void add_approvals(const struct casefile *item, const json_t *parts, json_t *changes) {
  const json_t *seen = json_object_get(parts, "seen");
  const char *event;
  json_t *stale;
  if (seen) {
    char *line = mem_format("decided on what stood at version %lld (SHA-256 %s)", (long long)json_number(seen, "revision", 0),
                            json_text(seen, "sha256"));
    json_array_add(changes, line);
    mem_free(line);
  }
  json_object_foreach(json_object_get(parts, "stale"), event, stale) {
    struct buf line;
    buf_init(&line);
    buf_format(&line, "\"%s\" no longer stands, because of ", json_text(stale, "label"));
    approval_fields_say(item, json_object_get(stale, "fields"), &line);
    json_array_add(changes, line.data);
    buf_clear(&line);
  }
}

// Whoever made the entry was warned that it looks as if it named a child, and went on.
static void add_warned(const struct casefile *item, const json_t *parts, json_t *changes) {
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(parts, "personal"), i, one) {
    const char *name = json_text(one, "field"), *word = json_text(one, "kind"), *label = chart_label(item->chart, name);
    enum personal_kind kind;
    bool known = word && personal_find(word, &kind);
    char *line = mem_format("kept after a warning: %s seems to hold %s", label, known ? personal_title(kind) : word);
    json_array_add(changes, line);
    mem_free(line);
  }
}

static void add_stays(const json_t *note, json_t *changes) {
  size_t i;
  json_t *row;
  json_array_foreach(json_object_get(note, "stays"), i, row) {
    char *line = mem_format("%s stays %s, which its step set; its rule gives %s now", json_text(row, "label"), json_text(row, "is_local"),
                            json_text(row, "would_local"));
    json_array_add(changes, line);
    mem_free(line);
  }
}

json_t *history_changes(struct board *board, const struct casefile *item, const json_t *parts, const char *corrects,
                        const struct history_errors *errors) {
  json_t *changes = json_array(), *value;
  const json_t *step = json_array_get(json_object_get(parts, "steps"), 0);
  const char *name;
  add_moves(json_object_get(parts, "note"), changes);
  add_stays(json_object_get(parts, "note"), changes);
  json_object_foreach((json_t *)parts, name, value) {
    if (corrects && strncmp(name, "meant/", 6) == 0)
      add_meant(board, item, parts, name + 6, value, json_object_at(errors->said, corrects), changes);
    if (!corrects && strncmp(name, "field/", 6) == 0) add_field_change(board, item, name + 6, value, step, changes);
    if (strncmp(name, "message/", 8) != 0) continue;
    char who[200], *line;
    people_name(board, json_text(value, "to"), who, sizeof who);
    line = mem_format("told %s (%s): %s", who, json_text(value, "role"), json_text(value, "subject"));
    json_array_add(changes, line);
    mem_free(line);
  }
  add_approvals(item, parts, changes);
  add_warned(item, parts, changes);
  return changes;
}
