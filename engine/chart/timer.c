// Timers of a state, compiled: what it arms when it is entered, and which rule of a rung holds for an item.
#include "base/mem.h"
#include "chart/internal.h"

#include <string.h>

static struct chart_timer_row *new_timer(struct chart *chart, int source, const char *name, const json_t *spec) {
  chart->timers = list_grow(chart->timers, chart->timer_count, sizeof *chart->timers);
  struct chart_timer_row *row = &chart->timers[chart->timer_count++];
  *row = (struct chart_timer_row){.timer = {.name = name, .rule = json_text(spec, "rule")}};
  chart->states[source].timer_count++;
  return row;
}

static bool catch_up_read(const char *word, enum chart_catch_up *catch_up) {
  static const char *const words[] = {"once", "each", "skip"};
  for (int i = 0; i < 3; i++)
    if (strcmp(words[i], word ? word : words[0]) == 0) {
      *catch_up = (enum chart_catch_up)i;
      return true;
    }
  return false;
}

static bool add_timer(struct chart *chart, const json_t *spec, int source, struct err *err) {
  const char *name = json_text(spec, "name"), *kind = json_text(spec, "kind");
  if (!name || !json_text(spec, "rule"))
    return chart_damaged(chart, err, "a timer has no name or no rule in state", chart->states[source].id);
  struct chart_timer_row *row = new_timer(chart, source, name, spec);
  row->timer.every = kind && strcmp(kind, "every") == 0;
  if (!catch_up_read(json_text(spec, "catch_up"), &row->timer.catch_up))
    return chart_damaged(chart, err, "it does not say what becomes of missed times: timer", name);
  return transitions_compile(chart, json_object_get(spec, "transitions"), source, &row->transition_first, &row->transition_count, err);
}

static bool has_rules(const json_t *rung) {
  const json_t *row;
  size_t i;
  json_array_foreach(json_object_get(rung, "instead"), i, row) {
    if (!json_text(row, "rule")) return false;
  }
  return json_text(rung, "rule") != NULL;
}

static bool add_rung(struct chart *chart, const char *ladder, const json_t *rung, int index, int source, struct err *err) {
  const char *name = json_text(rung, "name");
  if (!name || !has_rules(rung)) return chart_damaged(chart, err, "a rung has no name or no rule in ladder", ladder);
  struct chart_timer_row *row = new_timer(chart, source, chart_name_made(chart, ladder, "/", name), rung);
  row->timer.rung = rung;
  row->timer.rung_index = index;
  return true;
}

static bool add_ladder(struct chart *chart, const char *ladder, int source, struct err *err) {
  const json_t *found = chart_ladder(chart, ladder), *rung;
  size_t i;
  if (!found) return chart_damaged(chart, err, "there is no ladder", ladder);
  json_array_foreach(json_object_get(found, "rungs"), i, rung) if (!add_rung(chart, ladder, rung, (int)i, source, err)) return false;
  return true;
}

bool timers_compile(struct chart *chart, int state, struct err *err) {
  const json_t *spec = chart->states[state].spec, *timer;
  const char *ladder = json_text(spec, "ladder");
  size_t i;
  chart->states[state].timer_first = chart->timer_count;
  json_array_foreach(json_object_get(spec, "timers"), i, timer) if (!add_timer(chart, timer, state, err)) return false;
  return !ladder || add_ladder(chart, ladder, state, err);
}

int chart_timer_count(const struct chart *chart, int state) { return chart->states[state].timer_count; }

struct chart_timer chart_timer_at(const struct chart *chart, int state, int index) {
  return chart->timers[chart->states[state].timer_first + index].timer;
}

// The conditions were checked to ask for fields only, so nobody else is needed to judge them.
const char *chart_timer_rule(const struct chart *chart, const struct chart_timer *timer, const json_t *fields) {
  const struct step_view view = {.chart = chart, .fields = fields};
  const json_t *row;
  size_t i;
  json_array_foreach(json_object_get(timer->rung, "instead"), i, row) {
    if (guard_judge(json_object_get(row, "guard"), &view, NULL, NULL) == TRUTH_TRUE) return json_text(row, "rule");
  }
  return timer->rule;
}

// {"op":...,"field":F}, and {"from":"field","name":F} where a value is compared with that of another.
static bool asks_for(const json_t *value, const char *field) {
  const char *asked = json_text(value, "op") ? json_text(value, "field") : json_text(value, "from") ? json_text(value, "name") : NULL, *key;
  json_t *member;
  size_t i;
  bool found = asked && strcmp(asked, field) == 0;
  json_object_foreach((json_t *)value, key, member) found = found || asks_for(member, field);
  json_array_foreach(value, i, member) found = found || asks_for(member, field);
  return found;
}

bool chart_timer_hangs_on(const struct chart_timer *timer, const char *field) {
  const json_t *row;
  size_t i;
  json_array_foreach(json_object_get(timer->rung, "instead"), i, row) {
    if (asks_for(json_object_get(row, "guard"), field)) return true;
  }
  return false;
}
