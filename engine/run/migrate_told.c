// What an item's people were told goes on as told (T5): rungs and timers that were used up are used up under the other version's words, so
// that nobody hears the same twice of one breach. See migrate.h.
//
// 1. A rung is the same that `map` says is; else the one that comes and tells the same, whatever it is called; else the one of its name,
//    unless that is another one's or tells somebody more; else one that is new and says the same to the same people, whenever it comes.
// 2. A ladder goes on as the one of its name, and as the one that the place carries in which its state goes on.
// 3. A timer that was used up and is not there any more goes on as the one of that place which says the same and does the same.
// 4. In doubt it comes: a chase that never comes hurts more than one that comes twice. So a name, be it the author's own, proves nothing
//    where more people are told; and of several that say the same, those that were not told come.
#include "base/mem.h"
#include "run/activation.h"
#include "run/armed.h"
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

json_t *migrate_rungs(const struct migration *migration, const struct chart *from) {
  json_t *rungs = json_object(), *as;
  const char *name;
  json_object_foreach((json_t *)migration->map, name, as) if (migrate_has_rung(from, name)) json_object_set(rungs, name, as);
  return rungs;
}

static bool agree(const json_t *one, const json_t *other, const char *const *members) {
  for (size_t i = 0; members[i]; i++)
    if (!json_same_at(one, other, members[i])) return false;
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

static bool is_before(const json_t *rung) { return strstr(json_text(rung, "rule"), " before ") != NULL; }

// Nobody hears of the new one who did not hear of the old one, and it opens and raises nothing else.
static bool adds_nothing(const json_t *new, const json_t *old) {
  static const char *const does[] = {"raise", "open", NULL};
  size_t i;
  json_t *role;
  json_array_foreach(json_object_get(new, "tell"), i,
                     role) if (!json_array_has(json_object_get(old, "tell"), json_string_value(role))) return false;
  return agree(new, old, does) && is_before(new) == is_before(old);
}

// Rungs of two ladders, one of each version; of the same name or not.
struct ladders {
  const json_t *old, *new;
};

static bool name_holds(const struct ladders *of, const json_t *old, const json_t *new) {
  return old && new && !alike(of->old, new, SAME) && adds_nothing(new, old);
}

// Is it one that says the same, and that neither its time nor its name makes another's?
static bool is_free(const struct ladders *of, const json_t *one, const json_t *like, bool is_new) {
  const json_t *named = rung_called(is_new ? of->old : of->new, json_text(one, "name"));
  return agree(one, like, SAYS_SAME) && !alike(is_new ? of->old : of->new, one, SAME) &&
         !(is_new ? name_holds(of, named, one) : name_holds(of, one, named));
}

static size_t count_free(const struct ladders *of, const json_t *like, bool is_new, const json_t *until) {
  size_t i, count = 0;
  json_t *one;
  json_array_foreach(is_new ? of->new : of->old, i, one) {
    if (one == until) break;
    count += is_free(of, one, like, is_new);
  }
  return count;
}

// The first goes on as the first; where there are fewer now, the last as the last, so that those which were not told come.
static const json_t *says_same(const struct ladders *of, const json_t *rung) {
  size_t had = count_free(of, rung, false, NULL), has = count_free(of, rung, true, NULL), at = count_free(of, rung, false, rung), i;
  json_t *one;
  if (at + has < had) return NULL;
  if (had > has) at -= had - has;
  json_array_foreach(of->new, i, one) if (is_free(of, one, rung, true) && at-- == 0) return one;
  return NULL;
}

static const char *mapped(const json_t *map, const char *ladder, const char *rung) {
  char *key = mem_format("%s/%s", ladder, rung);
  const char *as = json_text(map, key);
  mem_free(key);
  return as;
}

// The name that the rung goes on by in the other ladder; NULL: by none.
static const char *rung_as(const struct ladders *of, const json_t *rung) {
  const json_t *same = alike(of->new, rung, SAME), *named = rung_called(of->new, json_text(rung, "name"));
  if (same) return json_text(same, "name");
  return json_text(name_holds(of, rung, named) ? named : says_same(of, rung), "name");
}

struct carrying {
  const struct chart *from, *to;
  const json_t *map; // as it was asked for
};

// "LADDER/RUNG", "" for none; of another ladder it says nothing of this one.
static const char *map_of_ladder(const char *as, const char *ladder) {
  const char *slash = as ? strchr(as, '/') : NULL;
  size_t size = slash ? (size_t)(slash - as) : 0;
  if (!slash) return as;
  return strlen(ladder) == size && strncmp(as, ladder, size) == 0 ? slash + 1 : NULL;
}

// NULL or "": as none.
static const char *name_as(const struct carrying *carrying, const char *was, const char *is, const char *name) {
  struct ladders of = {.old = rungs_of(carrying->from, was), .new = rungs_of(carrying->to, is)};
  const char *said = map_of_ladder(mapped(carrying->map, was, name), is);
  const json_t *rung = rung_called(of.old, name);
  return said || !rung ? said : rung_as(&of, rung);
}

static json_t *names_as(const struct carrying *carrying, const char *was, const char *is, const json_t *names) {
  json_t *out = json_array(), *name;
  size_t i;
  json_array_foreach(names, i, name) {
    const char *as = name_as(carrying, was, is, json_string_value(name));
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

// Its name NULL: that state declares none of that name.
static struct chart_timer timer_of(const struct chart *chart, const char *state, const char *name) {
  struct chart_timer timer;
  return armed_declared(chart, chart_state_find(chart, state), name, &timer) ? timer : (struct chart_timer){0};
}

static char *words_in(const struct casefile *item, const char *state, const char *name) { // Caller frees.
  json_t *timer = json_pack("{s:s, s:s}", "state", state, "name", name);
  char *words = due_words(item, timer);
  json_decref(timer);
  return words;
}

static const json_t *transitions_in(const struct casefile *item, const char *state, const char *name) {
  const json_t *spec = chart_state(item->chart, chart_state_find(item->chart, state));
  size_t i;
  json_t *declared;
  json_array_foreach(json_object_get(spec, "timers"), i,
                     declared) if (strcmp(json_text(declared, "name"), name) == 0) return json_object_get(declared, "transitions");
  return NULL;
}

static bool do_same(const json_t *some, const json_t *others) {
  static const char *const does[] = {"actions", NULL};
  size_t i, count = json_array_size(some);
  json_t *one;
  json_array_foreach(some, i, one) if (!agree(one, json_array_get(others, i), does)) return false;
  return json_array_size(others) == count;
}

// Under the same words somebody else may be told, or of something else.
static bool is_alike(const struct casefile *item, const char *state, const char *name, const struct casefile *other, const char *as,
                     const char *called) {
  char *words = words_in(item, state, name), *says = words_in(other, as, called);
  bool alike = strcmp(says, words) == 0 && do_same(transitions_in(item, state, name), transitions_in(other, as, called));
  mem_free(words);
  mem_free(says);
  return alike;
}

// Did another of the place that is like it not come yet, of which there is no more either?
static bool has_twin_to_come(const struct casefile *item, const struct casefile *then, const char *state, const char *as,
                             const char *name) {
  int at = chart_state_find(item->chart, state);
  for (int i = 0; i < chart_timer_count(item->chart, at); i++) {
    const struct chart_timer timer = chart_timer_at(item->chart, at, i);
    if (timer.rung || timer.every || strcmp(timer.name, name) == 0 || activation_has_spent(item, state, timer.name)) continue;
    if (!timer_of(then->chart, as, timer.name).name && is_alike(item, state, name, item, state, timer.name)) return true;
  }
  return false;
}

// `then`: the item by the other version. NULL: there is none.
static const char *timer_as(const struct casefile *item, const struct casefile *then, const char *state, const char *as, const char *name) {
  int at = chart_state_find(then->chart, as);
  for (int i = 0; i < chart_timer_count(then->chart, at) && !has_twin_to_come(item, then, state, as, name); i++) {
    struct chart_timer timer = chart_timer_at(then->chart, at, i);
    if (timer.rung || timer.every || timer_of(item->chart, state, timer.name).name) continue;
    if (is_alike(item, state, name, then, as, timer.name)) return timer.name;
  }
  return NULL;
}

// A rung that was passed by or got stuck; "LADDER/RUNG", caller frees. NULL: as none.
static char *rung_timer_as(const struct carrying *carrying, const char *as, const char *name) {
  const char *is = ladder_at(carrying->to, as), *slash = strchr(name, '/');
  char *was = mem_text_part(name, (size_t)(slash - name));
  const char *rung = is ? name_as(carrying, was, is, slash + 1) : NULL;
  char *timer = rung && *rung ? mem_format("%s/%s", is, rung) : NULL;
  mem_free(was);
  return timer;
}

static char *spent_as(const struct casefile *item, const struct casefile *then, const struct carrying *carrying, const char *state,
                      const char *as, const char *name) {
  if (timer_of(item->chart, state, name).rung) return rung_timer_as(carrying, as, name);
  bool goes_on = !timer_of(item->chart, state, name).name || timer_of(then->chart, as, name).name;
  const char *timer = goes_on ? name : timer_as(item, then, state, as, name);
  return timer ? mem_text(timer) : NULL;
}

static void carry_spent(struct casefile *item, const struct casefile *then, const struct carrying *carrying, const char *state,
                        const char *as) {
  json_t *activation = json_object_get(item->activations, state), *spent = json_object_get(activation, "spent"), *name;
  json_t *out = json_array();
  size_t i;
  json_array_foreach(spent, i, name) {
    char *timer = spent_as(item, then, carrying, state, as, json_string_value(name));
    if (timer && !json_array_has(out, timer)) json_array_add(out, timer);
    mem_free(timer);
  }
  if (spent) json_object_set(activation, "spent", out);
  json_decref(out);
}

void migrate_told(struct casefile *item, const struct migration *migration, const json_t *kept) {
  struct carrying carrying = {.from = item->chart, .to = migration->to->chart, .map = migration->map};
  struct casefile then = *item;
  const char *state;
  json_t *as;
  then.definition = migration->to;
  then.chart = migration->to->chart;
  json_object_foreach((json_t *)kept, state, as) carry_spent(item, &then, &carrying, state, json_string_value(as));
  carry_ladders(item, &carrying, kept);
}
