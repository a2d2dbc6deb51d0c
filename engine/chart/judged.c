// Conditions that are judged outside a step, each compiled once with the chart: an item's colour and warnings, who sees it, rungs for some,
// and transitions where somebody asks whether they could be taken. They are found by where their text lies in the definition, which the
// chart holds, so a condition that is not the chart's own is never taken for one.
#include "base/mem.h"
#include "chart/machine_internal.h"

#include <stdlib.h>

static int by_place(const void *a, const void *b) {
  uintptr_t x = (uintptr_t)((const struct judged *)a)->spec, y = (uintptr_t)((const struct judged *)b)->spec;
  return (x > y) - (x < y);
}

static void add(struct chart *chart, const json_t *spec, const struct guard *guard) {
  if (!spec || json_is_null(spec)) return;
  struct guard *own = guard ? NULL : mem_new(sizeof *own);
  if (own) guard_compile(chart, spec, own);
  chart->judged = list_grow(chart->judged, chart->judged_count, sizeof *chart->judged);
  chart->judged[chart->judged_count++] = (struct judged){spec, guard ? guard : own, own};
}

static void add_rows(struct chart *chart, const json_t *rows, const char *member) {
  size_t i;
  const json_t *row;
  json_array_foreach(rows, i, row) add(chart, json_object_get(row, member), NULL);
}

static void add_ladders(struct chart *chart) {
  size_t i, k;
  const json_t *ladder, *rung;
  json_array_foreach(json_object_get(chart->definition, "ladders"), i, ladder) json_array_foreach(json_object_get(ladder, "rungs"), k, rung)
      add_rows(chart, json_object_get(rung, "instead"), "guard");
}

void judged_compile(struct chart *chart) {
  add_rows(chart, json_object_get(chart->definition, "rag"), "guard");
  add_rows(chart, json_object_get(chart->definition, "warnings"), "guard");
  add_rows(chart, json_object_get(chart->definition, "see"), "when");
  add_ladders(chart);
  for (int i = 0; i < chart->transition_count; i++) {
    const struct guard *guard = chart->transitions[i].guard;
    if (guard) add(chart, guard->spec, guard);
  }
  if (chart->judged_count) qsort(chart->judged, (size_t)chart->judged_count, sizeof *chart->judged, by_place);
}

void judged_clear(struct chart *chart) {
  for (int i = 0; i < chart->judged_count; i++) {
    if (chart->judged[i].own) guard_clear(chart->judged[i].own);
    mem_free(chart->judged[i].own);
  }
  mem_free(chart->judged);
}

const struct guard *judged_find(const struct chart *chart, const json_t *spec) {
  const struct judged wanted = {.spec = spec}, *found = NULL;
  if (chart->judged_count) found = bsearch(&wanted, chart->judged, (size_t)chart->judged_count, sizeof wanted, by_place);
  return found ? found->guard : NULL;
}
