// The turn that takes an item to another version of its workflow. See migrate.h.
//
// 1. A place that goes on, renamed or not, goes on with its activation: since when it stands there, which timers were used up, how far a
//    ladder is. So nothing is chased twice, and no move makes a late step young again.
// 2. Deadlines are then what the new version declares, worked out by the review that also follows a change of the calendar; a date that is
//    the same stays the same row.
#include "run/migrate.h"

#include "base/mem.h"
#include "run/activation.h"
#include "run/armed.h"
#include "run/deadline.h"
#include "run/due.h"
#include "run/history.h"
#include "run/review.h"
#include "store/backward.h"

#include <string.h>

json_t *migrate_map(const struct migration *migration, const struct chart *from) {
  json_t *ids = json_object(), *as;
  const char *name;
  json_object_foreach((json_t *)migration->map, name, as) {
    const char *old = remap_find(from, name), *new = json_string_value(as), *place = *new ? remap_find(migration->to->chart, new) : "";
    if (old && place) json_put_text(ids, old, place);
  }
  return ids;
}

// ---- dates, as they are before and after

// By place and by what comes then, since a timer's own name is its rule in most workflows and may be another one now.
static void add_date(json_t *dates, const char *place, const char *what, const char *name, int64_t due_ms) {
  char *key = mem_format("%s|%s", place, what);
  if (json_object_get(dates, key)) {
    mem_free(key);
    key = mem_format("%s|%s|%s", place, what, name);
  }
  json_object_set_new(dates, key, json_pack("{s:s, s:s, s:I}", "place", place, "what", what, "due", (json_int_t)due_ms));
  mem_free(key);
}

static const char *place_called(const struct chart *chart, const char *state) {
  const char *title = json_text(chart_state(chart, chart_state_find(chart, state)), "title");
  return title ? title : state;
}

// Of a step that says by when its holder is to be done.
static void add_turn(struct turn *turn, int state, const char *place, json_t *dates) {
  struct casefile *item = turn->item;
  const json_t *spec = chart_state(item->chart, state);
  struct rule_result result;
  struct err unknown;
  int64_t entered = activation_entered(item, json_text(spec, "id"), turn->now_ms);
  if (!json_text(spec, "due") || !config_is_active(item->config, state)) return;
  if (!deadline_work_out(turn->board, item, json_text(spec, "due"), item->fields, entered, &result, &unknown) || result.missing) return;
  add_date(dates, place, "step due", "", result.due_ms);
}

// `kept`: where the places go on, in whose words the dates are kept; NULL: these are the words.
static json_t *dates_of(struct turn *turn, const json_t *kept) {
  json_t *dates = json_object(), *timer;
  size_t i;
  json_array_foreach(turn->item->timers, i, timer) {
    const char *state = json_text(timer, "state"), *as = kept ? json_text(kept, state) : state;
    char *words = due_words(turn->item, timer);
    add_date(dates, as ? as : state, words, json_text(timer, "name"), json_number(timer, "due", 0));
    mem_free(words);
  }
  for (int state = 0; state < chart_state_count(turn->item->chart); state++) {
    const char *id = json_text(chart_state(turn->item->chart, state), "id"), *as = kept ? json_text(kept, id) : id;
    add_turn(turn, state, as ? as : id, dates);
  }
  return dates;
}

static void add_move(const struct turn *turn, const struct chart *chart, const json_t *was, const json_t *is, json_t *moves) {
  const json_t *either = is ? is : was;
  json_t *row = json_pack("{s:s, s:O, s:s}", "ref", turn->item->ref, "what", json_object_get(either, "what"), "place",
                          place_called(chart, json_text(either, "place")));
  board_put_instant(turn->board, row, "was", was != NULL, json_number(was, "due", 0));
  board_put_instant(turn->board, row, "is", is != NULL, json_number(is, "due", 0));
  json_array_append_new(moves, row);
}

static void compare_dates(const struct turn *turn, const struct chart *from, const json_t *before, const json_t *after, json_t *moves) {
  const char *key;
  json_t *one;
  json_object_foreach((json_t *)before, key, one) {
    const json_t *is = json_object_get(after, key);
    if (is && json_equal(json_object_get(is, "due"), json_object_get(one, "due"))) continue;
    add_move(turn, is ? turn->item->chart : from, one, is, moves);
  }
  json_object_foreach((json_t *)after, key, one) if (!json_object_get(before, key)) add_move(turn, turn->item->chart, NULL, one, moves);
}

// ---- since when a place has been stood in

struct staying {
  int64_t activation, since_ms;
  bool met;
};

static bool wants_place(void *user, const char *payload) {
  (void)user;
  return strstr(payload, "\"configuration\"") != NULL;
}

// A number of an activation is never used twice, so the entries that have it lie together.
static bool look_at_place(void *user, json_t *entry) {
  struct staying *staying = user;
  json_t *parts = history_parts(entry), *active = json_object_get(json_object_get(parts, "configuration"), "active"), *number;
  const char *state;
  bool has = false;
  json_object_foreach(active, state, number) has = has || json_integer_value(number) == staying->activation;
  if (has) staying->since_ms = json_number(entry, "logical", staying->since_ms);
  staying->met = staying->met || has;
  json_decref(parts);
  return has || !active || !staying->met;
}

// Of a step that had no deadline until now nothing was kept of when it began; its entries say it.
static int64_t stood_since(const struct turn *turn, int64_t activation) {
  struct staying staying = {.activation = activation, .since_ms = turn->now_ms};
  struct journal_backward reader = {.wants = wants_place, .each = look_at_place, .user = &staying};
  struct err unread; // then it counts from now
  journal_backward(turn->board->store, &turn->item->id, &reader, &unread);
  return staying.since_ms;
}

// ---- carrying over

static void drop_timers(struct turn *turn, const char *state, const char *why) {
  json_t *timers = turn->item->timers;
  for (size_t i = json_array_size(timers); i-- > 0;) {
    json_t *timer = json_array_get(timers, i);
    if (strcmp(json_text(timer, "state"), state) == 0) armed_drop(turn, timer, why);
  }
}

static void leave(struct turn *turn, const json_t *left) {
  size_t i;
  json_t *state;
  json_array_foreach(left, i, state) {
    drop_timers(turn, json_string_value(state), "exit");
    activation_end(turn->item, json_string_value(state));
  }
}

static void rename_places(struct turn *turn, const struct migration *migration, const json_t *kept) {
  json_t *activations = json_object(), *as;
  const char *state;
  migrate_told(turn->item, migration, kept);
  json_object_foreach((json_t *)kept, state, as) {
    json_t *known = json_object_get(turn->item->activations, state);
    if (known) json_object_set(activations, json_string_value(as), known);
    if (strcmp(state, json_string_value(as)) != 0) drop_timers(turn, state, "moved");
  }
  json_decref(turn->item->activations);
  turn->item->activations = activations;
}

static void stand_in(struct turn *turn, const struct migration *migration, const struct remap *remap) {
  struct casefile *item = turn->item;
  config_free(item->config);
  item->config = config_copy(remap->config);
  item->definition = migration->to;
  item->chart = migration->to->chart;
  for (int state = 0; state < chart_state_count(item->chart); state++) {
    const char *id = json_text(chart_state(item->chart, state), "id");
    if (!config_is_active(item->config, state) || activation_is_known(item, id)) continue;
    bool is_new = json_array_has(remap->entered, id);
    bool counts = chart_timer_count(item->chart, state) || json_text(chart_state(item->chart, state), "due");
    if (counts) activation_begin(item, state, is_new ? turn->now_ms : stood_since(turn, config_activation(item->config, state)));
  }
}

// ---- the entry

static void record_steps(struct turn *turn, const struct remap *remap) {
  json_t *steps = json_array(), *as;
  const char *state;
  json_object_foreach(remap->kept, state, as) if (strcmp(state, json_string_value(as)) != 0)
      json_array_append_new(steps, json_pack("{s:s, s:s, s:O}", "take", "", "from", state, "to", as));
  if (json_array_size(steps)) entry_part(&turn->entry, "steps", json_incref(steps));
  json_decref(steps);
}

bool migrate_turn(struct turn *turn, const struct migration *migration, const struct remap *remap, json_t *moves, struct err *err) {
  struct casefile *item = turn->item;
  const struct chart *from = item->chart;
  json_t *reviewed = json_array(), *before = dates_of(turn, remap->kept);
  entry_part(&turn->entry, "moved",
             json_pack("{s:s, s:s, s:O}", "definition", migration->to->hash, "was", item->definition->hash, "noun",
                       json_object_get(chart_definition(migration->to->chart), "noun")));
  record_steps(turn, remap);
  leave(turn, remap->left);
  rename_places(turn, migration, remap->kept);
  stand_in(turn, migration, remap);
  bool ok = review_timers(turn, turn->now_ms, reviewed, err);
  json_t *after = ok ? dates_of(turn, NULL) : NULL;
  if (ok) compare_dates(turn, from, before, after, moves);
  if (ok && json_array_size(moves)) entry_part(&turn->entry, "note", json_pack("{s:s, s:O}", "why", "migration", "moves", moves));
  if (ok) turn_stand(turn);
  json_decref(before);
  json_decref(after);
  json_decref(reviewed);
  return ok;
}
