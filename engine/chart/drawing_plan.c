// Which states have a box of their own, and what stands in it. See drawing_plan.h.
#include "chart/drawing_plan.h"

#include "chart/procedure.h"

#include <string.h>

const char *drawing_name(const struct drawing *drawing, int state) {
  const struct chart_state *row = &drawing->chart->states[state];
  return row->title && *row->title ? row->title : row->id;
}

// Where a chart remembers the step that it was called from, it has a state for each, and all have one title: to people they are one. So it
// is where the states in a box have its title, and a history that leads back to them.
static bool is_folded(const struct drawing *drawing, int state) {
  const struct chart *chart = drawing->chart;
  int last = chart->states[state].last;
  if (state == ROOT || state == last) return false;
  for (int below = state + 1; below <= last; below++) {
    const struct chart_state *row = &chart->states[below];
    bool stands_for_it = row->kind == KIND_ATOMIC && strcmp(drawing_name(drawing, below), drawing_name(drawing, state)) == 0;
    if (row->parent != state || !(stands_for_it || row->kind == KIND_HISTORY)) return false;
  }
  return true;
}

static void find_shown(struct drawing *drawing) {
  const struct chart *chart = drawing->chart;
  drawing->shown = mem_new(sizeof *drawing->shown * (size_t)chart->state_count);
  for (int state = ROOT; state < chart->state_count; state++) drawing->shown[state] = state;
  for (int state = ROOT; state < chart->state_count; state++)
    if (is_folded(drawing, state))
      for (int below = state + 1; below <= chart->states[state].last; below++) drawing->shown[below] = state;
}

void drawing_begin(struct drawing *drawing, const struct chart *chart) {
  *drawing = (struct drawing){.chart = chart, .arrows = json_array(), .choices = json_array()};
  find_shown(drawing);
  drawing_find_arrows(drawing);
  drawing_find_choices(drawing);
}

void drawing_end(struct drawing *drawing) {
  json_decref(drawing->choices);
  json_decref(drawing->arrows);
  mem_free(drawing->shown);
}

bool drawing_is_step(const struct drawing *drawing, int state) {
  bool holds_none = drawing->chart->states[state].last == state || drawing->shown[state + 1] == state;
  return state != ROOT && drawing->shown[state] == state && holds_none;
}

bool drawing_is_closed(const struct drawing *drawing, int state) {
  const struct chart_state *row = &drawing->chart->states[state];
  return row->kind == KIND_FINAL || json_array_has(json_object_get(row->spec, "tags"), "closed");
}

int drawing_box(const struct drawing *drawing, int state) {
  return drawing_is_step(drawing, state) ? drawing->chart->states[state].parent : state;
}

int drawing_entered(const struct drawing *drawing, int state) {
  const struct chart *chart = drawing->chart;
  state = drawing->shown[state];
  while (!drawing_is_step(drawing, state) && chart->states[state].last > state) {
    const struct targets *initial = &chart->states[state].initial;
    state = drawing->shown[initial->count ? initial->items[0] : state + 1];
  }
  return state;
}

static const char *role_title(const struct chart *chart, const char *name) {
  const char *title = json_text(chart_role(chart, name), "title");
  return title ? title : name;
}

// Where the states of a box are one step, what is said of it may stand with the first of them that says so.
static const json_t *spec_with(const struct drawing *drawing, int state, const char *key) {
  const struct chart_state *states = drawing->chart->states;
  int at = state;
  while (!json_text(states[at].spec, key) && at < states[state].last) at++;
  return states[at].spec;
}

char *drawing_holder(const struct drawing *drawing, int state) {
  const char *holder = json_text(spec_with(drawing, state, "holder"), "holder");
  return holder ? mem_text(role_title(drawing->chart, holder)) : NULL;
}

char *drawing_due(const struct drawing *drawing, int state) {
  const char *rule = procedure_due(spec_with(drawing, state, "due"));
  struct buf out;
  if (!rule) return NULL;
  buf_init(&out);
  procedure_rule(drawing->chart, rule, &out);
  return buf_take(&out);
}

char *drawing_list(const json_t *titles, const char *last) {
  struct buf out;
  size_t i, count = json_array_size(titles);
  json_t *title;
  buf_init(&out);
  json_array_foreach(titles, i, title) buf_format(&out, "%s%s", i == 0 ? "" : i + 1 == count ? last : ", ", json_string_value(title));
  return buf_take(&out);
}

char *drawing_starters(const struct drawing *drawing) {
  const json_t *by = json_object_get(json_object_get(chart_definition(drawing->chart), "start"), "by");
  json_t *titles = json_array(), *role;
  size_t i;
  json_array_foreach(by, i, role) json_array_add(titles, role_title(drawing->chart, json_string_value(role)));
  char *who = json_array_size(titles) ? drawing_list(titles, " or ") : NULL;
  json_decref(titles);
  return who;
}
