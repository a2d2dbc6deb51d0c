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

static bool is_there(const struct casefile *item, const json_t *states) {
  json_t *ids, *id, *state;
  size_t i, j;
  bool there = !states;
  if (there || !item->config) return there;
  ids = casefile_atomic(item);
  json_array_foreach(ids, i, id) json_array_foreach(states, j, state) there =
      there || sight_state_is(json_string_value(id), json_string_value(state));
  json_decref(ids);
  return there;
}

static bool is_about(struct board *board, const struct casefile *item, const char *person, const json_t *rule) {
  const char *workflow = json_text(rule, "workflow"), *subject = json_text(rule, "subject");
  return workflow && subject && strcmp(workflow, json_text(casefile_structure(item), "name")) == 0 &&
         is_there(item, json_object_get(rule, "states")) && subject_is_held_by(board, subject, person);
}

static bool is_theirs(struct board *board, const struct casefile *item, const json_t *transition, const char *person) {
  static const char *const rights[] = {"by", "decided_by", "recorded_by"};
  for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++)
    if (people_read_any(board, item, json_object_get(transition, rights[i]), person)) return true;
  return false;
}

// Can they act on it where it stands? Who is away reads on what they would act on.
static bool can_act(struct board *board, const struct casefile *item, const char *person) {
  json_t *events = item->config ? step_events(item->chart, item->config) : json_array(), *event, *candidate;
  size_t i, j;
  bool can = false;
  json_array_foreach(events, i, event) {
    json_t *candidates = step_candidates(item->chart, item->config, json_string_value(event));
    json_array_foreach(candidates, j, candidate) can = can || is_theirs(board, item, json_object_get(candidate, "transition"), person);
    json_decref(candidates);
  }
  json_decref(events);
  return can;
}

static void apply(struct board *board, const struct casefile *item, const char *person, const char *effect, struct sight *sight) {
  bool denies = strcmp(effect, "deny") == 0;
  size_t i;
  json_t *rule;
  json_array_foreach(board_documents(board, SIGHT_RULE_KIND), i, rule) {
    if (strcmp(json_text(rule, "effect"), effect) != 0 || !is_about(board, item, person, rule)) continue;
    if (!denies)
      sight_add(sight, json_object_get(rule, "what"));
    else if (!people_in_office(board, person) && !can_act(board, item, person))
      sight_take(sight, json_object_get(rule, "what"));
  }
}

bool sight_rules_allow(struct board *board, const char *person) {
  size_t i;
  json_t *rule;
  json_array_foreach(board_documents(board, SIGHT_RULE_KIND), i,
                     rule) if (strcmp(json_text(rule, "effect"), "allow") == 0 &&
                               subject_is_held_by(board, json_text(rule, "subject"), person)) return true;
  return false;
}

void sight_rules_apply(struct board *board, const struct casefile *item, const char *person, struct sight *sight) {
  if (json_array_size(board_documents(board, SIGHT_RULE_KIND)) == 0) return;
  apply(board, item, person, "allow", sight);
  if (sight_any(sight)) apply(board, item, person, "deny", sight);
}
