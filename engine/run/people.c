// Who holds a role now. See people.h.
#include "run/people.h"

#include "base/mem.h"
#include "chart/check.h"
#include "run/people_search.h"
#include "run/presence.h"
#include "run/sitting.h"
#include "run/terms.h"

#include <stdio.h>
#include <string.h>

static bool is_of_terms(const char *kind) { return strcmp(kind, "group") == 0 || strcmp(kind, "post") == 0; }

char *directory_said(struct board *board, const char *kind, const json_t *document) {
  const char *name = json_text(document, "name");
  if (!name) name = json_text(document, "title");
  if (!name) name = json_text(document, "id");
  if (!name) name = "nobody";
  return is_of_terms(kind) ? terms_say(board->terms, name) : mem_text(name);
}

void directory_say(struct board *board, const char *kind, json_t *row) {
  static const char *const members[] = {"name", "title"};
  for (size_t i = 0; is_of_terms(kind) && i < sizeof members / sizeof members[0]; i++) {
    char *said = json_text(row, members[i]) ? terms_say(board->terms, json_text(row, members[i])) : NULL;
    if (said) json_put_text(row, members[i], said);
    mem_free(said);
  }
}

char *directory_name(struct board *board, const char *kind, const char *id) {
  const json_t *document = id ? board_document(board, kind, id) : NULL;
  return document || !id ? directory_said(board, kind, document) : mem_text(id);
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

json_t *people_of_post(struct board *board, const char *post) {
  struct people_search search = {.board = board, .found = json_array()};
  people_search_post(&search, post);
  return search.found;
}

bool people_act_in_post(struct board *board, const char *post, const char *person) {
  struct people_search search = {.board = board, .wanted = person};
  people_search_post(&search, post);
  return search.holds;
}

bool people_read_in_post(struct board *board, const char *post, const char *person) {
  struct people_search search = {.board = board, .wanted = person, .reads = true};
  people_search_post(&search, post);
  return search.holds;
}

const char *people_role_title(const struct casefile *item, const char *role) {
  const char *title = json_text(chart_role(item->chart, role), "title");
  return title ? title : role;
}

json_t *people_of_role(struct board *board, const struct casefile *item, const char *role, struct buf *note) {
  struct buf said;
  buf_init(&said);
  struct people_search search = {.board = board, .item = item, .found = json_array(), .note = &said};
  people_search_role(&search, role);
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
    struct people_search search = {.board = board, .item = item, .wanted = person};
    if (person) people_search_role(&search, role);
    return search.holds;
  }
  json_t *found = people_of_role(board, item, role, note);
  bool holds = person && people_search_found(found, person);
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
  struct people_search search = {.board = board, .item = item, .wanted = person, .reads = true};
  size_t i;
  json_t *role;
  json_array_foreach(roles, i, role) if (person && !search.holds) people_search_role(&search, json_string_value(role));
  return search.holds;
}

bool people_any_holds(struct board *board, const struct casefile *item, const char *role, bool (*takes)(void *user, const char *person),
                      void *user) {
  struct people_search search = {.board = board, .item = item, .takes = takes, .user = user};
  people_search_role(&search, role);
  return search.holds;
}

json_t *people_of_subject(struct board *board, const struct subject *subject) {
  struct people_search search = {.board = board, .found = json_array()};
  people_search_subject(&search, subject);
  return search.found;
}

bool people_read_subject(struct board *board, const struct subject *subject, const char *person) {
  struct people_search search = {.board = board, .wanted = person, .reads = true};
  people_search_subject(&search, subject);
  return search.holds;
}
