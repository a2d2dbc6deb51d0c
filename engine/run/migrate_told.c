// What an item's people were told goes on as told (T5): rungs and timers that were used up are used up under the other version's words, so
// that nobody hears the same twice of one breach. See migrate.h.
//
// 1. A rung is the same that `map` says is; else the one that comes and tells the same, whatever it is called; else the one of its name,
//    unless that is another one's; else one that is new and says the same to the same people, whenever it comes.
// 2. A ladder goes on as the one of its name, and as the one that the place carries in which its state goes on.
// 3. A timer that was used up and is not there any more goes on as the one of that place which says the same.
#include "base/mem.h"
#include "run/activation.h"
#include "run/due.h"
#include "run/migrate.h"

#include <string.h>

// ---- rungs

static const json_t *rungs_of(const struct chart *chart, const char *ladder) {
  return json_object_get(chart_ladder(chart, ladder), "rungs");
}

static const json_t *rung_called(const json_t *rungs, const char *name) {
  size_t i;
  json_t *rung;
  json_array_foreach(rungs, i, rung) if (strcmp(json_text(rung, "name"), name) == 0) return rung;
  return NULL;
}

bool migrate_has_rung(const struct chart *chart, const char *text) {
  const char *slash = strchr(text, '/');
  char *ladder = slash ? mem_text_part(text, (size_t)(slash - text)) : NULL;
  bool has = ladder && rung_called(rungs_of(chart, ladder), slash + 1);
  mem_free(ladder);
  return has;
}

static bool agree(const json_t *one, const json_t *other, const char *const *members) {
  for (size_t i = 0; members[i]; i++) {
    const json_t *a = json_object_get(one, members[i]), *b = json_object_get(other, members[i]);
    if ((a || b) && !(a && b && json_equal(a, b))) return false;
  }
  return true;
}

static const char *const SAME[] = {"rule", "instead", "tell", "raise", "open", NULL}, *const SAYS_SAME[] = {"text", "tell", "raise", "open",
                                                                                                            NULL};

static const json_t *alike(const json_t *rungs, const json_t *like, const char *const *members) {
  const json_t *named = rung_called(rungs, json_text(like, "name"));
  size_t i;
  json_t *rung;
  if (named && agree(named, like, members)) return named;
  json_array_foreach(rungs, i, rung) if (agree(rung, like, members)) return rung;
  return NULL;
}

static const json_t *says_same(const json_t *old, const json_t *new, const json_t *rung) {
  size_t i;
  json_t *one;
  json_array_foreach(new, i, one) if (agree(one, rung, SAYS_SAME) && !alike(old, one, SAME) &&
                                      !rung_called(old, json_text(one, "name"))) return one;
  return NULL;
}

static const char *mapped(const json_t *map, const char *ladder, const char *rung) {
  char *key = mem_format("%s/%s", ladder, rung);
  const char *as = json_text(map, key);
  mem_free(key);
  return as;
}

// The name that the rung goes on by in another ladder; NULL: by none.
static const char *rung_as(const json_t *old, const json_t *new, const json_t *rung) {
  const json_t *same = alike(new, rung, SAME), *named = rung_called(new, json_text(rung, "name"));
  if (same) return json_text(same, "name");
  if (named && !alike(old, named, SAME)) return json_text(named, "name");
  return json_text(says_same(old, new, rung), "name");
}

struct carrying {
  const struct chart *from, *to;
  const json_t *map; // as it was asked for
};

// "LADDER/RUNG", or "RUNG" of the same; of another ladder it says nothing of this one.
static const char *map_of_ladder(const char *as, const char *ladder) {
  const char *slash = as ? strchr(as, '/') : NULL;
  size_t size = slash ? (size_t)(slash - as) : 0;
  if (!slash) return as;
  return strlen(ladder) == size && strncmp(as, ladder, size) == 0 ? slash + 1 : NULL;
}

static json_t *names_as(const struct carrying *carrying, const char *was, const char *is, const json_t *names) {
  const json_t *old = rungs_of(carrying->from, was), *new = rungs_of(carrying->to, is);
  json_t *out = json_array(), *name;
  size_t i;
  json_array_foreach(names, i, name) {
    const char *text = json_string_value(name), *said = map_of_ladder(mapped(carrying->map, was, text), is);
    const json_t *rung = rung_called(old, text);
    const char *as = said ? said : rung ? rung_as(old, new, rung) : text;
    if (as && *as && !json_array_has(out, as)) json_array_add(out, as);
  }
  return out;
}

// ---- ladders

static json_t *breach_as(const struct carrying *carrying, const char *was, const char *is, const json_t *breach) {
  return json_pack("{s:O*, s:o, s:o}", "for", json_object_get(breach, "for"), "done",
                   names_as(carrying, was, is, json_object_get(breach, "done")), "skipped",
                   names_as(carrying, was, is, json_object_get(breach, "skipped")));
}

// A ladder that hangs on no field is kept by its state (breach.h).
static void put_breach(const struct carrying *carrying, const char *was, const char *is, const char *place, const json_t *breach,
                       json_t *ladders) {
  char *key = place ? mem_format("%s@%s", is, place) : mem_text(is);
  if (chart_ladder(carrying->to, is) && !json_object_get(ladders, key))
    json_object_set_new(ladders, key, breach_as(carrying, was, is, breach));
  mem_free(key);
}

static const char *ladder_at(const struct chart *chart, const char *state) {
  return json_text(chart_state(chart, chart_state_find(chart, state)), "ladder");
}

static void carry_breach(const struct carrying *carrying, const json_t *kept, const char *key, const json_t *breach, json_t *ladders) {
  const char *at = strchr(key, '@'), *state;
  json_t *as;
  char *was = at ? mem_text_part(key, (size_t)(at - key)) : mem_text(key);
  if (!at) put_breach(carrying, was, was, NULL, breach, ladders);
  json_object_foreach((json_t *)kept, state, as) {
    const char *had = ladder_at(carrying->from, state), *has = ladder_at(carrying->to, json_string_value(as));
    if (!had || !has || strcmp(had, was) != 0 || (at && strcmp(at + 1, state) != 0)) continue;
    put_breach(carrying, was, has, at ? json_string_value(as) : NULL, breach, ladders);
  }
  mem_free(was);
}

static void carry_ladders(struct casefile *item, const struct carrying *carrying, const json_t *kept) {
  json_t *ladders = json_object(), *breach;
  const char *key;
  json_object_foreach(item->ladders, key, breach) carry_breach(carrying, kept, key, breach, ladders);
  json_decref(item->ladders);
  item->ladders = ladders;
}

// ---- timers

static bool has_timer(const struct chart *chart, const char *state, const char *name) {
  int at = chart_state_find(chart, state);
  for (int i = 0; i < chart_timer_count(chart, at); i++)
    if (strcmp(chart_timer_at(chart, at, i).name, name) == 0) return true;
  return false;
}

static char *words_in(const struct casefile *item, const char *state, const char *name) { // Caller frees.
  json_t *timer = json_pack("{s:s, s:s}", "state", state, "name", name);
  char *words = due_words(item, timer);
  json_decref(timer);
  return words;
}

// `then`: the item by the other version. NULL: there is none.
static const char *timer_as(const struct casefile *item, const struct casefile *then, const char *state, const char *as, const char *name) {
  char *words = words_in(item, state, name);
  const char *found = NULL;
  int at = chart_state_find(then->chart, as);
  for (int i = 0; i < chart_timer_count(then->chart, at) && !found; i++) {
    struct chart_timer timer = chart_timer_at(then->chart, at, i);
    if (timer.rung || timer.every || has_timer(item->chart, state, timer.name)) continue;
    char *says = words_in(then, as, timer.name);
    if (strcmp(says, words) == 0) found = timer.name;
    mem_free(says);
  }
  mem_free(words);
  return found;
}

static void carry_spent(struct casefile *item, const struct casefile *then, const char *state, const char *as) {
  json_t *spent = json_object_get(json_object_get(item->activations, state), "spent");
  for (size_t i = json_array_size(spent); i-- > 0;) {
    const char *name = json_string_value(json_array_get(spent, i));
    bool known = !has_timer(item->chart, state, name) || has_timer(then->chart, as, name);
    const char *goes = known ? NULL : timer_as(item, then, state, as, name);
    if (goes) json_array_set_new(spent, i, json_string(goes));
  }
}

void migrate_told(struct casefile *item, const struct migration *migration, const json_t *kept) {
  struct carrying carrying = {.from = item->chart, .to = migration->to->chart, .map = migration->map};
  struct casefile then = *item;
  const char *state;
  json_t *as;
  then.definition = migration->to;
  then.chart = migration->to->chart;
  json_object_foreach((json_t *)kept, state, as) carry_spent(item, &then, state, json_string_value(as));
  carry_ladders(item, &carrying, kept);
}
