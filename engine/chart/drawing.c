// A drawing in Graphviz's language. A choice is a small box of text on the line between two steps, and not a text beside it: so it is
// plain which line it belongs to, and several steps can share it. See drawing.h.
#include "chart/drawing.h"

#include "chart/drawing_label.h"
#include "chart/drawing_plan.h"

#include <string.h>

// In characters. A step is as wide as a usual deadline is long, which is said in one line then.
enum { TITLE_WIDTH = 26, TEXT_WIDTH = 36, CHOICE_WIDTH = 24, WHO_WIDTH = 32, BOX_WIDTH = 60, LEGEND_WIDTH = 72 };

static int number_of(const json_t *row, const char *key) { return (int)json_number(row, key, 0); }

// The fonts of other people's machines: where the first is missing its like is taken, and the boxes have room for a wider one.
static const char head[] = "digraph workflow {\n"
                           "nodesep=0.25; ranksep=0.3; bgcolor=white; margin=0.1;\n"
                           "fontname=\"Helvetica,Arial,sans-serif\"; labelloc=b; labeljust=l;\n"
                           "node [shape=box, style=\"rounded,filled\", fillcolor=\"#eef3fa\", color=\"#1d3557\", "
                           "fontname=\"Helvetica,Arial,sans-serif\", margin=\"0.14,0.07\"];\n"
                           "edge [color=\"#333333\", arrowsize=0.7];\n";

// ---- steps, and boxes around them

// What somebody may choose and what begins the same step anew stands in it: a line from a step to itself says no more.
static void put_loops(const struct drawing *drawing, int state, struct label *label) {
  const json_t *arrow;
  size_t i;
  json_array_foreach(drawing->arrows, i, arrow) {
    if (number_of(arrow, "from") != state || number_of(arrow, "to") != state || json_flag(arrow, "itself")) continue;
    char *who = drawing_list(json_object_get(arrow, "who"), " or ");
    char *text = mem_format("\u21bb %s (%s)", json_text(arrow, "label"), who);
    label_line(label, text, SMALL_POINTS, NULL, TEXT_WIDTH);
    mem_free(text);
    mem_free(who);
  }
}

static const char *style_of(const struct drawing *drawing, int state) {
  if (drawing->chart->states[state].kind == KIND_FINAL) return ", fillcolor=\"#e6e6e6\", peripheries=2";
  return drawing_is_closed(drawing, state) ? ", fillcolor=\"#e6e6e6\", style=\"rounded,filled,bold\"" : "";
}

static void put_step(const struct drawing *drawing, int state, struct buf *out) {
  char *holder = drawing_holder(drawing, state), *due = drawing_due(drawing, state), *by = due ? mem_format("by: %s", due) : NULL;
  struct label label;
  label_begin(&label);
  label_line(&label, drawing_name(drawing, state), TITLE_POINTS, "b", TITLE_WIDTH);
  if (holder) label_line(&label, holder, TEXT_POINTS, NULL, TEXT_WIDTH);
  if (by) label_line(&label, by, TEXT_POINTS, "i", TEXT_WIDTH);
  put_loops(drawing, state, &label);
  label_quoted(out, drawing->chart->states[state].id);
  buf_text(out, " [");
  label_end(&label, out);
  buf_format(out, "%s];\n", style_of(drawing, state));
  mem_free(by);
  mem_free(due);
  mem_free(holder);
}

static void open_box(const struct drawing *drawing, int state, struct buf *out) {
  char *name = mem_format("cluster %s", drawing->chart->states[state].id);
  struct label label;
  label_begin(&label);
  label_line(&label, drawing_name(drawing, state), TITLE_POINTS, "b", BOX_WIDTH);
  buf_text(out, "subgraph ");
  label_quoted(out, name);
  buf_text(out, " {\n");
  label_end(&label, out);
  buf_text(out, "; labelloc=t; labeljust=c; style=\"rounded,dotted\"; color=\"#555555\"; margin=10;\n");
  mem_free(name);
}

// ---- choices

static void put_choice_name(size_t index, struct buf *out) { buf_format(out, "\"choice %zu\"", index + 1); }

static void put_choice_label(const json_t *choice, struct buf *out) {
  const char *note = json_text(choice, "note");
  const json_t *line;
  struct label label;
  size_t i;
  label_begin(&label);
  if (note) label_line(&label, note, SMALL_POINTS, "i", WHO_WIDTH);
  json_array_foreach(json_object_get(choice, "lines"), i, line) {
    char *who = drawing_list(json_object_get(line, "who"), " or ");
    label_line(&label, json_text(line, "label"), TEXT_POINTS, "b", CHOICE_WIDTH);
    label_line(&label, who, SMALL_POINTS, NULL, WHO_WIDTH);
    mem_free(who);
  }
  label_end(&label, out);
}

static void put_choice(const json_t *choice, size_t index, struct buf *out) {
  const char *border = json_flag(choice, "itself") ? "dashed" : json_text(choice, "note") ? "solid" : "filled";
  put_choice_name(index, out);
  buf_format(out, " [style=\"%s\", fillcolor=white, color=\"%s\", margin=\"0.09,0.05\", height=0.2, ", border,
             strcmp(border, "filled") == 0 ? "white" : "#333333");
  put_choice_label(choice, out);
  buf_text(out, "];\n");
}

static void put_state_name(const struct drawing *drawing, int state, struct buf *out) {
  label_quoted(out, drawing->chart->states[state].id);
}

// A line up is given the other way round, from where it ends: so that it does not turn the drawing upside down.
static void put_line(const struct drawing *drawing, size_t index, int state, bool up, struct buf *out) {
  if (up)
    put_choice_name(index, out);
  else
    put_state_name(drawing, state, out);
  buf_text(out, " -> ");
  if (up)
    put_state_name(drawing, state, out);
  else
    put_choice_name(index, out);
}

static void put_lines_from(const struct drawing *drawing, const json_t *choice, size_t index, const char *dashed, struct buf *out) {
  const json_t *from = json_object_get(choice, "from"), *below = json_object_get(choice, "below");
  json_t *one, *other;
  size_t i, k;
  json_array_foreach(from, i, one) {
    bool up = false;
    json_array_foreach(below, k, other) up |= json_equal(one, other);
    put_line(drawing, index, (int)json_integer_value(one), up, out);
    buf_format(out, " [dir=none%s];\n", dashed);
  }
}

// Up only where all of its steps lie below: else it stands between those above it and where it leads.
static bool leads_up(const json_t *choice) {
  return !json_text(choice, "note") &&
         json_array_size(json_object_get(choice, "below")) == json_array_size(json_object_get(choice, "from"));
}

static void put_line_to(const struct drawing *drawing, const json_t *choice, size_t index, const char *dashed, struct buf *out) {
  bool up = leads_up(choice);
  put_line(drawing, index, drawing_entered(drawing, number_of(choice, "to")), !up, out);
  buf_format(out, " [dir=%s%s];\n", up ? "back" : "forward", dashed);
}

static void put_way_back(size_t index, const char *dashed, struct buf *out) {
  struct label label;
  label_begin(&label);
  label_line(&label, "back to the step that it came from", SMALL_POINTS, "i", CHOICE_WIDTH);
  buf_format(out, "\"whence %zu\" [shape=plain, style=\"\", ", index + 1);
  label_end(&label, out);
  buf_text(out, "];\n");
  put_choice_name(index, out);
  buf_format(out, " -> \"whence %zu\" [dir=forward%s];\n", index + 1, dashed);
}

static void put_choices(const struct drawing *drawing, int inside, struct buf *out) {
  const json_t *choice;
  size_t i;
  json_array_foreach(drawing->choices, i, choice) {
    const char *dashed = json_flag(choice, "itself") ? ", style=dashed" : "";
    if (number_of(choice, "inside") != inside) continue;
    put_choice(choice, i, out);
    if (!json_text(choice, "note")) put_lines_from(drawing, choice, i, dashed, out);
    if (number_of(choice, "to") == TO_WHENCE)
      put_way_back(i, dashed, out);
    else
      put_line_to(drawing, choice, i, dashed, out);
  }
}

// ---- where it begins, and all that lies in one box

static void put_start(const struct drawing *drawing, struct buf *out) {
  char *who = drawing_starters(drawing);
  struct label label;
  label_begin(&label);
  label_line(&label, who ? "Begin one" : "It begins", TEXT_POINTS, "b", CHOICE_WIDTH);
  if (who) label_line(&label, who, SMALL_POINTS, NULL, WHO_WIDTH);
  buf_text(out, "\"begin\" [shape=plain, style=\"\", ");
  label_end(&label, out);
  buf_text(out, "];\n\"begin\" -> ");
  put_state_name(drawing, drawing_entered(drawing, ROOT), out);
  buf_text(out, " [style=bold];\n");
  mem_free(who);
}

static void put_inside(const struct drawing *drawing, int box, struct buf *out) {
  const struct chart *chart = drawing->chart;
  for (int state = box + 1; state <= chart->states[box].last; state = state_after(chart, state)) {
    if (drawing->shown[state] != state) continue;
    if (drawing_is_step(drawing, state)) {
      put_step(drawing, state, out);
      continue;
    }
    open_box(drawing, state, out);
    put_inside(drawing, state, out);
    buf_text(out, "}\n");
  }
  if (drawing_box(drawing, drawing_entered(drawing, ROOT)) == box) put_start(drawing, out);
  put_choices(drawing, box, out);
}

// ---- what runs side by side: the largest at the left, the others below one another at its right, so that it stays as wide as a page

static int largest_region(const struct chart *chart, int parallel) {
  int largest = parallel + 1;
  for (int region = parallel + 1; region <= chart->states[parallel].last; region = state_after(chart, region))
    if (chart->states[region].last - region > chart->states[largest].last - largest) largest = region;
  return largest;
}

static void put_below(const struct drawing *drawing, int above, int below, struct buf *out) {
  for (int state = above; state <= drawing->chart->states[above].last; state++) {
    if (!drawing_is_step(drawing, state)) continue;
    put_state_name(drawing, state, out);
    buf_text(out, " -> ");
    put_state_name(drawing, drawing_entered(drawing, below), out);
    buf_text(out, " [style=invis, weight=0];\n");
  }
}

static void put_columns(const struct drawing *drawing, struct buf *out) {
  const struct chart *chart = drawing->chart;
  for (int state = ROOT; state < chart->state_count; state++) {
    if (chart->states[state].kind != KIND_PARALLEL) continue;
    int largest = largest_region(chart, state), above = NO_STATE;
    for (int region = state + 1; region <= chart->states[state].last; region = state_after(chart, region)) {
      if (region == largest) continue;
      if (above != NO_STATE) put_below(drawing, above, region, out);
      above = region;
    }
  }
}

// ---- what the marks mean

// Is there one that leaves the step as it is?
static bool has_staying(const struct chart *chart) {
  for (int i = 0; i < chart->transition_count; i++)
    if (chart->transitions[i].persons && chart->transitions[i].targets.count == 0) return true;
  return false;
}

static void put_regions(const struct drawing *drawing, int parallel, struct label *label) {
  const struct chart *chart = drawing->chart;
  json_t *names = json_array();
  for (int region = parallel + 1; region <= chart->states[parallel].last; region = state_after(chart, region))
    json_array_add(names, drawing_name(drawing, region));
  char *all = drawing_list(names, " and "), *text = mem_format("These go on side by side: %s.", all);
  if (json_array_size(names) > 1) label_line(label, text, SMALL_POINTS, NULL, LEGEND_WIDTH);
  mem_free(text);
  mem_free(all);
  json_decref(names);
}

static void put_legend(const struct drawing *drawing, struct buf *out) {
  const struct chart *chart = drawing->chart;
  struct label label;
  label_begin(&label);
  label.left = true;
  label_line(&label, "A box is a step: whose turn it is, and by when.", SMALL_POINTS, NULL, LEGEND_WIDTH);
  label_line(&label, "Grey: it counts as closed; with a double border, for good.", SMALL_POINTS, NULL, LEGEND_WIDTH);
  label_line(&label, "Solid line: somebody chooses it. Dashed line: by itself.", SMALL_POINTS, NULL, LEGEND_WIDTH);
  for (int state = ROOT; state < chart->state_count; state++)
    if (chart->states[state].kind == KIND_PARALLEL) put_regions(drawing, state, &label);
  if (has_staying(chart))
    label_line(&label, "Not drawn: what leaves the step as it is, such as adding evidence.", SMALL_POINTS, NULL, LEGEND_WIDTH);
  label_end(&label, out);
  buf_text(out, ";\n");
}

char *drawing_dot(const struct chart *chart) {
  struct drawing drawing;
  struct buf out;
  buf_init(&out);
  drawing_begin(&drawing, chart);
  buf_text(&out, head);
  put_inside(&drawing, ROOT, &out);
  put_columns(&drawing, &out);
  put_legend(&drawing, &out);
  buf_text(&out, "}\n");
  drawing_end(&drawing);
  return buf_take(&out);
}
