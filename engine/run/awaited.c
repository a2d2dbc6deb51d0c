// A person's turn on an item. See awaited.h.
#include "run/awaited.h"

#include "base/mem.h"
#include "base/natural.h"
#include "run/lateness.h"
#include "run/people.h"

#include <stdlib.h>
#include <string.h>

// Those of lateness_list whose role the person holds; a new reference.
static json_t *waits_for(struct board *board, const struct casefile *item, const char *person) {
  json_t *all = lateness_list(board, item, false), *theirs = json_array(), *wait;
  size_t i;
  json_array_foreach(all, i, wait) if (people_hold(board, item, json_text(wait, "role"), person, NULL)) json_array_append(theirs, wait);
  json_decref(all);
  return theirs;
}

static bool is_theirs(struct board *board, const struct casefile *item, const json_t *transition, const char *person) {
  static const char *const members[] = {"by", "decided_by", "recorded_by"};
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
    if (people_hold_any(board, item, json_object_get(transition, members[i]), person, NULL)) return true;
  return false;
}

static bool leads_on(const json_t *transition) { return json_object_get(transition, "target") || json_object_get(transition, "targets"); }

static bool is_wanted(const json_t *wanted, const char *event) {
  size_t i;
  json_t *one;
  json_array_foreach(wanted, i, one) if (strcmp(json_text(one, "event"), event) == 0) return true;
  return false;
}

static void add_of_state(struct board *board, const struct casefile *item, const json_t *state, const char *person, bool on,
                         json_t *wanted) {
  size_t i;
  json_t *transition;
  json_array_foreach(json_object_get(state, "transitions"), i, transition) {
    const char *event = json_text(transition, "event");
    if (!event || leads_on(transition) != on || is_wanted(wanted, event) || !is_theirs(board, item, transition, person)) continue;
    json_array_append_new(wanted, json_pack("{s:s, s:O}", "event", event, "label", json_object_get(transition, "label")));
  }
}

static void add_wanted(struct board *board, const struct casefile *item, const char *person, bool on, json_t *wanted) {
  for (int i = 0; i < chart_state_count(item->chart); i++) {
    const json_t *state = chart_state(item->chart, i);
    const char *holder = config_is_active(item->config, i) ? json_text(state, "holder") : NULL;
    if (holder && people_hold(board, item, holder, person, NULL)) add_of_state(board, item, state, person, on, wanted);
  }
}

json_t *awaited_row(struct board *board, const struct casefile *item, const char *person) {
  json_t *waits = waits_for(board, item, person), *wanted = json_array();
  if (json_array_size(waits) == 0) {
    json_decref(wanted);
    json_decref(waits);
    return NULL;
  }
  add_wanted(board, item, person, true, wanted);
  if (json_array_size(wanted) == 0) add_wanted(board, item, person, false, wanted);
  const char *due_field = casefile_list_field(item, "due");
  json_t *row = json_pack("{s:s, s:O, s:s, s:s, s:o, s:s?, s:b, s:o, s:o}", "ref", item->ref, "workflow",
                          json_object_get(casefile_structure(item), "name"), "noun", casefile_noun(item), "title", item->title,
                          "state_titles", casefile_state_titles(item), "due", due_field ? json_text(item->fields, due_field) : NULL, "late",
                          lateness_any(waits), "waits", waits, "wanted", wanted);
  if (!json_text(row, "due")) json_object_del(row, "due");
  return row;
}

// The earliest instant by which they are to be done; what has none comes last.
static const char *first_due(const json_t *row) {
  const char *first = "~";
  size_t i;
  json_t *wait;
  json_array_foreach(json_object_get(row, "waits"), i, wait) {
    const char *due = json_text(wait, "due");
    if (due && strcmp(due, first) < 0) first = due;
  }
  return first;
}

static int by_urgency(const void *a, const void *b) {
  const json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;
  bool late_x = json_flag(x, "late"), late_y = json_flag(y, "late");
  int dues = strcmp(first_due(x), first_due(y));
  if (late_x != late_y) return late_x ? -1 : 1;
  return dues ? dues : natural_compare(json_text(x, "ref"), json_text(y, "ref"));
}

void awaited_sort(json_t *rows) {
  size_t count = json_array_size(rows);
  json_t **all = mem_grow(NULL, count + 1, sizeof *all);
  for (size_t i = 0; i < count; i++) all[i] = json_incref(json_array_get(rows, i));
  qsort(all, count, sizeof *all, by_urgency);
  json_array_clear(rows);
  for (size_t i = 0; i < count; i++) json_array_append_new(rows, all[i]);
  mem_free(all);
}
