// Offering one after the other. See people_search.h.
#include "run/people_search.h"

#include "base/mem.h"
#include "chart/party.h"
#include "run/people.h"
#include "run/presence.h"

#include <string.h>

static bool is_listing(const struct people_search *search) { return !search->wanted && !search->takes; }

bool people_search_found(const json_t *found, const char *person) {
  size_t i;
  json_t *who;
  json_array_foreach(found, i, who) if (strcmp(json_text(who, "id"), person) == 0) return true;
  return false;
}

// False when the person cannot act: gone, absent, or of the agency that must not decide (with a note for the last).
static bool offer_person(struct people_search *search, const char *person, const char *via, bool say_conflict) {
  const struct presence now = person ? *presence_of(search->board, person) : (struct presence){0};
  bool conflict = search->avoid && now.person && presence_belongs(search->board, now.person, search->avoid);
  bool here = now.here && !conflict, ok = here && !now.away;
  if (search->wanted) {
    if ((ok || (here && search->reads)) && strcmp(person, search->wanted) == 0) search->holds = true;
    return ok;
  }
  if (search->takes) {
    search->holds = search->holds || (ok && search->takes(search->user, person));
    return ok;
  }
  if (ok && !people_search_found(search->found, person))
    json_array_append_new(search->found, json_pack("{s:s, s:s, s:s}", "id", person, "name", json_text(now.person, "name"), "via", via));
  if (conflict && say_conflict && search->note) {
    char *name = directory_name(search->board, "agency", search->avoid);
    buf_format(search->note, "%s is %s but belongs to %s, which leads this %s. ", json_text(now.person, "name"), via, name,
               casefile_noun(search->item));
    mem_free(name);
  }
  return ok;
}

static bool offer_deputy(struct people_search *search, const char *deputy, const char *absent, const char *via) {
  if (!is_listing(search)) return offer_person(search, deputy, via, false);
  char name[200], *words;
  people_name(search->board, absent, name, sizeof name);
  words = mem_format("%s, for %s", via, name);
  bool ok = offer_person(search, deputy, words, false);
  mem_free(words);
  return ok;
}

// Whoever an absence names acts meanwhile, and where they are away too, whoever theirs names. Not where who is away would be passed over
// anyway: whom they chose is no way round a conflict of interest, the deputy of their post is.
static bool offer_deputy_of(struct people_search *search, const char *absent, const char *via) {
  const char *person = absent, *deputy;
  for (int depth = 0; person && depth < DEPUTY_DEPTH_MAX; depth++, person = deputy) {
    const struct presence now = *presence_of(search->board, person);
    deputy = now.deputy;
    if (!now.here || !now.away || !deputy) return false;
    if (search->avoid && presence_belongs(search->board, now.person, search->avoid)) return false;
    if (offer_deputy(search, deputy, absent, via)) return true;
  }
  return false;
}

// The person, or whoever acts for them while they are away.
static bool offer(struct people_search *search, const char *person, const char *via, bool say_conflict) {
  return offer_person(search, person, via, say_conflict) || offer_deputy_of(search, person, via);
}

// What somebody is there by; asked for only where people are listed. Caller frees.
static char *via_of(const struct people_search *search, const char *kind, const char *id, const json_t *document) {
  if (!is_listing(search)) return NULL;
  return document ? directory_said(search->board, kind, document) : mem_text(id);
}

static void offer_post(struct people_search *search, const char *post, int depth) {
  const json_t *document = depth < DEPUTY_DEPTH_MAX ? board_document(search->board, "post", post) : NULL;
  const char *deputy = json_text(document, "deputy");
  char *title = via_of(search, "post", post, document);
  bool ok = document && offer(search, json_text(document, "holder"), title, depth == 0);
  if (!ok && deputy) {
    if (board_document(search->board, "post", deputy))
      offer_post(search, deputy, depth + 1);
    else {
      char *via = title ? mem_format("deputy for %s", title) : NULL;
      offer(search, deputy, via, false);
      mem_free(via);
    }
  }
  mem_free(title);
}

static void offer_agency_post(struct people_search *search, const char *agency, const char *post) {
  const json_t *document = agency ? presence_agency(search->board, agency) : NULL;
  const json_t *holder = json_object_get(json_object_get(document, "posts"), post);
  if (!is_listing(search)) {
    offer(search, json_string_value(holder), NULL, false);
    return;
  }
  char *title = mem_text(post), *via = NULL;
  for (char *c = title; *c; c++)
    if (*c == '_') *c = ' ';
  via = mem_format("%s of %s", title, document ? json_text(document, "name") : "no agency");
  offer(search, json_string_value(holder), via, true);
  mem_free(via);
  mem_free(title);
}

static void offer_group(struct people_search *search, const char *group) {
  const json_t *document = board_document(search->board, "group", group);
  json_t *member;
  char *name = via_of(search, "group", group, document);
  size_t i;
  json_array_foreach(json_object_get(document, "members"), i, member) offer(search, presence_member(search->board, member), name, false);
  mem_free(name);
  if (json_text(document, "chair")) offer_post(search, json_text(document, "chair"), 0);
}

static void offer_everyone(struct people_search *search) {
  json_t *person;
  size_t i;
  json_array_foreach(board_documents(search->board, "person"), i, person) {
    if (search->holds) return;
    offer_person(search, json_text(person, "id"), "everyone", false);
  }
}

// "All agencies" are their safeguarding leads, "all groups" their chairs.
static void offer_all(struct people_search *search, const char *what) {
  bool groups = what && strcmp(what, "groups") == 0;
  json_t *one;
  size_t i;
  json_array_foreach(board_documents(search->board, groups ? "group" : "agency"), i, one) {
    bool ended = !groups && !presence_is_within(search->board, json_object_get(one, "valid_from"), json_object_get(one, "valid_to"));
    if (ended) continue; // its successor is among them by itself
    if (!groups)
      offer_agency_post(search, json_text(one, "id"), "safeguarding_lead");
    else if (json_text(one, "chair"))
      offer_post(search, json_text(one, "chair"), 0);
  }
}

static void offer_party(struct people_search *search, const json_t *party) {
  const json_t *taking_part = party_of_row(party);
  if (taking_part) offer_party(search, taking_part);
  const char *kind = json_text(party, "kind"), *id = json_text(party, "id");
  if (!kind) return;
  if (strcmp(kind, "person") == 0) offer(search, id, json_text(search->role, "title"), true);
  if (strcmp(kind, "all") == 0)
    offer_all(search, id);
  else if (!id)
    return;
  else if (strcmp(kind, "agency") == 0)
    offer_agency_post(search, id, "safeguarding_lead");
  else if (strcmp(kind, "group") == 0)
    offer_group(search, id);
  else if (strcmp(kind, "post") == 0)
    offer_post(search, id, 0);
}

static void offer_each(struct people_search *search, const json_t *value, const char *via) {
  size_t i;
  json_t *one;
  if (json_is_string(value))
    offer(search, json_string_value(value), via, true);
  else if (json_is_object(value))
    offer_party(search, value);
  json_array_foreach(value, i, one) offer_each(search, one, via);
}

void people_search_role(struct people_search *search, const char *name) {
  const json_t *role = search->role = chart_role(search->item->chart, name), *fields = search->item->fields;
  const char *text, *not_from = json_text(role, "not_from");
  search->avoid = not_from ? json_text(fields, not_from) : NULL; // of this role alone: several may be asked in turn
  if (!role) return;
  if ((text = json_text(role, "person_in")) || (text = json_text(role, "any_in"))) {
    json_t *named = party_of_field(chart_field(search->item->chart, text), json_object_get(fields, text));
    offer_each(search, named, json_text(role, "title"));
    json_decref(named);
  } else if ((text = json_text(role, "post"))) {
    const char *of = json_text(role, "of");
    if (of)
      offer_agency_post(search, json_text(fields, of), text);
    else
      offer_post(search, text, 0);
  } else if ((text = json_text(role, "group")))
    offer_group(search, text);
  else if (json_object_get(role, "everyone"))
    offer_everyone(search);
}

// All of an agency's people.
static void offer_agency(struct people_search *search, const char *agency) {
  json_t *person;
  size_t i;
  char *name = directory_name(search->board, "agency", agency);
  json_array_foreach(board_documents(search->board, "person"), i, person) {
    if (presence_is_of(search->board, person, agency)) offer(search, json_text(person, "id"), name, false);
  }
  mem_free(name);
}

void people_search_subject(struct people_search *search, const struct subject *subject) {
  search->avoid = subject->avoid;
  if (strcmp(subject->kind, "person") == 0)
    offer(search, subject->id, "named", false);
  else if (strcmp(subject->kind, "post") == 0)
    offer_post(search, subject->id, 0);
  else if (strcmp(subject->kind, "group") == 0)
    offer_group(search, subject->id);
  else if (strcmp(subject->kind, "agency") == 0 && subject->post)
    offer_agency_post(search, subject->id, subject->post);
  else if (strcmp(subject->kind, "agency") == 0)
    offer_agency(search, subject->id);
  else if (strcmp(subject->kind, "all") == 0)
    offer_all(search, subject->id);
  else
    offer_everyone(search);
}

void people_search_post(struct people_search *search, const char *post) { offer_post(search, post, 0); }
