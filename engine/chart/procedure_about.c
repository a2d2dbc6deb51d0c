// What a procedure says of the whole: who begins one, who sees what, its colours, and what its named conditions stand for. See procedure.h.
#include "base/mem.h"
#include "chart/asked.h"
#include "chart/procedure_internal.h"
#include "chart/step.h"

#include <ctype.h>
#include <string.h>

static void say(json_t *says, struct buf *words) {
  if (words->size) words->data[0] = (char)toupper((unsigned char)words->data[0]);
  if (words->size && !json_array_has(says, words->data)) json_array_append_new(says, json_string(words->data));
  buf_clear(words);
}

// ---- who begins one

static void put_form(const struct chart *chart, const json_t *asking, bool optional, const char *lead, struct buf *out) {
  const json_t *form = json_object_get(asking, "form");
  size_t i, count = 0, at = 0;
  json_t *item;
  json_array_foreach(form, i, item) count += json_flag(item, "optional") == optional;
  json_array_foreach(form, i, item) {
    if (json_flag(item, "optional") != optional) continue;
    buf_text(out, at == 0 ? lead : at + 1 == count ? " and " : ", ");
    buf_format(out, "\"%s\"", asked_label(chart, asking, json_text(item, "field")));
    at++;
  }
}

void procedure_form(const struct chart *chart, const json_t *asking, struct buf *out) {
  put_form(chart, asking, false, ", giving ", out);
  put_form(chart, asking, true, "; they may add ", out);
}

static void put_guard(const struct chart *chart, const char *lead, const json_t *guard, struct buf *out) {
  char *words = guard ? guard_words_aloud(chart, guard, false) : NULL;
  if (words) buf_format(out, "%s%s", lead, words);
  mem_free(words);
}

void procedure_start(const struct chart *chart, json_t *about) {
  const json_t *start = json_object_get(chart_definition(chart), "start"), *by = json_object_get(start, "by");
  struct buf words;
  if (!json_array_size(by)) return;
  buf_init(&words);
  procedure_roles(chart, by, " or ", &words);
  buf_text(&words, " may begin one");
  procedure_form(chart, start, &words);
  put_guard(chart, ", only if ", json_object_get(start, "guard"), &words);
  buf_char(&words, '.');
  say(about, &words);
}

// ---- who sees what

static void put_what(const struct chart *chart, const json_t *what, struct buf *out) {
  size_t i, count = json_array_size(what);
  json_t *one;
  json_array_foreach(what, i, one) {
    const char *word = json_string_value(one);
    buf_text(out, i == 0 ? "" : i + 1 == count ? " and " : ", ");
    if (strcmp(word, "everything") == 0)
      buf_text(out, "everything");
    else if (strcmp(word, "summary") == 0)
      buf_text(out, "what a list shows of it");
    else if (strcmp(word, "history") == 0)
      buf_text(out, "its history");
    else
      procedure_field(chart, word, out);
  }
}

static void say_line(const struct chart *chart, const json_t *line, json_t *about) {
  const json_t *roles = json_object_get(line, "roles");
  struct buf words;
  buf_init(&words);
  procedure_roles(chart, roles, " and ", &words);
  buf_text(&words, json_array_size(roles) > 1 ? " see " : " sees ");
  put_what(chart, json_object_get(line, "what"), &words);
  put_guard(chart, ", while ", json_object_get(line, "when"), &words);
  buf_char(&words, '.');
  say(about, &words);
}

void procedure_seen(const struct chart *chart, json_t *about) {
  const json_t *definition = chart_definition(chart), *see = json_object_get(definition, "see"),
               *read = json_object_get(definition, "read");
  struct buf words;
  size_t i;
  json_t *line;
  json_array_foreach(see, i, line) say_line(chart, line, about);
  if (see || !json_array_size(read)) return;
  buf_init(&words);
  procedure_roles(chart, read, " and ", &words);
  buf_text(&words, json_array_size(read) > 1 ? " see all of it." : " sees all of it.");
  say(about, &words);
}

// ---- colours and warnings

void procedure_colours(const struct chart *chart, json_t *says) {
  const json_t *definition = chart_definition(chart);
  struct buf words;
  size_t i;
  json_t *row;
  buf_init(&words);
  json_array_foreach(json_object_get(definition, "rag"), i, row) {
    buf_format(&words, "%sit is %s", i ? "else " : "", json_text(row, "colour"));
    put_guard(chart, " if ", json_object_get(row, "guard"), &words);
    buf_char(&words, '.');
    say(says, &words);
  }
  json_array_foreach(json_object_get(definition, "warnings"), i, row) {
    buf_format(&words, "it warns \"%s\"", json_text(row, "label"));
    put_guard(chart, " if ", json_object_get(row, "guard"), &words);
    buf_char(&words, '.');
    say(says, &words);
  }
}

// ---- conditions

static void say_condition(const struct chart *chart, const json_t *guard, json_t *says) {
  const char *label = json_text(guard, "label"), *op = json_text(guard, "op");
  if (!label || !op) return;
  bool in_lua = strcmp(op, "when") == 0 || strcmp(op, "cond") == 0;
  char *words = in_lua ? mem_text("a function of the file works it out") : guard_words_aloud(chart, guard, true);
  struct buf out;
  buf_init(&out);
  buf_format(&out, "\"%s\": %s.", label, words);
  if (strcmp(label, words) != 0 && !json_array_has(says, out.data)) json_array_add(says, out.data);
  buf_clear(&out);
  mem_free(words);
}

static void walk(const struct chart *chart, const json_t *value, json_t *says) {
  const char *key;
  size_t i;
  json_t *member;
  say_condition(chart, value, says);
  json_object_foreach((json_t *)value, key, member) walk(chart, member, says);
  json_array_foreach(value, i, member) walk(chart, member, says);
}

void procedure_conditions(const struct chart *chart, json_t *says) { walk(chart, chart_definition(chart), says); }
