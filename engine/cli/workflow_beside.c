// What a newer version of a workflow says otherwise, for whoever has to approve it: what is asked and kept, then each step. Those that come
// of the same file are compared too, each with the one of its name.
#include "base/buf.h"
#include "base/mem.h"
#include "chart/procedure.h"
#include "cli/internal.h"

#include <string.h>

// ---- what is asked and kept

static const json_t *named(const json_t *rows, const char *name) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (strcmp(json_text(row, "name"), name) == 0) return row;
  return NULL;
}

// The fields of `of` that `among` has not, or says otherwise.
static json_t *fields_not_in(const json_t *of, const json_t *among) {
  json_t *said = json_array(), *field;
  size_t i;
  json_array_foreach(json_object_get(of, "fields"), i, field) {
    const json_t *there = named(json_object_get(among, "fields"), json_text(field, "name"));
    char *words = workflow_field_words(field), *other = there ? workflow_field_words(there) : NULL;
    if (!other || strcmp(words, other) != 0) json_array_add(said, words);
    mem_free(words);
    mem_free(other);
  }
  return said;
}

static void add_fields(const json_t *older, const json_t *newer, json_t *changes) {
  json_t *gone = fields_not_in(older, newer), *more = fields_not_in(newer, older);
  if (json_array_size(gone) + json_array_size(more))
    json_array_append_new(changes, json_pack("{s:s, s:O, s:O}", "step", "What is asked and kept", "gone", gone, "new", more));
  json_decref(gone);
  json_decref(more);
}

// The words of questions that one of the two asks and the other does not. A new reference.
static json_t *questions_of(const json_t *was, const json_t *is) {
  const json_t *sides[] = {was, is};
  json_t *words = json_array(), *field;
  size_t i;
  for (int side = 0; was && is && side < 2; side++) {
    json_t *others = json_array();
    json_array_foreach(json_object_get(sides[1 - side], "fields"), i, field) json_array_add(others, json_text(field, "label"));
    json_array_foreach(json_object_get(sides[side], "fields"), i, field) {
      const char *label = json_text(field, "label");
      if (!json_array_has(others, label)) json_array_add(words, label);
    }
    json_decref(others);
  }
  return words;
}

// ---- two versions

static json_t *which(const json_t *procedure) {
  return json_pack("{s:O, s:O}", "name", json_object_get(procedure, "name"), "version", json_object_get(procedure, "version"));
}

// Each row says of which workflow it is, where it is of one that comes along.
static void add_changes(const json_t *older, const json_t *was, const json_t *newer, const json_t *is, const char *of, json_t *changes) {
  json_t *rows = json_array(), *steps = procedure_changes(older, newer), *questions = questions_of(was, is), *row;
  size_t i;
  if (was && is) add_fields(was, is, rows);
  workflow_less(steps, questions);
  json_array_extend(rows, steps);
  json_array_foreach(rows, i, row) if (of) json_put_text(row, "of", of);
  json_array_extend(changes, rows);
  json_decref(questions);
  json_decref(steps);
  json_decref(rows);
}

static const json_t *definition_of(const json_t *found, const char *name) {
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(found, "with"), i, one) {
    const json_t *definition = json_object_get(one, "definition");
    if (strcmp(json_text(definition, "name"), name) == 0) return definition;
  }
  return NULL;
}

json_t *workflow_beside(const json_t *older, const json_t *was, const json_t *newer, const json_t *is) {
  json_t *changes = json_array(), *one;
  size_t i;
  add_changes(older, json_object_get(was, "definition"), newer, json_object_get(is, "definition"), NULL, changes);
  json_array_foreach(json_object_get(newer, "with"), i, one) {
    const char *name = json_text(one, "name");
    add_changes(named(json_object_get(older, "with"), name), definition_of(was, name), one, definition_of(is, name), name, changes);
  }
  return json_pack("{s:o, s:o, s:o}", "older", which(older), "newer", which(newer), "changes", changes);
}

// ---- printed

static void print_change(struct cli *cli, const json_t *row) {
  size_t i;
  json_t *text;
  const char *step = json_text(row, "step"), *of = json_text(row, "of");
  print_line(cli, "%s%s%s", step ? step : "The whole", of ? ", of " : "", of ? of : "");
  json_array_foreach(json_object_get(row, "gone"), i, text) workflow_print_part(cli, "no longer: ", json_string_value(text));
  json_array_foreach(json_object_get(row, "new"), i, text) workflow_print_part(cli, "now: ", json_string_value(text));
  fputc('\n', cli->out);
}

void workflow_beside_view(struct cli *cli, const json_t *answer) {
  size_t i;
  json_t *row;
  const json_t *older = json_object_get(answer, "older"), *newer = json_object_get(answer, "newer");
  print_line(cli, "%s, version %lld, beside %s, version %lld", json_text(newer, "name"), (long long)json_number(newer, "version", 0),
             json_text(older, "name"), (long long)json_number(older, "version", 0));
  fputc('\n', cli->out);
  json_array_foreach(json_object_get(answer, "changes"), i, row) print_change(cli, row);
  if (i == 0) print_line(cli, "Both say the same.");
}
