// What of a procedure a newer version says otherwise, sentence by sentence. See procedure.h.
#include "base/mem.h"
#include "chart/procedure.h"

#include <string.h>

static const json_t *step_find(const json_t *procedure, const char *id) {
  size_t i;
  json_t *step;
  json_array_foreach(json_object_get(procedure, "steps"), i, step) if (strcmp(json_text(step, "id"), id) == 0) return step;
  return NULL;
}

// Everything that is said of a step: its title, its sentences, then its choices'. A new reference.
static json_t *all_of(const json_t *step) {
  json_t *all = json_array(), *choice;
  size_t i;
  if (!step) return all;
  json_array_append(all, json_object_get(step, "title"));
  json_array_extend(all, json_object_get(step, "says"));
  json_array_foreach(json_object_get(step, "choices"), i, choice) json_array_append(all, json_object_get(choice, "says"));
  return all;
}

// Those of `all` that `other` does not say. A new reference.
static json_t *without(const json_t *all, const json_t *other) {
  json_t *left = json_array(), *one;
  size_t i;
  json_array_foreach(all, i, one) if (!json_array_has(other, json_string_value(one))) json_array_append(left, one);
  return left;
}

static void add_row(const char *step, const json_t *older, const json_t *newer, json_t *rows) {
  json_t *gone = without(older, newer), *added = without(newer, older);
  if (json_array_size(gone) || json_array_size(added)) {
    json_t *row = json_pack("{s:O, s:O}", "gone", gone, "new", added);
    json_put_text(row, "step", step);
    json_array_append_new(rows, row);
  }
  json_decref(gone);
  json_decref(added);
}

// A step that is called otherwise by its author is the same one where a third of what is said of it is, and no less than two sentences: the
// others may name a step that is called otherwise.
static bool is_renamed(const json_t *older, const json_t *newer) {
  json_t *was = all_of(older), *is = all_of(newer), *gone = without(was, is);
  size_t shared = json_array_size(was) - json_array_size(gone);
  bool renamed = shared >= 2 && shared * 3 >= json_array_size(was);
  json_decref(gone);
  json_decref(was);
  json_decref(is);
  return renamed;
}

// The step that this one was: of the same name, else one that has gone and says the same. NULL: it is new.
static const json_t *step_before(const json_t *older, const json_t *newer, const json_t *step) {
  const json_t *same = step_find(older, json_text(step, "id"));
  size_t i;
  json_t *one;
  if (same) return same;
  json_array_foreach(json_object_get(older, "steps"), i, one) {
    if (!step_find(newer, json_text(one, "id")) && is_renamed(one, step)) return one;
  }
  return NULL;
}

static bool went_on(const json_t *older, const json_t *newer, const json_t *step) {
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(newer, "steps"), i, one) if (step_before(older, newer, one) == step) return true;
  return false;
}

// Caller frees.
static char *title_of(const json_t *older, const json_t *newer) {
  const char *was = json_text(older, "title"), *is = json_text(newer, "title");
  if (!older) return mem_format("%s (a new step)", is);
  if (!newer) return mem_format("%s (a step that there is no more)", was);
  return strcmp(was, is) == 0 ? mem_text(is) : mem_format("%s (until now \"%s\")", is, was);
}

static void add_step(const json_t *older, const json_t *newer, json_t *rows) {
  json_t *was = all_of(older), *is = all_of(newer);
  char *title = title_of(older, newer);
  add_row(title, was, is, rows);
  mem_free(title);
  json_decref(was);
  json_decref(is);
}

json_t *procedure_changes(const json_t *older, const json_t *newer) {
  json_t *rows = json_array(), *step;
  size_t i;
  add_row(NULL, json_object_get(older, "about"), json_object_get(newer, "about"), rows);
  json_array_foreach(json_object_get(newer, "steps"), i, step) add_step(step_before(older, newer, step), step, rows);
  json_array_foreach(json_object_get(older, "steps"), i, step) if (!went_on(older, newer, step)) add_step(step, NULL, rows);
  add_row("Colours, warnings and conditions in full", json_object_get(older, "conditions"), json_object_get(newer, "conditions"), rows);
  return rows;
}
