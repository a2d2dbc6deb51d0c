// The choices of a drawing: arrows of several steps that are one choice are drawn as one, and those of nearly all steps without a line from
// each. Which of them lead back is said too, since a drawing reads from the top down. See drawing_plan.h.
#include "chart/drawing_plan.h"

#include <string.h>

enum {
  MANY = 4, // steps from which a choice may be made before the drawing says which in words: four lines to one place can still be followed
  BUT_MAX = 2,  // steps that "any step but" may leave out
  NOT_SEEN = 0, // by the walk
};

static int number_of(const json_t *row, const char *key) { return (int)json_number(row, key, 0); }
static int number_at(const json_t *list, size_t index) { return (int)json_integer_value(json_array_get(list, index)); }

static bool has_number(const json_t *list, int number) {
  for (size_t i = 0; i < json_array_size(list); i++)
    if (number_at(list, i) == number) return true;
  return false;
}

// ---- arrows to choices

static json_t *find_like(const json_t *choices, const json_t *wanted, const char *key) {
  json_t *choice;
  size_t i;
  json_array_foreach(choices, i, choice) if (number_of(choice, "to") == number_of(wanted, "to") &&
                                             json_flag(choice, "itself") == json_flag(wanted, "itself") &&
                                             json_equal(json_object_get(choice, key), json_object_get(wanted, key))) return choice;
  return NULL;
}

static json_t *choice_of(const json_t *arrow) {
  return json_pack("{s:[{s:O, s:O}], s:[O], s:O, s:O}", "lines", "label", json_object_get(arrow, "label"), "who",
                   json_object_get(arrow, "who"), "from", json_object_get(arrow, "from"), "to", json_object_get(arrow, "to"), "itself",
                   json_object_get(arrow, "itself"));
}

// Choices that are alike in `same` become one, which has what each of them has in `joined`.
static json_t *join(json_t *rows, const char *same, const char *joined) {
  json_t *choices = json_array(), *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    json_t *like = find_like(choices, row, same);
    if (like)
      json_array_extend(json_object_get(like, joined), json_object_get(row, joined));
    else
      json_array_append(choices, row);
  }
  json_decref(rows);
  return choices;
}

static void find_joined(struct drawing *drawing) {
  json_t *rows = json_array(), *arrow;
  size_t i;
  json_array_foreach(drawing->arrows, i, arrow) if (number_of(arrow, "from") != number_of(arrow, "to"))
      json_array_append_new(rows, choice_of(arrow));
  json_decref(drawing->choices);
  drawing->choices = join(join(rows, "lines", "from"), "from", "lines");
}

// ---- the walk from the first step along the arrows, those to open steps first: what leads to a step on the way here leads back

struct walk {
  const struct drawing *drawing;
  int *entered, *left; // by state, in the order of the walk; NOT_SEEN
  int time;
};

static void walk_from(struct walk *walk, int state);

static bool leads_from(const struct drawing *drawing, const json_t *arrow, int state) {
  int from = number_of(arrow, "from");
  return from == state || state_is_below(drawing->chart, state, from);
}

static void walk_on(struct walk *walk, int state, bool closed) {
  const struct drawing *drawing = walk->drawing;
  const json_t *arrow;
  size_t i;
  json_array_foreach(drawing->arrows, i, arrow) {
    int to = number_of(arrow, "to");
    if (leads_from(drawing, arrow, state) && to != TO_WHENCE && drawing_is_closed(drawing, to) == closed) walk_from(walk, to);
  }
}

static void walk_from(struct walk *walk, int state) {
  if (walk->entered[state] != NOT_SEEN) return;
  walk->entered[state] = ++walk->time;
  if (!drawing_is_closed(walk->drawing, state)) walk_on(walk, state, false);
  walk_on(walk, state, true);
  walk->left[state] = ++walk->time;
}

static bool leads_back(const struct walk *walk, int from, int to) {
  if (drawing_is_closed(walk->drawing, from) && !drawing_is_closed(walk->drawing, to)) return true;
  return walk->entered[to] <= walk->entered[from] && walk->left[from] <= walk->left[to];
}

// Which of the steps that a choice is made in lie below where it leads.
static json_t *those_below(const struct walk *walk, const json_t *choice) {
  const json_t *from = json_object_get(choice, "from");
  int to = number_of(choice, "to");
  json_t *below = json_array();
  for (size_t i = 0; to != TO_WHENCE && i < json_array_size(from); i++)
    if (leads_back(walk, number_at(from, i), to)) json_array_append(below, json_array_get(from, i));
  return below;
}

static void find_back(struct drawing *drawing) {
  int count = drawing->chart->state_count;
  struct walk walk = {.drawing = drawing};
  json_t *choice;
  size_t i;
  walk.entered = mem_new(sizeof *walk.entered * (size_t)count);
  walk.left = mem_new(sizeof *walk.left * (size_t)count);
  walk_from(&walk, drawing_entered(drawing, ROOT));
  for (int state = ROOT; state < count; state++)
    if (drawing->shown[state] == state) walk_from(&walk, state);
  json_array_foreach(drawing->choices, i, choice) json_put(choice, "below", those_below(&walk, choice));
  mem_free(walk.entered);
  mem_free(walk.left);
}

// ---- in which box a choice is drawn: the innermost that holds all its ends

static int common_box(const struct drawing *drawing, int a, int b) {
  while (a != b && !state_is_below(drawing->chart, b, a)) a = drawing->chart->states[a].parent;
  return a;
}

static int inside_of(const struct drawing *drawing, const json_t *choice) {
  const json_t *from = json_object_get(choice, "from");
  int to = number_of(choice, "to"), inside = drawing_box(drawing, to == TO_WHENCE ? number_at(from, 0) : to);
  for (size_t i = 0; i < json_array_size(from); i++) inside = common_box(drawing, inside, drawing_box(drawing, number_at(from, i)));
  return inside;
}

// ---- from where, in words, where lines would be too many or have nowhere to begin

static bool passes_at_once(const struct chart *chart, int state) {
  const struct chart_state *row = &chart->states[state];
  for (int i = row->transition_first; i < row->transition_first + row->transition_count; i++)
    if (chart->transitions[i].event == NO_EVENT && !chart->transitions[i].guard) return true;
  return false;
}

static json_t *left_out(const struct drawing *drawing, const json_t *choice, int inside, bool closed_too) {
  const struct chart *chart = drawing->chart;
  json_t *names = json_array();
  for (int state = inside + 1; state <= chart->states[inside].last; state++) {
    bool counts = drawing_is_step(drawing, state) && (closed_too || !drawing_is_closed(drawing, state)) && !passes_at_once(chart, state);
    if (counts && state != number_of(choice, "to") && !has_number(json_object_get(choice, "from"), state))
      json_array_add(names, drawing_name(drawing, state));
  }
  return names;
}

static bool is_any_closed(const struct drawing *drawing, const json_t *from) {
  for (size_t i = 0; i < json_array_size(from); i++)
    if (drawing_is_closed(drawing, number_at(from, i))) return true;
  return false;
}

static void put_names(struct buf *out, const json_t *names) {
  size_t i;
  json_t *name;
  json_array_foreach(names, i, name) buf_format(out, "%s\"%s\"",
                                                i == 0                            ? ""
                                                : i + 1 == json_array_size(names) ? " and "
                                                                                  : ", ",
                                                json_string_value(name));
}

static char *note_of_each(const struct drawing *drawing, const json_t *from) {
  json_t *names = json_array();
  struct buf out;
  buf_init(&out);
  buf_text(&out, "From ");
  for (size_t i = 0; i < json_array_size(from); i++) json_array_add(names, drawing_name(drawing, number_at(from, i)));
  put_names(&out, names);
  json_decref(names);
  return buf_take(&out);
}

static char *note_of_many(const struct drawing *drawing, const json_t *choice, int inside) {
  const json_t *from = json_object_get(choice, "from");
  bool closed_too = is_any_closed(drawing, from);
  json_t *names = left_out(drawing, choice, inside, closed_too);
  struct buf out;
  buf_init(&out);
  buf_text(&out, closed_too ? "From any step" : "From any open step");
  if (json_array_size(names)) buf_text(&out, " but ");
  put_names(&out, names);
  bool is_short = json_array_size(names) <= BUT_MAX;
  json_decref(names);
  if (is_short) return buf_take(&out);
  buf_clear(&out);
  return note_of_each(drawing, from);
}

static char *note_of_box(const struct drawing *drawing, int box) {
  return box == ROOT ? mem_text("From any step") : mem_format("From any step of \"%s\"", drawing_name(drawing, box));
}

static char *note_of(const struct drawing *drawing, const json_t *choice, int inside) {
  const json_t *from = json_object_get(choice, "from");
  bool has_box = false;
  for (size_t i = 0; i < json_array_size(from); i++) has_box |= !drawing_is_step(drawing, number_at(from, i));
  if (has_box) return json_array_size(from) == 1 ? note_of_box(drawing, number_at(from, 0)) : note_of_each(drawing, from);
  return json_array_size(from) >= DRAWING_MANY ? note_of_many(drawing, choice, inside) : NULL;
}

void drawing_find_choices(struct drawing *drawing) {
  json_t *choice;
  size_t i;
  find_joined(drawing);
  find_back(drawing);
  json_array_foreach(drawing->choices, i, choice) {
    int inside = inside_of(drawing, choice);
    char *note = note_of(drawing, choice, inside);
    json_put_number(choice, "inside", inside);
    json_put_text(choice, "note", note);
    mem_free(note);
  }
}
