// waymark workflow read --words: the words by which commands and conditions call what a workflow has. Each event as `case send` takes it,
// with its label, from which steps, whose it is and what must be given; steps and fields as conditions in Lua name them.
#include "base/buf.h"
#include "base/mem.h"
#include "chart/chart.h"
#include "chart/procedure.h"
#include "cli/internal.h"
#include "run/actions.h"
#include "run/form_party.h"

#include <string.h>

// ---- collected

// What some actions take beside the fields of a form.
static const struct {
  const char *action, *word;
} beside[] = {{"grade", "item"}, {"grade", "grade"}, {"withdraw", "item"}, {"withdraw", "reason"}};

static json_t *given(const json_t *form, bool optional) {
  json_t *words = json_array(), *one;
  size_t i;
  json_array_foreach(form, i, one) if (json_flag(one, "optional") == optional) json_array_append(words, json_object_get(one, "field"));
  return words;
}

static json_t *must_give(const json_t *transition, const json_t *form) {
  json_t *words = given(form, false);
  for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
    bool wanted = actions_have(json_object_get(transition, "actions"), beside[i].action) && !json_array_has(words, beside[i].word);
    if (wanted) json_array_add(words, beside[i].word);
  }
  return words;
}

static json_t *event_of(const struct chart *chart, const json_t *transition) {
  json_t *form = form_party_form(chart, transition);
  json_t *event = json_pack("{s:O, s:O, s:o, s:o}", "event", json_object_get(transition, "event"), "label",
                            json_object_get(transition, "label"), "must_give", must_give(transition, form), "may_give", given(form, true));
  static const char *const whose[] = {"by", "decided_by", "recorded_by"};
  for (size_t i = 0; i < sizeof whose / sizeof whose[0]; i++) {
    const json_t *roles = json_object_get(transition, whose[i]);
    struct buf words;
    buf_init(&words);
    procedure_roles(chart, roles, " or ", &words);
    if (json_array_size(roles)) json_put_text(event, whose[i], words.data);
    buf_clear(&words);
  }
  if (actions_have(json_object_get(transition, "actions"), "attach")) json_put_flag(event, "evidence", true);
  json_decref(form);
  return event;
}

// A step in which somebody may make the choice in two ways, under different conditions, is named once.
static void add_step(json_t *steps, const json_t *step) {
  if (!json_array_holds(steps, step)) json_array_append(steps, (json_t *)step);
}

// The same choice of several steps is one row, with all of them.
static void add_event(json_t *events, json_t *event, const json_t *step) {
  size_t i;
  json_t *row;
  json_array_foreach(events, i, row) {
    json_t *bare = json_copy(row);
    json_object_del(bare, "steps");
    bool same = json_equal(bare, event);
    json_decref(bare);
    if (!same) continue;
    if (step) add_step(json_object_get(row, "steps"), step);
    json_decref(event);
    return;
  }
  json_t *steps = json_array_at(event, "steps");
  if (step) json_array_append(steps, (json_t *)step);
  json_array_append_new(events, event);
}

static bool is_sent(const json_t *transition) {
  const char *event = json_text(transition, "event");
  bool somebodys = json_array_size(json_object_get(transition, "by")) || json_array_size(json_object_get(transition, "decided_by"));
  return event && !strchr(event, '*') && somebodys;
}

static void add_state(const struct chart *chart, const json_t *state, json_t *steps, json_t *events) {
  const char *id = json_text(state, "id");
  size_t i;
  json_t *one;
  json_t *step = *id ? json_pack("{s:s, s:O}", "word", id, "title", json_object_get(state, "title")) : NULL;
  if (step) json_array_append(steps, step);
  json_array_foreach(json_object_get(state, "transitions"), i, one) if (is_sent(one)) add_event(events, event_of(chart, one), step);
  json_array_foreach(json_object_get(state, "states"), i, one) add_state(chart, one, steps, events);
  json_decref(step);
}

static bool is_given(const json_t *events, const char *word) {
  size_t i;
  json_t *event;
  json_array_foreach(events, i, event) if (json_array_has(json_object_get(event, "must_give"), word) ||
                                           json_array_has(json_object_get(event, "may_give"), word)) return true;
  return false;
}

// What is given with some events and kept in no field of that name.
static void add_unkept(const struct chart *chart, const json_t *events, json_t *fields) {
  static const struct {
    const char *word, *is;
  } known[] = {{"party", "who is meant, such as agency:police"},          {"new_due", "a date of that party's own"},
               {"field", "the word of a value that was carried forward"}, {"item", "the number of a piece of evidence"},
               {"grade", "insufficient, sufficient or strong"},           {"reason", "why"}};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    if (is_given(events, known[i].word) && !chart_field(chart, known[i].word))
      json_array_append_new(fields, json_pack("{s:s, s:s}", "word", known[i].word, "is", known[i].is));
}

static json_t *fields_of(const struct chart *chart, const json_t *definition, const json_t *events) {
  json_t *fields = json_array(), *field;
  size_t i;
  json_array_foreach(json_object_get(definition, "fields"), i, field) {
    char *words = workflow_field_words(field);
    json_array_append_new(fields, json_pack("{s:O, s:s}", "word", json_object_get(field, "name"), "is", words));
    mem_free(words);
  }
  add_unkept(chart, events, fields);
  return fields;
}

static json_t *start_of(const struct chart *chart, const json_t *definition) {
  const json_t *start = json_object_get(definition, "start"), *by = json_object_get(start, "by"), *form = json_object_get(start, "form");
  if (!json_array_size(by)) return NULL;
  struct buf words;
  buf_init(&words);
  procedure_roles(chart, by, " or ", &words);
  json_t *said = json_pack("{s:s, s:o, s:o}", "by", words.data, "must_give", given(form, false), "may_give", given(form, true));
  buf_clear(&words);
  return said;
}

static json_t *words_of(json_t *definition, struct err *err) {
  struct chart *chart = chart_new(definition, err);
  if (!chart) return NULL;
  json_t *steps = json_array(), *events = json_array();
  add_state(chart, chart_state(chart, 0), steps, events);
  json_t *words = json_pack("{s:O, s:O, s:O, s:o*, s:o, s:o, s:o}", "name", json_object_get(definition, "name"), "title",
                            json_object_get(definition, "title"), "version", json_object_get(definition, "version"), "start",
                            start_of(chart, definition), "steps", steps, "events", events, "fields", fields_of(chart, definition, events));
  chart_free(chart);
  return words;
}

json_t *workflow_words(const json_t *found, struct err *err) {
  json_t *words = words_of(json_object_get(found, "definition"), err), *one;
  size_t i;
  json_array_foreach(json_object_get(found, "with"), i, one) {
    json_t *other = words ? words_of(json_object_get(one, "definition"), err) : NULL;
    if (other) json_array_append_new(json_array_at(words, "with"), other);
  }
  return words;
}

// ---- printed

static void print_given(const struct cli *cli, const json_t *row) {
  static const struct { const char *member, *words; } lines[] = {{"must_give", "must be given"}, {"may_give", "may be given"}};
  for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
    char *words = json_join(json_object_get(row, lines[i].member), ", "), *line = mem_format("%s: %s", lines[i].words, words);
    if (*words) workflow_print_part(cli, "  ", line);
    mem_free(words);
    mem_free(line);
  }
}

// "decided by the LLIP chair (--decided-by), written down by the Business Manager". Caller frees.
static char *whose_words(const json_t *event) {
  const char *by = json_text(event, "by"), *decided = json_text(event, "decided_by"), *recorded = json_text(event, "recorded_by");
  if (!decided) return mem_format("by %s", by ? by : "nobody");
  if (!recorded) return mem_format("decided by %s", decided);
  return mem_format("decided by %s, or written down by %s with --decided-by PERSON", decided, recorded);
}

static void print_event(const struct cli *cli, const json_t *event) {
  json_t *titles = json_array(), *step;
  size_t i;
  json_array_foreach(json_object_get(event, "steps"), i, step) json_array_append(titles, json_object_get(step, "title"));
  char *from = json_join(titles, ", "), *whose = whose_words(event);
  char *line = mem_format("%s: \"%s\"", json_text(event, "event"), json_text(event, "label"));
  char *where = mem_format("%s%s; %s", *from ? "from " : "wherever it stands", from, whose);
  workflow_print_part(cli, "", line);
  workflow_print_part(cli, "  ", where);
  print_given(cli, event);
  if (json_flag(event, "evidence")) workflow_print_part(cli, "  ", "is sent by `waymark evidence add`, with a file");
  mem_free(where);
  mem_free(line);
  mem_free(whose);
  mem_free(from);
  json_decref(titles);
}

static void print_rows(struct cli *cli, const char *heading, const json_t *rows, const char *says, const char *format) {
  size_t i;
  json_t *row;
  if (json_array_size(rows)) print_line(cli, "%s", heading);
  json_array_foreach(rows, i, row) {
    char *line = mem_format(format, json_text(row, "word"), json_text(row, says));
    workflow_print_part(cli, "", line);
    mem_free(line);
  }
  if (i) fputc('\n', cli->out);
}

static void print_words(struct cli *cli, const json_t *words) {
  const json_t *start = json_object_get(words, "start"), *event;
  size_t i;
  print_line(cli, "%s (%s), version %lld: its words", json_text(words, "title"), json_text(words, "name"),
             (long long)json_number(words, "version", 0));
  fputc('\n', cli->out);
  if (start) print_line(cli, "To begin one: waymark case start %s, by %s", json_text(words, "name"), json_text(start, "by"));
  if (start) print_given(cli, start);
  if (start) fputc('\n', cli->out);
  json_array_foreach(json_object_get(words, "events"), i, event) {
    if (i == 0) print_line(cli, "To move one: waymark case send REFERENCE, and one of these words");
    print_event(cli, event);
  }
  if (i) fputc('\n', cli->out);
  print_rows(cli, "Its steps, as conditions name them (in_step \"WORD\", in the longer form in_state \"WORD\")",
             json_object_get(words, "steps"), "title", "%s: \"%s\"");
  print_rows(cli, "Its fields, as commands (WORD=VALUE) and conditions (has \"WORD\") name them", json_object_get(words, "fields"), "is",
             "%s: %s");
}

void workflow_words_view(struct cli *cli, const json_t *words) {
  size_t i;
  json_t *other;
  print_words(cli, words);
  json_array_foreach(json_object_get(words, "with"), i, other) print_words(cli, other);
}
