// The charts of the statechart bench, and how they become canonical definitions (engine/chart/DEFINITION.md, format 2). Every transition of
// the two that other engines run too asks one condition, "the counter is not below nought", and does one thing: it adds one to the counter.
#ifndef WAYMARK_BENCH_CHARTS_H
#define WAYMARK_BENCH_CHARTS_H
#include "base/json.h"

#include <stdbool.h>

struct state_row {
  const char *parent, *id, *kind, *initial;
};
struct move_row {
  const char *source, *event, *target;
};
struct chart_rows {
  const struct state_row *states; // parents first; the root has the id ""
  const struct move_row *moves;   // in document order within a state
  int state_count, move_count;
  const char *const *events; // what is sent, over and over
  int event_count;
};

#define COUNT_OF(list) (int)(sizeof(list) / sizeof((list)[0]))

static const struct state_row flat_states[] = {
    {NULL, "", "compound", "a"}, {"", "a", "atomic", NULL}, {"", "b", "atomic", NULL}, {"", "c", "atomic", NULL}, {"", "d", "atomic", NULL},
};
static const struct move_row flat_moves[] = {{"a", "go", "b"}, {"b", "go", "c"}, {"c", "go", "d"}, {"d", "go", "a"}};
static const char *const flat_events[] = {"go"};
static const struct chart_rows flat_rows = {flat_states, flat_moves, COUNT_OF(flat_states), COUNT_OF(flat_moves), flat_events, 1};

// Two regions, each three deep. A region moves inside, is left, and comes back by its history; "both" moves both.
static const struct state_row nested_states[] = {
    {NULL, "", "compound", "all"},          {"", "all", "parallel", NULL},           {"all", "one", "compound", "one_on"},
    {"one", "one_on", "compound", "one_a"}, {"one_on", "one_back", "history", NULL}, {"one_on", "one_a", "compound", "one_x"},
    {"one_a", "one_x", "atomic", NULL},     {"one_a", "one_y", "atomic", NULL},      {"one_on", "one_b", "compound", "one_z"},
    {"one_b", "one_z", "atomic", NULL},     {"one", "one_off", "atomic", NULL},      {"all", "two", "compound", "two_on"},
    {"two", "two_on", "compound", "two_a"}, {"two_on", "two_back", "history", NULL}, {"two_on", "two_a", "compound", "two_x"},
    {"two_a", "two_x", "atomic", NULL},     {"two_a", "two_y", "atomic", NULL},      {"two_on", "two_b", "compound", "two_z"},
    {"two_b", "two_z", "atomic", NULL},     {"two", "two_off", "atomic", NULL},
};
static const struct move_row nested_moves[] = {
    {"one_on", "leave_one", "one_off"},  {"one_back", NULL, "one_a"},         {"one_a", "both", "one_b"},
    {"one_x", "step_one", "one_y"},      {"one_y", "step_one", "one_x"},      {"one_b", "both", "one_a"},
    {"one_off", "back_one", "one_back"}, {"two_on", "leave_two", "two_off"},  {"two_back", NULL, "two_a"},
    {"two_a", "both", "two_b"},          {"two_x", "step_two", "two_y"},      {"two_y", "step_two", "two_x"},
    {"two_b", "both", "two_a"},          {"two_off", "back_two", "two_back"},
};
static const char *const nested_events[] = {"step_one", "step_two", "leave_one", "back_one", "both", "leave_two", "back_two", "both"};
static const struct chart_rows nested_rows = {nested_states,          nested_moves,  COUNT_OF(nested_states),
                                              COUNT_OF(nested_moves), nested_events, COUNT_OF(nested_events)};

// ---- building one

static json_t *new_state(const char *id, const char *kind, const char *initial) {
  json_t *state = json_pack("{s:s, s:s, s:[], s:[]}", "id", id, "kind", kind, "transitions", "states");
  json_put_text(state, "initial", initial);
  json_put_flag(state, "deep", true); // of a history; nothing to other states
  return state;
}

// Puts `child` into `parent`, and answers it.
static json_t *put_state(json_t *parent, json_t *child) {
  json_array_append_new(json_object_get(parent, "states"), child);
  return child;
}

static json_t *put_move(json_t *state, const char *event, const char *target) {
  json_t *move = json_pack("{s:s}", "target", target);
  json_put_text(move, "event", event);
  json_array_append_new(json_object_get(state, "transitions"), move);
  return move;
}

static void count_it(json_t *move) {
  json_object_set_new(move, "guard", json_pack("{s:s, s:s, s:i}", "op", "at_least", "field", "count", "count", 0));
  json_object_set_new(move, "actions", json_pack("[{s:s, s:s, s:i}]", "do", "add", "field", "count", "amount", 1));
}

static json_t *definition_of(json_t *root) {
  return json_pack("{s:i, s:s, s:s, s:[{s:s, s:s, s:s}], s:o}", "format", 2, "name", "bench", "datamodel", "null", "fields", "name",
                   "count", "type", "whole", "label", "Count", "root", root);
}

// A history's default is no move that is sent for, so it counts nothing.
static json_t *build_rows(const struct chart_rows *rows) {
  json_t *by_id = json_object();
  for (int i = 0; i < rows->state_count; i++) {
    const struct state_row *row = &rows->states[i];
    json_t *state = new_state(row->id, row->kind, row->initial);
    json_object_set_new(by_id, row->id, row->parent ? json_incref(put_state(json_object_get(by_id, row->parent), state)) : state);
  }
  for (int i = 0; i < rows->move_count; i++) {
    const struct move_row *row = &rows->moves[i];
    json_t *move = put_move(json_object_get(by_id, row->source), row->event, row->target);
    if (row->event) count_it(move);
  }
  json_t *root = json_incref(json_object_get(by_id, ""));
  json_decref(by_id);
  return definition_of(root);
}
#endif
