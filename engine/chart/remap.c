// A configuration carried into another chart. See remap.h.
//
// 1. The active leaves find their places; each place brings what is above it.
// 2. What the new chart wants beside them is entered by default: a region that it has more, a step within a step.
// 3. What is the same place keeps its activation, so that nothing is counted anew; what is entered gets the next one.
#include "chart/remap.h"

#include "base/mem.h"
#include "chart/check.h"
#include "chart/machine_internal.h"

#include <string.h>

enum { NOWHERE = -1, GONE = -2 }; // not in the new chart; said to be left

struct work {
  const struct chart *from, *to;
  const struct config *config;
  const json_t *map;
  struct remap *out;
  bool *wanted; // by new state: it is to be active
  int *source;  // by new state: the old one that goes on there
  int64_t entered;
};

// ---- the place of a state

// Of "work.plan.draft" below "work", which is "job" now: "job.plan.draft". Caller frees.
static char *renamed(const char *id, const char *above, const char *as) {
  size_t size = strlen(above);
  bool below = strncmp(id, above, size) == 0 && (id[size] == '.' || !id[size]);
  return below ? mem_format("%s%s", as, id + size) : NULL;
}

static int find_place(const struct chart *to, const char *id) {
  int state = chart_state_find(to, id);
  return state < 0 ? NOWHERE : state;
}

static int place_of(const struct work *work, int old) {
  for (int state = old; state > ROOT; state = work->from->states[state].parent) {
    const char *as = json_text(work->map, work->from->states[state].id);
    if (!as) continue;
    if (!*as) return GONE;
    char *id = renamed(work->from->states[old].id, work->from->states[state].id, as);
    int place = id ? find_place(work->to, id) : NOWHERE;
    mem_free(id);
    return place;
  }
  return old == ROOT ? ROOT : find_place(work->to, work->from->states[old].id);
}

static bool is_place(const struct work *work, int state) { return state >= 0 && work->to->states[state].kind != KIND_HISTORY; }

// Is each region of the new one where one of the old ones is?
static bool has_no_more(const struct work *work, int old, int parallel) {
  const struct chart *from = work->from, *to = work->to;
  for (int child = parallel + 1; child <= to->states[parallel].last; child = state_after(to, child)) {
    bool known = to->states[child].kind == KIND_HISTORY;
    for (int was = old + 1; was <= from->states[old].last && !known; was = state_after(from, was)) known = place_of(work, was) == child;
    if (!known) return false;
  }
  return true;
}

// A region that is there no more, and for which none has come: it cannot have been called something else.
static bool is_of_gone_region(const struct work *work, int leaf) {
  const struct chart_state *states = work->from->states;
  for (int region = leaf; region > ROOT; region = states[region].parent) {
    int parent = states[region].parent, place = place_of(work, parent);
    if (states[parent].kind != KIND_PARALLEL || place_of(work, region) != NOWHERE || !is_place(work, place)) continue;
    if (work->to->states[place].kind == KIND_PARALLEL && has_no_more(work, parent, place)) return true;
  }
  return false;
}

// ---- what is wanted

static void want(struct work *work, int state) {
  for (; state != NO_STATE && !work->wanted[state]; state = work->to->states[state].parent) work->wanted[state] = true;
}

static void want_below(struct work *work, int state);

static void want_targets(struct work *work, const struct targets *targets) {
  for (int i = 0; i < targets->count; i++) {
    const struct chart_state *row = &work->to->states[targets->items[i]];
    if (row->kind == KIND_HISTORY)
      want_targets(work, &work->to->transitions[row->transition_first].targets); // it remembers nothing yet
    else
      want(work, targets->items[i]);
  }
}

static bool any_wanted(const struct work *work, int state) {
  for (int child = state + 1; child <= work->to->states[state].last; child = state_after(work->to, child))
    if (work->wanted[child]) return true;
  return false;
}

static void want_below(struct work *work, int state) {
  const struct chart *to = work->to;
  const struct chart_state *row = &to->states[state];
  if (row->kind == KIND_COMPOUND && !any_wanted(work, state)) want_targets(work, &row->initial);
  for (int child = state + 1; child <= row->last; child = state_after(to, child)) {
    if (row->kind == KIND_PARALLEL && to->states[child].kind != KIND_HISTORY) work->wanted[child] = true;
    if (work->wanted[child]) want_below(work, child);
  }
}

// Both can be active at once: what holds them both is parallel, or one holds the other.
static bool go_together(const struct chart *chart, int a, int b) {
  if (a == b || state_is_below(chart, a, b) || state_is_below(chart, b, a)) return true;
  int above = chart->states[a].parent;
  while (!state_is_below(chart, b, above)) above = chart->states[above].parent;
  return chart->states[above].kind == KIND_PARALLEL;
}

static void check_clash(struct work *work, int leaf, int place) {
  const int *atomics = config_atomics(work->config);
  for (int i = 0; i < work->config->atomic_count && atomics[i] != leaf; i++) {
    int other = place_of(work, atomics[i]);
    if (!is_place(work, other) || go_together(work->to, place, other) || json_array_size(work->out->clash)) continue;
    json_array_add(work->out->clash, work->from->states[atomics[i]].id);
    json_array_add(work->out->clash, work->from->states[leaf].id);
  }
}

static void place_leaves(struct work *work) {
  const int *atomics = config_atomics(work->config);
  work->wanted[ROOT] = true;
  for (int i = 0; i < work->config->atomic_count; i++) {
    int place = place_of(work, atomics[i]);
    if (is_place(work, place)) {
      check_clash(work, atomics[i], place);
      want(work, place);
    } else if (place != GONE && !is_of_gone_region(work, atomics[i]))
      json_array_add(work->out->lost, work->from->states[atomics[i]].id);
  }
}

// ---- what is remembered

static bool goes_on_as_history(const struct work *work, int old) {
  int place = work->from->states[old].kind == KIND_HISTORY ? place_of(work, old) : NOWHERE;
  return place >= 0 && work->to->states[place].kind == KIND_HISTORY;
}

// Where an item that is elsewhere will come back to is a place of its own as well. Of a state that it is in, what was remembered is written
// anew when it leaves.
static void place_memory(struct work *work) {
  for (int old = 0; old < work->from->state_count; old++) {
    if (!goes_on_as_history(work, old) || work->config->activation[work->from->states[old].parent]) continue;
    const int *memory = config_memory(work->config) + work->from->states[old].recorded;
    for (int i = 1; i <= memory[0]; i++) {
      const char *id = work->from->states[memory[i]].id;
      if (place_of(work, memory[i]) == NOWHERE && !json_array_has(work->out->lost, id)) json_array_add(work->out->lost, id);
    }
  }
}

// ---- the new configuration

static void find_sources(struct work *work) {
  for (int state = 0; state < work->to->state_count; state++) work->source[state] = NO_STATE;
  for (int old = 0; old < work->from->state_count; old++) {
    int place = work->config->activation[old] ? place_of(work, old) : NOWHERE;
    bool goes_on = is_place(work, place) && work->wanted[place] && work->source[place] == NO_STATE;
    if (goes_on) work->source[place] = old;
    if (goes_on) json_put_text(work->out->kept, work->from->states[old].id, work->to->states[place].id);
    if (!goes_on && work->config->activation[old]) json_array_add(work->out->left, work->from->states[old].id);
  }
}

static json_t *write_active(struct work *work) {
  json_t *active = json_object();
  for (int state = 0; state < work->to->state_count; state++) {
    int old = work->source[state];
    if (!work->wanted[state]) continue;
    if (old == NO_STATE) json_array_add(work->out->entered, work->to->states[state].id);
    json_put_number(active, work->to->states[state].id, old == NO_STATE ? ++work->entered : work->config->activation[old]);
  }
  return active;
}

// A place that a history of the new chart could remember.
static bool is_remembered(const struct work *work, const struct chart_state *history, int place) {
  if (!is_place(work, place) || !state_is_below(work->to, place, history->parent)) return false;
  return history->deep ? state_is_leaf(&work->to->states[place]) : work->to->states[place].parent == history->parent;
}

static bool goes_with_all(const struct work *work, int place, const json_t *ids) {
  size_t i;
  json_t *id;
  json_array_foreach(ids, i, id) {
    int other = chart_state_find(work->to, json_string_value(id));
    if (other == place || !go_together(work->to, other, place)) return false;
  }
  return true;
}

// All that was remembered, as far as it is not said to be left and can be active at once; nothing: the history's default then.
static json_t *memory_of(const struct work *work, int old, int history) {
  const int *memory = config_memory(work->config) + work->from->states[old].recorded;
  json_t *ids = json_array();
  for (int i = 1; i <= memory[0]; i++) {
    int place = place_of(work, memory[i]);
    if (is_remembered(work, &work->to->states[history], place) && goes_with_all(work, place, ids))
      json_array_add(ids, work->to->states[place].id);
  }
  return ids;
}

static json_t *write_history(const struct work *work) {
  json_t *history = json_object();
  for (int old = 0; old < work->from->state_count; old++) {
    if (!goes_on_as_history(work, old)) continue;
    int place = place_of(work, old);
    json_t *ids = memory_of(work, old, place);
    if (json_array_size(ids)) json_object_set(history, work->to->states[place].id, ids);
    json_decref(ids);
  }
  return history;
}

// A history that cannot hold what it is given remembers nothing: its default stands for it.
static struct config *config_of(const struct work *work, json_t *json) {
  struct err err;
  struct config *config = config_read(work->to, json, &err);
  if (!config && json_object_del(json, "history") == 0) config = config_read(work->to, json, &err);
  return config;
}

static void make(struct work *work) {
  want_below(work, ROOT);
  find_sources(work);
  json_t *active = write_active(work), *history = write_history(work);
  json_t *json = json_pack("{s:o, s:I}", "active", active, "entered", (json_int_t)work->entered);
  if (json_object_size(history)) json_object_set(json, "history", history);
  work->out->config = config_of(work, json);
  json_decref(history);
  json_decref(json);
}

void remap_run(const struct chart *from, const struct config *config, const struct chart *to, const json_t *map, struct remap *remap) {
  *remap =
      (struct remap){.kept = json_object(), .left = json_array(), .entered = json_array(), .lost = json_array(), .clash = json_array()};
  struct work work = {.from = from, .to = to, .config = config, .map = map, .out = remap, .entered = config->entered};
  work.wanted = mem_new((size_t)to->state_count * sizeof *work.wanted);
  work.source = mem_new((size_t)to->state_count * sizeof *work.source);
  place_leaves(&work);
  place_memory(&work);
  if (!json_array_size(remap->lost) && !json_array_size(remap->clash)) make(&work);
  mem_free(work.wanted);
  mem_free(work.source);
}

void remap_clear(struct remap *remap) {
  config_free(remap->config);
  json_decref(remap->kept);
  json_decref(remap->left);
  json_decref(remap->entered);
  json_decref(remap->lost);
  json_decref(remap->clash);
}

// ---- names

static const char *by_title(const struct chart *chart, const char *title) {
  const char *found = NULL;
  for (int state = ROOT + 1; state < chart->state_count; state++) {
    const struct chart_state *row = &chart->states[state];
    if (row->kind == KIND_HISTORY || !row->title || strcmp(row->title, title) != 0) continue;
    if (found) return NULL;
    found = row->id;
  }
  return found;
}

const char *remap_find(const struct chart *chart, const char *text) {
  int state = chart_state_find(chart, text);
  if (state > ROOT && chart->states[state].kind != KIND_HISTORY) return chart->states[state].id;
  return by_title(chart, text);
}

json_t *remap_places(const struct chart *chart) {
  json_t *ids = json_array();
  for (int state = 0; state < chart->state_count; state++)
    if (state_is_leaf(&chart->states[state])) json_array_add(ids, chart->states[state].id);
  return ids;
}

// The one of the same title; the step that it was a part of; the one that is spelt alike.
const char *remap_likely(const struct chart *from, const char *state, const struct chart *to) {
  int old = chart_state_find(from, state);
  const char *title = old < 0 ? NULL : from->states[old].title, *same = title ? by_title(to, title) : NULL;
  for (int above = old < 0 ? ROOT : from->states[old].parent; !same && above > ROOT; above = from->states[above].parent) {
    int place = chart_state_find(to, from->states[above].id);
    if (place > ROOT && state_is_leaf(&to->states[place])) same = to->states[place].id;
  }
  if (same) return same;
  json_t *places = remap_places(to);
  const char *near = nearest_name(state, places);
  near = near ? to->states[chart_state_find(to, near)].id : NULL; // the list is let go
  json_decref(places);
  return near;
}
