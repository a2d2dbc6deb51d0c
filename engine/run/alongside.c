// The version of a return. See alongside.h.
#include "run/alongside.h"

#include "run/casefile.h"

#include <string.h>

static bool is_called(const struct definition *definition, const char *workflow) {
  return strcmp(json_text(chart_definition(definition->chart), "name"), workflow) == 0;
}

// That of the latest return that the cycle has in this field.
static const struct definition *of_the_others(struct board *board, const json_t *rows, const char *workflow) {
  for (size_t i = json_array_size(rows); i-- > 0;) {
    const char *ref = json_text(json_array_get(rows, i), "item");
    struct err gone;
    struct casefile *item = ref ? casefile_open(board, ref, &gone) : NULL;
    const struct definition *found = item && is_called(item->definition, workflow) ? item->definition : NULL;
    casefile_free(item);
    if (found) return found;
  }
  return NULL;
}

static bool is_same_file(const json_t *one, const json_t *other) {
  return json_equal(json_object_get(one, "source"), json_object_get(other, "source")) &&
         json_equal(json_object_get(one, "modules"), json_object_get(other, "modules"));
}

// Both have one version where they come of one file.
static const struct definition *of_its_file(struct board *board, const struct definition *cycle, const char *workflow) {
  int64_t version = json_number(chart_definition(cycle->chart), "version", 0);
  const struct definition *found = NULL;
  json_t *all = workflow_list(board->store), *row;
  size_t i;
  json_array_foreach(all, i, row) {
    struct err unread;
    bool could = strcmp(json_text(row, "name"), workflow) == 0 && json_number(row, "version", 0) == version;
    const struct definition *one = could ? definition_get(board, json_text(row, "hash"), &unread) : NULL;
    if (one && is_same_file(one->document, cycle->document)) found = one;
  }
  json_decref(all);
  return found;
}

const struct definition *alongside_definition(struct board *board, const json_t *opening, struct err *err) {
  const char *workflow = json_text(opening, "workflow");
  const struct definition *found = NULL;
  struct err gone;
  struct casefile *cycle = json_object_get(opening, "party") ? casefile_open(board, json_text(opening, "case"), &gone) : NULL;
  if (cycle) found = of_the_others(board, json_object_get(cycle->fields, json_text(opening, "parties")), workflow);
  if (cycle && !found) found = of_its_file(board, cycle->definition, workflow);
  casefile_free(cycle);
  return found ? found : definition_newest(board, workflow, err);
}
