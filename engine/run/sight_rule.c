// The board's own rules about who sees what. See sight_rule.h.
#include "run/sight_rule.h"

#include "base/mem.h"
#include "chart/check.h"
#include "chart/step.h"
#include "run/people.h"

#include <string.h>

const char SIGHT_RULE_KIND[] = "right";

bool sight_rule_holds(const json_t *rule) { return rule && strcmp(json_text(rule, "effect"), "removed") != 0; }

// ---- subjects

// A subject taken apart: "agency:north/safeguarding_lead" is of kind agency, id north, post safeguarding_lead.
struct subject {
  const char *kind;
  char *id, *post; // post NULL: the agency's people
};

static const char *const kinds[] = {"person", "post", "group", "agency"};

static bool subject_read(const char *text, struct subject *subject) {
  *subject = (struct subject){0};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    size_t size = strlen(kinds[i]);
    if (strncmp(text, kinds[i], size) != 0 || text[size] != ':') continue;
    const char *id = text + size + 1, *slash = strcmp(kinds[i], "agency") == 0 ? strchr(id, '/') : NULL;
    *subject =
        (struct subject){kinds[i], slash ? mem_text_part(id, (size_t)(slash - id)) : mem_text(id), slash ? mem_text(slash + 1) : NULL};
    return true;
  }
  return false;
}

static void subject_clear(struct subject *subject) {
  mem_free(subject->id);
  mem_free(subject->post);
}

static bool say_shape(const char *text, struct err *err) {
  return err_set(err, ERR_INVALID,
                 "\"%.100s\" does not say whom it is for: write everyone, person:ID, post:POST, group:GROUP, agency:AGENCY for all its "
                 "people, or agency:AGENCY/POST.",
                 text);
}

static bool say_unknown(struct board *board, const struct subject *subject, struct err *err) {
  char near[NEAREST_WORDS];
  json_t *ids = json_texts(board_documents(board, subject->kind), "id");
  err_set(err, ERR_NOT_FOUND, "This board has no %s \"%.80s\"%s", subject->kind, subject->id, nearest_words(subject->id, ids, ".", near));
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
  if (strcmp(text, "everyone") == 0) return true;
  if (!subject_read(text, &subject)) return say_shape(text, err);
  bool ok = board_document(board, subject.kind, subject.id) || say_unknown(board, &subject, err);
  if (ok && subject.post && !is_agency_post(board, subject.post))
    ok = err_set(err, ERR_NOT_FOUND, "No agency of this board has a post called \"%.80s\".", subject.post);
  subject_clear(&subject);
  return ok;
}

static bool is_among(const json_t *found, const char *person) {
  size_t i;
  json_t *who;
  json_array_foreach(found, i, who) if (strcmp(json_text(who, "id"), person) == 0) return true;
  return false;
}

static bool holds_post(struct board *board, const char *post, const char *person) {
  json_t *found = people_of_post(board, post);
  bool holds = is_among(found, person);
  json_decref(found);
  return holds;
}

static bool is_member(struct board *board, const char *group, const char *person) {
  const json_t *document = board_document(board, "group", group);
  const char *chair = json_text(document, "chair");
  return json_array_has(json_object_get(document, "members"), person) || (chair && holds_post(board, chair, person));
}

static bool is_of_agency(struct board *board, const struct subject *subject, const char *person) {
  const json_t *document = board_document(board, subject->post ? "agency" : "person", subject->post ? subject->id : person);
  const char *is = subject->post ? json_text(json_object_get(document, "posts"), subject->post) : json_text(document, "agency");
  return is && strcmp(is, subject->post ? person : subject->id) == 0;
}

bool sight_subject_holds(struct board *board, const char *text, const char *person) {
  struct subject subject;
  if (strcmp(text, "everyone") == 0) return true;
  if (!subject_read(text, &subject)) return false;
  bool holds = strcmp(subject.kind, "person") == 0  ? strcmp(subject.id, person) == 0
               : strcmp(subject.kind, "post") == 0  ? holds_post(board, subject.id, person)
               : strcmp(subject.kind, "group") == 0 ? is_member(board, subject.id, person)
                                                    : is_of_agency(board, &subject, person);
  subject_clear(&subject);
  return holds;
}

char *sight_subject_words(struct board *board, const char *text) {
  struct subject subject;
  if (!subject_read(text, &subject)) return mem_text(text);
  char *name = directory_name(board, subject.kind, subject.id), *words = NULL;
  if (subject.post)
    words = mem_format("the %s of %s", subject.post, name);
  else if (strcmp(subject.kind, "agency") == 0)
    words = mem_format("all of %s", name);
  else
    words = mem_text(name);
  for (char *c = words; subject.post && *c && c < words + strlen("the ") + strlen(subject.post); c++)
    if (*c == '_') *c = ' ';
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
         is_there(item, json_object_get(rule, "states")) && sight_subject_holds(board, subject, person);
}

static bool is_theirs(struct board *board, const struct casefile *item, const json_t *transition, const char *person) {
  static const char *const rights[] = {"by", "decided_by", "recorded_by"};
  for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++)
    if (people_hold_any(board, item, json_object_get(transition, rights[i]), person, NULL)) return true;
  return false;
}

// Can they act on it where it stands?
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

void sight_rules_apply(struct board *board, const struct casefile *item, const char *person, struct sight *sight) {
  if (json_array_size(board_documents(board, SIGHT_RULE_KIND)) == 0) return;
  apply(board, item, person, "allow", sight);
  if (sight_any(sight)) apply(board, item, person, "deny", sight);
}
