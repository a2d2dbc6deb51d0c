// Who holds a role now. See people.h.
#include "run/people.h"

#include "base/mem.h"
#include "chart/check.h"
#include "chart/party.h"
#include "run/presence.h"
#include "run/sitting.h"
#include "run/subject.h"

#include <stdio.h>
#include <string.h>

enum { DEPUTY_DEPTH_MAX = 4 }; // a deputy's deputy's deputy is a mistake in the directory, not an organisation

char *directory_name(struct board *board, const char *kind, const char *id) {
  const json_t *document = id ? board_document(board, kind, id) : NULL;
  const char *name = json_text(document, "name");
  if (!name) name = json_text(document, "title");
  return mem_text(name ? name : id ? id : "nobody");
}

static void fail_gone(struct board *board, const json_t *person, struct err *err) {
  const char *name = json_text(person, "name"), *joined = json_text(person, "joined");
  if (joined && !presence_is_within(board, json_object_get(person, "joined"), NULL))
    err_set(err, ERR_NOT_ALLOWED, "%s joins on %s and cannot act before; name somebody who is active.", name, joined);
  else
    err_set(err, ERR_NOT_ALLOWED, "%s has left and can no longer act; name somebody who is active.", name);
}

json_t *people_find(struct board *board, const char *person, struct err *err) {
  if (board->present) board = board->present; // who looks at the past is somebody of today
  const struct presence now = *presence_of(board, person);
  const json_t *document = now.person;
  if (now.here) return json_incref((json_t *)document);
  if (document) fail_gone(board, document, err);
  if (document) return NULL;
  char near[NEAREST_WORDS];
  json_t *ids = json_texts(board_documents(board, "person"), "id");
  err_set(err, ERR_NOT_FOUND, "Nobody on this board is called \"%s\"%s", person,
          nearest_words(person, ids, "; `waymark people list` shows everybody.", near));
  json_decref(ids);
  return NULL;
}

void people_name(struct board *board, const char *person, char *out, size_t size) {
  bool group = sitting_is_group(person); // R3: who decided may be a group
  char *name = group ? directory_name(board, "group", sitting_group(person)) : directory_name(board, "person", person);
  snprintf(out, size, "%s", name);
  mem_free(name);
}

bool people_key(struct board *board, const char *person, struct id *key) {
  const char *hex = person ? json_text(board_document(board, "person", person), "key") : NULL;
  return hex && id_read(key, hex);
}

// `apart` NULL, or somebody whose deputies do not count: they act for him.
static bool in_post(struct board *board, const char *post, const char *person, const char *apart, int depth) {
  const json_t *document = depth < DEPUTY_DEPTH_MAX ? board_document(board, "post", post) : NULL;
  const char *holder = json_text(document, "holder"), *deputy = json_text(document, "deputy"), *stands_in;
  if (holder && strcmp(holder, person) == 0) return true;
  if (apart && holder && strcmp(holder, apart) == 0) return false;
  if (holder && presence_is_away(board, board_document(board, "person", holder), &stands_in) && stands_in && strcmp(stands_in, person) == 0)
    return true;
  return deputy && (strcmp(deputy, person) == 0 || in_post(board, deputy, person, apart, depth + 1));
}

bool people_in_office(struct board *board, const char *person) {
  if (board->present) board = board->present;
  return in_post(board, "business_manager", person, NULL, 0) || in_post(board, "administrator", person, NULL, 0);
}

bool people_in_post(struct board *board, const char *post, const char *person, const char *apart) {
  return in_post(board, post, person, apart, 0);
}

// What is being asked: which role of which item, and where the answer goes. Most often it is only whether one person holds the role: then
// nobody is listed.
struct search {
  struct board *board;
  const struct casefile *item;
  const json_t *role;
  const char *avoid; // the agency whose people are passed over (conflict of interest); NULL for none
  json_t *found;
  struct buf *note;
  const char *wanted;                            // the one person; NULL: all are listed
  bool (*takes)(void *user, const char *person); // or anybody whom this takes; NULL: all are listed
  void *user;
  bool holds; // the wanted one does, or somebody who is taken
  bool reads; // it is asked who may read: the wanted one may be away
};

static bool is_listing(const struct search *search) { return !search->wanted && !search->takes; }

static bool already_found(const json_t *found, const char *person) {
  size_t i;
  json_t *who;
  json_array_foreach(found, i, who) if (strcmp(json_text(who, "id"), person) == 0) return true;
  return false;
}

// False when the person cannot act: gone, absent, or of the agency that must not decide (with a note for the last).
static bool offer_person(struct search *search, const char *person, const char *via, bool say_conflict) {
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
  if (ok && !already_found(search->found, person))
    json_array_append_new(search->found, json_pack("{s:s, s:s, s:s}", "id", person, "name", json_text(now.person, "name"), "via", via));
  if (conflict && say_conflict && search->note) {
    char *name = directory_name(search->board, "agency", search->avoid);
    buf_format(search->note, "%s is %s but belongs to %s, which leads this %s. ", json_text(now.person, "name"), via, name,
               casefile_noun(search->item));
    mem_free(name);
  }
  return ok;
}

static bool offer_deputy(struct search *search, const char *deputy, const char *absent, const char *via) {
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
static bool offer_deputy_of(struct search *search, const char *absent, const char *via) {
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
static bool offer(struct search *search, const char *person, const char *via, bool say_conflict) {
  return offer_person(search, person, via, say_conflict) || offer_deputy_of(search, person, via);
}

static void offer_post(struct search *search, const char *post, int depth) {
  const json_t *document = depth < DEPUTY_DEPTH_MAX ? board_document(search->board, "post", post) : NULL;
  const char *title = json_text(document, "title"), *deputy = json_text(document, "deputy");
  if (!title) title = post;
  bool ok = document && offer(search, json_text(document, "holder"), title, depth == 0);
  if (!ok && deputy) {
    if (board_document(search->board, "post", deputy))
      offer_post(search, deputy, depth + 1);
    else {
      char *via = mem_format("deputy for %s", title);
      offer(search, deputy, via, false);
      mem_free(via);
    }
  }
}

json_t *people_of_post(struct board *board, const char *post) {
  struct search search = {.board = board, .found = json_array()};
  offer_post(&search, post, 0);
  return search.found;
}

bool people_act_in_post(struct board *board, const char *post, const char *person) {
  struct search search = {.board = board, .wanted = person};
  offer_post(&search, post, 0);
  return search.holds;
}

bool people_read_in_post(struct board *board, const char *post, const char *person) {
  struct search search = {.board = board, .wanted = person, .reads = true};
  offer_post(&search, post, 0);
  return search.holds;
}

static void offer_agency_post(struct search *search, const char *agency, const char *post) {
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

static void offer_group(struct search *search, const char *group) {
  const json_t *document = board_document(search->board, "group", group);
  json_t *member;
  const char *name = json_text(document, "name");
  size_t i;
  json_array_foreach(json_object_get(document, "members"), i, member)
      offer(search, presence_member(search->board, member), name ? name : group, false);
  if (json_text(document, "chair")) offer_post(search, json_text(document, "chair"), 0);
}

static void offer_everyone(struct search *search) {
  json_t *person;
  size_t i;
  json_array_foreach(board_documents(search->board, "person"), i, person) {
    if (search->holds) return;
    offer_person(search, json_text(person, "id"), "everyone", false);
  }
}

// "All agencies" are their safeguarding leads, "all groups" their chairs.
static void offer_all(struct search *search, const char *what) {
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

static void offer_party(struct search *search, const json_t *party) {
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

static void offer_each(struct search *search, const json_t *value, const char *via) {
  size_t i;
  json_t *one;
  if (json_is_string(value))
    offer(search, json_string_value(value), via, true);
  else if (json_is_object(value))
    offer_party(search, value);
  json_array_foreach(value, i, one) offer_each(search, one, via);
}

static void search_role(struct search *search, const char *name) {
  const json_t *role = search->role = chart_role(search->item->chart, name), *fields = search->item->fields;
  const char *text, *not_from = json_text(role, "not_from");
  search->avoid = not_from ? json_text(fields, not_from) : NULL; // of this role alone: several may be asked in turn
  if (!role) return;
  if ((text = json_text(role, "person_in")) || (text = json_text(role, "any_in")))
    offer_each(search, json_object_get(fields, text), json_text(role, "title"));
  else if ((text = json_text(role, "post"))) {
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

const char *people_role_title(const struct casefile *item, const char *role) {
  const char *title = json_text(chart_role(item->chart, role), "title");
  return title ? title : role;
}

json_t *people_of_role(struct board *board, const struct casefile *item, const char *role, struct buf *note) {
  struct buf said;
  buf_init(&said);
  struct search search = {.board = board, .item = item, .found = json_array(), .note = &said};
  search_role(&search, role);
  size_t count = json_array_size(search.found);
  if (note && said.size) {
    buf_add(note, said.data, said.size);
    if (count) {
      const json_t *who = json_array_get(search.found, 0);
      buf_format(note, "%s (%s) decides instead.", json_text(who, "name"), json_text(who, "via"));
    }
  }
  if (note && !count)
    buf_format(note, said.size ? "Nobody else can act as %s today." : "Nobody holds %s today.", people_role_title(item, role));
  buf_clear(&said);
  return search.found;
}

bool people_hold(struct board *board, const struct casefile *item, const char *role, const char *person, struct buf *note) {
  if (!note) {
    struct search search = {.board = board, .item = item, .wanted = person};
    if (person) search_role(&search, role);
    return search.holds;
  }
  json_t *found = people_of_role(board, item, role, note);
  bool holds = person && already_found(found, person);
  json_decref(found);
  return holds;
}

bool people_hold_any(struct board *board, const struct casefile *item, const json_t *roles, const char *person, struct buf *note) {
  size_t i;
  json_t *role;
  json_array_foreach(roles, i, role) if (people_hold(board, item, json_string_value(role), person, note)) return true;
  return false;
}

bool people_read_any(struct board *board, const struct casefile *item, const json_t *roles, const char *person) {
  struct search search = {.board = board, .item = item, .wanted = person, .reads = true};
  size_t i;
  json_t *role;
  json_array_foreach(roles, i, role) if (person && !search.holds) search_role(&search, json_string_value(role));
  return search.holds;
}

bool people_any_holds(struct board *board, const struct casefile *item, const char *role, bool (*takes)(void *user, const char *person),
                      void *user) {
  struct search search = {.board = board, .item = item, .takes = takes, .user = user};
  search_role(&search, role);
  return search.holds;
}

// ---- subjects: the same search, from what a role comes to

// All of an agency's people.
static void offer_agency(struct search *search, const char *agency) {
  json_t *person;
  size_t i;
  char *name = directory_name(search->board, "agency", agency);
  json_array_foreach(board_documents(search->board, "person"), i, person) {
    if (presence_is_of(search->board, person, agency)) offer(search, json_text(person, "id"), name, false);
  }
  mem_free(name);
}

static void search_subject(struct search *search, const struct subject *subject) {
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

json_t *people_of_subject(struct board *board, const struct subject *subject) {
  struct search search = {.board = board, .found = json_array()};
  search_subject(&search, subject);
  return search.found;
}

bool people_read_subject(struct board *board, const struct subject *subject, const char *person) {
  struct search search = {.board = board, .wanted = person, .reads = true};
  search_subject(&search, subject);
  return search.holds;
}
