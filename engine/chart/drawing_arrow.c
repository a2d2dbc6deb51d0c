// The arrows of a drawing: each transition that leads somewhere, with who may take it, or how it comes by itself. See drawing_plan.h.
#include "chart/drawing_plan.h"
#include "chart/procedure.h"

#include <string.h>

enum {
  CONDITION_SIZE_MAX = 90, // of the words of a condition beside an arrow: longer ones are for reading aloud
  WHENCE_MIN = 3,          // steps that a choice leads back to before it is said once
};

// ---- who takes it, or how it comes that nobody does

static json_t *titles_of(const struct chart *chart, const json_t *transition) {
  const json_t *decided = json_object_get(transition, "decided_by");
  json_t *titles = json_array(), *role;
  size_t i;
  json_array_foreach(json_array_size(decided) ? decided : json_object_get(transition, "by"), i, role) {
    const char *title = json_text(chart_role(chart, json_string_value(role)), "title");
    json_array_add(titles, title ? title : json_string_value(role));
  }
  return titles;
}

// Without a label nobody knows what the event is: then its name stands there.
static json_t *itself(const struct chart *chart, const struct chart_transition *transition, const char *rule, bool is_named) {
  const char *event = json_text(transition->spec, "event");
  const json_t *guard = json_object_get(transition->spec, "guard");
  char *condition = guard ? guard_words_aloud(chart, guard, false) : NULL;
  struct buf words;
  buf_init(&words);
  buf_text(&words, "by itself");
  if (rule) buf_text(&words, ": ");
  if (rule) procedure_rule(chart, rule, &words);
  if (event && !is_named) buf_format(&words, ", when it hears \"%s\"", event);
  if (condition && strlen(condition) <= CONDITION_SIZE_MAX) buf_format(&words, "%s %s", rule ? ", if" : ", as soon as", condition);
  json_t *who = json_pack("[s]", words.data);
  buf_clear(&words);
  mem_free(condition);
  return who;
}

static const char *label_of(const struct chart_transition *transition) {
  const char *label = json_text(transition->spec, "label");
  bool says_nothing = !label || (!transition->persons && strcmp(label, "Automatic") == 0);
  return says_nothing ? "" : label;
}

static json_t *who_of(const struct chart *chart, const struct chart_transition *transition, const char *rule) {
  return transition->persons ? titles_of(chart, transition->spec) : itself(chart, transition, rule, *label_of(transition) != 0);
}

// ---- arrows

static void add_arrow(struct drawing *drawing, const struct chart_transition *transition, const char *rule, int from, int at) {
  json_array_append_new(drawing->arrows, json_pack("{s:s, s:o, s:b, s:i, s:i, s:i, s:i}", "label", label_of(transition), "who",
                                                   who_of(drawing->chart, transition, rule), "itself", !transition->persons, "from",
                                                   drawing->shown[from], "to", drawing_entered(drawing, at), "of", from, "at", at));
}

static int steps_in(const struct drawing *drawing, int box) {
  int count = 0;
  for (int state = box; state <= drawing->chart->states[box].last; state++) count += drawing_is_step(drawing, state);
  return count;
}

// What may be done in all of a small box is drawn from each step in it, so that the eye can follow it; a large one is named.
static void add_arrows(struct drawing *drawing, const struct chart_transition *transition, const char *rule, int at) {
  int box = transition->source, to = drawing_entered(drawing, at);
  if (drawing_is_step(drawing, drawing->shown[box]) || steps_in(drawing, box) >= DRAWING_MANY) {
    add_arrow(drawing, transition, rule, box, at);
    return;
  }
  for (int state = box; state <= drawing->chart->states[box].last; state++)
    if (drawing_is_step(drawing, state) && state != to) add_arrow(drawing, transition, rule, state, at);
}

static void add_transitions(struct drawing *drawing, int first, int count, const char *rule) {
  for (int i = first; i < first + count; i++) {
    const struct chart_transition *transition = &drawing->chart->transitions[i];
    for (int k = 0; k < transition->targets.count; k++) add_arrows(drawing, transition, rule, transition->targets.items[k]);
  }
}

// What a history that is drawn as part of its step does at first leads nowhere else.
static void add_state(struct drawing *drawing, int state) {
  const struct chart *chart = drawing->chart;
  const struct chart_state *row = &chart->states[state];
  if (row->kind == KIND_HISTORY && drawing->shown[state] != state) return;
  add_transitions(drawing, row->transition_first, row->transition_count, NULL);
  for (int i = row->timer_first; i < row->timer_first + row->timer_count; i++)
    add_transitions(drawing, chart->timers[i].transition_first, chart->timers[i].transition_count, chart->timers[i].timer.rule);
}

// ---- a folded box leads back to where it was entered from

static int number_of(const json_t *arrow, const char *key) { return (int)json_number(arrow, key, 0); }

static bool is_way_back(const struct drawing *drawing, const json_t *arrow) {
  const json_t *other;
  size_t i;
  json_array_foreach(drawing->arrows, i, other) if (number_of(other, "at") == number_of(arrow, "of") &&
                                                    number_of(other, "from") == number_of(arrow, "to")) return true;
  return false;
}

static bool is_same_choice(const json_t *a, const json_t *b) {
  return number_of(a, "from") == number_of(b, "from") && strcmp(json_text(a, "label"), json_text(b, "label")) == 0 &&
         json_flag(a, "itself") == json_flag(b, "itself");
}

static bool leads_to_many(const struct drawing *drawing, const json_t *arrow) {
  const json_t *other;
  size_t i, count = 0;
  json_array_foreach(drawing->arrows, i, other) count += is_same_choice(arrow, other);
  return count >= WHENCE_MIN;
}

static void find_ways_back(struct drawing *drawing) {
  json_t *arrow, *back = json_array();
  size_t i;
  json_array_foreach(drawing->arrows, i, arrow) if (number_of(arrow, "of") != number_of(arrow, "from") && leads_to_many(drawing, arrow) &&
                                                    is_way_back(drawing, arrow)) json_array_append(back, arrow);
  json_array_foreach(back, i, arrow) json_put_number(arrow, "to", TO_WHENCE);
  json_decref(back);
}

// ---- one arrow for what is one to whoever looks: the same choice between the same boxes, for several people

static void add_who(json_t *into, const json_t *who) {
  json_t *title;
  size_t i;
  json_array_foreach(who, i, title) if (!json_array_has(into, json_string_value(title))) json_array_append(into, title);
}

static json_t *same_arrow(const json_t *arrows, const json_t *arrow) {
  json_t *other;
  size_t i;
  json_array_foreach(arrows, i, other) if (is_same_choice(other, arrow) && number_of(other, "to") == number_of(arrow, "to")) return other;
  return NULL;
}

static void join(struct drawing *drawing) {
  json_t *joined = json_array(), *arrow;
  size_t i;
  json_array_foreach(drawing->arrows, i, arrow) {
    json_t *same = same_arrow(joined, arrow);
    if (same)
      add_who(json_object_get(same, "who"), json_object_get(arrow, "who"));
    else
      json_array_append(joined, arrow);
  }
  json_decref(drawing->arrows);
  drawing->arrows = joined;
}

void drawing_find_arrows(struct drawing *drawing) {
  for (int state = ROOT; state < drawing->chart->state_count; state++) add_state(drawing, state);
  find_ways_back(drawing);
  join(drawing);
}
