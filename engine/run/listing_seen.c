// What somebody sees, as sets of subjects. See listing_seen.h.
//
// 1. Without rules of the board who sees what is the sum of what one's subjects are given, so the store counts by subjects alone.
// 2. A rule that denies takes from that sum, so of the workflows that rules are about each set of subjects is judged as an item is, by the
//    same functions: a set says all that they look at (GRANT_AT, GRANT_ACT). Sets are few, however many the items.
#include "run/listing_seen.h"

#include "base/buf.h"
#include "base/mem.h"
#include "run/definition.h"
#include "run/grant.h"
#include "run/listing.h"
#include "run/sight_rule.h"
#include "run/subject.h"

#include <stdlib.h>
#include <string.h>

static const unsigned masks[INDEX_COLUMNS] = {
    [INDEX_ANY] = GRANT_ANY, [INDEX_DUE] = GRANT_DUE, [INDEX_LEAD] = GRANT_LEAD, [INDEX_TITLE] = GRANT_TITLE};

static void put(json_t *of[INDEX_COLUMNS], unsigned mask, int64_t number) {
  for (int i = 0; i < INDEX_COLUMNS; i++)
    if (mask & masks[i]) json_array_append_new(of[i], json_integer(number));
}

// ---- by subjects

static void fill_subjects(struct board *board, const json_t *held, struct index_query *query) {
  json_t *of[INDEX_COLUMNS], *number;
  const char *text;
  for (int i = 0; i < INDEX_COLUMNS; i++) query->seen[i].subjects = of[i] = json_array();
  json_object_foreach((json_t *)held, text, number) {
    struct grant grant = grant_read(text);
    bool sees = grant.kind == GRANT_SEE || grant.kind == GRANT_GLASS;
    if (sees && grant_stands(board, &grant)) put(of, grant.mask, json_integer_value(number));
  }
}

// ---- by sets

struct judging {
  struct board *board;
  const char *person;
  const json_t *rules;
  const char **texts; // of subjects, by number; NULL: there is none of it
  bool *held;         // does the person hold it, and does it still stand?
  int64_t count;      // of both
  json_t *known;      // {WHAT OF A SET IS LOOKED AT: MASK}: most sets differ by whose they are, and not in this
  json_t *of[INDEX_COLUMNS];
};

static const struct definition *definition_at(struct board *board, const char *place, struct err *err) {
  char hash[HASH_HEX_SIZE];
  snprintf(hash, sizeof hash, "%.*s", (int)strcspn(place, " "), place);
  return definition_get(board, hash, err);
}

static bool is_ruled(const json_t *rules, const struct definition *definition) {
  const char *name = json_text(chart_definition(definition->chart), "name");
  size_t i;
  json_t *rule;
  json_array_foreach(rules, i, rule) if (strcmp(json_text(rule, "workflow"), name) == 0) return true;
  return false;
}

// Where items of workflows stand that rules are about. A new reference; NULL with err.
static json_t *ruled_places(struct board *board, const json_t *keys, const json_t *rules, struct err *err) {
  json_t *places = json_array(), *number;
  const char *text;
  json_object_foreach((json_t *)keys, text, number) {
    struct grant grant = grant_read(text);
    if (grant.kind != GRANT_AT) continue;
    const struct definition *definition = definition_at(board, grant.subject, err);
    if (!definition) {
      json_decref(places);
      return NULL;
    }
    if (is_ruled(rules, definition)) json_array_append(places, number);
  }
  return places;
}

static void name_subjects(struct judging *judging, const json_t *keys, const json_t *held) {
  const char *text;
  json_t *number;
  json_object_foreach((json_t *)keys, text, number) if (json_integer_value(number) >= judging->count) judging->count =
      json_integer_value(number) + 1;
  judging->texts = mem_new(((size_t)judging->count + 1) * sizeof *judging->texts);
  judging->held = mem_new(((size_t)judging->count + 1) * sizeof *judging->held);
  json_object_foreach((json_t *)keys, text, number) judging->texts[json_integer_value(number)] = text;
  json_object_foreach((json_t *)held, text, number) {
    struct grant grant = grant_read(text);
    judging->held[json_integer_value(number)] = grant_stands(judging->board, &grant);
  }
}

static json_t *states_of(const char *place) {
  json_t *states = json_array();
  for (const char *at = strchr(place, ' '); at; at = strchr(at, ' ')) {
    at++;
    json_array_append_new(states, json_stringn(at, strcspn(at, " ")));
  }
  return states;
}

// The next number of "NUMBER,NUMBER" that is a subject's; 0 at the end.
static int64_t next_member(const struct judging *judging, const char **members) {
  while (**members) {
    char *end;
    int64_t number = strtoll(*members, &end, 10);
    *members = *end == ',' ? end + 1 : "";
    if (number > 0 && number < judging->count && judging->texts[number]) return number;
  }
  return 0;
}

static const char *place_of(const struct judging *judging, const char *members) {
  for (int64_t number; (number = next_member(judging, &members));) {
    struct grant grant = grant_read(judging->texts[number]);
    if (grant.kind == GRANT_AT) return grant.subject;
  }
  return NULL;
}

// What the person's subjects of a set come to besides what they see.
struct standing {
  bool acts;   // one of them can act
  bool broken; // one of them broke the glass
};

// All that is looked at: where it stands, what the person's subjects of the set see, and their standing. Caller frees.
static char *looked_at(const struct judging *judging, const char *place, const char *members, struct standing *standing) {
  struct buf text;
  buf_init(&text);
  buf_text(&text, place);
  for (int64_t number; (number = next_member(judging, &members));) {
    struct grant grant = grant_read(judging->texts[number]);
    if (!judging->held[number]) continue;
    if (grant.kind == GRANT_SEE)
      buf_format(&text, "|%.*s", grant.words ? (int)strcspn(grant.words, ">") : 1, grant.words ? grant.words : "*");
    standing->acts = standing->acts || grant.kind == GRANT_ACT;
    standing->broken = standing->broken || grant.kind == GRANT_GLASS;
  }
  buf_format(&text, "%s%s", standing->acts ? "|!" : "", standing->broken ? "|^" : "");
  return buf_take(&text);
}

static struct sight sight_of(const struct judging *judging, const struct chart *chart, const char *members) {
  struct sight sight = {.chart = chart};
  for (int64_t number; (number = next_member(judging, &members));) {
    struct grant grant = grant_read(judging->texts[number]);
    if (judging->held[number] && grant.kind == GRANT_SEE) grant_add(&grant, &sight);
  }
  return sight;
}

static unsigned mask_of(const struct judging *judging, const struct chart *chart, const char *at, const char *members,
                        struct standing standing) {
  if (standing.broken) return GRANT_WHOLE; // whatever a rule denies
  struct sight_place place = {.workflow = json_text(chart_definition(chart), "name"), .states = states_of(at), .acts = standing.acts};
  struct sight sight = sight_of(judging, chart, members);
  sight_rules_apply_at(judging->board, &place, judging->person, judging->rules, &sight);
  unsigned mask = grant_mask_of(&sight);
  sight_clear(&sight);
  json_decref((json_t *)place.states);
  return mask;
}

static bool judge_set(struct judging *judging, int64_t set, const char *members, struct err *err) {
  const char *at = place_of(judging, members);
  const struct definition *definition = at ? definition_at(judging->board, at, err) : NULL;
  if (!definition) return at ? false : err_set(err, ERR_BROKEN, "The index of items cannot be read.");
  struct standing standing = {0};
  char *key = looked_at(judging, at, members, &standing);
  int64_t mask = json_number(judging->known, key, -1);
  if (mask < 0) {
    mask = mask_of(judging, definition->chart, at, members, standing);
    json_put_number(judging->known, key, mask);
  }
  put(judging->of, (unsigned)mask, set);
  mem_free(key);
  return true;
}

static bool judge_sets(struct judging *judging, const json_t *places, struct index_query *query, struct err *err) {
  json_t *sets = index_sets_of(judging->board->store, places, err), *members;
  const char *set;
  bool ok = sets != NULL;
  for (int i = 0; i < INDEX_COLUMNS; i++) query->seen[i].sets = judging->of[i] = json_array();
  json_object_foreach(sets, set, members) ok = ok && judge_set(judging, strtoll(set, NULL, 10), json_string_value(members), err);
  json_decref(sets);
  return ok;
}

bool listing_seen_fill(struct board *board, const char *person, struct index_query *query, struct err *err) {
  const json_t *keys = index_subjects(board->store);
  const json_t *held = keys ? subject_held_among(board, person, keys, index_stamp(board->store)) : NULL;
  if (!held) return err_set(err, ERR_BROKEN, "The index of items cannot be read.");
  fill_subjects(board, held, query);
  const json_t *rules = sight_rules_for(board, person);
  struct judging judging = {.board = board, .person = person, .rules = rules, .known = json_object()};
  bool ok = true;
  if (json_array_size(rules)) {
    query->judged = ruled_places(board, keys, rules, err);
    name_subjects(&judging, keys, held);
    ok = query->judged && judge_sets(&judging, query->judged, query, err);
  }
  json_decref(judging.known);
  mem_free(judging.held);
  mem_free(judging.texts);
  return ok;
}

static bool is_part(struct board *board, const char *text) {
  struct grant grant = grant_read(text);
  return grant.kind == GRANT_SEE && grant.words && grant_stands(board, &grant);
}

bool listing_is_whole(struct board *board, const char *person) {
  const json_t *keys = index_subjects(board->store);
  const json_t *held = keys ? subject_held_among(board, person, keys, index_stamp(board->store)) : NULL;
  const char *text;
  json_t *number;
  if (!held || json_array_size(sight_rules_for(board, person))) return false;
  json_object_foreach((json_t *)held, text, number) if (is_part(board, text)) return false;
  return true;
}

void listing_seen_clear(struct index_query *query) {
  for (int i = 0; i < INDEX_COLUMNS; i++) {
    json_decref((json_t *)query->seen[i].subjects);
    json_decref((json_t *)query->seen[i].sets);
  }
  json_decref((json_t *)query->judged);
}
