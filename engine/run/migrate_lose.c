// What an item would lose by being moved although each of its values has a place: what stands on record of it and means nothing in the
// other version's words. See migrate.h.
//
// 1. A stopped clock that nothing there starts again would never let a deadline come (T8).
// 2. Whoever moves it must see all of it there, or nobody who moved it could take it back (V3).
// 3. Who did something is kept apart from a later decision by the event's word (R3), and another word is another event.
#include "base/mem.h"
#include "run/migrate.h"
#include "run/people.h"
#include "run/rights.h"
#include "run/stops.h"

#include <string.h>

// ---- what a definition speaks of

// Texts of `member` wherever `key` is `value`, in a part of a definition; `apart`: a member that is left out.
struct speaking {
  const char *key, *value, *member, *apart;
};

static void collect(const json_t *json, const struct speaking *of, json_t *found) {
  const char *is = json_is_object(json) ? json_text(json, of->key) : NULL, *text, *name;
  size_t i;
  json_t *part;
  if (is && (!of->value || strcmp(is, of->value) == 0) && (text = json_text(json, of->member)) && !json_array_has(found, text))
    json_array_add(found, text);
  json_array_foreach(json, i, part) collect(part, of, found);
  json_object_foreach((json_t *)json, name, part) if (!of->apart || strcmp(name, of->apart) != 0) collect(part, of, found);
}

static json_t *spoken(const struct chart *chart, const struct speaking *of) {
  json_t *found = json_array();
  collect(chart_definition(chart), of, found);
  return found;
}

// ---- the clock

static const char START[] = "start_clock";

// By what its active states do themselves.
static bool starts_from_here(const struct casefile *item) {
  static const struct speaking starts = {"do", START, "do", "states"};
  json_t *found = json_array();
  for (int state = 0; state < chart_state_count(item->chart); state++)
    if (config_is_active(item->config, state)) collect(chart_state(item->chart, state), &starts, found);
  bool any = json_array_size(found) > 0;
  json_decref(found);
  return any;
}

static bool starts_at_all(const struct casefile *item) {
  json_t *found = spoken(item->chart, &(struct speaking){"do", START, "do", NULL});
  bool any = json_array_size(found) > 0;
  json_decref(found);
  return any;
}

static char *clock_stands(const struct casefile *before, const struct casefile *after) {
  if (!stops_is_stopped(after) || starts_from_here(after) || (starts_at_all(after) && !starts_from_here(before))) return NULL;
  return mem_text("its clock is stopped, and from where it would stand nothing starts it again, so no deadline of it would come: start the "
                  "clock first, or move it to a place that can");
}

// ---- who is kept apart

static const struct speaking APART = {"op", "decided_by_other", "event", NULL}, EVENTS = {"event", NULL, "event", NULL};

static bool any_is_new(const json_t *apart, const json_t *old_events) {
  size_t i;
  json_t *event;
  json_array_foreach(apart, i, event) if (!json_array_has(old_events, json_string_value(event))) return true;
  return false;
}

// An event that somebody did and is kept apart by, and that is not there any more, where others that the old version did not have keep
// apart instead: it is called otherwise.
static char *called_otherwise(const struct casefile *before, const struct casefile *after) {
  json_t *was = spoken(before->chart, &APART), *is = spoken(after->chart, &APART), *event;
  json_t *old = spoken(before->chart, &EVENTS), *new = spoken(after->chart, &EVENTS);
  char *text = NULL;
  size_t i;
  json_array_foreach(was, i, event) {
    const char *name = json_string_value(event);
    if (text || !json_object_get(before->last, name) || json_array_has(new, name) || !any_is_new(is, old)) continue;
    text =
        mem_format("whoever did \"%s\" is kept apart from a later decision, and that version does not know the event by that word, so it "
                   "would let them decide: leave the word as it was and change its label",
                   name);
  }
  json_decref(was);
  json_decref(is);
  json_decref(old);
  json_decref(new);
  return text;
}

// ---- who sees it

static char *out_of_sight(struct board *board, const struct casefile *after, const char *actor) {
  char name[200];
  if (!actor || rights_see_all(board, after, actor)) return NULL;
  people_name(board, actor, name, sizeof name);
  return mem_format("%s, who moves it, would not see all of it there any more, and could not take it back: say in that version that they "
                    "may read it, or give somebody the post that may",
                    name);
}

char *migrate_loses(struct board *board, const struct casefile *before, const struct casefile *after, const char *actor) {
  char *text = clock_stands(before, after);
  if (!text) text = out_of_sight(board, after, actor);
  return text ? text : called_otherwise(before, after);
}
