// Changing documents of the directory. See document.h.
#include "op/document.h"

#include "base/mem.h"
#include "chart/check.h"
#include "op/cell.h"
#include "op/meeting.h"
#include "op/roster.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/sweep.h"
#include "run/terms.h"

#include <stdlib.h>
#include <string.h>

// Who is typed twice is in it once: a member would stand twice on a meeting's sheet.
static void add_once(json_t *list, json_t *word) { // takes over `word`
  if (!json_array_holds(list, word)) json_array_append(list, word);
  json_decref(word);
}

// "2016-10-05, 2017-01-11" as a list of two. A new reference.
static json_t *list_of(const char *text) {
  json_t *list = json_array();
  while (*text) {
    size_t blanks = strspn(text, " "), size = strcspn(text, ","), end = size;
    while (end > blanks && text[end - 1] == ' ') end--;
    if (end > blanks) add_once(list, json_stringn(text + blanks, end - blanks));
    text += size + (text[size] == ',');
  }
  return list;
}

// What is no number stays text, and is refused as such.
static json_t *number_of(const char *text) {
  size_t digits = strspn(text, "0123456789");
  return digits && digits < 10 && !text[digits] ? json_integer(strtoll(text, NULL, 10)) : json_string(text);
}

static bool is_list(const char *name) {
  static const char *const lists[] = {"agencies", "aliases", "duties", "meetings", "members"};
  for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
    if (strcmp(name, lists[i]) == 0) return true;
  return false;
}

// On a command line everything is text: yes and no, numbers, and what is parted by commas become what the document keeps. A new reference.
static json_t *understood(const char *name, json_t *value) {
  const char *text = json_string_value(value);
  if (text && is_list(name)) return list_of(text);
  if (text && (strcmp(name, "quorum") == 0 || strcmp(name, "papers") == 0)) return number_of(text);
  if (!text || (strcmp(name, "active") != 0 && strcmp(name, "absent") != 0)) return json_incref(value);
  if (strcmp(text, "yes") == 0 || strcmp(text, "true") == 0) return json_true();
  return strcmp(text, "no") == 0 || strcmp(text, "false") == 0 ? json_false() : json_incref(value);
}

// "posts.board_member": one post among those of an agency; null takes it out.
static void put_post(json_t *document, const char *post, json_t *holder) {
  const json_t *before = json_object_get(document, "posts");
  json_t *posts = json_is_object(before) ? json_copy((json_t *)before) : json_object();
  if (json_is_null(holder) || (json_is_string(holder) && !*json_string_value(holder)))
    json_object_del(posts, post);
  else
    json_object_set(posts, post, holder);
  json_object_set_new(document, "posts", posts);
}

// Members given replace, null removes; a new person gets the random id that stands for it in headers.
json_t *document_merged(struct board *board, const char *kind, const char *id, const json_t *given) {
  json_t *document = directory_find(board->store, kind, id), *value;
  const char *name;
  if (!document) document = json_pack("{s:s}", "id", id);
  json_object_foreach((json_t *)given, name, value) {
    if (strcmp(kind, "agency") == 0 && strncmp(name, "posts.", 6) == 0 && name[6])
      put_post(document, name + 6, value);
    else if (json_is_null(value))
      json_object_del(document, name);
    else if (strcmp(name, "key") != 0 && strcmp(name, "id") != 0)
      json_object_set_new(document, name, understood(name, value));
  }
  if (strcmp(kind, "person") == 0 && !json_text(document, "key")) {
    char key[ID_TEXT];
    id_write(id_new(&board->env), key);
    json_put_text(document, "key", key);
  }
  return document;
}

// The posts that agencies have, on this board or in the shipped workflows.
static json_t *agency_posts(struct board *board) {
  json_t *posts = json_pack("[s, s, s]", "safeguarding_lead", "board_member", "director"), *agency, *holder;
  const char *post;
  size_t i;
  json_array_foreach(board_documents(board, "agency"), i, agency)
      json_object_foreach(json_object_get(agency, "posts"), post, holder) if (!json_array_has(posts, post)) json_array_add(posts, post);
  return posts;
}

// The member of `known` that this was probably meant for: near it, or beginning like it (`duty`). NULL: none.
static const char *meant(const json_t *known, const char *name) {
  enum { BEGINNING = 3 };
  const char *near = nearest_name(name, known);
  size_t i;
  json_t *one;
  if (near || strlen(name) < BEGINNING) return near;
  json_array_foreach(known, i, one) if (strncmp(json_string_value(one), name, BEGINNING) == 0) return json_string_value(one);
  return NULL;
}

// A board may keep more of its agencies than the program asks for; what was meant for something that it does ask for is a slip.
static bool member_is_meant(struct board *board, const json_t *members, const char *id, const char *name, struct err *err) {
  if (json_array_has(members, name) || strcmp(name, "note") == 0 || strchr(name, '.')) return true;
  json_t *posts = agency_posts(board);
  const char *post = meant(posts, name), *member = meant(members, name);
  if (post)
    err_set(err, ERR_INVALID,
            "An agency keeps who holds its posts together, so `%s` was not set: write `waymark agency set %s posts.%s=PERSON`.", name, id,
            post);
  else if (member)
    err_set(err, ERR_INVALID, "An agency has no `%s`, so nothing was set. Did you mean `%s`?", name, member);
  json_decref(posts);
  return !post && !member;
}

bool document_members_are_meant(struct board *board, const char *kind, const char *id, const json_t *given, struct err *err) {
  if (strcmp(kind, "agency") != 0) return true;
  json_t *members = json_array(), *value;
  const char *name;
  bool ok = true;
  for (const char *const *one = cell_members(kind); *one; one++) json_array_add(members, *one);
  json_object_foreach((json_t *)given, name, value) ok = ok && member_is_meant(board, members, id, name, err);
  json_decref(members);
  return ok;
}

bool document_id_is_good(const char *kind, const char *id, struct err *err) {
  size_t good = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_.-");
  if (*id && !id[good] && strlen(id) <= 60) return true;
  return err_set(err, ERR_INVALID, "\"%s\" cannot name a %s: use small letters, digits, . _ and -, up to 60.", id, kind);
}

// Since when a post is vacant: kept when its holder is taken out of it, whoever does that.
static void keep_vacancy(struct board *board, const json_t *before, json_t *document) {
  char today[DATE_TEXT];
  board_today(board, board_now(board), today);
  if (json_text(document, "holder"))
    json_object_del(document, "vacant_since");
  else if (json_text(before, "holder") && !json_text(document, "vacant_since"))
    json_put_text(document, "vacant_since", today);
}

// In a seed's shape, with these documents in their places. A new reference.
static json_t *roster_with(struct board *board, const char *kind, const json_t *documents) {
  json_t *roster = roster_of(board), *document;
  size_t i;
  json_array_foreach(documents, i, document) roster_put(roster, kind, document);
  return roster;
}

bool document_check_each(struct board *board, const char *kind, const json_t *documents,
                         bool (*wrong)(void *user, size_t index, const struct err *why), void *user, struct err *err) {
  json_t *roster = roster_with(board, kind, documents), *document;
  bool ok = true;
  size_t i;
  json_array_foreach(documents, i, document) {
    struct err why;
    if (roster_check_one(roster, kind, json_text(document, "id"), document, &why)) continue;
    ok = false;
    *err = why;
    if (!wrong || !wrong(user, i, &why)) break;
  }
  json_decref(roster);
  return ok;
}

// Only the office changes the directory: a board whose office nobody holds could never be put right again. Asked of the directory as it
// then is; what fails here is rolled back.
static bool office_is_held(struct board *board, struct err *err) {
  size_t i;
  json_t *person;
  bool now = false, for_good = false; // with somebody whose last day is not set yet
  json_array_foreach(board_documents(board, "person"), i, person) {
    bool active = !json_is_false(json_object_get(person, "active"));
    if (!active || !people_in_office(board, json_text(person, "id"))) continue;
    now = now || presence_is_here(board, person);
    for_good = for_good || !json_text(person, "left");
  }
  if (now && for_good) return true;
  char *office = terms_office(board->terms);
  err_set(
      err, ERR_REFUSED,
      "The directory was not changed: nobody who is active would be %s or administrator then, and nobody could put that right. Give the "
      "post to somebody else first, or name a deputy.",
      office);
  mem_free(office);
  return false;
}

// Deadlines that are counted to or from a group's meetings move with them.
static bool follow_meetings(struct op_call *call, const char *kind, const json_t *before, const json_t *document, struct err *err) {
  const json_t *was = json_object_get(before, "meetings"), *is = json_object_get(document, "meetings");
  bool same = was && is ? json_equal(was, is) : !was && !is;
  return strcmp(kind, "group") != 0 || same || sweep_begin(call->board, "meetings", ask_maybe(call, "as"), NULL, err);
}

// Takes over `event`.
static bool record(struct op_call *call, const char *kind, const json_t *documents, json_t *event, struct err *err) {
  struct entry entry;
  int64_t now = board_now(call->board);
  json_t *document;
  size_t i;
  entry_init(&entry, ENTRY_DIRECTORY, now, now);
  people_key(call->board, json_text(call->request, "as"), &entry.actor_id);
  if (event) entry_part(&entry, "event", event);
  json_array_foreach(documents, i, document) {
    char *part = mem_format("directory/%s/%s", kind, json_text(document, "id"));
    entry_part(&entry, part, json_incref(document));
    mem_free(part);
  }
  return board_append(call->board, &entry, err);
}

static bool days_fit(struct board *board, const char *kind, const json_t *documents, struct err *err) {
  size_t i;
  json_t *document;
  if (strcmp(kind, "group") != 0) return true;
  json_array_foreach(documents, i, document) if (!meeting_days_fit(board, json_text(document, "id"), json_object_get(document, "meetings"),
                                                                   err)) return false;
  return true;
}

static bool follow_each(struct op_call *call, const char *kind, const json_t *before, const json_t *documents, struct err *err) {
  size_t i;
  json_t *document;
  json_array_foreach(documents, i, document) if (!follow_meetings(call, kind, json_array_get(before, i), document, err)) return false;
  return true;
}

static json_t *before_of(struct board *board, const char *kind, const json_t *documents) {
  json_t *before = json_array(), *document;
  size_t i;
  json_array_foreach(documents, i, document) {
    json_t *was = directory_find(board->store, kind, json_text(document, "id"));
    json_array_append_new(before, was ? was : json_null());
    if (strcmp(kind, "post") == 0) keep_vacancy(board, json_array_get(before, i), document);
  }
  return before;
}

bool document_put_all(struct op_call *call, const char *kind, const json_t *documents, json_t *event, struct err *err) {
  json_t *before = before_of(call->board, kind, documents);
  bool ok = document_check_each(call->board, kind, documents, NULL, NULL, err) || err_prefix(err, "The directory was not changed: ");
  ok = ok && days_fit(call->board, kind, documents, err) && record(call, kind, documents, json_incref(event), err) &&
       office_is_held(call->board, err) && follow_each(call, kind, before, documents, err);
  json_decref(before);
  json_decref(event);
  return ok;
}

bool document_put(struct op_call *call, const char *kind, json_t *document, json_t *event, struct err *err) {
  json_t *documents = json_pack("[O]", document);
  bool ok = document_put_all(call, kind, documents, event, err);
  json_decref(documents);
  return ok;
}
