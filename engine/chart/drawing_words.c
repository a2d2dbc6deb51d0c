// A drawing for who does not see it: what it shows, in sentences, in the order of the steps. See drawing.h.
#include "base/buf.h"
#include "chart/drawing.h"
#include "chart/drawing_plan.h"

static int number_of(const json_t *row, const char *key) { return (int)json_number(row, key, 0); }

char *drawing_title(const struct chart *chart) {
  const char *title = json_text(chart_definition(chart), "title");
  return mem_format("%s: its steps, and the choices that lead from one to the next", title ? title : "A workflow");
}

static void put_start(const struct drawing *drawing, struct buf *out) {
  char *who = drawing_starters(drawing);
  buf_format(out, "It begins with \"%s\"", drawing_name(drawing, drawing_entered(drawing, ROOT)));
  if (who) buf_format(out, ", by the choice of: %s", who);
  buf_text(out, ".");
  mem_free(who);
}

static void put_step(const struct drawing *drawing, int state, struct buf *out) {
  char *holder = drawing_holder(drawing, state), *due = drawing_due(drawing, state);
  if (holder) buf_format(out, "\n\"%s\": the turn of %s%s%s.", drawing_name(drawing, state), holder, due ? ", by: " : "", due ? due : "");
  if (drawing_is_closed(drawing, state)) buf_format(out, "\n\"%s\" counts as closed.", drawing_name(drawing, state));
  mem_free(due);
  mem_free(holder);
}

static void put_line(const json_t *line, const char *before, struct buf *out) {
  char *who = drawing_list(json_object_get(line, "who"), " or ");
  const char *label = json_text(line, "label");
  if (*label)
    buf_format(out, "%s\"%s\" (%s)", before, label, who);
  else
    buf_format(out, "%s%s", before, who);
  mem_free(who);
}

static void put_from(const struct drawing *drawing, const json_t *choice, struct buf *out) {
  const char *note = json_text(choice, "note");
  json_t *from;
  size_t i;
  buf_text(out, note ? note : "From ");
  if (note) return;
  json_array_foreach(json_object_get(choice, "from"), i, from)
      buf_format(out, "%s\"%s\"", i ? " and " : "", drawing_name(drawing, (int)json_integer_value(from)));
}

static void put_choice(const struct drawing *drawing, const json_t *choice, struct buf *out) {
  int to = number_of(choice, "to");
  const json_t *line;
  size_t i;
  buf_char(out, '\n');
  put_from(drawing, choice, out);
  json_array_foreach(json_object_get(choice, "lines"), i, line) put_line(line, i ? "; " : ": ", out);
  if (to == TO_WHENCE)
    buf_text(out, " leads back to the step that it came from.");
  else
    buf_format(out, " leads to \"%s\".", drawing_name(drawing, drawing_entered(drawing, to)));
}

char *drawing_words(const struct chart *chart) {
  struct drawing drawing;
  struct buf out;
  const json_t *choice;
  size_t i;
  buf_init(&out);
  drawing_begin(&drawing, chart);
  put_start(&drawing, &out);
  for (int state = ROOT + 1; state < chart->state_count; state++)
    if (drawing_is_step(&drawing, state)) put_step(&drawing, state, &out);
  json_array_foreach(drawing.choices, i, choice) put_choice(&drawing, choice, &out);
  drawing_end(&drawing);
  return buf_take(&out);
}
