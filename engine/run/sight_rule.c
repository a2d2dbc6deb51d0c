// The board's own rules about who sees what. See sight_rule.h.
#include "run/sight_rule.h"

#include "base/mem.h"
#include "chart/check.h"
#include "chart/step.h"
#include "run/people.h"
#include "run/subject.h"

#include <string.h>

const char SIGHT_RULE_KIND[] = "right";

bool sight_rule_holds(const json_t *rule) { return rule && strcmp(json_text(rule, "effect"), "removed") != 0; }

// ---- subjects

static bool say_shape(const char *text, struct err *err) {
  return err_set(err, ERR_INVALID,
                 "\"%.100s\" does not say whom it is for: write everyone, person:ID, post:POST, group:GROUP, agency:AGENCY for all its "
                 "people, or agency:AGENCY/POST.",
                 text);
}

static bool is_known(struct board *board, const char *kind, const char *id, struct err *err) {
  char near[NEAREST_WORDS];
  if (board_document(board, kind, id)) return true;
  json_t *ids = json_texts(board_documents(board, kind), "id");
  err_set(err, ERR_NOT_FOUND, "This board has no %s \"%.80s\"%s", kind, id, nearest_words(id, ids, ".", near));
  json_decref(ids);
  return false;
}

static bool is_agency_post(struct board *board, const char *post) {
  size_t i;
  json_t *agency;
  json_array_foreach(board_documents(board, "agency"), i, agency) if (json_object_get(json_object_get(agency, "posts"), post)) return true;
  return false;
}

bool sight_subject_check(struct board *board, const char *text, struct err *err) {
  struct subject subject;
  if (!subject_read(text, &subject)) return say_shape(text, err);
  bool is_all = strcmp(subject.kind, "all") == 0 || subject.avoid, is_everyone = strcmp(subject.kind, "everyone") == 0;
  bool ok = is_all ? say_shape(text, err) : is_everyone || is_known(board, subject.kind, subject.id, err);
  if (ok && subject.post && !is_agency_post(board, subject.post))
    ok = err_set(err, ERR_NOT_FOUND, "No agency of this board has a post called \"%.80s\".", subject.post);
  subject_clear(&subject);
  return ok;
}

static char *post_words(const char *post, const char *agency) { // Caller frees.
  char *words = mem_format("%s of %s", post, agency);
  for (size_t i = 0; i < strlen(post); i++)
    if (words[i] == '_') words[i] = ' ';
  return words;
}

char *sight_subject_words(struct board *board, const char *text) {
  struct subject subject;
  if (!subject_read(text, &subject)) return mem_text(text);
  char *name = subject.id ? directory_name(board, subject.kind, subject.id) : mem_text(subject.kind);
  char *words = subject.post                          ? post_words(subject.post, name)
                : strcmp(subject.kind, "agency") == 0 ? mem_format("all of %s", name)
                                                      : mem_text(name);
  mem_free(name);
  subject_clear(&subject);
  return words;
}

// ---- what a rule is about

bool sight_state_is(const char *id, const char *state) {
  size_t size = strlen(state);
  for (const char *at = strstr(id, state); at; at = strstr(at + 1, state))
    if ((at == id || at[-1] == '.') && (at[size] == '\0' || at[size] == '.')) return true;
  return false;
}

static bool is_there(const json_t *ids, const json_t *states) {
  const json_t *id, *state;
  size_t i, j;
  if (!states || !ids) return true;
  json_array_foreach(ids, i, id)
      json_array_foreach(states, j, state) if (sight_state_is(json_string_value(id), json_string_value(state))) return true;
  return false;
}

static bool is_theirs(struct board *board, const struct casefile *item, const json_t *transition, const char *person) {
  static const char *const rights[] = {"by", "decided_by", "recorded_by"};
  for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++)
    if (people_read_any(board, item, json_object_get(transition, rights[i]), person)) return true;
  return false;
}

// Can they act on it where it stands? Who is away reads on what they would act on.
static bool can_act(struct board *board, const struct casefile *item, const char *person) {
  json_t *candidates = item->config ? step_all_candidates(item->chart, item->config) : json_array(), *candidate;
  size_t i;
  bool can = false;
  json_array_foreach(candidates, i, candidate) can = can || is_theirs(board, item, json_object_get(candidate, "transition"), person);
  json_decref(candidates);
  return can;
}

// Nobody is made to decide on what they may not read.
static bool acts(struct board *board, const struct sight_place *place, const char *person) {
  return place->item ? can_act(board, place->item, person) : place->acts;
}

static void apply(struct board *board, const struct sight_place *place, const char *person, const json_t *rules, const char *effect,
                  struct sight *sight) {
  bool denies = strcmp(effect, "deny") == 0;
  size_t i;
  json_t *rule;
  json_array_foreach(rules, i, rule) {
    bool is_about = strcmp(json_text(rule, "effect"), effect) == 0 && strcmp(json_text(rule, "workflow"), place->workflow) == 0 &&
                    is_there(place->states, json_object_get(rule, "states"));
    if (!is_about) continue;
    if (!denies)
      sight_add(sight, json_object_get(rule, "what"));
    else if (!acts(board, place, person))
      sight_take(sight, json_object_get(rule, "what"));
  }
}

static bool is_for(struct board *board, const json_t *rule, const char *person) {
  const char *subject = json_text(rule, "subject");
  bool stands = sight_rule_holds(rule) && json_text(rule, "workflow") && subject;
  if (!stands || !subject_is_held_by(board, subject, person)) return false;
  return strcmp(json_text(rule, "effect"), "deny") != 0 || !people_in_office(board, person);
}

enum { RULED_PEOPLE_MAX = 500 }; // persons of whom it is kept: as many as look at a board on one day

// What is kept is dropped where the directory or the day are other ones.
static json_t *kept_of(struct board *board) {
  char today[DATE_TEXT];
  board_today(board, board_now(board), today);
  char *stamp = mem_format("%llu %s", (unsigned long long)directory_stamp(board->store), today);
  const char *have = json_text(board->ruled, "");
  if (!have || strcmp(have, stamp) != 0 || json_object_size(board->ruled) > RULED_PEOPLE_MAX) {
    json_decref(board->ruled);
    board->ruled = json_object();
    json_put_text(board->ruled, "", stamp); // nobody has an empty id
  }
  mem_free(stamp);
  return board->ruled;
}

const json_t *sight_rules_for(struct board *board, const char *person) {
  json_t *kept = kept_of(board), *rules = json_object_get(kept, person), *rule;
  size_t i;
  if (rules) return rules;
  rules = json_array();
  json_array_foreach(board_documents(board, SIGHT_RULE_KIND), i, rule) {
    if (is_for(board, rule, person)) json_array_append(rules, rule);
  }
  json_object_set_new(kept, person, rules);
  return rules;
}

void sight_rules_apply_at(struct board *board, const struct sight_place *place, const char *person, const json_t *rules,
                          struct sight *sight) {
  apply(board, place, person, rules, "allow", sight);
  if (sight_any(sight)) apply(board, place, person, rules, "deny", sight);
}

void sight_rules_apply(struct board *board, const struct casefile *item, const char *person, struct sight *sight) {
  if (json_array_size(board_documents(board, SIGHT_RULE_KIND)) == 0) return;
  json_t *states = item->config ? casefile_atomic(item) : NULL;
  const struct sight_place place = {.workflow = json_text(casefile_structure(item), "name"), .states = states, .item = item};
  sight_rules_apply_at(board, &place, person, sight_rules_for(board, person), sight);
  json_decref(states);
}
